"""The dashboard JSON: what a book and the metadata tell, and that every dashboard keeps the contract."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib import __version__
from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport, RejectedRow
from chalicelib.ingest.partial_date import PartialDate
from chalicelib.jobs.dashboard.dashboard_json import create_final_dashboard_json, page_category
from chalicelib.models import EnrichedBook, Series
from tests.jobs.dashboard.dashboards import BARE, FIGURES, FOUND, FULL, JOB_ID, UNKNOWN, dashboard, only_book


def test_a_full_row_with_a_full_result_fills_every_field() -> None:
    assert only_book(FULL, FOUND) == {
        "goodreads_id": "0",
        "title": "Title",
        "author": "Author",
        "additional_authors": ["Second", "Third"],
        "isbn": "0140283331",
        "isbn13": "9780140283334",
        "date_read": "2024-11-15",
        "date_added": "2023-01-02",
        "reading_year": 2024,
        "reading_month_year": "2024-11",
        "date_precision": "day",
        "my_rating": 5,
        "average_rating": 3.69,
        "community_ratings": 1234,
        "is_rated": True,
        "num_pages": 182,
        "page_category": "Short (<200)",
        "format": "print",
        "series": {"name": "Island Stories", "position": "2"},
        "publisher": "Penguin",
        "binding": "Paperback",
        "publication_year": 1954,
        "language": "eng",
        "places": ["An island", "London"],
        "people": ["Ralph", "Piggy", "Jack"],
        "times": ["20th century"],
        "reading_status": "read",
        "bookshelves": ["school", "islands"],
        "genres": ["Classics", "Fiction"],
        "thumbnail_url": "https://covers.openlibrary.org/b/id/1-M.jpg",
        "small_thumbnail_url": "https://covers.openlibrary.org/b/id/1-S.jpg",
        "my_review": "Good.",
        "has_review": True,
        "has_spoilers": True,
        "genre_enriched": True,
        "genre_sources": ["open_library"],
        "matched_by": "isbn",
        "enrichment_error": None,
        "was_reread": True,
        "original_read_count": 2,
        "reads": [{"start": "2024-11", "end": "2024-11-15"}],
        "moods": ["dark", "tense"],
        "pace": "slow",
        "source_id": "7624",
        "provided": ["series", "language"],
        "corrected": [],
        "private_notes": None,
    }


def test_what_nobody_knows_is_null_and_never_left_out() -> None:
    book = only_book(BARE, UNKNOWN)
    assert {name: value for name, value in book.items() if value not in (None, [], False)} == {
        "goodreads_id": "0",
        "title": "Title",
        "author": "Author",
        "reading_status": "read",
    }
    assert type(book["original_read_count"]) is int


def test_the_export_comes_first_and_the_provider_fills_the_gaps() -> None:
    filled = only_book(BARE, FOUND)
    assert (filled["average_rating"], filled["num_pages"], filled["publication_year"]) == (4.1, 555, 1955)
    assert filled["page_category"] == "Very Long (500+)"
    assert only_book(replace(BARE, year_published=1999), FOUND)["publication_year"] == 1999


@pytest.mark.parametrize(
    ("title", "name", "position"),
    [
        ("Dune (Dune, #1)", "Dune", "1"),
        ("Guards! Guards! (Discworld #8)", "Discworld", "8"),
        ("Guards! Guards! (Discworld, #8; City Watch, #1)", "Discworld", "8"),
        ("Drive (The Expanse, #0.5)", "The Expanse", "0.5"),
        ("Box Set (X, #1-3)", "X", "1-3"),
        # a title that names none
        ("Dune", "Dune Chronicles", "7"),
        ("Emma (Penguin Classics)", "Dune Chronicles", "7"),
    ],
)
def test_the_series_is_the_one_of_the_exported_title_and_else_the_providers(
    title: str, name: str, position: str
) -> None:
    known = replace(FOUND, series=Series("Dune Chronicles", "7"))
    assert only_book(replace(BARE, title=title), known)["series"] == {"name": name, "position": position}


def test_a_series_needs_no_provider_and_no_place() -> None:
    assert only_book(replace(BARE, title="Dune (Dune, #1)"), UNKNOWN)["series"] == {"name": "Dune", "position": "1"}
    placeless = replace(FOUND, series=Series("Dune Chronicles"))
    assert only_book(BARE, placeless)["series"] == {"name": "Dune Chronicles", "position": None}


@pytest.mark.parametrize("matched_by", ["isbn", "goodreads_id", "title_author"])
def test_a_book_tells_what_it_was_matched_by(matched_by: Any) -> None:
    assert only_book(BARE, replace(FOUND, matched_by=matched_by))["matched_by"] == matched_by


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (PartialDate(2024, 1, 3), ("2024-01-03", 2024, "2024-01", "day")),
        (PartialDate(2024, 1), (None, 2024, "2024-01", "month")),
        (PartialDate(2024), (None, 2024, None, "year")),
        (None, (None, None, None, None)),
        pytest.param(PartialDate(2031, 1, 3), ("2031-01-03", 2031, "2031-01", None), id="after the upload"),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(date: PartialDate | None, expected: tuple[object, ...]) -> None:
    book = only_book(replace(BARE, date_read=date), UNKNOWN)
    names = ("date_read", "reading_year", "reading_month_year", "date_precision")
    assert tuple(book[name] for name in names) == expected


@pytest.mark.parametrize(
    ("pages", "category"),
    [
        (None, None),
        (1, "Short (<200)"),
        (199, "Short (<200)"),
        (200, "Medium (200-350)"),
        (349, "Medium (200-350)"),
        (350, "Long (350-500)"),
        (499, "Long (350-500)"),
        (500, "Very Long (500+)"),
        (9999, "Very Long (500+)"),
    ],
)
def test_a_page_category_begins_at_its_lower_bound(pages: int | None, category: str | None) -> None:
    assert page_category(pages) == category


def test_an_audiobook_has_no_pages_of_a_provider_and_no_length_in_pages() -> None:
    audio = replace(BARE, binding="Audible Audio", format="audio")
    hours = only_book(replace(audio, num_pages=9), FOUND)
    assert (hours["num_pages"], hours["page_category"], hours["format"]) == (9, None, "audio"), "as exported"
    unknown = only_book(audio, FOUND)
    assert (unknown["num_pages"], unknown["page_category"]) == (None, None)


def test_placeholder_dates_are_found_over_all_shelves_and_kept_as_exported() -> None:
    new_years = [replace(BARE, date_read=PartialDate(2000 + year, 1, 1)) for year in range(6)]
    dropped = replace(new_years[0], reading_status="did-not-finish")
    made = dashboard(*((row, UNKNOWN) for row in (*new_years[1:], dropped, replace(FULL, date_read=None))))
    assert [book["date_precision"] for book in made["books"]] == ["year"] * 5 + [None]
    assert made["other_books"][0]["date_precision"] == "year"
    assert [book["date_read"] for book in made["books"][:2]] == ["2001-01-01", "2002-01-01"]


@pytest.mark.parametrize("shelf", ["to-read", "currently-reading", "did-not-finish", "my own shelf", "Read", None])
def test_only_the_read_shelf_is_in_books(shelf: str | None) -> None:
    made = dashboard((FULL, FOUND), (replace(FULL, reading_status=shelf), FOUND))
    assert [book["reading_status"] for book in made["books"]] == ["read"]
    assert [book["reading_status"] for book in made["other_books"]] == [shelf]


def test_read_books_without_a_date_stay_in_books() -> None:
    made = dashboard(*((replace(BARE, goodreads_id=str(number)), UNKNOWN) for number in range(107)))
    assert len(made["books"]) == 107
    assert made["summary"]["books_with_date"] == 0
    assert made["summary"]["reading_date_range"] == {"earliest": None, "latest": None}
    assert made["summary"]["reading_years"] == []


def test_quarters_of_a_star_are_kept_and_counted() -> None:
    made = dashboard(*((replace(BARE, my_rating=stars), UNKNOWN) for stars in (3.75, 4, 4.5)))
    assert [book["my_rating"] for book in made["books"]] == [3.75, 4, 4.5]
    assert made["summary"]["average_rating"] == 4.08


def test_the_metadata_tells_how_the_job_went() -> None:
    rejected = (RejectedRow(7, "the row has no title"),)
    failed = replace(UNKNOWN, success=False, error_category="network", error_message="open_library: down")
    lost = replace(failed, error_category="deadline", not_asked=("google_books_quota",))
    keyless = replace(failed, not_asked=("google_books_no_key",))
    pairs = [(FULL, FOUND), (BARE, keyless), (BARE, keyless), (replace(BARE, reading_status="to-read"), lost)]
    metadata = dashboard(*pairs, rejected=rejected)["metadata"]
    assert metadata == {
        "export_id": JOB_ID,
        "export_timestamp": "2026-11-23T12:00:00+00:00",
        "exporter_version": __version__,
        "data_schema_version": 2,
        "source": "goodreads",
        "understood": {
            "books": 4,
            "statuses": 4,
            "dates": 1,
            "ratings": 1,
            "isbns": 1,
            "formats": 1,
            "reviews": 1,
            "rereads": 0,
        },
        "rows_total": 5,
        "rows_rejected": [{"line": 7, "reason": "the row has no title"}],
        "columns_missing": [],
        "enrichment": {
            "successful": 1,
            "failed": 3,
            "success_rate": 25.0,
            "failures": {"deadline": 1, "network": 2},
            "not_asked": {"google_books_no_key": 2, "google_books_quota": 1},
            "chunks": 1,
            "provider_requests": 2,
            "cache_hits": 3,
            "seconds": 4.5,
        },
    }


def test_rows_and_results_that_do_not_pair_up_are_a_mistake_of_ours() -> None:
    export = ParsedExport((BARE,), (), 1, ())
    with pytest.raises(ValueError, match="zip"):
        create_final_dashboard_json(JOB_ID, export, [], FIGURES, "2026-11-23T12:00:00+00:00")


NUMBERS = st.none() | st.integers(1, 3000)
ROWS = st.builds(
    replace,
    st.just(FULL) | st.just(BARE),
    my_rating=st.none() | st.integers(1, 5) | st.sampled_from([0.5, 2.25, 3.75]),
    num_pages=NUMBERS,
    format=st.sampled_from([None, "print", "ebook", "audio"]),
    date_read=st.none()
    | st.builds(PartialDate, st.integers(1, 9999), st.none() | st.integers(1, 12), st.none() | st.integers(1, 28)),
    reading_status=st.sampled_from(["read", "to-read", None]),
    author=st.text(max_size=3),
    read_count=st.integers(0, 4),
)
RESULTS = st.builds(
    replace,
    st.just(FOUND) | st.just(UNKNOWN) | st.just(EnrichedBook("1", "T", "A", success=False)),
    final_genres=st.lists(st.sampled_from("ABCDE"), unique=True).map(tuple),
    average_rating=st.none() | st.floats(0.01, 5),
    community_ratings=st.none() | st.integers(0, 10**9),
    num_pages=NUMBERS,
    series=st.none() | st.builds(Series, st.text(min_size=1, max_size=3), st.none() | st.text(min_size=1, max_size=3)),
    places=st.lists(st.text(min_size=1, max_size=3), max_size=5).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(ROWS, RESULTS), max_size=8))
def test_every_dashboard_keeps_the_contract(pairs: list[tuple[BookAnalytics, EnrichedBook]]) -> None:
    made = dashboard(*pairs)
    summary: dict[str, Any] = made["summary"]
    assert summary["total_pages"] == sum(book["num_pages"] or 0 for book in made["books"] if book["format"] != "audio")
    assert sum(summary["books_by_format"].values()) == len(made["books"])
    assert summary["rated_books"] == sum(book["my_rating"] is not None for book in made["books"])
    assert len(summary["most_common_genres"]) <= summary["unique_genres"]
    assert all(0 < one["percentage"] <= 100 for one in summary["most_common_genres"])
