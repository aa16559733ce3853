"""The libraries that the benchmark measures with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chalicelib.ingest.library_file import parse_export
from chalicelib.ingest.parsed_export import BookAnalytics
from chalicelib.isbn import to_isbn13
from chalicelib.models import BookInfo
from scripts.catalogue.samples import SAMPLE

_REAL: Final = Path(__file__).parent.parent.parent / "shared" / "data" / "exports"
_HEADER: Final = "Book Id,Title,Author,ISBN,ISBN13,My Rating,Date Read,Date Added,Bookshelves,Exclusive Shelf\n"


@dataclass(frozen=True, slots=True)
class Library:
    """Books to look up, with a word on where they come from."""

    books: tuple[BookInfo, ...]
    source: str

    def csv(self) -> bytes:
        """The library as an export with the columns that matter here."""
        rows = (
            f'{book.goodreads_id},"{_escape(book.title)}","{_escape(book.author)}","=""""","=""{book.isbn13 or ""}""",'
            "4,2024/05/01,2023/01/02,,read\n"
            for book in self.books
        )
        return (_HEADER + "".join(rows)).encode()


def mixed_library(size: int, share_without_isbn: float = 0.25) -> Library:
    """`size` books, a quarter of them without ISBN: real exports joined where they lie beside this clone.

    Without them, the books of the sample, filled up with made-up ones.
    """
    real = sorted(_REAL.glob("reader-*.csv")) if _REAL.is_dir() else []
    rows = [book for path in real or [SAMPLE] for book in parse_export(path.read_bytes(), max_books=20_000).books]
    distinct = list({(book.title, book.author): book for book in rows}.values())
    without = int(size * share_without_isbn)
    books = _take(distinct, with_isbn=True, count=size - without) + _take(distinct, with_isbn=False, count=without)
    made_up = size - len(books)
    books += made_up_library(made_up).books
    # In the order of their ids, so that books with and without ISBN stand mixed, as in an export.
    ordered = tuple(sorted(books, key=lambda book: int(book.goodreads_id or 0) % 9973))
    return Library(ordered, f"{size - made_up} rows of {'real exports' if real else 'the sample'}, {made_up} made up")


def made_up_library(size: int) -> Library:
    """`size` books that nobody wrote, a quarter of them without ISBN; titles and authors are all different."""
    books = tuple(
        BookInfo(
            f"{_WORDS[number % 50]} {_WORDS[number // 50 % 50]} of {_WORDS[number // 2500 % 50]}",
            f"{_WORDS[number % 49].title()} {_WORDS[number % 47].title()}son",
            isbn13=None if number % 4 == 0 else to_isbn13(_isbn10(number)),
            goodreads_id=str(90_000_000 + number),
        )
        for number in range(size)
    )
    return Library(books, f"{size} made up")


def _take(rows: list[BookAnalytics], *, with_isbn: bool, count: int) -> list[BookInfo]:
    return [row.info() for row in rows if (row.isbn13 is not None) == with_isbn][:count]


def _isbn10(number: int) -> str:
    body = f"{300_000_000 + number:09}"
    check = -sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
    return body + ("X" if check == 10 else str(check))


def _escape(text: str) -> str:
    return text.replace('"', '""')


_WORDS: Final = """
    amber anchor arrow ash autumn bell birch bridge candle castle cedar cloud copper crow dawn desert echo ember falcon
    fern flint forest frost garden glass harbor hazel heron island ivory juniper lantern lark marble meadow mirror moon
    moss night oak orchard pearl quarry raven river silver stone summer thistle willow
""".split()
