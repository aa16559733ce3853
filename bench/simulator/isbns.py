"""ISBNs as Open Library's index has them: as they were typed, with the other form of each worked out."""

import re
from collections.abc import Iterable


def isbn_digits(text: str) -> str:
    """An ISBN without hyphens and spaces, its check letter in upper case."""
    return re.sub(r"[\s-]", "", text).upper()


def isbn10_of(isbn13: str) -> str | None:
    """The ten-digit form of a 978 ISBN-13, or None for one that has none; its own check digit is not looked at."""
    if len(isbn13) != 13 or not isbn13.startswith("978") or not isbn13.isdecimal():
        return None
    digits = isbn13[3:12]
    check = -sum((10 - place) * int(digit) for place, digit in enumerate(digits)) % 11
    return digits + ("X" if check == 10 else str(check))


def isbn13_of(isbn10: str) -> str | None:
    """The 978 form of an ISBN-10, or None where there are not nine digits and a check digit."""
    if len(isbn10) != 10 or not isbn10[:9].isdecimal():
        return None
    return with_check_digit(f"978{isbn10[:9]}")


def with_check_digit(twelve: str) -> str:
    """An ISBN-13 of its first twelve digits."""
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve)) % 10
    return f"{twelve}{check}"


def indexed_isbns(isbns: Iterable[str]) -> tuple[str, ...]:
    """The ISBNs of an edition as the index has them.

    Those of 13 digits come first, then those of ten, hyphens and all, then the other form of each that is valid, which
    has no hyphens.
    """
    typed = sorted((isbn.strip() for isbn in isbns), key=lambda isbn: len(isbn_digits(isbn)) != 13)
    others = [other for isbn in typed if (other := _other_form(isbn_digits(isbn)))]
    return tuple(dict.fromkeys([*typed, *others]))


def _other_form(isbn: str) -> str | None:
    if len(isbn) == 13:
        other = isbn10_of(isbn)
        return other if other and with_check_digit(isbn[:12]) == isbn else None
    other = isbn13_of(isbn)
    return other if other and isbn10_of(other) == isbn else None
