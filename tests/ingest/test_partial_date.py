"""Dates of exports: complete, partial, in the orders of several locales; missing parts are never invented."""

import calendar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ingest.partial_date import PartialDate, is_day_first, parse_date


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024/11/03", PartialDate(2024, 11, 3)),  # what Goodreads writes
        ("2024/1/3", PartialDate(2024, 1, 3)),
        ("2024-11-03", PartialDate(2024, 11, 3)),
        ("2024.11.03", PartialDate(2024, 11, 3)),
        ("2024-11-03 18:22:10", PartialDate(2024, 11, 3)),
        ("2024-11-03T18:22:10Z", PartialDate(2024, 11, 3)),
        (" 2024/11/03 ", PartialDate(2024, 11, 3)),
        ("2024/11", PartialDate(2024, 11)),
        ("2024", PartialDate(2024)),
        ("Nov 3, 2024", PartialDate(2024, 11, 3)),
        ("November 3, 2024", PartialDate(2024, 11, 3)),
        ("3 Nov 2024", PartialDate(2024, 11, 3)),
        ("3. November 2024", PartialDate(2024, 11, 3)),
        ("Nov 2024", PartialDate(2024, 11)),
        ("SEPT. 2024", PartialDate(2024, 9)),
        ("11/3/2024", PartialDate(2024, 11, 3)),  # a spreadsheet in the United States
        ("25/3/2024", PartialDate(2024, 3, 25)),  # no month has the number 25
        ("13/1/2024", PartialDate(2024, 1, 13)),  # 13 is the smallest number that is no month
        ("12/1/2024", PartialDate(2024, 12, 1)),
        ("1-13-2024", PartialDate(2024, 1, 13)),
        ("25.03.2024", PartialDate(2024, 3, 25)),
        ("03.11.2024", PartialDate(2024, 11, 3)),  # dots: no country writes the month first
        ("3.4.2024", PartialDate(2024, 4, 3)),
        ("2024/02/29", PartialDate(2024, 2, 29)),
        ("1899/12/31", PartialDate(1899, 12, 31)),
        ("2024/05/00", PartialDate(2024, 5)),  # a zero says "not known"
        ("2024/00/00", PartialDate(2024)),
        ("2024/00/31", PartialDate(2024, None, None)),
    ],
)
def test_a_date_is_read_in_many_forms(cell: str, expected: PartialDate) -> None:
    assert parse_date(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        "not set",
        "0",
        "0000/00/00",
        "2023/02/29",
        "2024/13/01",
        "13/13/2024",
        "03.25.2024",
        "3.11/2024",  # no program mixes separators
        "3/11.2024",
        "2024/11/31",
        "24/11/03",
        "3 Foo 2024",
        "1730592000",
        "45599",  # Excel's serial number
        "-1800",
        "2024/11/03/04",
        pytest.param("9" * 10_000, id="endless"),
    ],
)
def test_what_is_no_date_that_exists_becomes_none(cell: str) -> None:
    assert parse_date(cell) is None


def test_a_day_first_file_is_read_day_first() -> None:
    assert parse_date("3/11/2024", day_first=True) == PartialDate(2024, 11, 3)
    assert parse_date("03.11.2024", day_first=True) == PartialDate(2024, 11, 3)
    assert parse_date("2024/11/03", day_first=True) == PartialDate(2024, 11, 3), "the year first settles the order"


@pytest.mark.parametrize(
    ("cells", "day_first"),
    [
        (["25/3/2024", "1/2/2024"], True),
        (["3/25/2024", "1/2/2024"], False),
        (["1/2/2024", "3/4/2024"], False),  # nothing tells
        (["25/3/2024", "3/25/2024"], False),  # both: no order at all
        (["13/1/2024"], True),
        (["12/1/2024"], False),  # 12 may be a month
        (["25/3/2024", "3/12/2024"], True),
        (["25/3/2024", "3/13/2024"], False),
        ([" 25/3/2024 "], True),
        (["25.03.2024", "1/2/2024"], False),  # dots tell nothing about slashes
        (["2024/03/25"], False),
        ([], False),
    ],
)
def test_one_day_above_twelve_settles_the_order_of_a_file(cells: list[str], day_first: bool) -> None:
    assert is_day_first(cells) is day_first


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_known_by_its_name(month: int) -> None:
    name = calendar.month_name[month]
    for text in (f"{name} 3, 2024", f"3 {name[:3]} 2024", f"{name[:3].upper()}. 3 2024"):
        assert parse_date(text) == PartialDate(2024, month, 3), text


@pytest.mark.parametrize(
    ("date", "iso", "month_year"),
    [
        (PartialDate(2024, 1, 3), "2024-01-03", "2024-01"),
        (PartialDate(2024, 1), None, "2024-01"),
        (PartialDate(2024), None, None),
        (PartialDate(800, 12, 25), "0800-12-25", "0800-12"),
    ],
)
def test_missing_parts_are_not_invented(date: PartialDate, iso: str | None, month_year: str | None) -> None:
    assert (date.iso(), date.month_year()) == (iso, month_year)


@given(st.dates())
def test_every_existing_date_comes_back(day: object) -> None:
    parsed = parse_date(str(day).replace("-", "/"))
    assert parsed is not None
    assert parsed.iso() == str(day)


@given(st.text() | st.from_regex(r"\d{1,4}[/.\-]\d{1,4}[/.\-]\d{1,4}", fullmatch=True))
def test_any_text_is_a_date_or_none(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is None or 1 <= parsed.year <= 9999
