"""Open Library's answers to ISBNs and ids, which may hold anything in every field."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.enrichment.providers.open_library_answers import is_cut_off, read_id_answer, read_title_answer
from chalicelib.enrichment.providers.open_library_queries import BookIds, TitleAuthor
from chalicelib.models import Series
from tests.enrichment.open_library_records import DUNE, EMMA, LOTR, MORT, answer, edition, read_isbn_answer, work
from tests.test_models import ANY_JSON


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
