"""The firewall before Open Library, which refuses some queries by their content."""

import re
import unicodedata
from dataclasses import dataclass

_QUOTE_AND_DASHES = re.compile(r"""["']--""")
_FIRST_PHRASE = re.compile(r'[^"]*"\s*(?:from|between)\s', re.IGNORECASE)
_PHRASES = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL")


@dataclass(frozen=True)
class Firewall:
    """Which of its rules are in force; each answers 403 with a page. Only the first is known of the real one.

    The second and third are rules of the stock set that it is made of.
    """

    quote_and_dashes: bool = True  # a quotation mark followed by `--`
    opening_words: bool = True  # the first phrase of the query begins with "From" or "Between"
    mixed_scripts: bool = False  # letters of two scripts in the phrases of one query

    def refuses(self, query: str) -> bool:
        """Whether a query does not get through."""
        return (
            (self.quote_and_dashes and _QUOTE_AND_DASHES.search(query) is not None)
            or (self.opening_words and _FIRST_PHRASE.match(query) is not None)
            or (self.mixed_scripts and len(_scripts(query)) > 1)
        )


def _scripts(query: str) -> set[str]:
    letters = {character for phrase in _PHRASES.findall(query) for character in phrase if character.isalpha()}
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    return {name for name in names if name in _SCRIPTS}
