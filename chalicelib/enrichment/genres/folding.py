"""A heading or pattern in, its plain words out. Pure: both sides of every comparison are folded by these rules.

Capitals, accents, entities, punctuation, numbers and a plural s make no difference afterwards.
"""

import html
import re
import unicodedata

PART_BREAKS = re.compile(r"[,;:/|()\[\]]|--+|->|\s-\s|‡\w|\$\w\b")
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_WITH_DIGIT = re.compile(r"\w*\d\w*")  # years, centuries and shelf marks never belong to a pattern


def plain_text(text: str) -> str:
    """Fold capitals, accents, entities and invisible marks: what is left differs only when the words differ."""
    plain = (html.unescape(text) if "&" in text else text).casefold().strip()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in decomposed if unicodedata.category(char) not in {"Mn", "Cf"})
    return _POSSESSIVE.sub("s", plain).replace("&", " and ")


def parts_of(plain: str) -> list[list[str]]:
    """Return the words of each part of a plain heading: ``"fiction, fantasy, general"`` has three parts."""
    parts = (words_of(part) for part in PART_BREAKS.split(_WITH_DIGIT.sub(" ", plain)))
    return [words for words in parts if words]


def words_of(plain: str) -> list[str]:
    """Return the words without plural s."""
    return [_singular(word) for word in _WORD.findall(plain)]


def normalize(text: str) -> str:
    """Return a pattern or heading as it is compared: ``"=Fairy tales"`` becomes ``"fairy tale"``."""
    return " ".join(words_of(_WITH_DIGIT.sub(" ", plain_text(text))))


def _singular(word: str) -> str:
    if len(word) < 4 or word[-1] != "s" or word.endswith(("ss", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes", "oes")) and len(word) > 5 else word[:-1]
