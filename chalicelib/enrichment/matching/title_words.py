"""Makes comparable words of a title, and finds those that say which volume it is."""

import re
from collections.abc import Sequence
from typing import Final

from chalicelib.enrichment.matching.folding import fold
from chalicelib.enrichment.matching.numerals import MAY_BE_NUMBERS, VOLUME_WORDS, is_number, part_digits, read_numbers

_SAME_WORD: Final = {
    **dict.fromkeys(("vol", "vols", "volumes"), "volume"),
    **dict.fromkeys(("und", "et"), "and"),
    "pt": "part",
    "bk": "book",
    "bd": "band",
    "boxed": "box",
    "dr": "doctor",
    "mr": "mister",
    "st": "saint",
    "vs": "versus",
}
_FILLERS: Final = frozenset({"the", "a", "an", "and", "第"})
"""Words that some catalogues leave out: `Emma & Persuasion` is `Emma / Persuasion`, 第1巻 is 1巻."""

_ARTICLES_AT_START: Final = frozenset(
    {"le", "la", "les", "l", "un", "une", "el", "los", "las", "una", "il", "lo"}
    | {"der", "die", "das", "ein", "eine", "het"}
)
"""Articles of other languages. Within an English title they may be other words, so only the first word counts."""

_MAY_BE_FILLERS: Final = _FILLERS | _ARTICLES_AT_START
_COUNTERS: Final = frozenset("巻卷冊册部권")
# First, middle and last volume, as Japanese and Chinese titles number them.
_VOLUME_SIGN: Final = re.compile(r"[上中下][巻卷冊册]?|[前中後][編篇]")
_FIRST_YEAR: Final = 1000
_PLAIN: Final = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*")
_READ_OTHERWISE: Final = frozenset({*_SAME_WORD, *MAY_BE_NUMBERS, *VOLUME_WORDS, "edition", "unabridged"})
"""Words of a plain title that are not simply themselves, or of which a note on the edition is made."""


def title_words(text: str) -> tuple[str, ...]:
    """The folded words of a title or a part of it, with numbers as digits and abbreviations written out.

    Articles and `and` are dropped, except at the end and where they name a volume (`Part A`).
    """
    if not text:
        return ()
    return read_numbers(_without_fillers([_SAME_WORD.get(word, word) for word in part_digits(fold(text).split())]))


def plain_words(text: str) -> Sequence[str] | None:
    """The same words for a title without subtitle, notes and numbers, in a tenth of the time; None for any other."""
    if not _PLAIN.fullmatch(text):
        return None
    words = text.lower().split()
    return _without_fillers(words) if _READ_OTHERWISE.isdisjoint(words) else None


def names_volume(words: Sequence[str]) -> bool:
    """Whether words of a title (as `title_words` gives them) tell which volume it is: `berserk volume 2`, `part b`.

    `book 1 of the inheritance cycle` does not: it only tells where in a series a book stands.
    """
    return _is_bare_number(words) or any(_is_designation(words, index) for index in range(len(words)))


def note_names_volume(words: Sequence[str]) -> bool:
    """Whether a note in brackets tells which volume it is: `(Book Two)`, `(Part 1 of 2)`, `(Naruto, Volume 3)`.

    `(Mistborn, Book 2)` does not, as for `names_volume`.
    """
    volumes = (index for index, word in enumerate(words) if index == 0 or word == "volume")
    return _is_bare_number(words) or any(_is_designation(words, index) for index in volumes)


def _without_fillers(words: list[str]) -> list[str]:
    if _MAY_BE_FILLERS.isdisjoint(words):
        return words
    return [word for index, word in enumerate(words) if not _is_filler(words, index)]


def _is_filler(words: Sequence[str], index: int) -> bool:
    word = words[index]
    before = words[index - 1] if index else ""
    after = words[index + 1] if index + 1 < len(words) else ""
    if not after:
        return False
    if word == "a" and (before == "the" or before in VOLUME_WORDS or _is_letter(before) or _is_letter(after)):
        # The A-List is not The List, Part A of a work is not its Part B, and `M*A*S*H` is MASH.
        return False
    return word in _FILLERS or (index == 0 and word in _ARTICLES_AT_START)


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def _is_bare_number(words: Sequence[str]) -> bool:
    """Whether there is nothing but the number of a volume; a year says when a book was printed."""
    return bool(words) and all(is_number(word) and int(word.removesuffix("th")) < _FIRST_YEAR for word in words)


def _is_designation(words: Sequence[str], index: int) -> bool:
    word, number, of, total = (*words[index : index + 4], "", "", "")[:4]
    if _VOLUME_SIGN.fullmatch(word):
        return True
    if is_number(word) and number in _COUNTERS:
        return True
    if word in VOLUME_WORDS:
        designates = is_number(number) or len(number) == 1
    else:
        designates = word.endswith("th") and is_number(word) and number in VOLUME_WORDS
    of_series = of in ("of", "in") and not is_number(total)
    return designates and (word == "volume" or not of_series)
