"""What a dialect is: a table that says which columns a site writes, and what the cells under them mean.

The reader (`library_file.py`, `record.py`) is one for all sites and knows none by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from chalicelib.ingest.book_format import Format

Source = Literal["goodreads", "storygraph", "librarything", "hardcover", "bookwyrm", "goodreads-stats"]
"""Whose files are read; the contract's `metadata.source`."""

Field = Literal[
    "id",
    "goodreads_key",
    "other_id",
    "title",
    "author",
    "additional_authors",
    "isbn",
    "isbn13",
    "isbns",
    "rating",
    "exact_rating",
    "average_rating",
    "community_rating",
    "community_ratings",
    "publisher",
    "binding",
    "media",
    "format",
    "publication",
    "language",
    "pages",
    "year_published",
    "original_year",
    "date_started",
    "date_read",
    "date_stopped",
    "date_added",
    "status",
    "shelves",
    "tags",
    "review_name",
    "review",
    "spoiler",
    "spoiler_alert",
    "read_count",
    "reads",
    "moods",
    "pace",
    "series",
    "series_position",
    "genres",
    "genre_sources",
    "matched_by",
    "cover",
    "small_cover",
    "places",
    "people",
    "times",
    "provided",
    "corrected",
]
"""What a cell may tell of a book; `record.py` says how each is read."""

Names = Literal["as written", "listed", "last first", "quoted"]
"""How authors are written: one, as it is to be shown; several, the first without a `(Role)` the main one; several as
`Last, First`, which become `First Last`; several, of which those with a comma are in quotation marks.
"""

ANY_TEXT: Final = r"[\s\S]*"
ONE_LINE: Final = r"[^\r\n]*"
NUMBER: Final = r"(-?[0-9]+([.,]0+)?)?"
RATING: Final = r"[0-5]([.,](0+|[27]?50*))?"
ISBN: Final = r"[=\"'0-9Xx.,Ee+\s-]*"
DATE: Final = r"[0-9/.\-]*"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name, and the field that its cells are read into; None for one that is not read.

    `cells` is what its cells look like, as the site or a spreadsheet writes them: rows of a damaged file are found by
    it. A column that is not `expected` is added by some tool or left out by some version, and is not told to be
    missing. `separator` stands between the items of a list, and `joint` between the start and the end of a read; an
    item without it is an end. `line_break` stands for a line break in a text. `is_escaped` tells that a text that
    begins like a formula has an apostrophe in front.
    """

    name: str
    field: Field | None
    cells: str = ONE_LINE
    expected: bool = True
    separator: str = ","
    joint: str = ""
    names: Names = "as written"
    line_break: str = ""
    is_escaped: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """The files of one site. Words to be looked up are in small letters.

    - `site`: its name in sentences. `how_to_export`: what to do for a file of it.
    - `columns`: where several are read into one field, they are its names in different versions, the newest first.
    - `telling`: columns that other sites do not have; two of them tell whose file it is.
    - `required`: the columns without which a file tells nothing. `row_marks`: those whose cells tell that a line
      begins a row; the line must reach to the last of them that the file has.
    - `repeats_ids`: whether rows with the same id are editions of one book, and not one row twice. `id_prefix` stands
      before ids in `goodreads_id`, which is unique over all sites.
    - `statuses`: word -> exclusive shelf; other words are shelves as they are, or, where the site `names_other_shelves`
      in another column, say nothing of a status.
    - `infers_status`: whether the status of a row without one is told by its dates and its rating.
    - `shelf_statuses`: shelf or tag -> status, for a row without a status and dates; the first that is found holds.
    - `plain_shelves`: shelves that say nothing and are left out.
    - `formats`: medium -> format, where the word itself does not tell it.
    - `other_media`: word in a medium -> what it is instead of a book. Such a row is rejected with that reason.
    - `unknown`: what stands for "not known".
    - `is_quoted`: whether cells with tabs are in quotation marks where they need it, and are all UTF-8. If not, a row
      has all cells or begins with its id. `is_json`: the columns are paths into the JSON of a book.
    """

    source: Source
    site: str
    how_to_export: str
    columns: tuple[Column, ...]
    telling: frozenset[str]
    required: tuple[str, ...]
    row_marks: tuple[str, ...]
    repeats_ids: bool = False
    id_prefix: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)
    names_other_shelves: bool = False
    infers_status: bool = False
    shelf_statuses: Mapping[str, str] = field(default_factory=dict)
    plain_shelves: frozenset[str] = frozenset()
    formats: Mapping[str, Format] = field(default_factory=dict)
    other_media: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    is_quoted: bool = True
    is_json: bool = False
