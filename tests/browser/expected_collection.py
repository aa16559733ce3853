"""What the cards of series, shelves, formats and weekdays must show, counted by another hand than the pages'."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from tests.browser.expected import Rows, dated, number, pages_of, star_names, weekdays
from tests.browser.expected_dates import days, reads, years
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


def _between(book: Json, read: list[Json]) -> set[int]:
    """The whole numbers between a book and the last one before it that is read."""
    first, _ = _numbers(book) or (0.0, 0.0)
    ends = [end for numbers in map(_numbers, read) if numbers for end in numbers if end < first]
    return set(range(int(max(ends, default=0)) + 1, ceil(first)))


def _following(books: list[Json]) -> str | None:
    read = [book for book in books if book["reading_status"] == "read" and _numbers(book)]
    held = set().union(*map(_wholes, read))
    waiting = [
        book
        for book in books
        if book["reading_status"] == "to-read"
        and _numbers(book)
        and not (_wholes(book) <= held if _wholes(book) else _numbers(book) in map(_numbers, read))
        and not _between(book, read) - set().union(*map(_wholes, books))
    ]
    ends = {id(book): [_order(other)[1] for other in read if _order(other) < _order(book)] for book in waiting}
    later = [book for book in waiting if ends[id(book)] and _order(book)[1] > max(ends[id(book)])]
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


GIVEN_UP = ("did-not-finish", "dnf", "abandoned")
"""Those of the pages' table that the libraries of these tests have."""
LENGTHS = ("Short (<200)", "Medium (200-350)", "Long (350-500)", "Very Long (500+)")


def shelves(data: Json) -> list[tuple[int, str]]:
    """The exclusive shelves with their numbers of books, most first."""
    counts = Counter(book["reading_status"] for book in [*data["books"], *data["other_books"]])
    return sorted(((count, shelf) for shelf, count in counts.items()), key=lambda one: (-one[0], one[1]))


def given_up(data: Json) -> list[Json]:
    return [book for book in data["other_books"] if book["reading_status"] in GIVEN_UP]


def _shares(data: Json, names: dict[str, list[Json]]) -> Rows:
    """The parts given up of those groups of which ten books were begun, in percent."""
    rows: Rows = {}
    for name, own in names.items():
        ended = [book for book in own if book in given_up(data)]
        if len(own) >= 10:
            part = Decimal(100 * len(ended)) / len(own)
            shown = f"{part.quantize(Decimal('0.1'), ROUND_HALF_UP):f}".removesuffix(".0")
            rows[name, number(len(own)), shown] = number(len(ended))
    return rows


def given_up_by_genre(data: Json) -> Rows:
    begun = [*data["books"], *given_up(data)]
    genres = {genre for book in given_up(data) for genre in book["genres"]} - {"Fiction", "Nonfiction"}
    rows = _shares(data, {genre: [book for book in begun if genre in book["genres"]] for genre in sorted(genres)})
    return dict(sorted(rows.items(), key=lambda row: -float(row[0][2]))[:12])


def given_up_by_length(data: Json) -> Rows:
    begun = [*data["books"], *given_up(data)]
    of = {length: [book for book in begun if book["page_category"] == length] for length in LENGTHS}
    return {(name.replace("-", "–"), *rest): count for (name, *rest), count in _shares(data, of).items()}


def reading_now(data: Json) -> list[str]:
    """The ids of what is being read, begun last first; the tests' books have one open read each, or none."""
    own = [book for book in data["other_books"] if book["reading_status"] == "currently-reading"]
    begun = {
        book["goodreads_id"]: next((read["start"] for read in book.get("reads", ()) if read["end"] is None), None)
        or book["date_added"]
        for book in own
    }
    return sorted(begun, key=lambda one: begun[one], reverse=True)


FORMATS = ("print", "ebook", "audio")


def format_of(book: Json) -> str | None:
    """Told by the JSON, else by the bindings that the libraries of these tests have."""
    bindings = {"Audible Audio": "audio", "Paperback": "print", "Hardcover": "print", "Kindle Edition": "ebook"}
    told: str | None = book.get("format") or bindings.get(book["binding"])
    return told


def _two_formats(of: list[Json], least: int) -> bool:
    known = Counter(format_of(book) for book in of if format_of(book))
    enough = known.total() >= 20 or known.total() * 2 >= len(of)
    return enough and sum(count >= least for count in known.values()) > 1


def formats_over_years(data: Json) -> Rows:
    """Books by format and year, with the pages of each read in it."""
    rows: Rows = {}
    for name in FORMATS:
        own = [book for book in data["books"] if format_of(book) == name]
        for year in sorted({year for book in own for year in years(data, book)}):
            pages = sum(
                (pages_of(book) or 0) * sum(text.startswith(f"{year:04}") for text in reads(data, book)) for book in own
            )
            count = sum(year in years(data, book) for book in own)
            rows[name.capitalize(), str(year), number(pages) if pages else "–"] = number(count)
    return rows


def formats_by_rating(data: Json) -> Rows:
    """Rated books by format and star, or by the half star from which on quarters are given."""
    known = [book for book in data["books"] if book["my_rating"] and format_of(book)]
    name = star_names({book["my_rating"] for book in known})
    counts = Counter((format_of(book), name(book["my_rating"])) for book in known)
    return {(str(kind).capitalize(), stars): number(count) for (kind, stars), count in counts.items()}


def _has_days_of_its_own(data: Json) -> bool:
    """Whether two books a weekday and half of the dated ones have a day, and the days differ by more than chance."""
    known = len(dated(data, kept=days))
    counts = [int(count.replace(",", "")) for count in weekdays(data).values()]
    if known < 14 or known * 2 < len(dated(data)):
        return False
    return 7 * sum(count * count for count in counts) / sum(counts) - sum(counts) > 12.59


def occasional(data: Json) -> dict[str, Rows]:
    """The charts that the overview has for these books alone; most libraries have nothing to say in them."""
    rated = [book for book in data["books"] if book["my_rating"]]
    return {
        **({"weekdays": weekdays(data)} if _has_days_of_its_own(data) else {}),
        **({"formats-over-years": formats_over_years(data)} if _two_formats(dated(data), 3) else {}),
        **({"formats-by-rating": formats_by_rating(data)} if _two_formats(rated, 5) else {}),
    }
