"""Builds the dashboard JSON from the rows of the export and the results for them, without side effects.

Its keys and types are the contract with every page that shows it; `docs/dashboard-json.md` lists them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from chalicelib import __version__
from chalicelib.enrichment.genres.reader import ReaderGenres
from chalicelib.enrichment.matching import series_in_title
from chalicelib.ingest.date_precision import BookDates, Precision, precision_of_dates
from chalicelib.ingest.parsed_export import BookAnalytics, KnownFacts, ParsedExport
from chalicelib.jobs.dashboard.reader_genres import genres_for_reader
from chalicelib.jobs.dashboard.summary import success_rate, summary_of, times_read
from chalicelib.jobs.dashboard.uncollected import uncollected
from chalicelib.models import EnrichedBook, Json, Series

SCHEMA_VERSION: Final = 2
READ_SHELF: Final = "read"


@dataclass(frozen=True, slots=True)
class JobFigures:
    """How the enrichment of a job went; seconds are wall-clock."""

    chunks: int
    provider_requests: int
    cache_hits: int
    seconds: float


def page_category(num_pages: int | None) -> str | None:
    """One of the contract's four lengths, each of which includes its lower bound."""
    if num_pages is None:
        return None
    if num_pages < 200:
        return "Short (<200)"
    if num_pages < 350:
        return "Medium (200-350)"
    if num_pages < 500:
        return "Long (350-500)"
    return "Very Long (500+)"


@uncollected()
def create_final_dashboard_json(
    job_id: str,
    export: ParsedExport,
    results: Sequence[EnrichedBook],
    figures: JobFigures,
    created_at: str,
) -> Json:
    """Merge rows and results, which are matched by position, into the dashboard.

    `created_at` is ISO 8601 in UTC. Every row of the export is in `books` (the read shelf), in `other_books` or in
    `metadata.rows_rejected`.
    """
    series = [_series(row, result) for row, result in zip(export.books, results, strict=True)]
    genres = genres_for_reader(export.books, results, series)
    dates = [BookDates(row.date_read, row.date_added) for row in export.books]
    precisions = precision_of_dates(dates, uploaded=date.fromisoformat(created_at[:10]))
    merged = [_book(*parts) for parts in zip(export.books, results, series, genres, precisions, strict=True)]
    books = [book for book in merged if book["reading_status"] == READ_SHELF]
    others = [book for book in merged if book["reading_status"] != READ_SHELF]
    failures = Counter(result.error_category or "unknown" for result in results if not result.success)
    not_asked = Counter(reason for result in results for reason in result.not_asked)
    successful = len(results) - failures.total()
    return {
        "export_id": job_id,
        # Before the books: the page shows these figures while it still receives a large library.
        "summary": summary_of(books, others, created_at),
        "metadata": {
            "export_id": job_id,
            "export_timestamp": created_at,
            "exporter_version": __version__,
            "data_schema_version": SCHEMA_VERSION,
            "source": export.source,
            "understood": export.understood(),
            "rows_total": export.rows_total,
            "rows_rejected": [asdict(row) for row in export.rejected],
            "columns_missing": list(export.columns_missing),
            "enrichment": {
                "successful": successful,
                "failed": failures.total(),
                "success_rate": success_rate(successful, len(results)),
                "failures": dict(sorted(failures.items())),
                "not_asked": dict(sorted(not_asked.items())),
                **asdict(figures),
            },
        },
        "books": books,
        "other_books": others,
    }


def _book(
    row: BookAnalytics,
    result: EnrichedBook,
    series: Series | None,
    genres: ReaderGenres,
    precision: Precision | None,
) -> Json:
    known = row.known or KnownFacts()
    if known.genres:
        genres = ReaderGenres(known.genres, known.genre_sources)
    is_audio = row.format == "audio"
    # A provider's pages are those of a printed edition: beside the hours of other audiobooks they would be taken for
    # hours.
    num_pages = row.num_pages if is_audio else row.num_pages or result.num_pages
    return {
        "goodreads_id": row.goodreads_id,
        "title": row.title,
        "author": row.author,
        "additional_authors": list(row.additional_authors),
        "isbn": row.isbn,
        "isbn13": row.isbn13,
        "date_read": row.date_read.iso() if row.date_read else None,
        "date_added": row.date_added.iso() if row.date_added else None,
        "reading_year": row.date_read.year if row.date_read else None,
        "reading_month_year": row.date_read.month_year() if row.date_read else None,
        "date_precision": precision,
        "my_rating": row.my_rating,
        "average_rating": row.average_rating if row.average_rating is not None else result.average_rating,
        "community_ratings": result.community_ratings if known.community_ratings is None else known.community_ratings,
        "is_rated": row.my_rating is not None,
        "num_pages": num_pages,
        "page_category": None if is_audio else page_category(num_pages),
        "format": row.format,
        "series": asdict(series) if series else None,
        "publisher": row.publisher,
        "binding": row.binding,
        "publication_year": row.original_publication_year or row.year_published or result.publication_year,
        "language": row.language or result.language,
        "places": list(known.places or result.places),
        "people": list(known.people or result.people),
        "times": list(known.times or result.times),
        "reading_status": row.reading_status,
        "bookshelves": list(row.bookshelves),
        "genres": list(genres.genres),
        "thumbnail_url": known.thumbnail_url or result.thumbnail_url,
        "small_thumbnail_url": known.small_thumbnail_url or result.small_thumbnail_url,
        "my_review": row.my_review,
        "has_review": row.my_review is not None,
        "has_spoilers": row.has_spoilers,
        "genre_enriched": bool(genres.genres),
        "genre_sources": list(genres.sources),
        "matched_by": known.matched_by or result.matched_by,
        "enrichment_error": result.error_message,
        "was_reread": times_read(row.read_count, (one.end for one in row.reads)) > 1,
        "original_read_count": row.read_count,
        "reads": [
            {"start": one.start.text() if one.start else None, "end": one.end.text() if one.end else None}
            for one in row.reads
        ],
        "moods": list(row.moods),
        "pace": row.pace,
        "source_id": row.source_id,
        "provided": _provided(row, result, series),
        "corrected": [],
        "private_notes": None,
    }


def _provided(row: BookAnalytics, result: EnrichedBook, series: Series | None) -> list[str]:
    """The fields of a book that the file does not tell, or has of a provider, and a provider's answer fills."""
    fields = (
        ("average_rating", row.average_rating, result.average_rating),
        ("num_pages", row.num_pages, None if row.format == "audio" else result.num_pages),
        ("series", None if series is result.series else series, result.series),
        ("publication_year", row.original_publication_year or row.year_published, result.publication_year),
        ("language", row.language, result.language),
    )
    return [name for name, told, found in fields if (name in (row.known or KnownFacts()).provided if told else found)]


def _series(row: BookAnalytics, result: EnrichedBook) -> Series | None:
    """The series that the export names, by itself or in the title; the provider's only where it names none."""
    if row.series:
        return row.series
    if named := series_in_title(row.title):
        return Series(*named)
    return result.series
