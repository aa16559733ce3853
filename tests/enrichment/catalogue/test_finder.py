"""What the catalogue knows of books, and by what it knows them."""

import pytest

from chalicelib.enrichment.catalogue.finder import find_in_catalogue
from chalicelib.enrichment.catalogue.interface import Edition
from chalicelib.enrichment.catalogue.records import Work
from chalicelib.enrichment.merging import Findings
from chalicelib.enrichment.providers.answer import Match
from chalicelib.models import BookInfo, Series
from tests.enrichment.catalogue.catalogues import MemoryCatalogue

ISBN = "9780441172719"
DUNE = Work(
    "Dune",
    authors=(1,),
    subjects=("Science fiction", "Deserts"),
    people=("Paul Atreides",),
    places=("Arrakis",),
    times=("10191",),
    ddc=("813.54",),
    lcc=("PS-3558",),
    series="Dune",
    series_position="1",
    cover=111,
    first_publish_year=1965,
    pages=604,
    ratings=20,
    stars=86,
    other_titles=(("Der Wüstenplanet", "Roman"),),
)


@pytest.fixture
def catalogue() -> MemoryCatalogue:
    known = MemoryCatalogue({1: ("Frank Herbert", "Φρανκ Χέρμπερτ"), 2: ("Brian Herbert",), 3: ("Jane Austen",)})
    known.add(45, DUNE, isbn=ISBN, goodreads_id="44767458", edition=Edition(45, 7, 222, "eng"))
    return known


def find(catalogue: MemoryCatalogue, *books: BookInfo) -> list[Findings]:
    return find_in_catalogue(books, catalogue)


def match(catalogue: MemoryCatalogue, title: str, author: str, **numbers: str) -> Match | None:
    return find(catalogue, BookInfo(title, author, **numbers))[0].open_library


@pytest.mark.parametrize(
    ("book", "matched_by"),
    [
        (BookInfo("whatever", "anybody", ISBN), "isbn"),
        (BookInfo("whatever", "anybody", None, "44767458"), "goodreads_id"),
        (BookInfo("whatever", "anybody", ISBN, "44767458"), "isbn"),
        (BookInfo("Dune (Dune, #1)", "Herbert, Frank"), "title_author"),
        (BookInfo("Dune", "Φρανκ Χέρμπερτ"), "title_author"),
        (BookInfo("Der Wüstenplanet", "Frank Herbert"), "title_author"),
        (BookInfo("Dune", "Frank Herbert", "9780140283334", "5"), "title_author"),
        (BookInfo("Dune", "Jane Austen"), None),
        (BookInfo("Dune Messiah", "Frank Herbert"), None),
        (BookInfo("Dune: The Graphic Novel", "Frank Herbert"), None),
        (BookInfo("", ""), None),
        (BookInfo("Dune", ""), None),
    ],
)
def test_a_book_is_found_by_its_numbers_then_by_title_and_author(
    catalogue: MemoryCatalogue, book: BookInfo, matched_by: str | None
) -> None:
    (found,) = find(catalogue, book)
    assert found.answered
    assert (found.open_library and found.open_library.matched_by) == matched_by


def test_a_work_tells_all_that_it_knows(catalogue: MemoryCatalogue) -> None:
    found = match(catalogue, "Dune", "", isbn13=ISBN)
    assert found is not None
    answer = found.answer
    assert answer.reference == "/works/OL45W"
    assert answer.headings == ("Science fiction", "Deserts")
    assert (answer.ddc, answer.lcc) == (("813.54",), ("PS-3558",))
    assert (answer.people, answer.places, answer.times) == (("Paul Atreides",), ("Arrakis",), ("10191",))
    assert answer.series == Series("Dune", "1")
    assert (answer.num_pages, answer.publication_year) == (604, 1965)
    assert (answer.average_rating, answer.community_ratings) == (4.3, 20)
    assert answer.source == "open_library"


def test_cover_and_language_are_of_the_edition_where_its_number_led_to_it(catalogue: MemoryCatalogue) -> None:
    by_number, by_title = match(catalogue, "Dune", "", isbn13=ISBN), match(catalogue, "Dune", "Frank Herbert")
    assert by_number is not None
    assert by_title is not None
    assert (by_number.answer.thumbnail_url or "").endswith("/222-M.jpg")
    assert by_number.answer.language == "eng"
    assert (by_title.answer.thumbnail_url or "").endswith("/111-M.jpg")
    assert by_title.answer.language is None


def test_what_a_work_lacks_is_absent(catalogue: MemoryCatalogue) -> None:
    catalogue.add(46, Work("Emma", authors=(3,)))
    found = match(catalogue, "Emma", "Jane Austen")
    assert found is not None
    answer = found.answer
    nothing = (answer.series, answer.average_rating, answer.num_pages, answer.publication_year, answer.thumbnail_url)
    assert nothing == (None, None, None, None, None)


def test_of_works_that_agree_alike_the_most_read_one_wins(catalogue: MemoryCatalogue) -> None:
    catalogue.add(50, Work("Emma", authors=(3,), editions=900))
    catalogue.add(51, Work("Emma", authors=(3,), readers=10, editions=1))
    catalogue.add(52, Work("Emma", authors=(3,), readers=10, editions=2))
    found = match(catalogue, "Emma", "Jane Austen")
    assert found is not None
    assert found.answer.reference == "/works/OL52W"


def test_an_edition_without_a_work_is_named_as_what_it_is(catalogue: MemoryCatalogue) -> None:
    catalogue.add(-900, Work("Emma", authors=(3,)))
    found = match(catalogue, "Emma", "Jane Austen")
    assert found is not None
    assert found.answer.reference == "/books/OL900M"


def test_a_number_that_leads_to_a_work_that_is_not_there_leads_nowhere(catalogue: MemoryCatalogue) -> None:
    catalogue.add(60, Work("Emma", authors=(3,)), isbn="9780140283334", edition=Edition(61, 1, 0, ""))
    found = match(catalogue, "Emma", "Jane Austen", isbn13="9780140283334")
    assert found is not None
    assert found.matched_by == "title_author"


def test_the_log_names_the_date_of_the_dump_and_what_was_looked_for(catalogue: MemoryCatalogue) -> None:
    by_number, by_title, unknown = find(
        catalogue,
        BookInfo("Dune", "Frank Herbert", ISBN, "44767458"),
        BookInfo("Dune", "Frank Herbert", None, "5"),
        BookInfo("Emma", "Jane Austen"),
    )
    assert by_number.logs == [
        f"catalogue of 2026-10-31: looked for ISBN {ISBN} and Goodreads id 44767458: "
        "/works/OL45W with 2 headings and a cover"
    ]
    assert by_title.logs == [
        "catalogue of 2026-10-31: looked for Goodreads id 5: not known",
        "catalogue of 2026-10-31: looked for title 'Dune' by 'Frank Herbert': /works/OL45W with 2 headings and a cover",
    ]
    assert unknown.logs == ["catalogue of 2026-10-31: looked for title 'Emma' by 'Jane Austen': not known"]


def test_a_thousand_books_take_as_many_reads_as_one(catalogue: MemoryCatalogue) -> None:
    find(catalogue, *[BookInfo(f"Book {number}", "Ann Author", goodreads_id=f"{number}") for number in range(1, 1001)])
    assert catalogue.reads == 6


def test_a_title_that_says_nothing_is_judged_by_the_first_two_hundred_works() -> None:
    catalogue = MemoryCatalogue({number: (f"Ann{number} Smith",) for number in range(1, 301)})
    for number in range(1, 301):
        catalogue.add(number, Work("Poems", authors=(number,)))
    assert match(catalogue, "Poems", "Ann200 Smith") is not None
    # Its work may stand behind the limit. Then it is not known, which is told, and no other work is taken for it.
    last = match(catalogue, "Poems", "Bob Smith")
    assert last is None
