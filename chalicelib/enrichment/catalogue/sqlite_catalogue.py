"""The catalogue in one SQLite file, which is only read here: `make catalogue` puts a new file in its place."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from chalicelib.enrichment.catalogue.interface import Edition
from chalicelib.enrichment.catalogue.records import FORMAT
from chalicelib.errors import CatalogueUnavailable

TABLES: Final = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE works (id INTEGER PRIMARY KEY, record BLOB NOT NULL)",
    "CREATE TABLE authors (id INTEGER PRIMARY KEY, names TEXT NOT NULL)",
    "CREATE TABLE isbns (isbn13 INTEGER PRIMARY KEY, work INTEGER, edition INTEGER, cover INTEGER, language TEXT)",
    "CREATE TABLE goodreads (id INTEGER PRIMARY KEY, work INTEGER, edition INTEGER, cover INTEGER, language TEXT)",
    "CREATE TABLE titles (key INTEGER, work INTEGER, PRIMARY KEY (key, work)) WITHOUT ROWID",
)
BETWEEN_NAMES: Final = "\n"
_ABOUT: Final = "SELECT name, value FROM about"
_ISBNS: Final = (
    "SELECT isbn13, work, edition, cover, language FROM isbns WHERE isbn13 IN (SELECT value FROM json_each(?))"
)
_GOODREADS: Final = (
    "SELECT id, work, edition, cover, language FROM goodreads WHERE id IN (SELECT value FROM json_each(?))"
)
_TITLES: Final = "SELECT key, work FROM titles WHERE key IN (SELECT value FROM json_each(?))"
_WORKS: Final = "SELECT id, record FROM works WHERE id IN (SELECT value FROM json_each(?))"
_AUTHORS: Final = "SELECT id, names FROM authors WHERE id IN (SELECT value FROM json_each(?))"


class SQLiteCatalogue:
    """`chalicelib.enrichment.catalogue.interface.Catalogue` in the file at `path`.

    The file is opened for each call, so that one which has taken its place is read from the next call on.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def dump_date(self) -> str:
        """See `Catalogue`; raises `CatalogueUnavailable` too for a file of another format."""
        rows = dict(self._select(_ABOUT))
        if rows.get("format") != str(FORMAT) or "dump_date" not in rows:
            raise CatalogueUnavailable(f"the catalogue {self._path.name} is of another format: build it anew")
        return str(rows["dump_date"])

    def editions_by_isbn13(self, isbns: Collection[str]) -> dict[str, Edition]:
        rows = self._select(_ISBNS, isbns)
        return {str(isbn): _edition(row) for isbn, *row in rows}

    def editions_by_goodreads_id(self, ids: Collection[str]) -> dict[str, Edition]:
        rows = self._select(_GOODREADS, ids)
        return {str(number): _edition(row) for number, *row in rows}

    def works_by_title(self, keys: Collection[int]) -> dict[int, tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        for key, work in self._select(_TITLES, keys):
            found[key] = (*found.get(key, ()), work)
        return found

    def works(self, ids: Collection[int]) -> dict[int, bytes]:
        return dict(self._select(_WORKS, ids))

    def authors(self, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        rows = self._select(_AUTHORS, ids)
        return {number: tuple(names.split(BETWEEN_NAMES)) for number, names in rows}

    def _select(self, statement: str, keys: Iterable[str | int] | None = None) -> list[tuple[Any, ...]]:
        # Texts of digits become numbers, as the columns are.
        asked = None if keys is None else json.dumps([int(key) for key in keys])
        with self._connection() as connection:
            return connection.execute(statement, () if asked is None else (asked,)).fetchall()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        # A finished file never changes, so nobody has to lock it, and it may lie where nobody may write.
        address = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise CatalogueUnavailable(f"the catalogue {self._path.name} cannot be read: {error}") from error


def _edition(row: list[Any]) -> Edition:
    work, edition, cover, language = row
    return Edition(work, edition, cover or 0, language or "")
