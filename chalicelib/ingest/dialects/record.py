"""Makes the book of a row: what its cells tell, typed."""

from collections.abc import Iterator

from chalicelib.ingest.book_format import format_of
from chalicelib.ingest.dialects.cells import average, listed, positive, rating, year
from chalicelib.ingest.dialects.file_columns import Record
from chalicelib.ingest.parsed_export import BookAnalytics
from chalicelib.ingest.partial_date import parse_date
from chalicelib.isbn import parse_isbn, to_isbn13


def dates_in(record: Record) -> Iterator[str]:
    """The cells of a row that hold dates, which together tell whether days come first."""
    yield record.get("date_read", "")
    yield record.get("date_added", "")


def book_of(goodreads_id: str, record: Record, *, day_first: bool) -> BookAnalytics:
    """The book of a row whose dates are read with the day first, or with the month first."""
    isbn = parse_isbn(record.get("isbn"))
    review = record.get("review", "").strip() or None
    binding = record.get("binding", "").strip() or None
    return BookAnalytics(
        goodreads_id=goodreads_id,
        title=record.get("title", ""),
        author=record.get("author", ""),
        additional_authors=listed(record.get("additional_authors", "")),
        isbn=isbn if isbn and len(isbn) == 10 else None,
        isbn13=to_isbn13(parse_isbn(record.get("isbn13")) or isbn),
        my_rating=rating(record.get("rating", "")),
        average_rating=average(record.get("average_rating", "")),
        publisher=record.get("publisher", "").strip() or None,
        binding=binding,
        format=format_of(binding),
        num_pages=positive(record.get("pages", "")),
        year_published=year(record.get("year_published", "")),
        original_publication_year=year(record.get("original_year", "")),
        date_read=parse_date(record.get("date_read", ""), day_first=day_first),
        date_added=parse_date(record.get("date_added", ""), day_first=day_first),
        reading_status=record.get("status", "").strip() or None,
        bookshelves=listed(record.get("shelves", "")),
        my_review=review,
        has_spoilers=record.get("spoiler", "").strip().casefold() == "true" or "<spoiler>" in (review or ""),
        read_count=positive(record.get("read_count", "")) or 0,
    )
