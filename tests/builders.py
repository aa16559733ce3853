"""Small books, rows and files for tests."""

from chalicelib.models import BookInfo, EnrichedBook

HEADER = (
    "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,"
    "Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,"
    "Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies"
)


def csv_row(
    book_id: str, title: str, author: str, isbn13: str = "", shelf: str = "read", date_read: str = "2024/05/01"
) -> str:
    """One line of an export."""
    return (
        f'{book_id},"{title}",{author},"",,"=""""","=""{isbn13}""",4,4.00,Publisher,Paperback,300,2001,1999,'
        f"{date_read},2023/01/02,,,{shelf},,,,1,0"
    )


def export(*rows: str) -> bytes:
    """The bytes of an export with these rows."""
    return "\n".join((HEADER, *rows, "")).encode()


def library(size: int, author: str = "Some Author") -> bytes:
    """An export of `size` books without ISBN, `Title 1` to `Title <size>`."""
    return export(*(csv_row(str(1000 + number), f"Title {number}", author) for number in range(1, size + 1)))


def book_info(number: int) -> BookInfo:
    """The number-th book of a library."""
    return BookInfo(f"Title {number}", "Some Author", goodreads_id=str(1000 + number))


def enriched(book: BookInfo, *genres: str) -> EnrichedBook:
    """A successful result for a book."""
    return EnrichedBook(
        book_id=book.book_id,
        title=book.title,
        author=book.author,
        success=True,
        final_genres=genres,
        genre_enrichment_success=bool(genres),
        genre_sources=("open_library",) if genres else (),
        matched_by="title_author" if genres else None,
        processing_logs=("open_library: asked",),
    )
