"""Hardcover's files: its words for a status, ids that repeat, lists in JSON."""

import pytest

from chalicelib.models import Series
from tests.ingest.dialects.files import OWN, days, parsed

EXPORT = parsed((OWN / "hardcover.csv").read_bytes())
BY_ID = {book.goodreads_id: book for book in EXPORT.books}


@pytest.mark.parametrize(
    ("book_id", "expected"),
    [
        (
            "hardcover:11",
            {
                "title": "Whole",
                "source_id": "11",
                "author": "Ada Example",
                "additional_authors": ("Bo Second",),
                "isbn": "0140283331",
                "isbn13": "9780140283334",
                "binding": "Hardcover",
                "format": "print",
                "num_pages": 250,
                "year_published": 1999,
                "publisher": "Small Press",
                "series": Series("Example Cycle", "1"),
                "moods": ("dark", "tense, very"),
                "bookshelves": ("Owned", "Reading List", "Aliens"),
                "my_rating": 4.5,
                "my_review": 'Good, "very"\ngood',
                "has_spoilers": True,
                "language": "eng",
                "reading_status": "read",
                "read_count": 1,
            },
        ),
        ("hardcover:12", {"author": "Dan Simmons", "additional_authors": ("Helena Fraga",), "format": "ebook"}),
        (
            "hardcover:12",
            {"series": Series("A (Saga) Name", "1.5"), "reading_status": "to-read", "has_spoilers": False},
        ),
        ("hardcover:12", {"my_rating": None, "reads": (), "has_spoilers": False, "isbn13": None, "my_review": None}),
        ("hardcover:11-2", {"reading_status": "currently-reading", "format": "audio", "isbn13": None}),
        ("hardcover:13", {"reading_status": "did-not-finish", "series": Series("Standalones"), "format": "audio"}),
        ("hardcover:13", {"isbn13": None, "my_rating": 2}),
        ("hardcover:14", {"reading_status": "did-not-finish", "format": "print"}),
        ("hardcover:15", {"reading_status": "paused"}),
        ("hardcover:16", {"reading_status": "ignored"}),
        ("hardcover:17", {"reading_status": "read", "my_rating": 1.5}),
    ],
)
def test_a_quirk_costs_no_more_than_its_own_cell(book_id: str, expected: dict[str, object]) -> None:
    book = BY_ID[book_id]
    assert {name: getattr(book, name) for name in expected} == expected


def test_it_is_recognised_with_all_its_columns_and_rows() -> None:
    assert (EXPORT.source, EXPORT.columns_missing, EXPORT.rows_total) == ("hardcover", (), 9)
    assert [(row.line, row.reason) for row in EXPORT.rejected] == [(11, "the row has no title")]


def test_a_reading_has_one_pair_of_dates_and_may_go_on() -> None:
    assert days(BY_ID["hardcover:11"]) == [("2025-01-02", "2025-01-15")]
    assert days(BY_ID["hardcover:11-2"]) == [("2025-02-01", None)]
    assert days(BY_ID["hardcover:17"]) == [(None, "2025-03-04")]


def test_an_id_of_another_site_is_not_taken_for_goodreads_own() -> None:
    assert [book.info().goodreads_number for book in EXPORT.books] == [None] * 8


def test_private_notes_are_not_read_at_all() -> None:
    assert "neighbour" not in repr(EXPORT)
