"""The library as CSV: what each field of a book becomes, and that nothing of a book is lost on the way out."""

import csv
import io
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.ingest.own_file.cells import read_list, read_position, read_text
from chalicelib.ingest.own_file.columns import COLUMNS, OWN_COLUMNS
from chalicelib.jobs.downloads.library_csv import library_csv
from chalicelib.models import Json

BOOK: Json = {
    "goodreads_id": "234225",
    "title": "Dune (Dune, #1)",
    "author": "Frank Herbert",
    "additional_authors": ["Simon Vance", "Scott Brick"],
    "isbn": "0441172717",
    "isbn13": "9780441172719",
    "date_read": "2024-11-03",
    "date_added": "2023-01-02",
    "date_precision": "day",
    "reading_year": 2024,
    "reading_month_year": "2024-11",
    "my_rating": 3.75,
    "average_rating": 4.27,
    "community_ratings": 1234,
    "num_pages": 592,
    "format": "audio",
    "series": {"name": "Dune", "position": "1"},
    "publisher": "Ace",
    "binding": "Audiobook",
    "publication_year": 1965,
    "language": "eng",
    "places": ["Arrakis", "Caladan"],
    "people": ["Paul Atreides"],
    "times": ["10191"],
    "reading_status": "read",
    "bookshelves": ["sci-fi", "owned"],
    "genres": ["Science Fiction", "Fiction"],
    "genre_sources": ["open_library"],
    "matched_by": "isbn",
    "thumbnail_url": "https://covers.openlibrary.org/b/id/1-M.jpg",
    "small_thumbnail_url": "https://covers.openlibrary.org/b/id/1-S.jpg",
    "my_review": "Good.\nAnd long.",
    "has_spoilers": True,
    "original_read_count": 2,
    "reads": [{"start": "2024-10-01", "end": "2024-11-03"}, {"start": None, "end": "2020"}],
    "moods": ["dark"],
    "pace": "slow",
    "source_id": "s-1",
    "corrected": ["genres"],
    "provided": ["average_rating", "language"],
    "private_notes": None,
}
BARE: Json = {name: [] if isinstance(value, list) else None for name, value in BOOK.items()} | {
    "goodreads_id": "Emma-Jane Austen",
    "title": "Emma",
    "author": "Jane Austen",
    "has_spoilers": False,
    "original_read_count": 0,
}


def cells_of(*books: Json) -> list[dict[str, str]]:
    """The lines of the file as any program reads them, by the names of the columns."""
    text = library_csv({"books": list(books), "other_books": []}).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert all(len(row) == len(COLUMNS) for row in rows)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_a_full_book_fills_every_column_that_has_a_field() -> None:
    (cells,) = cells_of(BOOK)
    assert {name: cell for name, cell in cells.items() if cell} == {
        "Book Id": "234225",
        "Title": "Dune (Dune, #1)",
        "Author": "Frank Herbert",
        "Additional Authors": "Simon Vance, Scott Brick",
        "ISBN": '="0441172717"',
        "ISBN13": '="9780441172719"',
        "My Rating": "4",
        "Average Rating": "4.27",
        "Publisher": "Ace",
        "Binding": "Audiobook",
        "Number of Pages": "592",
        "Original Publication Year": "1965",
        "Date Read": "2024/11/03",
        "Date Added": "2023/01/02",
        "Bookshelves": "sci-fi, owned",
        "Exclusive Shelf": "read",
        "My Review": "Good.\nAnd long.",
        "Spoiler": "true",
        "Read Count": "2",
        "Genres": "Science Fiction, Fiction",
        "Series": "Dune",
        "Series Position": "#1",
        "Format": "audio",
        "Cover": "https://covers.openlibrary.org/b/id/1-M.jpg",
        "Community Rating": "4.27",
        "Community Ratings": "1234",
        "Exact Rating": "3.75",
        "Reads": "2024-10-01/2024-11-03, /2020",
        "Moods": "dark",
        "Pace": "slow",
        "Language": "eng",
        "Places": "Arrakis, Caladan",
        "People": "Paul Atreides",
        "Times": "10191",
        "Small Cover": "https://covers.openlibrary.org/b/id/1-S.jpg",
        "Genre Sources": "open_library",
        "Matched By": "isbn",
        "Source Id": "s-1",
        "Corrected": "genres",
        "Provided": "average_rating, language",
    }


def test_what_is_not_known_is_an_empty_cell() -> None:
    (cells,) = cells_of(BARE)
    assert {name: cell for name, cell in cells.items() if cell} == {
        "Title": "Emma",
        "Author": "Jane Austen",
        "ISBN": '=""',
        "ISBN13": '=""',
        "My Rating": "0",
        "Read Count": "0",
        "Other Id": "Emma-Jane Austen",
    }


def test_a_dashboard_of_an_older_version_lacks_fields() -> None:
    new = {"format", "reads", "moods", "pace", "source_id", "corrected", "community_ratings", "series", "language"}
    old = {name: value for name, value in BOOK.items() if name not in {*new, "places", "people", "times"}}
    (cells,) = cells_of(old)
    assert cells["Reads"] == cells["Series"] == cells["Format"] == cells["Places"] == ""


@pytest.mark.parametrize(
    ("rating", "stars", "exact"),
    [
        (None, "0", ""),
        (5, "5", ""),
        (4.0, "4", ""),
        (3.5, "4", "3.5"),
        (2.25, "2", "2.25"),
        (0.25, "1", "0.25"),  # 0 stars is no rating to Goodreads
        (4.75, "5", "4.75"),
    ],
)
def test_goodreads_gets_whole_stars_and_we_the_exact_rating(rating: float | None, stars: str, exact: str) -> None:
    (cells,) = cells_of(BOOK | {"my_rating": rating})
    assert (cells["My Rating"], cells["Exact Rating"]) == (stars, exact)


@pytest.mark.parametrize(
    ("day", "month", "year", "cell"),
    [
        ("2024-11-03", "2024-11", 2024, "2024/11/03"),
        (None, "2024-11", 2024, "2024/11"),
        (None, None, 2024, "2024"),
        (None, None, 850, "0850"),
        (None, None, None, ""),
    ],
)
def test_as_much_of_the_date_is_written_as_is_known(
    day: str | None, month: str | None, year: int | None, cell: str
) -> None:
    dates = {"date_read": day, "reading_month_year": month, "reading_year": year}
    assert cells_of(BOOK | dates)[0]["Date Read"] == cell


@pytest.mark.parametrize(
    ("found", "book_id", "other"),
    [
        ("234225", "234225", ""),
        ("Emma-Jane Austen", "", "Emma-Jane Austen"),
        ("0123", "", "0123"),
        ("1234567890123", "", "1234567890123"),
        ("=1-x", "", "'=1-x"),
    ],
)
def test_only_an_id_of_goodreads_own_is_a_book_id(found: str, book_id: str, other: str) -> None:
    (cells,) = cells_of(BOOK | {"goodreads_id": found})
    assert (cells["Book Id"], cells["Other Id"]) == (book_id, other)


def test_a_title_stays_on_one_line() -> None:
    (cells,) = cells_of(BOOK | {"title": "Two\r\nlines", "author": "A\nB"})
    assert (cells["Title"], cells["Author"]) == ("Two lines", "A B")


def test_books_come_first_then_the_others_in_their_order() -> None:
    books = [BOOK | {"title": title} for title in "abcd"]
    file = library_csv({"books": books[:2], "other_books": books[2:]}).decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(file))][1:] == ["a", "b", "c", "d"]


def test_the_file_is_what_excel_and_goodreads_take() -> None:
    file = library_csv({"books": [BARE], "other_books": []})
    assert file.startswith(b"\xef\xbb\xbfBook Id,Title,")
    assert file.count(b"\r\n") == file.count(b"\n") == 2
    assert file.endswith(b"\r\n")


def test_private_notes_never_leave() -> None:
    assert b"secret" not in library_csv({"books": [BOOK | {"private_notes": "secret"}], "other_books": []})


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8) | st.text(
    "'=+-@\t\r\n\", a", max_size=8
)
LINES = TEXTS.map(lambda text: re.sub(r"[\r\n]", "", text))
LISTS = st.lists(TEXTS.filter(bool), max_size=4)
DATES = st.sampled_from([None, "2024", "2024-11", "2024-11-03"])
BOOKS = st.fixed_dictionaries(
    {
        **dict.fromkeys(("title", "author"), LINES),
        **dict.fromkeys(("publisher", "binding", "reading_status", "my_review", "language", "source_id"), TEXTS),
        **dict.fromkeys(("additional_authors", "bookshelves", "genres", "places", "people", "times", "moods"), LISTS),
        "goodreads_id": TEXTS | st.integers(0, 10**13).map(str),
        "my_rating": st.none() | st.integers(1, 20).map(lambda quarters: quarters / 4),
        "average_rating": st.none() | st.floats(0.01, 5),
        "publication_year": st.none() | st.integers(-4000, 3000),
        "num_pages": st.none() | st.integers(1, 9999),
        "community_ratings": st.none() | st.integers(0, 10**9),
        "series": st.none() | st.fixed_dictionaries({"name": TEXTS.filter(bool), "position": st.none() | TEXTS}),
        "reads": st.lists(st.fixed_dictionaries({"start": DATES, "end": DATES}), max_size=3),
        "has_spoilers": st.booleans(),
    }
)


def intervals(cell: str) -> list[tuple[str, str]]:
    """Start and end of each interval, by another hand than the reader's."""
    parted = (part.strip().partition("/") for part in cell.split(",") if part.strip())
    return [(start, end) for start, _, end in parted]


def read_back(cells: dict[str, str]) -> Json:
    """The fields of a book from its cells, read as docs/library-csv.md says."""
    texts = ("Title", "Author", "Publisher", "Binding", "Exclusive Shelf", "My Review", "Language", "Source Id")
    read: dict[str, Any] = {name: read_text(cells[name]) for name in texts}
    rating = cells["Exact Rating"] or cells["My Rating"]
    return {
        **{column.field: read[column.name] for column in COLUMNS if column.name in texts},
        **{column.field: list(read_list(cells[column.name])) for column in COLUMNS if column.kind == "list"},
        "goodreads_id": cells["Book Id"] or read_text(cells["Other Id"]),
        "my_rating": None if rating == "0" else float(rating),
        **{
            field: kind(cells[name]) if cells[name] else None
            for field, name, kind in (
                ("average_rating", "Average Rating", float),
                ("publication_year", "Original Publication Year", int),
                ("num_pages", "Number of Pages", int),
                ("community_ratings", "Community Ratings", int),
            )
        },
        "series": (
            {"name": read_text(cells["Series"]), "position": read_position(cells["Series Position"])}
            if cells["Series"]
            else None
        ),
        "reads": [{"start": start or None, "end": end or None} for start, end in intervals(cells["Reads"])],
        "has_spoilers": cells["Spoiler"] == "true",
    }


@settings(max_examples=50)
@given(st.lists(BOOKS, max_size=3))
def test_nothing_of_a_book_is_lost_on_the_way_out(books: list[Json]) -> None:
    given_books = [BOOK | book for book in books]
    for book, cells in zip(given_books, cells_of(*given_books), strict=True):
        found = read_back(cells)
        assert found == {name: book[name] for name in found}


@settings(max_examples=50)
@given(BOOKS)
def test_no_foreign_text_begins_like_a_formula(book: Json) -> None:
    (cells,) = cells_of(BOOK | book)
    ours = {column.name for column in OWN_COLUMNS} | {"Title", "Author", "Publisher", "My Review", "Bookshelves"}
    assert [name for name in ours if re.match(r"\s*[=+\-@]|[\t\r]", cells[name])] == []
    assert all(re.fullmatch(r'="[0-9X]*"', cells[name]) for name in ("ISBN", "ISBN13"))
