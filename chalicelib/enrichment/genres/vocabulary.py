"""The rules of ``genres.json``, indexed for reading."""

import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.enrichment.genres.folding import normalize, plain_text

FICTION, NONFICTION = "Fiction", "Nonfiction"
FORMS = (FICTION, NONFICTION)

# What one heading is worth. Found by a search over recorded books, where the score is flat around these values.
PATTERN, HINT, IN_FICTION = 1.0, 0.5, 0.8


class Hit(NamedTuple):
    """A rule that a heading met; ``rule`` is its pattern as compared ("fantasy fiction") or its code ("dewey 813")."""

    genre: str
    weight: float
    rule: str
    whole: bool = False
    in_fiction: bool = False


class Correction(NamedTuple):
    """What a maintainer wrote for one heading: genres that its books have, and genres that they do not have."""

    given: tuple[str, ...]
    refused: tuple[str, ...]


class Vocabulary(NamedTuple):
    """The rules of ``genres.json``, indexed for reading."""

    kind: dict[str, str]
    implies: dict[str, dict[str, float]]
    excludes: dict[str, list[str]]
    in_novels: frozenset[str]  # genres of nonfiction that a novel may have as well
    rules: dict[str, list[Hit]]
    silent: dict[str, bool]  # phrases that say nothing: True when the whole heading then does
    longest: dict[str, int]  # first word of a phrase -> words in the longest phrase that begins so
    codes: dict[str, dict[str, list[str]]]
    lcc: dict[str, list[tuple[int, int, list[str]]]]  # letters of a class -> low, high, genres
    corrections: dict[str, Correction]


def heading_key(heading: str) -> str:
    """Return what is equal for spellings of one heading."""
    return " ".join(plain_text(heading).split())


@cache
def load_vocabulary() -> Vocabulary:
    """Read ``genres.json`` on first use; it lies beside this file, in the Lambda package too."""
    return index(json.loads(Path(__file__).with_name("genres.json").read_bytes()))


def index(data: dict[str, Any]) -> Vocabulary:
    """Index the rules for reading."""
    genres: dict[str, dict[str, Any]] = data["genres"]
    rules: dict[str, list[Hit]] = defaultdict(list)
    for genre, entry in genres.items():
        for key, weight in (("patterns", PATTERN), ("hints", HINT), ("in_fiction", IN_FICTION)):
            for pattern in entry.get(key, ()):
                phrase = normalize(pattern)
                rules[phrase].append(Hit(genre, weight, phrase, pattern.startswith("="), key == "in_fiction"))
    silent = {normalize(phrase): key == "drop" for key in ("skip", "drop") for phrase in data[key]}
    longest: dict[str, int] = defaultdict(int)
    for phrase in (*rules, *silent):
        first, *others = phrase.split()
        longest[first] = max(longest[first], 1 + len(others))
    lcc: dict[str, list[tuple[int, int, list[str]]]] = defaultdict(list)
    for key, named in data["codes"]["lcc"].items():
        letters, low, high = re.split("[ -]", key)
        lcc[letters].append((int(low), int(high), named))
    return Vocabulary(
        kind={genre: entry["kind"] for genre, entry in genres.items()},
        implies={genre: entry.get("implies", {}) for genre, entry in genres.items()},
        excludes={genre: entry.get("excludes", []) for genre, entry in genres.items()},
        in_novels=frozenset(genre for genre, entry in genres.items() if "in_fiction" in entry),
        rules=dict(rules),
        silent=silent,
        longest=dict(longest),
        codes=data["codes"],
        lcc=dict(lcc),
        corrections={
            heading_key(heading): Correction(
                given=tuple(genre for genre in said if not genre.startswith("not ")),
                refused=tuple(genre.removeprefix("not ") for genre in said if genre.startswith("not ")),
            )
            for heading, said in data["corrections"].items()
        },
    )
