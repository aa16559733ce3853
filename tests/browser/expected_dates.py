"""When each book was read, as far as the JSON can be believed: counted by another hand than the pages'."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta

from tests.browser.library import Json

PRECISIONS = ("year", "month", "day")


def _ends(data: Json) -> str:
    """The last day that had begun anywhere on earth when the dashboard was made."""
    made = datetime.fromisoformat(data["metadata"]["export_timestamp"])
    return (made + timedelta(hours=14)).date().isoformat()


def _is_ahead(data: Json, text: str) -> bool:
    return text > _ends(data)[: len(text)]


def _date_read(book: Json) -> str:
    return book["date_read"] or book["reading_month_year"] or str(book["reading_year"] or "")


def believed(data: Json, book: Json) -> int:
    """How many parts of the date read can be believed: 0 for no date at all, 1 for the year, 3 for all of it."""
    text = _date_read(book)
    if not text or _is_ahead(data, text):
        return 0
    parts = len(text.split("-"))
    if "date_precision" not in book:
        return parts
    told = book["date_precision"]
    return min(parts, PRECISIONS.index(told) + 1) if told else 0


def reads(data: Json, book: Json) -> list[str]:
    """Each time that the book was read to its end: `2020`, `2020-03` or `2020-03-04`, as far as it is believed."""
    ends = Counter(one["end"] for one in book.get("reads", ()) if one["end"])
    ends[_date_read(book)] -= 1
    others = [end for end, count in ends.items() for _ in range(count) if not _is_ahead(data, end)]
    parts = believed(data, book)
    return sorted([*others, "-".join(_date_read(book).split("-")[:parts])] if parts else others)


def years(data: Json, book: Json) -> set[int]:
    """The years in which the book was read."""
    return {int(text[:4]) for text in reads(data, book)}


def months(data: Json, book: Json) -> set[str]:
    """The months in which it was read, `2020-03`."""
    return {text[:7] for text in reads(data, book) if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text)}


def days(data: Json, book: Json) -> set[str]:
    """The days on which it was finished."""
    return {text for text in reads(data, book) if len(text) == len("2020-03-04")}


def months_of(data: Json, year: int) -> list[set[str]]:
    """The months of the year in which each of its books was read."""
    books = [book for book in data["books"] if year in years(data, book)]
    return [{month for month in months(data, book) if month.startswith(f"{year}-")} for book in books]


def latest_year_with_months(data: Json) -> int:
    """The latest year of whose books at least half have a month."""
    known = {year: months_of(data, year) for book in data["books"] for year in years(data, book)}
    return max(year for year, own in known.items() if sum(map(bool, own)) * 2 >= len(own))


def times(book: Json) -> int:
    """How often a book of the read shelf was read, by the count or by the list of reads."""
    counted: int = book["original_read_count"]
    return max(1, counted, sum(bool(one["end"]) for one in book.get("reads", ())))
