"""Google Books: the queries it is sent, its answers, which may hold anything, and how it says that its quota is out."""

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.enrichment.providers.google_books import is_quota_refusal, isbn_query, pace, read_volumes, title_query
from chalicelib.models import BookInfo

EDEN = BookInfo("East of Eden", "John Steinbeck", "9780142000656")
COVER = "books.google.com/books/content?id=OPy6E5ZhXs0C&img=1"


def volume(**info: Any) -> dict[str, Any]:
    return {"kind": "books#volume", "id": "OPy6", "volumeInfo": info}


def answer(*items: Any) -> dict[str, Any]:
    return {"kind": "books#volumes", "totalItems": len(items), "items": list(items)}


def identifiers(*isbns: object) -> list[dict[str, object]]:
    return [{"type": "ISBN_13", "identifier": isbn} for isbn in isbns]


def test_ten_requests_may_leave_at_once_and_then_ten_a_second() -> None:
    started = time.monotonic()
    paced = pace()
    waits = [paced.reserve() for _ in range(20)]
    passed = time.monotonic() - started
    assert waits[:10] == [0.0] * 10
    assert 1.0 - passed <= waits[19] + 0.001
    assert waits[19] <= 1.001


def test_a_volume_without_id_still_counts() -> None:
    found = read_volumes(answer({"volumeInfo": {"industryIdentifiers": identifiers("9780142000656")}}), EDEN)
    assert found is not None
    assert found.answer.reference == "a volume without id"


def test_an_isbn_is_asked_for_with_the_key() -> None:
    query = isbn_query("9780142000656", "secret")
    assert (query["q"], query["maxResults"], query["key"]) == ("isbn:9780142000656", "1", "secret")


def test_a_title_is_asked_for_with_the_key_and_several_results() -> None:
    """The first of them may be a study guide or another edition of the author's works."""
    query = title_query("East of Eden", "John Steinbeck", "secret")
    assert (query["maxResults"], query["key"]) == ("5", "secret")


@pytest.mark.parametrize(
    "query", [isbn_query("9780142000656", "k"), title_query("East of Eden", "John Steinbeck", "k")]
)
def test_what_is_read_is_asked_for_and_nothing_else(query: dict[str, str]) -> None:
    assert set(re.findall(r"\w+", query["fields"])) == {
        *("totalItems", "items", "id", "volumeInfo", "title", "subtitle", "authors", "categories", "imageLinks"),
        *("industryIdentifiers", "pageCount", "averageRating", "ratingsCount"),
    }
    assert query["country"] == "US", "without a country it refuses machines whose place it cannot tell"


@pytest.mark.parametrize(
    ("title", "author", "asked"),
    [
        ("Warbreaker (Warbreaker, #1)", "Sanderson, Brandon", 'intitle:"Warbreaker" inauthor:"Brandon Sanderson"'),
        ("Educated: A Memoir", "Tara Westover", 'intitle:"Educated" inauthor:"Tara Westover"'),
        ('The "Great" Book', 'Bo "B" Example', 'intitle:"The  Great  Book" inauthor:"Bo  B  Example"'),
    ],
)
def test_a_title_is_asked_for_without_series_subtitle_and_quotes(title: str, author: str, asked: str) -> None:
    assert title_query(title, author, "secret")["q"] == asked


def test_a_volume_with_the_isbn_fills_every_field() -> None:
    found = read_volumes(
        answer(
            volume(
                title="East of Eden",
                authors=["John Steinbeck"],
                categories=["Fiction"],
                averageRating=4.5,
                ratingsCount=120,
                pageCount=608,
                imageLinks={"thumbnail": f"http://{COVER}&zoom=1", "smallThumbnail": f"http://{COVER}&zoom=5"},
                industryIdentifiers=identifiers("9780142000656"),
            )
        ),
        EDEN,
    )
    assert found is not None
    assert found.matched_by == "isbn"
    eden = found.answer
    assert (eden.source, eden.reference, eden.headings) == ("google_books", "OPy6", ("Fiction",))
    assert (eden.average_rating, eden.num_pages, eden.publication_year) == (4.5, 608, None)
    assert eden.community_ratings == 120
    assert eden.thumbnail_url == f"https://{COVER}&zoom=1", "a page over https must not embed http"
    assert eden.small_thumbnail_url == f"https://{COVER}&zoom=5"


@pytest.mark.parametrize(
    ("info", "matched_by"),
    [
        ({"industryIdentifiers": identifiers("0142000655")}, "isbn"),  # as ISBN-10
        ({"industryIdentifiers": identifiers("OCLC:1", "9780142000656")}, "isbn"),
        ({"title": "East of Eden", "authors": ["John Steinbeck"]}, "title_author"),
        ({"title": "East of Eden", "subtitle": "A Novel", "authors": ["X", "Steinbeck, John"]}, "title_author"),
        (
            {
                "title": "East of Eden",
                "authors": ["John Steinbeck"],
                "industryIdentifiers": identifiers("9781440631320"),
            },
            "title_author",  # another edition
        ),
        ({"title": "East of Eden"}, None),
        ({"title": "East of Eden", "authors": ["SparkNotes"]}, None),
        ({"title": "East of Eden", "subtitle": "Study Guide", "authors": ["John Steinbeck"]}, None),
        ({"title": "East of Eden: Study Guide", "authors": ["John Steinbeck"]}, None),
        ({"title": "The Winter of Our Discontent", "authors": ["John Steinbeck"]}, None),
        ({"industryIdentifiers": identifiers("9781440631320")}, None),
        ({"industryIdentifiers": identifiers(9780142000656, None, ["9780142000656"])}, None),
        ({"industryIdentifiers": ["9780142000656", None]}, None),
        ({"industryIdentifiers": "9780142000656"}, None),
        ({"title": ["East of Eden"], "authors": "John Steinbeck"}, None),
        ({}, None),
    ],
)
def test_a_volume_is_the_book_by_isbn_or_by_title_and_author(info: dict[str, Any], matched_by: str | None) -> None:
    found = read_volumes(answer(volume(**info)), EDEN)
    assert (found.matched_by if found else None) == matched_by


def test_the_first_volume_that_is_the_book_is_taken() -> None:
    other = volume(title="Cannery Row", authors=["John Steinbeck"], categories=["Humor"])
    right = volume(title="East of Eden", authors=["John Steinbeck"], categories=["Fiction"])
    found = read_volumes(answer(None, {}, {"volumeInfo": []}, other, right), EDEN)
    assert found is not None
    assert found.answer.headings == ("Fiction",)


def test_a_book_without_isbn_is_not_matched_to_a_volume_without_isbn_by_that_alone() -> None:
    assert read_volumes(answer(volume(title="Cannery Row")), BookInfo("East of Eden", "John Steinbeck")) is None


@pytest.mark.parametrize(
    "raw",
    [
        {"kind": "books#volumes", "totalItems": 0},
        {"kind": "books#volumes", "totalItems": 3},  # that happens
        {"items": None},
        {"items": {}},
        {"items": []},
        {"items": ["x", 1, None, []]},
        {"items": [{"id": "x"}]},
        {},
    ],
)
def test_an_answer_without_volumes_knows_no_book(raw: dict[str, Any]) -> None:
    assert read_volumes(raw, EDEN) is None


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        (f"http://{COVER}", f"https://{COVER}"),
        (f"https://{COVER}", f"https://{COVER}"),
        ("http://evil.example/books.google.com/x.jpg", None),
        ("http://books.google.com.evil.example/x.jpg", None),
        ("http://books.google.com@evil.example/x.jpg", None),
        ("javascript:alert(1)//://books.google.com/", None),
        ("//books.google.com/x.jpg", None),
        ("", None),
        (1, None),
        (None, None),
        ([f"http://{COVER}"], None),
    ],
)
def test_a_cover_is_https_and_googles_own(link: object, shown: str | None) -> None:
    raw = answer(volume(title="East of Eden", authors=["John Steinbeck"], imageLinks={"thumbnail": link}))
    found = read_volumes(raw, EDEN)
    assert found is not None
    assert found.answer.thumbnail_url == shown


@pytest.mark.parametrize(
    "info",
    [
        {"categories": "Fiction", "averageRating": "4.5", "pageCount": "608", "imageLinks": []},
        {"categories": [None, 1, ""], "averageRating": 4, "ratingsCount": "50", "pageCount": 0, "imageLinks": None},
        {
            "categories": None,
            "averageRating": 6,
            "ratingsCount": 50,
            "pageCount": -1,
            "imageLinks": "http://books.google.com/x",
        },
        {"categories": {}, "averageRating": True, "pageCount": 1.5, "imageLinks": {"thumbnail": {}}},
    ],
)
def test_a_field_of_the_wrong_type_counts_as_absent(info: dict[str, Any]) -> None:
    found = read_volumes(answer(volume(title="East of Eden", authors=["John Steinbeck"], **info)), EDEN)
    assert found is not None
    assert (found.answer.headings, found.answer.average_rating, found.answer.num_pages) == ((), None, None)
    assert (found.answer.thumbnail_url, found.answer.small_thumbnail_url) == (None, None)


def refusal(reason: object) -> dict[str, Any]:
    return {"error": {"code": 429, "message": "Quota exceeded", "errors": [{"domain": "global", "reason": reason}]}}


@pytest.mark.parametrize(
    "reason", ["rateLimitExceeded", "dailyLimitExceeded", "quotaExceeded", "userRateLimitExceeded"]
)
def test_a_quota_refusal_is_known_by_its_reason(reason: str) -> None:
    assert is_quota_refusal(json.dumps(refusal(reason)).encode())


@pytest.mark.parametrize(
    "detail",
    [
        {"message": "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'books'."},
        {"details": [{"metadata": {"quota_limit": "defaultPerMinutePerProject"}}]},
        {"details": [{"metadata": {"quota_unit": "1/min/{project}"}}]},
    ],
)
def test_the_limit_of_a_minute_is_no_spent_quota(detail: dict[str, Any]) -> None:
    """It has the reason of the daily one, and passes while the job runs."""
    body = refusal("rateLimitExceeded")
    body["error"] |= detail
    assert not is_quota_refusal(json.dumps(body).encode())
    daily = json.dumps(body).replace("minute", "day").replace("Minute", "Day").replace("/min/", "/d/")
    assert is_quota_refusal(daily.encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Too many requests</html>",
        pytest.param(b"[" * 100_000, id="endless nesting"),
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"error": "rateLimitExceeded"}',
        b'{"error": {"errors": "rateLimitExceeded"}}',
        b'{"error": {"errors": ["rateLimitExceeded"]}}',
        json.dumps(refusal(["rateLimitExceeded"])).encode(),
        json.dumps(refusal(None)).encode(),
        json.dumps(refusal("keyInvalid")).encode(),
        json.dumps(refusal("backendError")).encode(),
    ],
)
def test_another_error_is_no_quota_refusal(body: bytes) -> None:
    assert not is_quota_refusal(body)


FIELDS = [
    *("items", "volumeInfo", "id", "title", "subtitle", "authors", "categories", "imageLinks", "thumbnail"),
    *("industryIdentifiers", "identifier", "pageCount", "averageRating", "error", "errors", "reason"),
]
NESTED = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["East of Eden", ["John Steinbeck"], "rateLimitExceeded"]),
    lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5) | st.lists(inner, max_size=3),
    max_leaves=5,
)
VOLUMES = st.lists(
    st.fixed_dictionaries({"volumeInfo": st.dictionaries(st.sampled_from(FIELDS), NESTED)}), max_size=3
).map(lambda items: {"items": items})


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), NESTED) | VOLUMES)
def test_any_json_is_read(raw: dict[str, Any]) -> None:
    found = read_volumes(raw, EDEN)
    assert found is None or found.answer.source == "google_books"
    assert is_quota_refusal(json.dumps(raw).encode()) in {True, False}


@given(st.binary())
def test_any_body_is_a_quota_refusal_or_not(body: bytes) -> None:
    assert is_quota_refusal(body) is False
