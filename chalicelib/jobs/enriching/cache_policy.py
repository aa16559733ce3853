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

    `isbn:9780140283334`, `goodreads:5129`, each where the book has it; `title:<folded title>|<folded author>` for a
    book without ISBN; last, where there is more than one of these, all that was asked: `isbn:… goodreads:… title:…`.
    """
    isbn = f"isbn:{book.isbn13}" if book.isbn13 else ""
    goodreads = f"goodreads:{book.goodreads_number}" if book.goodreads_number else ""
    titled = _titled(book)
    alone = (isbn, goodreads, "" if isbn else titled)
    everything = " ".join(part for part in (isbn, goodreads, titled) if part)
    return tuple(dict.fromkeys(key for key in (*alone, everything) if key))


def key_of(result: EnrichedBook, book: BookInfo) -> str | None:
    """The key under which a book's result is stored; None for a book without a key.

    Under a number alone stands only what was matched by it, under the title alone only what was matched by that. Any
    other result depends on the title that this reader's file gives to the number, and another reader's file may give
    another one.
    """
    keys = cache_keys(book)
    if not keys:
        return None
    found_by = {"isbn": "isbn:", "goodreads_id": "goodreads:", "title_author": "title", None: ""}[result.matched_by]
    return next((key for key in keys if found_by and key.startswith(found_by)), keys[-1])


def _titled(book: BookInfo) -> str:
    folded = title_author_key(book.title, book.author)
    if len(folded) > _LONGEST_KEY:
        return f"title-sha256:{hashlib.sha256(folded.encode()).hexdigest()}"
    return f"title:{folded}" if folded else ""


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
