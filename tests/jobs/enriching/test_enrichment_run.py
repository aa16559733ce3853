"""Chunk after chunk, and the second chance at the end: which books get it, when, and what it may cost."""

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from chalicelib.enrichment.catalogue.job_catalogue import JobCatalogue
from chalicelib.enrichment.catalogue.records import Work
from chalicelib.jobs.dashboard.dashboard_json import JobFigures
from chalicelib.jobs.enriching.enrichment_run import EnrichmentRun, Outcome
from chalicelib.jobs.enriching.job_cache import JobCache
from chalicelib.models import EnrichedBook, Json
from chalicelib.seams.sqlite_cache import SQLiteCache
from chalicelib.settings import Settings
from tests.builders import book_info
from tests.enrichment.catalogue.catalogues import MemoryCatalogue
from tests.jobs.enriching.test_fan_out import FakeProcessor, answer_for, titles

Behaviour = Callable[[Mapping[str, Any]], Json]

BOOKS = [book_info(number) for number in range(1, 11)]


@dataclass
class Run:
    """A run over ten books in chunks of four, with a fake BookProcessor and no real pauses."""

    folder: Path
    behave: Callable[[Mapping[str, Any]], Json] = answer_for
    seconds_left: float = 900.0
    catalogue: MemoryCatalogue | None = None
    google_key: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    pauses: list[float] = field(default_factory=list)
    asked_before: list[int] = field(default_factory=list)
    """The invocations before each pause."""
    progress: list[int] = field(default_factory=list)
    results: list[tuple[int, JobFigures]] = field(default_factory=list)
    """How many results there were when they were offered, and the figures."""

    def __post_init__(self) -> None:
        self.processor = FakeProcessor()
        self.cache = SQLiteCache(self.folder / "cache.sqlite3")

    def __call__(self) -> Outcome:
        self.processor.events.clear()
        self.processor.behave = self.behave
        return EnrichmentRun(
            "a-job",
            BOOKS,
            settings=Settings.from_env({"CHUNK_SIZE": "4", "BOOKS_PER_INVOCATION": "4", **self.environment}),
            book_processor=self.processor,
            cache=JobCache(self.cache, google_key=False),
            catalogue=JobCatalogue(self.catalogue, only=bool(self.environment), google_key=self.google_key),
            time_left_s=lambda: self.seconds_left,
            on_progress=self.progress.append,
            on_results=lambda results, figures: self.results.append((len(results), figures)),
            sleep=self.pause,
        ).run()

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.asked_before.append(len(self.processor.events))

    def asked(self) -> list[list[str]]:
        return [titles(event) for event in self.processor.events]


def failing_once(*failing: str, category: str = "rate_limited", retry_after_s: float = 0.0) -> Behaviour:
    """Books of these titles fail the first time they are asked for."""
    left = set(failing)

    def behave(event: Mapping[str, Any]) -> Json:
        answer = answer_for(event)
        for result in answer["results"]:
            if result["title"] in left:
                left.remove(result["title"])
                result |= {"success": False, "error_category": category, "error_message": "HTTP 429"}
        return {**answer, "retry_after_s": retry_after_s}

    return behave


def failed(outcome: Outcome) -> list[str]:
    return [result.title for result in outcome.results if not result.success]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def test_the_results_so_far_are_offered_at_the_beginning_and_between_chunks(run: Run) -> None:
    run()
    assert [(done, figures.chunks, figures.provider_requests) for done, figures in run.results] == [
        (0, 0, 0),
        (4, 1, 1),
        (8, 2, 2),
    ]


@pytest.mark.parametrize("category", ["rate_limited", "api_timeout", "network"])
def test_books_that_failed_for_a_passing_reason_are_asked_for_once_more_at_the_end(run: Run, category: str) -> None:
    run.behave = failing_once("Title 2", "Title 9", category=category)
    outcome = run()
    assert failed(outcome) == []
    assert [result.title for result in outcome.results] == [book.title for book in BOOKS]
    assert run.asked()[3:] == [["Title 2", "Title 9"]]
    assert outcome.figures.chunks == 3
    assert outcome.figures.provider_requests == 4


def test_what_the_second_chance_found_is_kept(run: Run) -> None:
    run.behave = failing_once("Title 2")
    run()
    assert failed(run()) == []
    assert run.asked() == []


def test_google_is_asked_until_a_chunk_has_found_its_quota_used_up(run: Run) -> None:
    def behave(event: Mapping[str, Any]) -> Json:
        return {**failing_once("Title 2")(event), "google_books_exhausted": "Title 5" in titles(event)}

    run.behave = behave
    run()
    assert [event["google_books"] for event in run.processor.events] == [True, True, False, False]


@pytest.mark.parametrize("category", ["data_format", "invocation", "deadline"])
def test_other_failures_would_fail_again_and_get_none(run: Run, category: str) -> None:
    run.behave = failing_once("Title 2", category=category)
    assert failed(run()) == ["Title 2"]
    assert len(run.asked()) == 3


def test_there_is_no_third_chance(run: Run) -> None:
    def behave(event: Mapping[str, Any]) -> Json:
        return failing_once("Title 2")(event)

    run.behave = behave
    outcome = run()
    assert failed(outcome) == ["Title 2"]
    assert outcome.results[1].error_message == "HTTP 429"
    assert run.asked()[3:] == [["Title 2"]]


def test_a_provider_that_has_answered_for_no_book_is_not_waited_for(run: Run) -> None:
    run.behave = failing_once(*(book.title for book in BOOKS), retry_after_s=30.0)
    assert len(failed(run())) == 10
    assert len(run.asked()) == 3
    assert run.pauses == [1.0, 1.0]


def test_what_the_cache_knew_says_nothing_about_the_provider(run: Run) -> None:
    run()
    later = Run(run.folder, failing_once("Title 2"))
    later.cache = run.cache
    kept = JobCache(run.cache, google_key=False)
    run.cache.put_many(dict.fromkeys(keys_of(2), "{}"), dict.fromkeys(keys_of(2), 60))
    assert [result is None for result in kept.find(BOOKS)].count(True) == 1
    assert failed(later()) == ["Title 2"]
    assert later.asked() == [["Title 2"]]


def keys_of(number: int) -> tuple[str, ...]:
    from chalicelib.jobs.enriching.cache_policy import cache_keys

    return cache_keys(book_info(number))


@pytest.mark.parametrize(
    ("retry_after_s", "seconds_left", "chance"),
    [
        (0.0, 900.0, True),
        (30.0, 900.0, True),
        (59.0, 900.0, True),
        (61.0, 900.0, False),  # longer than a reader should wait
        (30.0, 20.0, False),  # longer than the job may last
    ],
)
def test_the_second_chance_comes_when_the_providers_rest_is_over(
    run: Run, retry_after_s: float, seconds_left: float, chance: bool
) -> None:
    run.behave = failing_once("Title 2", retry_after_s=retry_after_s)
    run.seconds_left = seconds_left
    outcome = run()
    assert failed(outcome) == ([] if chance else ["Title 2"])
    if chance:
        assert run.pauses[:2] == [1.0, 1.0]
        assert run.pauses[2] == pytest.approx(max(1.0, retry_after_s), abs=1.0)
    else:
        assert run.pauses == [1.0, 1.0]


def test_second_chances_come_in_chunks_too(run: Run) -> None:
    run.behave = failing_once(*(f"Title {number}" for number in range(1, 7)))
    assert failed(run()) == []
    assert [len(asked) for asked in run.asked()] == [4, 4, 2, 4, 2]
    assert run.pauses == [1.0, 1.0, pytest.approx(1.0), 1.0]
    assert run.asked_before == [1, 2, 3, 4]


def test_progress_is_told_at_each_chunk_and_inside_one_only_now_and_then(run: Run) -> None:
    run()
    # The first answer is told, the others come within a second of it.
    assert run.progress == [0, 0, 4, 4, 8]


@pytest.mark.parametrize(("tick_s", "progress"), [(0.25, [0, 0, 4, 4, 8, 10]), (0.5, [0, 0, 4, 4, 8, 8, 10])])
def test_inside_a_long_chunk_progress_is_told_once_a_second(
    run: Run, monkeypatch: pytest.MonkeyPatch, tick_s: float, progress: list[int]
) -> None:
    """The time is looked at twice from one report of a chunk to the next."""
    ticks = itertools.count(100)
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks) * tick_s)
    run()
    assert run.progress == progress


def test_the_log_tells_of_each_chunk_and_of_second_chances(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    run.behave = failing_once("Title 2")
    with caplog.at_level("INFO", "chalicelib.jobs.enriching.enrichment_run"):
        run()
    assert caplog.messages == [
        "job a-job: chunk 1 done, 40 % of 10 books; 3 successful, 1 failed; 0 from the cache, 0 from the catalogue",
        "job a-job: chunk 2 done, 80 % of 10 books; 4 successful, 0 failed; 0 from the cache, 0 from the catalogue",
        "job a-job: chunk 3 done, 100 % of 10 books; 2 successful, 0 failed; 0 from the cache, 0 from the catalogue",
        "job a-job: 1 failed books get a second chance in 1 s",
    ]
    caplog.clear()
    with caplog.at_level("INFO", "chalicelib.jobs.enriching.enrichment_run"):
        run()
    assert caplog.messages[0].endswith("4 successful, 0 failed; 4 from the cache, 0 from the catalogue")


def test_what_there_is_no_time_for_fails_as_deadline(run: Run) -> None:
    def behave(event: Mapping[str, Any]) -> Json:
        run.seconds_left = 0.0
        return answer_for(event)

    run.behave = behave
    outcome = run()
    assert [result.error_category for result in outcome.results] == [None] * 4 + ["deadline"] * 6
    assert outcome.figures.chunks == 1
    assert all(isinstance(result, EnrichedBook) for result in outcome.results)


def test_the_last_second_is_used_too(run: Run) -> None:
    run.seconds_left = 0.5
    assert failed(run()) == []
    assert run.pauses == [0.5, 0.5]


def test_the_figures_give_the_time_in_hundredths_of_a_second(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count(1000)
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks) * 1.2345678)
    seconds = run().figures.seconds
    assert 1 < seconds < 100
    assert seconds == round(seconds, 2)


def knowing(*numbers: int, subjects: tuple[str, ...] = ("Love stories",)) -> MemoryCatalogue:
    """A catalogue that knows these books of the ten."""
    catalogue = MemoryCatalogue({1: ("Some Author",)})
    for number in numbers:
        work = Work(f"Title {number}", authors=(1,), subjects=subjects, cover=5)
        catalogue.add(number, work, goodreads_id=str(1000 + number))
    return catalogue


def test_only_what_cache_and_catalogue_do_not_know_is_asked_for(run: Run) -> None:
    run.catalogue = knowing(2, 3, 9)
    outcome = run()
    assert run.asked() == [["Title 1", "Title 4"], ["Title 5", "Title 6", "Title 7", "Title 8"], ["Title 10"]]
    assert [result.title for result in outcome.results] == [book.title for book in BOOKS]
    assert "Romance" in outcome.results[1].final_genres
    assert outcome.figures.cache_hits == 0


def test_what_the_catalogue_knows_is_not_cached_as_it_may_be_renewed(run: Run) -> None:
    run.catalogue = knowing(2)
    run()
    run.catalogue = None
    run()
    assert run.asked() == [["Title 2"]]


def test_without_a_request_there_is_no_pause(run: Run) -> None:
    run.catalogue = knowing(*range(1, 9))
    run()
    assert run.pauses == []
    assert run.progress == [0, 4, 8, 8, 10]


def test_what_the_catalogue_knows_is_better_than_a_provider_that_cannot_be_asked(run: Run) -> None:
    # Google might add headings, so a provider is asked; what it does not answer does not undo what is known.
    run.catalogue, run.google_key = knowing(2, subjects=()), True
    run.behave = failing_once("Title 2", "Title 3")
    outcome = run()
    assert run.asked()[0] == ["Title 1", "Title 2", "Title 3", "Title 4"]
    assert outcome.results[1].thumbnail_url is not None
    assert run.asked()[3:] == [["Title 3"]]
    assert failed(outcome) == []


def test_what_the_catalogue_knew_says_nothing_about_the_provider(run: Run) -> None:
    run.catalogue = knowing(*range(1, 10))
    run.behave = failing_once("Title 10")
    assert failed(run()) == ["Title 10"]
    assert len(run.asked()) == 1


def test_with_the_catalogue_alone_no_provider_is_asked_not_even_for_a_second_chance(run: Run) -> None:
    run.catalogue, run.environment = knowing(2), {"CATALOGUE_ONLY": "1"}
    outcome = run()
    assert run.asked() == []
    assert [result.matched_by for result in outcome.results] == [None, "goodreads_id", *[None] * 8]
    assert failed(outcome) == []
