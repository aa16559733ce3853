"""Catalogues of a few rows, made by hand: in a SQLite file, and imported from there into a table of moto's."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from moto.core.responses import ActionResult
from moto.dynamodb.exceptions import ResourceInUseException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.dynamodb.models.table_import import TableImport
from moto.dynamodb.responses import DynamoHandler
from py_partiql_parser import JsonParser

from chalicelib.enrichment.catalogue.interface import Edition
from chalicelib.enrichment.catalogue.records import FORMAT, Work, pack
from chalicelib.enrichment.catalogue.sqlite_catalogue import TABLES

DUMP_DATE: Final = "2026-10-31"
DUNE: Final = pack(Work("Dune", authors=(79034,), subjects=("Science fiction", "Deserts — “fiction”")))
WITHOUT_WORK: Final = pack(Work("Ein Heft ohne Werk"))


def catalogue_file(
    path: Path,
    *,
    isbns: Mapping[int, Edition] | None = None,
    goodreads: Mapping[int, Edition] | None = None,
    titles: Mapping[int, Sequence[int]] | None = None,
    works: Mapping[int, bytes] | None = None,
    authors: Mapping[int, Sequence[str]] | None = None,
    made_as: int = FORMAT,
    dump_date: str = DUMP_DATE,
) -> Path:
    """A finished catalogue of these rows; an edition's cover of 0 and its empty language are NULL in the file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in TABLES:
            connection.execute(table)
        connection.executemany("INSERT INTO about VALUES (?, ?)", [("format", str(made_as)), ("dump_date", dump_date)])
        for table, editions in (("isbns", isbns), ("goodreads", goodreads)):
            rows = [
                (key, e.work, e.edition, e.cover or None, e.language or None) for key, e in (editions or {}).items()
            ]
            connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)", rows)
        pairs = [(key, work) for key, listed in (titles or {}).items() for work in listed]
        connection.executemany("INSERT INTO titles VALUES (?, ?)", pairs)
        connection.executemany("INSERT INTO works VALUES (?, ?)", list((works or {}).items()))
        names = [(number, "\n".join(listed)) for number, listed in (authors or {}).items()]
        connection.executemany("INSERT INTO authors VALUES (?, ?)", names)
    return path


def small_catalogue(path: Path, **changes: Any) -> Path:
    """A catalogue with a row or two of every kind."""
    rows: dict[str, Any] = {
        "isbns": {
            9780441172719: Edition(893415, 7353617, 8739161, "eng"),
            9783161484100: Edition(-27_000_001, 27_000_001, 0, ""),
        },
        "goodreads": {234225: Edition(893415, 7353617, 8739161, "eng"), 7: Edition(893415, 5, 0, "")},
        "titles": {0x1A2B3C: (-27_000_001, 893415, 893416), 2**48 - 1: (893415,), 0: (893416,)},
        "works": {893415: DUNE, -27_000_001: WITHOUT_WORK},
        "authors": {79034: ("Frank Herbert", 'Herbert, "Frank"', "Φρανκ Χέρμπερτ"), 8: ("Nur Einer",)},
    }
    return catalogue_file(path, **{**rows, **changes})


class Imports:
    """How moto imports: what DynamoDB does and moto does not, and what a test wants to go wrong.

    While `held` is set, imports that begin run on until `let_go`. `outcome` and `lost` are the status that an import
    ends with and how many of its items are missing then. `started` counts the imports.
    """

    def __init__(self) -> None:
        self.held = False
        self.outcome = ""
        self.lost = 0
        self.started = 0
        self.by_token: dict[str, TableImport] = {}
        self.running: set[str] = set()
        self._go = threading.Event()
        self._reached = threading.Event()
        self._threads: list[threading.Thread] = []

    def begin(self, one: TableImport, start: Callable[[TableImport], None]) -> None:
        """Start the thread of an import, and wait until it has ended or is held."""
        self.started += 1
        self._threads.append(one)
        if not self.held:
            start(one)
            one.join(timeout=30)
            return
        self._go.clear()
        self._reached.clear()
        self.running.add(one.table_name)
        start(one)
        assert self._reached.wait(timeout=30)

    def end(self, one: TableImport, read: Callable[..., None], *stores: Any) -> None:
        """Read the files, in the thread of an import, and come to the end that the test wants."""
        read(one, *stores)
        status, one.status = one.status, "IN_PROGRESS"
        if one.table_name in self.running:
            self._reached.set()
            assert self._go.wait(timeout=30)
            self.running.remove(one.table_name)
        one.imported_count -= self.lost
        if self.outcome:
            one.failure_code, one.failure_message = "ItemValidationError", "for this test"
        one.status = self.outcome or status

    def let_go(self, *_: object) -> None:
        """Let the imports that are held end, and wait for that."""
        self.held = False
        self._go.set()
        for thread in self._threads:
            thread.join(timeout=30)


@contextmanager
def imports_as_documented() -> Iterator[Imports]:
    """Lend moto what its import from S3 lacks.

    moto's reader of JSON does not know escapes; a client token that is known starts nothing; and a table is in the
    state CREATING until its import has ended, and cannot be deleted then.
    """
    imports = Imports()
    start, read, handle = TableImport.start, TableImport._process_s3_files, DynamoHandler.import_table
    describe, delete = Table.describe, DynamoDBBackend.delete_table

    def import_once(self: DynamoHandler) -> ActionResult:
        backend, token = self.dynamodb_backend, self.body["ClientToken"]
        if token not in imports.by_token:
            answer = handle(self)
            imports.by_token[token] = next(reversed(backend.table_imports.values()))
            return answer
        return ActionResult({"ImportTableDescription": imports.by_token[token].response()})

    def describe_state(self: Table, base_key: str = "TableDescription") -> Any:
        described = describe(self, base_key)
        if self.name in imports.running:
            described[base_key]["TableStatus"] = "CREATING"
        return described

    def delete_unless_creating(self: DynamoDBBackend, name: str) -> Table:
        if name in imports.running:
            raise ResourceInUseException
        return delete(self, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JsonParser, "parse", staticmethod(lambda original: map(json.loads, original.splitlines())))
        patch.setattr(TableImport, "start", lambda self: imports.begin(self, start))
        patch.setattr(TableImport, "_process_s3_files", lambda self, *stores: imports.end(self, read, *stores))
        patch.setattr(DynamoHandler, "import_table", import_once)
        patch.setattr(Table, "describe", describe_state)
        patch.setattr(DynamoDBBackend, "delete_table", delete_unless_creating)
        try:
            yield imports
        finally:
            imports.let_go()
