"""What a newer export of a library changed, told from the two dashboards.

A book of one is the same as a book of the other when they have the same id in the same site's files, else the same
ISBN, else the same title and author: a file of another site has other ids, and ids of two sites may be alike by chance.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from chalicelib.enrichment.matching import title_author_key
from chalicelib.models import Json

_READ: Final = "read"
_MOST_GONE: Final = 50
Book = Mapping[str, Any]


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Json:
    """The contract's `metadata.changes`: ids of books of `now`, and of the books that are gone their number and titles.

    A book is `finished` when it is read now and was not, or more often than before; `rated` when its rating is another
    one, or new. Of the new books, those that are not finished are `added`.
    """
    old, new = _books(before), _books(now)
    pairs = _pairs(old, new, same_site=_source(before) == _source(now))
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


def _books(dashboard: Mapping[str, Any]) -> list[Book]:
    return [*dashboard["books"], *dashboard["other_books"]]


def _source(dashboard: Mapping[str, Any]) -> str:
    """The site of a dashboard's file; one that does not tell is from before other sites were read."""
    return dashboard["metadata"].get("source") or "goodreads"


def _pairs(old: list[Book], new: list[Book], *, same_site: bool) -> dict[int, int]:
    """For each book of `new` that is in `old` its place there; each book has at most one counterpart."""
    keys: list[Callable[[Book], Iterable[str | None]]] = [_isbns, _words]
    if same_site:
        keys.insert(0, _ids)
    pairs: dict[int, int] = {}
    for keys_of in keys:
        left = set(range(len(old))) - set(pairs.values())
        places: dict[str, list[int]] = {}
        for place in sorted(left, reverse=True):
            for key in filter(None, keys_of(old[place])):
                places.setdefault(key, []).append(place)
        for place, book in enumerate(new):
            if place in pairs:
                continue
            for key in filter(None, keys_of(book)):
                while key in places and places[key] and places[key][-1] not in left:
                    places[key].pop()
                if places.get(key):
                    pairs[place] = places[key].pop()
                    left.discard(pairs[place])
                    break
    return pairs


def _ids(book: Book) -> Iterable[str | None]:
    return (book.get("source_id") or book["goodreads_id"],)


def _isbns(book: Book) -> Iterable[str | None]:
    return (book["isbn13"], book["isbn"])


def _words(book: Book) -> Iterable[str | None]:
    return (title_author_key(book["title"], book["author"]),)


def _is_finished(book: Book, was: Book | None) -> bool:
    if book["reading_status"] != _READ:
        return False
    if was is None or was["reading_status"] != _READ:
        return True
    return bool(book["original_read_count"] > was["original_read_count"])


def _is_rated_anew(book: Book, was: Book | None) -> bool:
    return book["my_rating"] is not None and book["my_rating"] != (was and was["my_rating"])
