"""Hardcover's export (Settings > Exports): 37 columns.

A book has one pair of dates. Its id may repeat, with other editions. Lists of genres and moods are JSON in a cell.
"""

from typing import Final

from chalicelib.ingest.dialects.table import ANY_TEXT, ISBN, NUMBER, RATING, Column, Dialect

_DATE: Final = r"([0-9]{4}-[0-9]{2}-[0-9]{2}.*)?"
_FLAG: Final = r"(true|false|Yes|No|TRUE|FALSE)?"

HARDCOVER: Final = Dialect(
    source="hardcover",
    site="Hardcover",
    how_to_export="Export your library again at hardcover.app: Settings > Exports.",
    telling=frozenset(
        {
            *("hardcover book id", "hardcover edition id", "duration in seconds", "review contains spoilers"),
            *("sponsored review", "review slate", "compilation", "isbn 10", "isbn 13", "date finished", "lists"),
            *("review media url", "country code", "language code", "privacy"),
        }
    ),
    required=("Title",),
    row_marks=("Title", "Status", "Hardcover Book ID", "ISBN 10", "ISBN 13", "Date Added", "Rating"),
    repeats_ids=True,
    id_prefix="hardcover:",
    statuses={
        "want to read": "to-read",
        "currently reading": "currently-reading",
        "read": "read",
        "did not finish": "did-not-finish",
        "stopped": "did-not-finish",
        "dnf": "did-not-finish",
        "paused": "paused",
        "ignored": "ignored",
    },
    infers_status=True,
    formats={"book": "print", "physical book": "print", "comic": "print"},
    columns=(
        Column("Title", "title"),
        Column("Author", "author", names="listed"),
        Column("Series", "series"),
        Column("Status", "status", r"[A-Za-z ]*"),
        Column("Privacy", None),
        Column("Hardcover Book ID", "id", r"[0-9]*"),
        Column("Hardcover Edition ID", None, r"[0-9]*"),
        Column("ISBN 10", "isbn", ISBN),
        Column("ISBN 13", "isbn13", ISBN),
        Column("ASIN", None, r"[0-9A-Za-z]*"),
        Column("Media", "media"),
        Column("Country Code", None),
        Column("Language Code", "language"),
        Column("Binding", "binding"),
        Column("Pages", "pages", NUMBER),
        Column("Duration in Seconds", None, NUMBER),
        Column("Publish Date", "year_published", _DATE),
        Column("Publisher", "publisher"),
        Column("Moods", "moods"),
        Column("Tags", "tags"),
        Column("Lists", "shelves"),
        Column("Date Added", "date_added", _DATE),
        Column("Date Started", "date_started", _DATE),
        Column("Date Finished", "date_read", _DATE),
        Column("Rating", "rating", rf"({RATING})?"),
        Column("Review", "review", ANY_TEXT),
        Column("Review Contains Spoilers", "spoiler", _FLAG),
        Column("Sponsored Review", None, _FLAG),
        Column("Private Notes", None, ANY_TEXT),
        Column("Owned", None, _FLAG),
        Column("Compilation", None, _FLAG),
        Column("Review Slate", None, ANY_TEXT),
    ),
)
