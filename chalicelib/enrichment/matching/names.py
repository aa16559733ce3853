"""Decides whether two spellings of a name may mean the same person."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from rapidfuzz.fuzz import ratio

from chalicelib.enrichment.matching.folding import LONGEST, fold

_SURNAME_AGREES: Final = 85
_GIVEN_NAME_AGREES: Final = 70
_NAME_NOISE: Final = frozenset({"jr", "sr", "phd", "md", "dr", "sir", "prof", "mr", "mrs", "ms", "ii", "iii"})


def natural_name(author: str) -> str:
    """A person's name in reading order: `Le Guin, Ursula K.` -> `Ursula K. Le Guin`; runs of blanks become one."""
    author = author[:LONGEST]
    last, comma, first = author.partition(",")
    if comma and first.strip() and fold(first) not in _NAME_NOISE:
        author = f"{first} {last}"
    return " ".join(author.split())


def surname(author: str) -> str:
    """The last word of a name in reading order, by which a catalogue's index finds the person in any spelling.

    `J.R.R. Tolkien` -> `Tolkien`, `Le Guin, Ursula K.` -> `Guin`, `Kurt Vonnegut Jr.` -> `Vonnegut`. Names that begin
    with the family name are found as well, since both spellings hold this word.
    """
    words = natural_name(author).split()
    named = [word for word in words if fold(word) and fold(word) not in _NAME_NOISE] or words
    return named[-1].rstrip(",;") if named else ""


# A batch's answers are compared with every book of the batch: each name is folded once, not once a comparison.
@lru_cache(maxsize=8192)
def comparable_name(author: str) -> tuple[str, ...]:
    """The form of a name that is compared: its folded words in reading order, titles like `Dr.` and `Jr.` dropped."""
    words = fold(natural_name(author)).split()
    return tuple(word for word in words if word not in _NAME_NOISE) or tuple(words)


def authors_agree(ours: str, theirs: str) -> bool:
    """Whether two spellings may name the same person: order, initials, middle names and transliteration may differ."""
    our_words, their_words = comparable_name(ours[:LONGEST]), comparable_name(theirs[:LONGEST])
    if not our_words or not their_words:
        return False
    if sorted(our_words) == sorted(their_words) or "".join(our_words) == "".join(their_words):
        return True
    if ratio(our_words[-1], their_words[-1]) < _SURNAME_AGREES:
        return False
    if len(our_words) == 1 or len(their_words) == 1:
        # "Homer" is not "Jane Homer".
        return len(our_words) == len(their_words)
    return _given_names_agree(our_words[0], their_words[0])


def _given_names_agree(ours: str, theirs: str) -> bool:
    if len(ours) == 1 or len(theirs) == 1:
        return ours[0] == theirs[0]
    spellings = _spellings_of_given_names()
    same_name = ours in spellings and spellings[ours] == spellings.get(theirs)
    return same_name or ratio(ours, theirs) >= _GIVEN_NAME_AGREES


@cache
def _spellings_of_given_names() -> dict[str, str]:
    """Folded spelling -> the first spelling of its row in `given_names.json`."""
    rows = json.loads(Path(__file__).with_name("given_names.json").read_bytes())["names"]
    return {spelling: row.split()[0] for row in rows for spelling in row.split()}
