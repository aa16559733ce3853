"""Dashboards of made-up rows and results, and what holds for each.

It has exactly the contract's keys and types, its sums add up, and nothing in it breaks a page.
"""

import copy
import json
import re
from dataclasses import replace

from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport, Reading, RejectedRow
from chalicelib.ingest.partial_date import PartialDate
from chalicelib.jobs.dashboard.dashboard_json import JobFigures, create_final_dashboard_json
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
