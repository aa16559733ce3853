"""One book through both providers: what it is found by, and what the result says of it."""

from dataclasses import replace

from bench.simulator.catalogue import Catalogue, Edition, Work
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.models import BookInfo
from chalicelib.settings import Settings
from tests.enrichment.enricher.asking import DUNE, DUNE_BY_TITLE, UNKNOWN, enrich


def test_a_book_is_found_by_its_isbn_with_all_that_the_export_lacks(settings: Settings) -> None:
    (result,) = enrich(settings, DUNE)
    assert result.success
    assert result.matched_by == "isbn"
    assert {"Science Fiction", "Fiction"} <= set(result.final_genres)
    assert result.genre_sources == ("open_library",)
    assert result.thumbnail_url == "https://covers.openlibrary.org/b/id/101-M.jpg"
    assert result.small_thumbnail_url == "https://covers.openlibrary.org/b/id/101-S.jpg"
    assert (result.average_rating, result.num_pages, result.publication_year) == (4.3, 592, 1965)
    assert result.community_ratings == 812
    assert (result.error_category, result.error_message) == (None, None)


def test_a_book_without_isbn_is_found_by_title_and_author(settings: Settings) -> None:
    (result,) = enrich(settings, DUNE_BY_TITLE)
    assert result.matched_by == "title_author"
    assert "Science Fiction" in result.final_genres


def test_a_book_without_isbn_is_found_by_its_goodreads_id(settings: Settings) -> None:
    """Exactly, whatever the file calls it."""
    numbered = Work(
        "/works/OL1W", "Das Parfum", ("Patrick Süskind",), (Edition("/books/OL1M", goodreads_ids=("343",)),)
    )
    with ProviderSimulator(Catalogue.of(numbered), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        book = BookInfo("Perfume", "P. S.", goodreads_id="343")
        found, other_site = enrich(local, book, replace(book, goodreads_id="sg-343"))
    assert (found.matched_by, other_site.matched_by) == ("goodreads_id", None)
    assert "asked for Goodreads id 343" in found.processing_logs[0]
    assert not any("Goodreads id" in line for line in other_site.processing_logs)


def test_a_book_is_found_by_another_name_of_its_author(settings: Settings) -> None:
    war = Work(
        "/works/OL1W",
        "Война и мир",
        ("Лев Толстой",),
        (Edition("/books/OL1M", title="War and Peace"),),
        alternate_names=("Leo Tolstoy", "Lev Tolstoi"),
    )
    with ProviderSimulator(Catalogue.of(war), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        (found,) = enrich(local, BookInfo("War and Peace", "Leo Tolstoy"))
        asked = [record.query["q"] for record in simulator.requests]
    assert found.matched_by == "title_author"
    assert asked == [
        '(author:"Tolstoy" AND title:"War & Peace")',
        '(author_alternative_name:"Tolstoy" AND title:"War & Peace")',
    ]


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
    (result,) = enrich(settings, BookInfo("???", "", goodreads_id="row-9"))
    assert (result.success, result.error_category) == (False, "data_format")
    assert simulator.requests == []


def test_the_logs_tell_what_was_asked_and_answered(settings: Settings) -> None:
    results = enrich(settings, DUNE, UNKNOWN)
    dune, unknown = ("\n".join(result.processing_logs) for result in results)
    asked = "open_library: asked for ISBN 9780441172719 and Goodreads id 1 together with 1 others"
    assert f"{asked}: /works/OL893415W with 4 headings and a cover" in dune
    assert "genre Science Fiction: from 'Fiction, science fiction, general'" in dune
    assert "open_library: asked for title 'Nobody Wrote This' by 'No One At All': not known" in unknown
    assert "open_library: asked for title 'Nobody Wrote This' by 'No One At All' and other names: not known" in unknown


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
