"""The schema of the dashboard: it takes what is built, it refuses each kind of wrong value, and the words agree."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.jobs.so_far import tell_state
from chalicelib.web.rest.description.dashboard_schema import BOOK, DASHBOARD_SCHEMA, ENRICHMENT, METADATA, SUMMARY
from chalicelib.web.rest.description.json_schema import Schema
from tests.answers import faults_of
from tests.jobs.dashboard.dashboards import FOUND, FULL, dashboard
from tests.test_docs import documented

COMPLETE = tell_state(dashboard((FULL, FOUND)), (), "0123456789abcdef" * 2)
CHANGED = {
    "finished": ["1"],
    "rated": [],
    "added": ["2"],
    "gone": {"count": 1, "books": [{"title": "A", "author": "B"}]},
}


def with_book(**fields: Any) -> Any:
    """The dashboard with these fields of its book."""
    changed = copy.deepcopy(COMPLETE)
    changed["books"][0] |= fields
    return changed


def with_field(*path: str, value: Any) -> Any:
    """The dashboard with another value at a place."""
    changed = copy.deepcopy(COMPLETE)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return changed


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(DASHBOARD_SCHEMA)


def test_what_is_built_is_taken() -> None:
    assert faults_of(COMPLETE) == []
    assert faults_of(with_field("metadata", "changes", value=CHANGED)) == []


def test_corrections_are_taken_and_have_no_other_field() -> None:
    kept: dict[str, Any] = {"goodreads_id": "0", "isbn13": None, "title": "A", "author": ""}
    kept |= {"genres": ["War"], "before": {"genres": []}}
    assert faults_of(with_field("metadata", "corrections", value=[kept])) == []
    for wrong in ({"more": 1}, {"genres": [""]}, {"match": "kept"}, {"before": {"more": 1}}, {"thumbnail_url": "x"}):
        assert faults_of(with_field("metadata", "corrections", value=[kept | wrong])) != [], wrong


def test_the_documented_fields_are_those_of_the_schema() -> None:
    assert documented("A book") == set(BOOK)
    assert documented("`summary`") == set(SUMMARY)
    assert documented("`metadata`") == set(METADATA)


@pytest.mark.parametrize("name", BOOK)
def test_a_field_of_a_book_is_never_left_out(name: str) -> None:
    lacking = copy.deepcopy(COMPLETE)
    del lacking["books"][0][name]
    assert faults_of(lacking) != []


@pytest.mark.parametrize(
    ("path", "names"),
    [((), ["books", "metadata"]), (("summary",), list(SUMMARY)), (("metadata", "enrichment"), list(ENRICHMENT))],
)
def test_no_other_field_is_left_out(path: tuple[str, ...], names: list[str]) -> None:
    for name in names:
        lacking = copy.deepcopy(COMPLETE)
        place = lacking
        for step in path:
            place = place[step]
        del place[name]
        assert faults_of(lacking) != [], name


@pytest.mark.parametrize(
    "path", [("new",), ("summary", "new"), ("metadata", "new"), ("metadata", "enrichment", "new")], ids=".".join
)
def test_a_field_that_nobody_described_is_refused(path: tuple[str, ...]) -> None:
    assert faults_of(with_field(*path, value=1)) != []
    assert faults_of(with_book(new=1)) != []


WRONG: list[tuple[str, list[Any]]] = [
    ("goodreads_id", [1, "", None]),
    ("title", [None, "", 1]),
    ("author", [None, ["A"]]),
    ("additional_authors", [None, "A, B", [None], [""], [1]]),
    ("isbn", ["", '="0140283331"', "9780140283334", "014028333x", 140283331]),
    ("isbn13", ["", "0140283331", "978-0140283334", "9.78014E+12", 9780140283334, "9770140283334"]),
    ("date_read", ["", "2024/11/15", "2024-11", "2024-02-30", "15.11.2024", "2024-11-15T00:00:00", 2024]),
    ("date_added", ["", "2024-13-01"]),
    ("reading_year", ["2024", 0, 10000, 2024.5]),
    ("reading_month_year", ["2024", "2024-13", "2024-1", "2024/11"]),
    ("date_precision", ["", "days", "hour"]),
    ("my_rating", [0, "5", 5.25, 3.7, -1]),
    ("is_rated", [None, 1, "true"]),
    ("average_rating", [0, "4.1", 5.01]),
    ("community_ratings", [-1, 1.5, "12"]),
    ("num_pages", [0, -1, "300", 1.5]),
    ("page_category", ["", "Short", "short (<200)"]),
    ("format", ["", "Print", "paperback"]),
    ("series", ["Dune", [], {}, {"name": "Dune"}, {"name": "", "position": None}, {"name": "A", "position": 1}]),
    ("publisher", ["", 1]),
    ("binding", ["", 1]),
    ("publication_year", ["1954", 10000, 1954.5]),
    ("language", ["", "en", "English", "ENG"]),
    ("places", [None, "London", [None], ["a", "b", "c", "d", "e", "f"]]),
    ("people", [None, [1]]),
    ("times", [None, [""]]),
    ("reading_status", ["", 1]),
    ("bookshelves", [None, "a, b", [None]]),
    ("genres", [None, "Fantasy", [None], [""], ["A", "A"], [str(number) for number in range(21)]]),
    ("genre_enriched", [None, "yes"]),
    ("genre_sources", [None, ["goodreads"], ["shelves", "shelves"]]),
    ("matched_by", ["", "title"]),
    ("enrichment_error", ["", False]),
    ("looked_up", [None, 1]),
    ("thumbnail_url", ["", "http://covers.openlibrary.org/b/id/1-M.jpg", "https://evil.example/x", "javascript:1"]),
    ("small_thumbnail_url", ["", "https://covers.openlibrary.org.evil.example/1"]),
    ("my_review", ["", 1]),
    ("has_review", [None, 0]),
    ("has_spoilers", [None, 0]),
    ("was_reread", [None, 0]),
    ("original_read_count", [None, -1, "1", 1.5]),
    ("reads", [None, ["2024"], [{"start": None}], [{"start": "2024/11", "end": None}], [{"start": "", "end": None}]]),
    ("moods", [None, "dark", [None], [""]]),
    ("pace", ["", 1]),
    ("source_id", ["", 1]),
    ("provided", [None, "series", [None], ["title"]]),
    ("corrected", [None, "genres", ["my_rating"], ["genres", "genres"]]),
    ("private_notes", ["", "secret"]),
]


@pytest.mark.parametrize(("name", "values"), WRONG, ids=[name for name, _ in WRONG])
def test_a_wrong_value_in_a_book_is_refused(name: str, values: list[Any]) -> None:
    assert [value for value in values if not faults_of(with_book(**{name: value}))] == []


def test_each_field_of_a_book_is_tried_with_wrong_values() -> None:
    assert [name for name, _ in WRONG] == list(BOOK)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("export_id", [None, "", "id", "0F8FAD5B-D9CB-469F-A165-70867728950E"]),
        ("books", [None, {}, [{}], [None]]),
        ("other_books", [None, {}, [{}]]),
        ("summary.total_books", [None, -1, "1", 1.5]),
        ("summary.genre_enrichment_rate", [None, -0.1, 100.1, "50"]),
        ("summary.books_by_format", [None, {}, {"print": 1, "ebook": 0, "audio": 0}]),
        ("summary.reading_date_range", [None, {}, {"earliest": "2024", "latest": None}]),
        ("summary.reading_years", [None, ["2024"], [2024, 2024], [None]]),
        ("summary.average_rating", [0, 5.5, "4"]),
        ("summary.most_common_genres", [None, ["Fantasy"], [{"genre": "A", "count": 0, "percentage": 1}]]),
        ("metadata.export_id", [None, "id"]),
        ("metadata.export_timestamp", [None, "", "2026-11-23", "2026-11-23T12:00:00", "2026-11-23T12:00:00+02:00"]),
        ("metadata.previous_export_timestamp", ["", "2026-11-23"]),
        ("metadata.changes", [[], {}, {**CHANGED, "rated": None}, {**CHANGED, "gone": {"count": 1}}]),
        ("metadata.exporter_version", [None, "1", 1.0]),
        ("metadata.data_schema_version", [None, 1, "2", "1.0"]),
        ("metadata.source", [None, "", "amazon"]),
        ("metadata.understood", [None, {}, {"books": 1}]),
        ("metadata.status", [None, "", "queued"]),
        ("metadata.books_processed", [None, -1, "1"]),
        ("metadata.books_total", [None, 1.5]),
        ("metadata.upload_fingerprint", [None, "", "ABC"]),
        ("metadata.rows_total", [None, -1]),
        ("metadata.rows_rejected", [None, ["line 2"], [{"line": 1, "reason": "x"}], [{"line": 2, "reason": ""}]]),
        ("metadata.columns_missing", [None, [""], ["A", "A"]]),
        ("metadata.enrichment.failures", [None, [], {"broken": 1}, {"network": "1"}]),
        ("metadata.enrichment.not_asked", [None, {"network": 1}]),
        ("metadata.enrichment.success_rate", [None, 101]),
        ("metadata.enrichment.seconds", [None, -1, "1"]),
    ],
)
def test_a_wrong_value_elsewhere_is_refused(path: str, values: list[Any]) -> None:
    assert [value for value in values if not faults_of(with_field(*path.split("."), value=value))] == []


def schemas_in(schema: Any) -> list[Schema]:
    """A schema and all those inside it."""
    found = [schema] if isinstance(schema, Mapping) else []
    inner = schema.values() if isinstance(schema, Mapping) else schema if isinstance(schema, list) else ()
    return found + [one for value in inner for one in schemas_in(value)]


HAS: list[tuple[str, Callable[[Schema], bool]]] = [
    ("properties", lambda schema: schema["additionalProperties"] is False and "required" in schema),
    ("pattern", lambda schema: schema["pattern"].startswith("^(?:") and schema["pattern"].endswith(")$")),
]


@pytest.mark.parametrize(("keyword", "is_strict"), HAS, ids=[keyword for keyword, _ in HAS])
def test_no_part_of_the_schema_is_open(keyword: str, is_strict: Callable[[Schema], bool]) -> None:
    having = [schema for schema in schemas_in(DASHBOARD_SCHEMA) if isinstance(schema.get(keyword), Mapping | str)]
    assert having
    assert all(map(is_strict, having))
