"""Call numbers and newspaper lists, which name a genre by their own scheme: the tables under ``codes``. Pure."""

import re

from chalicelib.enrichment.genres.folding import normalize, plain_text
from chalicelib.enrichment.genres.vocabulary import PATTERN, Hit, Vocabulary

_NYT_LIST = re.compile(r"(?:nyt:)?([a-z][a-z_-]+)=\d{4}-\d\d-\d\d")
_DEWEY = re.compile(r"\[?(\d{3}(?=$|[./]|\s\[|\s[a-z]\d)[\d/.]*)")  # "813/.54 [fic]" and "813 v947c", not "100 books"
_LCC = re.compile(r"([a-z]{1,3})\s?(\d{1,4})(?:\.\d+)?(?:\s?\.?[a-z]\d|\s\d{4}\b|(?<=\d{3})$)")  # "Ps3603.h53 a6 2016"
_SORTABLE_LCC = re.compile(r"([A-Za-z]{1,3})-{0,2}(\d{4})(?:\.\d+)?")  # "PS-3603.00000000.H53A6 2016"


def read_code(plain: str, vocabulary: Vocabulary) -> tuple[Hit, ...]:
    """Return what a plain heading says as a call number or the name of a newspaper's list; ``()`` for others."""
    if listed := _NYT_LIST.fullmatch(plain):
        name = f" {normalize(listed[1].replace('_', ' '))} "
        found = {key: genres for key, genres in vocabulary.codes["nyt"].items() if f" {normalize(key)} " in name}
        return tuple(Hit(genre, PATTERN, f"nyt {key}") for key, genres in found.items() for genre in genres)
    if dewey := _DEWEY.match(plain):
        code = f"{dewey[1][:3]}.{re.sub('[./]', '', dewey[1][3:])}"
        known = [code[:length] for length in range(len(code), 0, -1) if code[:length] in vocabulary.codes["dewey"]]
        return tuple(
            Hit(genre, PATTERN, f"dewey {key}") for key in known[:1] for genre in vocabulary.codes["dewey"][key]
        )
    if lcc := _LCC.match(plain):
        return _read_lcc(lcc[1].upper(), int(lcc[2]), vocabulary)
    return ()


def _read_lcc(letters: str, number: int, vocabulary: Vocabulary) -> tuple[Hit, ...]:
    fitting = [row for row in vocabulary.lcc.get(letters, ()) if row[0] <= number <= row[1]]
    low, high, genres = min(fitting, key=lambda row: row[1] - row[0], default=(0, 0, []))
    return tuple(Hit(genre, PATTERN, f"lcc {letters} {low}-{high}") for genre in genres)


def plain_dewey(number: str) -> str:
    """Return a Dewey number of Open Library as a heading would have it: ``"813.54"``; ``""`` when it is none."""
    match = _DEWEY.match(plain_text(number))
    return match[1].replace("/", "").rstrip(".") if match else ""


def plain_lcc(number: str) -> str:
    """Return a Library of Congress number of Open Library's sortable form as a heading would have it.

    >>> plain_lcc("PS-3603.00000000.H53A6 2016")
    'PS3603'
    """
    match = _SORTABLE_LCC.match(number.strip())
    return f"{match[1].upper()}{int(match[2])}" if match else ""


def read_lcc(plain: str, vocabulary: Vocabulary) -> tuple[Hit, ...]:
    """Return what a number of ``plain_lcc`` says."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,4})", plain)
    return _read_lcc(match[1], int(match[2]), vocabulary) if match else ()
