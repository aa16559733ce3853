"""The enrichment cache as one job uses it: its failures cost a bounded time and never fail the job."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from chalicelib.errors import CacheUnavailable
from chalicelib.jobs.enriching.cache_policy import cache_keys, from_text, key_of, lifetime_s, to_text
from chalicelib.models import BookInfo, EnrichedBook
from chalicelib.seams.cache import EnrichmentCache

_LOG: Final = logging.getLogger(__name__)
_MOST_FAILURES: Final = 5
_PATIENCE_S: Final = 15.0
"""Seconds that failing calls may cost a job in all. Until then the next chunk tries the cache again."""


class JobCache:
    """Finds and keeps results for one job. After too many failures, or too slow ones, the job goes on without it.

    `google_key` says whether Google Books can be asked now: see `cache_policy.from_text`.
    """

    def __init__(
        self, cache: EnrichmentCache, *, google_key: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._cache = cache
        self._google_key = google_key
        self._clock = clock
        self._failures = 0
        self._lost_s = 0.0

    def find(self, books: Sequence[BookInfo]) -> list[EnrichedBook | None]:
        """The cached result of each book, in the order of the books; None where there is none."""
        keys = [cache_keys(book) for book in books]
        texts: dict[str, str] = {}
        if wanted := {key for alternatives in keys for key in alternatives}:
            self._try(lambda: texts.update(self._cache.get_many(wanted)))
        return [
            next(filter(None, (self._read(texts[key], book) for key in alternatives if key in texts)), None)
            for book, alternatives in zip(books, keys, strict=True)
        ]

    def keep(self, answered: Iterable[tuple[BookInfo, EnrichedBook]]) -> None:
        """Cache those of the new results that may be cached."""
        now = time.time()
        texts: dict[str, str] = {}
        lifetimes_s: dict[str, int] = {}
        for book, result in answered:
            key, lifetime = key_of(result, book), lifetime_s(result)
            if key is not None and lifetime is not None:
                texts[key], lifetimes_s[key] = to_text(result, now), lifetime
        if texts:
            self._try(lambda: self._cache.put_many(texts, lifetimes_s))

    def _read(self, text: str, book: BookInfo) -> EnrichedBook | None:
        return from_text(text, book, google_key=self._google_key)

    def _try(self, call: Callable[[], None]) -> None:
        if self._failures >= _MOST_FAILURES or self._lost_s >= _PATIENCE_S:
            return
        started = self._clock()
        try:
            call()
        except CacheUnavailable as error:
            self._failures += 1
            self._lost_s += self._clock() - started
            _LOG.warning("the cache failed (%s); this chunk goes on without it", error)
