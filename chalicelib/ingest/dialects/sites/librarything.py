"""LibraryThing's exports (More > Import/Export): a table with tabs of 41 or 49 columns, and JSON.

The table has no quotation marks around cells, dates in square brackets, names as `Last, First`, `[return]` for line
breaks, and MARC records of another encoding in between. Nothing in either says whether a book was read: dates do, then
collections and tags, then a rating. A library may hold films, music and games, which are no books.
"""

from dataclasses import replace
from typing import Final

from chalicelib.ingest.dialects.table import ANY_TEXT, NUMBER, RATING, Column, Dialect

_DATE: Final = r"\[?[0-9-]*\]?"

LIBRARYTHING: Final = Dialect(
    source="librarything",
    site="LibraryThing",
    how_to_export="Export your library again at librarything.com/export.php3, as tab-delimited text or JSON.",
    telling=frozenset(
        {
            *("primary author", "sort character", "primary author role", "secondary author", "secondary author roles"),
            *("entry date", "work id", "lc classification", "isbns", "physical description", "dewey wording", "bcid"),
            *("original languages", "private comment", "publication"),
        }
    ),
    required=("Title",),
    row_marks=("Book Id", "Title"),
    id_prefix="librarything:",
    is_quoted=False,
    infers_status=True,
    shelf_statuses={
        "currently reading": "currently-reading",
        "currently-reading": "currently-reading",
        "read but unowned": "read",
        "read": "read",
        "lu": "read",
        "gelesen": "read",
        "to read": "to-read",
        "to-read": "to-read",
        "toread": "to-read",
        "tbr": "to-read",
        "a lire": "to-read",
        "a_lire": "to-read",
        "à lire": "to-read",
        "zu lesen": "to-read",
        "unread": "to-read",
        "wishlist": "to-read",
    },
    plain_shelves=frozenset({"your library", "votre bibliothèque", "deine bibliothek"}),
    # In this order: a "video game" is a game.
    other_media={
        **dict.fromkeys(("game", "puzzle"), "a game"),
        **dict.fromkeys(("dvd", "blu", "vhs", "film", "movie", "video", "laserdisc", "hd", "uhd"), "a film"),
        **dict.fromkeys(("music", "vinyl", "lp", "cd"), "music"),
        **dict.fromkeys(("map", "software", "ephemera", "artwork", "object", "kit", "photograph"), "something else"),
    },
    unknown=frozenset({"publisher unknown", "éditeur inconnu", "unknown binding", "reliure inconnue", "unknown", "?"}),
    columns=(
        Column("Book Id", "id", r"[0-9]+"),
        Column("Title", "title"),
        Column("Primary Author", "author", names="last first", separator="|"),
        Column("Secondary Author", "additional_authors", names="last first", separator="|"),
        Column("Publication", "publication"),
        Column("Date", "year_published"),
        Column("Review", "review", ANY_TEXT, line_break="[return]"),
        Column("Rating", "rating", rf"({RATING})?"),
        Column("Media", "media", expected=False),
        Column("Page Count", "pages"),
        Column("Date Started", "date_started", _DATE),
        Column("Date Read", "date_read", _DATE),
        Column("Tags", "tags"),
        Column("Collections", "shelves"),
        Column("Languages", "language"),
        Column("ISBN", "isbn"),
        Column("ISBNs", "isbns"),
        Column("Entry Date", "date_added", _DATE),
        Column("Sort Character", None, NUMBER),
        Column("Copies", None, NUMBER),
        Column("Work id", None, NUMBER),
    ),
)

LIBRARYTHING_JSON: Final = replace(
    LIBRARYTHING,
    telling=frozenset({"books_id", "title", "sortcharacter", "workcode", "entrydate", "primaryauthor"}),
    required=("title",),
    row_marks=("title",),
    is_json=True,
    columns=(
        Column("books_id", "id", r"[0-9]+"),
        Column("title", "title"),
        Column("authors.fl", "author", names="listed", separator="\n"),
        Column("publication", "publication"),
        Column("date", "year_published"),
        Column("review", "review", ANY_TEXT, line_break="[return]"),
        Column("rating", "rating"),
        Column("format.text", "media"),
        Column("pages", "pages"),
        Column("datestarted", "date_started"),
        Column("dateread", "date_read"),
        Column("tags", "tags", separator="\n"),
        Column("collections", "shelves", separator="\n"),
        Column("language_codeA", "language"),
        Column("isbn", "isbns"),
        Column("entrydate", "date_added"),
    ),
)
