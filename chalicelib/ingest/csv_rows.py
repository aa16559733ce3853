"""The bytes of an uploaded CSV -> its rows, each with its line. What is no text or has no end is refused, unread.

An upload is bounded in bytes; here it is bounded in what it unfolds to: a byte of CSV may become an empty cell, which
costs eight, and a reader's own buffers take four for every letter.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import Final

from chalicelib.errors import BadExport, UploadTooLarge
from chalicelib.ingest.foreign_files import recognise_bytes

HOW_TO_EXPORT: Final = "Export your library again at goodreads.com: My Books > Import and export > Export Library."
_MOST_COMMAS: Final = 50_000
"""In one row, those inside its cells included: a long review has hundreds."""
_LONGEST_CELL: Final = 1_000_000
"""Letters. Goodreads' own limit for a review is a fiftieth of it; csv's default is 131,072."""
_MOST_BLANK_LINES: Final = 100_000
_PIECE: Final = 1 << 20

csv.field_size_limit(_LONGEST_CELL)


class Rows:
    """The rows of a CSV below its `header`; to be iterated once.

    Raises `BadExport` for what is no readable CSV, at once or while it is iterated, and `UploadTooLarge` for more than
    `max_rows` rows.
    """

    def __init__(self, data: bytes, *, max_rows: int) -> None:
        _refuse_what_is_no_text(data)
        self._lines = _Lines(data, _delimiter(data))
        self._reader = csv.reader(self._lines, delimiter=_delimiter(data))
        self._max_rows = max_rows
        self.header = self._next() or []

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (line the row starts on, cells); lines without any cell are not rows."""
        count = blank = 0
        line = self._reader.line_num + 1
        while (row := self._next()) is not None:
            if row:
                count += 1
                if count > self._max_rows:
                    raise UploadTooLarge(
                        f"The file has more than {self._max_rows} rows, the most that one upload may have. "
                        "Split it into several files."
                    )
                yield line, row
            else:
                blank += 1
                if blank > _MOST_BLANK_LINES:
                    raise BadExport(f"The file has more than {_MOST_BLANK_LINES:,} blank lines. {HOW_TO_EXPORT}")
            line = self._reader.line_num + 1

    def _next(self) -> list[str] | None:
        try:
            row = next(self._reader, None)
        except csv.Error as error:
            line = self._reader.line_num
            raise BadExport(f"The file is no readable CSV (line {line}: {error}). {HOW_TO_EXPORT}") from error
        self._lines.row_ended()
        return row


class _Lines:
    """The decoded lines of a file, which end where a single row has too many commas."""

    def __init__(self, data: bytes, delimiter: str) -> None:
        # Decoded piece by piece: a text that holds one emoji takes four bytes for each of its letters.
        self._file = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
        self._delimiter = delimiter
        self._delimiters = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._file)
        self._delimiters += line.count(self._delimiter)
        if self._delimiters > _MOST_COMMAS:
            raise BadExport(
                f"A row of the file has more than {_MOST_COMMAS:,} commas: this is not a Goodreads export, or a "
                f"quotation mark is missing. {HOW_TO_EXPORT}"
            )
        return line

    def row_ended(self) -> None:
        self._delimiters = 0


def _refuse_what_is_no_text(data: bytes) -> None:
    foreign = recognise_bytes(data)
    if foreign:
        raise BadExport(f"This is {foreign}, not the CSV file of a Goodreads export. {HOW_TO_EXPORT}")
    wrong_byte = _first_byte_not_in_utf8(data)
    if wrong_byte is not None:
        raise BadExport(
            f"The file is not in UTF-8 (byte {wrong_byte}). If a spreadsheet saved it, save it as 'CSV UTF-8'. "
            f"{HOW_TO_EXPORT}"
        )
    if b"\0" in data:
        raise BadExport(f"The file holds NUL characters, so it is no text file. {HOW_TO_EXPORT}")
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise BadExport(f"The file is empty. {HOW_TO_EXPORT}")


def _first_byte_not_in_utf8(data: bytes) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _PIECE):
        undecided = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + _PIECE], start + _PIECE >= len(data))
        except UnicodeDecodeError as error:
            return start - undecided + error.start
    return None


def _delimiter(data: bytes) -> str:
    """A comma; or what spreadsheets in countries with a decimal comma write instead."""
    header = data[:4096].partition(b"\n")[0]
    return ";" if header.count(b";") > header.count(b",") else ","
