"""Goodreads' CSV export -> typed rows. Every row becomes a book or a rejected row with its line and reason.

The columns are those of Goodreads' own export page (My Books > Import and export): 31 until 2022, 24 since, 23 since
`Average Rating` was dropped in 2026. Which of them a file lacks is told in `ParsedExport.columns_missing`.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass, field

from chalicelib.errors import BadExport
from chalicelib.ingest.csv_rows import HOW_TO_EXPORT, Rows
from chalicelib.ingest.foreign_files import recognise_header
from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport, RejectedRow
from chalicelib.ingest.partial_date import is_day_first, parse_date
from chalicelib.isbn import parse_isbn, to_isbn13

REQUIRED_COLUMNS = ("Title", "Author", "My Rating", "Exclusive Shelf")
OPTIONAL_COLUMNS = (
    "Book Id",
    "Additional Authors",
    "ISBN",
    "ISBN13",
    "Average Rating",
    "Publisher",
    "Binding",
    "Number of Pages",
    "Year Published",
    "Original Publication Year",
    "Date Read",
    "Date Added",
    "Bookshelves",
    "My Review",
    "Spoiler",
    "Read Count",
)
_LONGEST_NAME = 1000
"""Letters of a title, an author or an id: these are sent, logged with a book and compared; the rest is only kept."""
_MOST_LISTED = 100
"""Shelves or additional authors of one book that are kept."""


def parse_export(data: bytes, *, max_books: int) -> ParsedExport:
    """Parse the bytes of an export; file order is kept.

    Raises `BadExport` for what is no Goodreads export (naming the missing columns) or holds no book, and
    `UploadTooLarge` for more than `max_books` rows. A single row that cannot be a book is no error: it is rejected
    with its line number and the others are parsed.
    """
    file = Rows(data, max_rows=max_books)
    columns = _Columns.from_header(file.header)
    rows = [(line, columns.misfit(row), columns.known(row)) for line, row in file]
    day_first = is_day_first([columns.get(row, name) for _, _, row in rows for name in ("Date Read", "Date Added")])
    books: list[BookAnalytics] = []
    rejected: list[RejectedRow] = []
    lines: dict[str, int] = {}
    alike: Counter[str] = Counter()
    for line, misfit, row in rows:
        reason = misfit or _reason_against(columns, row, lines)
        if reason:
            rejected.append(RejectedRow(line, reason))
            continue
        book = _book(columns, row, _identity(columns, row, lines, alike), day_first)
        lines[book.goodreads_id] = line
        books.append(book)
    if not books:
        raise BadExport(f"The file has the columns of a Goodreads export but no row with a book in it. {HOW_TO_EXPORT}")
    return ParsedExport(tuple(books), tuple(rejected), len(rows), columns.missing)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where each known column stands in this file."""

    width: int
    place: dict[str, int]
    order: dict[str, int]
    missing: tuple[str, ...] = field(default=())

    @classmethod
    def from_header(cls, header: list[str]) -> "_Columns":
        known = {name.casefold(): name for name in (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)}
        place: dict[str, int] = {}
        for index, cell in enumerate(header):
            name = known.get(cell.strip().casefold())
            if name in place:
                raise BadExport(f"The column {name} stands in the file twice. {HOW_TO_EXPORT}")
            if name is not None:
                place[name] = index
        lacking = [name for name in REQUIRED_COLUMNS if name not in place]
        if lacking:
            foreign = recognise_header(header)
            what = f"This is {foreign}, not a Goodreads export" if foreign else "This is not a Goodreads export"
            raise BadExport(
                f"{what}: the first line must name the columns, and these are missing: {', '.join(lacking)}. "
                f"{HOW_TO_EXPORT}"
            )
        order = {name: index for index, name in enumerate(place)}
        return cls(len(header), place, order, tuple(name for name in OPTIONAL_COLUMNS if name not in place))

    def known(self, row: list[str]) -> tuple[str, ...]:
        """The cells under known columns, in the order of `place`: nothing else of a row is kept."""
        return tuple(row[index] if index < len(row) else "" for index in self.place.values())

    def get(self, known: tuple[str, ...], name: str) -> str:
        """The cell's text, or "" when the file has no such column or the row ends before it."""
        index = self.order.get(name)
        return "" if index is None else known[index]

    def misfit(self, row: list[str]) -> str | None:
        """Why the row cannot be read by this header: a cell too many means that a comma or quote shifted the rest."""
        surplus = [cell for cell in row[self.width :] if cell.strip()]
        if surplus:
            return f"{len(row)} cells under {self.width} columns: a comma or a quotation mark is not escaped"
        return None


def _reason_against(columns: _Columns, row: tuple[str, ...], lines: dict[str, int]) -> str | None:
    title = columns.get(row, "Title").strip()
    if not title:
        return "the row has no title"
    if "\n" in title or "\r" in title:
        return "the title runs over several lines: a quotation mark is not closed, and rows may be missing"
    for name in ("Title", "Author", "Book Id"):
        if len(columns.get(row, name)) > _LONGEST_NAME:
            return f"the {name} has more than {_LONGEST_NAME} letters: a quotation mark may be missing"
    book_id = columns.get(row, "Book Id").strip()
    if book_id in lines:
        return f"the same Book Id as line {lines[book_id]}"
    return None


def _identity(columns: _Columns, row: tuple[str, ...], lines: dict[str, int], alike: Counter[str]) -> str:
    """The Book Id; without one `title-author`, numbered where several such rows are alike, so that ids stay unique.

    `alike` counts the rows without Book Id under each `title-author`: 20,000 like rows must not look for a free
    number 20,000 times from the start.
    """
    book_id = columns.get(row, "Book Id").strip()
    if book_id:
        return book_id
    base = f"{columns.get(row, 'Title')}-{columns.get(row, 'Author')}"
    while True:
        alike[base] += 1
        candidate = base if alike[base] == 1 else f"{base}-{alike[base]}"
        if candidate not in lines:
            return candidate


def _book(columns: _Columns, row: tuple[str, ...], goodreads_id: str, day_first: bool) -> BookAnalytics:
    def text(name: str) -> str | None:
        return columns.get(row, name).strip() or None

    isbn = parse_isbn(columns.get(row, "ISBN"))
    isbn13 = parse_isbn(columns.get(row, "ISBN13"))
    rating = _whole(columns.get(row, "My Rating")) or 0
    review = text("My Review")
    return BookAnalytics(
        goodreads_id=goodreads_id,
        title=columns.get(row, "Title"),
        author=columns.get(row, "Author"),
        additional_authors=_list(columns.get(row, "Additional Authors")),
        isbn=isbn,
        isbn13=to_isbn13(isbn13 or isbn),
        my_rating=rating if 1 <= rating <= 5 else None,
        average_rating=_average(columns.get(row, "Average Rating")),
        publisher=text("Publisher"),
        binding=text("Binding"),
        num_pages=_positive(columns.get(row, "Number of Pages")),
        year_published=_year(columns.get(row, "Year Published")),
        original_publication_year=_year(columns.get(row, "Original Publication Year")),
        date_read=parse_date(columns.get(row, "Date Read"), day_first=day_first),
        date_added=parse_date(columns.get(row, "Date Added"), day_first=day_first),
        reading_status=text("Exclusive Shelf"),
        bookshelves=_list(columns.get(row, "Bookshelves")),
        my_review=review,
        has_spoilers=columns.get(row, "Spoiler").strip().casefold() == "true" or "<spoiler>" in (review or ""),
        read_count=_positive(columns.get(row, "Read Count")) or 0,
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
