"""Fields of an inverted index: which records hold a phrase or a key, and how well each fits."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from bench.simulator.open_library.index.analysis import Tokens

Scores = dict[int, float]
"""Numbers of the records that match, with how well each does."""

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.75
_GAP = 100
"""Positions between two values of one field, so that no phrase reaches from one into the next."""


class Field(Protocol):
    """What can be asked of a field, whatever it holds."""

    def size(self, asked: Tokens) -> int:
        """How many records hold the rarest token: at most so many match."""

    def search(self, asked: Tokens, within: Collection[int] | None = None) -> Scores:
        """The records that hold all tokens of what is asked as far apart as there, of those `within`."""


class TextField:
    """A field of texts, of which a record may have several; scored by BM25, as Lucene scores a phrase."""

    def __init__(self) -> None:
        # Tuples, because the garbage collector need not look into those.
        self._places: dict[str, dict[int, tuple[int, ...]]] = defaultdict(dict)
        self._lengths: Counter[int] = Counter()
        self._total = 0

    def add(self, record: int, values: Iterable[Tokens]) -> None:
        """File the values of one record, whole and once."""
        start = 0
        for tokens in values:
            for position, token in tokens:
                places = self._places[token]
                places[record] = (*places.get(record, ()), start + position)
            if tokens:
                # Tokens that share a position count once.
                length = len({position for position, _ in tokens})
                self._lengths[record] += length
                self._total += length
                start += tokens[-1][0] + _GAP

    def size(self, asked: Tokens) -> int:
        """See `Field`."""
        return min(len(self._places.get(token, ())) for _, token in asked)

    def search(self, asked: Tokens, within: Collection[int] | None = None) -> Scores:
        """See `Field`."""
        postings = [(position, self._places.get(token, {})) for position, token in asked]
        first, rarest = min(postings, key=lambda posting: len(posting[1]))
        others = [(position - first, places) for position, places in postings if places is not rarest]
        average = self._total / max(1, len(self._lengths))
        weight = sum(_rarity(len(self._lengths), len(places)) for _, places in postings)
        candidates: Iterable[int] = rarest if within is None else rarest.keys() & within
        scores: Scores = {}
        for record in candidates:
            found = len(_starts(rarest[record], [(at, places.get(record, ())) for at, places in others]))
            if found:
                length = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * self._lengths[record] / average
                scores[record] = weight * found / (found + _SATURATION * length)
        return scores


class KeyField:
    """A field of keys that are found only whole: identifiers."""

    def __init__(self) -> None:
        self._records: dict[str, list[int]] = defaultdict(list)
        self._filed: set[int] = set()

    def add(self, record: int, keys: Iterable[str]) -> None:
        """File the keys of one record."""
        for key in dict.fromkeys(keys):
            self._records[key].append(record)
            self._filed.add(record)

    def size(self, asked: Tokens) -> int:
        """See `Field`."""
        return len(self._records.get(asked[0][1], ()))

    def search(self, asked: Tokens, within: Collection[int] | None = None) -> Scores:
        """See `Field`; what is asked is one key."""
        records = self._records.get(asked[0][1], [])
        score = _rarity(len(self._filed), len(records)) / (1 + _SATURATION)
        return {record: score for record in records if within is None or record in within}


def _starts(places: Sequence[int], others: Sequence[tuple[int, Sequence[int]]]) -> Sequence[int]:
    """Those of the places at whose distance each of the others has one too."""
    for distance, of_other in others:
        if not places:
            break
        places = [place for place in places if place + distance in of_other]
    return places


def _rarity(records: int, holding: int) -> float:
    return math.log(1 + (records - holding + 0.5) / (holding + 0.5))
