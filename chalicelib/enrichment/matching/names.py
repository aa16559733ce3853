"""Decides whether two spellings of a name may mean the same person."""

from functools import lru_cache
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
    return ratio(ours, theirs) >= _GIVEN_NAME_AGREES
