"""The dashboard of a running job as it stands: what it says, how often it is stored, and that it never comes back."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.errors import JobFailed, JobNotFound, StorageUnavailable
from chalicelib.ingest.library_file import parse_export
from chalicelib.jobs.dashboard.dashboard_json import JobFigures
from chalicelib.jobs.downloads.library_csv import library_csv
from chalicelib.jobs.job_store import (
    JobStore,
    Progress,
    dashboard_key,
    progress_key,
    so_far_key,
    to_bytes,
    upload_key,
)
from chalicelib.jobs.orchestrator import orchestrate
from chalicelib.jobs.service import Jobs
from chalicelib.jobs.so_far import SoFar, dashboard_so_far
from chalicelib.jobs.updating.correcting import corrected
from chalicelib.jobs.updating.so_far_store import SoFarStore
from chalicelib.models import EnrichedBook, Json
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.storage import Stat
from chalicelib.settings import Settings
from tests.builders import csv_row, enriched, export, library
from tests.jobs.enriching.test_fan_out import answer_for
from tests.jobs.test_orchestrator import EVENT, JOB, Job
from tests.jobs.test_service import FakeOrchestrator, broken, still_running

MIXED = export(
    csv_row("1", "Dune", "Frank Herbert", shelf="to-read"),
    csv_row("2", "Emma", "Jane Austen"),
    csv_row("3", "Persuasion", "Jane Austen"),
    csv_row("4", "Ulysses", "James Joyce", shelf="to-read"),
    csv_row("4", "Ulysses", "James Joyce", shelf="to-read"),
)
FIGURES = JobFigures(1, 2, 3, 4.5)
Everything = dict[str, bytes]


def so_far(found: int) -> Any:
    """The dashboard of `MIXED` whose first books have results."""
    parsed = parse_export(MIXED, max_books=10)
    results = [enriched(book.info(), "Classics") for book in parsed.books[:found]]
    return dashboard_so_far(JOB, parsed, results, FIGURES, "mark")


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def stored(folder: Path) -> set[str]:
    root = folder / "data"
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


# What it says


@pytest.mark.parametrize("found", [0, 1, 3])
def test_it_tells_books_that_wait_from_books_that_were_looked_up(found: int) -> None:
    dashboard = so_far(found)
    books = {book["goodreads_id"]: book for book in (*dashboard["books"], *dashboard["other_books"])}
    assert [books[number]["looked_up"] for number in "1234"] == [place < found for place in range(4)]
    assert [books[number]["genre_enriched"] for number in "1234"] == [place < found for place in range(4)]
    assert {book["enrichment_error"] for book in books.values()} == {None}
    metadata = dashboard["metadata"]
    assert (metadata["status"], metadata["books_processed"], metadata["books_total"]) == ("processing", found, 4)
    assert (metadata["rows_total"], len(metadata["rows_rejected"])) == (5, 1)
    enrichment = metadata["enrichment"]
    assert (enrichment["successful"], enrichment["failed"], enrichment["failures"]) == (found, 0, {})
    assert enrichment["success_rate"] == (100.0 if found else 0.0)
    assert (enrichment["chunks"], enrichment["seconds"]) == (1, 4.5)
    assert dashboard["summary"]["total_books"] == 2


def test_a_failed_book_among_those_looked_up_counts_as_before() -> None:
    parsed = parse_export(MIXED, max_books=10)
    failed = EnrichedBook.failed(parsed.books[0].info(), "network", "down")
    enrichment = dashboard_so_far(JOB, parsed, [failed], FIGURES, "mark")["metadata"]["enrichment"]
    assert (enrichment["successful"], enrichment["failed"], enrichment["success_rate"]) == (0, 1, 0.0)


def test_it_has_the_keys_of_a_complete_one(job: Job) -> None:
    seen: list[Any] = []

    def look(event: Mapping[str, Any]) -> Json:
        seen.append(json.loads(job.storage.get(so_far_key(JOB))))
        return answer_for(event)

    job.processor.behave = look
    job.run(MIXED)
    complete = job.dashboard()
    assert set(seen[0]) == set(complete)
    for part in ("metadata", "summary"):
        assert set(seen[0][part]) == set(complete[part])
    assert set(seen[0]["books"][0]) == set(complete["books"][0])
    metadata = complete["metadata"]
    assert (metadata["status"], metadata["books_processed"], metadata["books_total"]) == ("complete", 4, 4)
    assert all(book["looked_up"] for book in (*complete["books"], *complete["other_books"]))
    assert seen[0]["metadata"]["upload_fingerprint"] == metadata["upload_fingerprint"]


def test_corrections_in_our_own_csv_hold_from_the_beginning(job: Job) -> None:
    job.run(MIXED)
    dashboard = job.dashboard()
    first = dashboard["books"][0]["goodreads_id"]
    csv = library_csv(corrected(dashboard, [{"goodreads_id": first, "genres": ["War"]}]))
    parsed = parse_export(csv, max_books=10)
    (book, *_) = dashboard_so_far(JOB, parsed, [], FIGURES, "mark")["books"]
    assert (book["genres"], book["looked_up"]) == (["War"], False)


# When it is stored


def test_what_the_file_tells_is_there_before_any_book_is_asked_for(job: Job) -> None:
    seen: list[tuple[str, int]] = []

    def look(event: Mapping[str, Any]) -> Json:
        metadata = json.loads(job.storage.get(so_far_key(JOB)))["metadata"]
        seen.append((metadata["status"], metadata["books_processed"]))
        return answer_for(event)

    job.processor.behave = look
    job.run(library(4))
    assert seen[0] == ("processing", 0)


def test_the_progress_tells_what_the_dashboard_so_far_holds(job: Job) -> None:
    seen: set[tuple[int, int]] = set()

    def look(event: Mapping[str, Any]) -> Json:
        progress = JobStore(job.storage).progress(JOB)
        assert progress is not None
        held = json.loads(job.storage.get(so_far_key(JOB)))["metadata"]["books_processed"]
        if progress.books_so_far is not None:
            seen.add((progress.books_so_far, held))
        return answer_for(event)

    job.processor.behave = look
    job.run(library(10))
    assert all(told <= held for told, held in seen)
    assert seen


class Clock:
    """A clock that a storing moves on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_rests_nineteen_times_as_long_as_storing_took(tmp_path: Path) -> None:
    clock = Clock()

    class Slow(LocalStorage):
        def put(self, key: str, data: bytes) -> None:
            clock.now += 2.0
            super().put(key, data)

    storage = Slow(tmp_path)
    storage.create(upload_key(JOB), MIXED)
    parsed = parse_export(MIXED, max_books=10)
    keeper = SoFar(JOB, JOB, parsed, "mark", SoFarStore(storage), clock)
    results = [enriched(book.info()) for book in parsed.books]
    held: list[int | None] = []
    for at in (100.0, 102.0, 139.9, 140.0, 179.9, 180.0):
        clock.now = at
        keeper.offer(results[: len(held)], FIGURES)
        held.append(keeper.books)
    assert held == [0, 0, 0, 3, 3, 4]


@pytest.mark.parametrize("operation", ["put", "stat"])
def test_a_storage_that_refuses_it_costs_only_this(
    tmp_path: Path, operation: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Refusing(LocalStorage):
        def put(self, key: str, data: bytes) -> None:
            if operation == "put":
                raise StorageUnavailable
            super().put(key, data)

        def stat(self, key: str) -> Stat | None:
            raise StorageUnavailable

    assert not SoFarStore(Refusing(tmp_path)).keep(JOB, so_far(1))
    assert caplog.messages == [f"job {JOB}: its dashboard so far could not be stored"]


# It does not come back


class Interrupted(LocalStorage):
    """A storage in which something happens before the call of this number."""

    def __init__(self, root: Path, call: int, happen: Callable[[], None]) -> None:
        super().__init__(root)
        self._left = call
        self._happen = happen

    def _count(self) -> None:
        self._left -= 1
        if self._left == -1:
            self._happen()

    def put(self, key: str, data: bytes) -> None:
        self._count()
        super().put(key, data)

    def create(self, key: str, data: bytes) -> bool:
        self._count()
        return super().create(key, data)

    def replace(self, key: str, old: bytes, new: bytes) -> bool:
        self._count()
        return super().replace(key, old, new)

    def get(self, key: str) -> bytes:
        self._count()
        return super().get(key)

    def stat(self, key: str) -> Stat | None:
        self._count()
        return super().stat(key)

    def delete(self, key: str) -> None:
        self._count()
        super().delete(key)

    @property
    def happened(self) -> bool:
        return self._left < 0


def interrupted(job: Job, call: int, happen: Callable[[], None]) -> bool:
    """Run a job during whose storage call of this number something happens; False when it made fewer calls."""
    job.storage.put(upload_key(JOB), library(10))
    storage = Interrupted(job.folder / "data", call, happen)
    with suppress(JobNotFound):
        orchestrate(EVENT, replace(job.services, store=JobStore(storage)), lambda: 900.0)
    return storage.happened


def test_a_job_that_is_deleted_at_any_moment_leaves_nothing(job: Job) -> None:
    store, call = JobStore(job.storage), 0
    while interrupted(job, call, lambda: assert_deleted(store)):
        # Once it was complete, the deletion removed the dashboard, too.
        assert stored(job.folder) == set(), f"deleted before call {call}"
        call += 1
    assert call > 15


def assert_deleted(store: JobStore, job_id: str = JOB) -> None:
    assert store.delete(job_id)


def keep_so_far(store: JobStore) -> None:
    SoFarStore(store.storage).keep(JOB, so_far(1))


def report(store: JobStore) -> None:
    store.report_while_wanted(JOB, Progress(1_800_000_000.0, 1, 4))


def complete(store: JobStore) -> None:
    store.complete(JOB, {"run": 1})


def settle(store: JobStore) -> None:
    """It has read what was there before the deletion began."""

    class ReadBefore(LocalStorage):
        def get(self, key: str) -> bytes:
            return to_bytes(so_far(1))

    assert isinstance(store.storage, LocalStorage)
    SoFarStore(ReadBefore(store.storage._root)).settle(JOB)


@pytest.mark.parametrize("store_something", [keep_so_far, report, complete, settle])
def test_what_a_run_stores_at_any_moment_of_a_deletion_goes_with_it(
    job: Job, store_something: Callable[[JobStore], None]
) -> None:
    store, call = JobStore(job.storage), 0
    while True:
        store.keep_upload(JOB, MIXED)
        report(store)
        keep_so_far(store)
        storage = Interrupted(job.folder / "data", call, lambda: store_something(store))
        assert JobStore(storage).delete(JOB)
        assert stored(job.folder) == set(), f"stored before call {call} of the deletion"
        if not storage.happened:
            break
        call += 1
    assert call > 8


def test_a_job_that_another_run_completes_at_any_moment_leaves_its_dashboard_only(job: Job) -> None:
    def complete() -> None:
        if job.storage.stat(upload_key(JOB)) is not None:
            orchestrate(EVENT, job.services, lambda: 900.0)

    call = 0
    while interrupted(job, call, complete):
        assert stored(job.folder) == {dashboard_key(JOB)}, f"complete before call {call}"
        job.storage.delete(dashboard_key(JOB))
        call += 1
    assert call > 15


# How it is read


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(Settings.from_env({}), JobStore(LocalStorage(tmp_path)), FakeOrchestrator(still_running))


def running(jobs: Jobs) -> tuple[str, str]:
    """The id and the token of a job that runs."""
    answer = jobs.start(MIXED)
    jobs.store.report(answer["job_id"], Progress(jobs.clock(), 1, 4, books_so_far=1))
    return answer["job_id"], answer["delete_token"]


def held(jobs: Jobs, job_id: str) -> Any:
    state = jobs.read_so_far(job_id)
    assert state.dashboard is not None
    return json.loads(state.dashboard)


def test_before_there_is_any_the_progress_is_answered(jobs: Jobs) -> None:
    job_id, _ = running(jobs)
    assert jobs.read_so_far(job_id).progress == {
        "status": "processing",
        "books_processed": 1,
        "books_total": 4,
        "books_so_far": 1,
    }


def test_a_running_job_is_its_dashboard_so_far_for_who_asks_for_that(jobs: Jobs) -> None:
    job_id, _ = running(jobs)
    assert SoFarStore(jobs.store.storage).keep(job_id, so_far(1))
    assert held(jobs, job_id) == so_far(1) | {"metadata": held(jobs, job_id)["metadata"]}
    assert held(jobs, job_id)["metadata"]["status"] == "processing"
    assert jobs.read(job_id).progress


def test_a_complete_job_is_its_dashboard(jobs: Jobs) -> None:
    job_id, _ = running(jobs)
    SoFarStore(jobs.store.storage).keep(job_id, so_far(1))
    jobs.store.complete(job_id, {"run": 1})
    assert jobs.read_so_far(job_id) == jobs.read(job_id)


def kill(jobs: Jobs, job_id: str) -> None:
    jobs.store.report(job_id, Progress(jobs.clock() - 1000, 1, 4))


def fail(jobs: Jobs, job_id: str) -> None:
    jobs.store.fail(job_id)


def fail_without_upload(jobs: Jobs, job_id: str) -> None:
    jobs.store.give_up(job_id, has_owner=True)


@pytest.mark.parametrize("end", [kill, fail, fail_without_upload])
def test_a_job_that_dies_keeps_what_it_had_and_says_so(jobs: Jobs, end: Callable[[Jobs, str], None]) -> None:
    job_id, token = running(jobs)
    SoFarStore(jobs.store.storage).keep(job_id, so_far(3))
    end(jobs, job_id)
    for _ in range(2):
        dashboard = held(jobs, job_id)
        assert (dashboard["metadata"]["status"], dashboard["metadata"]["books_processed"]) == ("failed", 3)
        assert [book["looked_up"] for book in dashboard["other_books"]] == [True, False]
    with pytest.raises(JobFailed):
        jobs.read(job_id)
    jobs.delete(job_id, token)
    with pytest.raises(JobNotFound):
        jobs.read_so_far(job_id)
    assert jobs.store.storage.stat(so_far_key(job_id)) is None


@pytest.mark.parametrize("end", [kill, fail])
def test_a_job_that_dies_before_it_had_anything_has_failed(jobs: Jobs, end: Callable[[Jobs, str], None]) -> None:
    job_id, _ = running(jobs)
    end(jobs, job_id)
    with pytest.raises(JobFailed):
        jobs.read_so_far(job_id)


def test_a_job_that_fails_in_its_upload_keeps_it_for_who_made_the_token(tmp_path: Path) -> None:
    key = "B7zG3v0m5XkqkV1b3n9q2yW8c4uE6rT0aSdFgHjKlZx"
    orchestrator = FakeOrchestrator()
    jobs = Jobs(Settings.from_env({}), JobStore(LocalStorage(tmp_path)), orchestrator)

    def behave(event: Mapping[str, Any]) -> Json:
        assert SoFarStore(jobs.store.storage).keep(event["job_id"], so_far(1))
        return broken(event)

    orchestrator.behave = behave
    for made, kept in ((None, False), (key, True)):
        with pytest.raises(JobFailed):
            jobs.start(MIXED, key=made)
        job_id = orchestrator.events[-1]["job_id"]
        assert (jobs.store.storage.stat(so_far_key(job_id)) is not None) == kept


def test_a_review_that_speaks_of_a_status_stays_as_it_is(jobs: Jobs) -> None:
    job_id, _ = running(jobs)
    dashboard = so_far(1)
    dashboard["books"][0]["my_review"] = review = '"status":"processing" is what it said'
    SoFarStore(jobs.store.storage).keep(job_id, {"review": review, **dashboard})
    jobs.store.fail(job_id)
    read = held(jobs, job_id)
    assert (read["review"], read["books"][0]["my_review"]) == (review, review)
    assert read["metadata"]["status"] == "failed"


def test_one_that_is_deleted_while_it_is_marked_as_failed_stays_deleted(jobs: Jobs, tmp_path: Path) -> None:
    job_id, _ = running(jobs)
    SoFarStore(jobs.store.storage).keep(job_id, so_far(1))
    jobs.store.fail(job_id)
    store = JobStore(LocalStorage(tmp_path))
    # The calls of `settle`: get, put, stat; the last time it is over before.
    for call in range(4):
        SoFarStore(Interrupted(tmp_path, call, lambda: assert_deleted(store, job_id))).settle(job_id)
        assert (store.storage.stat(so_far_key(job_id)) is None) == (call < 3), call
        store.keep_upload(job_id, MIXED)
        SoFarStore(store.storage).keep(job_id, so_far(1))
        store.fail(job_id)


class Linking(LocalStorage):
    """A storage that readers can fetch from."""

    def link(self, key: str) -> str:
        return f"https://bucket.example/{key}"


@pytest.mark.parametrize(("size", "linked"), [(2_000_000, False), (2_000_001, True)])
def test_a_large_one_is_a_link_as_a_complete_one_is(jobs: Jobs, tmp_path: Path, size: int, linked: bool) -> None:
    job_id, _ = running(jobs)
    storage = Linking(tmp_path)
    storage.put(so_far_key(job_id), b"x" * size)
    state = replace(jobs, store=JobStore(storage)).read_so_far(job_id)
    assert state.dashboard_url == (f"https://bucket.example/{so_far_key(job_id)}" if linked else None)
    assert (state.dashboard is None) == linked


def test_what_a_deleted_job_might_have_left_is_not_shown(jobs: Jobs) -> None:
    job_id, token = running(jobs)
    jobs.delete(job_id, token)
    jobs.store.storage.put(so_far_key(job_id), b"{}")
    with pytest.raises(JobNotFound):
        jobs.read_so_far(job_id)
    jobs.delete(job_id, token)
    assert jobs.store.storage.stat(so_far_key(job_id)) is None


def test_one_that_goes_while_it_is_read_leaves_the_progress(jobs: Jobs, tmp_path: Path) -> None:
    job_id, _ = running(jobs)
    SoFarStore(jobs.store.storage).keep(job_id, so_far(1))

    class Going(LocalStorage):
        def get(self, key: str) -> bytes:
            if key == so_far_key(job_id):
                self.delete(key)
            return super().get(key)

    assert replace(jobs, store=JobStore(Going(tmp_path))).read_so_far(job_id).progress
    assert jobs.store.storage.stat(progress_key(job_id)) is not None
