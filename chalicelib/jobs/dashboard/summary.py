"""The figures over the books of a dashboard."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, get_args

from chalicelib.ingest.book_format import Format
from chalicelib.models import Json

UNKNOWN_FORMAT: Final = "unknown"
GIVEN_UP: Final = frozenset(
    {
        *("did-not-finish", "didnt-finish", "didn-t-finish", "did-not-finish-dnf", "dnf", "dnfed"),
        *("could-not-finish", "couldnt-finish", "couldn-t-finish", "never-finished", "not-finished", "unfinished"),
        *("abandoned", "dropped", "given-up", "gave-up", "gave-up-on", "stopped", "stopped-reading", "quit"),
        *("abgebrochen", "nicht-beendet", "abandonné", "abandonnés", "abandonado", "abandonados"),
        *("abbandonato", "abbandonati", "avbrutt", "avbruten"),
    }
)
"""Exclusive shelves of books that were begun and not finished; Goodreads has none of its own, readers name theirs.

The page has the same table, in `static/collection/given-up.js`.
"""
_MOST_COMMON: Final = 20
_MOST_HOURS: Final = 60
_BY_THE_PIECE: Final = re.compile("cd|cassette|disc", re.IGNORECASE)


def success_rate(successful: int, total: int) -> float:
    """The successful ones in percent with one decimal; 0.0 when there are none at all, 100.0 only when all are."""
    if not total:
        return 0.0
    return 100.0 if successful == total else min(99.9, round(100 * successful / total, 1))


def times_read(counted: int, ends: Iterable[object]) -> int:
    """How often a book was read: the larger one of the count and the finished reads; either may be incomplete."""
    return max(counted, sum(end is not None for end in ends))


def reads_of(book: Mapping[str, Any]) -> int:
    """How often a read book was read: at least once, since some files do not count. An older dashboard has no reads."""
    return max(1, times_read(book["original_read_count"], (read["end"] for read in book.get("reads") or ())))


def summary_of(books: Sequence[Json], others: Sequence[Json], created_at: str) -> Json:
    """The figures over the read books of a dashboard that was made at `created_at`, ISO 8601 in UTC."""
    ratings = [book["my_rating"] for book in books if book["is_rated"]]
    dates = sorted(book["date_read"] for book in books if book["date_read"])
    formats = Counter(book["format"] or UNKNOWN_FORMAT for book in books)
    last_day = last_day_of(created_at)
    years = [{int(end[:4]) for end in believed_reads(book, last_day)} for book in books]
    by_year = Counter(year for own in years for year in own)
    return {
        "total_books": len(books),
        "read_books": len(books),
        "other_books": len(others),
        "rated_books": len(ratings),
        **genre_figures(books),
        **page_figures(books),
        **_hour_figures(books),
        "unique_authors": len({book["author"] for book in books} - {""}),
        "total_reads": sum(map(reads_of, books)),
        "reading_date_range": {"earliest": dates[0] if dates else None, "latest": dates[-1] if dates else None},
        "reading_years": sorted({book["reading_year"] for book in books if book["reading_year"] is not None}),
        "average_rating": round(sum(ratings) / len(ratings), 2) if ratings else None,
        "books_with_date": sum(book["reading_year"] is not None for book in books),
        "books_given_up": sum(book["reading_status"] in GIVEN_UP for book in others),
        "books_with_year": sum(bool(own) for own in years),
        "books_by_year": {str(year): by_year[year] for year in sorted(by_year)},
        "books_by_rating": {f"{rating:g}": count for rating, count in sorted(Counter(ratings).items())},
        "books_by_format": {name: formats[name] for name in (*get_args(Format), UNKNOWN_FORMAT)},
    }


def last_day_of(created_at: str) -> str:
    """The last day that had begun anywhere on earth by then: a read after it has not happened."""
    return (datetime.fromisoformat(created_at) + timedelta(hours=14)).date().isoformat()


def date_read_of(book: Json) -> str:
    """The date read as far as the file tells it: `2024-05-01`, `2024-05` or `2024`; `0000` without one."""
    return book["date_read"] or book["reading_month_year"] or str(book["reading_year"] or "").zfill(4)


def believed_reads(book: Json, last_day: str) -> list[str]:
    """When a book was read to its end, as far as its dates are believed; the date read comes last.

    One of its reads may be the date read, which is believed as far as `date_precision` says; the others are believed.
    """
    date_read = date_read_of(book)
    ends = [read["end"] for read in book["reads"] if read["end"]]
    if date_read in ends:
        ends.remove(date_read)
    if book["date_precision"]:
        ends.append(date_read)
    return [end for end in ends if end <= last_day[: len(end)]]


def _hour_figures(books: Sequence[Json]) -> Json:
    """Goodreads counts an audiobook's hours as its pages. Many are the pages of a printed book; discs are pieces."""
    hours = [
        book["num_pages"]
        for book in books
        if book["format"] == "audio"
        and book["num_pages"] is not None
        and book["num_pages"] <= _MOST_HOURS
        and not _BY_THE_PIECE.search(book["binding"] or "")
    ]
    return {"total_hours": sum(hours), "books_with_hours": len(hours)}


def genre_figures(books: Sequence[Json]) -> Json:
    """What the summary says of the genres of the read books."""
    genres = Counter(genre for book in books for genre in book["genres"])
    return {
        "genre_enriched_books": (enriched := sum(book["genre_enriched"] for book in books)),
        "genre_enrichment_rate": success_rate(enriched, len(books)),
        "unique_genres": len(genres),
        "most_common_genres": [
            {"genre": genre, "count": count, "percentage": round(100 * count / len(books), 1)}
            for genre, count in sorted(genres.items(), key=lambda item: (-item[1], item[0]))[:_MOST_COMMON]
        ],
    }


def page_figures(books: Sequence[Json]) -> Json:
    """What the summary says of the pages of the read books; an older dashboard has no formats."""
    pages = [book["num_pages"] for book in books if book["num_pages"] is not None and book.get("format") != "audio"]
    return {"total_pages": sum(pages), "books_with_pages": len(pages)}
