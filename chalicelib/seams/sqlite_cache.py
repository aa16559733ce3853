"""The enrichment cache as a table in one SQLite file."""

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from chalicelib.errors import CacheUnavailable


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
