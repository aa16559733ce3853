"""A catalogue made from a list of books, spelled the way a library catalogues them.

`build_catalogue` turns rows of title, author, ISBN-13 and perhaps Goodreads id into works: without series or edition
notes, sometimes with the subtitle in a field of its own or on some editions only, without the leading article, under
another title, first published in another language, the author under one of many spellings (`spellings`), several ISBNs
as editions of one work, some with hyphens, some editions with their Goodreads id. It also shelves what a matcher must
turn down: box sets that list a single volume's ISBN, study guides, sequels and other books by the same author, and
books of the same title by another. The same rows and seed always give the same catalogue.
"""

import random
from collections.abc import Sequence

from bench.simulator.isbns import isbn10_of
from bench.simulator.plain_words import words
from bench.simulator.records import NO_COVER, Catalogue, Edition, Series, Work
from bench.simulator.shelving.books import AnyBook, Book, catalogued_title
from bench.simulator.shelving.lookalikes import lookalikes, lookalikes_of_unknown
from bench.simulator.shelving.work_maker import WorkMaker

__all__ = [
    "NO_COVER",
    "AnyBook",
    "Book",
    "Catalogue",
    "Edition",
    "Series",
    "Work",
    "build_catalogue",
    "catalogued_title",
    "isbn10_of",
]


def build_catalogue(
    books: Sequence[AnyBook],
    *,
    known_share: float = 0.94,
    title_only_share: float = 0.02,
    seed: int = 0,
) -> Catalogue:
    """A catalogue in which Open Library knows `known_share` of `books`, as near as whole works allow.

    Books with the same title and author are one work and are known, or not, together. Of the works with an ISBN,
    `title_only_share` list other ISBNs than those asked for, and no Goodreads id, so that only title and author find
    them.
    """
    rows = [Book(*book) for book in books]
    groups = _grouped(rows)
    known = _chosen(groups, round(known_share * len(books)), seed)
    maker = WorkMaker()
    open_library: list[Work] = []
    google_books: list[Work] = []
    matches: list[Work | None] = [None] * len(books)
    only_by_title: set[int] = set()
    for key, positions in groups.items():
        draw = _draw(seed, *key)
        asked = [rows[at] for at in positions]
        title_only = draw.random() < title_only_share and key in known
        if title_only:
            asked = [row._replace(isbn13=None, goodreads_id=None) for row in asked]
        author = _draw(seed, "author", key[1])
        work = maker.work(asked, draw, author)
        if key in known:
            open_library += [work, *lookalikes(work, maker, draw)]
            for at in positions:
                matches[at] = work
            if title_only:
                only_by_title.update(at for at in positions if rows[at].isbn13)
        else:
            open_library += lookalikes_of_unknown(work, maker, draw)
        # Google holds many of the books that Open Library lacks, and lacks a few that it holds.
        # It spells them as they are printed.
        if draw.random() < (0.9 if key in known else 0.5):
            google_books.append(maker.as_published(work, asked[0]))
    _draw(seed, "order on the shelf").shuffle(open_library)
    return Catalogue(tuple(open_library), tuple(google_books), tuple(matches), frozenset(only_by_title))


def _draw(seed: int, *key: str) -> random.Random:
    return random.Random(f"{seed}|{'|'.join(key)}")


def _grouped(books: Sequence[Book]) -> dict[tuple[str, str], list[int]]:
    groups: dict[tuple[str, str], list[int]] = {}
    for position, book in enumerate(books):
        main, subtitle = catalogued_title(book.title)
        key = (" ".join(words(f"{main} {subtitle or ''}")), " ".join(words(book.author)))
        groups.setdefault(key, []).append(position)
    return groups


def _chosen(groups: dict[tuple[str, str], list[int]], wanted: int, seed: int) -> frozenset[tuple[str, str]]:
    """Works drawn by lot until they cover `wanted` books; one with more books than still wanted is passed over."""
    chosen: set[tuple[str, str]] = set()
    for key in sorted(groups, key=lambda key: _draw(seed, "known", *key).random()):
        if len(groups[key]) <= wanted:
            chosen.add(key)
            wanted -= len(groups[key])
    return frozenset(chosen)
