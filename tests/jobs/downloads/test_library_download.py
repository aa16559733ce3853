"""The library as a file: small ones are answered, large ones are stored and linked, and nothing outlives its job."""

import codecs
import json
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.errors import DeletionRefused, JobNotFound
from chalicelib.jobs.downloads.library_download import CSV_FILE, csv_of_job, named_link
from chalicelib.jobs.job_id import job_id_of, new_delete_token
from chalicelib.jobs.job_store import JobStore, Progress, dashboard_key, library_key
from chalicelib.jobs.service import MOST_ANSWERED_BYTES, Jobs
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.settings import Settings
from tests.flows.test_access import LinkingFolder
from tests.jobs.dashboard.dashboards import FOUND, FULL, dashboard
from tests.jobs.test_service import FakeOrchestrator

TOKEN = new_delete_token()
JOB_ID = job_id_of(TOKEN)


def jobs_in(storage: LocalStorage, review: str = "Good.") -> Jobs:
    """The jobs of a storage that holds one complete job with one book."""
    made = dashboard((replace(FULL, my_review=review), FOUND))
    storage.put(dashboard_key(JOB_ID), json.dumps(made).encode())
    return Jobs(Settings.from_env({}), JobStore(storage), FakeOrchestrator())


def test_a_library_is_answered(tmp_path: Path) -> None:
    found = csv_of_job(jobs_in(LinkingFolder(tmp_path)), JOB_ID)
    assert found.dashboard is not None
    assert found.dashboard.startswith(codecs.BOM_UTF8 + b"Book Id,")
    assert b"\r\n" in found.dashboard


@pytest.mark.parametrize(("spare", "linked"), [(0, False), (-1, True)])
def test_a_library_too_large_for_an_answer_is_a_link_to_a_stored_file(tmp_path: Path, spare: int, linked: bool) -> None:
    storage = LinkingFolder(tmp_path)
    rest = len(csv_of_job(jobs_in(storage, "x"), JOB_ID).dashboard or b"") - 1
    found = csv_of_job(jobs_in(storage, "x" * (MOST_ANSWERED_BYTES - rest - spare)), JOB_ID)
    assert (found.dashboard_url is not None) == linked
    assert (storage.stat(library_key(JOB_ID)) is not None) == linked
    if linked:
        assert found.dashboard_url == storage.link(library_key(JOB_ID), CSV_FILE)
        assert len(storage.get(library_key(JOB_ID))) == MOST_ANSWERED_BYTES + 1


def test_the_library_of_a_dashboard_that_is_only_linked_is_read_all_the_same(tmp_path: Path) -> None:
    jobs = jobs_in(LinkingFolder(tmp_path), "x" * MOST_ANSWERED_BYTES)
    assert jobs.read(JOB_ID).dashboard_url is not None
    assert csv_of_job(jobs, JOB_ID).dashboard_url is not None


def test_a_large_library_is_answered_where_there_are_no_links(tmp_path: Path) -> None:
    found = csv_of_job(jobs_in(LocalStorage(tmp_path), "x" * MOST_ANSWERED_BYTES), JOB_ID)
    assert len(found.dashboard or b"") > MOST_ANSWERED_BYTES
    assert named_link(JobStore(LocalStorage(tmp_path)), JOB_ID) is None


def test_a_running_job_has_progress_and_no_file(tmp_path: Path) -> None:
    jobs = jobs_in(LocalStorage(tmp_path))
    other = job_id_of(new_delete_token())
    jobs.store.report(other, Progress(jobs.clock(), 1, 4))
    assert csv_of_job(jobs, other).progress == jobs.read(other).progress
    assert jobs.read(other).progress is not None


@pytest.mark.parametrize("job_id", ["00000000-0000-4000-8000-000000000000", "", "x", "../x", "no-id.csv"])
def test_a_job_that_never_was_has_no_file(tmp_path: Path, job_id: str) -> None:
    with pytest.raises(JobNotFound):
        csv_of_job(jobs_in(LocalStorage(tmp_path)), job_id)


def test_deleting_a_job_removes_its_file(tmp_path: Path) -> None:
    storage = LinkingFolder(tmp_path)
    jobs = jobs_in(storage, "x" * MOST_ANSWERED_BYTES)
    csv_of_job(jobs, JOB_ID)
    with pytest.raises(DeletionRefused):
        jobs.delete(JOB_ID, new_delete_token())
    jobs.delete(JOB_ID, TOKEN)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class DeletedMeanwhile(LinkingFolder):
    """A storage whose job is deleted while its file is stored: before or after a certain object is removed."""

    jobs: Jobs

    def put(self, key: str, data: bytes) -> None:
        if key == library_key(JOB_ID):
            self.jobs.delete(JOB_ID, TOKEN)
        super().put(key, data)


class StoredMeanwhile(LinkingFolder):
    """A storage in which the file is stored while its job is deleted, just after the dashboard was removed."""

    def delete(self, key: str) -> None:
        super().delete(key)
        if key == dashboard_key(JOB_ID):
            self.put(library_key(JOB_ID), b"private")


def test_a_file_does_not_outlive_a_job_that_is_deleted_while_it_is_stored(tmp_path: Path) -> None:
    storage = DeletedMeanwhile(tmp_path)
    storage.jobs = jobs_in(storage, "x" * MOST_ANSWERED_BYTES)
    with pytest.raises(JobNotFound):
        csv_of_job(storage.jobs, JOB_ID)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_is_stored_while_its_job_is_deleted_is_deleted_too(tmp_path: Path) -> None:
    storage = StoredMeanwhile(tmp_path)
    jobs_in(storage).delete(JOB_ID, TOKEN)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class Vanishing(LinkingFolder):
    """A storage from which the dashboard is deleted just after its size was asked."""

    def get(self, key: str) -> bytes:
        self.delete(key)
        return super().get(key)


def test_a_job_that_is_deleted_while_its_file_is_made_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(JobNotFound):
        csv_of_job(jobs_in(Vanishing(tmp_path), "x" * MOST_ANSWERED_BYTES), JOB_ID)
