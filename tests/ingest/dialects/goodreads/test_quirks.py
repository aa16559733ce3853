"""The rows of Goodreads' CSV: every row becomes a book or is rejected with its line, whatever is in its cells."""

import pytest

from chalicelib.ingest.library_file import parse_export
from chalicelib.ingest.partial_date import PartialDate
from tests.ingest.dialects.goodreads.rows import COLUMNS_24, QUIRKS, VALUES, only_book, parsed, written

# One quirk a row, see tests/data/goodreads_quirks.csv
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
