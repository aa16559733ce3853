"""The types of a parsed export: its books in file order, and the rows that were rejected."""

from dataclasses import dataclass

from chalicelib.ingest.book_format import Format
from chalicelib.ingest.partial_date import PartialDate
from chalicelib.models import BookInfo


@dataclass(frozen=True, slots=True)
class BookAnalytics:
    """One row of an export, typed. Empty cells and a rating of 0 are None; a rating keeps its quarters.

    `isbn` is the ISBN-10 of the export and `isbn13` its ISBN-13, or the one made from the ISBN-10; both are bare and
    have a valid check digit, or are None. `num_pages` is what the export says; for an audiobook these are hours, or
    discs. There is no field for private notes, because they are not stored.
    """

    goodreads_id: str
    title: str
    author: str
    additional_authors: tuple[str, ...]
    isbn: str | None
    isbn13: str | None
    my_rating: float | None
    average_rating: float | None
    publisher: str | None
    binding: str | None
    format: Format | None
    num_pages: int | None
    year_published: int | None
    original_publication_year: int | None
    date_read: PartialDate | None
    date_added: PartialDate | None
    reading_status: str | None
    bookshelves: tuple[str, ...]
    my_review: str | None
    has_spoilers: bool
    read_count: int

    def info(self) -> BookInfo:
        """What BookProcessor needs to know of this row."""
        return BookInfo(self.title, self.author, self.isbn13, self.goodreads_id)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is not a book: the line of the file that it starts on (the header is line 1), and the reason.

    The reason of a row on several lines names them all ("lines 3 to 5").
    """

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedExport:
    """A parsed export in file order; `len(books) + len(rejected) == rows_total`."""

    books: tuple[BookAnalytics, ...]
    rejected: tuple[RejectedRow, ...]
    rows_total: int
    columns_missing: tuple[str, ...]
