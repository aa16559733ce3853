"""Decides where a row of a CSV ends when a quotation mark in it is missing or is one too many.

In CSV a quotation mark at the start of a cell makes commas and line breaks part of the cell, up to the next single
quotation mark. When that one is missing, the cell runs on over the rows below, in the worst case to the end of the
file. But a review may rightly stand on several lines, and may even contain rows that its reader pasted from an export.
The rules below tell the two apart. They are asked about a row that stands on several lines, that ends with the file
inside a cell, that is too large, or that has another number of cells than the header.

1. They look at three things. The quotation marks are right when each closing one stands before a comma or the end of a
   line. The cells fit when they are as many as the header has and each looks like a cell of its column: digits as Book
   Id, 0 to 5 as My Rating, one line as Publisher, and so on. A line inside the row begins like a row when its
   first cell is a Book Id; where that is not the first column, when it starts like a row (rule 4).
2. A row is kept when its quotation marks are right and its cells fit. One of the two is enough when no line inside
   begins like a row. So a review with pasted rows is kept: it is closed where it should be. A cell that has run over
   rows ends at a quotation mark that opened a cell of a later row, and text follows that mark.
3. Two broken rows can look like one good row: the first has lost a closing quotation mark, the second an opening one.
   So a row is not kept when a line break in it hides the end of a row: the text before the break ends with cells for
   the columns behind the open cell (`,,,1,0`), and the line behind it begins like a row. The end of a pasted row looks
   the same, but there the text before the break has all cells of a row or has its quotation marks doubled.
4. A row that is not kept ends before the first line that starts like a row, and the file is read on from there. A line
   starts like a row when its cells up to the last required column are there and fit.
5. A row that is not kept is rejected with all its lines, except when it stands on one line and its cells fit without
   the quotation mark that opens the unclosed cell.

A line of a pasted row that stands in a broken row is taken for a row of the file: nothing tells it apart there.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


def split_line(line: str, delimiter: str) -> tuple[list[str], bool]:
    """Return the cells of one line of CSV, and whether all of its quoted cells are closed.

    A cell that is not closed is the last one; it keeps the line's end.
    """
    # The reader asks for a second line when the first does not end the row.
    reader = csv.reader((line, ""), delimiter=delimiter)
    return next(reader), reader.line_num == 1


class KeptRow(NamedTuple):
    """A row that stands on the first `line_count` lines; `cells` is None when they cannot be read as a row."""

    cells: list[str] | None
    line_count: int


class LineBreak(NamedTuple):
    """A line break inside a cell: the index of the cell's column, and its raw text on the line that the break ends."""

    column: int
    text: str


class ReadRow:
    """A row as any CSV reader reads it: its `lines`, its `cells`, and the `breaks` between the lines.

    `closed` is false when the last line ends inside a cell.
    """

    def __init__(self, line: str, delimiter: str) -> None:
        self._delimiter = delimiter
        self.lines = [line]
        self.cells, self.closed = split_line(line, delimiter)
        self.breaks: list[LineBreak] = []

    def read_on(self, lines: Iterable[str], *, most_cells: int) -> None:
        """Take lines until the row is closed.

        Stops when a line ends inside a cell that is already one too many: a quotation mark is broken, and what follows
        belongs to other rows.
        """
        if self.closed:
            return
        open_cell = [self.cells.pop()]
        text = _raw(open_cell[0])
        for line in lines:
            self.breaks.append(LineBreak(len(self.cells), text))
            self.lines.append(line)
            text = line
            if '"' not in line:
                open_cell.append(line)
                continue
            (rest, *others), self.closed = split_line(f'"{line}', self._delimiter)
            open_cell.append(rest)
            if self.closed or others:
                self.cells += ["".join(open_cell), *others]
                if self.closed or len(self.cells) > most_cells:
                    return
                open_cell = [self.cells.pop()]
                text = _raw(open_cell[0])
        self.cells.append("".join(open_cell))


@dataclass(frozen=True, slots=True)
class RowShape:
    """What the rows of one file look like.

    `width` is the number of columns, `last_required` the index of the last required one. `values` has the pattern of a
    cell by the index of its column; a column that may hold any text has none. `id_first` is true when the first column
    is the Book Id.
    """

    delimiter: str
    width: int
    last_required: int
    values: Mapping[int, re.Pattern[str]]
    id_first: bool

    def check(self, row: ReadRow) -> KeptRow:
        """Return the row that the lines of `row` start with. The time is linear in the length of the lines."""
        if not self._hides_end_of_row(row):
            faults = [not self._is_well_quoted(row.lines), not self._is_row(row.cells)]
            if not any(faults) or (not all(faults) and not any(map(self._begins_row, row.lines[1:]))):
                return KeptRow(row.cells, len(row.lines))
        starts = (count for count, line in enumerate(row.lines) if count and self._starts_row(line))
        line_count = next(starts, len(row.lines))
        return KeptRow(self._without_stray_mark(row.lines[0]) if line_count == 1 else None, line_count)

    def is_fragment(self, cells: list[str]) -> bool:
        """Return whether cells end before the last required column and do not begin with a Book Id, as rows do."""
        return self.id_first and len(cells) <= self.last_required and not self._fit(cells[:1])

    def _is_well_quoted(self, lines: list[str]) -> bool:
        try:
            next(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return False
        return True

    def _is_row(self, cells: list[str]) -> bool:
        return len(cells) == self.width and self._fit(cells)

    def _fit(self, cells: list[str], first_column: int = 0) -> bool:
        """Whether cells look like those of the columns from `first_column` on."""
        for index, cell in enumerate(cells, first_column):
            pattern = self.values.get(index)
            if pattern and not pattern.fullmatch(cell):
                return False
        return True

    def _begins_row(self, line: str) -> bool:
        if not self.id_first:
            return self._starts_row(line)
        first, _, _ = line.partition(self.delimiter)
        return bool(self.values[0].fullmatch(first))

    def _starts_row(self, line: str) -> bool:
        if re.match(rf'[^"{self.delimiter}]*"(?:{self.delimiter}|[\r\n]|\Z)', line):
            return False  # the end of a quoted cell, whose line break stands above
        cells, _ = self._split(line)
        return len(cells) > self.last_required and self._fit(cells[: self.last_required + 1])

    def _hides_end_of_row(self, row: ReadRow) -> bool:
        return any(
            self._begins_row(line) and self._ends_row(text, column) and not self._is_pasted_row(text)
            for (column, text), line in zip(row.breaks, row.lines[1:], strict=True)
        )

    def _ends_row(self, text: str, column: int) -> bool:
        """Whether the text ends with a cell for each column behind `column`, and one of them is more than empty.

        A pasted row has all its quotation marks doubled, and so its own are not right where it stands.
        """
        count = self.width - 1 - column
        cells, _ = self._split(text)
        last = cells[-count:]
        return (
            len(cells) > count
            and self._fit(last, column + 1)
            and any(cell for index, cell in enumerate(last, column + 1) if index in self.values)
            and self._is_well_quoted([text])
        )

    def _is_pasted_row(self, text: str) -> bool:
        """Whether the raw text of a cell up to a line break is a pasted row, perhaps with words before it."""
        cells, _ = self._split(text.replace('""', '"'))
        return len(cells) >= self.width and self._fit(cells[1 - self.width :], 1)

    def _without_stray_mark(self, line: str) -> list[str] | None:
        """The cells of a line without the quotation mark that opens an unclosed cell; None when they do not fit."""
        cells, closed = self._split(line)
        if closed:
            return None
        raw = _raw(cells[-1])
        cells, _ = self._split(line.removesuffix(f'"{raw}') + raw)
        return cells if self._is_row(cells) else None

    def _split(self, line: str) -> tuple[list[str], bool]:
        """The cells of one line read by itself, and whether it ends outside of quotation marks."""
        return split_line(line, self.delimiter)


def _raw(cell: str) -> str:
    """The text of a quoted cell as it stands in the file, without the quotation marks around it."""
    return cell.replace('"', '""')
