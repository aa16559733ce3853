"""Reads the file of a library, of any site: every row becomes a book, or is rejected with its line and the reason."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from chalicelib.errors import BadExport
from chalicelib.ingest.dialects.file_columns import FileColumns, Record
from chalicelib.ingest.dialects.recognition import open_rows
from chalicelib.ingest.dialects.record import RecordReader, authors_of, dates_in, reason_against_medium
from chalicelib.ingest.dialects.table import Field, Source
from chalicelib.ingest.parsed_export import ParsedExport, RejectedRow
from chalicelib.ingest.partial_date import is_day_first
from chalicelib.ingest.rows.csv_rows import CsvRow
from chalicelib.models import Json

_NAMES: Final[tuple[Field, ...]] = ("title", "author", "id")
_MARKS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
_AROUND_NAMES: Final = " \ufeff"
_LONGEST_NAME: Final = 1000
"""Letters of a title, an author or an id, because these are sent to providers and compared. Other cells are not."""


def parse_export(data: bytes, *, max_books: int) -> ParsedExport:
    """Parse the bytes of an export; file order is kept.

    Every line below the header is blank, or belongs to a book or to a rejected row. A rejected row has the line it
    starts on; when it stands on several lines, its reason names them ("lines 3 to 5").

    Raises `BadExport` for a file that is no known export (naming the columns that Goodreads' would have) or that holds
    no book, and `UploadTooLarge` for more than `max_books` rows.
    """
    export = _Export(data, max_books)
    rows = list(export.rows())
    accepted = [row for row in rows if isinstance(row, _AcceptedRow)]
    export.check_has_books(len(accepted))
    day_first = is_day_first([date for row in accepted for date in dates_in(row.record)])
    reader = RecordReader(export.columns, day_first=day_first)
    return ParsedExport(
        books=tuple(reader.book(row.goodreads_id, row.record) for row in accepted),
        rejected=tuple(row for row in rows if isinstance(row, RejectedRow)),
        rows_total=len(rows),
        columns_missing=export.columns.missing,
        source=export.columns.dialect.source,
    )


class Overview(NamedTuple):
    """Whose file it is, how many rows it has, and how many of them are books, with a date read, with a rating."""

    source: Source
    rows: int
    books: int
    dates: int
    ratings: int

    def to_json(self) -> Json:
        """What an upload is answered of its file."""
        return {"source": self.source, "understood": {name: getattr(self, name) for name in self._fields[1:]}}


def look_over(data: bytes, *, max_books: int) -> Overview:
    """Return what `parse_export` finds in the bytes of an export, in numbers and at a third of its cost.

    Raises the errors that `parse_export` raises.
    """
    export = _Export(data, max_books)
    reader = RecordReader(export.columns, day_first=False)
    rows = books = dates = ratings = 0
    for row in export.rows():
        rows += 1
        if isinstance(row, _AcceptedRow):
            books += 1
            dates += reader.date_read(row.record) is not None
            ratings += reader.stars(row.record) is not None
    export.check_has_books(books)
    return Overview(export.columns.dialect.source, rows, books, dates, ratings)


class _AcceptedRow(NamedTuple):
    """A row that is a book, with an id that no other row of the file has."""

    goodreads_id: str
    record: Record


class _Export:
    """The rows of one file, each accepted or rejected; the one rule for counting and for parsing."""

    def __init__(self, data: bytes, max_books: int) -> None:
        self._file, dialect = open_rows(data)
        self._max_books = max_books
        self.columns = FileColumns.from_header(dialect, self._file.header, self._file.delimiter)
        self._names = [(field, column.name.casefold()) for field, column in self.columns.column_of.items()]
        self._line_of_id: dict[str, int] = {}
        self._count_of_name: Counter[str] = Counter()

    def check_has_books(self, count: int) -> None:
        """Raises `BadExport` for a file without a book."""
        if not count:
            dialect = self.columns.dialect
            raise BadExport(
                f"The file has the columns of an export of {dialect.site} but no row with a book in it. "
                f"{dialect.how_to_export}"
            )

    def rows(self) -> Iterator[_AcceptedRow | RejectedRow]:
        for row in self._file.rows(self.columns.shape, max_rows=self._max_books):
            if row.cells is None:
                yield RejectedRow(row.line, _reason_against_unreadable(row))
                continue
            record = self.columns.read(row.cells)
            reason = self._reason_against(row.cells, record)
            if reason:
                several = f" (lines {row.line} to {row.last_line})" if row.last_line > row.line else ""
                yield RejectedRow(row.line, reason + several)
                continue
            goodreads_id = self._identity(record)
            self._line_of_id[goodreads_id] = row.line
            yield _AcceptedRow(goodreads_id, record)

    def _reason_against(self, cells: list[str], record: Record) -> str | None:
        width = self.columns.width
        if any(cell.strip() for cell in cells[width:]):
            # A cell too many means that a comma or a quotation mark has shifted the others.
            mark = _MARKS[self._file.delimiter]
            return f"{len(cells)} cells for {width} columns: a {mark} or a quotation mark is not escaped"
        title = record["title"].strip()
        if not title:
            return "the row has no title"
        if "\n" in title or "\r" in title:
            return "the title runs over several lines: in a table, a quotation mark may be missing"
        for field in _NAMES:
            if len(record.get(field, "")) > _LONGEST_NAME:
                name = self.columns.column_of[field].name
                return f"the {name} has more than {_LONGEST_NAME} letters: a quotation mark may be missing"
        if self._repeats_header(record):
            return "the names of the columns once more, not a book"
        if reason := reason_against_medium(record, self.columns.dialect):
            return reason
        if self.columns.shape.is_fragment(cells):
            return f"only {len(cells)} of {width} cells and no Book Id: perhaps this is the rest of the row above"
        own_id = self._own_id(record)
        if own_id in self._line_of_id and not self.columns.dialect.repeats_ids:
            return f"the same {self.columns.id_name} as line {self._line_of_id[own_id]}"
        return None

    def _repeats_header(self, record: Record) -> bool:
        """Whether a row is the first line again, as where one export was pasted below another."""
        return len(self._names) > 1 and all(
            record[field].strip(_AROUND_NAMES).casefold() == name for field, name in self._names
        )

    def _own_id(self, record: Record) -> str:
        """The row's id as `goodreads_id` has it, unique over all sites; "" where the row has none."""
        key = record.get("goodreads_key", "").strip()
        if key.isdecimal():
            return key
        if other_id := record.get("other_id", "").strip():
            return other_id
        own_id = record.get("id", "").strip()
        return f"{self.columns.dialect.id_prefix}{own_id}" if own_id else ""

    def _identity(self, record: Record) -> str:
        """The row's id, or `title-author`; numbered where several rows have the same, so that ids are unique.

        Each number continues from the last one, so that 20,000 such rows do not each search for a free one from 1 on.
        """
        name = self._own_id(record) or f"{record['title']}-{authors_of(record, self.columns)[0]}"
        while True:
            self._count_of_name[name] += 1
            count = self._count_of_name[name]
            candidate = name if count == 1 else f"{name}-{count}"
            if candidate not in self._line_of_id:
                return candidate


def _reason_against_unreadable(row: CsvRow) -> str:
    lines = f"lines {row.line} to {row.last_line}" if row.last_line > row.line else "the row"
    return (
        f"{lines} cannot be read: a quotation mark is missing or is one too many; the rows below are read as usual. "
        "Correct this one and upload the file again"
    )
