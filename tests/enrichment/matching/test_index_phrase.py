"""The phrase by which an index finds a title. What it is compared with is what Lucene's analysers make of titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.enrichment.matching import index_phrase


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ("Dune", "Dune"),
        ("The Candy House", "Candy House"),  # catalogued with and without the article
        ("A Game of Thrones", "Game of Thrones"),
        ("L'Étranger", "L'Étranger"),  # one word for the index
        ("Der Prozess", "Prozess"),
        ("The", "The"),  # nothing else would be left
        ("To the Lighthouse", "To the Lighthouse"),  # an article within counts
        ("Emma and Persuasion", "Emma & Persuasion"),
        ("Emma & Persuasion", "Emma & Persuasion"),
        ("War + Peace", "War & Peace"),
        ("Krieg und Frieden", "Krieg & Frieden"),
        ("And Then There Were None", "And Then There Were None"),  # at the edge there is nothing to stand between
        ("Now and", "Now and"),
        ("The And Dune", "And Dune"),
        ("Naruto, Vol. 01", "Naruto, & 1"),
        ("Saga, Volume 1", "Saga, & 1"),
        ("007", "7"),
        ("0", "0"),
        ("Ender’s  Game", "Ender's Game"),
        ("", ""),
    ],
)
def test_a_title_is_asked_for_as_the_index_can_match_it(title: str, phrase: str) -> None:
    assert index_phrase(title) == phrase


@pytest.mark.parametrize(
    "article",
    [
        *("the", "a", "an", "le", "la", "les", "un", "une", "el", "los", "las", "una", "il", "lo", "gli", "os", "as"),
        *("der", "die", "das", "ein", "eine", "het", "een"),
    ],
)
def test_an_article_at_the_start_is_not_asked_for(article: str) -> None:
    assert index_phrase(f"{article.title()} Monde") == "Monde"


@pytest.mark.parametrize(
    "word", ["and", "&", "+", "und", "et", "y", "vol", "Vol.", "volume", "no", "No.", "number", "part", "pt", "Pt."]
)
def test_a_word_that_is_written_in_two_ways_may_be_any_word(word: str) -> None:
    assert index_phrase(f"Saga {word} Two") == "Saga & Two"


@pytest.mark.parametrize("apostrophe", "'’‘ʼ`´")
def test_every_apostrophe_is_one_to_the_index(apostrophe: str) -> None:
    assert index_phrase(f"Ender{apostrophe}s Game") == "Ender's Game"


@given(st.text())
def test_a_title_with_words_keeps_some(title: str) -> None:
    assert bool(index_phrase(title)) == bool(title.split())
