"""Text -> the tokens under which Open Library's search engine files it, by the rules of its two analysers.

Names of authors go through `name_tokens`: cut at word boundaries as Unicode defines them (the engine's standard
tokenizer), then folded, so that `J.R.R.` is one token, `J. R. R.` are three, and `O'Brien` is one. Titles go through
`title_tokens`: cut at blanks, folded, each piece split at whatever is no letter or digit and between letters and digits
(the word delimiter), a possessive `'s` dropped, every part stemmed by Porter's rules. Folding comes first and leaves
no capitals, so the delimiter's split where the case changes never happens. When a title is filed, the parts of one
piece are also filed joined (`wi-fi` as `wi`, `fi` and `wifi`); what is asked is not joined.

Tokens stand on positions, and a phrase matches where its tokens stand as far apart as in the phrase. A piece without
letters or digits leaves its position empty: `War & Peace` is found by `War / Peace`, not by `War Peace`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from snowballstemmer import stemmer

Tokens = tuple[tuple[int, str], ...]
"""Tokens with their positions, in order; several may stand on one position."""

# What compatibility decomposition leaves whole and the engine's folding does not.
_FOLDED = str.maketrans(
    {
        **{"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i"},
        **{"ŋ": "n", "ĸ": "q", "ə": "a", "ɛ": "e", "ɔ": "o", "ɨ": "i", "ʉ": "u", "ƒ": "f", "ɗ": "d", "ɓ": "b"},
        **dict.fromkeys("‘’‚‛′‵‹›", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("`´¨¯¸·^ˆ˜ʹʺʼʻʽʾʿˈˊˋ\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{BYTE ORDER MARK}", ""),
        "⁄": "/",
    }
)
_MARKS = frozenset({"Mn", "Me"})

# Word boundaries: letters and digits hold together; so do letters around one of `.':` and digits around one of `.,;'`.
_IDEOGRAPHS = "\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_LETTER = rf"(?:(?![{_IDEOGRAPHS}{_KATAKANA}])[^\W\d_])"
_EXTEND = "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u200c\u200d\u200e\u200f\ufe0f"
_NAME_TOKEN = re.compile(
    rf"[{_KATAKANA}]+|[{_IDEOGRAPHS}]|"
    rf"©|(?:{_LETTER}|\d|_)(?:{_LETTER}|[\d_{_EXTEND}]"
    rf"|(?<=[^\W\d_{_IDEOGRAPHS}])[.:'’‘·\u2024](?={_LETTER})|(?<=\d)[.,;'’‘\u2024](?=\d))*"
)

# Java's white space, which knows no-break spaces as ordinary characters.
_BLANKS = re.compile("[\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")
_POSSESSIVE = re.compile(r"(?<=[^\W\d_])'s(?![^\W_])")

# The engine's stemmer has two rules that its author added later: `psychology` to `psycholog`, `incredibly` as `-ible`.
_LATER_RULES = re.compile(r"((?:[aeiou]|(?<=[^aeiou])y)[^aeiou].*)(?:(log)(?:y|i|ies)|(bl)[yi])$")
_porter = stemmer("porter")


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """A text without case, accents and compatibility forms; quotation marks and dashes become their plain ones."""
    if text.isascii():
        return text.lower().replace("`", "").replace("^", "")
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.translate(_FOLDED)).casefold())
    bare = "".join(character for character in plain if unicodedata.category(character) not in _MARKS)
    return unicodedata.normalize("NFC", bare.translate(_FOLDED))


@lru_cache(maxsize=200_000)
def name_tokens(text: str) -> Tokens:
    """The tokens of a name, filed or asked."""
    return tuple(enumerate(folded(token) for token in _NAME_TOKEN.findall(text) if token.strip("_")))


@lru_cache(maxsize=200_000)
def title_tokens(text: str) -> Tokens:
    """The tokens of a title that is asked."""
    return _title_tokens(text, joined=False)


@lru_cache(maxsize=200_000)
def filed_title_tokens(text: str) -> Tokens:
    """The tokens of a title that is filed: those that are asked, and the parts of each piece joined."""
    return _title_tokens(text, joined=True)


def _title_tokens(text: str, *, joined: bool) -> Tokens:
    tokens: list[tuple[int, str]] = []
    position, after_gap = 0, False
    for piece in _BLANKS.split(text):
        if not piece:
            continue
        parts = list(_parts(piece))
        if not parts:
            # Filing makes one empty position of several.
            position += not (joined and after_gap)
            after_gap = True
            continue
        after_gap = False
        for _, run in groupby(enumerate(parts, start=position), key=lambda part: part[1][:1].isdecimal()):
            stretch = list(run)
            tokens += [(place, _stem(part)) for place, part in stretch]
            if joined and len(stretch) > 1:
                tokens.append((stretch[0][0], _stem("".join(part for _, part in stretch))))
        position += len(parts)
    return tuple(sorted(set(tokens)))


def _parts(piece: str) -> Iterator[str]:
    """The stretches of letters and of digits in one piece between blanks."""
    plain = folded(piece)
    if plain.isascii() and plain.isalpha():
        yield plain
        return
    plain = _POSSESSIVE.sub(" ", plain)
    for kind, run in groupby(plain, key=_kind):
        if kind != "other":
            yield "".join(run)


def _kind(character: str) -> str:
    if character.isalpha() or character in "#©" or unicodedata.category(character) in ("Mn", "Me", "Mc"):
        return "letters"
    return "digits" if character.isnumeric() else "other"


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    if len(word) < 3:
        return word
    stem: str = _porter.stemWord(_LATER_RULES.sub(lambda found: found[1] + (found[2] or "ble"), word))
    return stem
