"""What a file says of what a provider once told: only this application's own CSV does."""

from collections.abc import Mapping
from typing import Any, Final, cast, get_args

from chalicelib.ingest.corrections_file import DROPPED, MOST_GENRES, correction_of, cover_address
from chalicelib.ingest.dialects.cells import whole
from chalicelib.ingest.dialects.file_columns import Record
from chalicelib.ingest.own_file.cells import read_list
from chalicelib.ingest.parsed_export import KnownFacts
from chalicelib.models import MatchedBy

_GENRE_SOURCES: Final = frozenset({"open_library", "google_books", "shelves", "series"})
_MOST_SETTINGS: Final = 5
_MOST_PROVIDED: Final = 5


def facts_of(record: Record) -> KnownFacts:
    """The facts in a row. Somebody may have written in the file, so values that no provider gives are left out."""
    votes = whole(record.get("community_ratings", ""))
    matched_by = record.get("matched_by", "").strip()
    correction = _correction(record)
    has_cover = "thumbnail_url" not in correction
    return KnownFacts(
        genres=_genres(record) if "genres" not in correction else (),
        genre_sources=tuple(one for one in _items(record.get("genre_sources", ""), 4) if one in _GENRE_SOURCES),
        matched_by=cast(MatchedBy, matched_by) if matched_by in get_args(MatchedBy) else None,
        thumbnail_url=cover_address(record.get("cover", "")) if has_cover else None,
        small_thumbnail_url=cover_address(record.get("small_cover", "")) if has_cover else None,
        community_ratings=votes if votes is not None and votes >= 0 else None,
        places=_items(record.get("places", ""), _MOST_SETTINGS),
        people=_items(record.get("people", ""), _MOST_SETTINGS),
        times=_items(record.get("times", ""), _MOST_SETTINGS),
        provided=_items(record.get("provided", ""), _MOST_PROVIDED),
        correction=correction or None,
    )


def _genres(record: Record) -> tuple[str, ...]:
    return _items(record.get("genres", ""), MOST_GENRES)


def _correction(record: Record) -> Mapping[str, Any]:
    """What the reader had corrected of the book, as it may be sent again; nothing where a value may not be."""
    named = _items(record.get("corrected", ""), 3)
    values: dict[str, Any] = {}
    if "genres" in named:
        values["genres"] = list(_genres(record))
    if "thumbnail_url" in named:
        values["thumbnail_url"] = record.get("cover") or None
    if "matched_by" in named:
        values["match"] = DROPPED
    return values if values and correction_of({**values, "goodreads_id": "any"}) else {}


def _items(cell: str, most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read_list(cell)))[:most]
