"""Reads the dates of an export: whole dates, months and years, as Goodreads and spreadsheets write them.

A date that ends with the year is day-first when its separators are dots (03.11.2024, as German, Russian and Polish
spreadsheets write it). With slashes or hyphens it is month-first, as in the United States, unless the date or another
date of the file shows that days come first (25/03/2024).
"""

import re
from datetime import date
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_YEAR_FIRST = re.compile(r"(\d{4})(?:[/.\-](\d{1,2})(?:[/.\-](\d{1,2}))?)?(?:[T ]\d.*)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_YEAR_LAST = re.compile(r"(\d{1,2})[/\-](\d{1,2})[/\-](\d{4})")
_LAST_MONTH = 12
_MONTH_NAME = re.compile(r"(?:(\d{1,2})\.? )?([a-z]{3})[a-z]*\.?,? ?(?:(\d{1,2}),? )?(\d{4})")


class PartialDate(NamedTuple):
    """A date whose month or day may be unknown; missing parts are never invented."""

    year: int
    month: int | None = None
    day: int | None = None

    def iso(self) -> str | None:
        """`2024-11-03`, or None when the day is not known."""
        return f"{self.year:04}-{self.month:02}-{self.day:02}" if self.month and self.day else None

    def text(self) -> str:
        """As much as is known: `2024-11-03`, `2024-11` or `2024`."""
        return self.iso() or self.month_year() or f"{self.year:04}"

    def month_year(self) -> str | None:
        """`2024-11`, or None when the month is not known."""
        return f"{self.year:04}-{self.month:02}" if self.month else None


def parse_date(text: str, *, day_first: bool = False) -> PartialDate | None:
    """Return the date in one cell of an export, or None when the cell is empty or names no date of the calendar.

    Reads `2024/11/03` (what Goodreads writes), `2024-11-03`, `2024/11`, `2024`, `Nov 3, 2024`, `3 Nov 2024`,
    `Nov 2024`, `03.11.2024` and `11/3/2024`, with square brackets around them or without. In the last form the month
    comes first, unless `day_first` is true or the first number is above 12.
    """
    text = text.strip().strip("[]").strip()
    if not text:
        return None
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DOTTED.fullmatch(text):
        day, month, year = match.groups()
    elif match := _YEAR_LAST.fullmatch(text):
        first, second, year = match.groups()
        month, day = (second, first) if day_first or int(first) > _LAST_MONTH else (first, second)
    elif match := _MONTH_NAME.fullmatch(text.lower()):
        day_before, name, day_after, year = match.groups()
        number = _MONTHS.get(name)
        if number is None:
            return None
        month, day = str(number), day_before or day_after
    else:
        return None
    return _existing(int(year), int(month) if month else None, int(day) if day else None)


def is_day_first(texts: list[str]) -> bool:
    """Return whether the dates like `1/2/2024` among a file's cells are day-first.

    They are when the first number is above 12 in some date and the second in none.
    """
    pairs = [(int(match[1]), int(match[2])) for text in texts if (match := _YEAR_LAST.fullmatch(text.strip()))]
    return any(first > _LAST_MONTH for first, _ in pairs) and not any(second > _LAST_MONTH for _, second in pairs)


def _existing(year: int, month: int | None, day: int | None) -> PartialDate | None:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return PartialDate(year, month or None, (day or None) if month else None)
