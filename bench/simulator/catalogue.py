"""What the simulated book providers know: works, their editions, and a catalogue made from a list of books.

`build_catalogue` turns `(title, author, isbn13)` rows into works the way a library catalogues them: without series
or edition notes, sometimes with the subtitle in a field of its own, sometimes with initials spaced out, several
ISBNs as editions of one work. It also shelves what a matcher must turn down: box sets that list a single
volume's ISBN, study guides, sequels and other books by the same author, and books of the same title by another.
The same rows and seed always give the same catalogue.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from bench.simulator.query import words

Book = tuple[str, str, str | None]
"""Title, author and ISBN-13 (or None, or empty) as a Goodreads export writes them."""

NO_COVER = -1
"""Open Library's other way, beside leaving `cover_i` out, to say that there is no cover."""

_TRAILING_NOTE = re.compile(r"\s*\([^()]*\)\s*$")
_RUN_TOGETHER_INITIALS = re.compile(r"(?<=\b[A-Z]\.)(?=[A-Z])")

# Google's one broad category, and raw headings in the style of library records.
_SUBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Fiction", ("Fiction, fantasy, general", "Fantasy fiction", "Magic", "Wizards, fiction", "Roman fantastique")),
    ("Fiction", ("Fiction, science fiction, general", "Science fiction", "Space ships", "Ciencia ficción")),
    ("Fiction", ("Fiction, mystery & detective, general", "Detective and mystery stories", "Murder", "Kriminalroman")),
    ("Fiction", ("Fiction, romance, contemporary", "Love stories", "Man-woman relationships", "Novela amorosa")),
    ("Fiction", ("Fiction, historical, general", "Historical fiction", "World War, 1939-1945", "Roman historique")),
    ("Fiction", ("Fiction, horror", "Horror tales", "Supernatural, fiction", "Ghost stories", "Horreur")),
    ("Juvenile Fiction", ("Juvenile fiction", "Children's stories", "Friendship, fiction", "Schools, fiction")),
    ("Young Adult Fiction", ("Young adult fiction", "Coming of age", "Teenagers, fiction", "Jugendbuch")),
    ("Biography & Autobiography", ("Biography", "Autobiography", "Authors, biography", "Women, biography")),
    ("History", ("History", "World history", "Social history", "Civilization, history", "Histoire", "Geschichte")),
    ("Science", ("Science", "Physics", "Popular works", "Cosmology", "Quantum theory", "Naturwissenschaften")),
    ("Business & Economics", ("Business", "Economics", "Economic history", "Success in business", "Wirtschaft")),
    ("Philosophy", ("Philosophy", "Ethics", "Stoics", "Conduct of life", "Filosofía")),
)
_HEADINGS_THAT_ARE_NO_GENRE = (
    "Fiction",
    "General",
    "New York Times bestseller",
    "nyt:trade-fiction-paperback=2016-12-04",
    "Large type books",
    "Open Library Staff Picks",
    "American literature",
    "English language",
    "Accessible book",
    "Protected DAISY",
    "London (england), fiction",
    "Translations into French",
    "Ps3603.h53 a6 2016",
    "813/.54",
)
_OTHER_TITLES = ("The Winter Garden", "Letters Home", "A House by the River", "Collected Stories", "The Last Summer")
_NAMESAKES = ("Harriet Colebrook", "Anselm Ferreira", "Ottilie Brandt")
_STUDY_GUIDE_PUBLISHERS = ("Quick Digest", "Readers' Companion Press")


@dataclass(frozen=True)
class Edition:
    """One printing of a work; `isbns` mixes ten and thirteen digits, as Open Library's editions do."""

    key: str
    isbns: tuple[str, ...] = ()
    cover_i: int | None = None


@dataclass(frozen=True)
class Work:
    """A work as Open Library sees it, with the one category that Google Books would give it."""

    key: str
    title: str
    authors: tuple[str, ...]
    editions: tuple[Edition, ...] = ()
    subtitle: str | None = None
    subjects: tuple[str, ...] = ()
    cover_i: int | None = None
    ratings_average: float | None = None
    number_of_pages_median: int | None = None
    first_publish_year: int | None = None
    category: str | None = None

    @property
    def isbns(self) -> tuple[str, ...]:
        """The ISBNs of all editions, each once."""
        return tuple(dict.fromkeys(isbn for edition in self.editions for isbn in edition.isbns))

    @property
    def cover_ids(self) -> frozenset[int]:
        """Every cover by which this work may rightly be shown: its own and those of its editions."""
        covers = (self.cover_i, *(edition.cover_i for edition in self.editions))
        return frozenset(cover for cover in covers if cover is not None and cover != NO_COVER)


@dataclass(frozen=True)
class Catalogue:
    """What each provider knows, and which work each of the given books should be matched to.

    `matches` stands in the order of the books the catalogue was built from: the work Open Library holds for that
    book, or None for a book it does not know. `known_only_by_title` holds the positions of known books whose own ISBN
    is on none of the work's editions.
    """

    open_library: tuple[Work, ...]
    google_books: tuple[Work, ...]
    matches: tuple[Work | None, ...] = ()
    known_only_by_title: frozenset[int] = frozenset()

    @classmethod
    def of(cls, *works: Work) -> "Catalogue":
        """A catalogue of just these works, the same for both providers."""
        return cls(open_library=works, google_books=works)

    @property
    def known(self) -> frozenset[int]:
        """Positions of the given books that Open Library knows."""
        return frozenset(position for position, work in enumerate(self.matches) if work is not None)


def isbn10_of(isbn13: str) -> str | None:
    """The ten-digit form of a 978 ISBN-13, or None for one that has none."""
    if len(isbn13) != 13 or not isbn13.startswith("978"):
        return None
    digits = isbn13[3:12]
    check = -sum((10 - place) * int(digit) for place, digit in enumerate(digits)) % 11
    return digits + ("X" if check == 10 else str(check))


def catalogued_title(title: str) -> tuple[str, str | None]:
    """Title and subtitle of an exported title, its series and edition notes in brackets dropped."""
    bare = " ".join(title.split())
    while (shorter := _TRAILING_NOTE.sub("", bare)) != bare and shorter:
        bare = shorter
    main, colon, subtitle = bare.partition(": ")
    return (main, subtitle) if colon and main and subtitle else (bare, None)


def build_catalogue(
    books: Sequence[Book],
    *,
    known_share: float = 0.94,
    title_only_share: float = 0.02,
    seed: int = 0,
) -> Catalogue:
    """A catalogue in which Open Library knows `known_share` of `books`, as near as whole works allow.

    Books with the same title and author are one work and are known, or not, together. Of the works with an ISBN,
    `title_only_share` list other ISBNs than those asked for, so that only title and author find them.
    """
    return _Cataloguer(seed, title_only_share).catalogue(books, known_share)


class _Cataloguer:
    def __init__(self, seed: int, title_only_share: float) -> None:
        self._seed = seed
        self._title_only_share = title_only_share
        self._numbers = count(100_001)

    def catalogue(self, books: Sequence[Book], known_share: float) -> Catalogue:
        groups = self._group(books)
        known = self._choose(groups, round(known_share * len(books)))
        open_library: list[Work] = []
        google_books: list[Work] = []
        matches: list[Work | None] = [None] * len(books)
        only_by_title: set[int] = set()
        for key, positions in groups.items():
            draw = self._draw(*key)
            asked = tuple(dict.fromkeys(isbn for at in positions if (isbn := books[at][2])))
            title_only = draw.random() < self._title_only_share and key in known
            work = self._work(books[positions[0]], () if title_only else asked, draw)
            if key in known:
                open_library += [work, *self._lookalikes(work, draw)]
                for at in positions:
                    matches[at] = work
                if title_only:
                    only_by_title.update(at for at in positions if books[at][2])
            else:
                open_library += self._lookalikes_of_unknown(work, draw)
            # Google holds many of the books that Open Library lacks, and lacks a few that it holds.
            if draw.random() < (0.9 if key in known else 0.5):
                google_books.append(work)
        self._draw("order on the shelf").shuffle(open_library)
        return Catalogue(tuple(open_library), tuple(google_books), tuple(matches), frozenset(only_by_title))

    def _draw(self, *key: str) -> random.Random:
        return random.Random(f"{self._seed}|{'|'.join(key)}")

    def _group(self, books: Sequence[Book]) -> dict[tuple[str, str], list[int]]:
        groups: dict[tuple[str, str], list[int]] = {}
        for position, (title, author, _) in enumerate(books):
            main, subtitle = catalogued_title(title)
            key = (" ".join(words(f"{main} {subtitle or ''}")), " ".join(words(author)))
            groups.setdefault(key, []).append(position)
        return groups

    def _choose(self, groups: dict[tuple[str, str], list[int]], wanted: int) -> frozenset[tuple[str, str]]:
        """Works drawn by lot until they cover `wanted` books; one with more books than still wanted is passed over."""
        chosen: set[tuple[str, str]] = set()
        for key in sorted(groups, key=lambda key: self._draw("known", *key).random()):
            if len(groups[key]) <= wanted:
                chosen.add(key)
                wanted -= len(groups[key])
        return frozenset(chosen)

    def _work(self, book: Book, isbns: Iterable[str], draw: random.Random) -> Work:
        title, subtitle = catalogued_title(book[0])
        author = " ".join(book[1].split())
        if draw.random() < 0.5:
            author = _RUN_TOGETHER_INITIALS.sub(" ", author)
        if subtitle and draw.random() < 0.5:
            title, subtitle = f"{title}: {subtitle}", None
        if draw.random() < 0.2:  # older records capitalise the first word only
            title = title[:1] + title[1:].lower()
        category, headings = draw.choice(_SUBJECTS)
        subjects = [
            *draw.sample(headings, draw.randint(2, len(headings))),
            *draw.sample(_HEADINGS_THAT_ARE_NO_GENRE, draw.randint(1, 8)),
        ]
        draw.shuffle(subjects)
        return Work(
            key=f"/works/OL{next(self._numbers)}W",
            title=title,
            subtitle=subtitle,
            authors=(author,),
            editions=tuple(self._editions(isbns, draw)),
            subjects=tuple(subjects) if draw.random() < 0.95 else (),
            cover_i=self._cover(draw, missing=0.06),
            ratings_average=round(draw.uniform(2.8, 4.7), 4) if draw.random() < 0.9 else None,
            number_of_pages_median=draw.randint(90, 900) if draw.random() < 0.95 else None,
            first_publish_year=draw.randint(1890, 2025) if draw.random() < 0.97 else None,
            category=category,
        )

    def _editions(self, asked: Iterable[str], draw: random.Random) -> Iterator[Edition]:
        invented = [self._isbn(draw) for _ in range(draw.randint(1, 2))]
        for isbn in (*asked, *invented):
            both = [isbn, short] if (short := isbn10_of(isbn)) else [isbn]
            draw.shuffle(both)
            yield Edition(f"/books/OL{next(self._numbers)}M", tuple(both), self._cover(draw, missing=0.1))

    def _cover(self, draw: random.Random, *, missing: float) -> int | None:
        if draw.random() < missing:
            return draw.choice((None, NO_COVER))
        return 10_000_000 + next(self._numbers)

    @staticmethod
    def _isbn(draw: random.Random) -> str:
        digits = f"978{draw.randrange(10**9):09d}"
        check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10
        return f"{digits}{check}"

    def _lookalikes(self, work: Work, draw: random.Random) -> Iterator[Work]:
        if draw.random() < 0.08:
            yield self._box_set(work, draw)
        if draw.random() < 0.15:
            yield self._study_guide(work, draw)
        if draw.random() < 0.1:
            yield self._bare(work, title=draw.choice(_OTHER_TITLES), authors=work.authors, draw=draw)
        if draw.random() < 0.1:
            yield self._sequel(work, draw)

    def _lookalikes_of_unknown(self, work: Work, draw: random.Random) -> Iterator[Work]:
        if draw.random() < 0.3:
            yield self._study_guide(work, draw)
        if draw.random() < 0.2:
            yield self._bare(work, title=work.title, authors=(draw.choice(_NAMESAKES),), draw=draw)
        if draw.random() < 0.1:
            yield self._sequel(work, draw)

    def _box_set(self, work: Work, draw: random.Random) -> Work:
        """Two volumes in one; as Open Library has it, the matching edition lists many ISBNs and has no cover."""
        other = draw.choice(_OTHER_TITLES)
        edition = Edition(f"/books/OL{next(self._numbers)}M", (*work.isbns, self._isbn(draw), self._isbn(draw)))
        box = self._bare(work, title=f"{work.title} / {other}", authors=work.authors, draw=draw)
        return replace(box, editions=(edition,), subjects=("Boxed sets", "Fiction"))

    def _study_guide(self, work: Work, draw: random.Random) -> Work:
        # Some records name the author of the book that they are about as one of their own.
        publisher = draw.choice(_STUDY_GUIDE_PUBLISHERS)
        authors = (publisher, *work.authors) if draw.random() < 0.5 else (publisher,)
        guide = self._bare(work, title=f"Summary of {work.title}", authors=authors, draw=draw)
        return replace(guide, subjects=("Study guides", "Book notes"))

    def _sequel(self, work: Work, draw: random.Random) -> Work:
        main, _, _ = work.title.partition(": ")
        title = draw.choice(("Return to {}", "{} Revisited", "Children of {}")).format(main)
        return self._bare(work, title=title, authors=work.authors, draw=draw)

    def _bare(self, work: Work, *, title: str, authors: tuple[str, ...], draw: random.Random) -> Work:
        fresh = self._work((title, authors[0], None), (), draw)
        return replace(fresh, title=title, subtitle=None, authors=authors)
