"""The shapes that travel: what becomes JSON comes back the same, and what is of another shape is refused by name."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import MalformedBook
from chalicelib.models import BookInfo, EnrichedBook, Series

BOOK = BookInfo("Dune", "Frank Herbert", "9780441172719", "234225")
RESULT = EnrichedBook(
    book_id="234225",
    title="Dune",
    author="Frank Herbert",
    success=True,
    final_genres=("Science Fiction", "Classics"),
    thumbnail_url="https://covers.openlibrary.org/b/id/1-M.jpg",
    small_thumbnail_url="https://covers.openlibrary.org/b/id/1-S.jpg",
    genre_enrichment_success=True,
    genre_sources=("open_library", "google_books"),
    matched_by="isbn",
    error_category="rate_limited",
    error_message="google_books: quota",
    not_asked=("google_books_quota",),
    processing_logs=("asked", "answered"),
    average_rating=4.3,
    community_ratings=1234,
    num_pages=592,
    publication_year=1965,
    series=Series("Dune Chronicles", "1"),
    language="ger",
    places=("Arrakis", "Caladan"),
    people=("Paul Atreides",),
    times=("the far future",),
)
RESULT_KEYS = {
    *("book_id", "title", "author", "success", "final_genres", "thumbnail_url", "small_thumbnail_url"),
    *("genre_enrichment_success", "genre_sources", "matched_by", "error_category", "error_message"),
    *("not_asked", "processing_logs", "average_rating", "community_ratings", "num_pages", "publication_year"),
    *("series", "language", "places", "people", "times"),
}
CATEGORIES = ["api_timeout", "rate_limited", "network", "data_format", "invocation", "deadline"]

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_a_book_travels_as_the_contract_says() -> None:
    assert BOOK.to_json() == {
        "title": "Dune",
        "author": "Frank Herbert",
        "isbn13": "9780441172719",
        "goodreads_id": "234225",
    }
    assert BookInfo.from_json(json.loads(json.dumps(BOOK.to_json()))) == BOOK


@pytest.mark.parametrize(
    ("isbn13", "isbn", "read"),
    [
        ("9780441172719", "0441172717", "9780441172719"),
        ("9780441172719", None, "9780441172719"),
        (None, "0441172717", "9780441172719"),
        ('="9780441172719"', None, "9780441172719"),
        ("978-0-441-17271-9", None, "9780441172719"),
        ("9780441172718", "0441172717", "9780441172719"),  # a wrong check digit
        ("no isbn", "", None),
        (None, None, None),
    ],
)
def test_the_isbns_of_an_event_become_one_isbn13(isbn13: str | None, isbn: str | None, read: str | None) -> None:
    raw = {"title": "Dune", "author": "Frank Herbert", "isbn13": isbn13, "isbn": isbn}
    assert BookInfo.from_json(raw).isbn13 == read


@pytest.mark.parametrize(
    ("goodreads_id", "book_id"), [("234225", "234225"), (None, "Dune-Frank Herbert"), ("", "Dune-Frank Herbert")]
)
def test_a_book_is_told_by_its_goodreads_id_or_else_by_title_and_author(goodreads_id: str | None, book_id: str) -> None:
    assert BookInfo("Dune", "Frank Herbert", goodreads_id=goodreads_id).book_id == book_id


@pytest.mark.parametrize(
    ("goodreads_id", "number"),
    [
        ("234225", "234225"),
        ("5", "5"),
        ("123456789012", "123456789012"),
        ("1234567890123", None),  # an ISBN in the place of an id
        ("0", None),
        ("0234225", None),  # a number of Goodreads has no leading zero
        ("-5", None),
        ("5.0", None),
        (" 5", None),
        ("OL893415W", None),  # the id of another site
        ("٢٣٤", None),  # decimal digits, but not Goodreads'
        ("", None),
        (None, None),
    ],
)
def test_only_a_plain_number_is_taken_for_goodreads_own(goodreads_id: str | None, number: str | None) -> None:
    assert BookInfo("Dune", "Frank Herbert", goodreads_id=goodreads_id).goodreads_number == number


def test_a_title_is_all_that_a_book_needs() -> None:
    assert BookInfo.from_json({"title": "Dune"}) == BookInfo("Dune", "")
    assert BookInfo.from_json({"title": "Dune", "author": None, "colour": "red"}) == BookInfo("Dune", "")


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (None, "no JSON object"),
        ([], "no JSON object"),
        ("Dune", "no JSON object"),
        ({}, "no title"),
        ({"title": None}, "no title"),
        ({"title": "  "}, "no title"),
        ({"title": 1984}, "title"),
        ({"title": "Dune", "author": ["Frank Herbert"]}, "author"),
        ({"title": "Dune", "isbn13": 9780441172719}, "isbn13"),
        ({"title": "Dune", "isbn": False}, "isbn"),
        ({"title": "Dune", "goodreads_id": 234225}, "goodreads_id"),
        ({"title": "\ud83d"}, "title"),  # half of a character: nothing can encode it
    ],
)
def test_a_malformed_book_is_refused_naming_the_field(raw: object, word: str) -> None:
    with pytest.raises(MalformedBook, match=rf"^the book\b.*{word}"):
        BookInfo.from_json(raw)


def test_a_result_has_exactly_the_keys_of_the_contract_and_comes_back() -> None:
    assert set(RESULT.to_json()) == RESULT_KEYS
    assert EnrichedBook.from_json(json.loads(json.dumps(RESULT.to_json()))) == RESULT


def test_a_series_travels_as_the_contract_says() -> None:
    assert RESULT.to_json()["series"] == {"name": "Dune Chronicles", "position": "1"}
    placeless = RESULT.to_json() | {"series": {"name": "Dune Chronicles"}}
    assert EnrichedBook.from_json(placeless).series == Series("Dune Chronicles")
    assert Series("Dune Chronicles").position is None


@pytest.mark.parametrize("matched_by", ["isbn", "goodreads_id", "title_author", None])
def test_a_result_says_what_it_was_matched_by(matched_by: Any) -> None:
    assert EnrichedBook.from_json(RESULT.to_json() | {"matched_by": matched_by}).matched_by == matched_by


def test_the_least_result_comes_back_with_lists_as_lists() -> None:
    least = EnrichedBook("1", "T", "A", success=False)
    raw = least.to_json()
    assert set(raw) == RESULT_KEYS
    lists = ("final_genres", "genre_sources", "not_asked", "processing_logs", "places", "people", "times")
    assert {name: value for name, value in raw.items() if isinstance(value, list)} == {name: [] for name in lists}
    assert raw["series"] is None
    assert EnrichedBook.from_json(json.loads(json.dumps(raw))) == least


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_failed_book_is_a_result_with_its_reason(category: Any) -> None:
    failed = EnrichedBook.failed(BOOK, category, "it did not answer", ("asked",))
    assert (failed.book_id, failed.title, failed.author) == ("234225", "Dune", "Frank Herbert")
    assert (failed.success, failed.error_category, failed.error_message) == (False, category, "it did not answer")
    assert failed.processing_logs == ("asked", "failed: it did not answer")
    assert EnrichedBook.from_json(failed.to_json()) == failed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("book_id", None),
        ("book_id", 234225),
        ("title", None),
        ("author", []),
        ("success", "true"),
        ("success", 1),
        ("success", None),
        ("final_genres", None),
        ("final_genres", "Fiction"),
        ("final_genres", ["Fiction", None]),  # existing front ends break on a null inside genres
        ("final_genres", {"Fiction": 1}),
        ("final_genres", ["\udc00"]),
        ("genre_sources", [1]),
        ("processing_logs", None),
        ("thumbnail_url", 1),
        ("matched_by", "guess"),
        ("error_category", "bad luck"),
        ("not_asked", ["open_library_tired"]),
        ("not_asked", None),
        ("error_message", ["one"]),
        ("average_rating", "4.3"),
        ("average_rating", True),
        ("average_rating", float("nan")),
        ("average_rating", float("inf")),
        ("num_pages", 592.5),
        ("num_pages", "592"),
        ("publication_year", False),
        ("community_ratings", 12.5),
        ("community_ratings", "12"),
        ("series", "Dune Chronicles"),
        ("series", []),
        ("series", {}),
        ("series", {"name": None, "position": "1"}),
        ("series", {"name": ["Dune Chronicles"]}),
        ("series", {"name": "Dune Chronicles", "position": 1}),
        ("language", ["ger"]),
        ("places", None),
        ("people", "Paul Atreides"),
        ("times", [10191]),
    ],
)
def test_a_result_of_another_shape_is_refused(field: str, value: object) -> None:
    with pytest.raises(MalformedBook, match=rf"^the (result's {field}|{field}('s \w+)?) "):
        EnrichedBook.from_json(RESULT.to_json() | {field: value})


MAY_BE_ABSENT = {
    *("thumbnail_url", "small_thumbnail_url", "matched_by", "error_category", "error_message"),
    *("average_rating", "community_ratings", "num_pages", "publication_year", "series", "language"),
}


@pytest.mark.parametrize("field", sorted(RESULT_KEYS - MAY_BE_ABSENT))
def test_a_result_without_a_field_is_refused(field: str) -> None:
    with pytest.raises(MalformedBook, match=field):
        EnrichedBook.from_json({name: value for name, value in RESULT.to_json().items() if name != field})


@pytest.mark.parametrize("field", sorted(MAY_BE_ABSENT))
def test_absent_is_null(field: str) -> None:
    raw = {name: value for name, value in RESULT.to_json().items() if name != field}
    assert EnrichedBook.from_json(raw).to_json()[field] is None


@given(ANY_JSON | st.dictionaries(st.sampled_from(sorted(RESULT_KEYS)), ANY_JSON))
def test_any_json_is_a_book_and_a_result_or_refused(raw: object) -> None:
    for shape in (BookInfo, EnrichedBook):
        try:
            made: BookInfo | EnrichedBook = shape.from_json(raw)
        except MalformedBook:
            continue
        json.dumps(made.to_json(), ensure_ascii=False, allow_nan=False).encode()
