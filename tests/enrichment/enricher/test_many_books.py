"""Many books at once: in how few requests they are found, and what is asked for a second time."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from bench.simulator.catalogue import Catalogue, Edition, Work
from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.models import BookInfo
from chalicelib.settings import Settings
from tests.enrichment.enricher.asking import BARE, DUNE, DUNE_BY_TITLE, HIDDEN, SHOWN, UNKNOWN, enrich, hasten, isbns


def test_look_ups_of_many_books_leave_in_one_request(settings: Settings, simulator: ProviderSimulator) -> None:
    results = enrich(settings, DUNE, replace(DUNE, isbn13="9780141439587", title="Emma", author="Jane Austen"), BARE)
    assert [result.matched_by for result in results] == ["isbn", "isbn", "isbn"]
    assert [record.keys_asked for record in simulator.requests] == [6], "an ISBN and a Goodreads id each"


def test_two_isbns_of_one_work_are_both_found(settings: Settings, simulator: ProviderSimulator) -> None:
    """A work shows one edition only, so the second one is looked for among all ISBNs of the work."""
    results = enrich(settings, SHOWN, HIDDEN)
    assert [result.matched_by for result in results] == ["isbn", "isbn"]
    assert [record.keys_asked for record in simulator.requests if "isbn:" in record.query["q"]] == [4, 3]


def test_175_editions_of_one_work_are_found_in_three_requests_by_isbn(settings: Settings) -> None:
    """Each request once brought one more of them."""
    editions = [Edition(f"/books/OL{number}M", (isbn,), number) for number, isbn in enumerate(isbns(175), start=1)]
    bible = Work("/works/OL1W", "The Bible", ("Anonymous",), tuple(editions), subjects=("Bible",), cover_i=900)
    # Not to be found by their titles.
    books = [BookInfo(f"Edition {isbn}", "Publisher", isbn) for isbn in isbns(175)]
    unknown = [BookInfo(f"Unknown {isbn}", "Publisher", isbn) for isbn in isbns(3, first=500)]
    with ProviderSimulator(Catalogue.of(bible), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        hasten(local)
        results = enrich(local, *books, *unknown)
        asked_by_isbn = [record for record in simulator.requests if "isbn:" in record.query["q"]]
    assert [result.matched_by for result in results] == ["isbn"] * 175 + [None] * 3
    covers = [result.thumbnail_url for result in results[:175]]
    assert covers.count("https://covers.openlibrary.org/b/id/900-M.jpg") == 172, (
        "the one that each answer shows has its own"
    )
    # The second look-up takes two terms a book, its ISBN-10 as well.
    assert [record.query["fields"].startswith("isbn,") for record in asked_by_isbn] == [False, True, True]


def test_titles_that_a_full_answer_left_out_are_asked_for_again(settings: Settings) -> None:
    """Thirty works of one name fill the answer for two books; the other book is found when it is asked for alone."""
    name = [
        Work(f"/works/OL{number}W", "Poems", ("Ada Example",), subjects=("Poetry",), readinglog_count=100_000)
        for number in range(1, 31)
    ]
    other = Work("/works/OL99W", "Songs", ("Bo Example",), subjects=("Music",))
    # A word that many titles have says little, so that the popular works come first.
    songs_of_others = [Work(f"/works/OL{number}W", "Songs", ("Cy Other",)) for number in range(100, 200)]
    with ProviderSimulator(Catalogue.of(*name, other, *songs_of_others), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        poems, songs = enrich(local, BookInfo("Poems", "Ada Example"), BookInfo(other.title, "Bo Example"))
        assert (poems.matched_by, songs.matched_by) == ("title_author", "title_author")
        assert [record.keys_asked for record in simulator.requests] == [2, 1]


def test_a_title_that_a_whole_answer_left_out_is_asked_for_by_other_names_only(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    enrich(settings, replace(DUNE_BY_TITLE, goodreads_id=None), replace(UNKNOWN, isbn13=None, goodreads_id=None))
    asked = [(record.keys_asked, "author_alternative_name:" in record.query["q"]) for record in simulator.requests]
    assert asked == [(2, False), (1, True)]


@pytest.mark.parametrize(
    ("again", "book"),
    [
        (lambda query: query["fields"].startswith("isbn,"), "hidden"),
        (lambda query: "title:" in query["q"], "hidden"),
        (lambda query: "title:" in query["q"], "unknown"),
    ],
    ids=["by ISBN", "by title", "by title alone"],
)
def test_a_second_look_up_that_fails_does_not_make_a_book_unknown(
    settings: Settings, simulator: ProviderSimulator, again: Callable[[Mapping[str, str]], bool], book: str
) -> None:
    """It would be kept as such for seven days."""
    simulator.open_library_fault = lambda record: Fault.SERVER_ERROR if again(record.query) else None
    asked = replace(HIDDEN, isbn13=UNKNOWN.isbn13) if book == "hidden" else UNKNOWN
    _, result = enrich(settings, SHOWN, asked)
    assert (result.success, result.error_category, result.matched_by) == (False, "network", None)


def test_what_one_second_look_up_finds_the_failure_of_the_other_does_not_undo(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    simulator.open_library_fault = lambda record: Fault.SERVER_ERROR if "title:" in record.query["q"] else None
    _, hidden = enrich(settings, SHOWN, HIDDEN)
    assert (hidden.success, hidden.matched_by) == (True, "isbn")
    simulator.open_library_fault = lambda record: (
        Fault.SERVER_ERROR if record.query["fields"].startswith("isbn,") else None
    )
    _, known = enrich(settings, SHOWN, replace(DUNE, isbn13=UNKNOWN.isbn13))
    assert (known.success, known.matched_by) == (True, "title_author")
