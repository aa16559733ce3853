"""Whether a provider's record is the reader's book, judged by title and author. A wrong genre is worse than none.

Goodreads writes `Warbreaker (Warbreaker, #1)` and `Why Nations Fail: The Origins of Power…`; a library catalogues the
title alone, often with the subtitle apart, the author as `Last, First`, with initials or in another transliteration.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import ratio

_LONGEST: Final = 1000
"""Letters of a title or name that are looked at: anyone may upload or answer longer ones."""
_MOST_SUFFIXES: Final = 10
_TITLE_AGREES: Final = 92
_SURNAME_AGREES: Final = 85
_GIVEN_NAME_AGREES: Final = 70

# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
_APOSTROPHES: Final = re.compile(r"['’‘ʼ`´]")
# Vowel points and accents, which one catalogue writes and the other does not. The marks of Japanese, Indic and Thai
# script are none of these: without them, different words become one.
_ACCENTS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f]"
)
# "(Volume 2)" tells which book it is; "(Discworld, #2)" only tells where it stands.
_BRACKETS_AT_END: Final = re.compile(
    r"\s*(?:\((?!(?:vol|volume|part|pt)\b)[^()]*\)|\[(?!(?:vol|volume|part|pt)\b)[^\[\]]*\])\s*$", re.IGNORECASE
)
_SERIES_AT_END: Final = re.compile(r"\(([^()]*?),? #(\d[^()#]*)\)\s*$")
_EDITION_AT_END: Final = re.compile(
    # Tried once a run of separators and never again from within it: a title of ten thousand dashes takes no minutes.
    r"(?<![\s,:;–—-])[\s,:;–—-]++(?:the\s+)?(?:(?:\w+|\d+(?:st|nd|rd|th))\s+)?"
    r"(?:(?:anniversary|revised|updated|expanded|deluxe|illustrated|annotated|unabridged|abridged|special|collector's|"
    r"kindle|movie tie-in|film tie-in)(?:\s+(?:and|&)\s+\w+)?\s+edition|unabridged|movie tie-in|film tie-in)\s*$",
    re.IGNORECASE,
)
_SUBTITLE: Final = re.compile(r"\s*:\s+|\s+[–—-]\s+|\s*[,;]\s+or\b,?\s+|\s+or,\s+", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"^(?:the|an?|le|la|les|l|der|die|das|el|los|las|il) (?=.)")
_NAME_NOISE: Final = frozenset({"jr", "sr", "phd", "md", "dr", "sir", "prof", "mr", "mrs", "ms", "ii", "iii"})
_NUMBERS: Final = {
    word: str(number)
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "_ ii iii iv _ vi vii viii ix _ xi xii xiii xiv xv xvi",
    )
    for number, word in enumerate(words.split(), start=1)
    if word != "_"
}
_VOLUMES: Final = frozenset("上中下")
_SAME_WORD: Final = {**_NUMBERS, "vol": "volume", "vols": "volume", "pt": "part"}
# What is another book than the one it is about, drawn from or collected in, often by the same author.
_OTHER_KIND: Final = re.compile(
    r"\b(?:graphic (?:novel|history|adaptation|edition)|box(?:ed)? ?sets?|(?:study|readers|reading) guide|sparknotes|"
    r"(?:cliffs ?|york )notes|workbook|guided journal|sketchbook|screenplay|summary|retelling|volume \w+)\b"
)


def fold(text: str) -> str:
    """Lower case without accents and punctuation, words parted by one blank: what two spellings have in common."""
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold().translate(_LETTERS)
    letters = _ACCENTS.sub("", decomposed).replace("&", " and ")
    words = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in letters).split()
    return unicodedata.normalize("NFC", " ".join(words))


def bare_title(title: str) -> str:
    """The title without series, format and edition words: `Dune (Dune, #1)` -> `Dune`. Subtitles stay."""
    bare = " ".join(title[:_LONGEST].split())
    for _ in range(_MOST_SUFFIXES):
        shorter = _EDITION_AT_END.sub("", _BRACKETS_AT_END.sub("", bare)).strip()
        if shorter == bare or not fold(shorter):
            break
        bare = shorter
    return bare


def main_title(title: str) -> str:
    """The bare title up to its subtitle: `Why Nations Fail: The Origins of Power` -> `Why Nations Fail`.

    The whole bare title where what stands before the colon is only the name of the series.
    """
    bare = bare_title(title)
    main = _SUBTITLE.split(bare, maxsplit=1)[0]
    series = _SERIES_AT_END.search(title[:_LONGEST])
    if series and series[2].strip() != "1" and fold(series[1]) == fold(main):
        return bare
    return main if fold(main) else bare


def natural_name(author: str) -> str:
    """A person's name in reading order: `Le Guin, Ursula K.` -> `Ursula K. Le Guin`; runs of blanks become one."""
    author = author[:_LONGEST]
    last, comma, first = author.partition(",")
    if comma and first.strip() and fold(first) not in _NAME_NOISE:
        author = f"{first} {last}"
    return " ".join(author.split())


def title_author_key(title: str, author: str) -> str:
    """What identifies a book without an ISBN, for coalescing and caching: folded bare title and folded author.

    Empty when either has no letter or digit to look for.
    """
    folded_title, folded_author = fold(bare_title(title)), fold(natural_name(author))
    return f"{folded_title}|{folded_author}" if folded_title and folded_author else ""


def title_agreement(ours: str, theirs: str, their_subtitle: str | None = None) -> int:
    """How well two titles agree: 0 (not the same book) to 100 (the same letters).

    A subtitle may be missing on one side, but not one that tells of another kind of book (`The Graphic Novel`) or of a
    volume. When both have one, both must agree: `Star Wars: Thrawn` is not `Star Wars: Treason`. Numbers must be the
    same on both sides: volume 1 is not volume 2.
    """
    if their_subtitle:
        theirs = f"{theirs}: {their_subtitle}"
    ours, theirs = ours[:_LONGEST], theirs[:_LONGEST]
    our_full, our_main = _forms(ours)
    their_full, their_main = _forms(theirs)
    best = _similarity(our_full, their_full)
    if our_full == our_main or their_full == their_main:
        # Agreement without a subtitle ranks below agreement with it, so that the better of two records wins.
        best = max(best, _similarity(our_main, their_main) - 1)
    return best if best >= _TITLE_AGREES - 1 and _kinds(ours) == _kinds(theirs) else 0


def authors_agree(ours: str, theirs: str) -> bool:
    """Whether two spellings may name the same person: order, initials, middle names and transliteration may differ."""
    our_words, their_words = _name_words(ours[:_LONGEST]), _name_words(theirs[:_LONGEST])
    if not our_words or not their_words:
        return False
    if sorted(our_words) == sorted(their_words) or "".join(our_words) == "".join(their_words):
        return True
    if ratio(our_words[-1], their_words[-1]) < _SURNAME_AGREES:
        return False
    if len(our_words) == 1 or len(their_words) == 1:
        # "Homer" is not "Homer Hickam".
        return len(our_words) == len(their_words)
    return _given_names_agree(our_words[0], their_words[0])


# A batch's answers are compared with every book of the batch: each text is folded once, not once a comparison.
@lru_cache(maxsize=8192)
def _forms(title: str) -> tuple[str, str]:
    return _comparable(bare_title(title)), _comparable(main_title(title))


@lru_cache(maxsize=8192)
def _kinds(title: str) -> frozenset[str]:
    return frozenset(kind.replace(" ", "") for kind in _OTHER_KIND.findall(_comparable(title)))


def _comparable(title: str) -> str:
    return _ARTICLE.sub("", " ".join(_SAME_WORD.get(word, word) for word in fold(title).split()))


def _similarity(ours: str, theirs: str) -> int:
    if not ours or not theirs:
        return 0
    if " " not in ours or " " not in theirs:
        # One word, or a script without blanks: a single letter makes another title ("Legend", "Legends").
        return 100 if ours.replace(" ", "") == theirs.replace(" ", "") else 0
    agreement = int(ratio(ours, theirs, score_cutoff=_TITLE_AGREES - 1))
    return agreement if agreement and _numbers(ours) == _numbers(theirs) else 0


def _numbers(folded: str) -> list[str]:
    return sorted(word for word in folded.split() if word.isdigit() or word in _VOLUMES)


@lru_cache(maxsize=8192)
def _name_words(name: str) -> tuple[str, ...]:
    words = fold(natural_name(name)).split()
    return tuple(word for word in words if word not in _NAME_NOISE) or tuple(words)


def _given_names_agree(ours: str, theirs: str) -> bool:
    if len(ours) == 1 or len(theirs) == 1:
        return ours[0] == theirs[0]
    return ratio(ours, theirs) >= _GIVEN_NAME_AGREES
