"""Generated exports: up to 100 books, each with an ISBN of its own, a review and a private note."""

from typing import Final

from tests.builders import HEADER

BOOKS: Final = 100
REVIEW: Final = "a-review-that-no-log-may-hold"
NOTE: Final = "a-note-that-no-log-may-hold"


def isbn13(number: int) -> str:
    """The number-th valid ISBN-13."""
    digits = f"978{number:09d}"
    weighted = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"


def row(number: int, title: str = "") -> str:
    """The number-th book."""
    return (
        f'{number},"{title or f"A Title No Log May Hold {number}"}",Some Author {number},"",,"=""""",'
        f'"=""{isbn13(number)}""",4,4.00,Publisher,Paperback,300,2001,1999,2024/05/01,2023/01/02,,,read,'
        f"{REVIEW},,{NOTE},1,0"
    )


def export_of(size: int, title: str = "") -> bytes:
    """An export of `size` books, numbered from 1; all of one title, or each of its own."""
    return "\n".join((HEADER, *(row(number, title) for number in range(1, size + 1)), "")).encode()
