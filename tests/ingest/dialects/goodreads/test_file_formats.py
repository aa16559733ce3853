"""Goodreads' CSV in each of its versions, however it was saved: the same books come of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.errors import BadExport
from chalicelib.ingest.dialects.sites.goodreads import GOODREADS
from chalicelib.ingest.parsed_export import BookAnalytics, Reading
from chalicelib.ingest.partial_date import PartialDate
from tests.conftest import real_exports
from tests.ingest.dialects.files import PROJECT
from tests.ingest.dialects.goodreads.rows import COLUMNS_24, REQUIRED_COLUMNS, VALUES, only_book, parsed, written

SAMPLES = PROJECT / "samples"
SAMPLE_FILES = ("goodreads_library_export.csv", "newest_goodreads_export.csv")
OPTIONAL_COLUMNS = tuple(
    column.name
    for column in GOODREADS.columns
    if column.field and column.expected and column.name not in REQUIRED_COLUMNS
)
COLUMNS_23 = [name for name in COLUMNS_24 if name != "Average Rating"]
COLUMNS_31 = [
    *COLUMNS_24[:-1],
    *("Recommended For", "Recommended By", "Owned Copies", "Original Purchase Date", "Original Purchase Location"),
    *("Condition", "Condition Description", "BCID"),
]
BOOK = BookAnalytics(
    goodreads_id="7624",
    title="Lord of the Flies",
    author="William Golding",
    additional_authors=("E.L. Epstein", "Ian Gregor"),
    isbn="0140283331",
    isbn13="9780140283334",
    my_rating=5,
    average_rating=3.69,
    publisher="Penguin Books",
    binding="Paperback",
    format="print",
    num_pages=182,
    year_published=1999,
    original_publication_year=1954,
    date_read=PartialDate(2016, 11, 15),
    date_added=PartialDate(2016, 10, 28),
    reading_status="read",
    bookshelves=("school", "islands"),
    my_review=None,
    has_spoilers=False,
    read_count=2,
    reads=(Reading(None, PartialDate(2016, 11, 15)),),
    source_id="7624",
)


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        pytest.param(COLUMNS_24, (), id="24 columns, since 2022"),
        pytest.param(COLUMNS_31, (), id="31 columns, until 2022"),
        pytest.param(COLUMNS_23, ("Average Rating",), id="23 columns, since 2026"),
        pytest.param(COLUMNS_24[::-1], (), id="columns in another order"),
        pytest.param([name.upper() + " " for name in COLUMNS_24], (), id="another case, and blanks"),
        pytest.param(["Number", *COLUMNS_24, "My own column"], (), id="unknown columns besides"),
    ],
)
def test_each_version_of_the_format_gives_the_same_book(columns: list[str], missing: tuple[str, ...]) -> None:
    cells = {name.casefold(): cell for name, cell in VALUES.items()}
    row = {column: cells.get(column.strip().casefold(), "") for column in columns}
    result = parsed(written(columns, row))
    assert result.columns_missing == missing
    assert result.books == (replace(BOOK, average_rating=None if missing else 3.69),)


def test_both_samples_are_the_same_books_but_for_the_communitys_ratings() -> None:
    sample, newest = (parsed((SAMPLES / name).read_bytes()) for name in SAMPLE_FILES)
    assert (sample.columns_missing, newest.columns_missing) == ((), ("Average Rating",))
    assert all(book.average_rating for book in sample.books)
    assert tuple(replace(book, average_rating=None) for book in sample.books) == newest.books


def test_the_required_columns_alone_are_enough() -> None:
    result = parsed(written(list(REQUIRED_COLUMNS), VALUES))
    assert result.columns_missing == OPTIONAL_COLUMNS
    (book,) = result.books
    assert book.goodreads_id == "Lord of the Flies-William Golding"
    assert (book.isbn, book.isbn13, book.date_read, book.num_pages, book.average_rating) == (None,) * 5


@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param(lambda text: text.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="CR alone, as old Macs"),
        pytest.param(lambda text: text.replace("\n", "\r\n", 1).encode(), id="mixed line ends"),
        pytest.param(lambda text: text.rstrip("\n").encode(), id="no line end at the end"),
        pytest.param(lambda text: text.replace("\n", "\n\n").encode() + b"\n\n", id="blank lines"),
        pytest.param(lambda text: text.replace("\n", "\r\n\r\n  \r\n").encode(), id="blank lines with CRLF or spaces"),
    ],
)
def test_ways_to_save_a_file_do_not_change_its_books(rewrite: Callable[[str], bytes]) -> None:
    text = written(COLUMNS_24, VALUES, VALUES | {"Book Id": "2"}).decode()
    result = parsed(rewrite(text))
    assert result.books == (BOOK, replace(BOOK, goodreads_id="2", source_id="2"))
    assert not result.rejected


def test_a_spreadsheet_with_decimal_commas_writes_semicolons() -> None:
    row = VALUES | {"Average Rating": "3,69", "Date Read": "15.11.2016", "Date Added": "28.10.2016"}
    assert parsed(written(COLUMNS_24, row, delimiter=";", line_end="\r\n")).books == (BOOK,)


def test_days_come_first_throughout_a_file_where_one_row_proves_it() -> None:
    rows = [VALUES | {"Date Read": "03/04/2020"}, VALUES | {"Book Id": "2", "Date Read": "25/04/2020"}]
    first, _ = parsed(written(COLUMNS_24, *rows)).books
    assert first.date_read == PartialDate(2020, 4, 3)
    (by_date_added,) = parsed(written(COLUMNS_24, rows[0] | {"Date Added": "25/04/2020"})).books
    assert by_date_added.date_read == PartialDate(2020, 4, 3)
    (alone,) = parsed(written(COLUMNS_24, rows[0])).books
    assert alone.date_read == PartialDate(2020, 3, 4), "nothing tells: as in the United States"


def test_a_review_longer_than_csvs_own_limit_is_read() -> None:
    assert only_book(My_Review="long " * 50_000).my_review == ("long " * 50_000).strip()


# Real exports, where they are at hand

ROWS_OF = {"reader-a-493": 493, "reader-b-326-reviews": 326, "reader-c-468-no-dates": 468, "reader-d-59": 59}


@pytest.mark.parametrize("path", real_exports())
def test_no_row_of_a_real_export_is_lost(path: Path) -> None:
    if path.stem not in ROWS_OF:
        with pytest.raises(BadExport, match="missing: Title, Author, My Rating, Exclusive Shelf"):
            parsed(path.read_bytes())
        return
    result = parsed(path.read_bytes())
    assert result.rows_total == len(result.books) == ROWS_OF[path.stem]
    assert all(re.fullmatch(r"[0-9]+", book.goodreads_id) for book in result.books)
    assert all(book.reading_status for book in result.books)
    assert sum(book.isbn13 is not None for book in result.books) > len(result.books) / 2
