"""Reads the bytes of a table with tabs and without quotation marks as rows of cells, each with its line.

In such a table tabs part the cells, line ends the rows, and quotation marks are letters. Its encoding may be mixed:
LibraryThing writes UTF-8, with library records of another encoding in between. So a cell that is no UTF-8 is read as
Latin-1, by itself.
"""

from collections.abc import Iterator
from typing import Final

from chalicelib.errors import BadExport, UploadTooLarge
from chalicelib.ingest.rows.csv_rows import CsvRow
from chalicelib.ingest.rows.csv_text import WHAT_IS_TAKEN
from chalicelib.ingest.rows.row_recovery import RowShape

_MOST_CELLS: Final = 1000
_LONGEST_ROW: Final = 1_000_000
_MOST_LINES: Final = 200_000


class TabFile:
    """The `header` of a table with tabs, and the rows below it.

    Raises `BadExport` when it is no text, or has too long a first line.
    """

    delimiter: Final = "\t"

    def __init__(self, data: bytes) -> None:
        if b"\0" in data:
            raise BadExport(f"The file holds NUL characters, so it is not a text file. {WHAT_IS_TAKEN}")
        line_end = b"\n" if b"\n" in data else b"\r"
        self._lines = data.removeprefix(b"\xef\xbb\xbf").split(line_end, _MOST_LINES)
        _check_size(1, self._lines[0])
        self.header: Final = _cells(self._lines[0])

    def rows(self, shape: RowShape, *, max_rows: int) -> Iterator[CsvRow]:
        """Yield the rows in file order; blank lines are not rows.

        Raises `UploadTooLarge` for more than `max_rows` rows, `BadExport` for too many lines or too large a row.
        """
        if len(self._lines) > _MOST_LINES:
            raise BadExport(f"The file has more than {_MOST_LINES:,} lines. {WHAT_IS_TAKEN}")
        count = 0
        for number, line in enumerate(self._lines[1:], start=2):
            if not line.strip():
                continue
            count += 1
            if count > max_rows:
                raise UploadTooLarge(
                    f"The file has more than {max_rows} rows, the most that one upload may have. "
                    "Split it into several files."
                )
            _check_size(number, line)
            yield CsvRow(number, number, _cells(line))


def _check_size(number: int, line: bytes) -> None:
    if len(line) > _LONGEST_ROW or line.count(b"\t") > _MOST_CELLS:
        raise BadExport(
            f"The row on line {number} has more than {_LONGEST_ROW:,} bytes or {_MOST_CELLS:,} tabs: this is "
            f"not the file of a library. {WHAT_IS_TAKEN}"
        )


def _cells(line: bytes) -> list[str]:
    return [_decoded(cell) for cell in line.rstrip(b"\r").split(b"\t")]


def _decoded(cell: bytes) -> str:
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return cell.decode("latin-1")
