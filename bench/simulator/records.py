"""What the simulated book providers know: works, their editions, and both providers' shelves of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bench.simulator.isbns import indexed_isbns

NO_COVER = -1
"""Open Library's other way, beside leaving `cover_i` out, to say that there is no cover."""


class Series(NamedTuple):
    """A work's place in a series; the position is text, and empty where it is not known."""

    name: str
    position: str = ""


@dataclass(frozen=True)
class Edition:
    """One printing of a work.

    `isbns` are as somebody typed them, of ten and thirteen digits, now and then with hyphens. An edition without a
    `title` has its work's title and subtitle. `language` holds codes of three letters.
    """

    key: str
    isbns: tuple[str, ...] = ()
    cover_i: int | None = None
    title: str | None = None
    subtitle: str | None = None
    language: tuple[str, ...] = ()
    goodreads_ids: tuple[str, ...] = ()
    other_titles: tuple[str, ...] = ()

    @cached_property
    def indexed_isbns(self) -> tuple[str, ...]:
        """The ISBNs by which the edition is found and which it is answered with."""
        return indexed_isbns(self.isbns)


@dataclass(frozen=True)
class Work:
    """A work as Open Library sees it, with the one category that Google Books would give it.

    `alternate_names` are other names of its authors. `ddc` and `lcc` are in the form that sorts, as they are answered.
    """

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
    ratings_count: int | None = None
    readinglog_count: int | None = None
    already_read_count: int | None = None
    alternate_names: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    ddc: tuple[str, ...] = ()
    lcc: tuple[str, ...] = ()

    @property
    def isbns(self) -> tuple[str, ...]:
        """The ISBNs of all editions as they were typed, each once."""
        return tuple(dict.fromkeys(isbn for edition in self.editions for isbn in edition.isbns))

    @property
    def indexed_isbns(self) -> tuple[str, ...]:
        """The ISBNs of all editions as the index has them, each once."""
        return tuple(dict.fromkeys(isbn for edition in self.editions for isbn in edition.indexed_isbns))

    @property
    def goodreads_ids(self) -> tuple[str, ...]:
        """The Goodreads ids of all editions."""
        return tuple(number for edition in self.editions for number in edition.goodreads_ids)

    @property
    def cover_ids(self) -> frozenset[int]:
        """Every cover by which this work may rightly be shown: its own and those of its editions."""
        covers = (self.cover_i, *(edition.cover_i for edition in self.editions))
        return frozenset(cover for cover in covers if cover is not None and cover != NO_COVER)

    def title_of(self, edition: Edition) -> tuple[str, str | None]:
        """Title and subtitle of one of the editions."""
        return (self.title, self.subtitle) if edition.title is None else (edition.title, edition.subtitle)

    def titles_of(self, edition: Edition) -> tuple[str, ...]:
        """All titles by which one of the editions is found."""
        return (full_title(*self.title_of(edition)), *edition.other_titles)

    @property
    def all_titles(self) -> tuple[str, ...]:
        """All titles by which the work is found: its own and those of its editions, each once."""
        titles = (title for edition in self.editions for title in self.titles_of(edition))
        return tuple(dict.fromkeys((full_title(self.title, self.subtitle), *titles)))


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


def full_title(title: str, subtitle: str | None) -> str:
    """Title and subtitle in one, as they are filed."""
    return f"{title}: {subtitle}" if subtitle else title
