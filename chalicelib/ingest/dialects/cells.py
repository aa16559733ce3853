"""Reads the text of single cells, whatever site or spreadsheet wrote it."""

import math
import re
from typing import Final

_MOST_LISTED: Final = 100
"""Shelves, or additional authors, that are kept of one book."""


def listed(text: str) -> tuple[str, ...]:
    """The items between commas, without blanks around them; none is empty or there twice."""
    return tuple(
        dict.fromkeys(
            part for part in (piece.strip() for piece in text.split(",", _MOST_LISTED)[:_MOST_LISTED]) if part
        )
    )


def whole(text: str) -> int | None:
    """A whole number of at most nine digits, also as a spreadsheet may write it ("4.0"); None for anything else."""
    match = re.fullmatch(r"\s*(-?[0-9]{1,9})(?:\.0+)?\s*", text)
    return int(match[1]) if match else None


def rating(text: str) -> float | None:
    """Stars above 0 and at most 5, in quarters; whole ones are whole numbers. 0 means not rated."""
    match = re.fullmatch(r"\s*([0-9])(?:[.,]([0-9]{1,9}))?\s*", text)
    stars = float(f"{match[1]}.{match[2] or 0}") if match else 0.0
    if not 0 < stars <= 5 or stars * 4 != int(stars * 4):
        return None
    return int(stars) if stars == int(stars) else stars


def positive(text: str) -> int | None:
    """A whole number above zero."""
    number = whole(text)
    return number if number and number > 0 else None


def year(text: str) -> int | None:
    """A year, which may be before our era; there is no year 0."""
    number = whole(text)
    return number if number and -5000 < number < 10000 else None


def average(text: str) -> float | None:
    """The community's mean, above 0 and at most 5; Goodreads writes 0.0 for a book that nobody has rated.

    A spreadsheet that writes semicolons writes a decimal comma, too.
    """
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 < number <= 5 else None
