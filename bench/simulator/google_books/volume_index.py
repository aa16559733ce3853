"""Finding volumes as Google Books does, forgivingly: by words of title and author without accents and punctuation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bench.simulator.isbns import isbn_digits
from bench.simulator.plain_words import words
from bench.simulator.records import Edition, Work

_Words = tuple[str, ...]


class VolumeIndex:
    """An index of works; a phrase matches any title or author name that contains it."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._names: dict[str, list[list[_Words]]] = {"title": [], "author": []}
        self._holding: dict[str, dict[str, list[int]]] = {
            name: defaultdict(list) for name in ("title", "author", "isbn")
        }
        for at, work in enumerate(works):
            for isbn in dict.fromkeys(map(isbn_digits, work.indexed_isbns)):
                self._holding["isbn"][isbn].append(at)
            for field, texts in (("title", (work.title,)), ("author", work.authors)):
                names = [words(text) for text in texts]
                self._names[field].append(names)
                for word in {word for name in names for word in name}:
                    self._holding[field][word].append(at)

    def search(self, asked: Sequence[tuple[str, str]]) -> list[Work]:
        """The works that match all pairs of field (`isbn`, `title`, `author`, or empty for any) and text.

        Those whose titles hold the least beside what was asked come first.
        """
        if not asked:
            return []
        scores: Mapping[int, float] | None = None
        for field, text in asked:
            found = self._found(field, text)
            scores = found if scores is None else {at: scores[at] + found[at] for at in scores.keys() & found.keys()}
        return [self._works[at] for at in sorted(scores or {}, key=lambda at: (-(scores or {})[at], at))]

    def _found(self, field: str, text: str) -> dict[int, float]:
        if not field:
            return {at: score for name in ("isbn", "author", "title") for at, score in self._found(name, text).items()}
        if field == "isbn":
            return dict.fromkeys(self._holding["isbn"].get(isbn_digits(text), ()), 1.0)
        phrase = words(text)
        if not phrase:
            return {}
        # The rarest word leaves the fewest works to compare.
        candidates: list[int] = min((self._holding[field].get(word, []) for word in phrase), key=len)
        scores = {}
        for at in candidates:
            lengths = [len(name) for name in self._names[field][at] if _contains(name, phrase)]
            if lengths:
                scores[at] = len(phrase) / min(lengths) * (1.0 if field == "title" else 0.2)
        return scores


def best_edition(work: Work, asked_isbns: set[str]) -> Edition | None:
    """The edition that a volume shows: an asked ISBN's, else one with a cover."""
    matching = [
        edition for edition in work.editions if not asked_isbns.isdisjoint(map(isbn_digits, edition.indexed_isbns))
    ] or list(work.editions)
    covered = [edition for edition in matching if (edition.cover_i or -1) > 0]
    return next(iter(covered or matching), None)


def _contains(name: _Words, phrase: _Words) -> bool:
    return any(name[start : start + len(phrase)] == phrase for start in range(len(name) - len(phrase) + 1))
