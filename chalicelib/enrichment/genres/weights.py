"""The learned weights of ``learned.json``, and their sum for a book. Pure; ``scripts/learn_genres`` writes the file.

A name has a weight for each genre: a row. Rows are added as one long integer each, a field of 16 bits a genre, which
Python does as fast as it adds two numbers. A row is written as one character a genre, so that the file stays small.
"""

import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.enrichment.genres.features import fit_of
from chalicelib.enrichment.genres.vocabulary import FORMS, load_vocabulary

ALPHABET = "".join(chr(code) for code in range(32, 127) if chr(code) not in '"\\')
ZERO = len(ALPHABET) // 2  # "O"; the characters before it are negative
LIMIT = ZERO  # the largest weight of one name, in units
FIELD_BITS = 16


class Weights(NamedTuple):
    """What was learned, in whole units: ``unit`` of them are one logit. See ``docs/genres.md``."""

    genres: tuple[str, ...]
    unit: int
    needed: int  # what a genre's sum must reach
    at_rest: tuple[int, ...]  # each genre's sum before anything is known
    unfounded: Mapping[str, tuple[int, ...]]  # form -> each genre's sum when no rule speaks for it
    foundation: Mapping[str, int]  # the same for all genres: see features.foundation
    rows: Mapping[str, int]  # packed
    bias: int  # half of each field, so that no sum is negative

    def sums(self, names: Iterable[str]) -> list[int]:
        """Return the sum of the names' rows for each genre, in the order of ``genres``. Unknown names count nothing."""
        rows = self.rows
        total = sum([rows[name] for name in names if name in rows], self.bias)
        fields = struct.unpack(f"<{len(self.genres)}H", total.to_bytes(len(self.genres) * FIELD_BITS // 8, "little"))
        return [field - (1 << (FIELD_BITS - 1)) for field in fields]


def row_from_text(text: str) -> list[int]:
    """Return the weights that a row of the file holds."""
    return [ALPHABET.index(char) - ZERO for char in text]


def row_to_text(weights: Iterable[int]) -> str:
    """Return a row as the file holds it; larger weights are cut to the limit."""
    return "".join(ALPHABET[max(-LIMIT, min(LIMIT, weight)) + ZERO] for weight in weights)


def pack(weights: Sequence[int]) -> int:
    """Return weights, one a genre, as one integer that can be added to others."""
    return sum(weight << (FIELD_BITS * place) for place, weight in enumerate(weights))


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Read ``learned.json`` on first use; it lies beside this file, in the Lambda package too."""
    return from_data(json.loads(Path(__file__).with_name("learned.json").read_text(encoding="utf-8")))


def from_data(data: Mapping[str, Any]) -> Weights:
    """Return the weights that the file's JSON holds."""
    genres, at_rest, foundation = tuple(data["at_rest"]), tuple(data["at_rest"].values()), data["foundation"]
    kind = load_vocabulary().kind
    return Weights(
        genres=genres,
        unit=data["unit"],
        needed=data["needed"],
        at_rest=at_rest,
        unfounded={
            form: tuple(
                rest + foundation[fit_of(kind[genre], form)] for genre, rest in zip(genres, at_rest, strict=True)
            )
            for form in ("", *FORMS)
        },
        foundation=foundation,
        rows={name: pack(row_from_text(text)) for name, text in data["rows"].items()},
        bias=pack([1 << (FIELD_BITS - 1)] * len(genres)),
    )
