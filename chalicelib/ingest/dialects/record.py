"""Makes the book of a row: what its cells tell, typed."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from chalicelib.ingest.book_format import Format, format_of
from chalicelib.ingest.dialects.cells import (
    MOST_LISTED,
    average,
    isbns,
    listed,
    listed_names,
    pages,
    positive,
    publication,
    rating,
    reads,
    series,
    turned_names,
    year,
)
from chalicelib.ingest.dialects.file_columns import FileColumns, Record
from chalicelib.ingest.dialects.known_facts import facts_of
from chalicelib.ingest.dialects.languages import language_code
from chalicelib.ingest.dialects.table import Dialect, Field, Names
from chalicelib.ingest.own_file.cells import read_list, read_position
from chalicelib.ingest.parsed_export import BookAnalytics, Reading
from chalicelib.ingest.partial_date import PartialDate, parse_date
from chalicelib.isbn import parse_isbn, to_isbn13
from chalicelib.models import Series


def dates_in(record: Record) -> Iterator[str]:
    """The cells of a row that hold a date, which together tell whether days come first."""
    yield record.get("date_read", "")
    yield record.get("date_started", "")
    yield record.get("date_added", "")


def authors_of(record: Record, columns: FileColumns) -> tuple[str, ...]:
    """The authors in a row's own cell for them, the main one first; "" where it names none."""
    column = columns.column_of.get("author")
    cell = record.get("author", "")
    if column is None or column.names == "as written":
        return (cell,)
    if column.names == "last first":
        return turned_names(cell, column.separator) or ("",)
    return listed_names(cell, column.separator, main_first=True) or ("",)


def medium_of(record: Record) -> str:
    """What a row is printed or recorded on, in the file's words; "" where it does not tell."""
    named = record.get("binding") or record.get("media") or publication(record.get("publication", "")).binding
    return (named or "").strip()


def reason_against_medium(record: Record, dialect: Dialect) -> str | None:
    """Why the row is no book: "a film (DVD), not a book"; None for a book, and where the file does not tell."""
    if not dialect.other_media or format_of(medium := medium_of(record)):
        return None
    words = set(re.findall(r"[^\W_]+", medium.casefold()))
    what = next((what for word, what in dialect.other_media.items() if word in words), None)
    return f"{what} ({medium}), not a book" if what else None


class RecordReader:
    """Reads the rows of one file, whose dates have the day first or the month first."""

    def __init__(self, columns: FileColumns, *, day_first: bool) -> None:
        self._columns = columns
        self._dialect = columns.dialect
        self._day_first = day_first

    def book(self, goodreads_id: str, record: Record) -> BookAnalytics:
        """The book of a row. What its cells do not tell is None, or empty."""

        def text(field: Field) -> str | None:
            return record.get(field, "").strip() or None

        author, *others = authors_of(record, self._columns)
        isbn, isbn13 = self._isbns(record)
        review = self._review(record)
        binding = self._known(medium_of(record) or None)
        all_reads = self._reads(record)
        shelves = tuple(dict.fromkeys((*self._list(record, "shelves"), *self._list(record, "tags"))))
        stars = self.stars(record)
        return BookAnalytics(
            goodreads_id=goodreads_id,
            title=record["title"],
            author=author,
            additional_authors=tuple(dict.fromkeys((*others, *self._list(record, "additional_authors")))),
            isbn=isbn,
            isbn13=isbn13,
            my_rating=stars,
            average_rating=average(record.get("average_rating", "")) or average(record.get("community_rating", "")),
            publisher=self._known(text("publisher") or publication(record.get("publication", "")).publisher),
            binding=binding,
            format=self._format(text("format") or text("media") or "", binding),
            num_pages=pages(record.get("pages", "")),
            year_published=year(record.get("year_published", "")),
            original_publication_year=year(record.get("original_year", "")),
            date_read=self._date(record, "date_read") or _last_end(all_reads),
            date_added=self._date(record, "date_added"),
            reading_status=self._status(record, all_reads, shelves, is_rated=stars is not None),
            bookshelves=tuple(one for one in shelves if one.casefold() not in self._dialect.plain_shelves),
            my_review=review,
            has_spoilers=(text("spoiler") or "").casefold() in _YES
            or text("spoiler_alert") is not None
            or "<spoiler>" in (review or ""),
            read_count=self._read_count(record, all_reads),
            reads=all_reads,
            moods=tuple(mood.lower() for mood in self._list(record, "moods")),
            pace=text("pace"),
            source_id=text("id"),
            language=language_code(record.get("language", "")),
            series=self._series(record),
            known=facts_of(record) if "genres" in self._columns.column_of else None,
        )

    def date_read(self, record: Record) -> PartialDate | None:
        """The date in its own cell, else the end of the last read."""
        return self._date(record, "date_read") or _last_end(self._reads(record))

    def stars(self, record: Record) -> float | None:
        """The reader's rating."""
        return rating(record.get("exact_rating", "")) or rating(record.get("rating", ""))

    def _series(self, record: Record) -> Series | None:
        name = record.get("series", "").strip()
        if name and "series_position" in self._columns.column_of:
            return Series(name, read_position(record["series_position"].strip()))
        return series(name)

    def _known(self, text: str | None) -> str | None:
        return None if text is None or text.casefold() in self._dialect.unknown else text

    def _isbns(self, record: Record) -> tuple[str | None, str | None]:
        """The ISBN-10 of its own column, or of a list; the ISBN-13, or the one made of the ISBN-10."""
        own = parse_isbn(record.get("isbn13"))
        listed_ones = (*isbns(record.get("isbn", ""))[:1], *isbns(record.get("isbns", "")))
        ten = next((one for one in listed_ones if len(one) == 10), None)
        thirteen = next((one for one in (own, *listed_ones) if one and len(one) == 13), None)
        return ten, to_isbn13(thirteen or own or ten)

    def _review(self, record: Record) -> str | None:
        column = self._columns.column_of.get("review")
        text = record.get("review", "")
        if column and column.line_break:
            text = text.replace(column.line_break, "\n")
        parts = (record.get("review_name", "").strip(), text.strip())
        return "\n\n".join(filter(None, parts)) or None

    def _date(self, record: Record, field: Field) -> PartialDate | None:
        return parse_date(record.get(field, ""), day_first=self._day_first)

    def _list(self, record: Record, field: Field) -> tuple[str, ...]:
        column = self._columns.column_of.get(field)
        if column is None or not record[field]:
            return ()
        return _LISTS[column.names](record[field], column.separator)

    def _reads(self, record: Record) -> tuple[Reading, ...]:
        """The reads that the file lists, else the one that its dates tell."""
        column = self._columns.column_of.get("reads")
        if column:
            form = {"separator": column.separator, "joint": column.joint}
            if found := reads(record["reads"], **form, day_first=self._day_first):
                return found
        start, end = self._date(record, "date_started"), self._date(record, "date_read")
        return (Reading(start, end),) if start or end else ()

    def _read_count(self, record: Record, all_reads: tuple[Reading, ...]) -> int:
        if "read_count" in self._columns.column_of:
            return positive(record["read_count"]) or 0
        return sum(one.end is not None for one in all_reads) if self._dialect.infers_status else 0

    def _format(self, medium: str, binding: str | None) -> Format | None:
        return self._dialect.formats.get(medium.casefold()) or format_of(medium) or format_of(binding)

    def _status(
        self, record: Record, all_reads: tuple[Reading, ...], shelves: tuple[str, ...], *, is_rated: bool
    ) -> str | None:
        word = record.get("status", "").strip()
        known = self._dialect.statuses.get(word.casefold())
        if known or (word and not self._dialect.names_other_shelves):
            return known or word
        if not self._dialect.infers_status:
            return None
        if any(one.end for one in all_reads):
            return "read"
        if self._date(record, "date_stopped"):
            return "did-not-finish"
        if all_reads:
            return "currently-reading"
        named = {shelf.casefold() for shelf in shelves}
        by_shelf = (status for shelf, status in self._dialect.shelf_statuses.items() if shelf in named)
        return next(by_shelf, "read" if is_rated else None)


def _last_end(all_reads: tuple[Reading, ...]) -> PartialDate | None:
    return next((one.end for one in reversed(all_reads) if one.end), None)


_YES: Final = frozenset({"true", "yes"})
_LISTS: Final[Mapping[Names, Callable[[str, str], tuple[str, ...]]]] = {
    "as written": listed,
    "listed": listed_names,
    "last first": turned_names,
    "quoted": lambda text, separator: read_list(text)[:MOST_LISTED],
}
