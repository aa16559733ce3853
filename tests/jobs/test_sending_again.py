"""An upload under a token that its sender made: sent again, at once or later, it answers for the same job."""

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from chalicelib.errors import JobFailed, JobNotStarted, KeyTaken, MalformedKey, StorageUnavailable
from chalicelib.jobs.job_id import job_id_of, new_delete_token
from chalicelib.jobs.job_store import JobStore, Progress, dashboard_key, upload_key
from chalicelib.jobs.orchestrator import Services, orchestrate
from chalicelib.jobs.service import Jobs
from chalicelib.models import Json
from chalicelib.seams.local_invoker import LocalInvoker
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.sqlite_cache import SQLiteCache
from chalicelib.settings import Settings
from tests.builders import library
from tests.jobs.enriching.test_fan_out import FakeProcessor, answer_for
from tests.jobs.test_service import FakeOrchestrator, broken, lost, still_running

KEY = "B7zG3v0m5XkqkV1b3n9q2yW8c4uE6rT0aSdFgHjKlZx"
JOB = job_id_of(KEY)


@dataclass
class House:
    """An Orchestrator whose BookProcessor behaves as told, and the routes' side of it."""

    folder: Path
    processor: FakeProcessor = field(default_factory=FakeProcessor)

    def __post_init__(self) -> None:
        self.storage = LocalStorage(self.folder / "data")
        self.runs: list[str] = []

    def jobs(self) -> Jobs:
        settings = Settings.from_env({"CHUNK_SIZE": "4", "CHUNK_PAUSE_SECONDS": "0"})
        store = JobStore(self.storage)
        services = Services(settings, store, SQLiteCache(self.folder / "cache.sqlite3"), self.processor)

        def run(event: Mapping[str, Any], remaining_s: Callable[[], float]) -> Json:
            self.runs.append(event["job_id"])
            return orchestrate(event, services, remaining_s)

        return Jobs(settings, store, LocalInvoker(run, 900.0))

    def stored(self) -> set[str]:
        root = self.folder / "data"
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_the_id_is_the_hash_of_the_callers_token(house: House) -> None:
    result = house.jobs().start(library(4), key=KEY)
    assert (result["job_id"], result["delete_token"]) == (JOB, KEY)
    house.jobs().delete(JOB, KEY)
    assert house.stored() == set()


@pytest.mark.parametrize(
    "key", ["", "x", KEY[:-1], f"{KEY}A", f"{KEY[:-1]}+", f"{KEY[:-1]}=", f"{KEY[:-1]}é", f"{KEY}\n", "a" * 10_000]
)
def test_what_is_no_token_is_refused_before_anything_is_stored(house: House, key: str) -> None:
    with pytest.raises(MalformedKey):
        house.jobs().start(library(4), key=key)
    assert house.stored() == set()


def test_every_token_of_ours_may_be_a_key(house: House) -> None:
    assert house.jobs().start(library(1), key=new_delete_token())["status"] == "complete"


def test_a_complete_job_answers_its_result_again_and_runs_once(house: House) -> None:
    first = house.jobs().start(library(4), key=KEY)
    again = house.jobs().start(library(4), key=KEY)
    assert again.pop("processing_time") == pytest.approx(first.pop("processing_time"), abs=5)
    assert again == first
    assert house.runs == [JOB]
    assert house.stored() == {dashboard_key(JOB)}, "the upload that was sent again is gone"


def test_a_complete_job_knows_another_file(house: House) -> None:
    house.jobs().start(library(4), key=KEY)
    before = house.storage.get(dashboard_key(JOB))
    with pytest.raises(KeyTaken):
        house.jobs().start(library(5), key=KEY)
    assert house.storage.get(dashboard_key(JOB)) == before
    assert house.stored() == {dashboard_key(JOB)}
    assert house.runs == [JOB]


def test_a_dashboard_from_before_there_were_fingerprints_holds_another_file(house: House) -> None:
    house.storage.put(dashboard_key(JOB), b'{"metadata": {"enrichment": {}}}')
    with pytest.raises(KeyTaken):
        house.jobs().start(library(4), key=KEY)


@pytest.mark.parametrize("behave", [still_running, lost])
def test_a_running_job_answers_that_it_runs(tmp_path: Path, behave: Callable[[Mapping[str, Any]], Json]) -> None:
    orchestrator = FakeOrchestrator(behave)
    jobs = Jobs(Settings.from_env({}), JobStore(LocalStorage(tmp_path)), orchestrator)
    first = jobs.start(library(4), key=KEY)
    assert jobs.start(library(4), key=KEY) == first
    assert (first["job_id"], first["status"], first["delete_token"]) == (JOB, "processing", KEY)
    with pytest.raises(KeyTaken):
        jobs.start(library(5), key=KEY)
    assert len(orchestrator.events) == 1
    assert jobs.store.upload(JOB) == library(4)


def test_a_failed_job_reads_as_failed_and_is_not_tried_again(tmp_path: Path) -> None:
    orchestrator = FakeOrchestrator(broken)
    jobs = Jobs(Settings.from_env({}), JobStore(LocalStorage(tmp_path)), orchestrator)
    for _ in range(2):
        with pytest.raises(JobFailed):
            jobs.start(library(4), key=KEY)
    assert len(orchestrator.events) == 1
    assert jobs.store.storage.stat(upload_key(JOB)) is None, "nothing private stays"


def test_a_job_that_failed_by_itself_reads_as_failed(tmp_path: Path) -> None:
    """Its upload is still there."""
    jobs = Jobs(Settings.from_env({}), JobStore(LocalStorage(tmp_path)), FakeOrchestrator(still_running))
    jobs.start(library(4), key=KEY)
    jobs.store.fail(JOB)
    with pytest.raises(JobFailed):
        jobs.start(library(4), key=KEY)


def test_a_job_that_was_never_started_reads_as_such(tmp_path: Path) -> None:
    jobs = Jobs(Settings.from_env({}), JobStore(LocalStorage(tmp_path)), FakeOrchestrator(still_running))
    jobs.store.keep_upload(JOB, library(4))
    jobs.store.report(JOB, Progress(jobs.clock() - 10_000, 0, 4, "queued"))
    with pytest.raises(JobNotStarted):
        jobs.start(library(4), key=KEY)


def test_two_at_the_same_moment_end_in_one_job(house: House) -> None:
    both = threading.Barrier(2, timeout=30)
    answered = threading.Event()

    class Meeting(LocalStorage):
        """A storage in which both uploads are stored at the same moment."""

        def create(self, key: str, data: bytes) -> bool:
            if key.startswith("uploads/"):
                both.wait()
            return super().create(key, data)

    def behave(event: Mapping[str, Any]) -> Json:
        answered.wait(30)
        return answer_for(event)

    house.storage = Meeting(house.folder / "data")
    house.processor.behave = behave

    def send() -> Json:
        answer = house.jobs().start(library(4), key=KEY)
        answered.set()
        return answer

    with ThreadPoolExecutor(2) as pool:
        answers = [sent.result() for sent in [pool.submit(send) for _ in range(2)]]
    assert sorted(answer["status"] for answer in answers) == ["complete", "processing"]
    assert {answer["job_id"] for answer in answers} == {JOB}
    assert house.runs == [JOB]
    assert house.stored() == {dashboard_key(JOB)}


def test_one_that_comes_just_as_the_job_completes_starts_no_second_run(house: House) -> None:
    """The dashboard is not there when it looks, and the upload has just been removed when it stores its own."""

    class Late(LocalStorage):
        def create(self, key: str, data: bytes) -> bool:
            if key.startswith("uploads/") and house.runs == []:
                house.storage = LocalStorage(house.folder / "data")
                house.jobs().start(library(4), key=KEY)
            return super().create(key, data)

    house.storage = Late(house.folder / "data")
    assert house.jobs().start(library(4), key=KEY)["status"] == "complete"
    assert house.runs == [JOB]
    assert house.stored() == {dashboard_key(JOB)}


class TakenStorage(LocalStorage):
    """A storage in which another request is storing the same upload at this moment, as S3 says with 409."""

    def create(self, key: str, data: bytes) -> bool:
        return False


def test_one_that_meets_another_being_stored_is_asked_to_come_again(tmp_path: Path) -> None:
    jobs = Jobs(Settings.from_env({}), JobStore(TakenStorage(tmp_path)), FakeOrchestrator())
    with pytest.raises(StorageUnavailable):
        jobs.start(library(4), key=KEY)


def test_after_its_deletion_the_token_is_new_again(house: House) -> None:
    house.jobs().start(library(4), key=KEY)
    house.jobs().delete(JOB, KEY)
    assert house.jobs().start(library(5), key=KEY)["books_processed"] == 5


def test_the_fingerprint_tells_nothing_of_other_jobs_with_the_same_file(house: House) -> None:
    ids = [house.jobs().start(library(4))["job_id"] for _ in range(2)]
    marks = {json.loads(house.storage.get(dashboard_key(job_id)))["metadata"]["upload_fingerprint"] for job_id in ids}
    assert len(marks) == 2
    assert all(len(mark) == 32 for mark in marks)


def test_an_upload_without_a_key_asks_the_storage_no_more_than_before(tmp_path: Path) -> None:
    class Asked(LocalStorage):
        def stat(self, key: str) -> None:
            raise AssertionError("no job can be known by a token that was made just now")

    jobs = Jobs(Settings.from_env({}), JobStore(Asked(tmp_path)), FakeOrchestrator())
    assert jobs.start(library(4))["status"] == "complete"
