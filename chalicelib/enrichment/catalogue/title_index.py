"""The keys under which a work is found by title and author. Works that share a key are judged by `matching` afterwards.

A key joins a form of the title, of which two titles that agree have one in common, and a code of the surname, which
most spellings of a name have in common. Both are hashed into a number of six bytes: of two different ones in a hundred
million, hardly any share it, and those that do are told apart by the comparison.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from chalicelib.enrichment.matching import comparable_name, title_forms

_MOST_CODES: Final = 12
_PARTICLE: Final = range(2, 5)
"""Letters of a word before the surname that may be written as one with it: `Le Guin`, `van Gogh`, `Mac Donald`."""
_SOUNDS: Final = (
    ("sch", "k"),
    ("ch", "k"),
    ("sh", "k"),
    ("zh", "k"),
    ("kh", "k"),
    ("ph", "f"),
    ("ts", "s"),
    ("tz", "s"),
)
_LETTERS: Final = str.maketrans("cqwvzx", "kkffss", "aeiouyhj")
_TWICE: Final = re.compile(r"(.)\1+")
_BYTES: Final = 6


def keys_of_work(titles: Iterable[tuple[str, str]], names: Iterable[str]) -> set[int]:
    """The keys to file a work under: each of its titles (with subtitle) by each name of its authors."""
    return keys_of_forms({form for title, subtitle in titles for form in title_forms(title, subtitle)}, names)


def keys_of_forms(forms: Collection[str], names: Iterable[str]) -> set[int]:
    """The same for the forms of all titles, as `title_forms` gives them."""
    codes = list(dict.fromkeys(code for name in names for code in _filed_codes(name)))[:_MOST_CODES]
    return {_hash(form, code) for form in forms for code in codes}


def keys_to_ask(title: str, author: str) -> set[int]:
    """The keys under which the work of a book may be filed. Empty where title or author has no letter or digit."""
    return {_hash(form, code) for form in title_forms(title) for code in _asked_codes(author)}


@lru_cache(maxsize=65536)
def _filed_codes(name: str) -> tuple[str, ...]:
    words = comparable_name(name)
    if not words:
        return ()
    joined = "".join(words[-2:])
    particle = len(words) > 1 and len(words[-2]) in _PARTICLE
    return tuple(dict.fromkeys([_code(words[-1]), *([_code(joined)] if particle else [])]))


def _asked_codes(author: str) -> tuple[str, ...]:
    """Of the last word, of the first, as family names come first in many languages, and of the last two as one."""
    words = comparable_name(author)
    spellings = (words[-1], words[0], "".join(words[-2:])) if words else ()
    return tuple(dict.fromkeys(_code(word) for word in spellings))


@lru_cache(maxsize=65536)
def _code(word: str) -> str:
    """What the spellings of a folded surname have in common: `dostoyevsky` and `dostoevskii` are `dstfsk`."""
    if not word.isascii():
        return word
    code = word
    for sound, sign in _SOUNDS:
        code = code.replace(sound, sign)
    return _TWICE.sub(r"\1", code.translate(_LETTERS)) or word


def _hash(form: str, code: str) -> int:
    return int.from_bytes(blake2b(f"{form}|{code}".encode(), digest_size=_BYTES).digest(), "big")
