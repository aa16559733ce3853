"""Runs in order -> the SQLite file. Rows come in the order of their keys, so that every page is filled once."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from chalicelib.enrichment.catalogue.records import FORMAT
from chalicelib.enrichment.catalogue.sqlite_catalogue import TABLES
from scripts.catalogue.assembling import AUTHORS_FILE, PACKED
from scripts.catalogue.runs import Row, Runs, runs_of
from scripts.catalogue.workers import Workers

_FIRST: Final = itemgetter(0)


class SortTask(NamedTuple):
    """A range of keys whose rows are to be put in order."""

    folder: Path
    kind: str
    number: int


def write_authors(folder: Path) -> None:
    """Put the names of all authors into a file of their own, unless it is there."""
    path = folder / AUTHORS_FILE
    if path.exists():
        return
    runs = Runs(folder, "authors")
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with _new_file(unfinished) as connection:
        connection.execute("CREATE TABLE authors (id INTEGER PRIMARY KEY, names TEXT NOT NULL)")
        for number in runs.ranges():
            # A record that stands in the dump twice counts once, as it stands last.
            names: dict[int, str] = dict(runs.rows(number))
            connection.executemany("INSERT INTO authors VALUES (?, ?)", sorted(names.items()))
    unfinished.replace(path)


def written_of(path: Path) -> str | None:
    """What the catalogue at `path` says it is made of; None where there is none that can be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            found = connection.execute("SELECT value FROM about WHERE name = 'made_of'").fetchone()
    except sqlite3.Error:
        return None
    return str(found[0]) if found else None


def write_catalogue(
    path: Path, folder: Path, about: Mapping[str, str], workers: Workers, advance: Callable[[float], None]
) -> None:
    """Write the file at `path` from the runs in `folder`, with `about`; `advance` is told the part that is done."""
    path.unlink(missing_ok=True)
    with _new_file(path) as connection:
        for table in TABLES:
            connection.execute(table)
        connection.executemany("INSERT INTO about VALUES (?, ?)", {"format": str(FORMAT), **about}.items())
        runs = Runs(folder, PACKED)
        for number in runs.ranges():
            connection.executemany("INSERT INTO works VALUES (?, ?)", runs.rows(number))
        advance(0.4)
        connection.execute("ATTACH ? AS names", (str(folder / AUTHORS_FILE),))
        connection.execute("INSERT INTO authors SELECT id, names FROM names.authors ORDER BY id")
        advance(0.5)
        for kind, statement, done in (
            ("isbns", "INSERT INTO isbns VALUES (?, ?, ?, ?, ?)", 0.7),
            ("goodreads", "INSERT INTO goodreads VALUES (?, ?, ?, ?, ?)", 0.75),
            ("titles", "INSERT INTO titles VALUES (?, ?)", 1.0),
        ):
            numbers = Runs(folder, kind).ranges()
            tasks = [SortTask(folder, kind, number) for number in numbers]
            for rows in workers.map(_in_order, tasks):
                connection.executemany(statement, rows)
            advance(done)


def _in_order(task: SortTask) -> list[Row]:
    rows: list[Row] = sorted(set(runs_of(task.folder, task.kind).rows(task.number)))
    if task.kind == "titles":
        return rows
    # Of several editions with one number the first is the best; what it was judged by is not kept.
    return [(key, *next(same)[3:]) for key, same in groupby(rows, _FIRST)]


@contextmanager
def _new_file(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that is written in one go. Nobody reads it yet, so it needs no journal."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
