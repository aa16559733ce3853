"""Books as a reader's export writes them, from which works are made."""

import re
from typing import NamedTuple

_TRAILING_NOTE = re.compile(r"\s*\(([^()]*)\)\s*$")
_SERIES = re.compile(r"(?P<name>[^;]+?),? #(?P<position>[\d.]+)")


class Book(NamedTuple):
    """A book as a Goodreads export writes it; `isbn13` is None, or empty, where there is none."""

    title: str
    author: str
    isbn13: str | None
    goodreads_id: str | None = None


AnyBook = Book | tuple[str, str, str | None] | tuple[str, str, str | None, str | None]
"""A book, or its fields in that order."""


def catalogued_title(title: str) -> tuple[str, str | None]:
    """Title and subtitle of an exported title, its series and edition notes in brackets dropped."""
    bare = " ".join(title.split())
    while (shorter := _TRAILING_NOTE.sub("", bare)) != bare and shorter:
        bare = shorter
    main, colon, subtitle = bare.partition(": ")
    return (main, subtitle) if colon and main and subtitle else (bare, None)


def noted_series(title: str) -> tuple[str, str] | None:
    """Name and position of the series in an exported title's note, if there is one."""
    note = _TRAILING_NOTE.search(title)
    found = _SERIES.match(note[1]) if note else None
    return (found["name"].strip(), found["position"]) if found else None
