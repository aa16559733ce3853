"""What a newer export of a library changed, told from the two dashboards."""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.jobs.dashboard.summary import reads_of
from chalicelib.jobs.updating.book_pairs import Book, books_of, pairs_of
from chalicelib.models import Json

_READ: Final = "read"
_MOST_GONE: Final = 50


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Json:
    """The contract's `metadata.changes`: ids of books of `now`, and of the books that are gone their number and titles.

    A book is `finished` when it is read now and was not, or more often than before; `rated` when its rating is another
    one, or new. Of the new books, those that are not finished are `added`.
    """
    old, new = books_of(before), books_of(now)
    pairs = pairs_of(before, now)
    matched = [(new[place], old[pairs[place]] if place in pairs else None) for place in range(len(new))]
    finished = [book["goodreads_id"] for book, was in matched if _is_finished(book, was)]
    gone = [book for place, book in enumerate(old) if place not in set(pairs.values())]
    return {
        "finished": finished,
        "rated": [book["goodreads_id"] for book, was in matched if _is_rated_anew(book, was)],
        "added": [book["goodreads_id"] for book, was in matched if was is None and not _is_finished(book, was)],
        "gone": {
            "count": len(gone),
            "books": [{"title": book["title"], "author": book["author"]} for book in gone[:_MOST_GONE]],
        },
    }


def _is_finished(book: Book, was: Book | None) -> bool:
    if book["reading_status"] != _READ:
        return False
    if was is None or was["reading_status"] != _READ:
        return True
    return reads_of(book) > reads_of(was)


def _is_rated_anew(book: Book, was: Book | None) -> bool:
    return book["my_rating"] is not None and book["my_rating"] != (was and was["my_rating"])
