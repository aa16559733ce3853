"""The figures of a dashboard: what of the read shelf is counted, and how."""

from dataclasses import replace

import pytest

from chalicelib.ingest.parsed_export import Reading
from chalicelib.ingest.partial_date import PartialDate
from chalicelib.jobs.dashboard.summary import success_rate
from tests.jobs.dashboard.dashboards import BARE, FOUND, FULL, SUMMARY_TYPES, UNKNOWN, dashboard


def test_page_totals_leave_audiobooks_out() -> None:
    audio = replace(FULL, format="audio", num_pages=9)
    ebook = replace(FULL, format="ebook", num_pages=300)
    summary = dashboard((FULL, FOUND), (audio, FOUND), (ebook, FOUND), (BARE, UNKNOWN))["summary"]
    assert (summary["total_pages"], summary["books_with_pages"]) == (482, 2)
    assert summary["books_by_format"] == {"print": 1, "ebook": 1, "audio": 1, "unknown": 1}


@pytest.mark.parametrize(
    ("successful", "total", "rate"),
    [
        (735, 762, 96.5),  # the contract's own example
        (0, 0, 0.0),
        (0, 10, 0.0),
        (10, 10, 100.0),
        (9_999, 10_000, 99.9),  # one failed book is told, however many there are
        (19_999, 20_000, 99.9),
        (1, 3, 33.3),
        (2, 3, 66.7),
    ],
)
def test_a_rate_is_100_only_when_it_is_all(successful: int, total: int, rate: float) -> None:
    assert success_rate(successful, total) == rate


def test_the_summary_counts_the_read_shelf_alone() -> None:
    made = dashboard(
        (replace(FULL, author="A"), FOUND),
        (replace(FULL, author="B", my_rating=4, num_pages=300, date_read=PartialDate(2020)), FOUND),
        (replace(BARE, author="A", my_rating=4, date_read=PartialDate(2021, 5, 6)), UNKNOWN),
        (replace(FULL, author="C", reading_status="to-read", date_read=PartialDate(1999, 1, 1)), FOUND),
    )
    assert made["summary"] == {
        "total_books": 3,
        "read_books": 3,
        "other_books": 1,
        "rated_books": 3,
        "genre_enriched_books": 2,
        "genre_enrichment_rate": 66.7,
        "unique_authors": 2,
        "unique_genres": 2,
        "total_pages": 482,
        "reading_date_range": {"earliest": "2021-05-06", "latest": "2024-11-15"},
        "reading_years": [2020, 2021, 2024],
        "average_rating": 4.33,
        "most_common_genres": [
            {"genre": "Classics", "count": 2, "percentage": 66.7},
            {"genre": "Fiction", "count": 2, "percentage": 66.7},
        ],
        "books_with_date": 3,
        "books_with_pages": 2,
        "total_hours": 0,
        "books_with_hours": 0,
        "books_with_year": 3,
        "books_by_year": {"2020": 1, "2021": 1, "2024": 2},
        "books_by_rating": {"4": 2, "5": 1},
        "books_by_format": {"print": 2, "ebook": 0, "audio": 0, "unknown": 1},
        "books_given_up": 0,
        "total_reads": 5,
    }


@pytest.mark.parametrize(
    ("read_count", "ends", "times"),
    [(0, 0, 1), (1, 1, 1), (3, 1, 3), (1, 2, 2), (0, 2, 2)],
)
def test_a_book_counts_as_often_as_it_was_read(read_count: int, ends: int, times: int) -> None:
    reads = tuple(Reading(None, PartialDate(2020 + number)) for number in range(ends))
    row = replace(BARE, read_count=read_count, reads=(*reads, Reading(PartialDate(2025, 3), None)))
    made = dashboard((row, UNKNOWN), (BARE, UNKNOWN), (replace(row, reading_status="to-read"), UNKNOWN))
    assert made["summary"]["total_reads"] == times + 1, "books of other shelves are not counted"
    assert made["books"][0]["was_reread"] == (times > 1)
    assert made["books"][0]["reads"][-1] == {"start": "2025-03", "end": None}


@pytest.mark.parametrize(
    ("shelf", "counted"),
    [
        *(("did-not-finish", 1), ("dnf", 1), ("abandoned", 1), ("dropped", 1), ("abgebrochen", 1)),
        *(("paused", 0), ("currently-reading", 0), (None, 0)),
    ],
)
def test_books_given_up_are_counted_by_their_shelf(shelf: str | None, counted: int) -> None:
    summary = dashboard((BARE, UNKNOWN), (replace(BARE, reading_status=shelf), UNKNOWN))["summary"]
    assert summary["books_given_up"] == counted


def test_the_most_common_genres_come_first_and_then_by_name() -> None:
    shelves = [("B",), ("A", "C"), ("C",), ()]
    made = dashboard(*((BARE, replace(FOUND, final_genres=genres, series=None)) for genres in shelves))
    common = made["summary"]["most_common_genres"]
    assert [(one["genre"], one["count"], one["percentage"]) for one in common] == [
        ("C", 2, 50.0),
        ("A", 1, 25.0),
        ("B", 1, 25.0),
    ]


def test_at_most_twenty_genres_are_the_most_common() -> None:
    genres = tuple(f"Genre {number:02}" for number in range(21))
    books = [(BARE, replace(FOUND, final_genres=genres[first : first + 7], series=None)) for first in (0, 7, 14)]
    common = dashboard(*books)["summary"]["most_common_genres"]
    assert [one["genre"] for one in common] == list(genres[:20])


def test_years_are_counted_as_far_as_they_are_believed_and_ratings_as_they_are_given() -> None:
    made = dashboard(
        (replace(BARE, date_read=PartialDate(2020), my_rating=3.75, author=""), UNKNOWN),
        (replace(BARE, date_read=PartialDate(2020, 3), my_rating=4.0), UNKNOWN),
        (replace(BARE, date_read=PartialDate(2030, 1, 2), my_rating=4), UNKNOWN),  # after the export
        (replace(BARE, author=""), UNKNOWN),
        (replace(BARE, reading_status="to-read", date_read=PartialDate(2019), my_rating=1), UNKNOWN),
    )
    assert made["summary"]["books_by_year"] == {"2020": 2}
    assert made["summary"]["books_with_year"] == 2
    assert made["summary"]["books_by_rating"] == {"3.75": 1, "4": 2}
    assert made["summary"]["unique_authors"] == 1


@pytest.mark.parametrize(
    ("date_read", "ends", "years"),
    [
        (PartialDate(2020, 3, 4), [PartialDate(2020, 3, 4)], {"2020": 1}),
        (PartialDate(2020, 3, 4), [PartialDate(2020, 3, 4), PartialDate(2020, 8)], {"2020": 1}),
        (PartialDate(2020), [PartialDate(2018, 3), PartialDate(2020), None], {"2018": 1, "2020": 1}),
        (PartialDate(2030), [PartialDate(2018, 3), PartialDate(2030)], {"2018": 1}),  # after the export
        (None, [PartialDate(2030), PartialDate(2026, 12), PartialDate(2026, 11, 24)], {"2026": 1}),
        (None, [PartialDate(2026, 11, 25)], {}),
    ],
)
def test_a_book_stands_in_each_year_in_which_it_was_read(
    date_read: PartialDate | None, ends: list[PartialDate | None], years: dict[str, int]
) -> None:
    reads = tuple(Reading(None, end) for end in ends)
    made = dashboard((replace(BARE, date_read=date_read, reads=reads), UNKNOWN))
    assert made["summary"]["books_by_year"] == years
    assert made["summary"]["books_with_year"] == bool(years)


@pytest.mark.parametrize(
    ("binding", "length", "hours"),
    [
        ("Audiobook", 9, 9),
        ("Audiobook", 60, 60),
        ("Audiobook", 61, 0),
        ("Audiobook", None, 0),
        ("Audio CD", 9, 0),
        ("Audio Cassette", 9, 0),
        ("Paperback", 9, 0),
        (None, 9, 9),
    ],
)
def test_hours_are_those_that_an_audiobook_has_for_pages(binding: str | None, length: int | None, hours: int) -> None:
    row = replace(BARE, binding=binding, format="print" if binding == "Paperback" else "audio", num_pages=length)
    made = dashboard((row, UNKNOWN), (row, UNKNOWN))
    assert (made["summary"]["total_hours"], made["summary"]["books_with_hours"]) == (2 * hours, 2 * bool(hours))


def test_an_empty_read_shelf_is_a_dashboard_of_zeros() -> None:
    made = dashboard((replace(FULL, reading_status="to-read"), FOUND))
    assert made["books"] == []
    assert made["summary"] == dict.fromkeys(SUMMARY_TYPES, 0) | {
        "other_books": 1,
        "reading_date_range": {"earliest": None, "latest": None},
        "reading_years": [],
        "average_rating": None,
        "most_common_genres": [],
        "books_by_year": {},
        "books_by_rating": {},
        "books_by_format": {"print": 0, "ebook": 0, "audio": 0, "unknown": 0},
    }
