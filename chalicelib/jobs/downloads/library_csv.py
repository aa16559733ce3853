"""Writes the books of a dashboard as CSV."""

import codecs
import csv
import io
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from chalicelib.ingest.own_file.cells import isbn_cell, list_cell, position_cell, reads_cell, text_cell
from chalicelib.ingest.own_file.columns import COLUMNS, Kind
from chalicelib.models import BookInfo, Json

_LINE_BREAKS: Final = re.compile("[\r\n]+")


def library_csv(dashboard: Json) -> bytes:
    """The file of a dashboard: a line for each of its `books`, then of its `other_books`, in UTF-8 with its mark.

    A dashboard of an older version may lack fields; their cells are empty.
    """
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(column.name for column in COLUMNS)
    writers = [(_WRITERS[column.kind], column.field) for column in COLUMNS]
    lines.writerows(
        [write(book, field) for write, field in writers]
        for books in (dashboard["books"], dashboard["other_books"])
        for book in books
    )
    return codecs.BOM_UTF8 + file.getvalue().encode()


def _text(book: Json, field: str) -> str:
    return text_cell(book.get(field))


def _line(book: Json, field: str) -> str:
    """A text on one line: a title on several is a broken quotation mark to whoever reads the file."""
    return text_cell(_LINE_BREAKS.sub(" ", book[field]))


def _list(book: Json, field: str) -> str:
    return list_cell(book.get(field) or ())


def _number(book: Json, field: str) -> str:
    value = book.get(field)
    return "" if value is None else str(value)


def _flag(book: Json, field: str) -> str:
    return "true" if book[field] else ""


def _day(book: Json, field: str) -> str:
    return (book[field] or "").replace("-", "/")


def _date_read(book: Json, field: str) -> str:
    """As much of the date as is known: the day, the month or the year."""
    if known := book[field] or book["reading_month_year"]:
        return str(known).replace("-", "/")
    return "" if book["reading_year"] is None else f"{book['reading_year']:04}"


def _stars(book: Json, field: str) -> str:
    """A rating in whole stars, halves rounded up; the least one is a star, because 0 means that there is none."""
    rating = book[field]
    return "0" if rating is None else str(max(1, math.floor(rating + 0.5)))


def _exact_rating(book: Json, field: str) -> str:
    rating = book[field]
    return "" if rating is None or rating == int(rating) else str(rating)


def _goodreads_id(book: Json, field: str) -> str:
    return BookInfo("", "", goodreads_id=book[field]).goodreads_number or ""


def _other_id(book: Json, field: str) -> str:
    return "" if _goodreads_id(book, field) else text_cell(book[field])


def _series_name(book: Json, field: str) -> str:
    return text_cell(series["name"]) if (series := book.get(field)) else ""


def _series_position(book: Json, field: str) -> str:
    return position_cell(series["position"]) if (series := book.get(field)) else ""


_WRITERS: Final[Mapping[Kind, Callable[[Any, str], str]]] = {
    "text": _text,
    "line": _line,
    "list": _list,
    "number": _number,
    "flag": _flag,
    "isbn": lambda book, field: isbn_cell(book[field]),
    "day": _day,
    "date_read": _date_read,
    "stars": _stars,
    "exact_rating": _exact_rating,
    "goodreads_id": _goodreads_id,
    "other_id": _other_id,
    "series_name": _series_name,
    "series_position": _series_position,
    "reads": lambda book, field: reads_cell(book.get(field) or ()),
    "empty": lambda book, field: "",
}
