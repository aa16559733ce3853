"""The types of a parsed export: its books in file order, and the rows that were rejected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.ingest.book_format import Format
from chalicelib.ingest.dialects.table import Source
from chalicelib.ingest.partial_date import PartialDate
from chalicelib.models import BookInfo, MatchedBy, Series


@dataclass(frozen=True, slots=True)
class Reading:
    """One time that a book was read, as far as its dates are known; without an end it goes on, or was given up."""

    start: PartialDate | None
    end: PartialDate | None


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What a file says that a provider once told of a book; what is empty is not known.

    `provided` names the fields of the file that a provider had told. `correction` is what the reader had corrected: it
    is as `corrections_file.py` takes it, without the book's id.
    """

    genres: tuple[str, ...] = ()
    genre_sources: tuple[str, ...] = ()
    matched_by: MatchedBy | None = None
    thumbnail_url: str | None = None
    small_thumbnail_url: str | None = None
    community_ratings: int | None = None
    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    provided: tuple[str, ...] = ()
    correction: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class BookAnalytics:
    """One row of an export, typed. Empty cells and a rating of 0 are None; a rating keeps its quarters.

    `isbn` is the ISBN-10 of the export and `isbn13` its ISBN-13, or the one made from the ISBN-10; both are bare and
    have a valid check digit, or are None. `num_pages` is what the export says; for an audiobook these are hours, or
    discs. `reads` are in the order of time, and may be fewer than `read_count`. `source_id` is the id that the
    file's own site gives to the book. There is no field for private notes, because they are not stored.
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
    reads: tuple[Reading, ...] = ()
    moods: tuple[str, ...] = ()
    pace: str | None = None
    source_id: str | None = None
    language: str | None = None
    series: Series | None = None
    known: KnownFacts | None = None

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
    """A parsed export in file order; `len(books) + len(rejected) == rows_total`.

    `source` is the site whose file it is.
    """

    books: tuple[BookAnalytics, ...]
    rejected: tuple[RejectedRow, ...]
    rows_total: int
    columns_missing: tuple[str, ...]
    source: Source = "goodreads"

    def understood(self) -> dict[str, int]:
        """Of how many books the file tells something that could be read, by what it tells."""
        return {name: sum(map(tells, self.books)) for name, tells in _UNDERSTOOD.items()}


_UNDERSTOOD: Final[dict[str, Callable[[BookAnalytics], bool]]] = {
    "books": lambda book: True,
    "statuses": lambda book: book.reading_status is not None,
    "dates": lambda book: book.date_read is not None,
    "ratings": lambda book: book.my_rating is not None,
    "isbns": lambda book: book.isbn13 is not None,
    "formats": lambda book: book.format is not None,
    "reviews": lambda book: book.my_review is not None,
    "rereads": lambda book: len(book.reads) > 1,
}
