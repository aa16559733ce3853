"""Goodreads' CSV: every row becomes a book or is rejected with its line, whatever spreadsheets made of the file."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import BadExport, StatsError, UploadTooLarge
from chalicelib.ingest.dialects.sites.goodreads import GOODREADS
from chalicelib.ingest.library_file import parse_export
from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport, Reading
from chalicelib.ingest.partial_date import PartialDate
from tests.builders import HEADER, csv_row, export
from tests.conftest import real_exports

PROJECT = Path(__file__).parent.parent.parent.parent
SAMPLES = PROJECT / "samples"
SAMPLE_FILES = ("goodreads_library_export.csv", "newest_goodreads_export.csv")
REQUIRED_COLUMNS = GOODREADS.required
OPTIONAL_COLUMNS = tuple(
    column.name
    for column in GOODREADS.columns
    if column.field and column.expected and column.name not in REQUIRED_COLUMNS
)
QUIRKS = PROJECT / "tests" / "data" / "goodreads_quirks.csv"
COLUMNS_24 = HEADER.split(",")
COLUMNS_23 = [name for name in COLUMNS_24 if name != "Average Rating"]
COLUMNS_31 = [
    *COLUMNS_24[:-1],
    *("Recommended For", "Recommended By", "Owned Copies", "Original Purchase Date", "Original Purchase Location"),
    *("Condition", "Condition Description", "BCID"),
]
VALUES = {
    "Book Id": "7624",
    "Title": "Lord of the Flies",
    "Author": "William Golding",
    "Author l-f": "Golding, William",
    "Additional Authors": "E.L. Epstein, Ian Gregor",
    "ISBN": '="0140283331"',
    "ISBN13": '="9780140283334"',
    "My Rating": "5",
    "Average Rating": "3.69",
    "Publisher": "Penguin Books ",
    "Binding": "Paperback",
    "Number of Pages": "182",
    "Year Published": "1999",
    "Original Publication Year": "1954",
    "Date Read": "2016/11/15",
    "Date Added": "2016/10/28",
    "Bookshelves": "school, islands",
    "Bookshelves with positions": "school (#1), islands (#2)",
    "Exclusive Shelf": "read",
    "Private Notes": "on the upper shelf",
    "Read Count": "2",
    "Owned Copies": "1",
}
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


def written(
    columns: list[str], *rows: dict[str, str], delimiter: str = ",", line_end: str = "\n", quote_all: bool = False
) -> bytes:
    file = io.StringIO()
    writer = csv.writer(
        file, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    )
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return file.getvalue().encode()


def parsed(data: bytes, max_books: int = 1000) -> ParsedExport:
    """Parse, and check what holds for every export."""
    result = parse_export(data, max_books=max_books)
    assert len(result.books) + len(result.rejected) == result.rows_total
    assert len({book.goodreads_id for book in result.books}) == len(result.books)
    return result


def only_book(**changes: str) -> BookAnalytics:
    (book,) = parsed(
        written(COLUMNS_24, VALUES | {name.replace("_", " "): cell for name, cell in changes.items()})
    ).books
    return book


# Formats of the file


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


# Rows: one quirk each, see tests/data/goodreads_quirks.csv

QUIRKY = parse_export(QUIRKS.read_bytes(), max_books=1000)
BY_ID = {book.goodreads_id: book for book in QUIRKY.books}


@pytest.mark.parametrize(
    ("book_id", "expected"),
    [
        ("1", {"isbn": "0140283331", "isbn13": "9780140283334"}),
        ("2", {"isbn": None, "isbn13": None}),
        ("3", {"isbn": "0451524934", "isbn13": "9780451524935"}),  # made from the ISBN-10
        ("4", {"isbn": None, "isbn13": None}),
        ("5", {"isbn": None, "isbn13": None}),  # would be another book's
        ("6", {"my_rating": None}),
        ("7", {"my_rating": None}),
        ("8", {"my_rating": None}),
        ("9", {"my_rating": 4}),
        ("10", {"date_read": None, "reading_status": "read"}),
        ("11", {"date_read": PartialDate(2019)}),
        ("12", {"date_read": None}),
        ("13", {"reading_status": "to-read", "read_count": 0, "my_rating": None}),
        ("14", {"reading_status": "abandoned-for-good", "bookshelves": ("abandoned-for-good", "cats")}),
        ("15", {"read_count": 3}),  # and not the row that repeats it
        ("16", {"my_review": 'First "quoted" line,\nsecond line<br/>with <b>HTML</b>\nthird line; done'}),
        ("17", {"has_spoilers": True}),
        ("18", {"has_spoilers": True}),
        ("19", {"has_spoilers": False, "my_review": None}),
        ("20", {"additional_authors": ("Bo Second", "Cy Third")}),
        ("21", {"title": "Ünïcödé – 百年の孤独", "author": "Žofie Dvořáková"}),
        ("22", {"original_publication_year": -800, "year_published": 1996}),
        ("23", {"average_rating": None}),
        ("24", {"num_pages": None, "binding": None, "publisher": None}),
        ("25", {"num_pages": None, "year_published": None, "my_rating": None, "read_count": 0, "average_rating": None}),
        ("No Id-Ada Example", {"title": "No Id"}),
        ("No Id-Ada Example-2", {"title": "No Id"}),
        ("30", {"title": "Cut Short", "reading_status": None, "my_rating": None}),
        ("31", {"title": "  Kept As Exported  "}),  # empty cells too many do no harm
    ],
)
def test_a_quirk_costs_no_more_than_its_own_cell(book_id: str, expected: dict[str, object]) -> None:
    book = BY_ID[book_id]
    assert {name: getattr(book, name) for name in expected} == expected


def test_rejected_rows_are_told_with_the_line_they_start_on_and_why() -> None:
    lines = QUIRKS.read_text(encoding="utf-8").split("\n")
    assert [(lines[row.line - 1].partition(",")[0], row.reason) for row in QUIRKY.rejected] == [
        ("15", "the same Book Id as line 16"),
        ("28", "the row has no title"),
        ("29", "26 cells for 24 columns: a comma or a quotation mark is not escaped"),
    ]
    assert lines[16 - 1].startswith("15,")
    assert len(QUIRKY.books) + len(QUIRKY.rejected) == QUIRKY.rows_total == 32


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_title_on_several_lines_is_rejected(line_end: str) -> None:
    row = VALUES | {"Title": f"Lord of{line_end}the Flies"}
    (rejected,) = parsed(written(COLUMNS_24, row, VALUES | {"Book Id": "2"}, quote_all=True)).rejected
    assert (
        rejected.reason
        == "the title runs over several lines: in a table, a quotation mark may be missing (lines 2 to 3)"
    )


def test_private_notes_are_not_read_at_all() -> None:
    assert not any("neighbour" in repr(book) for book in QUIRKY.books)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_through_reviews_of_several_lines(line_end: str) -> None:
    review = f"one{line_end}two{line_end}{line_end}four"
    rows = (VALUES | {"My Review": review}, VALUES, VALUES | {"Book Id": "2", "My Review": review}, VALUES)
    data = written(COLUMNS_24, *rows, line_end=line_end)
    assert [row.line for row in parsed(data).rejected] == [6, 11]
    assert {row.reason for row in parsed(data).rejected} == {"the same Book Id as line 2"}


@pytest.mark.parametrize(
    ("cell", "rating"),
    [
        *(("5", 5), ("1", 1), ("4.0", 4), ("4,0", 4), (" 4 ", 4), ("4.000", 4)),
        *(("4.5", 4.5), ("4,5", 4.5), ("3.75", 3.75), ("0.25", 0.25), ("2.250", 2.25)),
        *(("0", None), ("0.0", None), ("", None), ("6", None), ("5.25", None), ("-1", None), ("4.3", None)),
        *(("4.", None), (".5", None), ("4/5", None), ("٤", None), ("four", None), ("4.2500000001", None)),
    ],
)
def test_a_rating_keeps_its_quarters(cell: str, rating: float | None) -> None:
    stars = only_book(My_Rating=cell).my_rating
    assert (stars, type(stars)) == (rating, type(rating)), "whole stars are whole numbers"


@pytest.mark.parametrize(
    ("cell", "average"),
    [
        ("3.69", 3.69),
        ("3,69", 3.69),
        ("5", 5),
        ("0.01", 0.01),
        ("0.0", None),
        ("5.01", None),
        ("-3", None),
        ("nan", None),
        ("inf", None),
        ("-", None),
    ],
)
def test_an_average_rating_is_a_number_up_to_five(cell: str, average: float | None) -> None:
    assert only_book(Average_Rating=cell).average_rating == average


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        *(("1954", 1954), ("-1800", -1800), ("1954.0", 1954), ("1", 1), ("-1", -1)),
        *(("9999", 9999), ("-4999", -4999)),
        *(("0", None), ("10000", None), ("-5000", None), ("99999", None), ("c. 1600", None)),
    ],
)
def test_a_year_may_be_before_our_era(cell: str, year: int | None) -> None:
    book = only_book(Original_Publication_Year=cell, Year_Published=cell)
    assert (book.original_publication_year, book.year_published) == (year, year)


@pytest.mark.parametrize(
    ("cell", "pages"),
    [
        *(("1", 1), ("182.00", 182), (" 182 ", 182), ("999999999", 999_999_999)),
        *(("0", None), ("-1", None), ("1.5", None), ("1000000000", None)),
    ],
)
def test_pages_are_a_whole_number_above_zero(cell: str, pages: int | None) -> None:
    assert only_book(Number_of_Pages=cell).num_pages == pages


@pytest.mark.parametrize(("cell", "count"), [("2", 2), ("1", 1), ("0", 0), ("", 0), ("-3", 0), ("many", 0)])
def test_a_read_count_is_never_negative(cell: str, count: int) -> None:
    assert only_book(Read_Count=cell).read_count == count


@pytest.mark.parametrize(
    ("isbn", "isbn13", "expected"),
    [
        ('="0140283331"', '="9780140283334"', ("0140283331", "9780140283334")),
        ("0140283331", "", ("0140283331", "9780140283334")),  # made from the ISBN-10
        ("", "9780140283334", (None, "9780140283334")),
        ("978-0-14-028333-4", "", (None, "9780140283334")),  # a spreadsheet with one ISBN column
        ("", "0140283331", (None, "9780140283334")),
        ("0140283331", "9780451524935", ("0140283331", "9780451524935")),  # both are kept as they are
        ("0140283332", "9780140283335", (None, None)),  # wrong check digits
    ],
)
def test_an_isbn_13_is_normalised_and_an_isbn_10_kept(
    isbn: str, isbn13: str, expected: tuple[str | None, str | None]
) -> None:
    book = only_book(ISBN=isbn, ISBN13=isbn13)
    assert (book.isbn, book.isbn13) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2019-03-02,2019-03-10", [("2019-03-02", "2019-03-10")]),
        ("2020-05-01,2020-06-02;2019-03-02,2019-03-10", [("2019-03-02", "2019-03-10"), ("2020-05-01", "2020-06-02")]),
        (",2019-03-10", [(None, "2019-03-10")]),
        ("2019-03-02,", [("2019-03-02", None)]),
        (",", [(None, "2016-11-15")]),
        ("", [(None, "2016-11-15")]),
        ("2019-03,2019-04;;", [("2019-03", "2019-04")]),
        ("2019-02-30,2019-03-10", [(None, "2016-11-15")]),
        ("2019-03-10,2019-03-10;2019-03-10,2019-03-10", [("2019-03-10", "2019-03-10")]),
    ],
)
def test_the_reads_that_a_script_has_added_are_read(cell: str, expected: list[tuple[str | None, str | None]]) -> None:
    columns = [*COLUMNS_24, "read_dates", "genres"]
    result = parsed(written(columns, VALUES | {"read_dates": cell, "genres": "Fantasy,Epic|12;Fiction|3"}))
    assert result.columns_missing == ()
    (book,) = result.books
    texts = [(one.start.text() if one.start else None, one.end.text() if one.end else None) for one in book.reads]
    assert texts == expected
    assert book.date_read == PartialDate(2016, 11, 15), "as exported"


def test_without_the_scripts_column_nothing_is_missing_and_no_date_is_no_read() -> None:
    assert only_book(Date_Read="").reads == ()


def test_several_editions_of_one_title_stay_apart() -> None:
    rows = (VALUES, VALUES | {"Book Id": "2", "Binding": "Kindle Edition"})
    assert [book.binding for book in parsed(written(COLUMNS_24, *rows)).books] == ["Paperback", "Kindle Edition"]


def test_a_made_up_id_gives_way_to_a_book_id_that_looks_like_it() -> None:
    ids = ["A-B-2", "", "", ""]
    rows = [VALUES | {"Book Id": book_id, "Title": "A", "Author": "B"} for book_id in ids]
    assert [book.goodreads_id for book in parsed(written(COLUMNS_24, *rows)).books] == [
        "A-B-2",
        "A-B",
        "A-B-3",
        "A-B-4",
    ]


def test_thousands_of_like_rows_without_id_cost_no_more_than_others() -> None:
    # Were each to look for its number from 1 on, these would take minutes.
    result = parsed(b"Title,Author,My Rating,Exclusive Shelf\n" + b"A,B,1,read\n" * 20_000, max_books=20_000)
    assert result.books[-1].goodreads_id == "A-B-20000"


# Files that are refused


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", ["empty"], id="nothing"),
        pytest.param(b"\xef\xbb\xbf \r\n\r\n", ["empty"], id="blank lines only"),
        pytest.param(export(), ["no row with a book"], id="only the header"),
        pytest.param(export("1,,Somebody"), ["no row with a book"], id="only rejected rows"),
        pytest.param(export(csv_row("1", "T", "A")).replace(b"T", b"T\0"), ["NUL"], id="NUL"),
        pytest.param(export(csv_row("1", "T", "A")).decode().encode("utf-16"), ["UTF-16"], id="UTF-16"),
        pytest.param(export(csv_row("1", "Caf\xe9", "A")).decode().encode("latin-1"), ["UTF-8", "byte "], id="Latin-1"),
        pytest.param(csv_row("1", "T", "A").encode(), [*REQUIRED_COLUMNS, "missing"], id="no header"),
        pytest.param(
            export(csv_row("1", "T", "A")).replace(b"Exclusive Shelf", b"Shelf"),
            ["missing: Exclusive Shelf."],
            id="a renamed column",
        ),
        pytest.param(export().replace(b"Publisher", b"title"), ["Title", "twice"], id="a column twice"),
        pytest.param(b"item_type,title,creators\nbook,T,A\n", ["This is a Libib export", "are taken"], id="Libib"),
        pytest.param(b"authors,author_sort,title\nA,A,T\n", ["This is a catalogue of Calibre"], id="Calibre"),
        pytest.param(b'{"reviews": []}', ["JSON", "privacy archive"], id="the privacy archive"),
        pytest.param(b"PK\x03\x04" + bytes(100), ["zip", "spreadsheet"], id="xlsx"),
        pytest.param(b"," * 1_000_000, ["missing"], id="a million commas"),
        pytest.param(b"a" * 1_000_000, ["missing"], id="one endless line"),
        pytest.param(b'"' + b"a" * 1_000_000, ["missing"], id="one endless cell"),
    ],
)
def test_what_is_no_export_is_refused_saying_what_to_do(data: bytes, words: list[str]) -> None:
    with pytest.raises(BadExport) as caught:
        parse_export(data, max_books=1000)
    assert [word for word in words if word not in str(caught.value)] == []
    assert "Export Library" in str(caught.value), "the way to a good file"
    assert len(str(caught.value)) < 500


def test_one_row_more_than_allowed_is_too_large() -> None:
    rows = [csv_row(str(number), "T", "A") for number in range(11)]
    assert parsed(export(*rows[:10]), max_books=10).rows_total == 10
    with pytest.raises(UploadTooLarge, match="more than 10 rows"):
        parse_export(export(*rows), max_books=10)


# Whatever comes


def survives(data: bytes) -> None:
    try:
        parsed(data)
    except StatsError as error:
        refusal = error
    else:
        return
    assert 400 <= refusal.status < 500, refusal


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_parsed_or_refused(data: bytes) -> None:
    survives(data)
    survives(HEADER.encode() + b"\n" + data)


SMALL = b"\n".join(QUIRKS.read_bytes().split(b"\n")[:20])
INTERESTING = (b'"', b",", b";", b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"=", b"\\", b"'", b"\xe2\x80\xa8")
EDITS = st.lists(
    st.tuples(st.integers(0, len(SMALL)), st.integers(0, 3), st.sampled_from(INTERESTING) | st.binary(max_size=4)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(EDITS)
def test_a_damaged_export_is_parsed_or_refused(edits: list[tuple[int, int, bytes]]) -> None:
    data = SMALL
    for position, removed, inserted in edits:
        data = data[:position] + inserted + data[position + removed :]
    survives(data)


CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
ONE_LINE = CELL.map(lambda text: text.replace("\n", " ").replace("\r", " "))
TITLE = CELL.map(lambda text: " ".join(text.split())).filter(bool)
SHELF = CELL.map(lambda text: "-".join(text.split())).filter(bool)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "Title": TITLE,
            "Author": ONE_LINE,
            "Publisher": ONE_LINE,
            "My Review": CELL,
            "Exclusive Shelf": SHELF,
            "My Rating": st.sampled_from("012345"),
            "Number of Pages": st.integers(1, 9999).map(str),
            "Date Read": st.dates().map(str),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=80, deadline=None)
@given(ROWS, st.sampled_from([",", ";"]), st.sampled_from(["\n", "\r\n"]))
def test_rows_come_back_as_they_were_written(rows: list[dict[str, str]], delimiter: str, line_end: str) -> None:
    numbered = [{**row, "Book Id": str(number)} for number, row in enumerate(rows, start=1)]
    result = parsed(written(COLUMNS_24, *numbered, delimiter=delimiter, line_end=line_end, quote_all=True))
    assert [
        {
            "Book Id": book.goodreads_id,
            "Title": book.title,
            "Author": book.author,
            "Publisher": book.publisher or "",
            "My Review": book.my_review or "",
            "Exclusive Shelf": book.reading_status or "",
            "My Rating": str(book.my_rating or 0),
            "Number of Pages": str(book.num_pages),
            "Date Read": book.date_read.iso() if book.date_read else None,
        }
        for book in result.books
    ] == [
        {name: cell if name in {"Title", "Author"} else cell.strip() for name, cell in row.items()} for row in numbered
    ]


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
