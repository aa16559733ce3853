"""The enrichment cache as a table in one SQLite file."""

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from chalicelib.errors import CacheUnavailable

_VERSION: Final = 2
"""The version of the table's layout, kept in the file's `user_version`. A cache of another version is emptied."""
_LONGEST_WAIT_S: Final = 5.0
"""How long to wait while another process or thread writes."""
_FORM: Final = (
    "DROP TABLE IF EXISTS enrichment",
    "CREATE TABLE enrichment (key TEXT PRIMARY KEY, text TEXT NOT NULL, expires_at INTEGER NOT NULL)",
    "CREATE INDEX enrichment_by_expiry ON enrichment (expires_at)",
    f"PRAGMA user_version = {_VERSION}",
)


class SQLiteCache:
    """`chalicelib.seams.cache.EnrichmentCache` in one file, shared by threads and processes."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        select = "SELECT key, text FROM enrichment WHERE expires_at > ? AND key IN (SELECT value FROM json_each(?))"
        with self._transaction() as connection:
            return dict(connection.execute(select, (int(self._clock()), json.dumps(list(keys)))))

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        now = int(self._clock())
        rows = [(key, text, now + lifetimes_s[key]) for key, text in texts.items()]
        with self._transaction() as connection:
            connection.execute("DELETE FROM enrichment WHERE expires_at <= ?", (now,))
            connection.executemany("INSERT OR REPLACE INTO enrichment (key, text, expires_at) VALUES (?, ?, ?)", rows)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_LONGEST_WAIT_S)) as connection, connection:
                if _version(connection) != _VERSION:
                    connection.execute("BEGIN IMMEDIATE")
                    # Another process may have made the table while this one waited to begin.
                    for statement in _FORM if _version(connection) != _VERSION else ():
                        connection.execute(statement)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise CacheUnavailable(f"the cache {self._path.name} cannot be used: {error}") from error


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
