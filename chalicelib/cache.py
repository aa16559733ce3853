"""What the providers said, kept for all jobs: the policy, the seam, and SQLite. Holds nothing about readers.

Asked and filled by the Orchestrator. The DynamoDB implementation stands in `dynamodb_cache.py`.
"""

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

from chalicelib.enrichment.matching import title_author_key
from chalicelib.errors import CacheUnavailable, MalformedBook
from chalicelib.isbn import parse_isbn, to_isbn13
from chalicelib.models import BookInfo, EnrichedBook

KNOWN_S: Final = 90 * 86400
"""A book that a provider knows: its genres hardly change."""
UNKNOWN_S: Final = 7 * 86400
"""A book that no provider knows: catalogues grow."""

_IDENTITY: Final = ("book_id", "title", "author")
_LONGEST_KEY: Final = 200


class EnrichmentCache(Protocol):
    """Texts under keys, each with its expiry. Methods raise `CacheUnavailable`; a job then goes on without it."""

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        """Return what is stored and not expired under any of the keys."""

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        """Store each text for its lifetime in seconds, replacing what was there."""


def cache_keys(book: BookInfo) -> tuple[str, ...]:
    """The keys under which an answer for a book may stand, the more telling first; none where nothing can be asked.

    `isbn:9780140283334`, then `isbn:9780140283334 title:<folded title>|<folded author>`; without an ISBN
    `title:<folded title>|<folded author>`.
    """
    isbn13 = to_isbn13(parse_isbn(book.isbn13) or parse_isbn(book.isbn))
    folded = title_author_key(book.title, book.author)
    if len(folded) > _LONGEST_KEY:
        titled = f"title-sha256:{hashlib.sha256(folded.encode()).hexdigest()}"
    else:
        titled = f"title:{folded}"
    if isbn13:
        return (f"isbn:{isbn13}", f"isbn:{isbn13} {titled}") if folded else (f"isbn:{isbn13}",)
    return (titled,) if folded else ()


def key_of(result: EnrichedBook, book: BookInfo) -> str | None:
    """The key under which a book's result is stored: what was asked to get it.

    Under the ISBN alone stands only what was matched by it. What was found, or not found, by the title that a reader's
    file gives to an ISBN says nothing about that ISBN in another reader's file.
    """
    keys = cache_keys(book)
    if not keys:
        return None
    return keys[0] if result.matched_by == "isbn" else keys[-1]


def lifetime_s(result: EnrichedBook) -> int | None:
    """How long a result may be kept: None for a failure, a partial one included, which is never cached."""
    if not result.success or result.error_category is not None:
        return None
    return KNOWN_S if result.matched_by is not None and result.genre_enrichment_success else UNKNOWN_S


def to_text(result: EnrichedBook, now: float) -> str:
    """A result as it is stored: without the row's identity, with the day it was found."""
    stored = {name: value for name, value in result.to_json().items() if name not in _IDENTITY}
    found_on = datetime.fromtimestamp(now, UTC).date().isoformat()
    return json.dumps({"found_on": found_on, "result": stored}, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str, book: BookInfo) -> EnrichedBook | None:
    """A stored result as this book's; None when the text is not of the shape that `to_text` writes."""
    try:
        stored: Any = json.loads(text)
        identity = {"book_id": book.book_id, "title": book.title, "author": book.author}
        result = EnrichedBook.from_json({**stored["result"], **identity})
        found_on = str(stored["found_on"])
    except (ValueError, TypeError, KeyError, RecursionError, MalformedBook):
        return None
    return replace(result, processing_logs=(f"cache: found on {found_on}", *result.processing_logs))


class SQLiteCache:
    """A table in one file, shared by threads and processes."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        wanted = json.dumps(list(keys))
        return dict(
            self._run(
                "SELECT key, text FROM enrichment WHERE expires_at > ? AND key IN (SELECT value FROM json_each(?))",
                [(int(self._clock()), wanted)],
            )
        )

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        now = int(self._clock())
        self._run("DELETE FROM enrichment WHERE expires_at <= ?", [(now,)])
        rows = [(key, text, now + lifetimes_s[key]) for key, text in texts.items()]
        self._run("INSERT OR REPLACE INTO enrichment (key, text, expires_at) VALUES (?, ?, ?)", rows)

    def _run(self, statement: str, parameters: list[tuple[Any, ...]]) -> list[tuple[str, str]]:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=10)) as connection, connection:
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS enrichment "
                    "(key TEXT PRIMARY KEY, text TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID"
                )
                if statement.startswith("SELECT"):
                    return connection.execute(statement, parameters[0]).fetchall()
                connection.executemany(statement, parameters)
                return []
        except (sqlite3.Error, OSError) as error:
            raise CacheUnavailable(f"the cache {self._path.name} cannot be used: {error}") from error
