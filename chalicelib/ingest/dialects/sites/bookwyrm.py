"""BookWyrm's export (Settings > Export Book List), of any instance.

Until 2022 it had no authors, until 2024 neither dates nor shelves; columns of ids come and go. Of a book it tells one
reading, one review and one shelf of several, in a random order of rows. Some books have Goodreads' id, too.
"""

from typing import Final

from chalicelib.ingest.dialects.table import ANY_TEXT, ISBN, NUMBER, RATING, Column, Dialect

_DATE: Final = r"([0-9]{4}-[0-9]{2}-[0-9]{2}.*)?"

BOOKWYRM: Final = Dialect(
    source="bookwyrm",
    site="BookWyrm",
    how_to_export="Export your books again on your BookWyrm site: Settings > Export Book List.",
    telling=frozenset(
        {
            *("author_text", "remote_id", "openlibrary_key", "finna_key", "libris_key", "inventaire_id"),
            *("librarything_key", "goodreads_key", "bnf_id", "isfdb", "oclc_number", "review_cw", "review_content"),
            *("stopped_date", "shelf_name", "shelf_date", "aasin"),
        }
    ),
    required=("title",),
    row_marks=("title", "remote_id", "isbn_10", "isbn_13", "rating", "finish_date", "shelf"),
    repeats_ids=True,
    id_prefix="bookwyrm:",
    statuses={
        "to-read": "to-read",
        "reading": "currently-reading",
        "read": "read",
        "stopped-reading": "did-not-finish",
    },
    names_other_shelves=True,
    infers_status=True,
    plain_shelves=frozenset({"to read", "want to read", "currently reading", "reading", "read", "stopped reading"}),
    columns=(
        Column("title", "title"),
        Column("author_text", "author", names="listed", expected=False),
        Column("remote_id", "id", r"(https?://\S+)?"),
        Column("goodreads_key", "goodreads_key", r"[0-9]*", expected=False),
        Column("isbn_10", "isbn", ISBN),
        Column("isbn_13", "isbn13", ISBN),
        Column("pages", "pages", NUMBER, expected=False),
        Column("start_date", "date_started", _DATE, expected=False),
        Column("finish_date", "date_read", _DATE, expected=False),
        Column("stopped_date", "date_stopped", _DATE, expected=False),
        Column("rating", "rating", rf"({RATING})?", expected=False),
        Column("review_name", "review_name", expected=False),
        Column("review_cw", "spoiler_alert", ANY_TEXT, expected=False),
        Column("review_content", "review", ANY_TEXT, expected=False),
        Column("shelf", "status", r"[a-z0-9-]*", expected=False),
        Column("shelf_name", "shelves", expected=False, separator="\n"),
        Column("shelf_date", "date_added", _DATE, expected=False),
        Column("asin", None, r"[0-9A-Za-z]*"),
        Column("review_published", None, _DATE),
    ),
)
