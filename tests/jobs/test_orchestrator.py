"""One job from the stored CSV to the stored dashboard, with seams that fail as told."""

import itertools
import json
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.errors import BadExport, CacheUnavailable, JobNotFound, ObjectMissing, StorageUnavailable
from chalicelib.jobs.job_store import JobStore, dashboard_key, progress_key, upload_key
from chalicelib.jobs.orchestrator import Services, orchestrate
from chalicelib.models import Json
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.sqlite_cache import SQLiteCache
from chalicelib.settings import Settings
from tests.builders import book_info, csv_row, enriched, export, library
from tests.jobs.enriching.test_fan_out import FakeProcessor, answer_for, titles

JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"
EVENT = {"csv_key": upload_key(JOB), "job_id": JOB}
STATISTICS = {
    "job_id", "status", "total_books", "successful_books", "failed_books", "success_rate", "chunks_processed",
    "processing_time_seconds",
}  # fmt: skip


@dataclass
class Job:
    """An Orchestrator with a local storage and cache, a fake BookProcessor and no real pauses."""

    folder: Path
    processor: FakeProcessor = field(default_factory=FakeProcessor)
    pauses: list[float] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.storage = LocalStorage(self.folder / "data")
        settings = Settings.from_env({"CHUNK_SIZE": "4", "BOOKS_PER_INVOCATION": "2", **self.environment})
        cache = SQLiteCache(self.folder / "cache.sqlite3")
        self.services = Services(settings, JobStore(self.storage), cache, self.processor, self.pauses.append)

    def run(self, csv: bytes, remaining_s: float = 900.0) -> Json:
        """Run a new job over the CSV; the dashboard of the one before is deleted."""
        self.storage.delete(dashboard_key(JOB))
        self.storage.put(upload_key(JOB), csv)
        return orchestrate(EVENT, self.services, lambda: remaining_s)

    def dashboard(self) -> Any:
        return json.loads(self.storage.get(dashboard_key(JOB)))


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def test_the_statistics_are_the_contracts(job: Job) -> None:
    statistics = job.run(library(10))
    assert set(statistics) == STATISTICS
    assert statistics["status"] == "complete"
    assert (statistics["total_books"], statistics["successful_books"], statistics["failed_books"]) == (10, 10, 0)
    assert statistics["chunks_processed"] == 3
    assert statistics["success_rate"] == 100.0


def test_chunks_run_one_after_another_with_a_pause_between(job: Job) -> None:
    job.run(library(10))
    # Two invocations a chunk run at once, in any order; chunks do not mix.
    assert [sorted(titles(event)[0] for event in job.processor.events[at : at + 2]) for at in (0, 2)] == [
        ["Title 1", "Title 3"],
        ["Title 5", "Title 7"],
    ]
    assert job.processor.most_in_flight <= 2
    assert job.pauses == [1.0, 1.0]


def test_a_chunk_answered_by_the_cache_needs_no_invocation_and_no_pause(job: Job) -> None:
    job.run(library(10))
    job.processor.events.clear()
    job.pauses.clear()
    job.run(library(10))
    assert job.processor.events == []
    assert job.pauses == []
    enrichment = job.dashboard()["metadata"]["enrichment"]
    assert (enrichment["cache_hits"], enrichment["provider_requests"]) == (10, 0)


def test_only_what_the_cache_lacks_is_asked_for(job: Job) -> None:
    job.run(library(3))
    job.processor.events.clear()
    job.run(library(4))
    assert [titles(event) for event in job.processor.events] == [["Title 4"]]


def test_what_was_found_without_a_key_for_google_is_asked_for_again_once_there_is_one(job: Job) -> None:
    def without_key(event: Mapping[str, Any]) -> Json:
        answer = answer_for(event)
        return {**answer, "results": [{**result, "not_asked": ["google_books_no_key"]} for result in answer["results"]]}

    job.processor.behave = without_key
    for key, asked in (({}, 1), ({}, 0), ({"GOOGLE_BOOKS_API_KEY": "a-key"}, 1), ({"GOOGLE_BOOKS_ASKED": "1"}, 1)):
        job.processor.events.clear()
        again = Job(job.folder, job.processor, environment=key)
        again.run(library(1))
        assert len(job.processor.events) == asked


def test_the_time_is_told_in_hundredths_of_a_second(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count(1000)
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks) * 1.2345678)
    seconds = job.run(library(1))["processing_time_seconds"]
    assert 1 < seconds < 100
    assert seconds == round(seconds, 2)


def test_results_are_merged_into_their_own_rows(job: Job) -> None:
    def by_title(event: Mapping[str, Any]) -> Json:
        results = [enriched(book_info(int(title.split()[1])), f"Genre {title}") for title in titles(event)]
        return {"results": [result.to_json() for result in results]}

    job.processor.behave = by_title
    job.run(library(10))
    assert {book["title"]: book["genres"] for book in job.dashboard()["books"]} == {
        f"Title {number}": [f"Genre Title {number}"] for number in range(1, 11)
    }


def test_two_rows_with_the_same_title_and_author_are_not_mixed_up(job: Job) -> None:
    def by_isbn(event: Mapping[str, Any]) -> Json:
        answer = answer_for(event)
        for result, book in zip(answer["results"], event["books"], strict=True):
            result["final_genres"] = [str(book["isbn13"])]
        return answer

    job.processor.behave = by_isbn
    job.run(
        export(
            csv_row("1", "Emma", "Jane Austen", "9780141439587"), csv_row("2", "Emma", "Jane Austen", "9780199535521")
        )
    )
    assert [(book["goodreads_id"], book["genres"]) for book in job.dashboard()["books"]] == [
        ("1", ["9780141439587"]),
        ("2", ["9780199535521"]),
    ]


def test_a_failed_book_is_a_placeholder_with_its_reason_and_is_asked_for_again_next_time(job: Job) -> None:
    def fail_two(event: Mapping[str, Any]) -> Json:
        answer = answer_for(event)
        for result in answer["results"]:
            if result["title"] == "Title 2":
                result |= {
                    "success": False,
                    "final_genres": [],
                    "error_category": "api_timeout",
                    "error_message": "slow",
                }
        return answer

    job.processor.behave = fail_two
    statistics = job.run(library(4))
    assert (statistics["successful_books"], statistics["failed_books"], statistics["success_rate"]) == (3, 1, 75.0)
    failed = job.dashboard()["books"][1]
    assert (failed["title"], failed["genres"], failed["enrichment_error"]) == ("Title 2", [], "slow")
    assert job.dashboard()["metadata"]["enrichment"]["failures"] == {"api_timeout": 1}
    job.processor.events.clear()
    job.processor.behave = answer_for
    assert job.run(library(4))["success_rate"] == 100.0
    assert [titles(event) for event in job.processor.events] == [["Title 2"]]


def test_shortly_before_the_time_limit_it_stops_asking_and_completes(job: Job) -> None:
    seconds = iter([900.0, *[900.0] * 5, *[15.0] * 1000])
    job.storage.put(upload_key(JOB), library(20))
    statistics = orchestrate(EVENT, job.services, lambda: next(seconds))
    assert statistics["status"] == "complete"
    assert 0 < statistics["failed_books"] < 20
    dashboard = job.dashboard()
    assert dashboard["metadata"]["enrichment"]["failures"] == {"deadline": statistics["failed_books"]}
    assert len(dashboard["books"]) == 20


def test_without_time_at_all_it_still_completes(job: Job) -> None:
    assert job.run(library(5), remaining_s=0)["failed_books"] == 5
    assert job.processor.events == []


class BrokenCache:
    """A cache that cannot be used."""

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        raise CacheUnavailable("unreachable")

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        raise CacheUnavailable("unreachable")


def test_a_cache_that_cannot_be_used_costs_no_book(job: Job) -> None:
    job.services = replace(job.services, cache=BrokenCache())
    assert job.run(library(10))["successful_books"] == 10


class SpoiltCache(BrokenCache):
    """A cache whose texts are not what was put there."""

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        return dict.fromkeys(keys, '{"result": {"success": "yes"}}')

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        """Forgets."""


def test_what_the_cache_holds_in_another_shape_is_not_used(job: Job) -> None:
    job.services = replace(job.services, cache=SpoiltCache())
    assert job.run(library(3))["successful_books"] == 3
    assert len(job.processor.events) == 2


def test_google_is_asked_no_more_once_its_quota_is_out(job: Job) -> None:
    job.processor.behave = lambda event: {**answer_for(event), "google_books_exhausted": True}
    job.run(library(12))
    assert [event["google_books"] for event in job.processor.events] == [True, True, False, False, False, False]


def test_the_upload_and_the_progress_are_gone_when_the_job_is_complete(job: Job) -> None:
    job.run(library(3))
    assert job.storage.stat(upload_key(JOB)) is None
    assert job.storage.stat(progress_key(JOB)) is None


def test_progress_can_be_read_while_the_job_runs(job: Job) -> None:
    seen: list[int] = []

    def look(event: Mapping[str, Any]) -> Json:
        seen.append(json.loads(job.storage.get(progress_key(JOB)))["books_processed"])
        return answer_for(event)

    job.processor.behave = look
    job.run(library(10))
    assert seen[0] == 0
    assert max(seen) >= 8


@pytest.mark.parametrize("books", [3, 40])
def test_a_job_that_is_deleted_while_it_runs_leaves_nothing_and_asks_no_more(job: Job, books: int) -> None:
    def delete(event: Mapping[str, Any]) -> Json:
        job.services.store.delete(JOB)
        return answer_for(event)

    job.processor.behave = delete
    with pytest.raises(JobNotFound):
        job.run(library(books))
    assert len(job.processor.events) == 2
    for key in (dashboard_key(JOB), upload_key(JOB), progress_key(JOB)):
        with pytest.raises(ObjectMissing):
            job.storage.get(key)


# Delivered twice


def test_an_event_delivered_again_later_is_answered_from_the_dashboard(job: Job) -> None:
    first = job.run(library(10))
    stored = job.storage.get(dashboard_key(JOB))
    job.processor.events.clear()
    again = orchestrate(EVENT, job.services, lambda: 900.0)
    names = STATISTICS - {"processing_time_seconds"}
    assert {name: again[name] for name in names} == {name: first[name] for name in names}
    assert set(again) == STATISTICS
    assert job.processor.events == []
    assert job.storage.get(dashboard_key(JOB)) == stored
    assert job.storage.stat(progress_key(JOB)) is None


def test_an_event_delivered_again_while_the_job_runs_ends_in_one_complete_dashboard(job: Job) -> None:
    """The second run is complete while the first still asks."""
    both_ask = threading.Barrier(2, timeout=10)
    second_is_complete = threading.Event()
    runs: list[Json] = []

    def behave(event: Mapping[str, Any]) -> Json:
        if both_ask.wait() == 0:
            second_is_complete.wait(10)
        return answer_for(event)

    def run() -> None:
        runs.append(orchestrate(EVENT, job.services, lambda: 900.0))
        second_is_complete.set()

    job.processor.behave = behave
    job.storage.put(upload_key(JOB), library(2))
    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    second_is_complete.wait(10)
    complete = job.storage.get(dashboard_key(JOB))
    for thread in threads:
        thread.join(10)
    assert [one["status"] for one in runs] == ["complete", "complete"]
    assert job.storage.get(dashboard_key(JOB)) == complete
    assert len(json.loads(complete)["books"]) == 2
    assert job.storage.stat(upload_key(JOB)) is None
    assert job.storage.stat(progress_key(JOB)) is None


def test_a_run_that_finds_the_job_completed_by_another_ends_with_its_figures(job: Job) -> None:
    """The other run completes the job between two chunks of this one."""

    def behave(event: Mapping[str, Any]) -> Json:
        if "Title 1" in titles(event):
            job.processor.behave = answer_for
            orchestrate(EVENT, job.services, lambda: 900.0)
        return answer_for(event)

    job.processor.behave = behave
    statistics = job.run(library(12))
    assert (statistics["status"], statistics["total_books"], statistics["failed_books"]) == ("complete", 12, 0)
    assert len(job.dashboard()["books"]) == 12
    # This run asked for its first chunk, the other one for all three.
    assert len(job.processor.events) == 2 + 6


def test_an_event_for_a_deleted_job_leaves_nothing(job: Job) -> None:
    with pytest.raises(JobNotFound):
        orchestrate(EVENT, job.services, lambda: 900.0)
    assert [path for path in job.folder.rglob("*") if path.is_file()] == []


def test_a_failing_run_does_not_let_a_deleted_job_read_as_failed(job: Job) -> None:
    class Deleted(LocalStorage):
        def create(self, key: str, data: bytes) -> bool:
            job.services.store.delete(JOB)
            raise StorageUnavailable

    job.services = replace(job.services, store=JobStore(Deleted(job.folder / "data")))
    with pytest.raises(StorageUnavailable):
        job.run(library(3))
    assert job.storage.stat(progress_key(JOB)) is None


class StorageWithoutProgress(LocalStorage):
    """A storage that refuses progress."""

    def put(self, key: str, data: bytes) -> None:
        if key.startswith("progress/"):
            raise StorageUnavailable
        super().put(key, data)


def test_progress_that_cannot_be_stored_costs_nothing(job: Job) -> None:
    job.storage = StorageWithoutProgress(job.folder / "data")
    job.services = replace(job.services, store=JobStore(job.storage))
    assert job.run(library(3))["status"] == "complete"


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"job_id": JOB},
        {"job_id": "../../etc", "csv_key": "x"},
        {"job_id": 7, "csv_key": "x"},
        {"job_id": JOB, "csv_key": upload_key(JOB.replace("0", "1"))},
        {"csv_key": upload_key(JOB)},
    ],
)
def test_an_event_without_a_valid_job_is_refused(job: Job, event: Json) -> None:
    job.storage.put(upload_key(JOB), library(1))
    with pytest.raises(JobNotFound):
        orchestrate(event, job.services, lambda: 900.0)


def test_a_stored_file_that_is_no_export_is_an_error(job: Job) -> None:
    with pytest.raises(BadExport):
        job.run(b"no,export\n1,2\n")
