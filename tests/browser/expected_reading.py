"""What the views about one idea must show, counted from the JSON by another hand than the pages'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from tests.browser.expected import Rows, number, pages_of, to_read_by_genre
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


VIEWS: dict[str, dict[str, Callable[[Json], tuple[Rows, Basis]]]] = {
    "waiting": {
        "to-read-by-genre": genres_of_the_pile,
        "to-read-by-age": to_read_by_age,
        "to-read-by-length": to_read_by_length,
    },
}
"""Each view's charts: the cells of the table, and the books that the chart stands on, of how many."""
