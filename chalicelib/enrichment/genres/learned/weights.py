"""The learned weights of ``learned.json``, and their sum for a book. Pure; ``scripts/learn_genres`` writes the file.

A name has a weight for each genre: a row. Rows are added as one long integer each, a field of 16 bits a genre, which
Python does as fast as it adds two numbers. A row is written as one character a genre, so that the file stays small.
"""

import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.enrichment.genres.learned.features import fit_of
from chalicelib.enrichment.genres.vocabulary import FORMS, load_vocabulary

ALPHABET = "".join(chr(code) for code in range(32, 127) if chr(code) not in '"\\')
ZERO = len(ALPHABET) // 2  # "O"; the characters before it are negative
LIMIT = ZERO  # the largest weight of one name, in units
FIELD_BITS = 16
BIAS = 1 << (FIELD_BITS - 1)  # added to each field, so that no sum is negative
MAX_KNOWN = 20_000  # libraries repeat themselves
MAX_ADDED = 5_000


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned, in whole units: ``unit`` of them are one logit. See ``docs/genres.md``."""

    place: Mapping[str, int]  # of each genre in a sum
    unit: int
    needed: int  # what a genre's sum must reach that a rule names
    needed_unnamed: int  # what it must reach where no rule names it, nor a genre that implies it
    foundation: Mapping[str, int]  # the same for all genres: see features.foundation
    rows: Mapping[str, int]  # packed
    at_rest: Mapping[str, int]  # packed, by the book's form: what genres start from, no field negative
    known: dict[frozenset[str], dict[str, int]] = field(default_factory=dict)  # rows of words that were asked before
    noted: dict[frozenset[str], int] = field(default_factory=dict)  # sums of notes that were asked before
    added: dict[frozenset[str], list[int]] = field(default_factory=dict)  # what was asked of single names before

    def sums(self, words: Iterable[frozenset[str]], notes: Iterable[frozenset[str]], form: str) -> list[int]:
        """Return each genre's sum for a book. A word counts once however many headings have it, an unknown one not."""
        total = self.at_rest[form]
        for names in notes:
            adds = self.noted.get(names)
            total += self._sum_of(names) if adds is None else adds
        rows: dict[str, int] = {}
        for names in words:
            known = self.known.get(names)
            rows.update(self._rows_of(names) if known is None else known)
        return self._unpack(sum(rows.values(), total))

    def adds(self, names: frozenset[str], genre: str) -> float:
        """Return what these names alone add to a genre, in logits."""
        added = self.added.get(names)
        if added is None:
            if len(self.added) >= MAX_ADDED:
                self.added.clear()
            added = self.added[names] = self._unpack(_bias(len(self.place)) + self._sum_of(names))
        return added[self.place[genre]] / self.unit

    def _rows_of(self, names: frozenset[str]) -> dict[str, int]:
        if len(self.known) >= MAX_KNOWN:
            self.known.clear()
        rows = self.known[names] = {name: self.rows[name] for name in names if name in self.rows}
        return rows

    def _sum_of(self, names: frozenset[str]) -> int:
        if len(self.noted) >= MAX_KNOWN:
            self.noted.clear()
        adds = self.noted[names] = sum([self.rows[name] for name in names if name in self.rows])
        return adds

    def _unpack(self, total: int) -> list[int]:
        count = len(self.place)
        fields = struct.unpack(f"<{count}H", total.to_bytes(count * FIELD_BITS // 8, "little"))
        return [value - BIAS for value in fields]


def row_from_text(text: str) -> list[int]:
    """Return the weights that a row of the file holds."""
    return [ALPHABET.index(char) - ZERO for char in text]


def row_to_text(weights: Iterable[int]) -> str:
    """Return a row as the file holds it; larger weights are cut to the limit."""
    return "".join(ALPHABET[max(-LIMIT, min(LIMIT, weight)) + ZERO] for weight in weights)


def pack(weights: Sequence[int]) -> int:
    """Return weights, one a genre, as one integer that can be added to others."""
    return sum(weight << (FIELD_BITS * place) for place, weight in enumerate(weights))


@cache
def load_weights() -> Weights:
    """Read ``learned.json`` on first use; it lies beside this file, in the Lambda package too."""
    return from_data(json.loads(Path(__file__).with_name("learned.json").read_bytes()))


def from_data(data: Mapping[str, Any]) -> Weights:
    """Return the weights that the file's JSON holds."""
    kind, foundation = load_vocabulary().kind, data["foundation"]
    at_rest: dict[str, int] = data["at_rest"]
    return Weights(
        place={genre: place for place, genre in enumerate(at_rest)},
        unit=data["unit"],
        needed=data["needed"],
        needed_unnamed=data["needed_unnamed"],
        foundation=foundation,
        rows={name: pack(row_from_text(text)) for name, text in data["rows"].items()},
        at_rest={
            form: _bias(len(at_rest))
            + pack(
                [
                    rest + (0 if genre in FORMS else foundation[fit_of(kind[genre], form)])
                    for genre, rest in at_rest.items()
                ]
            )
            for form in ("", *FORMS)
        },
    )


@cache
def _bias(genres: int) -> int:
    return pack([BIAS] * genres)
