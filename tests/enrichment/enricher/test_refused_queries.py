"""Queries that Open Library refuses or cannot answer: which books that costs, and how many requests."""

from dataclasses import replace

import pytest

from bench.simulator.catalogue import Catalogue, Edition, Work
from bench.simulator.faults import Fault, when_asked
from bench.simulator.provider_simulator import ProviderSimulator, SlowQueries
from chalicelib.models import BookInfo
from chalicelib.settings import Settings
from tests.enrichment.enricher.asking import DUNE, DUNE_BY_TITLE, PATIENT, QUICK, enrich, hasten, isbns


@pytest.mark.parametrize(
    ("fault", "category"),
    [
        (Fault.HANG, "api_timeout"),
        (Fault.RESET, "network"),
        (Fault.TOO_MANY, "rate_limited"),
        (Fault.HTML_PAGE, "data_format"),
        (Fault.REDIRECT, "data_format"),
    ],
)
def test_a_provider_that_cannot_be_asked_makes_a_failed_result_with_the_reason(
    settings: Settings, simulator: ProviderSimulator, fault: Fault, category: str
) -> None:
    simulator.open_library_fault = fault
    limits = QUICK if fault is Fault.HANG else PATIENT
    for result in enrich(settings, DUNE, DUNE_BY_TITLE, limits=limits):
        assert (result.success, result.error_category) == (False, category)
        assert result.error_message is not None
        assert result.error_message.startswith("open_library: ")
        assert any(line.startswith("failed: open_library") for line in result.processing_logs)


@pytest.mark.parametrize("fault", [Fault.WRONG_TYPES, Fault.WRONG_SHAPE, Fault.WRONG_DETAILS])
def test_wrong_types_in_every_field_are_a_book_not_known_or_without_details(
    settings: Settings, simulator: ProviderSimulator, fault: Fault
) -> None:
    simulator.open_library_fault = fault
    for result in enrich(settings, DUNE, DUNE_BY_TITLE):
        assert result.success
        assert (result.thumbnail_url, result.num_pages, result.average_rating) == (None, None, None)


def test_one_query_that_the_search_cannot_digest_costs_one_book(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    poison = BookInfo("Poisonous", "Pen", goodreads_id="66")
    healthy = [BookInfo(f"Dune {'x' * number}", "Frank Herbert", goodreads_id=str(number)) for number in range(6)]
    simulator.open_library_fault = when_asked("Poisonous")
    results = enrich(settings, DUNE_BY_TITLE, *healthy, poison)
    assert [result.success for result in results] == [True] * 7 + [False]
    assert results[0].matched_by == "title_author"
    assert results[-1].error_category == "data_format"


def chunk() -> list[BookInfo]:
    """350 books that nobody knows, a quarter of them without ISBN."""
    return [
        BookInfo(f"Title x{number:03}", "Some Author", isbn if number % 4 else None, str(number))
        for number, isbn in enumerate(isbns(350))
    ]


def test_a_provider_that_refuses_everything_costs_few_requests(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    """It once cost 696 for 350 books."""
    simulator.open_library_fault = Fault.BAD_REQUEST
    hasten(settings)
    results = enrich(settings, *chunk())
    assert {(result.success, result.error_category) for result in results} == {(False, "data_format")}
    # Two queries by ISBN and two by title, and for one of each its halves and their halves.
    assert len(simulator.requests) <= 2 + 6 + 2 + 6


@pytest.mark.parametrize("numbers", [(1,), (0,), (4, 348), (0, 1, 2), (100, 104, 201)], ids=str)
def test_a_few_books_that_the_search_cannot_digest_cost_only_themselves(
    settings: Settings, simulator: ProviderSimulator, numbers: tuple[int, ...]
) -> None:
    books = chunk()
    hasten(settings)
    enrich(settings, *books)
    plain = len(simulator.requests)
    simulator.reset_counters()
    # Those with an ISBN are refused by it, the others by their titles.
    poison = [books[number].isbn13 or books[number].title for number in numbers]
    simulator.open_library_fault = lambda record: (
        Fault.BAD_REQUEST if any(text in record.query["q"] for text in poison) else None
    )
    results = enrich(settings, *books)
    assert [number for number, result in enumerate(results) if not result.success] == sorted(numbers)
    assert len(simulator.requests) - plain <= 16 * len(numbers)


def shelf(count: int) -> tuple[list[Work], list[BookInfo]]:
    """Works that are known by title and author only, and the books that they are."""
    numbers = [f"{number:03}" for number in range(count)]
    works = [
        Work(f"/works/OL{n}W", f"The x{n} Tale", (f"Ada E. Author{n}",), (Edition(f"/books/OL{n}M"),)) for n in numbers
    ]
    return works, [BookInfo(f"The x{n} Tale (Tales, #{n})", f"Ada Author{n}") for n in numbers]


def test_a_service_that_fails_at_large_queries_is_asked_for_less_and_all_is_found(settings: Settings) -> None:
    works, books = shelf(175)
    slow = SlowQueries(over_clauses=80, seconds=0.01)
    with ProviderSimulator(Catalogue.of(*works), latency_s=0, rate_limit=None, slow_queries=slow) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        hasten(local)
        assert {result.matched_by for result in enrich(local, *books)} == {"title_author"}
        # Two large queries, each tried twice, and their halves, which are too large still.
        assert [record.status for record in simulator.requests].count(500) == 8
        assert len(simulator.requests) == 16
        simulator.reset_counters()
        assert {result.matched_by for result in enrich(local, *books)} == {"title_author"}
        assert all(record.status == 200 for record in simulator.requests), "the process knows how much it may ask for"
        assert len(simulator.requests) == 9


@pytest.mark.parametrize("title", ["From Hell", "Between the Acts"])
def test_a_title_that_the_firewall_dislikes_costs_no_book(settings: Settings, title: str) -> None:
    works, books = shelf(20)
    disliked = Work("/works/OL999W", title, ("Bo Example",), (Edition("/books/OL999M"),))
    with ProviderSimulator(Catalogue.of(disliked, *works), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        results = enrich(local, BookInfo(title, "Bo Example"), *books)
        assert {result.matched_by for result in results} == {"title_author"}
        assert len(simulator.requests) == 1


def test_one_book_that_the_firewall_refuses_costs_only_itself(settings: Settings, simulator: ProviderSimulator) -> None:
    hasten(settings)
    simulator.open_library_fault = when_asked("Poisonous", Fault.FORBIDDEN)
    poison = BookInfo("Poisonous", "Pen")
    dune, refused, *others = enrich(settings, replace(DUNE_BY_TITLE, goodreads_id=None), poison, *shelf(6)[1])
    assert (dune.matched_by, refused.success) == ("title_author", False)
    assert refused.error_category == "rate_limited"
    assert "firewall" in str(refused.error_message)
    assert "CONTACT" in str(refused.error_message)
    assert all(other.success for other in others)
