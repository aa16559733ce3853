"""Finds the columns of a Goodreads export by the names in its first line, in any order and case.

Goodreads' own export page (My Books > Import and export) wrote 31 columns until 2022, 24 since, and 23 since it dropped
`Average Rating` in 2026. Columns that are not named here are not read.
"""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from chalicelib.errors import BadExport
from chalicelib.ingest.csv_text import HOW_TO_EXPORT
from chalicelib.ingest.foreign_files import recognise_header
from chalicelib.ingest.row_recovery import RowShape

REQUIRED_COLUMNS: Final = ("Title", "Author", "My Rating", "Exclusive Shelf")
OPTIONAL_COLUMNS: Final = (
    "Book Id",
    "Additional Authors",
    "ISBN",
    "ISBN13",
    "Average Rating",
    "Publisher",
    "Binding",
    "Number of Pages",
    "Year Published",
    "Original Publication Year",
    "Date Read",
    "Date Added",
    "Bookshelves",
    "My Review",
    "Spoiler",
    "Read Count",
)

_ONE_LINE = r"[^\r\n]*"
_NUMBER = r"(-?[0-9]+([.,]0+)?)?"
_ISBN = r"[=\"'0-9Xx.,Ee+\s-]*"
_VALUES: Final = {
    name.casefold(): re.compile(pattern)
    for name, pattern in {
        "Book Id": r"[0-9]+",
        **dict.fromkeys(("Title", "Author", "Author l-f", "Additional Authors", "Publisher", "Binding"), _ONE_LINE),
        "ISBN": _ISBN,
        "ISBN13": _ISBN,
        "My Rating": r"[0-5]([.,]0+)?",
        "Average Rating": r"([0-9]([.,][0-9]+)?)?",
        "Number of Pages": _NUMBER,
        "Year Published": _NUMBER,
        "Original Publication Year": _NUMBER,
        **dict.fromkeys(("Date Read", "Date Added", "Bookshelves", "Bookshelves with positions"), _ONE_LINE),
        "Exclusive Shelf": r"\S+",
        "Spoiler": r"(true|false|TRUE|FALSE)?",
        "Read Count": _NUMBER,
        "Owned Copies": _NUMBER,
    }.items()
}
"""What the cells of a column look like, as Goodreads or a spreadsheet writes them. Other columns may hold any text."""


class GoodreadsRow(NamedTuple):
    """The cells of one row as the file has them; "" where it has no such column or the row ends before it.

    The fields are the required and the optional columns, in that order.
    """

    title: str
    author: str
    my_rating: str
    exclusive_shelf: str
    book_id: str
    additional_authors: str
    isbn: str
    isbn13: str
    average_rating: str
    publisher: str
    binding: str
    number_of_pages: str
    year_published: str
    original_publication_year: str
    date_read: str
    date_added: str
    bookshelves: str
    my_review: str
    spoiler: str
    read_count: str


@dataclass(frozen=True, slots=True)
class GoodreadsColumns:
    """Where the columns of one file are: `indices` has one entry for each field of `GoodreadsRow`."""

    width: int
    indices: tuple[int | None, ...]
    missing: tuple[str, ...]
    shape: RowShape

    @classmethod
    def from_header(cls, header: list[str], delimiter: str) -> "GoodreadsColumns":
        """Raises `BadExport` when a required column is missing, naming it, or when a known column is there twice."""
        names = [cell.strip().casefold() for cell in header]
        known = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
        for name in known:
            if names.count(name.casefold()) > 1:
                raise BadExport(f"The file has the column {name} twice. {HOW_TO_EXPORT}")
        index_of = {name: index for index, name in enumerate(names)}
        lacking = [name for name in REQUIRED_COLUMNS if name.casefold() not in index_of]
        if lacking:
            foreign = recognise_header(header)
            what = f"This is {foreign}, not a Goodreads export" if foreign else "This is not a Goodreads export"
            raise BadExport(
                f"{what}: the first line must name the columns, and these are missing: {', '.join(lacking)}. "
                f"{HOW_TO_EXPORT}"
            )
        shape = RowShape(
            delimiter=delimiter,
            width=len(header),
            last_required=max(index_of[name.casefold()] for name in REQUIRED_COLUMNS),
            values={index: _VALUES[name] for name, index in index_of.items() if name in _VALUES},
            id_first=names[0] == "book id",
        )
        return cls(
            width=len(header),
            indices=tuple(index_of.get(name.casefold()) for name in known),
            missing=tuple(name for name in OPTIONAL_COLUMNS if name.casefold() not in index_of),
            shape=shape,
        )

    def read(self, cells: list[str]) -> GoodreadsRow:
        """Return the cells under known columns: nothing else of a row is kept."""
        count = len(cells)
        return GoodreadsRow._make("" if index is None or index >= count else cells[index] for index in self.indices)
