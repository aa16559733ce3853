"""Makes the book of a row: what its cells tell, typed."""

from collections.abc import Iterator

from chalicelib.ingest.book_format import Format, format_of
from chalicelib.ingest.dialects.cells import average, listed, listed_names, positive, rating, reads, year
from chalicelib.ingest.dialects.file_columns import FileColumns, Record
from chalicelib.ingest.dialects.table import Field
from chalicelib.ingest.parsed_export import BookAnalytics, Reading
from chalicelib.ingest.partial_date import PartialDate, parse_date
from chalicelib.isbn import parse_isbn, to_isbn13


def dates_in(record: Record) -> Iterator[str]:
    """The cells of a row that hold a date, which together tell whether days come first."""
    yield record.get("date_read", "")
    yield record.get("date_started", "")
    yield record.get("date_added", "")


def authors_of(record: Record, columns: FileColumns) -> tuple[str, ...]:
    """The authors in a row's own cell for them, the main one first; "" where it names none."""
    column = columns.column_of.get("author")
    cell = record.get("author", "")
    if column and column.names == "listed":
        return listed_names(cell, column.separator, main_first=True) or ("",)
    return (cell,)


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
        isbn = parse_isbn(text("isbn"))
        review = text("review")
        binding = text("binding")
        all_reads = self._reads(record)
        date_read = self._date(record, "date_read") or next((one.end for one in reversed(all_reads) if one.end), None)
        stars = rating(record.get("rating", ""))
        return BookAnalytics(
            goodreads_id=goodreads_id,
            title=record["title"],
            author=author,
            additional_authors=tuple(dict.fromkeys((*others, *self._list(record, "additional_authors")))),
            isbn=isbn if isbn and len(isbn) == 10 else None,
            isbn13=to_isbn13(parse_isbn(text("isbn13")) or isbn),
            my_rating=stars,
            average_rating=average(record.get("average_rating", "")),
            publisher=text("publisher"),
            binding=binding,
            format=self._format(binding),
            num_pages=positive(record.get("pages", "")),
            year_published=year(record.get("year_published", "")),
            original_publication_year=year(record.get("original_year", "")),
            date_read=date_read,
            date_added=self._date(record, "date_added"),
            reading_status=self._status(text("status"), all_reads, is_rated=stars is not None),
            bookshelves=self._list(record, "shelves"),
            my_review=review,
            has_spoilers=record.get("spoiler", "").strip().casefold() == "true" or "<spoiler>" in (review or ""),
            read_count=self._read_count(record, all_reads),
            reads=all_reads,
            moods=self._list(record, "moods"),
            pace=text("pace"),
            source_id=text("id"),
        )

    def _date(self, record: Record, field: Field) -> PartialDate | None:
        return parse_date(record.get(field, ""), day_first=self._day_first)

    def _list(self, record: Record, field: Field) -> tuple[str, ...]:
        column = self._columns.column_of.get(field)
        if column is None:
            return ()
        read = listed_names if column.names == "listed" else listed
        return read(record[field], column.separator)

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

    def _format(self, binding: str | None) -> Format | None:
        return self._dialect.formats.get((binding or "").casefold()) or format_of(binding)

    def _status(self, word: str | None, all_reads: tuple[Reading, ...], *, is_rated: bool) -> str | None:
        if word:
            return self._dialect.statuses.get(word.casefold(), word)
        if not self._dialect.infers_status:
            return None
        if is_rated or any(one.end for one in all_reads):
            return "read"
        return "currently-reading" if all_reads else None
