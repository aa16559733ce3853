"""Finding works, and the edition of each that answers best, as the search engine behind Open Library does."""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bench.simulator.open_library.index.edition_query import edition_query
from bench.simulator.open_library.index.evaluation import Fields
from bench.simulator.open_library.index.inverted_index import Scores
from bench.simulator.open_library.index.query import Query
from bench.simulator.records import Edition, Work

_ENGLISH = 12.0
_COVERED = 2.0


@dataclass(frozen=True)
class Found:
    """A work that matches, with its matching editions, the best first."""

    work: Work
    editions: tuple[Edition, ...]


class BookIndex:
    """An index of works and one of all their editions, asked together."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._owners: list[int] = []
        self._editions: list[Edition] = []
        self._of_works, self._of_editions = Fields(), Fields()
        for at, work in enumerate(works):
            self._of_works.add(at, _work_values(work))
            for edition in work.editions:
                self._of_editions.add(len(self._editions), _edition_values(work, edition))
                self._editions.append(edition)
                self._owners.append(at)
        self._without_editions = frozenset(at for at, work in enumerate(works) if not work.editions)

    def search(self, query: Query, *, with_editions: bool) -> list[Found]:
        """The works that match, the most relevant and popular first.

        Where editions are asked for, a work must have one that matches what of the query editions can answer, or none
        at all.
        """
        scores = self._of_works.evaluate(query) or {}
        editions: dict[int, list[Edition]] = {}
        if with_editions:
            asked = edition_query(query)
            matching = None if asked is None else self._of_editions.evaluate(asked)
            editions = self._best_editions(matching, scores)
            scores = {at: score for at, score in scores.items() if at in editions or at in self._without_editions}
        order = sorted(scores, key=lambda at: (-scores[at] * popularity(self._works[at]), at))
        return [Found(self._works[at], tuple(editions.get(at, ()))) for at in order]

    def _best_editions(self, matching: Scores | None, works: Collection[int]) -> dict[int, list[Edition]]:
        if matching is None:
            matching = {at: 0.0 for at, owner in enumerate(self._owners) if owner in works}
        by_work: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for at, score in matching.items():
            if self._owners[at] in works:
                edition = self._editions[at]
                english = _ENGLISH if "eng" in edition.language else 0.0
                covered = _COVERED if (edition.cover_i or -1) > 0 else 0.0
                by_work[self._owners[at]].append((-(score + english + covered), at))
        return {work: [self._editions[at] for _, at in sorted(editions)] for work, editions in by_work.items()}


def popularity(work: Work) -> float:
    """What the relevance of a work is multiplied by: its editions, those who have read it and those who log it."""
    return (
        20 * math.log10(3 + len(work.editions))
        + min(50, work.already_read_count or 0)
        + 35 * math.log10((4 + (work.readinglog_count or 0)) / 4)
    )


def _work_values(work: Work) -> dict[str, Sequence[str]]:
    return {
        "alternative_title": work.all_titles,
        "title": (work.title,),
        "author_name": work.authors,
        "author_alternative_name": work.alternate_names,
        "isbn": work.indexed_isbns,
        "id_goodreads": work.goodreads_ids,
    }


def _edition_values(work: Work, edition: Edition) -> dict[str, Sequence[str]]:
    return {
        "alternative_title": work.titles_of(edition),
        "title": (work.title_of(edition)[0],),
        # Found by words without a field only; a field of authors is not asked of editions.
        "author_name": work.authors,
        "isbn": edition.indexed_isbns,
        "id_goodreads": edition.goodreads_ids,
    }
