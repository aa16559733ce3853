"""Works and editions made up from books as readers' exports write them."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import TypeVar

from bench.simulator.isbns import isbn10_of, with_check_digit
from bench.simulator.records import NO_COVER, Edition, Series, Work
from bench.simulator.shelving import headings
from bench.simulator.shelving.books import Book, catalogued_title, noted_series
from bench.simulator.shelving.shelf_marks import sortable_lcc
from bench.simulator.shelving.spellings import (
    FOREIGN_TITLES,
    catalogued_author,
    hyphenated,
    other_title,
    without_article,
)

_GOODREADS_IDS_SHARE = 0.6
_T = TypeVar("_T")


class WorkMaker:
    """Makes works whose keys are all different, the same ones for the same draws in the same order."""

    def __init__(self) -> None:
        self._numbers = count(100_001)

    def work(self, books: Sequence[Book], draw: random.Random, author_draw: random.Random) -> Work:
        """The work of which these books, rows of one title and author, are editions.

        `author_draw` is the same for all works of an author, so that all have the one name of the author's record.
        """
        title, subtitle = catalogued_title(books[0].title)
        author = catalogued_author(" ".join(books[0].author.split()), author_draw)
        editions = self._editions(books, (title, subtitle), draw)
        shown, shown_subtitle = self._title_of_work(title, subtitle, draw)
        category, subjects = draw.choice(headings.SUBJECTS)
        raw = [
            *draw.sample(subjects, draw.randint(2, len(subjects))),
            *draw.sample(headings.HEADINGS_THAT_ARE_NO_GENRE, draw.randint(1, 8)),
        ]
        draw.shuffle(raw)
        rated = draw.random() < 0.9
        readers = int(draw.lognormvariate(4.5, 1.5))
        series = noted_series(books[0].title)
        return Work(
            key=f"/works/OL{next(self._numbers)}W",
            title=shown,
            subtitle=shown_subtitle,
            authors=(author.name,),
            alternate_names=author.others,
            editions=editions,
            subjects=tuple(raw) if draw.random() < 0.95 else (),
            cover_i=self.cover(draw, missing=0.06),
            ratings_average=round(draw.uniform(2.8, 4.7), 4) if rated else None,
            ratings_count=1 + int(draw.lognormvariate(3, 1.5)) if rated else None,
            readinglog_count=readers,
            already_read_count=readers // draw.randint(3, 12),
            number_of_pages_median=draw.randint(90, 900) if draw.random() < 0.95 else None,
            first_publish_year=draw.randint(1890, 2025) if draw.random() < 0.97 else None,
            category=category,
            series=(Series(*series),) if series and draw.random() < 0.4 else (),
            people=_some(headings.PEOPLE, draw),
            places=_some(headings.PLACES, draw),
            times=_some(headings.TIMES, draw),
            ddc=_some(headings.DDC, draw),
            lcc=tuple(sortable_lcc(*mark) for mark in _some(headings.LCC, draw)),
        )

    def as_published(self, work: Work, book: Book) -> Work:
        """The work as a publisher announces it: the title and author that are printed on the book."""
        title, subtitle = catalogued_title(book.title)
        return replace(work, title=title, subtitle=subtitle, authors=(" ".join(book.author.split()), *work.authors[1:]))

    def key_of_edition(self) -> str:
        """A key that no edition has yet."""
        return f"/books/OL{next(self._numbers)}M"

    def cover(self, draw: random.Random, *, missing: float) -> int | None:
        """A cover that nothing has yet, or one of the ways to have none."""
        if draw.random() < missing:
            return draw.choice((None, NO_COVER))
        return 10_000_000 + next(self._numbers)

    @staticmethod
    def isbn(draw: random.Random) -> str:
        """An ISBN-13 that is made up."""
        return with_check_digit(f"978{draw.randrange(10**9):09d}")

    @staticmethod
    def _title_of_work(title: str, subtitle: str | None, draw: random.Random) -> tuple[str, str | None]:
        chance = draw.random()
        if (other := other_title(title)) and chance < 0.6:
            return other, None
        if chance > 0.97:
            return draw.choice(FOREIGN_TITLES)[0], None
        if draw.random() < 0.15:
            title = without_article(title)
        if draw.random() < 0.2:  # older records capitalise the first word only
            title = title[:1] + title[1:].lower()
        if subtitle and draw.random() < 0.5:
            return f"{title}: {subtitle}", None
        return title, subtitle if draw.random() < 0.8 else None

    def _editions(
        self, books: Sequence[Book], titles: tuple[str, str | None], draw: random.Random
    ) -> tuple[Edition, ...]:
        """The editions of the books, of further ones that are made up, and now and then a first one in translation."""
        title, subtitle = titles
        asked = list(dict.fromkeys((book.isbn13 or None, book.goodreads_id) for book in books))
        numbers = [isbn for isbn, _ in asked if isbn]
        invented = [self.isbn(draw) for _ in range(draw.randint(1, 2))]
        without_articles = draw.random() < 0.12
        editions = []
        for isbn in dict.fromkeys([*numbers, *invented]):
            ids = [goodreads_id for known, goodreads_id in asked if known == isbn and goodreads_id]
            both = [isbn, short] if (short := isbn10_of(isbn)) else [isbn]
            draw.shuffle(both)
            if short and draw.random() < 0.04:
                both = [hyphenated(isbn)]
            spelled = without_article(title) if without_articles or draw.random() < 0.05 else title
            kept = subtitle if draw.random() < 0.6 else None
            if kept and draw.random() < 0.3:
                spelled, kept = f"{spelled}: {kept}", None
            editions.append(
                Edition(
                    self.key_of_edition(),
                    tuple(both),
                    self.cover(draw, missing=0.1),
                    title=spelled,
                    subtitle=kept or ("a novel" if draw.random() < 0.04 else None),
                    language=("eng",) if draw.random() < 0.9 else (),
                    goodreads_ids=tuple(ids) if draw.random() < _GOODREADS_IDS_SHARE else (),
                )
            )
        loose = [goodreads_id for isbn, goodreads_id in asked if not isbn and goodreads_id]
        if loose and draw.random() < _GOODREADS_IDS_SHARE:
            editions[-1] = replace(editions[-1], goodreads_ids=(*editions[-1].goodreads_ids, *loose))
        if draw.random() < 0.08:
            foreign, language = draw.choice(FOREIGN_TITLES)
            first = Edition(self.key_of_edition(), (self.isbn(draw),), None, foreign, language=(language,))
            editions.insert(0, replace(first, other_titles=(title,) if draw.random() < 0.3 else ()))
        return tuple(editions)


def _some(values: Sequence[_T], draw: random.Random) -> tuple[_T, ...]:
    return tuple(draw.sample(values, draw.randint(1, 2))) if draw.random() < 0.4 else ()
