"""The columns of the library's CSV: those that Goodreads exports, in its order, and then those that Goodreads lacks.

`docs/library-csv.md` says what each holds, and a test compares the two.
"""

from typing import Final, Literal, NamedTuple

Kind = Literal[
    "text",
    "line",
    "list",
    "number",
    "flag",
    "isbn",
    "day",
    "date_read",
    "stars",
    "exact_rating",
    "goodreads_id",
    "other_id",
    "series_name",
    "series_position",
    "reads",
    "empty",
]
"""How the value of a field is written; `jobs/downloads/library_csv.py` has a function for each."""


class Column(NamedTuple):
    """A column, and the field of a book in the dashboard that it holds."""

    name: str
    field: str
    kind: Kind


GOODREADS_COLUMNS: Final = (
    Column("Book Id", "goodreads_id", "goodreads_id"),
    Column("Title", "title", "line"),
    Column("Author", "author", "line"),
    Column("Author l-f", "", "empty"),
    Column("Additional Authors", "additional_authors", "list"),
    Column("ISBN", "isbn", "isbn"),
    Column("ISBN13", "isbn13", "isbn"),
    Column("My Rating", "my_rating", "stars"),
    Column("Average Rating", "average_rating", "number"),
    Column("Publisher", "publisher", "text"),
    Column("Binding", "binding", "text"),
    Column("Number of Pages", "num_pages", "number"),
    Column("Year Published", "", "empty"),
    Column("Original Publication Year", "publication_year", "number"),
    Column("Date Read", "date_read", "date_read"),
    Column("Date Added", "date_added", "day"),
    Column("Bookshelves", "bookshelves", "list"),
    Column("Bookshelves with positions", "", "empty"),
    Column("Exclusive Shelf", "reading_status", "text"),
    Column("My Review", "my_review", "text"),
    Column("Spoiler", "has_spoilers", "flag"),
    Column("Private Notes", "", "empty"),
    Column("Read Count", "original_read_count", "number"),
    Column("Owned Copies", "", "empty"),
)
OWN_COLUMNS: Final = (
    Column("Genres", "genres", "list"),
    Column("Series", "series", "series_name"),
    Column("Series Position", "series", "series_position"),
    Column("Format", "format", "text"),
    Column("Cover", "thumbnail_url", "text"),
    Column("Community Rating", "average_rating", "number"),
    Column("Community Ratings", "community_ratings", "number"),
    Column("Exact Rating", "my_rating", "exact_rating"),
    Column("Reads", "reads", "reads"),
    Column("Moods", "moods", "list"),
    Column("Pace", "pace", "text"),
    Column("Language", "language", "text"),
    Column("Places", "places", "list"),
    Column("People", "people", "list"),
    Column("Times", "times", "list"),
    Column("Small Cover", "small_thumbnail_url", "text"),
    Column("Genre Sources", "genre_sources", "list"),
    Column("Matched By", "matched_by", "text"),
    Column("Source Id", "source_id", "text"),
    Column("Other Id", "goodreads_id", "other_id"),
    Column("Corrected", "corrected", "list"),
    Column("Provided", "provided", "list"),
)
COLUMNS: Final = (*GOODREADS_COLUMNS, *OWN_COLUMNS)
SIGNATURE: Final = frozenset({"genre sources", "matched by", "exact rating"})
"""Columns, in small letters, that together only a file of ours has."""
