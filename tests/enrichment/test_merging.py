"""Two providers' answers as one result: who fills what, what it was matched by, who failed and who was not asked."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.enrichment.merging import Findings, leaves_open, merge
from chalicelib.enrichment.providers.answer import Match, ProviderAnswer
from chalicelib.errors import ProviderError, QuotaExhausted
from chalicelib.models import BookInfo, EnrichedBook, MatchedBy, Series

BOOK = BookInfo("Dune", "Frank Herbert", "9780441172719", "1")
BARE = ProviderAnswer("open_library", "/works/OL1W")
FULL = ProviderAnswer(
    "open_library",
    "/works/OL1W",
    headings=("Science fiction",),
    thumbnail_url="https://covers.openlibrary.org/b/id/1-M.jpg",
    small_thumbnail_url="https://covers.openlibrary.org/b/id/1-S.jpg",
    average_rating=4.3,
    num_pages=592,
    publication_year=1965,
)
GOOGLE = ProviderAnswer(
    "google_books",
    "g1",
    headings=("Love stories",),
    thumbnail_url="https://books.google.com/1",
    small_thumbnail_url="https://books.google.com/2",
    average_rating=3.9,
    num_pages=600,
)
SILENT = replace(GOOGLE, headings=(), thumbnail_url=None, small_thumbnail_url=None, average_rating=None, num_pages=None)
DOWN = ProviderError("network", "open_library", "it answered HTTP 500")
GOOGLE_DOWN = ProviderError("api_timeout", "google_books", "no answer within 10 s")
SPENT = QuotaExhausted("google_books", "not asked, because the daily quota is used up")


def merged(
    open_library: ProviderAnswer | None,
    google_books: ProviderAnswer | None = None,
    by: MatchedBy = "isbn",
    googles_by: MatchedBy = "isbn",
    **findings: Any,
) -> EnrichedBook:
    found = Findings(
        open_library=Match(open_library, by) if open_library else None,
        google_books=Match(google_books, googles_by) if google_books else None,
        **{"answered": True, **findings},
    )
    return merge(BOOK, found)


def test_open_librarys_details_come_first_and_googles_fill_the_gaps() -> None:
    result = merged(FULL, GOOGLE)
    assert (result.thumbnail_url, result.small_thumbnail_url) == (FULL.thumbnail_url, FULL.small_thumbnail_url)
    assert (result.average_rating, result.num_pages, result.publication_year) == (4.3, 592, 1965)
    assert {"Science Fiction", "Romance"} <= set(result.final_genres)
    assert result.genre_sources == ("open_library", "google_books")
    result = merged(replace(BARE, num_pages=1), GOOGLE)
    assert (result.thumbnail_url, result.small_thumbnail_url) == (GOOGLE.thumbnail_url, GOOGLE.small_thumbnail_url)
    assert (result.average_rating, result.num_pages, result.publication_year) == (3.9, 1, None)
    assert result.genre_sources == ("google_books",)


@pytest.mark.parametrize(
    ("openly", "googles"),
    [
        ("Science fiction", "SCIENCE FICTION"),
        ("SCIENCE FICTION", "Science fiction"),
        ("Ciencia ficción", "ciencia ficcion"),
    ],
)
def test_a_heading_that_both_spell_in_their_own_way_has_both_as_its_source(openly: str, googles: str) -> None:
    result = merged(replace(BARE, headings=(openly,)), replace(SILENT, headings=(googles,)))
    assert result.genre_sources == ("open_library", "google_books")


def test_a_cover_is_of_one_provider_in_both_sizes() -> None:
    result = merged(replace(FULL, small_thumbnail_url=None), GOOGLE)
    assert (result.thumbnail_url, result.small_thumbnail_url) == (FULL.thumbnail_url, None)


def test_the_result_is_the_books() -> None:
    result = merged(FULL)
    assert (result.book_id, result.title, result.author) == ("1", "Dune", "Frank Herbert")
    assert result.success
    assert result.genre_enrichment_success


@pytest.mark.parametrize(
    ("open_library", "by", "google_books", "googles_by", "matched_by"),
    [
        (FULL, "isbn", None, "isbn", "isbn"),
        (FULL, "title_author", None, "isbn", "title_author"),
        (None, "isbn", GOOGLE, "isbn", "isbn"),
        (None, "isbn", GOOGLE, "title_author", "title_author"),
        (None, "isbn", None, "isbn", None),
        (BARE, "isbn", GOOGLE, "isbn", "isbn"),
        # What was found by the title of one reader's row must not stand under the bare ISBN for all.
        (BARE, "isbn", GOOGLE, "title_author", "title_author"),
        (BARE, "title_author", GOOGLE, "isbn", "isbn"),  # Open Library's record added nothing
        (FULL, "title_author", GOOGLE, "isbn", "title_author"),
        # Each detail counts by itself.
        (FULL, "isbn", SILENT, "title_author", "isbn"),
        (FULL, "isbn", replace(SILENT, thumbnail_url="https://books.google.com/1"), "title_author", "isbn"),
        (BARE, "isbn", replace(SILENT, thumbnail_url="https://books.google.com/1"), "title_author", "title_author"),
        (BARE, "isbn", replace(SILENT, average_rating=3.9), "title_author", "title_author"),
        (BARE, "isbn", replace(SILENT, num_pages=600), "title_author", "title_author"),
        (BARE, "isbn", replace(SILENT, publication_year=1965), "title_author", "title_author"),
        (FULL, "isbn", replace(SILENT, headings=("Love stories",)), "title_author", "title_author"),
        (FULL, "isbn", replace(SILENT, headings=("Fiction",)), "title_author", "title_author"),  # Google is a source
        (FULL, "isbn", replace(SILENT, headings=("SCIENCE FICTION",)), "title_author", "title_author"),  # here too
        (FULL, "isbn", replace(SILENT, headings=("Large type books",)), "title_author", "isbn"),  # names no genre
        (FULL, "isbn", replace(SILENT, headings=("Cooking",)), "title_author", "isbn"),  # outvoted
        # The other way round.
        (replace(BARE, num_pages=1), "title_author", SILENT, "isbn", "title_author"),
        (BARE, "title_author", SILENT, "title_author", "title_author"),
        (BARE, "isbn", SILENT, "title_author", "isbn"),
    ],
)
def test_it_is_matched_by_the_weakest_match_that_added_something(
    open_library: ProviderAnswer | None,
    by: MatchedBy,
    google_books: ProviderAnswer | None,
    googles_by: MatchedBy,
    matched_by: MatchedBy | None,
) -> None:
    assert merged(open_library, google_books, by, googles_by).matched_by == matched_by


@pytest.mark.parametrize(
    ("findings", "success", "category", "message", "not_asked"),
    [
        ({}, True, None, None, ()),
        ({"not_asked": "google_books_no_key"}, True, None, None, ("google_books_no_key",)),
        # A spent quota is no failure of the book.
        ({"errors": [SPENT], "not_asked": "google_books_quota"}, True, None, None, ("google_books_quota",)),
        ({"errors": [GOOGLE_DOWN]}, True, "api_timeout", "google_books: no answer within 10 s", ()),
        ({"errors": [DOWN], "answered": True}, True, "network", "open_library: it answered HTTP 500", ()),
        ({"errors": [DOWN], "answered": False}, False, "network", "open_library: it answered HTTP 500", ()),
        (
            {"errors": [DOWN, GOOGLE_DOWN], "answered": False},
            False,
            "network",
            "open_library: it answered HTTP 500; google_books: no answer within 10 s",
            (),
        ),
        # Nobody could be asked, and each reason is told.
        (
            {"errors": [DOWN, SPENT], "answered": False, "not_asked": "google_books_quota"},
            False,
            "network",
            "open_library: it answered HTTP 500; google_books: not asked, because the daily quota is used up",
            ("google_books_quota",),
        ),
    ],
)
def test_errors_are_told_and_a_spent_quota_is_none(
    findings: dict[str, Any], success: bool, category: str | None, message: str | None, not_asked: tuple[str, ...]
) -> None:
    result = merged(None, **findings)
    assert (result.success, result.error_category, result.error_message) == (success, category, message)
    assert result.not_asked == not_asked


@pytest.mark.parametrize(
    ("answer", "open_"),
    [
        (None, True),
        (BARE, True),
        (FULL, False),
        (replace(FULL, headings=()), True),
        (replace(FULL, thumbnail_url=None), True),
        (replace(FULL, average_rating=None, num_pages=None, publication_year=None), False),
    ],
)
def test_a_record_without_headings_or_cover_leaves_something_open(answer: ProviderAnswer | None, open_: bool) -> None:
    assert leaves_open(Match(answer, "isbn") if answer else None) is open_


def test_the_logs_name_the_headings_of_each_genre() -> None:
    many = tuple(f"Science fiction, part {number}" for number in range(9))
    logs = merged(replace(FULL, headings=many), logs=["open_library: asked"]).processing_logs
    assert logs[0] == "open_library: asked"
    (line,) = [line for line in logs if line.startswith("genre Science Fiction: ")]
    assert line.count("'Science fiction, part") == 5
    assert line.endswith("and 4 more")


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        (["Science fiction"], "from 'Science fiction'"),
        (
            [f"Science fiction {part}" for part in "abcde"],
            "from " + ", ".join(f"'Science fiction {part}'" for part in "abcde"),
        ),
        ([f"Science fiction {'x' * 60}"], f"from 'Science fiction {'x' * 44}'"),
    ],
    ids=["one", "five", "a long one"],
)
def test_five_headings_of_a_genre_are_told_as_far_as_sixty_letters(headings: list[str], told: str) -> None:
    logs = merged(replace(BARE, headings=tuple(headings))).processing_logs
    assert f"genre Science Fiction: {told}" in logs


@pytest.mark.parametrize(
    ("openly", "googles", "mean", "votes"),
    [
        ((4.3, 812), (3.9, 20), 4.3, 812),
        ((None, 9), (3.9, 20), 3.9, 20),  # the votes behind the mean
        ((None, 9), (None, 4), None, 9),
        ((None, None), (None, 4), None, 4),
        ((None, 0), (None, 4), None, 0),
        ((None, None), (None, None), None, None),
    ],
)
def test_votes_are_those_of_the_provider_whose_mean_is_shown(
    openly: tuple[float | None, int | None],
    googles: tuple[float | None, int | None],
    mean: float | None,
    votes: int | None,
) -> None:
    result = merged(
        replace(BARE, average_rating=openly[0], community_ratings=openly[1]),
        replace(SILENT, average_rating=googles[0], community_ratings=googles[1]),
    )
    assert (result.average_rating, result.community_ratings) == (mean, votes)


def test_what_a_record_tells_beside_genres_is_in_the_result() -> None:
    told = replace(
        BARE,
        series=Series("Dune", "1"),
        language="eng",
        places=("Arrakis",),
        people=("Paul Atreides",),
        times=("the far future",),
    )
    result = merged(told, GOOGLE)
    assert (result.series, result.language) == (Series("Dune", "1"), "eng")
    assert (result.places, result.people, result.times) == (("Arrakis",), ("Paul Atreides",), ("the far future",))


def test_classes_and_the_year_are_evidence_too() -> None:
    classed = replace(BARE, ddc=("641.5",), publication_year=1925)
    result = merged(classed)
    assert "Food" in result.final_genres
    assert result.genre_sources == ("open_library",)
    assert "genre Food: Dewey class 641.5" in result.processing_logs
    by_lcc = merged(replace(BARE, lcc=("TX-0714.00000000.C66 1999",)))
    assert "Food" in by_lcc.final_genres
    novel = replace(FULL, headings=("Fiction", "Man-woman relationships, fiction"))
    old, new = (merged(replace(novel, publication_year=year)).final_genres for year in (1925, 2015))
    assert ("Classics" in old, "Classics" in new) == (True, False)


def test_a_provider_whose_headings_gave_nothing_is_no_source() -> None:
    both = merged(replace(FULL, ddc=("641.5",), headings=()), GOOGLE)
    assert both.genre_sources == ("google_books",)


def test_a_genre_that_the_others_imply_is_told_as_such() -> None:
    logs = merged(FULL).processing_logs
    assert any(line.startswith("genre Science Fiction: from 'Science fiction'") for line in logs)
    assert "nothing names a genre" not in logs
    assert merged(BARE).processing_logs == ("nothing names a genre",)
    assert merged(None).processing_logs == ()
