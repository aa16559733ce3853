"""What the tests of broken rows share: made-up exports, and ways to look at what is read of them."""

import csv
import io
import re
from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.ingest.library_file import parse_export
from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport
from tests.builders import HEADER

COLUMNS_24 = HEADER.split(",")
COLUMNS_31 = [
    *COLUMNS_24[:-1],
    *("Recommended For", "Recommended By", "Owned Copies", "Original Purchase Date", "Original Purchase Location"),
    *("Condition", "Condition Description", "BCID"),
]


class Shelved(NamedTuple):
    """What differs between the rows of a made-up export."""

    book_id: str
    title: str
    author_last_first: str
    isbn13: str
    rating: str
    shelves: str
    review: str
    spoiler: str
    private_notes: str

    def cells(self, columns: list[str]) -> list[str]:
        values = {
            "Book Id": self.book_id,
            "Title": self.title,
            "Author": "Ada Example",
            "Author l-f": self.author_last_first,
            "ISBN13": self.isbn13,
            "My Rating": self.rating,
            "Average Rating": "3.90",
            "Number of Pages": "300",
            "Year Published": "2001",
            "Date Read": "2024/05/01",
            "Bookshelves": self.shelves,
            "Exclusive Shelf": "read",
            "My Review": self.review,
            "Spoiler": self.spoiler,
            "Private Notes": self.private_notes,
            "Read Count": "1",
            "Owned Copies": "0",
        }
        return [values.get(name, "") for name in columns]


@dataclass(frozen=True)
class Export:
    """A made-up export as text: the header with its line end, and the rows."""

    header: str
    body: str
    rows: tuple[Shelved, ...]

    def data(self) -> bytes:
        return (self.header + self.body).encode()


def line(cells: list[str], *, quote_all: bool = False) -> str:
    """One row without its line end."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL).writerow(cells)
    return text.getvalue().removesuffix("\r\n")


def book(number: int, **changes: str) -> Shelved:
    plain = Shelved(str(100_000 + number), f"Title {number}", "Example", "", "4", "", "", "", "")
    return plain._replace(**changes)


def written(*rows: Shelved, columns: list[str] = COLUMNS_24, line_end: str = "\n", quote_all: bool = False) -> Export:
    body = "".join(line(row.cells(columns), quote_all=quote_all) + line_end for row in rows)
    return Export(line(columns, quote_all=quote_all) + line_end, body, rows)


def parsed(text: str | bytes) -> ParsedExport:
    result = parse_export(text if isinstance(text, bytes) else text.encode(), max_books=1000)
    assert len(result.books) + len(result.rejected) == result.rows_total
    return result


def ids(books: tuple[BookAnalytics, ...]) -> list[str]:
    return [book.goodreads_id for book in books]


def lines_of_rejected(result: ParsedExport) -> set[int]:
    """The lines that the rejected rows start on or name in their reasons."""
    named = {row.line for row in result.rejected}
    for row in result.rejected:
        for first, last in re.findall("lines ([0-9]+) to ([0-9]+)", row.reason):
            named.update(range(int(first), int(last) + 1))
    return named


def file(*lines: str) -> str:
    return "".join(f"{text}\n" for text in (HEADER, *lines))


def row(number: int, **changes: str) -> str:
    return line(book(number, **changes).cells(COLUMNS_24))


def unclosed(number: int, start: str = "Well, ") -> str:
    """A row whose review is opened by a quotation mark and never closed."""
    return row(number, review=f"{start}fine").replace(f'"{start}fine"', f'"{start}fine')
