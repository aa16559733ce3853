"""Starting, reading and deleting jobs, with an Orchestrator that behaves as told."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.errors import (
    BadExport,
    ConcurrencyExhausted,
    DeletionRefused,
    FunctionFailed,
    InvocationLost,
    InvocationRefused,
    InvocationThrottled,
    InvocationTimeout,
    JobFailed,
    JobNotFound,
    JobNotStarted,
    UploadTooLarge,
)
from chalicelib.jobs.job_id import new_delete_token
from chalicelib.jobs.job_store import JobStore, Progress, dashboard_key, progress_key, upload_key
from chalicelib.jobs.service import Jobs
from chalicelib.models import Json
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.storage import Stat
from chalicelib.settings import Settings
from tests.builders import library

RESULT_KEYS = {
    "job_id", "status", "processing_time", "books_processed", "successful_enrichments", "failed_enrichments",
    "success_rate", "delete_token", "data_url", "dashboard_url", "source", "understood",
}  # fmt: skip
UNKNOWN_JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"


def complete(event: Mapping[str, Any]) -> Json:
    """What the Orchestrator answers when all goes well."""
    return {
        "job_id": event["job_id"],
        "status": "complete",
        "total_books": 4,
        "successful_books": 3,
        "failed_books": 1,
        "success_rate": 75.0,
        "chunks_processed": 1,
        "processing_time_seconds": 1.5,
    }


@dataclass
class FakeOrchestrator:
    """An invoker that notes what it was sent: what it was asked to answer in `events`, what was left to it in
    `started`.
    """

    behave: Callable[[Mapping[str, Any]], Json] = complete
    events: list[Mapping[str, Any]] = field(default_factory=list)
    waits: list[float | None] = field(default_factory=list)
    started: list[Mapping[str, Any]] = field(default_factory=list)

    def start(self, event: Mapping[str, Any]) -> None:
        self.started.append(event)
        self.behave(event)

    def invoke(self, event: Mapping[str, Any], wait_s: float | None) -> Json:
        self.events.append(event)
        self.waits.append(wait_s)
        return self.behave(event)


def still_running(event: Mapping[str, Any]) -> Json:
    raise InvocationTimeout("it runs on")


def queued(books_total: int) -> Json:
    """The progress of a job with which the Orchestrator has not begun."""
    return {"status": "processing", "books_processed": 0, "books_total": books_total, "books_so_far": None}


def broken(event: Mapping[str, Any]) -> Json:
    raise FunctionFailed("the function failed (Runtime.OutOfMemory)")


@pytest.fixture
def orchestrator() -> FakeOrchestrator:
    return FakeOrchestrator()


@pytest.fixture
def jobs(tmp_path: Path, orchestrator: FakeOrchestrator) -> Jobs:
    return Jobs(Settings.from_env({}), JobStore(LocalStorage(tmp_path)), orchestrator)


def stored(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_job_result_is_the_contracts(jobs: Jobs) -> None:
    result = jobs.start(library(4))
    assert set(result) == RESULT_KEYS
    assert (result["books_processed"], result["successful_enrichments"], result["failed_enrichments"]) == (4, 3, 1)
    assert (result["processing_time"], result["success_rate"]) == (1.5, 75.0)
    assert result["understood"] == {"rows": 4, "books": 4, "dates": 4, "ratings": 4}
    assert result["data_url"] == f"data/{result['job_id']}"
    assert result["dashboard_url"] == f"dashboard/{result['job_id']}"


def test_the_upload_is_stored_before_the_orchestrator_is_invoked_with_its_key(
    jobs: Jobs, orchestrator: FakeOrchestrator
) -> None:
    def look(event: Mapping[str, Any]) -> Json:
        assert jobs.store.storage.get(event["csv_key"]) == library(4)
        assert event["csv_key"] == upload_key(event["job_id"])
        return complete(event)

    orchestrator.behave = look
    jobs.start(library(4))
    assert len(orchestrator.events) == 1


@pytest.mark.parametrize(
    ("asked", "configured", "waited"),
    [(None, None, None), (None, 25.0, 25.0), (1.0, 25.0, 1.0), (60.0, 25.0, 25.0)],
)
def test_a_caller_may_wait_less_than_configured_but_not_longer(
    jobs: Jobs, orchestrator: FakeOrchestrator, asked: float | None, configured: float | None, waited: float | None
) -> None:
    replace(jobs, settings=replace(jobs.settings, upload_wait_s=configured)).start(library(4), asked)
    assert orchestrator.waits == [pytest.approx(waited, abs=0.5)]


@pytest.mark.parametrize(("asked", "configured"), [(0.0, 25.0), (0.0, None), (None, 0.0), (25.0, 0.0)])
def test_a_job_that_nobody_waits_for_is_left_to_the_orchestrator(
    jobs: Jobs, orchestrator: FakeOrchestrator, asked: float | None, configured: float | None
) -> None:
    answer = replace(jobs, settings=replace(jobs.settings, upload_wait_s=configured)).start(library(4), asked)
    job_id = answer["job_id"]
    assert answer == {
        "job_id": job_id,
        "status": "processing",
        "delete_token": answer["delete_token"],
        "source": "goodreads",
        "understood": {"rows": 4, "books": 4, "dates": 4, "ratings": 4},
    }
    assert orchestrator.started == [{"csv_key": upload_key(job_id), "job_id": job_id}]
    assert orchestrator.events == []
    assert jobs.read(job_id).progress == {
        "status": "processing",
        "books_processed": 0,
        "books_total": 4,
        "books_so_far": None,
    }


@pytest.mark.parametrize("full", [ConcurrencyExhausted, InvocationThrottled])
def test_a_job_for_which_there_is_no_room_is_left_to_the_orchestrator(
    full: type[InvocationThrottled], jobs: Jobs, orchestrator: FakeOrchestrator
) -> None:
    def behave(event: Mapping[str, Any]) -> Json:
        if not orchestrator.started:
            raise full("as many run as may at once")
        return complete(event)

    orchestrator.behave = behave
    answer = jobs.start(library(4), 25.0)
    assert answer["status"] == "processing"
    assert orchestrator.started == orchestrator.events
    assert jobs.store.upload(answer["job_id"]) == library(4)


class SlowStorage(LocalStorage):
    """A storage that takes its time."""

    def put(self, key: str, data: bytes) -> None:
        threading.Event().wait(0.2)
        super().put(key, data)


def test_what_storing_took_is_not_waited_again(jobs: Jobs, orchestrator: FakeOrchestrator, tmp_path: Path) -> None:
    """API Gateway counts from the request, so a slow start leaves less to wait."""
    replace(jobs, store=JobStore(SlowStorage(tmp_path))).start(library(4), 25.0)
    assert orchestrator.waits[0] is not None
    assert orchestrator.waits[0] <= 24.8


def test_a_job_that_outlasts_the_wait_is_processing(jobs: Jobs, orchestrator: FakeOrchestrator) -> None:
    orchestrator.behave = still_running
    answer = jobs.start(library(4))
    assert answer["status"] == "processing"
    assert jobs.read(answer["job_id"]).progress == {
        "status": "processing",
        "books_processed": 0,
        "books_total": 4,
        "books_so_far": None,
    }
    jobs.delete(answer["job_id"], answer["delete_token"])


def lost(event: Mapping[str, Any]) -> Json:
    raise InvocationLost("the connection broke")


def refused(event: Mapping[str, Any]) -> Json:
    raise InvocationRefused("Lambda refused the invocation")


def test_a_job_whose_connection_broke_may_run_on_and_keeps_its_upload(
    jobs: Jobs, orchestrator: FakeOrchestrator
) -> None:
    orchestrator.behave = lost
    answer = jobs.start(library(4))
    assert (answer["status"], jobs.store.upload(answer["job_id"])) == ("processing", library(4))
    jobs.delete(answer["job_id"], answer["delete_token"])


@pytest.mark.parametrize("wait_s", [0.0, None])
@pytest.mark.parametrize("behave", [broken, refused])
def test_a_job_that_failed_keeps_no_upload_because_nobody_got_its_token(
    jobs: Jobs,
    orchestrator: FakeOrchestrator,
    tmp_path: Path,
    behave: Callable[[Mapping[str, Any]], Json],
    wait_s: float | None,
) -> None:
    orchestrator.behave = behave
    with pytest.raises(JobFailed):
        jobs.start(library(4), wait_s)
    assert [path.parent.name for path in stored(tmp_path)] == ["progress"]


def test_a_job_whose_orchestrator_failed_reads_as_failed(jobs: Jobs, orchestrator: FakeOrchestrator) -> None:
    orchestrator.behave = broken
    with pytest.raises(JobFailed) as failed:
        jobs.start(library(4))
    assert "OutOfMemory" not in str(failed.value)
    with pytest.raises(JobFailed):
        jobs.read(orchestrator.events[0]["job_id"])


@pytest.mark.parametrize(("age_s", "failed"), [(0, False), (689, False), (691, True)])
@pytest.mark.parametrize("reported", [True, False])
def test_a_job_whose_event_is_too_old_reads_as_never_started(
    jobs: Jobs, orchestrator: FakeOrchestrator, age_s: float, failed: bool, reported: bool
) -> None:
    """Lambda throws an event away after 600 s; then there may be a cold start, a large file, and another clock."""
    job_id = jobs.start(library(4), 0.0)["job_id"]
    if not reported:
        jobs.store.storage.delete(progress_key(job_id))
    started_at = time.time()
    later = replace(jobs, clock=lambda: started_at + age_s)
    if failed:
        with pytest.raises(JobNotStarted):
            later.read(job_id)
    else:
        assert later.read(job_id).progress


def test_the_time_of_a_job_counts_from_its_start_not_from_its_upload(
    jobs: Jobs, orchestrator: FakeOrchestrator
) -> None:
    """An event that waited for its turn leaves the Orchestrator its whole time."""
    job_id = jobs.start(library(4), 0.0)["job_id"]
    uploaded_at = time.time()
    jobs.store.report(job_id, Progress(uploaded_at + 300, 0, 4))
    assert replace(jobs, clock=lambda: uploaded_at + 300 + 929).read(job_id).progress
    with pytest.raises(JobFailed) as failed:
        replace(jobs, clock=lambda: uploaded_at + 300 + 931).read(job_id)
    assert not isinstance(failed.value, JobNotStarted)


@pytest.mark.parametrize(("age_s", "failed"), [(0, False), (929, False), (931, True)])
def test_a_job_older_than_the_time_limit_without_a_dashboard_reads_as_failed(
    jobs: Jobs, orchestrator: FakeOrchestrator, age_s: float, failed: bool
) -> None:
    """The Orchestrator was killed and could say nothing."""
    orchestrator.behave = still_running
    job_id = jobs.start(library(4))["job_id"]
    started_at = time.time()
    jobs.store.report(job_id, Progress(started_at, 0, 4))
    later = replace(jobs, clock=lambda: started_at + age_s)
    if failed:
        with pytest.raises(JobFailed):
            later.read(job_id)
    else:
        assert later.read(job_id).progress


def test_a_complete_job_is_its_dashboard(jobs: Jobs) -> None:
    job_id = jobs.start(library(4))["job_id"]
    jobs.store.storage.put(dashboard_key(job_id), b'{"books": []}')
    assert jobs.read(job_id).dashboard == b'{"books": []}'


class VanishingStorage(LocalStorage):
    """A storage from which the dashboard is deleted just after it was found."""

    def get(self, key: str) -> bytes:
        if key.startswith("data/"):
            self.delete(key)
        return super().get(key)


def test_a_job_that_is_deleted_while_it_is_read_is_not_found(jobs: Jobs, tmp_path: Path) -> None:
    job_id = jobs.start(library(4))["job_id"]
    jobs.store.storage.put(dashboard_key(job_id), b"{}")
    with pytest.raises(JobNotFound):
        replace(jobs, store=JobStore(VanishingStorage(tmp_path))).read(job_id)


@pytest.mark.parametrize("progress", [b"", b"[]", b'{"books_processed": "many"}', b'{"books_pr'])
def test_progress_that_cannot_be_read_is_nothing_processed(
    jobs: Jobs, orchestrator: FakeOrchestrator, progress: bytes
) -> None:
    orchestrator.behave = still_running
    job_id = jobs.start(library(4))["job_id"]
    jobs.store.storage.put(progress_key(job_id), progress)
    assert jobs.read(job_id).progress == {
        "status": "processing",
        "books_processed": 0,
        "books_total": 0,
        "books_so_far": None,
    }


@pytest.mark.parametrize(
    "job_id",
    [UNKNOWN_JOB, UNKNOWN_JOB.upper(), "", "x", "../uploads", f"{UNKNOWN_JOB}/../x", "%2e%2e", UNKNOWN_JOB + "\n"],
)
def test_a_job_that_never_was_is_not_found(jobs: Jobs, job_id: str) -> None:
    with pytest.raises(JobNotFound):
        jobs.read(job_id)
    with pytest.raises((JobNotFound, DeletionRefused)):
        jobs.delete(job_id, new_delete_token())


def test_deleting_leaves_nothing_of_the_job(jobs: Jobs, tmp_path: Path) -> None:
    answer = jobs.start(library(4))
    job_id = answer["job_id"]
    jobs.store.storage.put(dashboard_key(job_id), b"{}")
    jobs.delete(job_id, answer["delete_token"])
    assert stored(tmp_path) == []
    with pytest.raises(JobNotFound):
        jobs.read(job_id)
    with pytest.raises(JobNotFound):
        jobs.delete(job_id, answer["delete_token"])


@pytest.mark.parametrize("token", ["", "x", "V8yqhZHo8RhSzQ8gvRHOPZTCEqrBSBhMYmqvRjAwCsE", "ünïcode", "a" * 100_000])
def test_a_wrong_token_deletes_nothing(jobs: Jobs, tmp_path: Path, token: str) -> None:
    answer = jobs.start(library(4))
    before = stored(tmp_path)
    with pytest.raises(DeletionRefused):
        jobs.delete(answer["job_id"], token)
    assert stored(tmp_path) == before


def test_the_id_itself_is_no_token(jobs: Jobs) -> None:
    answer = jobs.start(library(4))
    with pytest.raises(DeletionRefused):
        jobs.delete(answer["job_id"], answer["job_id"])


def test_the_token_is_stored_nowhere(jobs: Jobs, tmp_path: Path) -> None:
    token = jobs.start(library(4))["delete_token"].encode()
    assert all(token not in path.read_bytes() for path in stored(tmp_path))


@pytest.mark.parametrize(("csv", "error"), [(b"a,b\n1,2\n", BadExport), (library(6), UploadTooLarge)])
def test_what_is_refused_leaves_nothing_stored(
    jobs: Jobs, orchestrator: FakeOrchestrator, tmp_path: Path, csv: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        replace(jobs, settings=Settings.from_env({"MAX_BOOKS": "5"})).start(csv)
    assert stored(tmp_path) == []
    assert orchestrator.events == []


def test_progress_is_json_that_a_page_can_read(jobs: Jobs, orchestrator: FakeOrchestrator) -> None:
    orchestrator.behave = still_running
    job_id = jobs.start(library(4))["job_id"]
    stored_progress = json.loads(jobs.store.storage.get(progress_key(job_id)))
    assert stored_progress.pop("started_at") == pytest.approx(time.time(), abs=60)
    assert stored_progress == {"status": "queued", "books_processed": 0, "books_total": 4, "books_so_far": None}
    assert jobs.read(job_id).progress == {**stored_progress, "status": "processing"}


class CompletingStorage(LocalStorage):
    """A storage in which the job completes just after the dashboard was looked for in vain."""

    def stat(self, key: str) -> Stat | None:
        found = super().stat(key)
        if found is None and key.startswith("data/"):
            job_id = Path(key).stem
            self.put(key, b"{}")
            self.delete(upload_key(job_id))
            self.delete(progress_key(job_id))
        return found


def test_a_job_that_completes_while_it_is_read_is_found(
    jobs: Jobs, orchestrator: FakeOrchestrator, tmp_path: Path
) -> None:
    orchestrator.behave = still_running
    job_id = jobs.start(library(4))["job_id"]
    assert replace(jobs, store=JobStore(CompletingStorage(tmp_path))).read(job_id).dashboard == b"{}"


class CountingStorage(LocalStorage):
    """A storage that counts its calls and can link."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.calls: list[str] = []

    def get(self, key: str) -> bytes:
        self.calls.append(f"get {key.partition('/')[0]}")
        return super().get(key)

    def stat(self, key: str) -> Stat | None:
        self.calls.append(f"stat {key.partition('/')[0]}")
        return super().stat(key)

    def link(self, key: str, file_name: str | None = None) -> str:
        return f"https://bucket.example/{key}"


def test_a_poll_of_a_running_job_takes_two_storage_calls(
    jobs: Jobs, orchestrator: FakeOrchestrator, tmp_path: Path
) -> None:
    orchestrator.behave = still_running
    job_id = jobs.start(library(4))["job_id"]
    storage = CountingStorage(tmp_path)
    assert replace(jobs, store=JobStore(storage)).read(job_id).progress
    assert storage.calls == ["stat data", "get progress"]


@pytest.mark.parametrize(("size", "linked"), [(2_000_000, False), (2_000_001, True)])
def test_a_dashboard_too_large_for_an_answer_is_a_link_and_is_not_read(
    jobs: Jobs, tmp_path: Path, size: int, linked: bool
) -> None:
    job_id = jobs.start(library(4))["job_id"]
    jobs.store.storage.put(dashboard_key(job_id), b"x" * size)
    storage = CountingStorage(tmp_path)
    state = replace(jobs, store=JobStore(storage)).read(job_id)
    if linked:
        assert state.dashboard_url == f"https://bucket.example/{dashboard_key(job_id)}"
        assert storage.calls == ["stat data"]
    else:
        assert (state.dashboard_url, len(state.dashboard or b"")) == (None, size)
        assert storage.calls == ["stat data", "get data"]


def test_a_large_dashboard_is_answered_where_there_are_no_links(jobs: Jobs) -> None:
    job_id = jobs.start(library(4))["job_id"]
    jobs.store.storage.put(dashboard_key(job_id), b"x" * 3_000_000)
    assert len(jobs.read(job_id).dashboard or b"") == 3_000_000


@pytest.mark.parametrize(("spent_s", "reported"), [(4.9, True), (5.0, False)])
def test_a_slow_storage_is_not_asked_for_the_first_progress_too(
    jobs: Jobs, orchestrator: FakeOrchestrator, monkeypatch: pytest.MonkeyPatch, spent_s: float, reported: bool
) -> None:
    """What the route's callers wait for has to come before API Gateway ends the request."""
    orchestrator.behave = still_running
    seconds = iter([0.0, spent_s, *[spent_s] * 10])
    monkeypatch.setattr("chalicelib.jobs.service.time.monotonic", lambda: next(seconds))
    job_id = jobs.start(library(4), 25.0)["job_id"]
    assert (jobs.store.progress(job_id) is not None) == reported
    assert orchestrator.waits == [25.0 - spent_s]
