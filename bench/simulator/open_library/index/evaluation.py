"""A query asked of the fields of an index: which records match, and how well."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bench.simulator.isbns import isbn_digits
from bench.simulator.open_library.index.analysis import Tokens, filed_title_tokens, name_tokens, title_tokens
from bench.simulator.open_library.index.inverted_index import Field, KeyField, Scores, TextField
from bench.simulator.open_library.index.query import Combination, Query, Term

_TITLES = ("alternative_title", "title")
_NAMES = ("author_name", "author_alternative_name")
_WITHOUT_FIELD = {"alternative_title": 40.0, "author_name": 40.0, "author_alternative_name": 1.0, "isbn": 1.0}
"""Where words without a field are looked for, and what a match there counts for."""
_UNKNOWN_SIZE = 1_000_000


class Fields:
    """The fields that are played here, of works or of editions; another field holds nothing."""

    def __init__(self) -> None:
        self._texts = {name: TextField() for name in (*_TITLES, *_NAMES)}
        self._keys = {"isbn": KeyField(), "id_goodreads": KeyField()}
        self._all: Mapping[str, Field] = {**self._texts, **self._keys}

    def add(self, record: int, values: Mapping[str, Iterable[str]]) -> None:
        """File one record's values, by field."""
        for name, texts in values.items():
            if name in self._keys:
                self._keys[name].add(record, texts)
            else:
                analyse = filed_title_tokens if name in _TITLES else name_tokens
                self._texts[name].add(record, [analyse(text) for text in texts])

    def evaluate(self, query: Query, within: Collection[int] | None = None) -> Scores | None:
        """The records that match; None for what has no token to look for, which is as if it had not been asked."""
        return self._term(query, within) if isinstance(query, Term) else self._combination(query, within)

    def _combination(self, query: Combination, within: Collection[int] | None) -> Scores | None:
        total: Scores | None = None
        # Whoever is found by few is asked first, and the others only of those.
        for part in sorted(query.required, key=self._size):
            scores = self.evaluate(part, within if total is None else total.keys())
            if scores is not None:
                total = scores if total is None else {at: total[at] + score for at, score in scores.items()}
        if total is None and not query.optional:
            return None
        optional = self._any(query.optional, within if total is None else total.keys())
        total = optional if total is None else {at: score + optional.get(at, 0.0) for at, score in total.items()}
        prohibited = self._any(query.prohibited, total.keys())
        return {at: score for at, score in total.items() if at not in prohibited}

    def _any(self, parts: Sequence[Query], within: Collection[int] | None) -> Scores:
        total: Scores = {}
        for part in parts:
            for at, score in (self.evaluate(part, within) or {}).items():
                total[at] = total.get(at, 0.0) + score
        return total

    def _size(self, query: Query) -> int:
        if not isinstance(query, Term) or query.field is None or query.field not in self._all:
            return _UNKNOWN_SIZE
        tokens = _asked(query, query.field)
        return self._all[query.field].size(tokens) if tokens else 0

    def _term(self, term: Term, within: Collection[int] | None) -> Scores | None:
        if term.wildcard:
            return {}
        if term.field is None:
            return self._words_without_field(term, within)
        if term.field not in self._all:
            return {}
        asked = _asked(term, term.field)
        return self._all[term.field].search(asked, within) if asked else None

    def _words_without_field(self, term: Term, within: Collection[int] | None) -> Scores | None:
        asked = {name: tokens for name in _WITHOUT_FIELD if (tokens := _asked(term, name))}
        if asked.keys() <= {"isbn"}:
            return None
        best: Scores = {}
        for name, tokens in asked.items():
            for at, score in self._all[name].search(tokens, within).items():
                best[at] = max(best.get(at, 0.0), _WITHOUT_FIELD[name] * score)
        return best


def _asked(term: Term, name: str) -> Tokens:
    if name in _TITLES:
        return title_tokens(term.text)
    if name in _NAMES:
        return name_tokens(term.text)
    # Only a single ISBN loses its hyphens; in a group it is compared as it stands.
    alone = name == "isbn" and (term.alone or term.field is None)
    text = isbn_digits(term.text) if alone else term.text
    return ((0, text),) if text else ()
