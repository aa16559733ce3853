"""Which results are cached for all jobs, under which key and for how long. Nothing about readers is cached.

The Orchestrator reads and fills the cache; `seams/cache.py` is the interface to where it is stored.
"""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.enrichment.matching import title_author_key
from chalicelib.errors import MalformedBook
from chalicelib.models import BookInfo, EnrichedBook

KNOWN_S: Final = 90 * 86400
"""A book that a provider knows: its genres hardly change."""
UNKNOWN_S: Final = 7 * 86400
"""A book that no provider knows: catalogues grow."""

_IDENTITY: Final = ("book_id", "title", "author")
_LONGEST_KEY: Final = 200


def cache_keys(book: BookInfo) -> tuple[str, ...]:
    """The keys under which a result for a book may be stored, the more reliable first; none for a book without a name.

    `isbn:9780140283334`, then `isbn:9780140283334 title:<folded title>|<folded author>`; without an ISBN
    `title:<folded title>|<folded author>`.
    """
    folded = title_author_key(book.title, book.author)
    if len(folded) > _LONGEST_KEY:
        titled = f"title-sha256:{hashlib.sha256(folded.encode()).hexdigest()}"
    else:
        titled = f"title:{folded}"
    if book.isbn13:
        return (f"isbn:{book.isbn13}", f"isbn:{book.isbn13} {titled}") if folded else (f"isbn:{book.isbn13}",)
    return (titled,) if folded else ()


def key_of(result: EnrichedBook, book: BookInfo) -> str | None:
    """The key under which a book's result is stored; None for a book without a key.

    Only a result that was matched by the ISBN is stored under the ISBN alone. Any other result depends on the title
    that this reader's file gives to the ISBN, and another reader's file may give another one.
    """
    keys = cache_keys(book)
    if not keys:
        return None
    return keys[0] if result.matched_by == "isbn" else keys[-1]


def lifetime_s(result: EnrichedBook) -> int | None:
    """How many seconds a result may be cached; None for one that may not be cached.

    A failure is not cached, even of one provider of two. Nor is a result for which Google Books was not asked because
    its quota was used up: Google may know the book, and the quota comes back.
    """
    if not result.success or result.error_category is not None or "google_books_quota" in result.not_asked:
        return None
    return KNOWN_S if result.matched_by is not None and result.genre_enrichment_success else UNKNOWN_S


def to_text(result: EnrichedBook, now: float) -> str:
    """A result as it is stored: without the row's identity, with the day it was found."""
    stored = {name: value for name, value in result.to_json().items() if name not in _IDENTITY}
    found_on = datetime.fromtimestamp(now, UTC).date().isoformat()
    return json.dumps({"found_on": found_on, "result": stored}, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str, book: BookInfo, *, google_key: bool) -> EnrichedBook | None:
    """A stored result as this book's; None when the text is not of the shape that `to_text` writes.

    Also None for a result that was found without a key for Google Books when there is one now (`google_key`), because
    Google might add to it.
    """
    try:
        stored: Any = json.loads(text)
        identity = {"book_id": book.book_id, "title": book.title, "author": book.author}
        result = EnrichedBook.from_json({**stored["result"], **identity})
        found_on = str(stored["found_on"])
    except (ValueError, TypeError, KeyError, RecursionError, MalformedBook):
        return None
    if google_key and "google_books_no_key" in result.not_asked:
        return None
    return replace(result, processing_logs=(f"cache: found on {found_on}", *result.processing_logs))
