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
from chalicelib.enrichment.http.provider_state import QuerySize
from chalicelib.enrichment.providers.answer import ProviderAnswer
from chalicelib.enrichment.providers.batching import LookUp
from chalicelib.enrichment.providers.open_library import OpenLibrary
from chalicelib.enrichment.providers.open_library_answers import is_cut_off, read_id_answer, read_title_answer
from chalicelib.enrichment.providers.open_library_queries import (
    BookIds,
    ById,
    ByIdOfWork,
    ByOtherNames,
    ByTitle,
    TitleAuthor,
)
from chalicelib.models import Series
from tests.test_models import ANY_JSON

DUNE, EMMA, LOTR = "9780441172719", "9780141439587", "9780345339706"


def edition(*isbns: str, cover: object = None) -> dict[str, Any]:
    shown: dict[str, Any] = {"key": "/books/OL1M", "isbn": list(isbns)}
    return shown if cover is None else shown | {"cover_i": cover}


def work(key: str, *editions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"key": key, "editions": {"numFound": len(editions), "docs": list(editions)}} | fields


def answer(*works: Any) -> dict[str, Any]:
    return {"numFound": len(works), "start": 0, "docs": list(works)}


def read_isbn_answer(raw: Mapping[str, object], isbns: Sequence[str]) -> dict[str, ProviderAnswer]:
    """What is read for books that are asked for by ISBN alone."""
    found = read_id_answer(raw, [BookIds(isbn, None) for isbn in isbns])
    assert {match.matched_by for match in found.values()} <= {"isbn"}
    return {str(ids.isbn13): match.answer for ids, match in found.items()}


COLOUR = TitleAuthor("The Colour of Magic (Discworld, #1)", "Terry Pratchett")
MORT = TitleAuthor("Mort (Discworld, #4)", "Pratchett, Terry")

# Queries


def by_title(title: str, author: str) -> str:
    return ByTitle().parameters([TitleAuthor(title, author)])["q"]


def test_isbns_and_goodreads_ids_are_asked_for_in_one_query() -> None:
    books = [BookIds(DUNE, "44767458"), BookIds(EMMA, None), BookIds(None, "5107")]
    query = ById().parameters(books)
    assert query["q"] == f"isbn:({DUNE} OR {EMMA}) OR id_goodreads:(44767458 OR 5107)"
    assert [ById().terms(book) for book in books] == [2, 1, 1]
    fields = set(query["fields"].split(","))
    assert {"key", "title", "author_name", "subject", "cover_i", "ratings_average", "ratings_count"} <= fields
    assert {"person", "place", "time", "ddc", "lcc", "series_name", "series_position"} <= fields
    assert {"number_of_pages_median", "first_publish_year", "editions", "editions.isbn", "editions.cover_i"} <= fields
    assert {"editions.id_goodreads", "editions.title", "editions.subtitle", "editions.language"} <= fields


def test_a_query_names_only_what_its_books_have() -> None:
    assert ById().parameters([BookIds(DUNE, None)])["q"] == f"isbn:({DUNE})"
    assert ById().parameters([BookIds(None, "5107")])["q"] == "id_goodreads:(5107)"


@pytest.mark.parametrize(("asked", "limit"), [(1, "12"), (100, "210"), (500, "1000")])
def test_an_isbn_may_be_on_two_works(asked: int, limit: str) -> None:
    assert ById().parameters([BookIds(DUNE, None)] * asked)["limit"] == limit
    assert ByIdOfWork().parameters([BookIds(DUNE, None)] * asked)["limit"] == limit


@pytest.mark.parametrize(("asked", "limit"), [(1, "10"), (40, "400"), (101, "1000")])
def test_a_title_may_be_that_of_ten_works(asked: int, limit: str) -> None:
    assert ByTitle().parameters([MORT] * asked)["limit"] == limit
    assert ByOtherNames().parameters([MORT] * asked)["limit"] == limit


def test_what_is_read_of_a_work_is_asked_for_with_titles_too() -> None:
    asked = ById().parameters([BookIds(DUNE, None)])["fields"]
    assert ByTitle().parameters([MORT])["fields"] == asked
    assert ByOtherNames().parameters([MORT])["fields"] == f"author_alternative_name,{asked}"


def test_the_numbers_of_all_editions_are_asked_for_where_they_are_needed_only() -> None:
    plain, listing = ById().parameters([BookIds(DUNE, "5")]), ByIdOfWork().parameters([BookIds(DUNE, "5")])
    assert set(listing["fields"].split(",")) - set(plain["fields"].split(",")) == {"isbn", "id_goodreads"}
    assert listing["limit"] == plain["limit"]


def test_an_isbn_13_that_was_catalogued_with_hyphens_is_found_by_its_isbn_10() -> None:
    no_isbn10 = "9791034300228"
    books = [BookIds(DUNE, "5"), BookIds(no_isbn10, None), BookIds(None, "6")]
    assert ByIdOfWork().parameters(books)["q"] == f"isbn:({DUNE} OR {no_isbn10} OR 0441172717) OR id_goodreads:(5 OR 6)"
    assert [ByIdOfWork().terms(book) for book in books] == [3, 2, 1]


def test_titles_are_asked_for_by_surname_without_article_series_and_subtitle() -> None:
    books = [
        TitleAuthor("Warbreaker (Warbreaker, #1)", "Sanderson, Brandon"),
        TitleAuthor("Why Nations Fail: The Origins of Power", "Daron  Acemoğlu"),
        TitleAuthor("The Candy House", "Jennifer Egan"),
    ]
    assert ByTitle().parameters(books)["q"] == (
        '(author:"Sanderson" AND title:"Warbreaker") OR (author:"Acemoğlu" AND title:"Why Nations Fail")'
        ' OR (author:"Egan" AND title:"Candy House")'
    )
    assert ByTitle().terms(books[0]) == 2


def test_the_second_form_asks_for_other_names_and_for_a_volumes_own_title() -> None:
    books = [
        TitleAuthor("War and Peace", "Leo Tolstoy"),
        TitleAuthor("Mistborn: The Final Empire (Mistborn, #1)", "Brandon Sanderson"),
    ]
    assert ByOtherNames().parameters(books)["q"] == (
        '(author_alternative_name:"Tolstoy" AND title:"War & Peace") OR '
        '((author:"Sanderson" OR author_alternative_name:"Sanderson") AND title:("Mistborn" OR "Final Empire"))'
    )
    assert [ByOtherNames().terms(book) for book in books] == [2, 4]


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ('A "Great" Book', '"Great Book"'),
        ("C:\\Windows", '"C: Windows"'),
        ("AC\\", '"AC"'),  # a lone backslash must not eat the closing quote
        ("--Dune", '"Dune"'),  # a firewall takes a quotation mark before two dashes for an attack
        ("Dune -- Or Not", '"Dune - Or Not"'),
        ("Why? (And) + && || ! ^ ~ * / [x]y", '"Why? & & && || ! ^ ~ * / [x]y"'),  # inside quotes only words
        ("X OR B", '"X OR B"'),
        ("百年の孤独", '"百年の孤独"'),
    ],
)
def test_a_phrase_cannot_break_out_of_its_quotes(title: str, phrase: str) -> None:
    assert by_title(title, "A B") == f'(author:"B" AND title:{phrase})'


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_title_and_no_author_breaks_out_of_its_quotes(title: str, author: str) -> None:
    query = by_title(title, author)
    assert "\\" not in query
    outside = query.split('"')[::2]
    assert outside == ["(author:", " AND title:", ")"]


def test_of_an_endless_title_the_beginning_is_asked_for() -> None:
    query = by_title("endless " * 1000, "Ada Example")
    assert query.startswith('(author:"Example" AND title:"endless endless')
    assert query.endswith('endless")'), "cut between words, or no record would match"
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
                ratings_count=812,
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
    assert dune.community_ratings == 812


def test_an_edition_that_lists_only_the_isbn10_answers_the_isbn13() -> None:
    assert set(read_isbn_answer(answer(work("/works/OL1W", edition("0441172717"))), [DUNE])) == {DUNE}


def test_an_edition_that_answers_another_isbn_answers_none() -> None:
    assert read_isbn_answer(answer(work("/works/OL1W", edition(EMMA))), [DUNE]) == {}


def test_of_two_editions_of_one_work_one_stays_hidden() -> None:
    other = "9780593099322"
    assert set(read_isbn_answer(answer(work("/works/OL1W", edition(DUNE))), [DUNE, other])) == {DUNE}
    assert set(read_isbn_answer(answer(work("/works/OL1W", edition(DUNE, other))), [DUNE, other])) == {DUNE, other}


def test_a_record_answers_the_goodreads_id_of_its_edition() -> None:
    shown = edition(EMMA) | {"id_goodreads": ["7", "6969"]}
    (ids,) = found = read_id_answer(answer(work("/works/OL1W", shown)), [BookIds(None, "6969"), BookIds(None, "69")])
    assert (ids, found[ids].matched_by) == (BookIds(None, "6969"), "goodreads_id")


def test_the_works_list_answers_the_goodreads_id_of_an_edition_that_is_not_shown() -> None:
    raw = answer(work("/works/OL1W", edition(EMMA, cover=7), id_goodreads=["6969"], cover_i=9))
    (found,) = read_id_answer(raw, [BookIds(None, "6969")]).values()
    assert found.matched_by == "goodreads_id"
    assert str(found.answer.thumbnail_url).endswith("/9-M.jpg")


@pytest.mark.parametrize(
    ("works", "best", "matched_by"),
    [
        # The edition shown says more than a list, an ISBN more than an id.
        ([work("/id", edition() | {"id_goodreads": ["5"]}), work("/isbn", edition(DUNE))], "/isbn", "isbn"),
        ([work("/isbn", edition(DUNE)), work("/id", edition() | {"id_goodreads": ["5"]})], "/isbn", "isbn"),
        (
            [work("/list", edition(), isbn=[DUNE]), work("/id", edition() | {"id_goodreads": ["5"]})],
            "/id",
            "goodreads_id",
        ),
        ([work("/list", edition(), id_goodreads=["5"]), work("/isbn", edition(), isbn=[DUNE])], "/isbn", "isbn"),
    ],
)
def test_a_book_with_two_numbers_is_matched_by_the_stronger(
    works: list[dict[str, Any]], best: str, matched_by: str
) -> None:
    (found,) = read_id_answer(answer(*works), [BookIds(DUNE, "5")]).values()
    assert (found.answer.reference, found.matched_by) == (best, matched_by)


def test_what_the_record_tells_beside_genres_is_read() -> None:
    raw = answer(
        work(
            "/works/OL1W",
            edition(DUNE) | {"language": ["ger", "eng"]},
            series_name=["Dune", "Other"],
            series_position=["1", ""],
            place=[f"Place {number}" for number in range(9)],
            person=["Paul Atreides"],
            time=["Future"],
            ddc=["813.54"],
            lcc=["PS-3558.00000000.E63"],
        )
    )
    found = read_isbn_answer(raw, [DUNE])[DUNE]
    assert (found.series, found.language) == (Series("Dune", "1"), "ger")
    assert found.places == tuple(f"Place {number}" for number in range(5))
    assert (found.people, found.times) == (("Paul Atreides",), ("Future",))
    assert (found.ddc, found.lcc) == (("813.54",), ("PS-3558.00000000.E63",))


@pytest.mark.parametrize(
    ("fields", "series"),
    [
        ({"series_name": ["Dune"], "series_position": [""]}, Series("Dune")),
        ({"series_name": ["Dune"]}, Series("Dune")),
        ({"series_name": ["Dune"], "series_position": "1"}, Series("Dune")),
        ({"series_name": ["Dune"], "series_position": [1]}, Series("Dune")),
        ({"series_name": [], "series_position": ["1"]}, None),
        ({"series_position": ["1"]}, None),
    ],
)
def test_a_series_has_a_name_and_may_have_a_place(fields: dict[str, Any], series: Series | None) -> None:
    assert read_isbn_answer(answer(work("/works/OL1W", edition(DUNE), **fields)), [DUNE])[DUNE].series == series


@pytest.mark.parametrize(
    ("votes", "mean", "count"), [(10, 4.31, 10), (9, None, 9), (1, None, 1), (None, None, None), ("10", None, None)]
)
def test_a_mean_of_fewer_than_ten_votes_is_no_communitys(votes: object, mean: float | None, count: int | None) -> None:
    raw = answer(work("/works/OL1W", edition(DUNE), ratings_average=4.3125, ratings_count=votes))
    found = read_isbn_answer(raw, [DUNE])[DUNE]
    assert (found.average_rating, found.community_ratings) == (mean, count)


def test_the_language_of_an_edition_that_is_not_the_readers_is_not_told() -> None:
    shown = edition(EMMA) | {"language": ["ger"], "title": "Mort"}
    raw = answer(work("/works/OL1W", shown, isbn=[DUNE], title="Mort", author_name=["Terry Pratchett"]))
    assert read_isbn_answer(raw, [DUNE])[DUNE].language is None
    assert read_title_answer(raw, [MORT])[MORT].answer.language is None


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


def test_a_work_shows_its_first_edition() -> None:
    raw = answer(work("/works/OL1W", edition(DUNE, cover=7), edition(EMMA, cover=8)))
    assert set(read_isbn_answer(raw, [DUNE, EMMA])) == {DUNE}


@pytest.mark.parametrize(
    ("field", "values", "name"),
    [
        ("first_publish_year", {-5001: None, -5000: -5000, 9999: 9999, 10_000: None}, "publication_year"),
        ("number_of_pages_median", {0: None, 1: 1, 50_000: 50_000, 50_001: None}, "num_pages"),
        ("ratings_count", {-1: None, 0: 0, 10**9: 10**9, 10**9 + 1: None}, "community_ratings"),
        ("subject", {1000: 1000, 1001: 1000}, "headings"),
    ],
)
def test_a_number_counts_within_its_bounds(field: str, values: dict[int, int | None], name: str) -> None:
    for value, expected in values.items():
        sent: object = ["Fiction"] * value if field == "subject" else value
        found = getattr(read_isbn_answer(answer(work("/1", edition(DUNE), **{field: sent})), [DUNE])[DUNE], name)
        assert (len(found) if field == "subject" else found) == expected


@pytest.mark.parametrize(
    ("mean", "shown"), [(0.01, 0.01), (0.009, None), (5, 5), (5.01, None), (4.005, 4.0), (4.126, 4.13)]
)
def test_a_mean_has_two_decimals_and_is_of_one_to_five_stars(mean: float, shown: float | None) -> None:
    raw = answer(work("/works/OL1W", edition(DUNE), ratings_average=mean, ratings_count=10))
    assert read_isbn_answer(raw, [DUNE])[DUNE].average_rating == shown


@pytest.mark.parametrize(("letters", "read"), [(1000, True), (1001, False)])
def test_an_endless_text_is_no_heading(letters: int, read: bool) -> None:
    raw = answer(work("/works/OL1W", edition(DUNE), subject=["x" * letters]))
    assert bool(read_isbn_answer(raw, [DUNE])[DUNE].headings) == read


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
        {"subject": [None, 1, "", " ", "\ud800", ["Fiction"]], "ddc": "813", "place": 1, "series_name": "Dune"},
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
    found = read_title_answer(answer(*records), books)
    assert {match.matched_by for match in found.values()} <= {"title_author"}
    return {book: match.answer.reference for book, match in found.items()}


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


STONE = TitleAuthor("Harry Potter and the Sorcerer's Stone (Harry Potter, #1)", "J.K. Rowling")
ROWLING = ("J. K. Rowling",)


def edition_titled(title: str, subtitle: str | None = None, cover: int | None = None) -> dict[str, Any]:
    shown = edition(cover=cover) | {"title": title}
    return {"editions": {"docs": [shown | ({"subtitle": subtitle} if subtitle else {})]}}


def test_the_title_of_the_edition_that_matched_counts_as_well() -> None:
    philosophers = titled(
        "/1",
        "Harry Potter and the Philosopher's Stone",
        *ROWLING,
        cover_i=9,
        **edition_titled("Harry Potter and the Sorcerer's Stone", cover=7),
    )
    assert references([philosophers], STONE) == {STONE: "/1"}
    (found,) = read_title_answer(answer(philosophers), [STONE]).values()
    assert str(found.answer.thumbnail_url).endswith("/7-M.jpg"), "the cover of the edition with that title"
    nineteen = titled("/2", "Nineteen Eighty-Four", "George Orwell", cover_i=9, **edition_titled("1984", cover=7))
    orwell = TitleAuthor("1984", "George Orwell")
    (found,) = read_title_answer(answer(nineteen), [orwell]).values()
    assert str(found.answer.thumbnail_url).endswith("/9-M.jpg"), "the work's own title is the same"
    war = titled("/3", "Война и мир", "Leo Tolstoy", **edition_titled("War and Peace"))
    assert references([war], TitleAuthor("War and Peace", "Leo Tolstoy")) != {}


def test_a_subtitle_of_the_edition_is_compared() -> None:
    record = titled("/1", "Whatever", "Timothy Zahn", **edition_titled("Star Wars", "Thrawn"))
    assert references([record], TitleAuthor("Star Wars: Thrawn", "Timothy Zahn")) != {}
    assert references([record], TitleAuthor("Star Wars: Treason", "Timothy Zahn")) == {}


def test_an_edition_of_another_kind_of_book_is_not_the_book() -> None:
    graphic = titled("/1", "Mort: the graphic novel", "Terry Pratchett", **edition_titled("Mort"))
    assert references([graphic], MORT) == {}


def test_a_work_with_the_title_comes_before_one_whose_edition_has_it() -> None:
    by_edition = titled("/edition", "Other", "Terry Pratchett", subject=["Death"], **edition_titled("Mort"))
    by_work = titled("/work", "Mort", "Terry Pratchett")
    assert references([by_edition, by_work], MORT) == {MORT: "/work"}
    assert references([by_work, by_edition], MORT) == {MORT: "/work"}


def test_other_names_of_an_author_count_where_the_answer_tells_them() -> None:
    peace = TitleAuthor("War and Peace", "Leo Tolstoy")
    record = titled("/1", "War and Peace", "Лев Толстой")
    assert references([record], peace) == {}
    assert references([record | {"author_alternative_name": ["Tolstoj, Lev", "Graf Leo Tolstoi"]}], peace) == {
        peace: "/1"
    }
    assert references([record | {"author_alternative_name": ["Alexei Tolstoy"]}], peace) == {}


def test_a_volume_that_is_written_behind_its_series_is_found_by_its_own_title() -> None:
    final = TitleAuthor("Mistborn: The Final Empire (Mistborn, #1)", "Brandon Sanderson")
    assert references([titled("/1", "The Final Empire", "Brandon Sanderson")], final) == {final: "/1"}
    assert references([titled("/1", "The Final Empire", "Somebody Else")], final) == {}


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

    async def get_json(
        self, path: str, params: Mapping[str, str], *, attempts_of_query: int | None = None
    ) -> dict[str, Any]:
        titles = re.findall(r'title:"(.*?)"', params["q"])
        self.asked.append(len(titles))
        return {"numFound": 1001, "docs": [titled("/works/OL1W", titles[0], self.author)]}


def five_titles(http: ProviderHttp, look_up_name: str = "by_title") -> list[bool]:
    """Look five titles up at once; whether each was found."""

    async def look_up() -> list[LookUp]:
        open_library = OpenLibrary(http, QuerySize())
        ask = open_library.by_title if look_up_name == "by_title" else open_library.by_other_names
        return await asyncio.gather(*(ask(f"Title {name}", "Ada Example") for name in "abcde"))

    return [found.match is not None for found in asyncio.run(look_up())]


@pytest.mark.parametrize("look_up", ["by_title", "by_other_names"])
def test_a_title_is_asked_for_twice_at_most_in_each_form(look_up: str) -> None:
    http = OneRecordOfMany()
    assert five_titles(http, look_up) == [True, True, False, False, False]
    assert http.asked == [5, 4]


def test_two_spellings_of_one_book_are_asked_for_once() -> None:
    http = OneRecordOfMany()

    async def look_up() -> list[LookUp]:
        open_library = OpenLibrary(http, QuerySize())
        spelled = (("Title One", "Ada Example"), ("TITLE ONE (Tales, #1)", "Example, Ada"))
        return await asyncio.gather(*(open_library.by_title(*book) for book in spelled))

    assert all(found.match for found in asyncio.run(look_up()))
    assert http.asked == [1]


def test_after_an_answer_that_held_none_of_the_books_none_is_asked_for_again() -> None:
    """The same query would bring the same records."""
    http = OneRecordOfMany(author="Somebody Else")
    assert five_titles(http) == [False] * 5
    assert http.asked == [5]


FIELDS = [
    *("key", "title", "subtitle", "author_name", "subject", "cover_i", "ratings_average", "number_of_pages_median"),
    *("first_publish_year", "editions", "isbn", "docs", "numFound", "id_goodreads", "author_alternative_name"),
    *("person", "place", "time", "ddc", "lcc", "series_name", "series_position", "ratings_count", "language"),
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
    by_ids = read_id_answer(raw, [BookIds(DUNE, "5")])
    for found in (match.answer for match in (*by_ids.values(), *read_title_answer(raw, [MORT]).values())):
        assert found.source == "open_library"
        assert found.thumbnail_url is None or found.thumbnail_url.startswith("https://covers.openlibrary.org/b/id/")
        json.dumps([found.headings, found.average_rating, found.num_pages], allow_nan=False).encode()
