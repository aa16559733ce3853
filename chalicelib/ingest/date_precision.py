"""Tells how much of each date read can be believed: its day, its month, its year, or nothing. Pure.

Who does not know when a book was read gives a placeholder: 1 January for a year, the first day for a month, or one and
the same day for many books. A single placeholder cannot be told from a date, many can: they are more than days of
reading explain. The dates of the whole library are looked at, in no order; a date is never made more precise than the
file has it, and the weakest of these rules holds.

1. Crowded day -> year. A day with more books than anyone finishes: 5 if they are at least half of all dates, else 10,
   and 5 times what is usual on this reader's days with a book (their median), but 20 are always too many. Of a reader
   of comics, with 3 on a usual day, 15 are a crowd. In the week in which the library begins, the day
   tells nothing, not even the year: the books were on the shelf before, and the date is that of shelving them.
2. 1 January -> year. At least 4 dates, and so many that chance would give them to one library in a thousand, although
   a reader may finish 3 times as many books on that day as on others: holidays and resolutions are allowed for. Of 300
   dates, 9 on 1 January are too many; 3 of 3 are not. Other crowded days are not counted.
3. First of a month -> month. The same, with twice as many books as on other days allowed. Of 300 dates, 35 are too
   many. What rules 1 and 2 have found is not counted.
4. After the export -> nothing. A date after the day of the upload, and a day more for time zones, is a slip of the
   pen. The file itself may be older: the last one, two or three dates of a library with 20 more are slips, too, when
   nothing was read or added in the year before them and nothing added later.

A true date that a crowd of placeholders hides loses its day or month, which is not known to be true. Whoever reads 40
picture books on a day keeps the year.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from math import exp, lgamma, log, log1p
from typing import Final, Literal, NamedTuple

from chalicelib.ingest.partial_date import PartialDate

Precision = Literal["day", "month", "year"]

_CROWD: Final = 10
_CROWD_THAT_IS_HALF: Final = 5
_CROWD_TIMES_USUAL: Final = 5
_CROWD_ANYWHERE: Final = 20
_FIRST_WEEK: Final = timedelta(days=7)

_FEWEST_PLACEHOLDERS: Final = 4
_BY_CHANCE: Final = 0.001
_NEW_YEAR_CHANCE: Final = 3 / 365.25
_FIRST_OF_MONTH_CHANCE: Final = 2 * 12 / 365.25

_SLIPS: Final = 3
_REGULAR_READER: Final = 20
_NO_DATE_FOR: Final = timedelta(days=365)
_TIME_ZONES: Final = timedelta(days=1)


class BookDates(NamedTuple):
    """The dates of one book of a library."""

    read: PartialDate | None
    added: PartialDate | None


def precision_of_dates(books: Sequence[BookDates], *, uploaded: date) -> list[Precision | None]:
    """Return for each book what of its date read can be believed; None for one without date, or with a date that tells
    nothing of reading. `uploaded` is the day of the upload.
    """
    slips = _after_the_export(books, uploaded)
    days = [day for book in books if (day := _day(book.read)) and day not in slips]
    began = min((day for book in books if (day := _day(book.added))), default=None)
    crowded = _crowded(days)
    shelving = {day for day in crowded if began and began <= day <= began + _FIRST_WEEK}
    for_new_year = [day for day in days if day not in crowded or _is_new_year(day)]
    new_year = _are_placeholders(for_new_year, _NEW_YEAR_CHANCE, _is_new_year)
    for_months = [day for day in days if day not in crowded and not (new_year and _is_new_year(day))]
    months = _are_placeholders(for_months, _FIRST_OF_MONTH_CHANCE, lambda day: day.day == 1)

    def precision(read: PartialDate | None) -> Precision | None:
        day = _day(read)
        if read is None or _first_day(read) in slips or day in shelving:
            return None
        if read.month is None or day in crowded or (new_year and day and _is_new_year(day)):
            return "year"
        return "month" if day is None or (months and day.day == 1) else "day"

    return [precision(book.read) for book in books]


def _after_the_export(books: Iterable[BookDates], uploaded: date) -> set[date]:
    """The first days of the dates read that lie after the export."""
    latest = uploaded + _TIME_ZONES
    read = sorted(_first_day(book.read) for book in books if book.read)
    slips = {day for day in read if day > latest}
    newest_added = max((day for book in books if (day := _day(book.added)) and day <= latest), default=None)
    if newest_added is None:
        return slips
    behind = [day for day in read if newest_added < day <= latest]
    for index, (before, day) in enumerate(zip([newest_added, *behind], behind, strict=False)):
        left = len(behind) - index
        if day - before > _NO_DATE_FOR and left <= _SLIPS and len(read) - left >= _REGULAR_READER:
            return slips | set(behind[index:])
    return slips


def _crowded(days: Sequence[date]) -> set[date]:
    counts = Counter(days)
    usual = sorted(counts.values())[(len(counts) - 1) // 2] if counts else 1
    limit = min(_CROWD_ANYWHERE, max(_CROWD, _CROWD_TIMES_USUAL * usual))
    return {
        day
        for day, count in counts.items()
        if count >= limit or (count >= _CROWD_THAT_IS_HALF and 2 * count >= len(days))
    }


def _are_placeholders(days: Sequence[date], chance: float, is_one: Callable[[date], bool]) -> bool:
    """Whether more days are such a day than chance gives to one library in a thousand."""
    hits = sum(map(is_one, days))
    return hits >= _FEWEST_PLACEHOLDERS and _at_least(hits, len(days), chance) < _BY_CHANCE


def _at_least(hits: int, trials: int, chance: float) -> float:
    """The probability of at least `hits` in `trials` independent trials (the binomial distribution's upper tail)."""

    def logarithm(k: int) -> float:
        ways = lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1)
        return ways + k * log(chance) + (trials - k) * log1p(-chance)

    return sum(exp(logarithm(k)) for k in range(hits, trials + 1))


def _is_new_year(day: date) -> bool:
    return (day.month, day.day) == (1, 1)


def _day(partial: PartialDate | None) -> date | None:
    """The date of the calendar, or None when its day is not known."""
    return _first_day(partial) if partial and partial.month and partial.day else None


def _first_day(partial: PartialDate) -> date:
    return date(partial.year, partial.month or 1, partial.day or 1)
