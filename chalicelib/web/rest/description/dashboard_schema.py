"""The JSON Schema of the dashboard, field by field; `docs/dashboard-json.md` says in words what each means.

A field that is added to the dashboard is added here and there; tests compare the three.
"""

from typing import Final, get_args

from chalicelib.errors import ErrorCategory
from chalicelib.ingest.book_format import Format
from chalicelib.ingest.corrections_file import LONGEST_ADDRESS, LONGEST_GENRE, MOST_GENRES, VERSION
from chalicelib.ingest.date_precision import Precision
from chalicelib.ingest.dialects.table import Source
from chalicelib.models import MatchedBy, NotAsked
from chalicelib.web.rest.description.json_schema import (
    COUNT,
    FLAG,
    NAME,
    NULL,
    PERCENT,
    TEXT,
    Schema,
    an_object,
    counts,
    counts_by,
    list_of,
    number,
    one_of,
    or_null,
    text,
    whole,
)

JOB_ID: Final = text("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_DAY: Final = text("[0-9]{4}-[0-9]{2}-[0-9]{2}", format="date")
_MOMENT: Final = text(r".*(?:Z|\+00:00)", format="date-time")
_MONTH: Final = text("[0-9]{4}-(?:0[1-9]|1[0-2])")
_PARTIAL_DATE: Final = text("[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-3][0-9])?)?")
_YEAR: Final = whole(1, 9999)
_UNDERSTOOD: Final = ("books", "statuses", "dates", "ratings", "isbns", "formats", "reviews", "rereads")
_RATING: Final = number(exclusiveMinimum=0, maximum=5)
_COVER: Final = text(r"https://(?:covers\.openlibrary\.org|books\.google\.com)/.*")
_SETTINGS: Final = list_of(NAME, maxItems=5)

BOOK: Final[dict[str, Schema]] = {
    "goodreads_id": NAME,
    "title": NAME,
    "author": TEXT,
    "additional_authors": list_of(NAME),
    "isbn": or_null(text("[0-9]{9}[0-9X]")),
    "isbn13": or_null(text("97[89][0-9]{10}")),
    "date_read": or_null(_DAY),
    "date_added": or_null(_DAY),
    "reading_year": or_null(_YEAR),
    "reading_month_year": or_null(_MONTH),
    "date_precision": or_null(one_of(*get_args(Precision))),
    "my_rating": or_null({**_RATING, "multipleOf": 0.25}),
    "is_rated": FLAG,
    "average_rating": or_null(_RATING),
    "community_ratings": or_null(COUNT),
    "num_pages": or_null(whole(1)),
    "page_category": or_null(one_of("Short (<200)", "Medium (200-350)", "Long (350-500)", "Very Long (500+)")),
    "format": or_null(one_of(*get_args(Format))),
    "series": or_null(an_object({"name": NAME, "position": or_null(NAME)})),
    "publisher": or_null(NAME),
    "binding": or_null(NAME),
    "publication_year": or_null(whole(-5000, 9999)),
    "language": or_null(text("[a-z]{3}")),
    "places": _SETTINGS,
    "people": _SETTINGS,
    "times": _SETTINGS,
    "reading_status": or_null(NAME),
    "bookshelves": list_of(NAME),
    "genres": list_of(NAME, maxItems=MOST_GENRES, uniqueItems=True),
    "genre_enriched": FLAG,
    "genre_sources": list_of(one_of("open_library", "google_books", "shelves", "series"), uniqueItems=True),
    "matched_by": or_null(one_of(*get_args(MatchedBy))),
    "enrichment_error": or_null(NAME),
    "looked_up": FLAG,
    "thumbnail_url": or_null(_COVER),
    "small_thumbnail_url": or_null(_COVER),
    "my_review": or_null(NAME),
    "has_review": FLAG,
    "has_spoilers": FLAG,
    "was_reread": FLAG,
    "original_read_count": COUNT,
    "reads": list_of(an_object({"start": or_null(_PARTIAL_DATE), "end": or_null(_PARTIAL_DATE)})),
    "moods": list_of(NAME),
    "pace": or_null(NAME),
    "source_id": or_null(NAME),
    "provided": list_of(one_of("average_rating", "num_pages", "series", "publication_year", "language")),
    "corrected": list_of(one_of("genres", "thumbnail_url", "matched_by"), uniqueItems=True),
    "private_notes": NULL,
}
SUMMARY: Final[dict[str, Schema]] = {
    "total_books": COUNT,
    "read_books": COUNT,
    "other_books": COUNT,
    "rated_books": COUNT,
    "books_with_date": COUNT,
    "books_with_pages": COUNT,
    "total_hours": COUNT,
    "books_with_hours": COUNT,
    "books_with_year": COUNT,
    "books_by_year": counts_by("-?[0-9]+"),
    "books_by_rating": counts_by(r"[0-5](\.[0-9]+)?"),
    "books_by_format": an_object(dict.fromkeys((*get_args(Format), "unknown"), COUNT)),
    "total_reads": COUNT,
    "books_given_up": COUNT,
    "genre_enriched_books": COUNT,
    "genre_enrichment_rate": PERCENT,
    "unique_authors": COUNT,
    "unique_genres": COUNT,
    "total_pages": COUNT,
    "reading_date_range": an_object({"earliest": or_null(_DAY), "latest": or_null(_DAY)}),
    "reading_years": list_of(_YEAR, uniqueItems=True),
    "average_rating": or_null(_RATING),
    "most_common_genres": list_of(an_object({"genre": NAME, "count": whole(1), "percentage": PERCENT}), maxItems=20),
}
ENRICHMENT: Final[dict[str, Schema]] = {
    "successful": COUNT,
    "failed": COUNT,
    "success_rate": PERCENT,
    "failures": counts(*get_args(ErrorCategory), "unknown"),
    "not_asked": counts(*get_args(NotAsked)),
    "chunks": COUNT,
    "provider_requests": COUNT,
    "cache_hits": COUNT,
    "seconds": number(minimum=0),
}
CHANGES: Final[dict[str, Schema]] = {
    "finished": list_of(NAME),
    "rated": list_of(NAME),
    "added": list_of(NAME),
    "gone": an_object({"count": COUNT, "books": list_of(an_object({"title": NAME, "author": TEXT}), maxItems=50)}),
}
CORRECTION: Final[dict[str, Schema]] = {
    "goodreads_id": NAME,
    "isbn13": {"type": ["string", "null"]},
    "title": {"type": ["string", "null"]},
    "author": {"type": ["string", "null"]},
    "genres": list_of(text(minLength=1, maxLength=LONGEST_GENRE), maxItems=MOST_GENRES, uniqueItems=True),
    "thumbnail_url": or_null({**_COVER, "maxLength": LONGEST_ADDRESS}),
    "match": one_of("dropped"),
}
"""What may be told of a book that is corrected."""
CORRECTIONS: Final = an_object(
    {
        "version": {"const": VERSION},
        "books": list_of(
            {
                "type": "object",
                "properties": CORRECTION,
                "required": ["goodreads_id"],
                "anyOf": [{"required": [name]} for name in ("genres", "thumbnail_url", "match")],
                "additionalProperties": False,
            }
        ),
    }
)
"""What a reader sends."""
METADATA: Final[dict[str, Schema]] = {
    "export_id": JOB_ID,
    "status": one_of("processing", "complete", "failed"),
    "books_processed": COUNT,
    "books_total": COUNT,
    "upload_fingerprint": text("[0-9a-f]{32}"),
    "export_timestamp": _MOMENT,
    "previous_export_timestamp": or_null(_MOMENT),
    "changes": or_null(an_object(CHANGES)),
    "corrections": list_of(
        {
            "type": "object",
            "properties": CORRECTION | {"before": {"type": "object", "propertyNames": {"enum": [*BOOK]}}},
            "required": ["goodreads_id", "isbn13", "title", "author", "before"],
            "additionalProperties": False,
        }
    ),
    "exporter_version": text(r"[0-9]+\.[0-9]+\.[0-9]+"),
    "data_schema_version": {"const": 2},
    "source": one_of(*get_args(Source)),
    "understood": an_object(dict.fromkeys(_UNDERSTOOD, COUNT)),
    "rows_total": COUNT,
    "rows_rejected": list_of(an_object({"line": whole(2), "reason": NAME})),
    "columns_missing": list_of(NAME, uniqueItems=True),
    "enrichment": an_object(ENRICHMENT),
}

_BOOKS: Final = list_of({"$ref": "#/$defs/book"})

DASHBOARD_SCHEMA: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Dashboard of Goodreads Stats",
    "description": "Of a complete job, or of one so far. docs/dashboard-json.md says what each field means.",
    **an_object(
        {
            "export_id": JOB_ID,
            "books": {**_BOOKS, "description": "Every book on the read shelf."},
            "other_books": {**_BOOKS, "description": "All other books."},
            "summary": {**an_object(SUMMARY), "description": "Figures over books."},
            "metadata": {
                **an_object(METADATA),
                "description": "Where the dashboard comes from and how the job went.",
            },
        }
    ),
    "$defs": {"book": an_object(BOOK)},
}
