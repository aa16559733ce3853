"""What a file says of what a provider once told: only this application's own CSV does."""

from typing import Final, cast, get_args

from chalicelib.ingest.dialects.cells import whole
from chalicelib.ingest.dialects.file_columns import Record
from chalicelib.ingest.own_file.cells import read_list
from chalicelib.ingest.parsed_export import KnownFacts
from chalicelib.models import MatchedBy

COVER_HOSTS: Final = frozenset({"covers.openlibrary.org", "books.google.com"})
"""The hosts whose covers the pages show."""
_COVER_ADDRESSES: Final = tuple(f"https://{host}/" for host in sorted(COVER_HOSTS))
_GENRE_SOURCES: Final = frozenset({"open_library", "google_books", "shelves", "series"})
MOST_GENRES: Final = 20
"""Providers give eight; a reader may correct them."""
_MOST_SETTINGS: Final = 5


def facts_of(record: Record) -> KnownFacts:
    """The facts in a row. Somebody may have written in the file, so values that no provider gives are left out."""
    votes = whole(record.get("community_ratings", ""))
    matched_by = record.get("matched_by", "").strip()
    genres = _items(record.get("genres", ""), MOST_GENRES)
    return KnownFacts(
        genres=genres,
        genre_sources=tuple(one for one in _items(record.get("genre_sources", ""), 4) if one in _GENRE_SOURCES),
        matched_by=cast(MatchedBy, matched_by) if matched_by in get_args(MatchedBy) else None,
        thumbnail_url=cover_address(record.get("cover", "")),
        small_thumbnail_url=cover_address(record.get("small_cover", "")),
        community_ratings=votes if votes is not None and votes >= 0 else None,
        places=_items(record.get("places", ""), _MOST_SETTINGS),
        people=_items(record.get("people", ""), _MOST_SETTINGS),
        times=_items(record.get("times", ""), _MOST_SETTINGS),
    )


def _items(cell: str, most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read_list(cell)))[:most]


def cover_address(address: str) -> str | None:
    """The address where it is one of a cover that the pages show, else None."""
    is_shown = address.startswith(_COVER_ADDRESSES) and address.isascii() and address.isprintable()
    return address if is_shown and " " not in address else None
