"""A title as the phrase by which a library's search index finds it in most of its spellings.

Open Library's index of titles (`text_en_splitting` in its `conf/solr/conf/managed-schema.xml`) parts words at blanks
and punctuation and stems them. A sign that stands alone is no word but takes a place: in a phrase it stands for any one
word.
"""

import re
from typing import Final

from chalicelib.enrichment.matching.folding import fold

_ANY_WORD: Final = "&"
_APOSTROPHES: Final = re.compile(r"[’‘ʼ`´]")
_LEADING_ZEROS: Final = re.compile(r"^0+(?=\d)")
_ARTICLES: Final = frozenset(
    {"the", "a", "an", "le", "la", "les", "un", "une", "el", "los", "las", "una", "il", "lo", "gli", "os", "as"}
    | {"der", "die", "das", "ein", "eine", "het", "een"}
)
_WRITTEN_IN_TWO_WAYS: Final = frozenset(
    {"and", "&", "+", "und", "et", "y", "vol", "volume", "no", "number", "part", "pt"}
)


def index_phrase(title: str) -> str:
    """The words of a title, in its order, without a leading article: `The Candy House` -> `Candy House`.

    `and`, `Vol.` and the like become a sign that stands for any one word, so that `Emma & Persuasion` finds
    `Emma and Persuasion`. A title that is nothing but an article stays as it is.
    """
    words = _APOSTROPHES.sub("'", title).split()
    if len(words) > 1 and fold(words[0]) in _ARTICLES:
        words = words[1:]
    inner = range(1, len(words) - 1)
    return " ".join(
        _ANY_WORD if place in inner and _plain(word) in _WRITTEN_IN_TWO_WAYS else _LEADING_ZEROS.sub("", word)
        for place, word in enumerate(words)
    )


def _plain(word: str) -> str:
    return word if word in "&+" else fold(word)
