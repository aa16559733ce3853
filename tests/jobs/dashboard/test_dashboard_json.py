"""The dashboard JSON: exactly the contract's keys and types, sums that add up, and nothing that breaks a page."""

import copy
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib import __version__
from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport, Reading, RejectedRow
from chalicelib.ingest.partial_date import PartialDate
from chalicelib.jobs.dashboard.dashboard_json import JobFigures, create_final_dashboard_json, page_category
from chalicelib.jobs.dashboard.summary import success_rate
from chalicelib.jobs.so_far import tell_state
from chalicelib.models import EnrichedBook, Json, Series
from tests.answers import checked

# The contract, field by field: the JSON types that each may have.
BOOK_TYPES: dict[str, tuple[type, ...]] = {
    "goodreads_id": (str,),
    "title": (str,),
    "author": (str,),
    "additional_authors": (list,),
    "isbn": (str, type(None)),
    "isbn13": (str, type(None)),
    "date_read": (str, type(None)),
    "date_added": (str, type(None)),
    "reading_year": (int, type(None)),
    "reading_month_year": (str, type(None)),
    "date_precision": (str, type(None)),
    "my_rating": (int, float, type(None)),
    "average_rating": (float, type(None)),
    "community_ratings": (int, type(None)),
    "is_rated": (bool,),
    "num_pages": (int, type(None)),
    "page_category": (str, type(None)),
    "format": (str, type(None)),
    "series": (dict, type(None)),
    "publisher": (str, type(None)),
    "binding": (str, type(None)),
    "publication_year": (int, type(None)),
    "language": (str, type(None)),
    "places": (list,),
    "people": (list,),
    "times": (list,),
    "reading_status": (str, type(None)),
    "bookshelves": (list,),
    "genres": (list,),
    "thumbnail_url": (str, type(None)),
    "small_thumbnail_url": (str, type(None)),
    "my_review": (str, type(None)),
    "has_review": (bool,),
    "has_spoilers": (bool,),
    "genre_enriched": (bool,),
    "genre_sources": (list,),
    "matched_by": (str, type(None)),
    "enrichment_error": (str, type(None)),
    "was_reread": (bool,),
    "original_read_count": (int,),
    "reads": (list,),
    "moods": (list,),
    "pace": (str, type(None)),
    "source_id": (str, type(None)),
    "provided": (list,),
    "corrected": (list,),
    "private_notes": (type(None),),
}
SUMMARY_TYPES: dict[str, tuple[type, ...]] = {
    "total_books": (int,),
    "read_books": (int,),
    "other_books": (int,),
    "rated_books": (int,),
    "genre_enriched_books": (int,),
    "genre_enrichment_rate": (float,),
    "unique_authors": (int,),
    "unique_genres": (int,),
    "total_pages": (int,),
    "reading_date_range": (dict,),
    "reading_years": (list,),
    "average_rating": (float, type(None)),
    "most_common_genres": (list,),
    "books_with_date": (int,),
    "books_with_pages": (int,),
    "books_with_year": (int,),
    "total_hours": (int,),
    "books_with_hours": (int,),
    "books_by_year": (dict,),
    "books_by_rating": (dict,),
    "books_by_format": (dict,),
    "books_given_up": (int,),
    "total_reads": (int,),
}
METADATA_TYPES: dict[str, tuple[type, ...]] = {
    "export_id": (str,),
    "export_timestamp": (str,),
    "exporter_version": (str,),
    "data_schema_version": (int,),
    "source": (str,),
    "understood": (dict,),
    "rows_total": (int,),
    "rows_rejected": (list,),
    "columns_missing": (list,),
    "enrichment": (dict,),
}
ENRICHMENT_TYPES: dict[str, tuple[type, ...]] = {
    "successful": (int,),
    "failed": (int,),
    "success_rate": (float,),
    "failures": (dict,),
    "chunks": (int,),
    "not_asked": (dict,),
    "provider_requests": (int,),
    "cache_hits": (int,),
    "seconds": (float,),
}

JOB_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
FIGURES = JobFigures(chunks=1, provider_requests=2, cache_hits=3, seconds=4.5)
BARE = BookAnalytics(
    goodreads_id="1",
    title="Title",
    author="Author",
    additional_authors=(),
    isbn=None,
    isbn13=None,
    my_rating=None,
    average_rating=None,
    publisher=None,
    binding=None,
    format=None,
    num_pages=None,
    year_published=None,
    original_publication_year=None,
    date_read=None,
    date_added=None,
    reading_status="read",
    bookshelves=(),
    my_review=None,
    has_spoilers=False,
    read_count=0,
)
FULL = replace(
    BARE,
    additional_authors=("Second", "Third"),
    isbn="0140283331",
    isbn13="9780140283334",
    my_rating=5,
    average_rating=3.69,
    publisher="Penguin",
    binding="Paperback",
    format="print",
    num_pages=182,
    year_published=1999,
    original_publication_year=1954,
    date_read=PartialDate(2024, 11, 15),
    date_added=PartialDate(2023, 1, 2),
    bookshelves=("school", "islands"),
    my_review="Good.",
    has_spoilers=True,
    read_count=2,
    reads=(Reading(PartialDate(2024, 11), PartialDate(2024, 11, 15)),),
    moods=("dark", "tense"),
    pace="slow",
    source_id="7624",
)
UNKNOWN = EnrichedBook("1", "Title", "Author", success=True)
FOUND = replace(
    UNKNOWN,
    final_genres=("Classics", "Fiction"),
    thumbnail_url="https://covers.openlibrary.org/b/id/1-M.jpg",
    small_thumbnail_url="https://covers.openlibrary.org/b/id/1-S.jpg",
    genre_enrichment_success=True,
    genre_sources=("open_library",),
    matched_by="isbn",
    average_rating=4.1,
    community_ratings=1234,
    num_pages=555,
    publication_year=1955,
    series=Series("Island Stories", "2"),
    language="eng",
    places=("An island", "London"),
    people=("Ralph", "Piggy", "Jack"),
    times=("20th century",),
)


def dashboard(*pairs: tuple[BookAnalytics, EnrichedBook], rejected: tuple[RejectedRow, ...] = ()) -> Json:
    """A dashboard of these rows with their results, checked against the contract."""
    rows = tuple(replace(row, goodreads_id=str(number)) for number, (row, _) in enumerate(pairs))
    export = ParsedExport(rows, rejected, len(rows) + len(rejected), ())
    made = create_final_dashboard_json(
        JOB_ID, export, [result for _, result in pairs], FIGURES, "2026-11-23T12:00:00+00:00"
    )
    checked(tell_state(copy.deepcopy(made), (), "0" * 32))
    check(made)
    return made


def check(made: Json) -> None:
    """What holds for every dashboard."""
    read_back: Json = json.loads(json.dumps(made, allow_nan=False, ensure_ascii=False).encode())
    assert read_back == made, "tuples, NaN and the like do not survive JSON"
    assert list(made) == ["export_id", "summary", "metadata", "books", "other_books"], "a page reads the figures first"
    for book in (*made["books"], *made["other_books"]):
        check_types(book, BOOK_TYPES)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", book["date_read"] or "2024-01-01")
        assert re.fullmatch(r"\d{4}-\d\d", book["reading_month_year"] or "2024-01")
        for name in ("additional_authors", "bookshelves", "genres", "genre_sources", "places", "people", "times"):
            assert all(isinstance(text, str) for text in book[name]), name
        if book["series"] is not None:
            check_types(book["series"], {"name": (str,), "position": (str, type(None))})
    check_types(made["summary"], SUMMARY_TYPES)
    check_types(made["metadata"], METADATA_TYPES)
    check_types(made["metadata"]["enrichment"], ENRICHMENT_TYPES)
    assert set(made["summary"]["reading_date_range"]) == {"earliest", "latest"}
    for common in made["summary"]["most_common_genres"]:
        check_types(common, {"genre": (str,), "count": (int,), "percentage": (float,)})
    books, others, metadata = made["books"], made["other_books"], made["metadata"]
    assert len(books) + len(others) + len(metadata["rows_rejected"]) == metadata["rows_total"]
    assert made["summary"]["read_books"] == made["summary"]["total_books"] == len(books)
    assert made["summary"]["other_books"] == len(others)
    enrichment = metadata["enrichment"]
    assert enrichment["successful"] + enrichment["failed"] == len(books) + len(others)
    assert sum(enrichment["failures"].values()) == enrichment["failed"]
    ids = [book["goodreads_id"] for book in (*books, *others)]
    assert len(set(ids)) == len(ids)


def check_types(found: Json, types: dict[str, tuple[type, ...]]) -> None:
    assert set(found) == set(types)
    for name, value in found.items():
        assert type(value) in types[name], f"{name} is {value!r}"


def only_book(row: BookAnalytics, result: EnrichedBook) -> Json:
    (book,) = dashboard((row, result))["books"]
    assert isinstance(book, dict)
    return book


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


def test_page_totals_leave_audiobooks_out() -> None:
    audio = replace(FULL, format="audio", num_pages=9)
    ebook = replace(FULL, format="ebook", num_pages=300)
    summary = dashboard((FULL, FOUND), (audio, FOUND), (ebook, FOUND), (BARE, UNKNOWN))["summary"]
    assert (summary["total_pages"], summary["books_with_pages"]) == (482, 2)
    assert summary["books_by_format"] == {"print": 1, "ebook": 1, "audio": 1, "unknown": 1}


def test_placeholder_dates_are_found_over_all_shelves_and_kept_as_exported() -> None:
    new_years = [replace(BARE, date_read=PartialDate(2000 + year, 1, 1)) for year in range(6)]
    dropped = replace(new_years[0], reading_status="did-not-finish")
    made = dashboard(*((row, UNKNOWN) for row in (*new_years[1:], dropped, replace(FULL, date_read=None))))
    assert [book["date_precision"] for book in made["books"]] == ["year"] * 5 + [None]
    assert made["other_books"][0]["date_precision"] == "year"
    assert [book["date_read"] for book in made["books"][:2]] == ["2001-01-01", "2002-01-01"]


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


def test_quarters_of_a_star_are_kept_and_counted() -> None:
    made = dashboard(*((replace(BARE, my_rating=stars), UNKNOWN) for stars in (3.75, 4, 4.5)))
    assert [book["my_rating"] for book in made["books"]] == [3.75, 4, 4.5]
    assert made["summary"]["average_rating"] == 4.08


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
