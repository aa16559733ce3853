"""This application's own CSV (docs/library-csv.md): Goodreads' columns, and what Goodreads has no column for.

What a provider had told stands in it, too, and comes before what one tells now. Text that begins like a formula has an
apostrophe in front, and items with a comma are quoted.
"""

from dataclasses import replace
from typing import Final

from chalicelib.ingest.dialects.sites.goodreads import GOODREADS
from chalicelib.ingest.dialects.table import ANY_TEXT, ISBN, NUMBER, RATING, Column
from chalicelib.ingest.own_file.columns import SIGNATURE

OWN_FILE: Final = replace(
    GOODREADS,
    source="goodreads-stats",
    site="Goodreads Stats",
    how_to_export="Download your library again from its dashboard.",
    telling=GOODREADS.telling | SIGNATURE,
    formats={"print": "print", "ebook": "ebook", "audio": "audio"},
    columns=(
        Column("Title", "title", is_escaped=True),
        Column("Author", "author", is_escaped=True),
        Column("My Rating", "rating", RATING),
        Column("Exclusive Shelf", "status", is_escaped=True),
        Column("Book Id", "goodreads_key", r"[0-9]*"),
        Column("Other Id", "other_id", is_escaped=True),
        Column("Source Id", "id", is_escaped=True),
        Column("Additional Authors", "additional_authors", names="quoted"),
        Column("ISBN", "isbn", ISBN),
        Column("ISBN13", "isbn13", ISBN),
        Column("Average Rating", "average_rating"),
        Column("Publisher", "publisher", is_escaped=True),
        Column("Binding", "binding", is_escaped=True),
        Column("Number of Pages", "pages", NUMBER),
        Column("Original Publication Year", "original_year", NUMBER),
        Column("Date Read", "date_read"),
        Column("Date Added", "date_added"),
        Column("Bookshelves", "shelves", names="quoted"),
        Column("My Review", "review", ANY_TEXT, is_escaped=True),
        Column("Spoiler", "spoiler", r"(true|false|TRUE|FALSE)?"),
        Column("Read Count", "read_count", NUMBER),
        Column("Genres", "genres", names="quoted"),
        Column("Series", "series", is_escaped=True),
        Column("Series Position", "series_position"),
        Column("Format", "format"),
        Column("Cover", "cover", is_escaped=True),
        Column("Small Cover", "small_cover", is_escaped=True),
        Column("Community Rating", "community_rating"),
        Column("Community Ratings", "community_ratings", NUMBER),
        Column("Exact Rating", "exact_rating", rf"({RATING})?"),
        Column("Reads", "reads", joint="/"),
        Column("Moods", "moods", names="quoted"),
        Column("Pace", "pace", is_escaped=True),
        Column("Language", "language", is_escaped=True),
        Column("Places", "places", names="quoted"),
        Column("People", "people", names="quoted"),
        Column("Times", "times", names="quoted"),
        Column("Genre Sources", "genre_sources", names="quoted"),
        Column("Matched By", "matched_by"),
        Column("Provided", "provided", names="quoted", expected=False),
        Column("Corrected", "corrected", names="quoted", expected=False),
    ),
)
