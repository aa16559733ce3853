"""What a share holds: one year as it was read, and nothing that a reader has not chosen to show."""

import json
from typing import Any

import pytest

from chalicelib.errors import NothingToShare
from chalicelib.ingest.library_file import parse_export
from chalicelib.jobs.dashboard.dashboard_json import JobFigures, create_final_dashboard_json
from chalicelib.jobs.dashboard.summary import believed_reads, last_day_of, summary_of
from chalicelib.jobs.sharing.shared_copy import BLANK, COPIED, description_of, shared_copy, title_of
from chalicelib.jobs.so_far import tell_state
from chalicelib.models import Json
from chalicelib.web.rest.description.dashboard_schema import BOOK
from chalicelib.web.rest.description.share_schema import SHARED_COPY
from tests.answers import checked, faults_of
from tests.builders import csv_row, enriched, export

MADE = "2026-10-03T11:00:00+00:00"
NOW = "2026-11-30T20:00:00+00:00"
SHARE = "11111111-1111-4111-8111-111111111111"
JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"


def dashboard(*rows: str, made: str = MADE) -> Json:
    parsed = parse_export(export(*rows), max_books=100)
    results = [enriched(book.info(), "Fantasy") for book in parsed.books]
    built = create_final_dashboard_json(JOB, parsed, results, JobFigures(1, 1, 0, 0.5), made)
    found: Json = checked(tell_state(built, (), "0123456789abcdef" * 2))
    return found


def with_reads(made: Json, *reads: tuple[str | None, str | None], precision: str | None = "day") -> Json:
    """The dashboard of one book with these reads, as a file of The StoryGraph tells them."""
    (book,) = made["books"]
    book.update(reads=[{"start": start, "end": end} for start, end in reads], date_precision=precision)
    return made


def share(made: Json, year: int | None) -> Json:
    copy = shared_copy(made, SHARE, year, NOW)
    assert faults_of(copy, SHARED_COPY) == []
    return copy


def told(book: Json) -> list[Any]:
    names = ("date_read", "reading_year", "reading_month_year", "date_precision", "original_read_count", "was_reread")
    return [book[name] for name in names]


THREE = (
    csv_row("1", "Dune", "Frank Herbert", "9780441172719", date_read="2024/05/01"),
    csv_row("2", "Emma", "Jane Austen", date_read="2023/01/31"),
    csv_row("3", "Ulysses", "James Joyce", date_read=""),
    csv_row("4", "Middlemarch", "George Eliot", shelf="to-read", date_read=""),
)


def test_a_year_holds_its_books_and_is_counted_anew() -> None:
    copy = share(dashboard(*THREE), 2024)
    assert [book["title"] for book in copy["books"]] == ["Dune"]
    assert copy["other_books"] == []
    assert copy["summary"] == summary_of(copy["books"], (), MADE)
    assert (copy["summary"]["reading_years"], copy["summary"]["books_by_year"]) == ([2024], {"2024": 1})
    assert copy["metadata"]["share"] == {
        **{"view": "year", "year": 2024, "shared_at": NOW, "running_year": 2024, "books": 1, "pages": 300}
    }
    assert (copy["export_id"], copy["metadata"]["export_id"]) == (SHARE, SHARE)


def test_the_overview_holds_the_read_shelf_and_no_other() -> None:
    copy = share(dashboard(*THREE), None)
    assert [book["title"] for book in copy["books"]] == ["Dune", "Emma", "Ulysses"]
    assert copy["other_books"] == []
    assert (copy["summary"]["other_books"], copy["summary"]["books_given_up"]) == (0, 0)
    assert (copy["metadata"]["share"]["view"], copy["metadata"]["share"]["year"]) == ("overview", None)


@pytest.mark.parametrize("year", [2022, 2025, 1])
def test_a_year_without_books_cannot_be_shared(year: int) -> None:
    with pytest.raises(NothingToShare, match=f"{year}"):
        shared_copy(dashboard(*THREE), SHARE, year, NOW)


def test_an_overview_without_read_books_cannot_be_shared() -> None:
    with pytest.raises(NothingToShare):
        shared_copy(dashboard(THREE[3]), SHARE, None, NOW)


def test_every_field_of_a_book_is_copied_on_purpose_or_says_nothing() -> None:
    """A new field of the dashboard fails here until somebody has decided."""
    assert {"goodreads_id", *COPIED, *BLANK} == set(BOOK)
    assert not set(COPIED) & set(BLANK)


@pytest.mark.parametrize("year", [2024, None])
def test_nothing_private_is_in_it(year: int | None) -> None:
    made = dashboard(*THREE)
    secret = "a secret"
    for book in (*made["books"], *made["other_books"]):
        book.update(
            **{"my_review": secret, "has_review": True, "private_notes": secret, "bookshelves": [secret]},
            **{"source_id": secret, "enrichment_error": secret, "date_added": "2019-12-24", "corrected": ["genres"]},
            a_field_of_tomorrow=secret,
        )
    made["metadata"].update(source=secret, corrections=[secret], changes={"gone": secret}, rows_rejected=[secret])
    made["metadata"]["upload_fingerprint"] = secret
    text = json.dumps(share(made, year))
    for private in (secret, "2019-12-24", JOB, "George Eliot", "goodreads-stats", '"corrected": ["'):
        assert private not in text
    if year:
        assert "2023" not in text
        assert "Emma" not in text


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("7624", "7624"),
        # LibraryThing's number leads to the shelf of one reader.
        ("librarything:105446577", "book-1"),
        ("7624-2", "book-1"),
        ("dune-frank herbert", "book-1"),
    ],
)
def test_an_id_that_belongs_to_one_reader_is_replaced(stored: str, shown: str) -> None:
    made = dashboard(THREE[0])
    made["books"][0]["goodreads_id"] = stored
    assert [book["goodreads_id"] for book in share(made, 2024)["books"]] == [shown]


@pytest.mark.parametrize(
    ("reads", "precision", "year", "dates", "kept"),
    [
        # One read, begun in the year before: that is none of this year.
        (
            [("2023-12-30", "2024-05-01")],
            "day",
            2024,
            ["2024-05-01", 2024, "2024-05", "day", 1, False],
            [(None, "2024-05-01")],
        ),
        # Read again: each year has its own.
        (
            [("2023-02-01", "2023-03-01"), ("2024-04-01", "2024-05-01")],
            "day",
            2023,
            ["2023-03-01", 2023, "2023-03", "day", 1, False],
            [("2023-02-01", "2023-03-01")],
        ),
        (
            [("2023-02-01", "2023-03-01"), ("2024-04-01", "2024-05-01")],
            "day",
            2024,
            ["2024-05-01", 2024, "2024-05", "day", 1, False],
            [("2024-04-01", "2024-05-01")],
        ),
        # Twice in one year, and once more in vain.
        (
            [(None, "2024-01"), (None, "2024-05-01"), ("2024-06-01", None)],
            "day",
            2024,
            ["2024-05-01", 2024, "2024-05", "day", 2, True],
            [(None, "2024-01"), (None, "2024-05-01")],
        ),
        # A read that tells only its year, beside a date read of another.
        (
            [(None, "2022"), (None, "2024-05-01")],
            "day",
            2022,
            [None, 2022, None, "year", 1, False],
            [(None, "2022")],
        ),
        (
            [(None, "2022-07"), (None, "2024-05-01")],
            "day",
            2022,
            [None, 2022, "2022-07", "month", 1, False],
            [(None, "2022-07")],
        ),
        # Twice in another year than that of the date read: the later one stands for it.
        (
            [(None, "2022-01-05"), (None, "2022-08-09"), (None, "2024-05-01")],
            "day",
            2022,
            ["2022-08-09", 2022, "2022-08", "day", 2, True],
            [(None, "2022-01-05"), (None, "2022-08-09")],
        ),
        # The date read is not believed, and the same day is told once more.
        (
            [(None, "2024-05-01"), (None, "2024-05-01")],
            None,
            2024,
            ["2024-05-01", 2024, "2024-05", "day", 1, False],
            [(None, "2024-05-01")],
        ),
        # The date read is believed as a year only, and is told as one.
        ([], "year", 2024, [None, 2024, None, "year", 1, False], []),
    ],
)
def test_a_book_is_told_as_it_was_read_in_the_year(
    reads: Any, precision: str | None, year: int, dates: list[Any], kept: list[tuple[str | None, str]]
) -> None:
    (book,) = share(with_reads(dashboard(THREE[0]), *reads, precision=precision), year)["books"]
    assert told(book) == dates
    assert [(read["start"], read["end"]) for read in book["reads"]] == kept


@pytest.mark.parametrize(
    ("reads", "precision"),
    [([], None), ([(None, "2024-05-01")], None), ([(None, "2026-10-06")], None), ([("2024-01-01", None)], None)],
    ids=["not believed", "told twice, not believed", "after the export", "no end"],
)
def test_a_date_that_is_not_believed_is_no_year(reads: Any, precision: str | None) -> None:
    for year in (2024, 2026):
        with pytest.raises(NothingToShare):
            shared_copy(with_reads(dashboard(THREE[0]), *reads, precision=precision), SHARE, year, NOW)


@pytest.mark.parametrize(
    ("precision", "told_as", "ends"),
    [
        ("day", ["2024-05-01", 2024, "2024-05"], ["2022-07-08", "2024-05-01"]),
        ("month", [None, 2024, "2024-05"], ["2022-07-08", "2024-05"]),
        ("year", [None, 2024, None], ["2022-07-08", "2024"]),
        (None, [None, None, None], ["2022-07-08"]),
    ],
)
def test_a_date_is_shared_as_far_as_it_is_believed(precision: str | None, told_as: list[Any], ends: list[str]) -> None:
    made = with_reads(dashboard(THREE[0]), (None, "2022-07-08"), (None, "2024-05-01"), precision=precision)
    (book,) = share(made, None)["books"]
    assert told(book)[:4] == [*told_as, precision]
    assert [read["end"] for read in book["reads"]] == ends
    # The page finds the same reads in it as in the whole dashboard.
    last_day = last_day_of(MADE)
    assert [end[:4] for end in believed_reads(book, last_day)] == [
        end[:4] for end in believed_reads(made["books"][0], last_day)
    ]


def test_pages_of_a_year_count_each_read_and_those_of_the_overview_each_book() -> None:
    made = with_reads(dashboard(THREE[0]), (None, "2024-01-02"), (None, "2024-05-01"))
    assert share(made, 2024)["metadata"]["share"]["pages"] == 600
    assert share(made, None)["metadata"]["share"]["pages"] == 300
    made["books"][0]["format"] = "audio"
    assert share(made, 2024)["metadata"]["share"]["pages"] == 0
    made["books"][0].update(format=None, num_pages=None)
    assert share(made, 2024)["metadata"]["share"]["pages"] == 0
    made["books"][0].update(binding="Audible Audio", num_pages=12)
    del made["books"][0]["format"]  # as in a dashboard from before there was one
    assert share(made, 2024)["metadata"]["share"]["pages"] == 0


@pytest.mark.parametrize(
    ("made", "dates", "year", "running"),
    [
        (MADE, ["2026/09/30"], 2026, 2026),
        (MADE, ["2026/09/30", "2024/05/01"], 2024, None),
        (MADE, ["2026/09/30", "2024/05/01"], None, 2026),
        # In December the year of the dashboard is not over yet.
        ("2026-12-15T11:00:00+00:00", ["2026/12/01"], 2026, 2026),
        # An older file: it ends in the summer of 2024, so that year is not whole.
        ("2026-10-03T11:00:00+00:00", ["2024/07/01"], 2024, 2024),
        ("2026-10-03T11:00:00+00:00", ["2024/12/01", "2024/07/01"], 2024, None),
        # Dates of a month or a year tell of that year, too.
        ("2026-10-03T11:00:00+00:00", ["2024/12/01", "2026/03"], 2026, 2026),
        ("2026-10-03T11:00:00+00:00", ["2024/07/01", "2026"], 2024, None),
        ("2026-10-03T11:00:00+00:00", ["2024/07/01", "2025/12"], None, None),
    ],
)
def test_the_year_that_is_not_over_is_told_by_the_whole_library(
    made: str, dates: list[str], year: int | None, running: int | None
) -> None:
    """The copy of a year alone would take each year that ends in the autumn for an unfinished one."""
    rows = [csv_row(str(number), "A Title", f"Author {number}", date_read=date) for number, date in enumerate(dates, 1)]
    assert share(dashboard(*rows, made=made), year)["metadata"]["share"]["running_year"] == running


def test_what_was_put_on_another_shelf_in_december_ends_the_year() -> None:
    made = dashboard(THREE[0], THREE[3])
    assert share(made, 2024)["metadata"]["share"]["running_year"] == 2024
    made["other_books"][0]["date_added"] = "2024-12-05"
    assert share(made, 2024)["metadata"]["share"]["running_year"] is None


def test_a_shared_year_has_as_many_books_as_the_dashboard_counts() -> None:
    dates = [*("2020/01/01",) * 9, "2020/05", "2020", "2021/02/03", "2021/02/03", "2022/07", "2031/01/02", ""]
    rows = [csv_row(str(number), "A Title", f"Author {number}", date_read=day) for number, day in enumerate(dates, 1)]
    made = dashboard(*rows)
    by_year = made["summary"]["books_by_year"]
    assert set(by_year) == {"2020", "2021", "2022"}
    for year, count in by_year.items():
        copy = share(made, int(year))
        assert len(copy["books"]) == copy["metadata"]["share"]["books"] == count
        assert copy["summary"]["books_by_year"] == {year: count}


def test_a_dashboard_from_before_there_were_such_fields_can_be_shared() -> None:
    made = dashboard(*THREE)
    for name in ("date_precision", "reads", "format", "places", "provided", "genre_sources", "source_id", "moods"):
        for book in (*made["books"], *made["other_books"]):
            del book[name]
    (book,) = share(made, 2024)["books"]
    assert told(book) == ["2024-05-01", 2024, "2024-05", "day", 1, False]
    assert len(share(made, None)["books"]) == 3


@pytest.mark.parametrize(
    ("year", "books", "pages", "title"),
    [
        (2024, 43, 12_345, "2024 in books: 43 books, 12,345 pages"),
        (2024, 1, 1, "2024 in books: 1 book, 1 page"),
        (2024, 2, 0, "2024 in books: 2 books"),
        (None, 1_254, 400_000, "A reading life: 1,254 books, 400,000 pages"),
    ],
)
def test_a_share_has_a_title_of_figures(year: int | None, books: int, pages: int, title: str) -> None:
    assert title_of({"year": year, "books": books, "pages": pages}) == title


def test_a_share_says_of_which_day_it_is() -> None:
    assert description_of({"shared_at": NOW}) == "Shared from Goodreads Stats, as it was on 30 November 2026."
