"""Letters without what one catalogue writes and the other does not: case, accents, punctuation."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 1000
"""Letters of a title or name that are looked at: anyone may upload or answer longer ones."""

# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
_APOSTROPHES: Final = re.compile(r"['’‘ʼ`´]")
# Vowel points and accents, which one catalogue writes and the other does not. The marks of Japanese, Indic and Thai
# script are none of these: without them, different words become one.
_ACCENTS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f]"
)


def fold(text: str) -> str:
    """Lower case without accents and punctuation, words parted by one blank: what two spellings have in common."""
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold().translate(_LETTERS)
    letters = _ACCENTS.sub("", decomposed).replace("&", " and ")
    words = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in letters).split()
    return unicodedata.normalize("NFC", " ".join(words))
