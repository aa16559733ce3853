"""What a dialect is: a table that says which columns a site writes, and what the cells under them mean.

The reader (`library_file.py`, `record.py`) is one for all sites and knows none by name.
"""

from dataclasses import dataclass
from typing import Final, Literal

Source = Literal["goodreads"]
"""Whose files are read; the contract's `metadata.source`."""

Field = Literal[
    "id",
    "title",
    "author",
    "additional_authors",
    "isbn",
    "isbn13",
    "rating",
    "average_rating",
    "publisher",
    "binding",
    "pages",
    "year_published",
    "original_year",
    "date_read",
    "date_added",
    "status",
    "shelves",
    "review",
    "spoiler",
    "read_count",
    "reads",
]
"""What a cell may tell of a book; `record.py` says how each is read."""

ANY_TEXT: Final = r"[\s\S]*"
ONE_LINE: Final = r"[^\r\n]*"
NUMBER: Final = r"(-?[0-9]+([.,]0+)?)?"
RATING: Final = r"[0-5]([.,](0+|[27]?50*))?"
ISBN: Final = r"[=\"'0-9Xx.,Ee+\s-]*"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name, and the field that its cells are read into; None for one that is not read.

    `cells` is what its cells look like, as the site or a spreadsheet writes them: rows of a damaged file are found by
    it. A column that is not `expected` is added by some tool only, and is not told to be missing. `separator` stands
    between the items of a list, and `joint` between the start and the end of a read; an item without it is an end.
    """

    name: str
    field: Field | None
    cells: str = ONE_LINE
    expected: bool = True
    separator: str = ","
    joint: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The files of one site.

    `site` is its name in sentences. `required` are the columns without which a file tells nothing, and the last of them
    in a row is what tells that a line begins a row.
    """

    source: Source
    site: str
    columns: tuple[Column, ...]
    required: tuple[str, ...]
