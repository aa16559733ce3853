"""Open Library: the queries it is sent, and its answers, which may hold anything in every field."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.enrichment.http.provider_http import ProviderHttp
from chalicelib.enrichment.providers.batching import LookUp
from chalicelib.enrichment.providers.open_library import OpenLibrary
from chalicelib.enrichment.providers.open_library_answers import is_cut_off, read_isbn_answer, read_title_answer
from chalicelib.enrichment.providers.open_library_queries import TitleAuthor, all_isbns_query, isbn_query, title_query
from tests.test_models import ANY_JSON

DUNE, EMMA, LOTR = "9780441172719", "9780141439587", "9780345339706"


def edition(*isbns: str, cover: object = None) -> dict[str, Any]:
    shown: dict[str, Any] = {"key": "/books/OL1M", "isbn": list(isbns)}
    return shown if cover is None else shown | {"cover_i": cover}


def work(key: str, *editions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"key": key, "editions": {"numFound": len(editions), "docs": list(editions)}} | fields


def answer(*works: Any) -> dict[str, Any]:
    return {"numFound": len(works), "start": 0, "docs": list(works)}


COLOUR = TitleAuthor("The Colour of Magic (Discworld, #1)", "Terry Pratchett")
MORT = TitleAuthor("Mort (Discworld, #4)", "Pratchett, Terry")

# Queries


def test_isbns_are_asked_for_in_one_query() -> None:
    query = isbn_query([DUNE, EMMA])
    assert query["q"] == f"isbn:({DUNE} OR {EMMA})"
    fields = set(query["fields"].split(","))
    assert {"key", "title", "author_name", "subject", "cover_i", "ratings_average"} <= fields
    assert {"number_of_pages_median", "first_publish_year", "editions", "editions.isbn", "editions.cover_i"} <= fields


@pytest.mark.parametrize(("asked", "limit"), [(1, "12"), (200, "410"), (500, "1000")])
def test_an_isbn_may_be_on_two_works(asked: int, limit: str) -> None:
    assert isbn_query([DUNE] * asked)["limit"] == limit
    assert all_isbns_query([DUNE] * asked)["limit"] == limit


@pytest.mark.parametrize(("asked", "limit"), [(1, "10"), (40, "400"), (101, "1000")])
def test_a_title_may_be_that_of_ten_works(asked: int, limit: str) -> None:
    assert title_query([MORT] * asked)["limit"] == limit


def test_what_is_read_of_a_work_is_asked_for_with_titles_too() -> None:
    fields = set(title_query([MORT])["fields"].split(","))
    assert fields == {field for field in isbn_query([DUNE])["fields"].split(",") if not field.startswith("edition")}
    assert "subtitle" in fields


def test_the_isbns_of_all_editions_are_asked_for_where_they_are_needed_only() -> None:
    plain, listing = isbn_query([DUNE, EMMA]), all_isbns_query([DUNE, EMMA])
    assert set(listing["fields"].split(",")) - set(plain["fields"].split(",")) == {"isbn"}
    assert {**listing, "fields": plain["fields"]} == plain


def test_titles_are_asked_for_without_series_and_subtitle() -> None:
    books = [
        TitleAuthor("Warbreaker (Warbreaker, #1)", "Sanderson, Brandon"),
        TitleAuthor("Why Nations Fail: The Origins of Power", "Daron  Acemoğlu"),
    ]
    assert title_query(books)["q"] == (
        '(title:"Warbreaker" AND author:"Brandon Sanderson") OR (title:"Why Nations Fail" AND author:"Daron Acemoğlu")'
    )


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ('The "Great" Book', r'"The \"Great\" Book"'),
        ("C:\\Windows", r'"C:\\Windows"'),
        ("AC\\", r'"AC\\"'),  # a lone backslash must not eat the closing quote
        ("Why? (And) + && || ! ^ ~ * / [x]y", '"Why? (And) + && || ! ^ ~ * / [x]y"'),  # inside quotes only words
        ("A OR B", '"A OR B"'),
        ("百年の孤独", '"百年の孤独"'),
    ],
)
def test_a_phrase_cannot_break_out_of_its_quotes(title: str, phrase: str) -> None:
    assert title_query([TitleAuthor(title, "A B")])["q"] == f'(title:{phrase} AND author:"A B")'


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_title_and_no_author_breaks_out_of_its_quotes(title: str, author: str) -> None:
    query = title_query([TitleAuthor(title, author)])["q"]
    outside, inside, place = "", False, 0
    while place < len(query):
        if inside and query[place] == "\\":
            place += 1
        elif query[place] == '"':
            inside = not inside
        elif not inside:
            outside += query[place]
        place += 1
    assert outside == "(title: AND author:)"
    assert not inside


def test_of_an_endless_title_the_beginning_is_asked_for() -> None:
    query = title_query([TitleAuthor("endless " * 1000, "Ada Example")])["q"]
    assert query.startswith('(title:"endless endless')
    assert 'endless" AND author:"Ada Example")' in query, "cut between words, or no record would match"
    assert len(query) < 200


# Answers to ISBNs


def test_a_record_answers_the_isbn_that_its_edition_shows() -> None:
    found = read_isbn_answer(
        answer(
            work(
                "/works/OL1W",
                edition("0441172717", DUNE, cover=7),
                title="Dune",
                subject=["Science fiction", "Arrakis"],
                cover_i=9,
                ratings_average=4.3125,
                number_of_pages_median=592,
                first_publish_year=1965,
            )
        ),
        [DUNE, EMMA],
    )
    assert set(found) == {DUNE}, "an unknown ISBN is absent"
    dune = found[DUNE]
    assert (dune.source, dune.reference) == ("open_library", "/works/OL1W")
    assert dune.headings == ("Science fiction", "Arrakis")
    assert dune.thumbnail_url == "https://covers.openlibrary.org/b/id/7-M.jpg", "the edition's cover, not the work's"
    assert dune.small_thumbnail_url == "https://covers.openlibrary.org/b/id/7-S.jpg"
    assert (dune.average_rating, dune.num_pages, dune.publication_year) == (4.31, 592, 1965)


def test_an_edition_that_lists_only_the_isbn10_answers_the_isbn13() -> None:
    assert set(read_isbn_answer(answer(work("/works/OL1W", edition("0441172717"))), [DUNE])) == {DUNE}


def test_an_edition_that_answers_another_isbn_answers_none() -> None:
    assert read_isbn_answer(answer(work("/works/OL1W", edition(EMMA))), [DUNE]) == {}


def test_of_two_editions_of_one_work_one_stays_hidden() -> None:
    other = "9780593099322"
    assert set(read_isbn_answer(answer(work("/works/OL1W", edition(DUNE))), [DUNE, other])) == {DUNE}
    assert set(read_isbn_answer(answer(work("/works/OL1W", edition(DUNE, other))), [DUNE, other])) == {DUNE, other}


def listing(key: str, *isbns: str, shows: str, cover: object = None, works_cover: object = None) -> dict[str, Any]:
    return work(key, edition(shows, cover=cover), isbn=list(isbns), cover_i=works_cover)


def test_the_list_of_a_work_answers_for_the_editions_that_are_not_shown() -> None:
    raw = answer(listing("/works/OL1W", DUNE, "0141439580", EMMA, "junk", shows=DUNE, cover=7, works_cover=9))
    found = read_isbn_answer(raw, [DUNE, EMMA, LOTR])
    assert set(found) == {DUNE, EMMA}
    assert {isbn: one.reference for isbn, one in found.items()} == dict.fromkeys((DUNE, EMMA), "/works/OL1W")
    assert str(found[DUNE].thumbnail_url).endswith("/7-M.jpg"), "the cover of the edition shown"
    assert str(found[EMMA].thumbnail_url).endswith("/9-M.jpg"), "the cover of the work, for it is another edition"


@pytest.mark.parametrize(
    ("works", "best"),
    [
        # An edition that shows the ISBN says more than a list that has it.
        ([listing("/list", DUNE, EMMA, shows=EMMA, works_cover=9), work("/shown", edition(DUNE))], "/shown"),
        ([work("/shown", edition(DUNE)), listing("/list", DUNE, EMMA, shows=EMMA, works_cover=9)], "/shown"),
        # Between lists a cover decides, and the length of a list says nothing: a novel has more editions than a box.
        ([listing("/bare", DUNE, shows=EMMA), listing("/cover", DUNE, LOTR, shows=EMMA, works_cover=9)], "/cover"),
        ([listing("/long", DUNE, LOTR, shows=EMMA), listing("/short", DUNE, shows=EMMA)], "/long"),
    ],
)
def test_of_two_works_that_list_an_isbn_the_better_one_wins(works: list[dict[str, Any]], best: str) -> None:
    assert read_isbn_answer(answer(*works), [DUNE])[DUNE].reference == best


@pytest.mark.parametrize(
    ("raw", "cut_off"),
    [
        ({"numFound": 2, "docs": [{}]}, True),
        ({"numFound": 1, "docs": [{}]}, False),
        ({"numFound": 0, "docs": [{}]}, False),
        ({"numFound": 1, "docs": []}, True),
        ({"numFound": "2", "docs": [{}]}, False),
        ({"docs": [{}]}, False),
        ({}, False),
    ],
)
def test_an_answer_is_cut_off_when_more_was_found_than_it_shows(raw: dict[str, Any], cut_off: bool) -> None:
    assert is_cut_off(raw) is cut_off


SINGLE = work("/works/SINGLE", edition(LOTR, "0345339703", cover=5))
BOX_SET = work("/works/BOX", edition(LOTR, "9780345339713", "9780345339737", "0345339711"))
BARE = work("/works/BARE", edition(LOTR))


@pytest.mark.parametrize(
    ("works", "best"),
    [
        ([SINGLE, BOX_SET], "/works/SINGLE"),
        ([BOX_SET, SINGLE], "/works/SINGLE"),
        ([BOX_SET, BARE], "/works/BARE"),  # fewer ISBNs
        ([BARE, SINGLE], "/works/SINGLE"),  # a cover counts more
        ([BARE, work("/works/LATER", edition(LOTR))], "/works/BARE"),  # else the more relevant
    ],
)
def test_of_two_works_with_one_isbn_the_single_volume_wins(works: list[dict[str, Any]], best: str) -> None:
    assert read_isbn_answer(answer(*works), [LOTR])[LOTR].reference == best


@pytest.mark.parametrize(
    ("editions_cover", "works_cover", "shown"),
    [(7, 9, 7), (None, 9, 9), (-1, 9, 9), (-1, -1, None), (None, None, None), ("7", "9", None), (7.5, True, None)],
)
def test_a_cover_is_a_positive_number(editions_cover: object, works_cover: object, shown: int | None) -> None:
    raw = answer(work("/works/OL1W", edition(DUNE, cover=editions_cover), cover_i=works_cover))
    expected = f"https://covers.openlibrary.org/b/id/{shown}-M.jpg" if shown else None
    assert read_isbn_answer(raw, [DUNE])[DUNE].thumbnail_url == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": None},
        {"subject": "Fiction"},
        {"subject": {"Fiction": 1}},
        {"subject": [None, 1, "", " ", "\ud800", ["Fiction"]]},
        {"ratings_average": "4.3", "number_of_pages_median": "592", "first_publish_year": "1965"},
        {"ratings_average": 0, "number_of_pages_median": 0},
        {"ratings_average": 5.1, "number_of_pages_median": 10**9, "first_publish_year": 10**9},
        {"ratings_average": float("nan"), "number_of_pages_median": 1.5, "first_publish_year": float("inf")},
        {"ratings_average": True, "number_of_pages_median": True, "first_publish_year": True},
        {"ratings_average": 10**400, "number_of_pages_median": [592], "first_publish_year": {}},
    ],
)
def test_a_field_of_the_wrong_type_counts_as_absent(fields: dict[str, Any]) -> None:
    found = read_isbn_answer(answer(work("/works/OL1W", edition(DUNE), **fields)), [DUNE])[DUNE]
    assert found.headings == ()
    assert (found.average_rating, found.num_pages, found.publication_year) == (None, None, None)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"docs": None},
        {"docs": {}},
        {"docs": "none"},
        {"docs": [None, 1, "x", []]},
        answer({"key": "/works/OL1W"}),
        answer({"key": "/works/OL1W", "editions": None}),
        answer({"key": "/works/OL1W", "editions": [edition(DUNE)]}),
        answer({"key": "/works/OL1W", "editions": {"docs": [DUNE]}}),
        answer({"key": "/works/OL1W", "editions": {"docs": [{"isbn": DUNE}]}}),
        answer({"key": "/works/OL1W", "editions": {"docs": [{"isbn": [int(DUNE), None, "", "x"]}]}}),
    ],
)
def test_an_answer_of_another_shape_knows_no_book(raw: dict[str, Any]) -> None:
    assert read_isbn_answer(raw, [DUNE]) == {}
    assert read_title_answer(raw, [TitleAuthor("Dune", "Frank Herbert")]) == {}


def test_a_work_without_key_still_counts() -> None:
    raw = answer({"editions": {"docs": [edition(DUNE)]}})
    assert read_isbn_answer(raw, [DUNE])[DUNE].reference == "a work without key"


# Answers to titles


def titled(key: str, title: str, *authors: str, **fields: Any) -> dict[str, Any]:
    return {"key": key, "title": title, "author_name": list(authors)} | fields


def references(records: Sequence[Any], *books: TitleAuthor) -> Mapping[TitleAuthor, str]:
    return {book: found.reference for book, found in read_title_answer(answer(*records), books).items()}


def test_records_are_matched_back_to_the_books_they_are() -> None:
    records = [
        titled("/both", "The Colour of Magic / The Light Fantastic", "Terry Pratchett"),
        titled("/mort", "Mort", "Terry Pratchett"),
        titled("/other", "The Colour of Magic", "Stephen Briggs"),
        titled("/colour", "The colour of magic", "Terry Pratchett", "Somebody Else"),
        titled("/reaper", "Reaper Man", "Terry Pratchett"),
    ]
    assert references(records, COLOUR, MORT) == {COLOUR: "/colour", MORT: "/mort"}


def test_title_and_author_must_both_agree() -> None:
    assert references([titled("/1", "Mort", "Someone Else"), titled("/2", "Sourcery", "Terry Pratchett")], MORT) == {}
    assert references([titled("/1", "Mort")], MORT) == {}, "a record without author is nobody's"


def test_a_later_author_of_a_record_counts_as_well() -> None:
    assert references([titled("/1", "Mort", "Paul Kidby", "Terry Pratchett")], MORT) == {MORT: "/1"}


def test_the_closest_title_wins_then_one_with_subjects_then_the_more_relevant() -> None:
    sapiens = TitleAuthor("Sapiens: A Brief History of Humankind", "Yuval Noah Harari")
    harari = sapiens.author
    short, full = titled("/short", "Sapiens", harari), titled("/full", sapiens.title, harari)
    rich = titled("/rich", "Sapiens", harari, subject=["History"])
    again = titled("/again", "Sapiens", harari, subject=["Humanity"])
    assert references([rich, full], sapiens) == {sapiens: "/full"}
    assert references([short, rich, again], sapiens) == {sapiens: "/rich"}
    assert references([short, titled("/later", "Sapiens", harari)], sapiens) == {sapiens: "/short"}


def test_a_subtitle_in_a_field_of_its_own_is_compared() -> None:
    thrawn = TitleAuthor("Star Wars: Thrawn", "Timothy Zahn")
    assert references([titled("/1", "Star Wars", "Timothy Zahn", subtitle="Treason")], thrawn) == {}
    assert references([titled("/1", "Star Wars", "Timothy Zahn", subtitle="Thrawn")], thrawn) == {thrawn: "/1"}


@pytest.mark.parametrize(
    "record",
    [
        {"title": None, "author_name": ["Terry Pratchett"]},
        {"title": ["Mort"], "author_name": ["Terry Pratchett"]},
        {"title": "Mort", "author_name": "Terry Pratchett"},
        {"title": "Mort", "author_name": [None, 1, ["Terry Pratchett"]]},
        {"title": "Mort", "author_name": None},
        {"author_name": ["Terry Pratchett"]},
    ],
)
def test_a_record_with_a_wrong_type_in_title_or_author_is_no_match(record: dict[str, Any]) -> None:
    assert references([record], MORT) == {}


class OneRecordOfMany(ProviderHttp):
    """Answers a title query with a record of its first book's title, and that there are a thousand records more."""

    def __init__(self, author: str = "Ada Example") -> None:
        self.author = author
        self.asked: list[int] = []

    async def get_json(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        titles = re.findall(r'title:"(.*?)"', params["q"])
        self.asked.append(len(titles))
        return {"numFound": 1001, "docs": [titled("/works/OL1W", titles[0], self.author)]}


def five_titles(http: ProviderHttp) -> list[bool]:
    """Look five titles up at once; whether each was found."""

    async def look_up() -> list[LookUp]:
        open_library = OpenLibrary(http)
        return await asyncio.gather(*(open_library.by_title(f"Title {name}", "Ada Example") for name in "abcde"))

    return [found.answer is not None for found in asyncio.run(look_up())]


def test_a_title_is_asked_for_three_times_at_most() -> None:
    http = OneRecordOfMany()
    assert five_titles(http) == [True, True, True, False, False]
    assert http.asked == [5, 4, 3]


def test_after_an_answer_that_held_none_of_the_books_none_is_asked_for_again() -> None:
    """The same query would bring the same records."""
    http = OneRecordOfMany(author="Somebody Else")
    assert five_titles(http) == [False] * 5
    assert http.asked == [5]


FIELDS = [
    *("key", "title", "subtitle", "author_name", "subject", "cover_i", "ratings_average", "number_of_pages_median"),
    *("first_publish_year", "editions", "isbn", "docs", "numFound"),
]
RECORD = st.dictionaries(
    st.sampled_from(FIELDS),
    ANY_JSON | st.sampled_from(["Mort", ["Terry Pratchett"], [DUNE], {"docs": [{"isbn": [DUNE], "cover_i": -1}]}]),
)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(FIELDS), ANY_JSON)
    | st.lists(RECORD | ANY_JSON, max_size=4).map(lambda docs: {"docs": docs})
)
def test_any_json_is_read(raw: dict[str, Any]) -> None:
    for found in (*read_isbn_answer(raw, [DUNE]).values(), *read_title_answer(raw, [MORT]).values()):
        assert found.source == "open_library"
        assert found.thumbnail_url is None or found.thumbnail_url.startswith("https://covers.openlibrary.org/b/id/")
        json.dumps([found.headings, found.average_rating, found.num_pages], allow_nan=False).encode()
