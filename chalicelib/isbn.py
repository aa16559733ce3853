"""ISBN-10 and ISBN-13: reading them out of Goodreads' Excel quoting, checking the check digit, converting.

The rules are those of the ISBN Users' Manual (International ISBN Agency): ISBN-10 is weighted 10..1 modulo 11,
ISBN-13 is an EAN-13 with prefix 978 or 979.
"""

import re
from operator import mul

_NOISE = re.compile(r"[=\"'\s\-\u2010-\u2015]")
_TEN = re.compile(r"[0-9]{9}[0-9X]")
_THIRTEEN = re.compile(r"97[89][0-9]{10}")


def parse_isbn(text: str | None) -> str | None:
    """Return the bare ISBN-10 or ISBN-13 in `text` (`="0140283331"`, `978-0-14-028333-4`), or None where there is none.

    None too when the length or the check digit is wrong: a number that Excel has rounded would name another book.
    """
    if not text:
        return None
    bare = _NOISE.sub("", text).upper()
    if set(bare) <= {"0"}:
        # Formally 0000000000 is a valid ISBN-10, but bad records use it as a placeholder.
        return None
    return bare if _is_isbn10(bare) or _is_isbn13(bare) else None


def isbn13_of(text: str | None) -> str | None:
    """Return the ISBN-13 of the valid ISBN that `text` holds, in any notation that `parse_isbn` reads, or None."""
    return to_isbn13(parse_isbn(text))


def to_isbn13(isbn: str | None) -> str | None:
    """Return the ISBN-13 of a bare, valid ISBN-10 or ISBN-13; None for None."""
    if isbn is None or len(isbn) == 13:
        return isbn
    body = "978" + isbn[:9]
    return body + _check13(body)


def isbn10_of(isbn13: str) -> str | None:
    """Return the ISBN-10 of a valid ISBN-13, or None for one that begins with 979, which has none."""
    if not isbn13.startswith("978"):
        return None
    body = isbn13[3:12]
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(body)) % 11
    return body + ("X" if check == 10 else str(check))


def _is_isbn10(bare: str) -> bool:
    if not _TEN.fullmatch(bare):
        return False
    check = 10 if bare[9] == "X" else int(bare[9])
    total: int = sum(map(mul, map(int, bare[:9]), range(10, 1, -1)))
    return (total + check) % 11 == 0


def _is_isbn13(bare: str) -> bool:
    return _THIRTEEN.fullmatch(bare) is not None and _check13(bare[:12]) == bare[12]


def _check13(body: str) -> str:
    return str(-(sum(map(int, body[::2])) + 3 * sum(map(int, body[1::2]))) % 10)
