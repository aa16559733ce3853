"""What a share holds: a copy of one year of a dashboard, or of its overview, with nothing private in it. Pure.

A field is copied because it is named here: what a later version adds to a book stays private until somebody decides
otherwise. The copy has the shape of a dashboard, so the page reads it as one.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from chalicelib.errors import NothingToShare
from chalicelib.ingest.book_format import format_of
from chalicelib.jobs.dashboard.summary import believed_reads, date_read_of, last_day_of, summary_of
from chalicelib.models import Json

OVERVIEW: Final = "overview"
YEAR: Final = "year"
COPIED: Final[Json] = {
    **{"title": "", "author": "", "additional_authors": [], "isbn": None, "isbn13": None},
    **{"date_read": None, "reading_year": None, "reading_month_year": None, "date_precision": None},
    **{"my_rating": None, "is_rated": False, "average_rating": None, "community_ratings": None},
    **{"num_pages": None, "page_category": None, "format": None, "series": None, "publisher": None, "binding": None},
    **{"publication_year": None, "language": None, "places": [], "people": [], "times": []},
    **{"genres": [], "genre_enriched": False},
    **{"thumbnail_url": None, "small_thumbnail_url": None},
    **{"original_read_count": 0, "was_reread": False, "reads": [], "moods": [], "pace": None, "provided": []},
}
"""The fields of a book that are copied, with what stands in a dashboard from before there was such a field."""
BLANK: Final[Json] = {
    **{"date_added": None, "bookshelves": [], "reading_status": "read", "source_id": None},
    **{"my_review": None, "has_review": False, "has_spoilers": False, "private_notes": None},
    **{"looked_up": True, "enrichment_error": None, "corrected": [], "genre_sources": [], "matched_by": None},
}
"""The other fields of a book, which say the same of each: reviews and notes, shelves and their names, when it was put
there, what the reader has corrected. Where genres come from would tell that, too: from shelves, or from nobody.
"""
_PUBLIC_ID: Final = re.compile("[0-9]+")
"""Goodreads' number of an edition, which everybody's copy has. Other sites' ids are of one reader's own copy."""
_PRECISIONS: Final = {10: "day", 7: "month", 4: "year"}
_LETTERS: Final = {precision: letters for letters, precision in _PRECISIONS.items()}
_DECEMBER: Final = "12"


def shared_copy(dashboard: Json, share_id: str, year: int | None, shared_at: str) -> Json:
    """The copy of one year, or with None of the overview, as it was `shared_at` (ISO 8601 in UTC).

    Raises `NothingToShare` where the dashboard has no book for it.
    """
    made = dashboard["metadata"]["export_timestamp"]
    last_day = last_day_of(made)
    whole = [_as_believed(_copied(book)) for book in dashboard["books"]]
    books = whole if year is None else [part for book in whole if (part := _of_year(book, year, last_day))]
    if not books:
        raise NothingToShare(year)
    running = _running_year([*dashboard["books"], *dashboard["other_books"]], made, last_day)
    view = OVERVIEW if year is None else YEAR
    return {
        "export_id": share_id,
        # Before the books: the server reads no further for the page's title.
        "metadata": {
            "share": {
                "view": view,
                "year": year,
                "shared_at": shared_at,
                "running_year": running if year in (None, running) else None,
                "books": len(books),
                "pages": sum(_pages_read(book, each_read=year is not None) for book in books),
            },
            "export_id": share_id,
            "status": "complete",
            "books_processed": len(books),
            "books_total": len(books),
            "export_timestamp": made,
            "exporter_version": dashboard["metadata"]["exporter_version"],
            "data_schema_version": dashboard["metadata"]["data_schema_version"],
        },
        "summary": summary_of(books, (), made),
        # The id is the first: pages cut a large text between books where one begins.
        "books": [{"goodreads_id": _public_id(book, number), **kept} for number, (book, kept) in _numbered(books)],
        "other_books": [],
    }


def _numbered(books: Iterable[Json]) -> Iterable[tuple[int, tuple[Json, Json]]]:
    """Books with their number from 1 on, and what of each is kept beside its id."""
    return enumerate(((book, {name: book[name] for name in (*COPIED, *BLANK)}) for book in books), start=1)


def _public_id(book: Mapping[str, Any], number: int) -> str:
    found: str = book["goodreads_id"]
    return found if _PUBLIC_ID.fullmatch(found) else f"book-{number}"


def _copied(book: Mapping[str, Any]) -> Json:
    copy = {name: book.get(name, before) for name, before in COPIED.items()}
    if "date_precision" not in book:
        # A dashboard from before it was told: the date is believed as far as it goes.
        copy["date_precision"] = _PRECISIONS[len(date_read_of(copy))] if copy["reading_year"] else None
    if "format" not in book:
        copy["format"] = format_of(copy["binding"])
    return {"goodreads_id": book["goodreads_id"], **copy, **BLANK}


def _as_believed(book: Json) -> Json:
    """The book with its date read as far as that is believed: what is not believed may be the day of shelving."""
    date_read = date_read_of(book)
    believed = date_read[: _LETTERS.get(book["date_precision"], 0)]
    if believed == date_read:
        return book
    reads = list(book["reads"])
    place = next((place for place, read in enumerate(reads) if read["end"] == date_read), None)
    if place is not None:
        reads[place : place + 1] = [{**reads[place], "end": believed}] if believed else []
    return {**book, **_dates_of(believed), "reads": reads}


def _of_year(book: Json, year: int, last_day: str) -> Json | None:
    """A book as it was read in one year, without its reads of other years; None where it was not read in it."""
    ends = [end for end in believed_reads(book, last_day) if int(end[:4]) == year]
    if not ends:
        return None
    main = date_read_of(book)
    dates = {} if book["date_precision"] and ends[-1] == main else _dates_of(max(ends))
    reads = []
    left = list(ends)
    for read in book["reads"]:
        if read["end"] in left:
            left.remove(read["end"])
            begun = read["start"] if read["start"] and int(read["start"][:4]) == year else None
            reads.append({"start": begun, "end": read["end"]})
    times = len(ends)
    return {**book, **dates, "reads": reads, "original_read_count": times, "was_reread": times > 1}


def _dates_of(end: str) -> Json:
    """The fields that tell when a book was read, for a read that ended then; "" where that is not known."""
    return {
        "date_read": end if len(end) == _LETTERS["day"] else None,
        "reading_year": int(end[:4]) if end else None,
        "reading_month_year": end[:7] if len(end) >= _LETTERS["month"] else None,
        "date_precision": _PRECISIONS.get(len(end)),
    }


def _pages_read(book: Json, *, each_read: bool) -> int:
    """The pages of a book, in a year as often as it was read; what is heard has none."""
    if book["num_pages"] is None or book["format"] == "audio":
        return 0
    pages: int = book["num_pages"] * (book["original_read_count"] if each_read else 1)
    return pages


def _running_year(books: Iterable[Mapping[str, Any]], made: str, last_day: str) -> int | None:
    """The year that is not over for the whole library, which the copy alone cannot tell: see `yearInProgress` of the
    page's `models/library.js`.
    """
    days = [""]
    for book in books:
        days.append(book.get("date_added") or "")
        copy = _copied(book)
        # A month or a year may be any of its days: its first is the least that it tells.
        days += [f"{end}-01-01"[: _LETTERS["day"]] for end in believed_reads(copy, last_day)]
    last, today = max(days), made[:10]
    end = last if last and last[:4] < today[:4] else today
    return int(end[:4]) if end == today or end[5:7] < _DECEMBER else None


def title_of(share: Mapping[str, Any]) -> str:
    """What a share is called: "2024 in books: 43 books, 12,345 pages"."""
    name = "A reading life" if share["year"] is None else f"{share['year']} in books"
    pages = [_counted(share["pages"], "page")] if share["pages"] else []
    return f"{name}: {', '.join([_counted(share['books'], 'book'), *pages])}"


def description_of(share: Mapping[str, Any]) -> str:
    """Where a share comes from, and of which day it is."""
    day = date.fromisoformat(share["shared_at"][:10])
    return f"Shared from Goodreads Stats, as it was on {day.day} {day:%B} {day.year}."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
