"""What the views about one idea must show, counted from the JSON by another hand than the pages'."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import floor, sqrt

from tests.browser.expected import Rows, dated, number, pages_of, to_read_by_genre, top_authors
from tests.browser.expected_dates import months, reads, times, years
from tests.browser.library import Json

Basis = tuple[int, int]


def _pile(data: Json) -> list[Json]:
    return [book for book in data["other_books"] if book["reading_status"] == "to-read"]


def _rows(counts: Iterable[tuple[object, int]]) -> Rows:
    return {(str(name),): number(count) for name, count in counts}


def to_read_by_age(data: Json) -> tuple[Rows, Basis]:
    years = Counter(book["date_added"][:4] for book in _pile(data) if book["date_added"])
    return _rows(years.items()), (years.total(), len(_pile(data)))


def to_read_by_length(data: Json) -> tuple[Rows, Basis]:
    lengths = [pages for book in _pile(data) if (pages := pages_of(book))]
    hundreds = Counter(min(pages // 100, 10) for pages in lengths)

    def name(hundred: int) -> str:
        return "1,000 and more" if hundred == 10 else f"{hundred * 100 or 1}–{hundred * 100 + 99}"

    return _rows((name(one), hundreds[one]) for one in range(max(hundreds) + 1)), (len(lengths), len(_pile(data)))


def genres_of_the_pile(data: Json) -> tuple[Rows, Basis]:
    return to_read_by_genre(data), (sum(bool(book["genres"]) for book in _pile(data)), len(_pile(data)))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _hundredth(value: float) -> str:
    """As people round: a half goes away from zero."""
    return str(Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP))


def authors_by_books(data: Json) -> tuple[Rows, Basis]:
    return top_authors(data), (len(data["books"]), len(data["books"]))


def authors_by_rating(data: Json) -> tuple[Rows, Basis]:
    ratings: dict[str, list[float]] = {}
    for book in data["books"]:
        if book["my_rating"]:
            ratings.setdefault(book["author"], []).append(book["my_rating"])
    known = {author: own for author, own in ratings.items() if len(own) > 2}
    best = sorted(known, key=lambda author: (-_mean(known[author]), -len(known[author]), author))[:12]
    rows: Rows = {(author, _hundredth(_mean(known[author]))): number(len(known[author])) for author in best}
    return rows, (sum(map(len, known.values())), len(data["books"]))


def authors_over_years(data: Json) -> tuple[Rows, Basis]:
    read = [(book["author"], year) for book in data["books"] for year in years(data, book)]
    in_years = Counter(author for author, _ in set(read))
    books = Counter(book["author"] for book in dated(data))
    often = sorted((one for one in in_years if in_years[one] > 1), key=lambda one: (-in_years[one], -books[one], one))
    rows: Rows = {
        (author, str(year)): number(count) for (author, year), count in Counter(read).items() if author in often[:10]
    }
    return rows, (len(dated(data)), len(data["books"]))


def authors_of_year(data: Json, year: int) -> list[str]:
    """Those of the most books of a year, and of these the best rated ones, if all of their books are rated."""
    own = [book for book in data["books"] if year in years(data, book)]
    books = Counter(book["author"] for book in own)
    first = [author for author in books if books[author] == max(books.values())]
    ratings = {
        author: [book["my_rating"] for book in own if book["author"] == author and book["my_rating"]]
        for author in first
    }
    if all(len(given) == max(books.values()) for given in ratings.values()):
        means = {author: sum(given) / len(given) for author, given in ratings.items()}
        first = [author for author in first if means[author] == max(means.values())]
    return sorted(first) if max(books.values()) > 1 and len(first) < 4 else []


def _bounds(text: str) -> tuple[date, date]:
    """The first and the last day that a date may mean."""
    first, last = f"{text}-01-01"[:10], f"{text}-12-31"[:10]
    if len(text) == len("2020-03"):
        first, last = f"{text}-01", f"{text}-{monthrange(int(text[:4]), int(text[5:]))[1]}"
    return date.fromisoformat(first), date.fromisoformat(last)


def round_numbers(data: Json) -> dict[str, str]:
    """Which of the tenth, fiftieth … book is known, with when: its day, or only the month or year."""
    first = [_bounds(reads(data, book)[0]) for book in dated(data)]
    lows, highs = sorted(low for low, _ in first), sorted(high for _, high in first)
    kind = "dated book" if _without_date(data) else "book"
    found = {}
    for count in (10, 50, 100, 250, 500, 1000):
        if count > len(first):
            break
        low, high = lows[count - 1], highs[count - 1]
        if low == high:
            found[f"Your {count}th {kind}"] = f"{low.day} {low:%B} {low.year}"
        elif low.year == high.year:
            found[f"Your {count}th {kind}"] = f"{low:%B} {low.year}" if low.month == high.month else str(low.year)
    return found


def _without_date(data: Json) -> int:
    """How often a book was read at a time that nobody knows."""
    return sum(max(0, times(book) - len(reads(data, book))) for book in data["books"])


def longest_gap(data: Json) -> tuple[int, str] | None:
    """The days of the longest time in which no book can have been finished, and the word for the books that tell it."""
    texts = [text for book in data["books"] for text in reads(data, book)]
    exact = sorted(date.fromisoformat(text) for text in texts if len(text) == len("2020-03-04"))
    vague = [_bounds(text) for text in texts if len(text) < len("2020-03-04")]
    undated = _without_date(data)
    if len(exact) < 10 or len(exact) * 2 < len(texts) + undated:
        return None
    gaps = [
        (after - before).days
        for before, after in pairwise(exact)
        if after.year - before.year <= 10 and not any(low < after and high > before for low, high in vague)
    ]
    longest = max(gaps, default=0)
    return (longest, "dated" if undated else "finished") if longest >= 14 else None


def _rated(data: Json) -> list[Json]:
    return [book for book in data["books"] if book["my_rating"]]


def _against(books: list[Json]) -> str:
    """How far the mean of the reader's ratings is from the community's, where that has ten votes or is the export's."""
    gaps = [
        floor((book["my_rating"] - book["average_rating"]) * 100 + 0.5) / 100
        for book in books
        if book["average_rating"] is not None
        and not ("average_rating" in book.get("provided", ()) and (book["community_ratings"] or 0) < 10)
    ]
    if not gaps:
        return "–"
    size = _hundredth(abs(_mean(gaps)))
    return "the same" if size == "0.00" else f"{'+' if _mean(gaps) > 0 else '−'}{size}"


def _mean_row(books: list[Json]) -> tuple[str, str, str]:
    ratings = [book["my_rating"] for book in books]
    spread = sqrt(_mean([(rating - _mean(ratings)) ** 2 for rating in ratings]))
    return _hundredth(_mean(ratings)), _hundredth(spread), _against(books)


def mean_by_year(data: Json) -> tuple[Rows, Basis]:
    known = [book for book in _rated(data) if years(data, book)]
    by_year = {
        year: [book for book in known if year in years(data, book)] for book in known for year in years(data, book)
    }
    rows: Rows = {(str(year), *_mean_row(own)): number(len(own)) for year, own in by_year.items() if len(own) > 2}
    return rows, (len(known), len(data["books"]))


def ratings_over_years(data: Json) -> tuple[Rows, Basis]:
    known = [book for book in _rated(data) if years(data, book)]
    halves = {floor(book["my_rating"] * 2) / 2 for book in known if (book["my_rating"] * 2) % 1}

    def name(rating: float) -> str:
        start = floor(rating * 2) / 2
        return f"{start:g} to {start + 0.49:g}" if start in halves else f"{start:g}"

    counts = Counter((name(book["my_rating"]), str(year)) for book in known for year in years(data, book))
    return {key: number(count) for key, count in counts.items()}, (len(known), len(data["books"]))


def mean_by_genre(data: Json) -> tuple[Rows, Basis]:
    by_genre: dict[str, list[Json]] = {}
    for book in _rated(data):
        for genre in set(book["genres"]) - {"Fiction", "Nonfiction"}:
            by_genre.setdefault(genre, []).append(book)
    common = sorted(
        (genre for genre in by_genre if len(by_genre[genre]) > 4), key=lambda one: (-len(by_genre[one]), one)
    )
    rows: Rows = {(genre, *_mean_row(by_genre[genre])): number(len(by_genre[genre])) for genre in common[:12]}
    known = {id(book) for own in by_genre.values() for book in own}
    return rows, (len(known), len(data["books"]))


def votes(data: Json) -> list[int]:
    """How many readers voted, of each read book of which that is known, ascending."""
    return sorted(book["community_ratings"] for book in data["books"] if book["community_ratings"])


def months_side_by_side(data: Json) -> tuple[Rows, Basis]:
    """The two latest years, which have months in the libraries of the tests."""
    latest = sorted({year for book in data["books"] for year in years(data, book)})[-2:]
    own = [book for book in data["books"] if years(data, book) & set(latest)]
    found = [month for book in own for month in months(data, book) if int(month[:4]) in latest]
    counts = Counter((month[:4], f"{date(2000, int(month[5:]), 1):%B}") for month in found)
    known = sum(any(int(month[:4]) in latest for month in months(data, book)) for book in own)
    return {key: number(count) for key, count in counts.items()}, (known, len(own))


def year_in_progress(data: Json) -> int | None:
    """That of the dashboard, or the one in which an older file ends before December."""
    everything = [*data["books"], *data["other_books"]]
    told = [book["date_added"] for book in everything if book["date_added"]]
    told += [_bounds(text)[0].isoformat() for book in everything for text in reads(data, book)]
    made, last = data["metadata"]["export_timestamp"][:10], max(told)
    if last[:4] >= made[:4]:
        return int(made[:4])
    return int(last[:4]) if int(last[5:7]) < 12 else None


def side_by_side(data: Json, a: int, others: list[int]) -> list[str]:
    """Books, pages, authors and mean rating of one year, and the mean of the others."""

    def figures(year: int) -> tuple[int, int, int, list[float]]:
        own = [(book, sum(text.startswith(str(year)) for text in reads(data, book))) for book in data["books"]]
        read = [(book, times) for book, times in own if times]
        pages = sum((pages_of(book) or 0) * times for book, times in read)
        authors = {book["author"] for book, _ in read}
        return len(read), pages, len(authors), [book["my_rating"] for book, _ in read if book["my_rating"]]

    def shown(value: float) -> str:
        return f"{floor(value * 10 + 0.5) / 10:,g}"

    told = []
    for some in ([a], others):
        books, pages, authors, ratings = zip(*map(figures, some), strict=True)
        known = [count for count in pages if count]
        usual = floor(sum(known) / len(known) + 0.5)
        mean = _hundredth(_mean([rating for own in ratings for rating in own]))
        told.append([shown(sum(books) / len(some)), number(usual), shown(sum(authors) / len(some)), mean])
    return [figure for pair in zip(*told, strict=True) for figure in pair]


VIEWS: dict[str, dict[str, Callable[[Json], tuple[Rows, Basis]]]] = {
    "milestones": {},
    "people": {
        "top-authors": authors_by_books,
        "authors-by-rating": authors_by_rating,
        "authors-over-years": authors_over_years,
    },
    "ratings": {
        "ratings-over-years": ratings_over_years,
        "mean-by-year": mean_by_year,
        "mean-by-genre": mean_by_genre,
    },
    "years": {"months-side-by-side": months_side_by_side},
    "waiting": {
        "to-read-by-genre": genres_of_the_pile,
        "to-read-by-age": to_read_by_age,
        "to-read-by-length": to_read_by_length,
    },
}
"""Each view's charts: the cells of the table, and the books that the chart stands on, of how many."""
