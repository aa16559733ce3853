"""The recorded requests: whether they are still what is sent, and whether Open Library can answer them.

They are parsed by luqum, with which the service itself parses queries. The rules come from the service's code, in its
repository internetarchive/openlibrary.
"""

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from luqum.parser import parser
from luqum.tree import AndOperation, FieldGroup, Group, Item, OrOperation, Phrase, SearchField, Word

from tests.enrichment.recorded_requests import LIBRARY, sent_requests

RECORDING = Path("tests/data/open_library_requests.json")
RECORDED = json.loads(RECORDING.read_text(encoding="utf-8"))
BY_IDS, BY_IDS_OF_WORKS, BY_TITLES, BY_OTHER_NAMES = RECORDED

# `all_fields` of openlibrary/plugins/worksearch/schemes/works.py, and what is stored beside them.
FIELDS_OF_WORKS = {
    *("key", "title", "subtitle", "author_name", "author_alternative_name", "subject", "person", "place", "time"),
    *("ddc", "lcc", "series_name", "series_position", "cover_i", "isbn", "number_of_pages_median"),
    *("first_publish_year", "ratings_average", "ratings_count", "editions", "id_goodreads"),
}
FIELDS_OF_EDITIONS = {"key", "title", "subtitle", "cover_i", "isbn", "id_goodreads", "language"}
ARTICLES = {"the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "il"}


def nodes(item: Item) -> list[Item]:
    return [item, *(deeper for child in item.children for deeper in nodes(child))]


def clauses(query: dict[str, str]) -> list[Item]:
    tree = parser.parse(query["q"])
    return list(tree.children) if isinstance(tree, OrOperation) else [tree]


def phrases_of(item: Item, field: str) -> list[str]:
    named = [node for node in nodes(item) if isinstance(node, SearchField) and node.name == field]
    return [node.value.strip('"') for one in named for node in nodes(one) if isinstance(node, Phrase)]


def test_what_is_sent_is_what_was_recorded() -> None:
    assert sent_requests() == RECORDED, (
        "record it anew, and read the difference: see tests/enrichment/recorded_requests.py"
    )


@pytest.mark.parametrize("query", RECORDED, ids=["ids", "ids of works", "titles", "other names"])
class TestEveryRequest:
    def test_it_fits_into_the_request_line_that_nginx_reads(self, query: dict[str, str]) -> None:
        """docker/nginx.conf keeps nginx's default of 8 KB for request line and headers."""
        params = {name: value for name, value in query.items() if name != "path"}
        most_books = 100 / len(LIBRARY)
        assert len(f"{query['path']}?{urlencode(params)}") * most_books < 16_000, "two such requests take 100 books"

    def test_it_asks_for_fields_that_the_index_has(self, query: dict[str, str]) -> None:
        asked = query["fields"].split(",")
        of_editions = {field.removeprefix("editions.") for field in asked if field.startswith("editions.")}
        assert of_editions == FIELDS_OF_EDITIONS
        assert {field for field in asked if not field.startswith("editions.")} <= FIELDS_OF_WORKS
        assert "editions" in asked, "without it no edition is searched or shown"

    def test_it_is_taken_as_it_is_meant(self, query: dict[str, str]) -> None:
        """A broken query is escaped and searched as plain words, and answered with other books."""
        fields = {node.name for node in nodes(parser.parse(query["q"])) if isinstance(node, SearchField)}
        assert fields <= {"isbn", "id_goodreads", "author", "author_alternative_name", "title"}
        assert str(parser.parse(query["q"])) == query["q"]

    def test_no_firewall_takes_it_for_an_attack(self, query: dict[str, str]) -> None:
        assert "--" not in query["q"]
        assert not re.match(r"\W*title:", query["q"]), "some titles are refused as the first words of a query"
        assert "\\" not in query["q"]

    def test_more_records_than_books_may_answer(self, query: dict[str, str]) -> None:
        assert int(query["limit"]) >= 2 * len(clauses(query))


@pytest.mark.parametrize("query", [BY_IDS, BY_IDS_OF_WORKS], ids=["ids", "ids of works"])
def test_numbers_are_asked_for_by_two_lists(query: dict[str, str]) -> None:
    isbns, goodreads = clauses(query)
    assert isinstance(isbns, SearchField)
    assert isinstance(goodreads, SearchField)
    assert (isbns.name, goodreads.name) == ("isbn", "id_goodreads")
    assert isinstance(isbns.expr, FieldGroup)
    ids = [node.value for node in nodes(goodreads) if isinstance(node, Word)]
    assert ids == ["44767458", "5907", "656", "68428", "4981"], "what is no Goodreads id is not asked for"


@pytest.mark.parametrize("query", [BY_TITLES, BY_OTHER_NAMES], ids=["titles", "other names"])
def test_each_book_is_one_clause_author_first(query: dict[str, str]) -> None:
    assert len(clauses(query)) == len(LIBRARY)
    for clause in clauses(query):
        assert isinstance(clause, Group)
        assert isinstance(clause.expr, AndOperation)
        who, what = clause.expr.children
        assert phrases_of(who, "author") or phrases_of(who, "author_alternative_name")
        assert isinstance(what, SearchField)
        assert what.name == "title"


@pytest.mark.parametrize("query", [BY_TITLES, BY_OTHER_NAMES], ids=["titles", "other names"])
def test_names_and_titles_are_in_the_forms_that_the_index_can_match(query: dict[str, str]) -> None:
    for clause in clauses(query):
        for field in ("author", "author_alternative_name"):
            assert all(" " not in name and "." not in name for name in phrases_of(clause, field)), "a surname"
        for title in phrases_of(clause, "title"):
            assert title.split()[0].casefold() not in ARTICLES
            assert " and " not in title
            assert "#" not in title


def test_only_the_second_form_asks_by_other_names() -> None:
    assert "author_alternative_name" not in BY_TITLES["q"] + BY_TITLES["fields"]
    assert BY_OTHER_NAMES["q"].count("author_alternative_name:") == len(LIBRARY)
    assert "author_alternative_name" in BY_OTHER_NAMES["fields"].split(",")
