"""Makes the book of a row: what its cells tell, typed."""

from collections.abc import Iterator

from chalicelib.ingest.book_format import format_of
from chalicelib.ingest.dialects.cells import average, listed, positive, rating, reads, year
from chalicelib.ingest.dialects.file_columns import FileColumns, Record
from chalicelib.ingest.dialects.table import Field
from chalicelib.ingest.parsed_export import BookAnalytics, Reading
from chalicelib.ingest.partial_date import PartialDate, parse_date
from chalicelib.isbn import parse_isbn, to_isbn13


def dates_in(record: Record) -> Iterator[str]:
    """The cells of a row that hold dates, which together tell whether days come first."""
    yield record.get("date_read", "")
    yield record.get("date_added", "")


def book_of(goodreads_id: str, record: Record, columns: FileColumns, *, day_first: bool) -> BookAnalytics:
    """The book of a row whose dates are read with the day first, or with the month first."""

    def text(field: Field) -> str | None:
        return record.get(field, "").strip() or None

    isbn = parse_isbn(text("isbn"))
    review = text("review")
    binding = text("binding")
    date_read = parse_date(record.get("date_read", ""), day_first=day_first)
    return BookAnalytics(
        goodreads_id=goodreads_id,
        title=record["title"],
        author=record.get("author", ""),
        additional_authors=listed(record.get("additional_authors", "")),
        isbn=isbn if isbn and len(isbn) == 10 else None,
        isbn13=to_isbn13(parse_isbn(text("isbn13")) or isbn),
        my_rating=rating(record.get("rating", "")),
        average_rating=average(record.get("average_rating", "")),
        publisher=text("publisher"),
        binding=binding,
        format=format_of(binding),
        num_pages=positive(record.get("pages", "")),
        year_published=year(record.get("year_published", "")),
        original_publication_year=year(record.get("original_year", "")),
        date_read=date_read,
        date_added=parse_date(record.get("date_added", ""), day_first=day_first),
        reading_status=text("status"),
        bookshelves=listed(record.get("shelves", "")),
        my_review=review,
        has_spoilers=record.get("spoiler", "").strip().casefold() == "true" or "<spoiler>" in (review or ""),
        read_count=positive(record.get("read_count", "")) or 0,
        reads=_reads(record, columns, date_read, day_first),
        source_id=text("id"),
    )


def _reads(record: Record, columns: FileColumns, date_read: PartialDate | None, day_first: bool) -> tuple[Reading, ...]:
    """The reads that the file lists, else the one that its date tells."""
    column = columns.column_of.get("reads")
    if column:
        text = record.get("reads", "")
        found = reads(text, separator=column.separator, joint=column.joint, day_first=day_first)
        if found:
            return found
    return (Reading(None, date_read),) if date_read else ()
