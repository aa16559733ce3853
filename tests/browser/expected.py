"""What the charts must show, counted from the JSON in another language and by another hand than the pages'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import Any

from tests.browser.library import Json

Rows = dict[tuple[str, ...], str]
"""The cells of a table: all but the last are the key, the last is the count."""

MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
TOP = 12
KINDS = ("Fiction", "Nonfiction")


def number(value: int) -> str:
    return f"{value:,}"


def _count(keys: Iterable[Hashable], cells: Callable[[Any], tuple[str, ...]]) -> Rows:
    return {cells(key): number(count) for key, count in Counter(keys).items()}


def _read(data: Json, *fields: str) -> list[Json]:
    return [book for book in data["books"] if all(book[field] is not None for field in fields)]


def _top(genres: Iterable[str], limit: int = TOP) -> list[tuple[str, int]]:
    return sorted(Counter(genres).items(), key=lambda entry: (-entry[1], entry[0]))[:limit]


def _telling(books: Iterable[Json]) -> list[str]:
    return [genre for book in books for genre in book["genres"] if genre not in KINDS]


def books_per_year(data: Json) -> Rows:
    return _count((book["reading_year"] for book in _read(data, "reading_year")), lambda year: (str(year),))


def books_per_month(data: Json) -> Rows:
    year = max(book["reading_year"] for book in _read(data, "reading_year"))
    months = [book["reading_month_year"] for book in _read(data, "reading_month_year") if book["reading_year"] == year]
    return _count(months, lambda month: (MONTHS[int(month[5:]) - 1],))


def pages_per_year(data: Json) -> Rows:
    books = _read(data, "reading_year", "num_pages")
    years = {book["reading_year"] for book in books}
    return {
        (str(year), number(sum(book["num_pages"] for book in books if book["reading_year"] == year))): number(
            sum(book["reading_year"] == year for book in books)
        )
        for year in years
    }


def rating_distribution(data: Json) -> Rows:
    counts = Counter(book["my_rating"] for book in data["books"])
    return {(str(stars),): number(counts[stars]) for stars in range(1, 6)}


def mine_against_community(data: Json) -> Rows:
    books = _read(data, "my_rating", "average_rating")
    return _count(
        ((int(book["average_rating"] * 4) / 4, book["my_rating"]) for book in books),
        lambda key: (f"{key[0]:.2f}", str(key[1])),
    )


def weekdays(data: Json) -> Rows:
    counts = Counter(date.fromisoformat(book["date_read"]).weekday() for book in _read(data, "date_read"))
    return {(name,): number(counts[index]) for index, name in enumerate(WEEKDAYS)}


def month_pattern(data: Json) -> Rows:
    months = [book["reading_month_year"] for book in _read(data, "reading_month_year")]
    return _count(months, lambda month: (str(int(month[:4])), MONTHS[int(month[5:]) - 1]))


def publication_by_reading(data: Json) -> Rows:
    def band(year: int) -> str:
        if year < 1900:
            return "1800s" if year >= 1800 else "before 1800"
        return f"{year - year % 10}s"

    books = _read(data, "reading_year", "publication_year")
    return _count(
        ((band(book["publication_year"]), book["reading_year"]) for book in books), lambda key: (key[0], str(key[1]))
    )


def fiction_split(data: Json) -> Rows:
    return _count((genre for book in data["books"] for genre in book["genres"] if genre in KINDS), lambda kind: (kind,))


def top_genres(data: Json) -> Rows:
    return {(genre,): number(count) for genre, count in _top(_telling(data["books"]))}


def genres_over_years(data: Json) -> Rows:
    books = _read(data, "reading_year")
    genres = {genre for genre, _ in _top(_telling(books), 10)}
    pairs = [(genre, book["reading_year"]) for book in books for genre in book["genres"] if genre in genres]
    return _count(pairs, lambda key: (key[0], str(key[1])))


def length_distribution(data: Json) -> Rows:
    def name(start: int) -> str:
        return "1,000 and more" if start == 1000 else f"{start or 1}–{start + 99}"

    counts = Counter(min(book["num_pages"] // 100 * 100, 1000) for book in _read(data, "num_pages"))
    return {(name(start),): number(counts[start]) for start in range(0, max(counts) + 1, 100)}


def top_authors(data: Json) -> Rows:
    return {(author,): number(count) for author, count in _top(book["author"] for book in data["books"])}


def to_read_by_genre(data: Json) -> Rows:
    pile = [book for book in data["other_books"] if book["reading_status"] == "to-read"]
    return {(genre,): number(count) for genre, count in _top(_telling(pile))}


CHARTS: dict[str, Callable[[Json], Rows]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        books_per_year,
        books_per_month,
        pages_per_year,
        rating_distribution,
        mine_against_community,
        weekdays,
        month_pattern,
        publication_by_reading,
        fiction_split,
        top_genres,
        genres_over_years,
        length_distribution,
        top_authors,
        to_read_by_genre,
    )
}


def basis(data: Json) -> dict[str, str]:
    """What each chart stands on, where it is not simply the books that have one field."""
    books, pile = data["books"], [book for book in data["other_books"] if book["reading_status"] == "to-read"]
    year = max(book["reading_year"] for book in _read(data, "reading_year"))
    own = [book for book in books if book["reading_year"] == year]
    genres = [book for book in books if book["genres"]]
    known = {
        "books-per-year": (len(_read(data, "reading_year")), len(books)),
        "books-per-month": (sum(book["reading_month_year"] is not None for book in own), len(own)),
        "pages-per-year": (len(_read(data, "reading_year", "num_pages")), len(books)),
        "rating-distribution": (len(_read(data, "my_rating")), len(books)),
        "mine-against-community": (len(_read(data, "my_rating", "average_rating")), len(books)),
        "weekdays": (len(_read(data, "date_read")), len(books)),
        "month-pattern": (len(_read(data, "reading_month_year")), len(books)),
        "publication-by-reading": (len(_read(data, "reading_year", "publication_year")), len(books)),
        "fiction-split": (len(genres), len(books)),
        "top-genres": (len(genres), len(books)),
        "genres-over-years": (sum(book["reading_year"] is not None for book in genres), len(books)),
        "length-distribution": (len(_read(data, "num_pages")), len(books)),
        "top-authors": (len(books), len(books)),
        "to-read-by-genre": (sum(bool(book["genres"]) for book in pile), len(pile)),
    }
    return {chart: f"{number(some)} of {number(whole)} " for chart, (some, whole) in known.items()}
