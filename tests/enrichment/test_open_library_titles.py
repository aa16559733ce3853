"""Open Library's answers to titles, and how often a title is asked for."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from chalicelib.enrichment.http.provider_http import ProviderHttp
from chalicelib.enrichment.http.provider_state import QuerySize
from chalicelib.enrichment.providers.batching import LookUp
from chalicelib.enrichment.providers.open_library import OpenLibrary
from chalicelib.enrichment.providers.open_library_answers import read_title_answer
from chalicelib.enrichment.providers.open_library_queries import TitleAuthor
from tests.enrichment.open_library_records import COLOUR, MORT, answer, edition


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
