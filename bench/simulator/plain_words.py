"""The words of a text without case, accents, apostrophes and punctuation, as a forgiving search compares them."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
_APOSTROPHES = "'`\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}"


def words(text: str) -> tuple[str, ...]:
    """The words of a text: no case, accents, apostrophes or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS_WITHOUT_DECOMPOSITION))
    kept = (character for character in plain if not unicodedata.combining(character) and character not in _APOSTROPHES)
    return tuple(_WORD.findall("".join(kept)))
