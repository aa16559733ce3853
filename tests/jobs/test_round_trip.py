"""The library as CSV goes in again without loss: the dashboard of the downloaded file is that of the first one."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.ingest.library_file import look_over, parse_export
from chalicelib.ingest.parsed_export import ParsedExport
from chalicelib.jobs.dashboard.dashboard_json import JobFigures, create_final_dashboard_json
from chalicelib.jobs.downloads.library_csv import library_csv
from chalicelib.jobs.so_far import tell_state
from chalicelib.jobs.updating.correcting import corrected, corrections_in
from chalicelib.models import EnrichedBook, Json, Series
from tests.answers import checked

PROJECT = Path(__file__).parent.parent.parent
FIGURES = JobFigures(chunks=1, provider_requests=2, cache_hits=3, seconds=4.5)
CREATED = "2026-11-23T12:00:00+00:00"
FILES = [
    "samples/goodreads_library_export.csv",
    "samples/newest_goodreads_export.csv",
    *(
        f"tests/data/{name}"
        for name in (
            "goodreads_quirks.csv",
            "storygraph.csv",
            "librarything.tsv",
            "librarything.json",
            "hardcover.csv",
            "bookwyrm.csv",
        )
    ),
]


def found(number: int, book_id: str, title: str, author: str) -> EnrichedBook:
    """What a provider told of the number-th book, in all its ways."""
    bare = EnrichedBook(book_id, title, author, success=True)
    full = replace(
        bare,
        final_genres=("Science Fiction", "Sword, and Sorcery", "Fiction"),
        genre_sources=("open_library",),
        thumbnail_url="https://covers.openlibrary.org/b/id/1-M.jpg",
        small_thumbnail_url="https://covers.openlibrary.org/b/id/1-S.jpg",
        matched_by="isbn",
        average_rating=4.1,
        community_ratings=1234,
        num_pages=555,
        publication_year=-700,
        series=Series("=Cycle", "1-3"),
        language="mul",
        places=("London, England", '"Quoted"'),
        people=("-Ralph",),
        times=("20th century",),
    )
    return (bare, full, replace(full, series=Series("Alone"), community_ratings=0))[number % 3]


def dashboard(export: ParsedExport, results: list[EnrichedBook]) -> Json:
    return create_final_dashboard_json("0f8fad5b-d9cb-469f-a165-70867728950e", export, results, FIGURES, CREATED)


def silent(export: ParsedExport) -> list[EnrichedBook]:
    """The results where no provider knows anything."""
    return [EnrichedBook(one.goodreads_id, one.title, one.author, success=True) for one in export.books]


def books_of(made: Json) -> list[dict[str, Any]]:
    return [*made["books"], *made["other_books"]]


def again(first: Json) -> Json:
    """The dashboard of a first one's CSV, when providers know nothing any more."""
    data = library_csv(first)
    export = parse_export(data, max_books=1000)
    assert export.source == "goodreads-stats"
    assert (export.rejected, export.columns_missing) == ((), ())
    assert look_over(data, max_books=1000).books == len(export.books)
    return dashboard(export, silent(export))


def asked_again(first: Json, answers: Callable[[ParsedExport], list[EnrichedBook]]) -> Json:
    """The complete dashboard of a first one's CSV, when providers answer so."""
    export = parse_export(library_csv(first), max_books=1000)
    return corrected(tell_state(dashboard(export, answers(export)), (), "0" * 32), corrections_in(export))


@pytest.mark.parametrize("name", FILES)
def test_a_downloaded_library_is_the_same_when_it_is_uploaded(name: str) -> None:
    export = parse_export((PROJECT / name).read_bytes(), max_books=1000)
    results = [found(number, one.goodreads_id, one.title, one.author) for number, one in enumerate(export.books)]
    first = dashboard(export, results)
    second = again(first)
    assert books_of(second) == books_of(first)
    assert second["summary"] == first["summary"]
    assert library_csv(again(second)) == library_csv(first)


def everything(export: ParsedExport) -> list[EnrichedBook]:
    """The results where a provider knows every book."""
    return [found(1, one.goodreads_id, one.title, one.author) for one in export.books]


COVER = "https://covers.openlibrary.org/b/id/7-M.jpg"
CORRECTED: list[dict[str, Any]] = [
    {"match": "dropped"},
    {"genres": ["War", "Sea, and Ships"]},
    {"genres": []},
    {"thumbnail_url": COVER},
    {"thumbnail_url": None},
    {"match": "dropped", "genres": ["War"], "thumbnail_url": COVER},
]


@pytest.mark.parametrize("name", FILES)
def test_what_a_reader_has_corrected_is_in_the_file_and_can_be_taken_back(name: str) -> None:
    """A book whose match was dropped was found wrongly once more, and its wrong genres and cover were back."""
    export = parse_export((PROJECT / name).read_bytes(), max_books=1000)
    base = tell_state(dashboard(export, everything(export)), (), "0" * 32)
    ids = [book["goodreads_id"] for book in books_of(base)]
    corrections: Any = [{"goodreads_id": one, **values} for one, values in zip(ids, CORRECTED, strict=False)]
    uncorrected = json.loads(json.dumps(base))
    first = corrected(base, corrections)
    for second in (asked_again(first, everything), asked_again(asked_again(first, everything), everything)):
        checked(second)
        assert books_of(second) == [{**book, "looked_up": True} for book in books_of(first)]
        assert second["summary"] == first["summary"]
        kept = [{name: one[name] for name in one if name != "before"} for one in second["metadata"]["corrections"]]
        told = [{name: one[name] for name in one if name != "before"} for one in first["metadata"]["corrections"]]
        assert kept == told
        assert books_of(corrected(second, [])) == books_of(uncorrected)


@pytest.mark.parametrize(
    ("cells", "genres"),
    [
        ({"Corrected": "genres", "Genres": "x" * 61}, ["x" * 61]),
        ({"Corrected": "genres", "Genres": "War, war"}, ["War", "war"]),
        ({"Corrected": "thumbnail_url", "Cover": "https://evil.example/x.jpg", "Genres": "War"}, ["War"]),
        ({"Corrected": "everything, __proto__", "Genres": "War"}, ["War"]),
    ],
)
def test_a_correction_that_would_be_refused_is_none_in_a_file(cells: dict[str, str], genres: list[str]) -> None:
    row = {"Title": "T", "Author": "A", "My Rating": "2", "Exclusive Shelf": "read", "Genre Sources": ""}
    row |= {"Matched By": "", "Exact Rating": "", **cells}
    lines = [",".join(row), ",".join(f'"{value}"' for value in row.values())]
    export = parse_export("\n".join(lines).encode(), max_books=10)
    assert corrections_in(export) == []
    (book,) = books_of(dashboard(export, silent(export)))
    assert (book["genres"], book["corrected"], book["thumbnail_url"]) == (genres, [], None)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(str.strip).filter(bool)
FORMULAS = st.sampled_from(["=1+1", "'=1", "-ish", "@home", "+", "a, b", '"', "'", "#1", "(#1)", "Dune (Dune, #1)"])
WORDS = TEXT | FORMULAS
LISTS = st.lists(WORDS, max_size=3, unique=True).map(tuple)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "title": WORDS,
                "author": WORDS | st.just(""),
                "publisher": st.none() | WORDS,
                "binding": st.none() | WORDS,
                "reading_status": st.none() | WORDS | st.just("read"),
                "bookshelves": LISTS,
                "additional_authors": LISTS,
                "my_review": st.none() | WORDS,
                "my_rating": st.sampled_from([None, 1, 5, 0.25, 3.75, 4.5]),
                "moods": LISTS.map(lambda moods: tuple(dict.fromkeys(mood.lower().strip() for mood in moods))),
                "pace": st.none() | WORDS,
                "series": st.none() | st.builds(Series, WORDS, st.none() | WORDS),
                "source_id": st.none() | WORDS,
            }
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_comes_back(changes: list[dict[str, Any]]) -> None:
    export = parse_export((PROJECT / FILES[0]).read_bytes(), max_books=1000)
    rows = tuple(replace(row, **change) for row, change in zip(export.books, changes, strict=False))
    first = dashboard(replace(export, books=rows), silent(replace(export, books=rows)))
    assert books_of(again(first)) == books_of(first)


def test_a_book_of_a_downloaded_library_is_looked_up_like_any_other() -> None:
    export = parse_export((PROJECT / FILES[0]).read_bytes(), max_books=1000)
    second = parse_export(library_csv(dashboard(export, silent(export))), max_books=1000)
    assert {book.info() for book in second.books} == {book.info() for book in export.books}
    results = [found(1, one.goodreads_id, one.title, one.author) for one in second.books]
    assert all(book["genres"] for book in books_of(dashboard(second, results))), "what was not known is asked again"


@pytest.mark.parametrize(
    ("column", "cell", "field", "expected"),
    [
        ("Cover", "https://evil.example/x.jpg", "thumbnail_url", None),
        ("Cover", "javascript:alert(1)", "thumbnail_url", None),
        ("Cover", "https://covers.openlibrary.org@evil.example/", "thumbnail_url", None),
        ("Cover", "https://covers.openlibrary.org:444/x", "thumbnail_url", None),
        ("Cover", "https://[covers.openlibrary.org/x", "thumbnail_url", None),
        ("Cover", "https://covers.openlibrary.org", "thumbnail_url", None),
        ("Cover", "HTTPS://covers.openlibrary.org/x", "thumbnail_url", None),
        ("Cover", "https://covers.openlibrary.org/b/id/2-M.jpg", "thumbnail_url", True),
        ("Small Cover", "http://covers.openlibrary.org/b/id/2-M.jpg", "small_thumbnail_url", None),
        ("Genre Sources", "rumours", "genre_sources", []),
        ("Matched By", "magic", "matched_by", None),
        ("Community Ratings", "-3", "community_ratings", None),
        ("Language", "<b>", "language", None),
        ("Exact Rating", "4.3", "my_rating", 2),
        ("Format", "scroll", "format", "print"),
        ("Places", ",".join("abcdefgh"), "places", list("abcde")),
        ("Provided", "title, num_pages", "provided", []),
        ("Reads", "2020-13/2021, 2022/2023", "reads", [{"start": "2022", "end": "2023"}]),
    ],
)
def test_what_somebody_wrote_in_the_file_is_not_believed(column: str, cell: str, field: str, expected: object) -> None:
    row = {
        "Title": "T",
        "Author": "A",
        "My Rating": "2",
        "Exclusive Shelf": "read",
        "Genres": "Fiction",
        "Binding": "Paperback",
        "Genre Sources": "",
        "Matched By": "",
        "Exact Rating": "",
        column: cell,
    }
    lines = [",".join(row), ",".join('"' + value.replace('"', '""') + '"' for value in row.values())]
    export = parse_export("\n".join(lines).encode(), max_books=10)
    made = dashboard(export, silent(export))
    (book,) = made["books"]
    assert book[field] == (cell if expected is True else expected)
