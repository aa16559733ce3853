"""What is stored of a job, by whom it is removed, and that a storage which fails costs no more than it must."""

import json
from pathlib import Path

import pytest

from chalicelib.errors import ObjectMissing, StorageUnavailable
from chalicelib.jobs.job_store import JobStore, Progress, dashboard_key, progress_key, so_far_key, upload_key
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.storage import Stat

JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"
PROGRESS = Progress(1_800_000_000.5, 3, 10)


class FailingStorage(LocalStorage):
    """A storage whose operations in `failing` fail."""

    def __init__(self, root: Path, *failing: str) -> None:
        super().__init__(root)
        self.failing = failing

    def _check(self, operation: str) -> None:
        if operation in self.failing:
            raise StorageUnavailable

    def put(self, key: str, data: bytes) -> None:
        self._check("put")
        super().put(key, data)

    def stat(self, key: str) -> Stat | None:
        self._check("stat")
        return super().stat(key)

    def delete(self, key: str) -> None:
        self._check("delete")
        super().delete(key)


@pytest.fixture
def store(tmp_path: Path) -> JobStore:
    return JobStore(LocalStorage(tmp_path), clock=lambda: 1_800_000_900.0)


def failing(store: JobStore, *operations: str) -> JobStore:
    """The same store, from now on over a storage whose operations fail."""
    assert isinstance(store.storage, LocalStorage)
    return JobStore(FailingStorage(store.storage._root, *operations), store.clock)


def kinds(store: JobStore) -> set[str]:
    """What is stored of the job: `uploads`, `progress`, `so far`, `data`."""
    keys = {"uploads": upload_key, "progress": progress_key, "so far": so_far_key, "data": dashboard_key}
    return {kind for kind, key in keys.items() if store.storage.stat(key(JOB)) is not None}


def test_the_keys_are_the_contracts() -> None:
    assert upload_key("x") == "uploads/x/raw.csv"
    assert dashboard_key("x") == "data/x.json"
    assert progress_key("x") == "progress/x.json"
    assert so_far_key("x") == "progress/x.so-far.json"


def test_an_upload_comes_back_with_its_time(store: JobStore) -> None:
    assert store.uploaded_at(JOB) is None
    store.keep_upload(JOB, b"the export")
    assert store.upload(JOB) == b"the export"
    found = store.storage.stat(upload_key(JOB))
    assert found is not None
    assert store.uploaded_at(JOB) == found.modified_at


def test_a_report_comes_back(store: JobStore) -> None:
    assert store.progress(JOB) is None
    store.report(JOB, PROGRESS)
    assert store.progress(JOB) == PROGRESS
    stored = json.loads(store.storage.get(progress_key(JOB)))
    assert (stored["status"], stored["books_processed"], stored["books_total"]) == ("processing", 3, 10)


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (b"", None),
        (b"[]", None),
        (b'"processing"', None),
        (b'{"books_pr', None),
        (b'{"books_processed": 3, "books_total": 10}', None),  # from before it told when the job began
        (b'{"books_processed": 3, "books_total": 10, "started_at": "now"}', None),
        (b'{"books_processed": "3", "books_total": null, "started_at": 7}', Progress(7, 0, 0)),
        (b'{"books_so_far": 3, "started_at": 7}', Progress(7, 0, 0, books_so_far=3)),
        (b'{"books_so_far": "3", "started_at": 7}', Progress(7, 0, 0)),
        (b'{"status": "failed", "started_at": 7}', Progress(7, 0, 0, "failed")),
        (b'{"status": "queued", "books_total": 10, "started_at": 7}', Progress(7, 0, 10, "queued")),
        (b'{"status": "lost", "books_processed": 3, "books_total": 10, "started_at": 7}', Progress(7, 3, 10)),
    ],
)
def test_a_report_that_cannot_be_read_is_none(store: JobStore, stored: bytes, read: Progress | None) -> None:
    store.storage.put(progress_key(JOB), stored)
    assert store.progress(JOB) == read


def test_a_report_that_cannot_be_stored_costs_nothing(store: JobStore, caplog: pytest.LogCaptureFixture) -> None:
    failing(store, "put").report(JOB, PROGRESS)
    assert kinds(store) == set()
    assert caplog.messages == [f"job {JOB}: its progress could not be stored"]


def test_a_job_is_wanted_while_its_upload_is_there(store: JobStore) -> None:
    store.keep_upload(JOB, b"x")
    assert store.report_while_wanted(JOB, PROGRESS)
    assert kinds(store) == {"uploads", "progress"}
    store.storage.delete(upload_key(JOB))
    assert not store.report_while_wanted(JOB, PROGRESS)
    assert kinds(store) == set()


@pytest.mark.parametrize("operation", ["stat", "delete"])
def test_a_job_runs_on_when_it_is_not_known_whether_it_is_wanted(
    store: JobStore, operation: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert failing(store, operation).report_while_wanted(JOB, PROGRESS)
    assert caplog.messages == [f"job {JOB}: could not find out whether it was deleted meanwhile"]


def test_completing_stores_the_dashboard_and_removes_the_rest(store: JobStore) -> None:
    store.keep_upload(JOB, b"x")
    store.report(JOB, PROGRESS)
    store.storage.put(so_far_key(JOB), b"{}")
    store.complete(JOB, {"title": "Brontë"})
    assert kinds(store) == {"data"}
    assert store.dashboard(JOB) == '{"title":"Brontë"}'.encode()
    assert store.dashboard_size(JOB) == len('{"title":"Brontë"}'.encode())


def test_the_second_run_of_a_job_leaves_the_dashboard_and_the_upload_to_the_first(store: JobStore) -> None:
    """The first may be about to look whether its upload is still there."""
    store.keep_upload(JOB, b"x")
    store.report(JOB, PROGRESS)
    store.storage.put(so_far_key(JOB), b"{}")
    store.storage.put(dashboard_key(JOB), b'{"run":1}')
    store.complete(JOB, {"run": 2})
    assert store.dashboard(JOB) == b'{"run":1}'
    assert kinds(store) == {"uploads", "data"}


def test_a_job_that_was_deleted_before_it_completed_leaves_nothing(store: JobStore) -> None:
    store.complete(JOB, {"run": 1})
    assert kinds(store) == set()


@pytest.mark.parametrize(
    ("operations", "left", "logged"),
    [
        # not known whether it was deleted: the dashboard stays
        (("stat",), {"data"}, [f"job {JOB}: could not find out whether it was deleted meanwhile"]),
        (
            ("delete",),
            {"data", "uploads", "progress"},
            [f"job {JOB}: {key(JOB)} could not be deleted" for key in (upload_key, progress_key, so_far_key)],
        ),
    ],
)
def test_a_job_is_complete_although_the_storage_refuses_to_tidy_up(
    store: JobStore, operations: tuple[str, ...], left: set[str], logged: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    store.keep_upload(JOB, b"x")
    store.report(JOB, PROGRESS)
    failing(store, *operations).complete(JOB, {"run": 1})
    assert kinds(store) == left
    assert caplog.messages == logged


def test_a_failed_job_says_so_while_it_is_wanted(store: JobStore) -> None:
    store.fail(JOB)
    assert store.progress(JOB) is None
    store.keep_upload(JOB, b"x")
    store.fail(JOB)
    assert store.progress(JOB) == Progress(1_800_000_900.0, 0, 0, "failed")
    assert kinds(store) == {"uploads", "progress"}


@pytest.mark.parametrize(("operation", "lost"), [("stat", "failure"), ("put", "progress")])
def test_a_failure_that_cannot_be_told_raises_nothing_more(
    store: JobStore, operation: str, lost: str, caplog: pytest.LogCaptureFixture
) -> None:
    store.keep_upload(JOB, b"x")
    failing(store, operation).fail(JOB)
    assert kinds(store) == {"uploads"}
    assert caplog.messages == [f"job {JOB}: its {lost} could not be stored"]


@pytest.mark.parametrize(("has_owner", "left"), [(False, {"progress"}), (True, {"progress", "so far"})])
def test_a_job_that_is_given_up_keeps_nothing_private_that_nobody_can_delete(
    store: JobStore, has_owner: bool, left: set[str]
) -> None:
    store.keep_upload(JOB, b"x")
    store.storage.put(so_far_key(JOB), b"{}")
    store.give_up(JOB, has_owner=has_owner)
    assert kinds(store) == left
    failing(store, "delete").give_up(JOB)


def test_deleting_removes_everything_and_says_whether_there_was_anything(store: JobStore) -> None:
    assert not store.delete(JOB)
    store.report(JOB, PROGRESS)
    assert store.delete(JOB)
    store.storage.put(so_far_key(JOB), b"{}")
    assert store.delete(JOB)
    store.keep_upload(JOB, b"x")
    store.storage.put(dashboard_key(JOB), b"{}")
    assert store.delete(JOB)
    assert kinds(store) == set()
    with pytest.raises(ObjectMissing):
        store.dashboard(JOB)


def test_a_local_dashboard_has_no_link_and_no_size_before_it_is_there(store: JobStore) -> None:
    assert store.dashboard_link(JOB) is None
    assert store.dashboard_size(JOB) is None
