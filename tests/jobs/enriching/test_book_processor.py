"""BookProcessor's events and results, as the contract has them."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.errors import MalformedBook
from chalicelib.jobs.enriching.book_processor import asking_time_s, process
from chalicelib.models import Json
from chalicelib.settings import Settings
from tests.conftest import WORKS, environment

DUNE = {"title": "Dune", "author": "Frank Herbert", "isbn13": "9780441172719", "isbn": None, "goodreads_id": "234225"}
RESULT_KEYS = {
    "book_id", "title", "author", "success", "final_genres", "thumbnail_url", "small_thumbnail_url",
    "genre_enrichment_success", "genre_sources", "matched_by", "error_category", "error_message", "not_asked",
    "processing_logs",
    "average_rating", "community_ratings", "num_pages", "publication_year",
    "series", "language", "places", "people", "times",
}  # fmt: skip


def run(event: Json, settings: Settings, remaining_s: float = 60.0) -> Any:
    return process(event, settings, remaining_s)


def test_one_book_gives_one_result(settings: Settings) -> None:
    result = run({"book": DUNE}, settings)
    assert set(result) == RESULT_KEYS
    assert result["book_id"] == "234225"
    assert "Science Fiction" in result["final_genres"]
    assert isinstance(result["processing_logs"], list)


def test_many_books_give_their_results_in_the_same_order(settings: Settings) -> None:
    books = [{"title": f"Unknown {number}", "author": "A", "goodreads_id": str(number)} for number in range(5)]
    results = run({"books": [*books, DUNE]}, settings)["results"]
    assert [result["book_id"] for result in results] == ["0", "1", "2", "3", "4", "234225"]


def test_without_goodreads_id_the_book_id_is_title_and_author(settings: Settings) -> None:
    result = run({"book": {"title": "Dune", "author": "Frank Herbert"}}, settings)
    assert result["book_id"] == "Dune-Frank Herbert"


@pytest.mark.parametrize(
    "malformed",
    [None, "Dune", 7, [], {}, {"title": ""}, {"title": 5}, {"title": "T", "author": ["A"]}, {"title": "T", "isbn": 1}],
)
def test_a_malformed_book_is_a_result_and_costs_no_other(settings: Settings, malformed: object) -> None:
    broken, dune = run({"books": [malformed, DUNE]}, settings)["results"]
    assert (broken["success"], broken["error_category"]) == (False, "data_format")
    assert set(broken) == RESULT_KEYS
    assert dune["success"]


def test_no_book_gives_no_result(settings: Settings) -> None:
    assert run({"books": []}, settings)["results"] == []


@pytest.mark.parametrize("event", [{}, {"books": "Dune"}, {"isbn": "9780441172719"}])
def test_an_event_without_books_is_an_error(settings: Settings, event: Json) -> None:
    with pytest.raises(MalformedBook, match="neither"):
        run(event, settings)


def test_what_is_not_answered_at_the_time_limit_fails_with_that_reason(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    simulator.open_library_fault = Fault.HANG
    result = run({"book": DUNE}, settings, remaining_s=0.2)
    assert (result["success"], result["error_category"]) == (False, "deadline")


def test_the_answer_counts_the_requests_that_were_sent(settings: Settings, simulator: ProviderSimulator) -> None:
    answer = run({"books": [DUNE]}, settings)
    assert answer["provider_requests"] == len(simulator.requests) == 1
    assert set(answer) == {"results", "provider_requests", "google_books_exhausted", "retry_after_s", "providers"}
    assert (answer["google_books_exhausted"], answer["retry_after_s"]) == (False, 0.0)


def test_the_answer_tells_for_how_long_a_provider_is_to_be_left_alone(tmp_path: Path) -> None:
    with ProviderSimulator(WORKS, latency_s=0, rate_limit=None, retry_after_s=60) as provider:
        provider.open_library_fault = Fault.TOO_MANY_RETRY_AFTER
        answer = run({"books": [DUNE]}, Settings.from_env(environment(provider, tmp_path)))
    assert 30 < answer["retry_after_s"] <= 60


@pytest.mark.parametrize(
    ("remaining_s", "seconds_left"), [(0.2, None), (0.2, 60.0), (60.0, 0.2), (60.0, 0), (60.0, -5.0)]
)
def test_it_ends_by_itself_when_its_time_or_the_jobs_is_over(
    settings: Settings, simulator: ProviderSimulator, remaining_s: float, seconds_left: float | None
) -> None:
    """Nobody waits for the answer after that, and the provider is not to be asked in vain."""
    simulator.open_library_fault = Fault.HANG
    started = time.monotonic()
    (result,) = run({"books": [DUNE], "seconds_left": seconds_left}, settings, remaining_s)["results"]
    assert (result["success"], result["error_category"]) == (False, "deadline")
    assert time.monotonic() - started < 5
    asked = len(simulator.requests)
    assert asked <= 1


@pytest.mark.parametrize(
    ("remaining_s", "seconds_left", "asking_s"),
    [
        *((900.0, None, 895.0), (60.0, None, 55.0), (50.0, None, 45.0), (40.0, None, 36.0), (0.2, None, 0.18)),
        *((900.0, 60.0, 55.0), (60.0, 900.0, 55.0), (900.0, 10, 9.0)),
        *((900.0, 0, 0.0), (900.0, -5.0, 0.0), (-1.0, None, 0.0)),
        *((60.0, "10", 55.0), (60.0, True, 55.0), (60.0, [], 55.0)),
    ],
)
def test_five_seconds_or_a_tenth_are_left_for_the_answer(
    remaining_s: float, seconds_left: object, asking_s: float
) -> None:
    assert asking_time_s({"seconds_left": seconds_left}, remaining_s) == pytest.approx(asking_s)


@pytest.mark.parametrize("seconds_left", [None, "soon", True, float("nan"), [], 60.0])
def test_without_usable_seconds_its_own_limit_is_the_only_one(settings: Settings, seconds_left: object) -> None:
    (result,) = run({"books": [DUNE], "seconds_left": seconds_left}, settings)["results"]
    assert result["success"]


@pytest.mark.parametrize(("google_books", "asked"), [(True, True), (False, False), (None, True), ("no", True)])
@pytest.mark.parametrize("many", [True, False])
def test_an_event_may_leave_google_books_out(
    settings: Settings, simulator: ProviderSimulator, google_books: object, asked: bool, many: bool
) -> None:
    with_key = replace(settings, google_books_api_key="a-key")
    unknown = {"title": "Nobody Wrote This", "author": "No One", "goodreads_id": "7"}
    event: Json = {"books": [unknown]} if many else {"book": unknown}
    run({**event, "google_books": google_books}, with_key)
    assert bool(simulator.google_requests) == asked


@pytest.mark.parametrize(
    ("malformed", "names", "says"),
    [
        ({**DUNE, "isbn13": 5}, ("234225", "Dune", "Frank Herbert"), "isbn13"),
        ({"title": "Dune", "author": 5}, ("Dune-", "Dune", ""), "author"),
        ({"author": "Frank Herbert"}, ("-Frank Herbert", "", "Frank Herbert"), "title"),
        ({"goodreads_id": "7", "title": 5}, ("7", "", ""), "title"),
        ("Dune", ("-", "", ""), "book"),
    ],
)
def test_a_malformed_book_keeps_what_names_it(
    settings: Settings, malformed: object, names: tuple[str, str, str], says: str
) -> None:
    result = run({"book": malformed}, settings)
    assert (result["book_id"], result["title"], result["author"]) == names
    assert (result["success"], result["error_category"]) == (False, "data_format")
    assert says in result["error_message"]
