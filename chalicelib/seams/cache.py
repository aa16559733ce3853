"""The interface of the enrichment cache: texts under keys, each with its expiry.

`jobs/enriching/cache_policy.py` chooses them.

`sqlite_cache.py` keeps it in a file on this machine, `dynamodb_cache.py` in a table.
"""

from collections.abc import Collection, Mapping
from typing import Protocol


class EnrichmentCache(Protocol):
    """Texts under keys, each with its expiry. Methods raise `CacheUnavailable`; a job then goes on without it."""

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        """Return what is stored and not expired under any of the keys."""

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        """Store each text for its lifetime in seconds, replacing what was there."""
