"""Reads a Goodreads export: every row becomes a book, or a rejected row with its line and the reason."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.errors import BadExport
from chalicelib.ingest.book_format import format_of
from chalicelib.ingest.csv_rows import CsvFile, CsvRow
from chalicelib.ingest.csv_text import HOW_TO_EXPORT
from chalicelib.ingest.goodreads_columns import GoodreadsColumns, GoodreadsRow
from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport, RejectedRow
from chalicelib.ingest.partial_date import is_day_first, parse_date
from chalicelib.isbn import parse_isbn, to_isbn13

_LONGEST_NAME = 1000
"""Letters of a title, an author or an id, because these are sent to providers and compared. Other cells are not."""
_MOST_LISTED = 100
"""Shelves, or additional authors, that are kept of one book."""


def parse_export(data: bytes, *, max_books: int) -> ParsedExport:
    """Parse the bytes of an export; file order is kept.

    Every line below the header is blank, or belongs to a book or to a rejected row. A rejected row has the line it
    starts on; when it stands on several lines, its reason names them ("lines 3 to 5").

    Raises `BadExport` for a file that is no Goodreads export (naming the missing columns) or that holds no book, and
    `UploadTooLarge` for more than `max_books` rows.
    """
    export = _Export(data, max_books)
    rows = list(export.rows())
    accepted = [row for row in rows if isinstance(row, _AcceptedRow)]
    _check_has_books(len(accepted))
    day_first = is_day_first([date for row in accepted for date in (row.cells.date_read, row.cells.date_added)])
    return ParsedExport(
        books=tuple(_book(row.goodreads_id, row.cells, day_first) for row in accepted),
        rejected=tuple(row for row in rows if isinstance(row, RejectedRow)),
        rows_total=len(rows),
        columns_missing=export.columns.missing,
    )


def count_books(data: bytes, *, max_books: int) -> int:
    """Return how many books `parse_export` finds in the bytes of an export, at less than a third of its cost.

    Raises the errors that `parse_export` raises.
    """
    count = sum(isinstance(row, _AcceptedRow) for row in _Export(data, max_books).rows())
    _check_has_books(count)
    return count


def _check_has_books(count: int) -> None:
    if not count:
        raise BadExport(f"The file has the columns of a Goodreads export but no row with a book in it. {HOW_TO_EXPORT}")


class _AcceptedRow(NamedTuple):
    """A row that is a book, with an id that no other row of the file has."""

    goodreads_id: str
    cells: GoodreadsRow


class _Export:
    """The rows of one file, each accepted or rejected; the one rule for counting and for parsing."""

    def __init__(self, data: bytes, max_books: int) -> None:
        self._file = CsvFile(data)
        self._max_books = max_books
        self.columns = GoodreadsColumns.from_header(self._file.header, self._file.delimiter)
        self._line_of_id: dict[str, int] = {}
        self._count_of_name: Counter[str] = Counter()

    def rows(self) -> Iterator[_AcceptedRow | RejectedRow]:
        for row in self._file.rows(self.columns.shape, max_rows=self._max_books):
            if row.cells is None:
                yield RejectedRow(row.line, _reason_against_unreadable(row))
                continue
            cells = self.columns.read(row.cells)
            reason = self._reason_against(row.cells, cells)
            if reason:
                several = f" (lines {row.line} to {row.last_line})" if row.last_line > row.line else ""
                yield RejectedRow(row.line, reason + several)
                continue
            goodreads_id = self._identity(cells)
            self._line_of_id[goodreads_id] = row.line
            yield _AcceptedRow(goodreads_id, cells)

    def _reason_against(self, all_cells: list[str], cells: GoodreadsRow) -> str | None:
        width = self.columns.width
        if any(cell.strip() for cell in all_cells[width:]):
            # A cell too many means that a comma or a quotation mark has shifted the others.
            return f"{len(all_cells)} cells for {width} columns: a comma or a quotation mark is not escaped"
        title = cells.title.strip()
        if not title:
            return "the row has no title"
        if "\n" in title or "\r" in title:
            return "the title runs over several lines: a quotation mark is missing"
        for name, cell in (("Title", cells.title), ("Author", cells.author), ("Book Id", cells.book_id)):
            if len(cell) > _LONGEST_NAME:
                return f"the {name} has more than {_LONGEST_NAME} letters: a quotation mark may be missing"
        if self.columns.shape.is_fragment(all_cells):
            return f"only {len(all_cells)} of {width} cells and no Book Id: perhaps this is the rest of the row above"
        book_id = cells.book_id.strip()
        if book_id in self._line_of_id:
            return f"the same Book Id as line {self._line_of_id[book_id]}"
        return None

    def _identity(self, cells: GoodreadsRow) -> str:
        """The Book Id; without one `title-author`, numbered where several rows have the same, so that ids are unique.

        Each number continues from the last one, so that 20,000 such rows do not each search for a free one from 1 on.
        """
        book_id = cells.book_id.strip()
        if book_id:
            return book_id
        name = f"{cells.title}-{cells.author}"
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


def _book(goodreads_id: str, cells: GoodreadsRow, day_first: bool) -> BookAnalytics:
    isbn = parse_isbn(cells.isbn)
    isbn13 = to_isbn13(parse_isbn(cells.isbn13) or isbn)
    rating = _whole(cells.my_rating) or 0
    review = cells.my_review.strip() or None
    return BookAnalytics(
        goodreads_id=goodreads_id,
        title=cells.title,
        author=cells.author,
        additional_authors=_list(cells.additional_authors),
        isbn=isbn if isbn and len(isbn) == 10 else None,
        isbn13=isbn13,
        my_rating=rating if 1 <= rating <= 5 else None,
        average_rating=_average(cells.average_rating),
        publisher=cells.publisher.strip() or None,
        binding=cells.binding.strip() or None,
        format=format_of(cells.binding),
        num_pages=_positive(cells.number_of_pages),
        year_published=_year(cells.year_published),
        original_publication_year=_year(cells.original_publication_year),
        date_read=parse_date(cells.date_read, day_first=day_first),
        date_added=parse_date(cells.date_added, day_first=day_first),
        reading_status=cells.exclusive_shelf.strip() or None,
        bookshelves=_list(cells.bookshelves),
        my_review=review,
        has_spoilers=cells.spoiler.strip().casefold() == "true" or "<spoiler>" in (review or ""),
        read_count=_positive(cells.read_count) or 0,
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            part for part in (piece.strip() for piece in text.split(",", _MOST_LISTED)[:_MOST_LISTED]) if part
        )
    )


def _whole(text: str) -> int | None:
    """A whole number of at most nine digits, also as a spreadsheet may write it ("4.0"); None for anything else."""
    match = re.fullmatch(r"\s*(-?[0-9]{1,9})(?:\.0+)?\s*", text)
    return int(match[1]) if match else None


def _positive(text: str) -> int | None:
    number = _whole(text)
    return number if number and number > 0 else None


def _year(text: str) -> int | None:
    number = _whole(text)
    return number if number and -5000 < number < 10000 else None


def _average(text: str) -> float | None:
    """The community's mean, above 0 and at most 5; Goodreads writes 0.0 for a book that nobody has rated.

    A spreadsheet that writes semicolons writes a decimal comma, too.
    """
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 < number <= 5 else None
