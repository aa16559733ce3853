"""What the views of series, shelves and formats must show, counted from the JSON by another hand than the pages'."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from tests.browser.library import Json


@dataclass(frozen=True)
class Expected:
    """A series: its name, its books in order, how many are read, the whole numbers that are missing, the next book."""

    name: str
    ids: tuple[str, ...]
    read: int
    missing: tuple[int, ...]
    following: str | None


def _key(name: str) -> str:
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(letter)
    )
    words = re.sub(r"^(the|an|a) ", "", re.sub(r", the$", "", plain)).removesuffix(" series")
    return re.sub(r"[\W_]", "", words)


def _numbers(book: Json) -> tuple[float, float] | None:
    """The first and last number of a position like 3, 1.5 or 1-3."""
    found = re.fullmatch(r"([\d.]+)(?:-([\d.]+))?", book["series"]["position"] or "")
    return (float(found[1]), float(found[2] or found[1])) if found else None


def _wholes(book: Json) -> set[int]:
    numbers = _numbers(book)
    return {whole for whole in range(201) if numbers and numbers[0] <= whole <= numbers[1]}


def _order(book: Json) -> tuple[float, float, str]:
    return (*(_numbers(book) or (float("inf"), 0.0)), book["title"].casefold())


def _following(books: list[Json]) -> str | None:
    read = [book for book in books if book["reading_status"] == "read" and _numbers(book)]
    held = set().union(*map(_wholes, read))
    waiting = [
        book
        for book in books
        if book["reading_status"] == "to-read" and _numbers(book) and not (_wholes(book) and _wholes(book) <= held)
    ]
    later = [book for book in waiting if read and _order(book)[0] > _order(read[0])[0]]
    return next((book["goodreads_id"] for book in [*later, *waiting]), None)


def series(data: Json) -> list[Expected]:
    """The series with two books or more, the largest first. Of no name here has each of two authors a first volume."""
    groups: dict[str, list[Json]] = defaultdict(list)
    for book in [*data["books"], *data["other_books"]]:
        if book["series"]:
            groups[_key(book["series"]["name"])].append(book)
    found = []
    for books in groups.values():
        if len(books) < 2:
            continue
        names = [book["series"]["name"] for book in books]
        ordered = sorted(books, key=_order)
        wholes = set().union(*map(_wholes, books))
        found.append(
            Expected(
                min(names, key=lambda name: (-names.count(name), name)),
                tuple(book["goodreads_id"] for book in ordered),
                sum(book["reading_status"] == "read" for book in books),
                tuple(sorted(set(range(1, max(wholes, default=0))) - wholes)),
                _following(ordered),
            )
        )
    return sorted(found, key=lambda one: (-len(one.ids), one.name.casefold()))
