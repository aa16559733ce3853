"""Placeholder dates: many on 1 January, on the first of a month or on one day are no days of reading."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ingest.date_precision import BookDates, Precision, precision_of_dates
from chalicelib.ingest.library_file import parse_export
from chalicelib.ingest.partial_date import PartialDate
from tests.conftest import real_libraries

UPLOADED = date(2026, 11, 30)
BEGAN = date(2010, 3, 7)


def partial(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def ordinary(count: int) -> list[date]:
    """Days of reading without a placeholder among them, from January 2012 on, at most one book a day."""
    days = (date(2012, 1, 2) + timedelta(days=11 * number) for number in range(2 * count))
    return [day for day in days if day.day != 1][:count]


def new_years(count: int) -> list[date]:
    return [date(1950 + number, 1, 1) for number in range(count)]


def firsts(count: int) -> list[date]:
    """First days of months, 1 January not among them."""
    return [date(1990 + number // 11, 2 + number % 11, 1) for number in range(count)]


def found(days: Sequence[date], added: date | None = BEGAN) -> list[Precision | None]:
    """What is believed of each day, in a library whose books were added on `added`."""
    books = [BookDates(partial(day), partial(added) if added else None) for day in days]
    return precision_of_dates(books, uploaded=UPLOADED)


@pytest.mark.parametrize(
    ("placeholders", "others", "expected"),
    [
        # Who finished three books on 1 January keeps them.
        *((new_years(3), count, "day") for count in (0, 20, 300)),
        (new_years(4), 0, "year"),
        (new_years(4), 46, "year"),
        (new_years(4), 96, "day"),
        (new_years(9), 291, "year"),
        (new_years(8), 292, "day"),
        (new_years(40), 260, "year"),
        ([date(2014, 1, 1)] * 40, 260, "year"),
        (firsts(4), 0, "month"),
        (firsts(4), 6, "day"),
        (firsts(5), 5, "month"),
        (firsts(35), 265, "month"),
        (firsts(34), 266, "day"),
        # Half of all dates; ten times what is usual
        ([date(2014, 6, 15)] * 5, 5, "year"),
        ([date(2014, 6, 15)] * 5, 6, "day"),
        ([date(2014, 6, 15)] * 4, 0, "day"),
        ([date(2014, 6, 15)] * 9, 50, "day"),
        ([date(2014, 6, 15)] * 10, 50, "year"),
        ([date(2014, 6, 15)] * 146, 26, "year"),
        ([date(2014, 6, 1)] * 12, 250, "year"),
    ],
)
def test_too_many_dates_of_one_kind_are_placeholders(
    placeholders: list[date], others: int, expected: Precision
) -> None:
    precisions = found(placeholders + ordinary(others))
    assert set(precisions[: len(placeholders)]) == {expected}
    assert set(precisions[len(placeholders) :]) <= {"day"}


def test_years_and_months_are_told_apart_in_one_library() -> None:
    precisions = found([*new_years(66), *firsts(85), *ordinary(225)])
    assert precisions == ["year"] * 66 + ["month"] * 85 + ["day"] * 225


def test_a_1_january_among_first_days_of_months_is_one_of_them() -> None:
    precisions = found([*new_years(2), *firsts(60), *ordinary(100)])
    assert precisions == ["month"] * 62 + ["day"] * 100


def test_placeholders_for_years_say_nothing_of_months() -> None:
    """Were they counted as first days, the library would have too many of them."""
    assert found([*new_years(60), *firsts(10), *ordinary(200)])[60:70] == ["day"] * 10


def test_a_crowded_day_hides_no_placeholders() -> None:
    crowd = [date(2014, 6, 15)] * 200
    assert found([*crowd, *new_years(5), *ordinary(45)])[200:205] == ["year"] * 5


def test_a_crowded_day_hides_no_first_days_of_months() -> None:
    crowd = [date(2014, 6, 15)] * 200
    assert found([*crowd, *firsts(12), *ordinary(38)])[200:212] == ["month"] * 12


def test_a_crowded_1_january_counts_as_a_placeholder_for_its_year() -> None:
    crowd = [date(2009, 1, 1)] * 20
    assert found([*crowd, *new_years(3), *ordinary(277)])[20:23] == ["year"] * 3


def test_a_reader_of_many_short_books_has_crowded_days_later() -> None:
    days = [day for day in ordinary(100) for _ in range(3)]
    assert found([*days, *[date(2011, 6, 15)] * 14])[-1] == "day"
    assert found([*days, *[date(2011, 6, 15)] * 15])[-1] == "year"
    busy = [day for day in ordinary(100) for _ in range(9)]
    assert found([*busy, *[date(2011, 6, 15)] * 19])[-1] == "day"
    assert found([*busy, *[date(2011, 6, 15)] * 20])[-1] == "year", "nobody finishes 20 books on a day"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (BEGAN - timedelta(days=1), "year"),
        (BEGAN, None),
        (BEGAN + timedelta(days=7), None),
        (BEGAN + timedelta(days=8), "year"),
    ],
)
def test_a_crowd_in_the_librarys_first_week_was_shelved_not_read(day: date, expected: Precision | None) -> None:
    assert found([day] * 30 + ordinary(40)) == [expected] * 30 + ["day"] * 40


def test_without_dates_of_adding_a_crowd_keeps_its_year() -> None:
    assert set(found([BEGAN] * 30, added=None)) == {"year"}


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (PartialDate(2026, 11, 30), "day"),
        (PartialDate(2026, 12, 1), "day"),  # where the sun rises earlier
        (PartialDate(2026, 12, 2), None),
        (PartialDate(2026, 12), "month"),
        (PartialDate(2027, 1), None),
        (PartialDate(2026), "year"),
        (PartialDate(2027), None),
        (PartialDate(1970, 1, 1), "day"),
    ],
)
def test_a_date_after_the_upload_is_none(read: PartialDate, expected: Precision | None) -> None:
    books = [BookDates(read, PartialDate(2025, 1, 1))]
    assert precision_of_dates(books, uploaded=UPLOADED) == [expected]


@pytest.mark.parametrize(
    ("others", "late", "added", "expected"),
    [
        pytest.param(20, [date(2014, 1, 1)], date(2012, 12, 31), [None], id="a year and a day later"),
        pytest.param(20, [date(2013, 12, 31)], date(2012, 12, 31), ["day"], id="a year later"),
        pytest.param(19, [date(2014, 1, 1)], date(2012, 12, 31), ["day"], id="a small library"),
        pytest.param(20, [date(2015, 1, 1 + day) for day in range(3)], date(2012, 12, 31), [None] * 3, id="three"),
        pytest.param(20, [date(2015, 1, 1 + day) for day in range(4)], date(2012, 12, 31), ["day"] * 4, id="four"),
        pytest.param(20, [date(2015, 1, 9)], date(2015, 2, 1), ["day"], id="and something was added since"),
        pytest.param(
            20, [date(2013, 9, 9), date(2014, 8, 8)], date(2012, 12, 31), ["day", "day"], id="read on, slowly"
        ),
    ],
)
def test_a_date_after_an_old_export_is_none(
    others: int, late: list[date], added: date, expected: list[Precision | None]
) -> None:
    assert found([*ordinary(others), *late], added)[others:] == expected


def test_a_date_of_adding_after_the_upload_says_nothing() -> None:
    assert found([*ordinary(20), date(2014, 1, 9)], date(2099, 1, 1))[-1] == "day"
    books = [BookDates(partial(day), partial(BEGAN)) for day in (*ordinary(20), date(2014, 9, 9))]
    books.append(BookDates(None, PartialDate(2099, 1, 1)))
    assert precision_of_dates(books, uploaded=UPLOADED)[-2:] == [None, None]


def test_no_book_and_no_date() -> None:
    assert precision_of_dates([], uploaded=UPLOADED) == []
    assert precision_of_dates([BookDates(None, PartialDate(2020, 1, 1))] * 2, uploaded=UPLOADED) == [None, None]


PARTIALS = st.none() | st.builds(
    PartialDate, st.integers(2015, 2028), st.none() | st.integers(1, 12), st.none() | st.integers(1, 3)
).filter(lambda one: one.month is not None or one.day is None)
LIBRARIES = st.lists(st.builds(BookDates, PARTIALS, PARTIALS), max_size=60)
ORDER: Final[dict[Precision | None, int]] = {None: 0, "year": 1, "month": 2, "day": 3}


@given(LIBRARIES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(books: list[BookDates], random: Random) -> None:
    places = list(range(len(books)))
    random.shuffle(places)
    shuffled = precision_of_dates([books[place] for place in places], uploaded=UPLOADED)
    straight = precision_of_dates(books, uploaded=UPLOADED)
    assert shuffled == [straight[place] for place in places]


@given(LIBRARIES)
def test_no_date_becomes_more_precise_than_the_file_has_it(books: list[BookDates]) -> None:
    for book, precision in zip(books, precision_of_dates(books, uploaded=UPLOADED), strict=True):
        known = sum(part is not None for part in book.read or ())
        assert ORDER[precision] <= known


@given(st.dates(date(1, 1, 1), UPLOADED), st.none() | st.dates(date(1, 1, 1), UPLOADED))
def test_one_single_date_is_never_doubted(read: date, added: date | None) -> None:
    assert found([read], added) == ["day"]


@given(st.lists(st.dates(date(1990, 1, 1), date(2026, 1, 1)), max_size=3), st.integers(0, 300))
def test_three_dates_are_never_doubted_whatever_they_are(few: list[date], others: int) -> None:
    assert set(found([*few, *ordinary(others)], added=None)) <= {"day"}


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 60))
def test_one_placeholder_more_makes_none_of_its_kind_more_precise(january: int, more: int, others: int) -> None:
    few = found([*new_years(january), *ordinary(others)])[:january]
    many = found([*new_years(january + more), *ordinary(others)])[:january]
    assert all(ORDER[after] <= ORDER[before] for before, after in zip(few, many, strict=True))


EXPECTED = {
    "reader-a-493": {"day": 225, "month": 85, "year": 66, None: 117},
    "reader-b-326-reviews": {"day": 178, None: 148},
    "reader-c-468-no-dates": {None: 468},
    "reader-d-59": {"day": 59},
}


@pytest.mark.parametrize("path", real_libraries())
def test_real_readers_keep_the_days_that_are_theirs(path: Path) -> None:
    export = parse_export(path.read_bytes(), max_books=1000)
    dates = [BookDates(book.date_read, book.date_added) for book in export.books]
    precisions = precision_of_dates(dates, uploaded=UPLOADED)
    assert {one: precisions.count(one) for one in set(precisions)} == EXPECTED[path.stem]
