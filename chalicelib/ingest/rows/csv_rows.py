"""Reads the bytes of an uploaded CSV as rows of cells, each with the lines of the file that it stands on.

Every line of the file is the header, is blank, or belongs to exactly one row. A row that cannot be read is yielded
without cells, so that it can be rejected with its lines; `row_recovery` decides where it ends.

The cost of a file is bounded here, because the size of an upload does not bound it: an empty cell is one byte in the
file and eight in memory. A line is read once, and again only when it stands behind a broken quotation mark; all that is
read again is at most `_MOST_READ_AGAIN` times the file.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final, NamedTuple

from chalicelib.errors import BadExport, UploadTooLarge
from chalicelib.ingest.rows.csv_text import HOW_TO_EXPORT, check_is_text, delimiter_of
from chalicelib.ingest.rows.row_recovery import KeptRow, ReadRow, RowShape, split_line

_MOST_COMMAS: Final = 50_000
"""Commas of one row, those inside its cells included; a long review has hundreds."""
_LONGEST_ROW: Final = 1_000_000
"""Letters of one row. Goodreads' own limit for a review is a fiftieth of it; Python's default for a cell is 131,072."""
_MOST_LINES: Final = 200_000
"""Lines of a file, blank ones and those read again included: 10 for each book of the largest library."""
_MOST_READ_AGAIN: Final = 2

csv.field_size_limit(_LONGEST_ROW)


class CsvRow(NamedTuple):
    """A row of a file: the first and the last line that it stands on (the header is line 1), and its cells.

    `cells` is None when the row cannot be read because a quotation mark in it is missing or is one too many.
    """

    line: int
    last_line: int
    cells: list[str] | None


class CsvFile:
    """The `header` of a CSV, its `delimiter`, and the rows below the header, which can be read once.

    Raises `BadExport` when the bytes are not text, or the header is not one line. `how_to_export` ends its sentences.
    """

    def __init__(self, data: bytes, how_to_export: str = HOW_TO_EXPORT) -> None:
        check_is_text(data, how_to_export)
        self.delimiter: Final = delimiter_of(data)
        self._lines = _Lines(data, self.delimiter, how_to_export)
        self.header, closed = split_line(next(self._lines), self.delimiter)
        if not closed:
            raise BadExport(f"A quotation mark is missing in the first line of the file. {how_to_export}")
        self._read_again_left = _MOST_READ_AGAIN * len(data)

    def rows(self, shape: RowShape, *, max_rows: int) -> Iterator[CsvRow]:
        """Yield the rows in file order; blank lines are not rows.

        Raises `UploadTooLarge` for more than `max_rows` rows, and `BadExport` for a row of too many letters or commas
        and for a file of too many lines.
        """
        count = 0
        while (row := self._next(shape)) is not None:
            count += 1
            if count > max_rows:
                raise UploadTooLarge(
                    f"The file has more than {max_rows} rows, the most that one upload may have. "
                    "Split it into several files."
                )
            yield row

    def _next(self, shape: RowShape) -> CsvRow | None:
        self._lines.start_row()
        for line in self._lines:
            if line.strip():
                break
            self._lines.start_row()
        else:
            return None
        first_line = self._lines.number
        row = ReadRow(line, self.delimiter)
        if row.closed and len(row.cells) == shape.width:
            return CsvRow(first_line, first_line, row.cells)
        too_large: BadExport | None = None
        try:
            row.read_on(self._lines, most_cells=shape.width)
        except BadExport as error:
            too_large = error
        kept = shape.check(row)
        behind = row.lines[kept.line_count :]
        letters = sum(map(len, behind))
        if too_large and not behind:
            raise too_large
        if letters <= self._read_again_left:
            self._read_again_left -= letters
            self._lines.give_back(behind)
        else:
            kept = KeptRow(None, len(row.lines))
        return CsvRow(first_line, first_line + kept.line_count - 1, kept.cells)


class _Lines:
    """Iterates over the decoded lines of a file; `number` is that of the last line taken.

    Raises `BadExport`, and does not take the next line, where it would make the row since `start_row`, or the file, too
    large.
    """

    def __init__(self, data: bytes, delimiter: str, how_to_export: str) -> None:
        # Decoded piece by piece: a text that holds one emoji takes four bytes for each of its letters.
        self._file = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
        self._delimiter = delimiter
        self._how_to_export = how_to_export
        self._given_back: list[str] = []
        self._first_of_row = 1
        self._letters = self._delimiters = self._lines_in_all = 0
        self.number = 0

    def start_row(self) -> None:
        """Count the letters and commas of the lines from here on as those of one row."""
        self._first_of_row = self.number + 1
        self._letters = self._delimiters = 0

    def give_back(self, lines: list[str]) -> None:
        """Let these lines, the last that were taken, be read again."""
        self._given_back += reversed(lines)
        self.number -= len(lines)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._given_back.pop() if self._given_back else self._file.readline()
        if not line:
            raise StopIteration
        self._lines_in_all += 1
        self._letters += len(line)
        self._delimiters += line.count(self._delimiter)
        too_large = self._too_large()
        if too_large:
            self._given_back.append(line)
            raise BadExport(f"{too_large} {self._how_to_export}")
        self.number += 1
        return line

    def _too_large(self) -> str | None:
        if self._lines_in_all > _MOST_LINES:
            return f"The file has more than {_MOST_LINES:,} lines, blank lines and line breaks in reviews included."
        if self._letters > _LONGEST_ROW or self._delimiters > _MOST_COMMAS:
            return (
                f"The row that starts on line {self._first_of_row} has more than {_LONGEST_ROW:,} letters or "
                f"{_MOST_COMMAS:,} commas: this is not the file of a library, or a quotation mark is missing."
            )
        return None
