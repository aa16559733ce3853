"""Queries are read as the service reads them, broken ones too."""

import pytest

from bench.simulator.open_library.index.edition_query import edition_query
from bench.simulator.open_library.index.query import (
    Combination,
    Query,
    QueryError,
    Term,
    escaped,
    parse_query,
    strictly_parsed,
)


def title(text: str) -> Term:
    return Term("alternative_title", text)


def author(text: str) -> Term:
    return Term("author_name", text)


def all_of(*parts: Query) -> Combination:
    return Combination(required=parts)


def any_of(*parts: Query) -> Combination:
    return Combination(optional=parts)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("isbn:1", Term("isbn", "1", alone=True)),
        ("isbn:(1 OR 2)", any_of(Term("isbn", "1"), Term("isbn", "2"))),
        ("isbn:(1) OR id_goodreads:(5129)", any_of(Term("isbn", "1"), Term("id_goodreads", "5129"))),
        (r'title:"say \"no\" \\ (or): *yes*"', title(r'say "no" \ (or): *yes*')),
        ("title:twenty-one", Term("alternative_title", "twenty-one", alone=True)),
        ("dune herbert", all_of(Term(None, "dune"), Term(None, "herbert"))),
        ('(author:"X" AND title:"A") OR title:"B"', any_of(all_of(author("X"), title("A")), title("B"))),
        # No operator binds tighter than another: what AND stands before is required, what OR does is not.
        ('author:"X" AND title:"A" OR title:"B"', Combination((author("X"),), (title("A"), title("B")))),
        ('title:"A" OR author:"X" AND title:"B"', Combination((author("X"), title("B")), (title("A"),))),
        # A name goes for the words behind it, not for phrases.
        (
            "title:dune messiah author:herbert",
            all_of(all_of(title("dune"), title("messiah")), Term("author_name", "herbert", True)),
        ),
        (
            "title:dune OR messiah AND by:x",
            all_of(any_of(title("dune"), title("messiah")), Term("author_name", "x", True)),
        ),
        ('title:"dune" messiah', all_of(title("dune"), Term(None, "messiah"))),
        ("title:(a OR isbn:2)", any_of(title("a"), Term("isbn", "2", alone=True))),
        ("TITLE : dune", Term("alternative_title", "dune", alone=True)),
        # The colon after what is no field is a character.
        ("title:Dune: Messiah", all_of(title("Dune:"), title("Messiah"))),
        ("dune NOT messiah", Combination(required=(Term(None, "dune"),), prohibited=(Term(None, "messiah"),))),
        ("dune -messiah", Combination(required=(Term(None, "dune"),), prohibited=(Term(None, "messiah"),))),
        ("+dune OR messiah", Combination(required=(), optional=(Term(None, "dune"), Term(None, "messiah")))),
        ("C++ && rust^2", all_of(Term(None, "C++"), Term(None, "rust"))),
        # Hidden from the parser once more, an escaped question mark is a wildcard behind a backslash.
        (r"title:Who\?", Term("alternative_title", "Who\\?", alone=True, wildcard=True)),
        ("title:Who?", Term("alternative_title", "Who?", alone=True)),
        ('title:"Who?"', title("Who?")),
        ("title:11/22/63", Term("alternative_title", "11/22/63", alone=True)),
        ("title:dun*", Term("alternative_title", "dun*", alone=True, wildcard=True)),
    ],
)
def test_a_query_becomes_a_tree(text: str, tree: Query) -> None:
    assert parse_query(text) == tree


BROKEN = [
    *('title:"open', "(a", "a)", "a AND", "OR a", "title:", "()", "dangling\\", "(" * 60 + "a" + ")" * 60),
    *("Wow!", "[a TO b]", "{a", "title:('tis night)", "title:(,b)", "title:(-)", 'title:"a" OR'),
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_query_is_seen(text: str) -> None:
    with pytest.raises(QueryError):
        strictly_parsed(text)


def test_a_broken_query_is_searched_as_the_words_that_it_holds() -> None:
    words = ("title:open", "(dune", "and", 'messiah"')
    assert parse_query('title:open (dune AND messiah"') == all_of(*(Term(None, word) for word in words))
    assert escaped("What's up AND [1]?") == r"What\'s up and \[1\]\?"


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_is_no_query(text: str) -> None:
    with pytest.raises(QueryError):
        parse_query(text)


@pytest.mark.parametrize(
    ("text", "of_editions"),
    [
        ('author:"X"', None),
        ('(author:"X" AND title:"A")', title("A")),
        ('(author:"X" AND title:"A") OR (author:"Y" AND title:"B")', any_of(title("A"), title("B"))),
        ('(author:"X" OR author_alternative_name:"X") AND title:"A"', title("A")),
        ("isbn:(1) OR id_goodreads:(2)", any_of(Term("isbn", "1"), Term("id_goodreads", "2"))),
        ('subject:"Magic" AND isbn:1', Term("isbn", "1", alone=True)),
        ("dune author:x", Term(None, "dune")),
        ('author:"X" NOT title:"A"', None),
    ],
)
def test_editions_are_asked_for_titles_and_identifiers(text: str, of_editions: Query | None) -> None:
    assert edition_query(parse_query(text)) == of_editions
