"""What the tests of Goodreads' CSV share: a row, and ways to write and parse a file."""

import csv
import io

from chalicelib.ingest.dialects.sites.goodreads import GOODREADS
from chalicelib.ingest.library_file import parse_export
from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport
from tests.builders import HEADER
from tests.ingest.dialects.files import PROJECT

REQUIRED_COLUMNS = GOODREADS.required
QUIRKS = PROJECT / "tests" / "data" / "goodreads_quirks.csv"
COLUMNS_24 = HEADER.split(",")
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
