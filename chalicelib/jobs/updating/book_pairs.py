"""Which book of one dashboard is which book of another.

A book of one is the same as a book of the other when they have the same id in the same site's files, else the same
ISBN, else the same title and author: a file of another site has other ids, and ids of two sites may be alike by chance.
Our own CSV keeps the ids of the site that it was made of, each with the name of its site, and some files of BookWyrm
have Goodreads' ids.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chalicelib.enrichment.matching import title_author_key
from chalicelib.ingest.dialects.recognition import DIALECTS

Book = Mapping[str, Any]
_KEEP_IDS, _SHARE_IDS = (
    frozenset(one.source for one in DIALECTS if field in {column.field for column in one.columns})
    for field in ("other_id", "goodreads_key")
)
"""The files that hold ids of other sites: of all, as our own CSV, or Goodreads' at least."""


def books_of(dashboard: Mapping[str, Any]) -> list[Book]:
    """All books of a dashboard; their places in this list are what `pairs_of` tells."""
    return [*dashboard["books"], *dashboard["other_books"]]


def _source(dashboard: Mapping[str, Any]) -> str:
    """The site of a dashboard's file; one that does not tell is from before other sites were read."""
    return dashboard["metadata"].get("source") or "goodreads"


def pairs_of(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[int, int]:
    """For the place of each book of `now` that is in `before` its place there; a book has at most one counterpart."""
    old, new = books_of(before), books_of(now)
    keys: list[Callable[[Book], Iterable[str | None]]] = [_isbns, _words]
    sources = {_source(before), _source(now)}
    if len(sources) == 1 and not sources & _KEEP_IDS:
        keys.insert(0, _ids)
    elif sources & _SHARE_IDS:
        keys.insert(0, _ids_with_sites)
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


def _ids_with_sites(book: Book) -> Iterable[str | None]:
    return (book["goodreads_id"],)


def _isbns(book: Book) -> Iterable[str | None]:
    return (book["isbn13"], book["isbn"])


def _words(book: Book) -> Iterable[str | None]:
    return (title_author_key(book["title"], book["author"]),)
