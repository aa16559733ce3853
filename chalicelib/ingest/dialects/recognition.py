"""Tells by its columns whose file it is, and opens it. Its name tells nothing: The StoryGraph's may be called as
Goodreads'.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from chalicelib.errors import BadExport
from chalicelib.ingest.dialects.sites.bookwyrm import BOOKWYRM
from chalicelib.ingest.dialects.sites.goodreads import GOODREADS
from chalicelib.ingest.dialects.sites.hardcover import HARDCOVER
from chalicelib.ingest.dialects.sites.librarything import LIBRARYTHING, LIBRARYTHING_JSON
from chalicelib.ingest.dialects.sites.own import OWN_FILE
from chalicelib.ingest.dialects.sites.storygraph import STORYGRAPH
from chalicelib.ingest.dialects.table import Dialect
from chalicelib.ingest.foreign_files import recognise_header
from chalicelib.ingest.rows.csv_rows import CsvFile, CsvRow
from chalicelib.ingest.rows.csv_text import HOW_TO_EXPORT, WHAT_IS_TAKEN, delimiter_of, first_line
from chalicelib.ingest.rows.json_rows import JsonFile, first_keys
from chalicelib.ingest.rows.row_recovery import RowShape, split_line
from chalicelib.ingest.rows.tab_rows import TabFile

DIALECTS: Final = (GOODREADS, STORYGRAPH, LIBRARYTHING, LIBRARYTHING_JSON, HARDCOVER, BOOKWYRM, OWN_FILE)
_ENOUGH: Final = 2
_MARKS: Final = re.compile(rb"(?:\xef\xbb\xbf)*(?=\xef\xbb\xbf)")


class RowFile(Protocol):
    """A file of any form: its columns, what separates its cells, and its rows, which can be read once."""

    @property
    def header(self) -> list[str]: ...

    @property
    def delimiter(self) -> str: ...

    def rows(self, shape: RowShape, *, max_rows: int) -> Iterator[CsvRow]: ...


def open_rows(data: bytes) -> tuple[RowFile, Dialect]:
    """Return the rows of a file and its dialect; Goodreads' where none is known, so that missing columns are named.

    Raises `BadExport` for what is no text, and for the file of a site whose files are not taken.
    """
    data = data[_repeated_marks(data) :]
    if data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{":
        dialect = recognise(first_keys(data), is_json=True)
        if dialect:
            return JsonFile(data, [(column.name, column.separator) for column in dialect.columns]), dialect
    table = _as_utf8(data)
    header, _ = split_line(first_line(table), delimiter_of(table))
    dialect = recognise(header)
    if dialect and not dialect.is_quoted and delimiter_of(table) == TabFile.delimiter:
        return TabFile(table), dialect
    likeliest = dialect or GOODREADS
    file = CsvFile(data, likeliest.how_to_export)
    if dialect is None and (foreign := recognise_header(file.header)):
        raise BadExport(f"This is {foreign}. {WHAT_IS_TAKEN} {HOW_TO_EXPORT}")
    return file, likeliest


def _repeated_marks(data: bytes) -> int:
    """How many bytes stand before the last one of several byte order marks: each tool may add its own."""
    match = _MARKS.match(data)
    return match.end() if match else 0


def _as_utf8(data: bytes) -> bytes:
    """A text in UTF-16 with its mark as UTF-8: so LibraryThing writes its table for Excel."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    return data.decode("utf-16", "replace").encode("utf-8", "replace")


def recognise(header: Iterable[str], *, is_json: bool = False) -> Dialect | None:
    """Return the dialect of which the header has the most telling columns, or None with fewer than two of any.

    A file that several tools have passed may have telling columns of two dialects.
    """
    names = {name.strip().casefold() for name in header}
    counts = ((one, len(one.telling & names)) for one in DIALECTS if one.is_json == is_json)
    found, count = max(counts, key=lambda pair: pair[1])
    return found if count >= _ENOUGH else None
