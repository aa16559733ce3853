"""What a search finds, which edition it shows, and in what order."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.simulator.catalogue import Edition, Series, Work
from bench.simulator.open_library.index.book_index import BookIndex, popularity
from bench.simulator.open_library.index.query import parse_query
from bench.simulator.open_library.site import OpenLibrary

RECORDED = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "openlibrary"

STONE = Work(
    "/works/OL1W",
    "Harry Potter and the Philosopher's Stone",
    ("J. K. Rowling",),
    (
        Edition("/books/OL1M", ("9780747532699",), 1, language=("eng",)),
        Edition("/books/OL2M", ("978-0-590-35340-3",), 2, "Harry Potter and the Sorcerer's Stone", language=("eng",)),
        Edition("/books/OL3M", ("9782070612758",), 3, "Harry Potter à l'école des sorciers", language=("fre",)),
    ),
    alternate_names=("Joanne Rowling", "Роулинг, Джоан"),
    readinglog_count=5_000,
    already_read_count=900,
    series=(Series("Harry Potter", "1"),),
    people=("Harry Potter",),
    ddc=("823.914",),
)
WAR = Work(
    "/works/OL2W",
    "Art of war",
    ("孫武",),
    (Edition("/books/OL4M", title="Art of War", subtitle="The Oldest Treatise", other_titles=("Sunzi bing fa",)),),
    alternate_names=("Sun Tzu",),
)
RINGS = Work("/works/OL3W", "The Lord of the Rings", ("J.R.R. Tolkien",), (Edition("/books/OL5M"),), subtitle="One")
LONE = Work("/works/OL4W", "Letters of J. R. R. Tolkien", ("J. R. R. Tolkien", "Humphrey O'Brien"))
TWO = Work(
    "/works/OL5W",
    "Collected Works",
    ("Ann Author",),
    (
        Edition("/books/OL6M", ("9780306406157",), None, "Erstes Buch", language=("ger",), goodreads_ids=("77",)),
        Edition("/books/OL7M", ("9780199535521",), None, "First Book", language=("eng",)),
        Edition("/books/OL8M", ("9780141439587",), 8, "First Book", language=("eng",)),
    ),
)
INDEX = BookIndex([STONE, WAR, RINGS, LONE, TWO])


def found(query: str) -> set[str]:
    return {match.work.key for match in INDEX.search(parse_query(query), with_editions=True)}


@pytest.mark.parametrize(
    ("query", "works"),
    [
        # Initials: one token, or one each.
        ('author:"J.R.R. Tolkien"', [RINGS]),
        ('author:"J. R. R. Tolkien"', [LONE]),
        ('author:"Tolkien"', [RINGS, LONE]),
        ('author:"o\N{RIGHT SINGLE QUOTATION MARK}brien"', [LONE]),
        ('author:"Brien"', []),
        ('author:"Tolkien Humphrey"', []),  # a phrase stays within one name
        ('author:"Rowling J."', []),
        # Other names are another field.
        ('author:"Sun Tzu"', []),
        ('author_alternative_name:"Sun Tzu"', [WAR]),
        ('(author:"Joanne Rowling" OR author_alternative_name:"Joanne Rowling")', [STONE]),
        # Every edition's title finds the work.
        ('title:"Sorcerer\'s Stone"', [STONE]),
        ('title:"philosophers stones"', [STONE]),  # what is left of a possessive and a plural is one stem
        ('title:"philosopher-stone"', [STONE]),
        ('title:"ecole des sorciers"', [STONE]),
        ('title:"Sunzi Bing Fa"', [WAR]),
        ('title:"Art of War: The Oldest"', [WAR]),
        ('title:"The Art of War"', []),  # catalogued without its article
        ('title:"Lord of the Rings: One"', [RINGS]),
        ('title:"War Sunzi"', []),  # a phrase stays within one title
        # A title that no edition has does not do, whatever the work is called.
        ('title:"Collected Works"', []),
        ('title:"Letters of"', [LONE]),  # unless there is no edition
        ('title:"&"', []),
        ('author:"Tolkien" AND title:"&"', [RINGS, LONE]),  # what has no token is not asked
        # Identifiers.
        ("isbn:9780747532699", [STONE]),
        ("isbn:0-7475-3269-9", [STONE]),
        ("isbn:(0-7475-3269-9 OR 1)", []),  # only one alone loses its hyphens
        ("isbn:(9780590353403)", []),  # stored with hyphens
        ("isbn:(0590353403)", [STONE]),
        ("isbn:(978-0-590-35340-3 OR 1)", [STONE]),  # as it was typed
        ("id_goodreads:(77 OR 78)", [TWO]),
        ("isbn:(1) OR id_goodreads:(77)", [TWO]),
        # Words without a field.
        ("rowling stone", [STONE]),
        ("9780747532699", [STONE]),
        ("title:sto*", []),
        ('subject:"Magic"', []),
    ],
)
def test_a_query_finds(query: str, works: list[Work]) -> None:
    assert found(query) == {work.key for work in works}


def test_without_editions_the_works_own_title_does() -> None:
    matches = INDEX.search(parse_query('title:"Collected Works"'), with_editions=False)
    assert [(match.work, match.editions) for match in matches] == [(TWO, ())]


@pytest.mark.parametrize(
    ("query", "editions"),
    [
        ("isbn:(9780306406157)", ["OL6M"]),
        ("isbn:(9780306406157 OR 9780199535521)", ["OL7M", "OL6M"]),  # English first
        ("isbn:(9780199535521 OR 9780141439587)", ["OL8M", "OL7M"]),  # then covered
        ('title:"Erstes Buch" AND author:"Author"', ["OL6M"]),
        ('title:"First Book"', ["OL8M", "OL7M"]),
        ('author:"Ann Author"', ["OL8M", "OL7M", "OL6M"]),  # nothing that editions could answer: all of them
    ],
)
def test_the_best_edition_comes_first(query: str, editions: list[str]) -> None:
    (match,) = INDEX.search(parse_query(query), with_editions=True)
    assert [edition.key for edition in match.editions] == [f"/books/{key}" for key in editions]


def test_an_edition_needs_to_match_another_clause_than_its_work() -> None:
    # The work is found by the first clause's author; its editions know only the second one's title.
    assert found('(author:"Rowling") OR (author:"Nobody" AND title:"Dune")') == set()


def poems(number: int, title: str, **counts: int) -> Work:
    edition = Edition(f"/books/OL{number}M")
    return Work(f"/works/OL{number}W", title, ("Ada Example",), (edition,) * counts.pop("editions", 1), **counts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "ordered",
    [
        [poems(1, "Poems", readinglog_count=400), poems(2, "Poems")],
        [poems(1, "Poems", already_read_count=20), poems(2, "Poems")],
        [poems(1, "Poems", editions=40), poems(2, "Poems")],
        [poems(1, "Poems"), poems(2, "Selected Poems of a Whole Long Life")],
        # Popularity outweighs a closer title.
        [poems(1, "Poems and Letters", readinglog_count=9_000, already_read_count=50), poems(2, "Poems")],
    ],
)
def test_works_are_ordered_by_relevance_times_popularity(ordered: list[Work]) -> None:
    index = BookIndex(list(reversed(ordered)))
    assert [match.work for match in index.search(parse_query('title:"poems"'), with_editions=True)] == ordered


def test_popularity_is_counted_as_the_service_counts_it() -> None:
    assert popularity(LONE) == pytest.approx(20 * 0.4771, abs=0.01)
    assert popularity(poems(1, "x", editions=7, already_read_count=500, readinglog_count=396)) == pytest.approx(140)


def answered(query: str, fields: str) -> Any:
    answer = OpenLibrary((STONE, WAR, RINGS, LONE, TWO)).answer("/search.json", {"q": query, "fields": fields})
    (doc,) = json.loads(answer.body)["docs"]
    return doc


def test_only_what_is_asked_and_known_is_answered() -> None:
    assert answered("isbn:9780747532699", "key,ddc,lcc,person,place,series_name,series_position,readinglog_count") == {
        "key": STONE.key,
        "ddc": ["823.914"],
        "person": ["Harry Potter"],
        "series_name": ["Harry Potter"],
        "series_position": ["1"],
        "readinglog_count": 5_000,
    }
    fields = "title,editions,editions.title,editions.subtitle,editions.language,editions.id_goodreads"
    assert answered('title:"Sorcerer\'s"', fields) == {
        "title": STONE.title,
        "editions": {
            "numFound": 1,
            "start": 0,
            "numFoundExact": True,
            "docs": [{"title": "Harry Potter and the Sorcerer's Stone", "language": ["eng"]}],
        },
    }
    # A field of editions alone asks for no editions.
    assert answered("isbn:9780747532699", "key,editions.title") == {"key": STONE.key}
    # Titles that are only searched are never answered.
    assert answered("isbn:9780747532699", "alternative_title,author_alternative_name") == {
        "author_alternative_name": list(STONE.alternate_names)
    }


@pytest.mark.skipif(not RECORDED.is_dir(), reason="needs ../shared/data/openlibrary beside the clone")
def test_answers_have_the_form_of_recorded_ones() -> None:
    for name, fields in (
        ("search-isbn-batch", "key,cover_i,editions,editions.key,editions.cover_i,editions.isbn"),
        ("search-title-author", "author_key,author_name,cover_i,edition_count,first_publish_year,isbn,key,title"),
    ):
        recorded = json.loads((RECORDED / f"{name}.json").read_bytes())
        answer = OpenLibrary((STONE,)).answer("/search.json", {"q": "isbn:9780747532699", "fields": fields})
        played = json.loads(answer.body)
        assert played.keys() == recorded.keys()
        allowed = {field for doc in recorded["docs"] for field in doc}
        assert played["docs"][0].keys() <= allowed
        for doc in (doc for doc in recorded["docs"] if "editions" in doc):
            assert doc["editions"].keys() == played["docs"][0]["editions"].keys()
            assert len(doc["editions"]["docs"]) == 1
