"""One book through both providers: what is asked, in how few requests, and what the result says of it."""

import asyncio
from dataclasses import replace

import pytest

from bench.simulator.catalogue import Catalogue, Edition, Work
from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.enrichment.enricher import AsyncGenreEnricher
from chalicelib.enrichment.http.provider_http import Limits
from chalicelib.models import BookInfo, EnrichedBook
from chalicelib.settings import Settings

QUICK = Limits(request_s=1.0, budget_s=2.0)
DUNE = BookInfo("Dune (Dune, #1)", "Frank Herbert", isbn13="9780441172719", goodreads_id="1")
DUNE_BY_TITLE = replace(DUNE, isbn13=None)
BARE = BookInfo("A Book Without Subjects", "Nora Nobody", isbn13="9780306406157", goodreads_id="2")
UNKNOWN = BookInfo("Nobody Wrote This", "No One At All", isbn13="9781861972712", goodreads_id="3")


def enrich(settings: Settings, *books: BookInfo, ask_google: bool = True) -> list[EnrichedBook]:
    async def ask() -> list[EnrichedBook]:
        async with AsyncGenreEnricher(settings, ask_google=ask_google, limits=QUICK) as enricher:
            return await asyncio.gather(*(enricher.enrich(book) for book in books))

    return asyncio.run(ask())


def with_key(settings: Settings) -> Settings:
    return replace(settings, google_books_api_key="a-key")


def test_a_book_is_found_by_its_isbn_with_all_that_the_export_lacks(settings: Settings) -> None:
    (result,) = enrich(settings, DUNE)
    assert result.success
    assert result.matched_by == "isbn"
    assert {"Science Fiction", "Fiction"} <= set(result.final_genres)
    assert result.genre_sources == ("open_library",)
    assert result.thumbnail_url == "https://covers.openlibrary.org/b/id/101-M.jpg"
    assert result.small_thumbnail_url == "https://covers.openlibrary.org/b/id/101-S.jpg"
    assert (result.average_rating, result.num_pages, result.publication_year) == (4.3, 592, 1965)
    assert (result.error_category, result.error_message) == (None, None)


def test_a_book_without_isbn_is_found_by_title_and_author(settings: Settings) -> None:
    (result,) = enrich(settings, DUNE_BY_TITLE)
    assert result.matched_by == "title_author"
    assert "Science Fiction" in result.final_genres


def test_an_unknown_isbn_is_looked_up_by_title_and_author(settings: Settings) -> None:
    (result,) = enrich(settings, replace(DUNE, isbn13=UNKNOWN.isbn13))
    assert result.matched_by == "title_author"


def test_an_unknown_book_is_a_success_without_genres(settings: Settings) -> None:
    (result,) = enrich(settings, UNKNOWN)
    assert result.success
    assert (result.matched_by, result.final_genres, result.genre_enrichment_success) == (None, (), False)


def test_a_book_with_nothing_to_look_for_fails_without_a_request(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    (result,) = enrich(settings, BookInfo("???", "", goodreads_id="9"))
    assert (result.success, result.error_category) == (False, "data_format")
    assert simulator.requests == []


def test_look_ups_of_many_books_leave_in_one_request(settings: Settings, simulator: ProviderSimulator) -> None:
    results = enrich(settings, DUNE, replace(DUNE, isbn13="9780141439587", title="Emma", author="Jane Austen"), BARE)
    assert [result.matched_by for result in results] == ["isbn", "isbn", "isbn"]
    assert [record.keys_asked for record in simulator.requests] == [3]


def test_two_isbns_of_one_work_are_both_found(settings: Settings, simulator: ProviderSimulator) -> None:
    """A work shows one edition only, so the second one is asked for again."""
    emma = BookInfo("Emma", "Jane Austen", isbn13="9780141439587", goodreads_id="5")
    # Not to be found by its title, so that only the second ISBN round can find it.
    other = BookInfo("Emma, gekürzt", "J. A.", isbn13="9780199535521", goodreads_id="6")
    results = enrich(settings, emma, other)
    assert [result.matched_by for result in results] == ["isbn", "isbn"]
    assert [record.keys_asked for record in simulator.requests if "isbn:" in record.query["q"]] == [2, 1]


def test_the_logs_tell_what_was_asked_and_answered(settings: Settings) -> None:
    results = enrich(settings, DUNE, UNKNOWN)
    dune, unknown = ("\n".join(result.processing_logs) for result in results)
    assert "open_library: asked for ISBN 9780441172719 together with 1 others: /works/OL893415W with 4 headings" in dune
    assert "genre Science Fiction: from 'Fiction, science fiction, general'" in dune
    assert "open_library: asked for title 'Nobody Wrote This' by 'No One At All': not known" in unknown


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
    for result in enrich(settings, DUNE, DUNE_BY_TITLE):
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
    simulator.open_library_fault = lambda record: Fault.BAD_REQUEST if "Poisonous" in record.query["q"] else None
    results = enrich(settings, DUNE_BY_TITLE, *healthy, poison)
    assert [result.success for result in results] == [True] * 7 + [False]
    assert results[0].matched_by == "title_author"
    assert results[-1].error_category == "data_format"


class TestGoogleBooks:
    def test_without_a_key_it_is_not_asked(self, settings: Settings, simulator: ProviderSimulator) -> None:
        enrich(settings, BARE, UNKNOWN)
        assert simulator.google_requests == []

    def test_it_is_asked_only_for_what_open_library_could_not_answer(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        dune, bare, unknown = enrich(with_key(settings), DUNE, BARE, UNKNOWN)
        assert {record.query["q"] for record in simulator.google_requests} == {
            "isbn:9780306406157",
            "isbn:9781861972712",
        }
        assert dune.genre_sources == ("open_library",)
        assert bare.genre_sources == ("google_books",)
        assert "Food" in bare.final_genres
        assert unknown.success

    def test_its_cover_links_are_https(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.open_library_fault = Fault.SERVER_ERROR
        (dune,) = enrich(with_key(settings), DUNE)
        assert dune.thumbnail_url is not None
        assert dune.thumbnail_url.startswith("https://books.google.com/")

    def test_it_stands_in_when_open_library_is_down(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.open_library_fault = Fault.SERVER_ERROR
        (result,) = enrich(with_key(settings), DUNE)
        assert result.success
        assert result.matched_by == "isbn"
        # The truth about the other provider stays in the result, which is therefore not cached.
        assert result.error_category == "network"

    def test_a_drained_key_costs_one_request(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.google.daily_quota = 0
        books = [replace(UNKNOWN, title=f"Unknown {number}", isbn13=None) for number in range(20)]
        results = enrich(with_key(settings), *books)
        assert len(simulator.google_requests) == 1
        assert all(result.success and result.error_category == "rate_limited" for result in results)

    def test_asked_not_to_it_is_not_asked(self, settings: Settings, simulator: ProviderSimulator) -> None:
        enrich(with_key(settings), BARE, ask_google=False)
        assert simulator.google_requests == []


def test_of_two_works_with_one_isbn_the_single_volume_wins(settings: Settings) -> None:
    single = Work("/works/OL1W", "The Hobbit", ("J.R.R. Tolkien",), (Edition("/books/OL1M", ("9780345339683",), 7),))
    box = Work(
        "/works/OL2W",
        "The Hobbit / The Lord of the Rings",
        ("J.R.R. Tolkien",),
        (Edition("/books/OL2M", ("9780345339683", "9780345339706", "9780345339713")),),
    )
    with ProviderSimulator(Catalogue.of(box, single), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        (result,) = enrich(local, BookInfo("The Hobbit", "J.R.R. Tolkien", isbn13="9780345339683"))
    assert "/works/OL1W" in result.processing_logs[0]
