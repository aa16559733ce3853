"""A finished SQLite catalogue -> gzipped files of DynamoDB JSON, one item a line, for DynamoDB's import from S3.

The keys are those of `chalicelib/enrichment/catalogue/dynamodb_catalogue.py`. The catalogue is read as a stream: memory
holds one row and one buffer, whatever the size of the file.
"""

import base64
import gzip
import io
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import blake2b
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from chalicelib.enrichment.catalogue.dynamodb_catalogue import ABOUT, AUTHOR, BETWEEN, GOODREADS_ID, ISBN, TITLE, WORK
from chalicelib.enrichment.catalogue.records import FORMAT
from chalicelib.enrichment.catalogue.sqlite_catalogue import BETWEEN_NAMES, SQLiteCatalogue
from chalicelib.errors import CatalogueUnavailable

PART_BYTES: Final = 256 * 2**20
"""Of one file, unpacked: some two million items. DynamoDB imports files in parallel, and at most 50,000 of them."""
MOST_WORKS: Final = 200
"""Of one title, those with the lowest numbers: as many as the lookup judges for one book."""
MOST_ITEM_BYTES: Final = 400 * 1024
"""DynamoDB's limit, names of attributes included."""
OVERHEAD_BYTES: Final = 100
"""What DynamoDB adds to each item when it bills storage."""
DIGEST: Final = "digest"
"""The key of the last item, which tells one catalogue from another of the same date."""
_MANIFEST: Final = "export.json"
_LEVEL: Final = 4
_BUFFER_BYTES: Final = 2**20
_DATE: Final = re.compile(r"[0-9A-Za-z]+(-[0-9A-Za-z]+)*")

Tell = Callable[[str], None]
"""Shows a line of progress to whoever waits."""


class ExportFailed(Exception):
    """The files cannot be made; the message says why and what to do."""


@dataclass(frozen=True)
class Export:
    """The files of one catalogue: `parts` are their names in `folder`, without the folder, and packed sizes.

    `digest` is the value of the item `DIGEST`. `source_bytes` are the unpacked files', `table_bytes` the table's as it
    is billed. `left_out` counts rows that are larger than DynamoDB takes.
    """

    folder: Path
    dump_date: str
    digest: str
    items: int
    source_bytes: int
    table_bytes: int
    left_out: int
    parts: tuple[tuple[str, int], ...]

    @property
    def packed_bytes(self) -> int:
        """What is uploaded."""
        return sum(size for _, size in self.parts)


def export_catalogue(file: Path, folder: Path, part_bytes: int = PART_BYTES, tell: Tell = print) -> Export:
    """Write the files of the catalogue in `file` into `folder`, or find those that an earlier call has finished there.

    Files of another catalogue, or of a call that was interrupted, are replaced. Raises `ExportFailed` for a catalogue
    that is missing, of another format or damaged, and for a disk that is full; then `folder` is gone.
    """
    if not file.is_file():
        raise ExportFailed(f"there is no catalogue {file}: make catalogue builds it")
    if finished := _finished(file, folder):
        tell(f"{folder} holds the files of this catalogue already.")
        return finished
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
        export = _write(file, folder, part_bytes, tell)
        manifest = {**asdict(export), "folder": str(folder), "source": _identity(file)}
        (folder / _MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    except (OSError, sqlite3.Error, CatalogueUnavailable, ExportFailed) as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise ExportFailed(f"{folder} cannot be written: {error.strerror}; its files have been removed") from error
        if isinstance(error, sqlite3.Error):
            raise ExportFailed(f"the catalogue {file.name} is damaged ({error}): build it anew") from error
        raise ExportFailed(str(error)) from error
    return export


def _identity(file: Path) -> list[int]:
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _finished(file: Path, folder: Path) -> Export | None:
    """What the manifest says, which is written last; None where it is missing or tells of another file."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest.pop("source") != _identity(file):
            return None
        parts = tuple((str(name), int(size)) for name, size in manifest.pop("parts"))
        export = Export(**{**manifest, "folder": folder, "parts": parts})
        return export if all((folder / name).stat().st_size == size for name, size in parts) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write(file: Path, folder: Path, part_bytes: int, tell: Tell) -> Export:
    dump_date = SQLiteCatalogue(file).dump_date()
    if not _DATE.fullmatch(dump_date):
        raise ExportFailed(f"the catalogue {file.name} has the date {dump_date!r}, which cannot be part of a name")
    digest = blake2b(digest_size=6)
    items = source_bytes = table_bytes = left_out = 0
    parts: list[tuple[str, int]] = []
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        rows = chain(_rows(connection, dump_date), _digest_of(digest))
        row = next(rows, None)
        while row:
            part = folder / f"items-{len(parts) + 1:05d}.json.gz"
            written = 0
            # Without name and time in it, the same items make the same bytes.
            with part.open("wb") as packed, gzip.GzipFile("", "wb", _LEVEL, packed, mtime=0) as zipped:
                unpacked = io.BufferedWriter(zipped, _BUFFER_BYTES)
                while row and written < part_bytes:
                    key, value = row
                    size = len(key) + len(value if isinstance(value, bytes) else value.encode()) + len("kv")
                    if size > MOST_ITEM_BYTES:
                        left_out += 1
                    else:
                        line = _line(key, value)
                        unpacked.write(line)
                        digest.update(line)
                        written += len(line)
                        table_bytes += size + OVERHEAD_BYTES
                        items += 1
                    row = next(rows, None)
                unpacked.flush()
            parts.append((part.name, part.stat().st_size))
            source_bytes += written
            tell(f"{items:,} items in {len(parts)} files")
    # The last value is the digest of all items before it.
    return Export(folder, dump_date, str(value), items, source_bytes, table_bytes, left_out, tuple(parts))


def _digest_of(digest: blake2b) -> Iterator[tuple[str, str | bytes]]:
    """The last item; its value is taken when the items before it have been written."""
    yield DIGEST, digest.hexdigest()


def _line(key: str, value: str | bytes) -> bytes:
    if isinstance(value, bytes):
        typed = '{"B":"' + base64.b64encode(value).decode() + '"}'
    else:
        typed = '{"S":' + json.dumps(value, ensure_ascii=False) + "}"
    return ('{"Item":{"k":{"S":"' + key + '"},"v":' + typed + "}}\n").encode()


def _rows(connection: sqlite3.Connection, dump_date: str) -> Iterator[tuple[str, str | bytes]]:
    """Key and value of each item; the tables are read in the order in which they are stored."""
    yield ABOUT, f"{FORMAT}{BETWEEN}{dump_date}"
    for kind, table, column in ((ISBN, "isbns", "isbn13"), (GOODREADS_ID, "goodreads", "id")):
        # The names come from the line above.
        select = f"SELECT {column}, work, edition, cover, language FROM {table} ORDER BY {column}"  # noqa: S608
        for number, work, edition, cover, language in connection.execute(select):
            yield f"{kind}{number}", BETWEEN.join((str(work), str(edition), str(cover or 0), language or ""))
    titles = connection.execute("SELECT key, work FROM titles ORDER BY key, work")
    for key, works in groupby(titles, key=itemgetter(0)):
        yield f"{TITLE}{key:x}", BETWEEN.join(map(str, _chosen(work for _, work in works)))
    for number, record in connection.execute("SELECT id, record FROM works ORDER BY id"):
        yield f"{WORK}{number}", bytes(record)
    for number, names in connection.execute("SELECT id, names FROM authors ORDER BY id"):
        yield f"{AUTHOR}{number}", names.replace(BETWEEN_NAMES, BETWEEN)


def _chosen(works: Iterable[Any]) -> list[int]:
    """Of the works of a title, in rising order, those that are kept: real ones before editions without a work."""
    kept: list[int] = []
    without_work: list[int] = []
    for work in works:
        numbers = kept if work > 0 else without_work
        if len(numbers) < MOST_WORKS:
            numbers.append(work)
    return [*without_work[: MOST_WORKS - len(kept)], *kept]
