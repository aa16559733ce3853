"""BookWyrm's files: columns that come and go with its versions, own shelves, Goodreads' ids."""

import csv
import io

import pytest

from tests.ingest.dialects.files import OWN, days, parsed

FILE = (OWN / "bookwyrm.csv").read_bytes()
EXPORT = parsed(FILE)
BY_TITLE = {book.title: book for book in EXPORT.books}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Whole",
            {
                "goodreads_id": "7624",
                "source_id": "https://books.example/book/1",
                "author": "Ada Example",
                "additional_authors": ("Bo Second",),
                "isbn": "0140283331",
                "isbn13": "9780140283334",
                "num_pages": 182,
                "my_rating": 4.5,
                "my_review": "A headline\n\nGood, *very*\r\ngood",
                "has_spoilers": True,
                "reading_status": "read",
                "read_count": 1,
                "bookshelves": (),
            },
        ),
        ("An Own Shelf", {"reading_status": None, "bookshelves": ("Cooking",), "isbn13": None}),
        ("An Own Shelf", {"goodreads_id": "bookwyrm:https://books.example/book/2", "has_spoilers": False}),
        ("Given Up", {"reading_status": "did-not-finish", "date_read": None}),
        ("Begun", {"reading_status": "currently-reading"}),
        ("Left on an Own Shelf", {"reading_status": "did-not-finish", "bookshelves": ("Unsorted",)}),
        ("Waiting", {"reading_status": "to-read", "author": "", "my_rating": None}),
        ("The Same Work", {"goodreads_id": "7624-2", "my_rating": 3, "reading_status": "read"}),
        ("No Number", {"goodreads_id": "No Number-Ada Example", "source_id": None, "reading_status": None}),
    ],
)
def test_a_quirk_costs_no_more_than_its_own_cell(title: str, expected: dict[str, object]) -> None:
    book = BY_TITLE[title]
    assert {name: getattr(book, name) for name in expected} == expected


def test_the_start_of_a_reading_is_told_also_where_it_was_given_up() -> None:
    assert days(BY_TITLE["Whole"]) == [("2025-03-01", "2025-03-12")]
    assert days(BY_TITLE["Given Up"]) == [("2025-01-01", None)]


def test_goodreads_own_id_is_asked_for_and_no_other() -> None:
    numbers = {title: book.info().goodreads_number for title, book in BY_TITLE.items()}
    assert {title: number for title, number in numbers.items() if number} == {"Whole": "7624"}


OLDEST = (
    "title,remote_id,openlibrary_key,inventaire_id,librarything_key,goodreads_key,bnf_id,viaf,wikidata,asin,isbn_10,"
    "isbn_13,oclc_number"
)
DIALECTS = {
    "2021": OLDEST.split(","),
    "2022": [*OLDEST.split(","), "author_text", "rating", "review_name", "review_cw", "review_content"],
    "2025": [name for name in FILE.decode().partition("\r\n")[0].split(",") if name not in ("libris_key", "pages")],
}


@pytest.mark.parametrize("version", DIALECTS)
def test_older_versions_tell_what_they_have(version: str) -> None:
    kept = DIALECTS[version]
    out = io.StringIO()
    writer = csv.DictWriter(out, kept, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(csv.DictReader(io.StringIO(FILE.decode(), newline="")))
    result = parsed(out.getvalue().encode())
    assert (result.source, result.rows_total, result.columns_missing) == ("bookwyrm", 8, ())
    whole = result.books[0]
    assert whole.isbn13 == "9780140283334"
    assert whole.author == ("Ada Example" if "author_text" in kept else "")
    assert whole.my_rating == (4.5 if "rating" in kept else None)
    assert whole.reading_status == ("read" if "rating" in kept else None), "who rates a book has read it"
    assert (whole.date_read is not None) == ("finish_date" in kept)
