"""Finding works by ISBN, title and author, as the search engine behind a book provider does."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from bench.simulator.catalogue import Edition, Work
from bench.simulator.query import Query, Term, isbn_digits, words

_AUTHOR_WEIGHT = 0.2
_POPULARITY_WEIGHT = 0.3
_Words = tuple[str, ...]


class BookIndex:
    """An inverted index over works; a quoted phrase matches any title or author name that contains it."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._by_key = {work.key: work for work in works}
        self._by_isbn: dict[str, list[int]] = defaultdict(list)
        self._titles: list[list[_Words]] = []
        self._authors: list[list[_Words]] = []
        self._in_title: dict[str, list[int]] = defaultdict(list)
        self._in_author: dict[str, list[int]] = defaultdict(list)
        for at, work in enumerate(works):
            for isbn in work.isbns:
                self._by_isbn[isbn].append(at)
            self._titles.append([words(work.title)])
            self._authors.append([words(author) for author in work.authors])
            for names, postings in ((self._titles[at], self._in_title), (self._authors[at], self._in_author)):
                for word in {word for name in names for word in name}:
                    postings[word].append(at)

    def work(self, key: str) -> Work | None:
        """The work of that key (`/works/OL…W`)."""
        return self._by_key.get(key)

    def by_isbn(self, isbn: str) -> Work | None:
        """The first work that lists the ISBN."""
        found = self._by_isbn.get(isbn_digits(isbn))
        return self._works[found[0]] if found else None

    def search(self, query: Query) -> list[Work]:
        """The works that match, the most relevant first.

        A title that is all of the phrase counts for more than one that merely holds it, and popularity for something,
        so that now and then a box set stands before the book itself, as in real answers.
        """
        scores = self._scores(query)
        return [self._works[at] for at in sorted(scores, key=lambda at: -scores[at] - self._popularity(at))]

    def _popularity(self, at: int) -> float:
        return _POPULARITY_WEIGHT * zlib.crc32(self._works[at].key.encode()) / 2**32

    def _scores(self, query: Query) -> dict[int, float]:
        if isinstance(query, Term):
            return self._term_scores(query)
        total = self._scores(query.parts[0])
        for part in query.parts[1:]:
            scores = self._scores(part)
            if query.operator == "OR":
                for at, score in scores.items():
                    total[at] = total.get(at, 0.0) + score
            else:
                total = {at: score + scores[at] for at, score in total.items() if at in scores}
        return total

    def _term_scores(self, term: Term) -> dict[int, float]:
        scores: dict[int, float] = {}
        if term.field in ("isbn", None):
            scores.update(dict.fromkeys(self._by_isbn.get(isbn_digits(term.text), ()), 1.0))
        if term.field in ("author", None):
            scores.update(self._phrase_scores(words(term.text), self._in_author, self._authors, _AUTHOR_WEIGHT))
        if term.field in ("title", None):
            scores.update(self._phrase_scores(words(term.text), self._in_title, self._titles, 1.0))
        return scores

    @staticmethod
    def _phrase_scores(
        phrase: _Words, postings: dict[str, list[int]], names: list[list[_Words]], weight: float
    ) -> dict[int, float]:
        if not phrase:
            return {}
        # The rarest word leaves the fewest works to compare.
        candidates: list[int] = min((postings.get(word, []) for word in phrase), key=len)
        scores = {}
        for at in candidates:
            lengths = [len(name) for name in names[at] if _contains(name, phrase)]
            if lengths:
                scores[at] = weight * len(phrase) / min(lengths)
        return scores


def best_edition(work: Work, asked_isbns: Iterable[str]) -> tuple[int, Edition | None]:
    """How many editions match, and the one that Open Library would show: an asked ISBN's, else one with a cover."""
    asked = set(asked_isbns)
    matching = [edition for edition in work.editions if not asked.isdisjoint(edition.isbns)] or list(work.editions)
    covered = [edition for edition in matching if (edition.cover_i or -1) > 0]
    return len(matching), next(iter(covered or matching), None)


def _contains(name: _Words, phrase: _Words) -> bool:
    return any(name[start : start + len(phrase)] == phrase for start in range(len(name) - len(phrase) + 1))
