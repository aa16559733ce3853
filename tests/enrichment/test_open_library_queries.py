"""The queries that Open Library is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.enrichment.providers.open_library_queries import (
    BookIds,
    ById,
    ByIdOfWork,
    ByOtherNames,
    ByTitle,
    TitleAuthor,
)
from tests.enrichment.open_library_records import DUNE, EMMA, MORT


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
