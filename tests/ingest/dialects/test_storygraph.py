"""The StoryGraph's files: untouched, of before 2022, saved again by a spreadsheet, trimmed by a tool."""

import csv
import io
import re
from typing import Any

import pytest

from chalicelib.errors import BadExport
from chalicelib.ingest.library_file import look_over, parse_export
from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport
from tests.ingest.dialects.files import OTHER_EXPORTS, OWN, days, needs, parsed, texts

FILE = OWN / "storygraph.csv"
EXPORT = parsed(FILE.read_bytes())
BY_TITLE = {book.title: book for book in reversed(EXPORT.books)}


def rewritten(change: Any) -> ParsedExport:
    """The file with each of its rows, the header included, changed as a tool would."""
    rows = list(csv.reader(io.StringIO(FILE.read_text(encoding="utf-8"))))
    out = io.StringIO()
    csv.writer(out).writerows(change(row) for row in rows)
    return parsed(out.getvalue().encode())


def test_it_is_recognised_with_all_its_columns() -> None:
    assert (EXPORT.source, EXPORT.columns_missing) == ("storygraph", ())
    assert EXPORT.rows_total == 16


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Whole",
            {
                "author": "Ada Example",
                "additional_authors": ("Bo Second", "Cy Third"),
                "isbn13": "9780140283334",
                "binding": "audio",
                "format": "audio",
                "reading_status": "read",
                "my_rating": 3.75,
                "read_count": 1,
                "moods": ("adventurous", "dark"),
                "pace": "fast",
                "my_review": "<div>Good,<br>very good</div>",
                "bookshelves": ("self-pub", "urban-fantasy"),
                "num_pages": None,
                "publisher": None,
                "source_id": None,
                "goodreads_id": "Whole-Ada Example",
            },
        ),
        ("Trailing Blank ", {"isbn": None, "isbn13": None, "format": "print", "reading_status": "to-read"}),
        ("An ASIN", {"isbn13": None, "format": "ebook", "my_rating": 0.5, "reads": (), "date_read": None}),
        ("A Lost Zero", {"isbn13": None, "my_rating": 5}),
        ("Another Number", {"isbn13": None, "format": None, "reading_status": "currently-reading", "my_rating": None}),
        ("Read Again", {"isbn": "0140283331", "read_count": 3, "my_rating": 4.25}),
        ("Given Up", {"reading_status": "did-not-finish", "my_rating": 2, "read_count": 0}),
        ("Paused", {"reading_status": "paused"}),
        ("Only Tagged", {"reading_status": None, "bookshelves": ("maybe",), "date_added": None, "moods": ()}),
        ("No Author", {"author": "", "additional_authors": (), "goodreads_id": "No Author-"}),
        ("Thrice", {"author": "Leo Tolstoy", "additional_authors": (), "goodreads_id": "Thrice-Leo Tolstoy"}),
        ("With Suffix", {"author": "Walter M. Miller, Jr.", "additional_authors": ("Terry Bisson",)}),
        ("Long Review", {"my_review": 'First "quoted" line, and, more,\nsecond line, No\nthird', "my_rating": 1}),
    ],
)
def test_a_quirk_costs_no_more_than_its_own_cell(title: str, expected: dict[str, object]) -> None:
    book = BY_TITLE[title]
    assert {name: getattr(book, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("title", "read", "reads"),
    [
        ("Whole", "2021-07-20", [("2021-07-13", "2021-07-20")]),
        ("A Lost Zero", "2021-07-13", [(None, "2021-07-13")]),
        ("Read Again", "2025-01-11", [("2022-03-12", "2022-03-14"), ("2025-01-05", "2025-01-11")]),
        ("Half a Date", "2024-09", [(None, "2019"), ("2024-09", "2024-09"), ("2025-02", "2025-03")]),
        ("Given Up", "2021-08-01", [("2021-07-30", "2021-08-01")]),
    ],
)
def test_every_read_is_told_in_the_order_of_time(title: str, read: str, reads: list[tuple[str | None, str]]) -> None:
    book = BY_TITLE[title]
    assert book.date_read is not None
    assert (book.date_read.text(), days(book)) == (read, reads)


def test_every_row_is_accounted_for() -> None:
    assert [(row.line, row.reason) for row in EXPORT.rejected] == [
        (16, "the row has no title"),
    ]
    assert [book.goodreads_id for book in EXPORT.books if book.title == "Thrice"] == [
        "Thrice-Leo Tolstoy",
        "Thrice-Leo Tolstoy-2",
    ], "editions of one work are rows of their own"


def test_what_was_understood_is_counted() -> None:
    assert EXPORT.understood() == {
        "books": 15,
        "statuses": 14,
        "dates": 5,
        "ratings": 6,
        "isbns": 2,
        "formats": 5,
        "reviews": 2,
        "rereads": 2,
    }


def test_a_file_of_before_2022_has_other_names() -> None:
    old = {"Authors": "Author", "ISBN/UID": "ISBN"}
    assert rewritten(lambda row: [old.get(cell, cell) for cell in row]).books == EXPORT.books


def test_of_two_columns_with_names_of_one_field_the_newer_one_is_read() -> None:
    both = rewritten(lambda row: ["Author" if row[0] == "Title" else "Somebody Else", *row])
    assert [book.author for book in both.books] == [book.author for book in EXPORT.books]


def test_a_file_saved_again_by_a_spreadsheet_loses_its_isbns_and_nothing_else() -> None:
    def saved(cell: str) -> str:
        if re.fullmatch(r"97[0-9]{11}", cell):
            return "9.78014E+12"
        if match := re.fullmatch(r"(\d{4})/(\d\d)/(\d\d)", cell):
            return f"{int(match[2])}/{int(match[3])}/{match[1]}"
        return cell.removesuffix(".0") if re.fullmatch(r"\d\.0", cell) else cell

    result = rewritten(lambda row: [saved(cell) for cell in row])
    assert BY_TITLE["Whole"].isbn13
    assert [book.isbn13 for book in result.books if book.title == "Whole"] == [None]
    assert [
        [getattr(book, name) for name in ("title", "date_read", "date_added", "reads", "my_rating")]
        for book in result.books
    ] == [
        [getattr(book, name) for name in ("title", "date_read", "date_added", "reads", "my_rating")]
        for book in EXPORT.books
    ]


def test_a_file_may_be_trimmed_to_a_few_columns_and_padded_with_empty_ones() -> None:
    kept = ("Title", "Authors", "Dates Read", "Moods", "Star Rating")
    header = next(csv.reader(io.StringIO(FILE.read_text(encoding="utf-8"))))
    places = [header.index(name) for name in kept]
    result = rewritten(lambda row: [*(row[place] for place in places), "", ""])
    assert [column for column in result.columns_missing if column in kept] == []
    assert "Read Status" in result.columns_missing
    by_title = {book.title: book for book in reversed(result.books)}
    assert by_title["Whole"].reading_status == "read", "it has a date"
    assert by_title["An ASIN"].reading_status == "read", "it is rated"
    assert by_title["Paused"].reading_status is None, "nothing tells"
    last = by_title["Read Again"].date_read
    assert last is not None
    assert last.text() == "2025-01-11"
    assert by_title["Read Again"].read_count == 2


def test_a_column_without_titles_is_named() -> None:
    with pytest.raises(BadExport, match=r"^This is not a StoryGraph export: .* missing: Title\. .*thestorygraph"):
        parse_export(b"Authors,Read Status,Star Rating\nA,read,4\n", max_books=10)


def test_a_title_over_two_lines_is_one_rejected_row_and_no_book() -> None:
    rows = FILE.read_bytes().splitlines(keepends=True)
    width = len(next(csv.reader([rows[0].decode()])))
    broken = b'"Dune\nMessiah",Frank Herbert,,,hardcover,read' + b"," * (width - 6) + b"\n"
    result = parsed(b"".join([rows[0], broken, *rows[1:]]))
    assert [book.title for book in result.books] == [book.title for book in EXPORT.books]
    assert [(row.line, "several lines" in row.reason) for row in result.rejected] == [
        (2, True),
        *((row.line + 2, False) for row in EXPORT.rejected),
    ]


def test_a_file_without_a_book_says_where_to_get_one() -> None:
    with pytest.raises(BadExport, match="columns of an export of The StoryGraph but no row"):
        parse_export(FILE.read_bytes().partition(b"\n")[0], max_books=10)


def test_its_files_name_does_not_matter_and_neither_does_the_case_of_columns() -> None:
    header, _, rows = FILE.read_bytes().partition(b"\n")
    assert parsed(header.upper() + b"\n" + rows).books == EXPORT.books


REAL = ("storygraph-a.csv", "storygraph-b-trimmed.csv")


@pytest.mark.parametrize("name", [needs(name) for name in REAL])
def test_real_files_are_understood_to_the_last_cell(name: str) -> None:
    data = (OTHER_EXPORTS / name).read_bytes()
    result = parsed(data)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert (result.source, result.rows_total, len(result.books)) == ("storygraph", len(rows), len(rows))
    assert look_over(data, max_books=1000).books == len(rows)
    understood = result.understood()
    assert understood["ratings"] == sum(bool(row["Star Rating"]) for row in rows)
    assert understood["dates"] == sum(bool(row["Dates Read"] or row.get("Last Date Read")) for row in rows)
    for row, book in zip(rows, result.books, strict=True):
        check_row(row, book)


def check_row(row: dict[str, str], book: BookAnalytics) -> None:
    assert book.title == row["Title"]
    assert book.my_rating == (float(row["Star Rating"]) if row["Star Rating"] else None)
    assert list(book.moods) == [mood for mood in row["Moods"].split(", ") if mood]
    ends = sorted(one.split("-")[-1].replace("/", "-") for one in row["Dates Read"].split(", ") if one)
    assert [end for _, end in days(book)] == ends
    if "Last Date Read" in row:
        assert texts(book.date_read) == (row["Last Date Read"].replace("/", "-") or None)
        assert (book.reading_status or "") == row["Read Status"]
        assert texts(book.date_added) == (row["Date Added"].replace("/", "-") or None)
