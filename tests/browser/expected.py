"""What the charts must show, counted from the JSON in another language and by another hand than the pages'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from math import floor
from typing import Any

from tests.browser.expected_dates import days, latest_year_with_months, months, months_of, reads, years
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


def _is_audio(book: Json) -> bool:
    return book["format"] == "audio" if book.get("format") else "Audi" in (book["binding"] or "")


def pages_of(book: Json) -> int | None:
    """Pages are those of a book that is read, not heard."""
    pages: int | None = book["num_pages"]
    return None if _is_audio(book) else pages


def dated(data: Json, *fields: str, kept: Callable[[Json, Json], Any] = reads) -> list[Json]:
    """The read books of which a year, or what is `kept`, is believed of a read, and that have these fields."""
    return [book for book in _read(data, *fields) if kept(data, book)]


def _read(data: Json, *fields: str) -> list[Json]:
    return [
        book
        for book in data["books"]
        if all((pages_of(book) if field == "num_pages" else book[field]) is not None for field in fields)
    ]


def _top(genres: Iterable[str], limit: int = TOP) -> list[tuple[str, int]]:
    return sorted(Counter(genres).items(), key=lambda entry: (-entry[1], entry[0]))[:limit]


def _telling(books: Iterable[Json]) -> list[str]:
    return [genre for book in books for genre in book["genres"] if genre not in KINDS]


def _years(data: Json, books: list[Json], *figures: Callable[[Json], int]) -> Rows:
    """A row a year: figures that count each read, how many reads there are where these are more, and the books."""
    all_reads = [(int(text[:4]), book) for book in books for text in reads(data, book)]
    read, own = Counter(year for year, _ in all_reads), Counter(year for book in books for year in years(data, book))
    told = [*figures, lambda book: 1] if read != own else figures

    def total(year: int, figure: Callable[[Json], int]) -> str:
        return number(sum(figure(book) for other, book in all_reads if other == year))

    return {(str(year), *(total(year, figure) for figure in told)): number(own[year]) for year in own}


def books_per_year(data: Json) -> Rows:
    return _years(data, dated(data))


def books_per_month(data: Json) -> Rows:
    own = months_of(data, latest_year_with_months(data))
    return _count((month for of_book in own for month in of_book), lambda month: (MONTHS[int(month[5:]) - 1],))


def pages_per_year(data: Json) -> Rows:
    return _years(data, dated(data, "num_pages"), lambda book: book["num_pages"])


def star_names(ratings: set[float]) -> Callable[[float], str]:
    """Names the place of a rating: its star, or from half a star to the next where quarters are given."""
    quarters = {floor(rating * 2) / 2 for rating in ratings if (rating * 2) % 1}

    def name(rating: float) -> str:
        start = floor(rating * 2) / 2
        return f"{start:g} to {start + 0.49:g}" if start in quarters else f"{start:g}"

    return name


def _halves(data: Json, *fields: str) -> Callable[[float], str]:
    return star_names({book["my_rating"] for book in _read(data, *fields)})


def rating_distribution(data: Json) -> Rows:
    books = _read(data, "my_rating")
    name = _halves(data, "my_rating")
    counts = Counter(name(book["my_rating"]) for book in books)
    whole = all(book["my_rating"] == int(book["my_rating"]) for book in books)
    first = 1 if whole else min(1, *(floor(book["my_rating"] * 2) / 2 for book in books))
    step = 1 if whole else 0.5
    places = [first + step * index for index in range(int((5 - first) / step) + 1)]
    return {(name(place),): number(counts[name(place)]) for place in places}


def mine_against_community(data: Json) -> Rows:
    fields = ("my_rating", "average_rating")
    name = _halves(data, *fields)
    return _count(
        ((int(book["average_rating"] * 4) / 4, name(book["my_rating"])) for book in _read(data, *fields)),
        lambda key: (f"{key[0]:.2f}", key[1]),
    )


def weekdays(data: Json) -> Rows:
    counts = Counter(
        weekday for book in data["books"] for weekday in {date.fromisoformat(day).weekday() for day in days(data, book)}
    )
    return {(name,): number(counts[index]) for index, name in enumerate(WEEKDAYS)}


def month_pattern(data: Json) -> Rows:
    every = [month for book in data["books"] for month in months(data, book)]
    return _count(every, lambda month: (str(int(month[:4])), MONTHS[int(month[5:]) - 1]))


def publication_by_reading(data: Json) -> Rows:
    def band(year: int) -> str:
        if year < 1900:
            return "1800s" if year >= 1800 else "before 1800"
        return f"{year - year % 10}s"

    books = dated(data, "publication_year")
    return _count(
        ((band(book["publication_year"]), year) for book in books for year in years(data, book)),
        lambda key: (key[0], str(key[1])),
    )


def top_genres(data: Json) -> Rows:
    return {(genre,): number(count) for genre, count in _top(_telling(data["books"]))}


def genres_over_years(data: Json) -> Rows:
    books = dated(data)
    genres = {genre for genre, _ in _top(_telling(books), 10)}
    pairs = [
        (genre, year) for book in books for year in years(data, book) for genre in book["genres"] if genre in genres
    ]
    return _count(pairs, lambda key: (key[0], str(key[1])))


def length_distribution(data: Json) -> Rows:
    def name(start: int) -> str:
        return "1,000 and more" if start == 1000 else f"{start or 1}–{start + 99}"

    counts = Counter(min((pages_of(book) or 0) // 100 * 100, 1000) for book in _read(data, "num_pages"))
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
        month_pattern,
        publication_by_reading,
        top_genres,
        genres_over_years,
        length_distribution,
        top_authors,
        to_read_by_genre,
    )
}


def feelings(data: Json) -> dict[str, Rows]:
    """The charts that stand only where the file tells such things: of 20 books or of half of them."""
    told = {
        "moods": [book["moods"] for book in data["books"] if book.get("moods")],
        "pace": [[book["pace"]] for book in data["books"] if book.get("pace")],
    }
    return {
        chart: _count((word for words in own for word in words), lambda word: (word,))
        for chart, own in told.items()
        if own and (len(own) >= 20 or len(own) * 2 >= len(data["books"]))
    }


def basis(data: Json) -> dict[str, str]:
    """What each chart stands on, where it is not simply the books that have one field."""
    books, pile = data["books"], [book for book in data["other_books"] if book["reading_status"] == "to-read"]
    months_of_year = months_of(data, latest_year_with_months(data))
    genres = [book for book in books if book["genres"]]
    known = {
        "books-per-year": (len(dated(data)), len(books)),
        "books-per-month": (
            sum(map(bool, months_of_year)),
            len(months_of_year),
        ),
        "pages-per-year": (len(dated(data, "num_pages")), len(books)),
        "rating-distribution": (len(_read(data, "my_rating")), len(books)),
        "mine-against-community": (len(_read(data, "my_rating", "average_rating")), len(books)),
        "month-pattern": (len(dated(data, kept=months)), len(books)),
        "publication-by-reading": (len(dated(data, "publication_year")), len(books)),
        "top-genres": (len(genres), len(books)),
        "genres-over-years": (sum(bool(book["genres"]) for book in dated(data)), len(books)),
        "length-distribution": (len(_read(data, "num_pages")), len(books)),
        "top-authors": (len(books), len(books)),
        "to-read-by-genre": (sum(bool(book["genres"]) for book in pile), len(pile)),
    }
    return {chart: f"{number(some)} of {number(whole)} " for chart, (some, whole) in known.items()}


def figures(data: Json) -> list[str]:
    """The values at the head of the overview."""
    ratings = [book["my_rating"] for book in _read(data, "my_rating")]
    busy = Counter(year for book in data["books"] for year in years(data, book))
    return [
        number(len(data["books"])),
        number(sum(pages_of(book) or 0 for book in data["books"])),
        f"{sum(ratings) / len(ratings):.2f}",
        str(len(busy)),
        number(len({book["author"] for book in data["books"]})),
        str(min(busy, key=lambda year: (-busy[year], year))),
    ]


def best_loved(data: Json) -> list[str]:
    """The ids of all books with the highest rating."""
    most = max(book["my_rating"] for book in _read(data, "my_rating"))
    return [book["goodreads_id"] for book in _read(data, "my_rating") if book["my_rating"] == most]
