"""What is cached, under which key, for how long, and that a stored text never harms a job."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.jobs.enriching.cache_policy import (
    KNOWN_S,
    UNKNOWN_S,
    cache_keys,
    from_text,
    key_of,
    lifetime_s,
    to_text,
)
from chalicelib.models import BookInfo, EnrichedBook
from tests.test_models import RESULT

DAY_S = 86400
NOV_3_2026 = 1_793_700_000.0


@pytest.mark.parametrize(
    ("book", "key"),
    [
        (BookInfo("Dune", "Frank Herbert", "9780441172719"), "isbn:9780441172719"),
        (BookInfo("", "", "9780441172719"), "isbn:9780441172719"),
        (BookInfo("Dune (Dune, #1)", "Herbert, Frank"), "title:dune|frank herbert"),
        (BookInfo("DUNE", "Frank  Herbert"), "title:dune|frank herbert"),
        (BookInfo("Les Misérables", "Victor Hugo"), "title:miserables|victor hugo"),
        (BookInfo("Sapiens: A Brief History", "Yuval Noah Harari"), "title:sapiens: brief history|yuval noah harari"),
        (BookInfo("百年の孤独", "G. G. マルケス"), "title:百年の孤独|g g マルケス"),
        (BookInfo("Dune", ""), None),  # a title alone is no book
        (BookInfo("???", "Frank Herbert"), None),
        (BookInfo("Dune", "---"), None),
    ],
)
def test_a_book_is_cached_by_isbn13_or_by_folded_title_and_author(book: BookInfo, key: str | None) -> None:
    assert next(iter(cache_keys(book)), None) == key


DUNE = BookInfo("Dune", "Frank Herbert")
ISBN, NUMBER, TITLE = "isbn:9780441172719", "goodreads:234225", "title:dune|frank herbert"


def dune(isbn13: str | None = None, goodreads_id: str | None = None) -> BookInfo:
    return replace(DUNE, isbn13=isbn13, goodreads_id=goodreads_id)


@pytest.mark.parametrize(
    ("book", "keys"),
    [
        (dune("9780441172719", "234225"), (ISBN, NUMBER, f"{ISBN} {NUMBER} {TITLE}")),
        (dune("9780441172719"), (ISBN, f"{ISBN} {TITLE}")),
        (dune(None, "234225"), (NUMBER, TITLE, f"{NUMBER} {TITLE}")),
        (dune(), (TITLE,)),  # all that was asked is the title
        # without a title that can be asked for
        (BookInfo("???", "", "9780441172719", "234225"), (ISBN, NUMBER, f"{ISBN} {NUMBER}")),
        (BookInfo("???", "", "9780441172719"), (ISBN,)),
        (BookInfo("???", "", None, "234225"), (NUMBER,)),
        (BookInfo("???", ""), ()),
        # an id of another site, which may be the reader's own
        (dune("9780441172719", "my-copy-7"), (ISBN, f"{ISBN} {TITLE}")),
        (dune(None, "my-copy-7"), (TITLE,)),
    ],
)
def test_an_answer_may_stand_under_each_number_alone_and_under_all_that_was_asked(
    book: BookInfo, keys: tuple[str, ...]
) -> None:
    assert cache_keys(book) == keys


@pytest.mark.parametrize(
    ("book", "matched_by", "key"),
    [
        (dune("9780441172719", "234225"), "isbn", ISBN),
        (dune("9780441172719", "234225"), "goodreads_id", NUMBER),
        (dune("9780441172719", "234225"), "title_author", f"{ISBN} {NUMBER} {TITLE}"),
        (dune("9780441172719", "234225"), None, f"{ISBN} {NUMBER} {TITLE}"),
        (dune(None, "234225"), "goodreads_id", NUMBER),
        (dune(None, "234225"), "title_author", TITLE),
        (dune(None, "234225"), None, f"{NUMBER} {TITLE}"),  # another number under this title may be known
        (BookInfo("???", "", None, "234225"), None, NUMBER),
        # what a book was not asked by cannot be what it was matched by; if it were, it would say nothing elsewhere
        (dune(None, "234225"), "isbn", f"{NUMBER} {TITLE}"),
        (dune("9780441172719"), "goodreads_id", f"{ISBN} {TITLE}"),
        (BookInfo("Dune", "Frank Herbert", "9780441172719"), "isbn", "isbn:9780441172719"),
        (
            BookInfo("Dune", "Frank Herbert", "9780441172719"),
            "title_author",
            "isbn:9780441172719 title:dune|frank herbert",
        ),
        (BookInfo("Dune", "Frank Herbert", "9780441172719"), None, "isbn:9780441172719 title:dune|frank herbert"),
        (BookInfo("???", "", "9780441172719"), None, "isbn:9780441172719"),  # only the ISBN was asked for
        (BookInfo("Dune", "Frank Herbert"), "title_author", "title:dune|frank herbert"),
        (BookInfo("Dune", "Frank Herbert"), None, "title:dune|frank herbert"),
        (BookInfo("???", ""), None, None),
    ],
)
def test_a_result_is_stored_under_what_was_asked_to_get_it(book: BookInfo, matched_by: Any, key: str | None) -> None:
    assert key_of(replace(RESULT, matched_by=matched_by), book) == key
    assert key is None or key in cache_keys(book)


def test_a_title_that_a_file_gives_to_an_isbn_says_nothing_about_that_isbn_elsewhere() -> None:
    """An ISBN that no provider knows under a famous title would else name the genres of every book with that ISBN."""
    made_up = BookInfo("Dune", "Frank Herbert", "9780306406157")
    found_by_title = replace(RESULT, matched_by="title_author")
    assert key_of(found_by_title, made_up) not in cache_keys(BookInfo("Group Theory", "Ada Example", "9780306406157"))


@pytest.mark.parametrize("matched_by", ["title_author", None])
def test_what_a_title_found_or_not_says_nothing_about_the_goodreads_number_elsewhere(matched_by: Any) -> None:
    made_up = BookInfo("Dune", "Frank Herbert", goodreads_id="42")
    key = key_of(replace(RESULT, matched_by=matched_by), made_up)
    assert key not in cache_keys(BookInfo("Group Theory", "Ada Example", goodreads_id="42"))


def test_a_title_that_is_not_known_may_be_known_by_its_number() -> None:
    """What is not known by number and title is not told to the same title with another number, or with none."""
    key = key_of(replace(RESULT, matched_by=None), dune(None, "42"))
    assert key not in {*cache_keys(dune(None, "234225")), *cache_keys(dune())}


@pytest.mark.parametrize("numbers", [{}, {"goodreads_id": "1"}, {"isbn13": "9780441172719", "goodreads_id": "1"}])
def test_a_long_title_is_told_by_its_digest(numbers: dict[str, str]) -> None:
    """Also where it stands behind numbers, and what it matched stands where a short one's would."""
    book = BookInfo("word " * 199, "Ada Example", **numbers)
    key = key_of(replace(RESULT, matched_by="title_author"), book)
    assert key is not None
    assert re.search(r"(^| )title-sha256:[0-9a-f]{64}$", key)
    assert (" " in key) == ("isbn13" in numbers)


def test_a_key_is_of_bounded_length_and_still_its_own() -> None:
    longest = [BookInfo("word " * 199 + last, "Ada Example") for last in ("a", "b")]
    keys = [key for book in longest for key in cache_keys(replace(book, isbn13="9780441172719"))[1:]]
    assert len(set(keys)) == 2
    assert all(len(key) < 250 for key in keys)


def test_the_key_tells_nothing_about_the_reader() -> None:
    """Goodreads' number is the book's; an id of another form may be of the reader's own making."""
    with_id, without = (BookInfo("Dune", "Frank Herbert", goodreads_id=number) for number in ("ada's copy", None))
    assert cache_keys(with_id) == cache_keys(without)


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({}, 90),
        ({"matched_by": None, "final_genres": (), "genre_enrichment_success": False}, 7),  # not known
        ({"final_genres": (), "genre_enrichment_success": False}, 7),  # known, but without genres so far
        ({"success": False, "error_category": "network"}, None),
        ({"success": False}, None),
        ({"error_category": "rate_limited"}, None),  # one of two providers could not be asked
        ({"not_asked": ("google_books_quota",)}, None),  # what was not asked is not known to be absent
        ({"not_asked": ("google_books_no_key",)}, 90),  # see the test of `from_text`
    ],
)
def test_a_result_lives_as_long_as_it_is_worth(changes: dict[str, Any], days: int | None) -> None:
    found = replace(RESULT, error_category=None, error_message=None, not_asked=())
    assert lifetime_s(replace(found, **changes)) == (None if days is None else days * DAY_S)
    assert (KNOWN_S, UNKNOWN_S) == (90 * DAY_S, 7 * DAY_S)


def test_a_stored_result_comes_back_for_another_readers_row() -> None:
    row = BookInfo("Dune (Dune, #1)", "Herbert, Frank", "9780441172719", goodreads_id="42")
    back = from_text(to_text(RESULT, NOV_3_2026), row, google_key=True)
    assert back == replace(
        RESULT,
        book_id="42",
        title="Dune (Dune, #1)",
        author="Herbert, Frank",
        processing_logs=("cache: found on 2026-11-03", "asked", "answered"),
    )


@pytest.mark.parametrize(
    ("not_asked", "google_key", "used"),
    [
        ((), False, True),
        ((), True, True),
        (("google_books_no_key",), False, True),
        (("google_books_no_key",), True, False),  # the owner has got a key since
    ],
)
def test_an_answer_from_before_there_was_a_key_is_not_used_once_there_is_one(
    not_asked: Any, google_key: bool, used: bool
) -> None:
    text = to_text(replace(RESULT, not_asked=not_asked), NOV_3_2026)
    assert (from_text(text, BookInfo("Dune", "Frank Herbert"), google_key=google_key) is not None) == used


def test_a_stored_text_holds_no_identity_of_a_row() -> None:
    text = to_text(replace(RESULT, book_id="reader's id", title="reader's title", author="reader's author"), 0)
    assert "reader's" not in text
    assert set(json.loads(text)) == {"found_on", "result"}


STORED: dict[str, Any] = json.loads(to_text(RESULT, 0))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '"text"',
        "{",
        pytest.param("[" * 100_000, id="endless nesting"),
        pytest.param("9" * 10_000, id="endless number"),
        json.dumps({"found_on": "2026-01-01"}),
        json.dumps({"result": STORED["result"]}),
        json.dumps({"found_on": "2026-01-01", "result": []}),
        json.dumps({"found_on": "2026-01-01", "result": {}}),
        json.dumps(STORED | {"result": STORED["result"] | {"final_genres": [None]}}),
        json.dumps(STORED | {"result": STORED["result"] | {"average_rating": float("nan")}}),
        json.dumps(STORED | {"result": STORED["result"] | {"series": {"position": "1"}}}),
        # from before the settings of a book were asked for
        json.dumps(STORED | {"result": {name: value for name, value in STORED["result"].items() if name != "places"}}),
    ],
)
def test_a_corrupt_text_counts_as_not_stored(text: str) -> None:
    assert from_text(text, BookInfo("Dune", "Frank Herbert"), google_key=False) is None


@given(st.text() | st.dictionaries(st.sampled_from(["found_on", "result"]), st.text() | st.none()).map(json.dumps))
def test_any_text_is_a_result_or_not_stored(text: str) -> None:
    back = from_text(text, BookInfo("Dune", "Frank Herbert"), google_key=False)
    assert back is None or isinstance(back, EnrichedBook)
