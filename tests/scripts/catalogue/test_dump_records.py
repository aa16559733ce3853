"""What is kept of a line of a dump, however dirty."""

import json
from typing import Any

import pytest

from scripts.catalogue import records
from tests.scripts.catalogue.dump_lines import line

WORK = {"key": "/works/OL45W", "title": "Dune"}
EDITION = {"key": "/books/OL7M", "title": "Dune"}


def read(*lines: str) -> list[tuple[str, Any] | None]:
    return list(records.records("\n".join(lines).encode()))


def test_a_line_is_a_type_and_a_record() -> None:
    assert read(line("work", "/works/OL45W", title="Dune"), "") == [
        ("work", {"type": {"key": "/type/work"}, "key": "/works/OL45W", "title": "Dune"})
    ]


@pytest.mark.parametrize(
    "dirty",
    [
        '/type/work\t/works/OL1W\t4\t2020\t{"key": "/works/OL1W"}\tone column more',
        '/type/work\t{"key": "/works/OL1W"}',
        '/type/work\t/works/OL1W\t\t\t\t{"key": "/works/OL1W"}\t\t',
        '/type/work\t/works/OL1W\t4\t2020\t{"key": "/works/OL1W", "title": "half a pair \\ud800"}',
    ],
)
def test_other_numbers_of_columns_and_half_a_surrogate_pair_do_no_harm(dirty: str) -> None:
    (found,) = read(dirty)
    assert found is not None
    assert found[0] == "work"
    assert found[1]["key"] == "/works/OL1W"
    assert getattr(records.work(found[1]), "title", None) == ""


@pytest.mark.parametrize(
    "damaged",
    [
        "no record at all",
        '/type/work\t/works/OL1W\t4\t2020\t{"key": "/works/OL1W"',
        '/type/work\t/works/OL1W\t4\t2020\t{"key": }',
        "/type/work\t/works/OL1W\t4\t2020\t" + '{"a":' * 100_000 + "}",
        "\t{}}",
        "}\t{",
    ],
)
def test_a_line_without_a_record_is_damaged_and_the_next_one_is_read(damaged: str) -> None:
    found = read(damaged, line("work", "/works/OL2W"))
    assert found[0] is None
    assert found[1] is not None
    assert found[1][1]["key"] == "/works/OL2W"


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("/works/OL45804W", 45804),
        ("/books/OL7353617M", 7353617),
        ("/authors/OL34184A", 34184),
        ("/works/OL45804", 0),
        ("/subjects/OL1W", 0),
        ("/works/OL12345678901W", 0),
        ("/works/OL1W/extra", 0),
        (None, 0),
        (45804, 0),
    ],
)
def test_a_key_is_a_number(key: object, number: int) -> None:
    assert records.number_of(key) == number


def test_a_record_without_a_number_is_none() -> None:
    assert records.work({"title": "Dune"}) is None
    assert records.edition({"title": "Dune"}) is None
    assert records.author({"name": "Frank Herbert"}) is None
    assert records.author({"key": "/authors/OL1A", "name": " "}) is None
    assert records.redirect({"key": "/works/OL1W"}) is None


def test_where_a_redirect_leads() -> None:
    assert records.redirect({"key": "/works/OL1W", "location": "/works/OL2W"}) == (1, 2)


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        (
            {"name": "Лев Толстой", "alternate_names": ["Leo  Tolstoy", "Лев Толстой", 5, ""]},
            "Лев Толстой\nLeo Tolstoy",
        ),
        ({"name": "Homer", "personal_name": "Homeros", "fuller_name": "(Homer)"}, "Homer\nHomeros\n(Homer)"),
        ({"personal_name": "Homer"}, "Homer"),
        ({"name": "Homer", "alternate_names": "Omero"}, "Homer\nOmero"),
        ({"name": "A\nB"}, "A B"),
    ],
)
def test_the_names_of_an_author(fields: dict[str, Any], names: str) -> None:
    assert records.author({"key": "/authors/OL9A", **fields}) == (9, names)


def test_twenty_names_are_enough() -> None:
    found = records.author({"key": "/authors/OL9A", "name": "x", "alternate_names": [f"n{n}" for n in range(99)]})
    assert found is not None
    assert len(found[1].split("\n")) == 20


@pytest.mark.parametrize(
    ("field", "value", "name", "kept"),
    [
        ("title", "  The   Road\n", "title", "The Road"),
        ("title", "x" * 1001, "title", ""),
        ("title", 1984, "title", ""),
        ("title_prefix", "The", "title", "The Dune"),
        ("title_prefix", 5, "title", "Dune"),
        ("subtitle", "a novel", "subtitle", "a novel"),
        ("authors", [{"author": {"key": "/authors/OL1A"}}, {"author": "/authors/OL2A"}], "authors", (1, 2)),
        ("authors", [{"key": "/authors/OL3A"}, "/authors/OL3A", None, {}], "authors", (3,)),
        ("authors", [{"author": None}], "authors", ()),
        ("authors", "Frank Herbert", "authors", ()),
        ("subjects", ["Fiction", "Fiction", " ", 5, {"value": "Deserts"}], "subjects", ("Fiction", "Deserts")),
        ("subjects", "Fiction", "subjects", ("Fiction",)),
        ("subjects", ["x" * 201], "subjects", ()),
        ("subject_people", list("abcdefg"), "people", tuple("abcde")),
        ("subject_places", ["Arrakis"], "places", ("Arrakis",)),
        ("subject_times", ["10191"], "times", ("10191",)),
        ("dewey_number", ["813/.54", "[Fic]"], "ddc", ("813/.54", "[Fic]")),
        ("lc_classifications", ["PS3558.E63 D8 1984", "MLCS 92/04158 (P)", "hd 9 .H5356", "PZ4"], "lcc",
         ("PS-3558", "HD-0009")),
        ("lc_classifications", ["PS35583 E63"], "lcc", ()),
        ("series", ["Discworld -- 8"], "series", ("Discworld", "8")),
        ("series", ["The wheel of time ; bk. 3"], "series", ("The wheel of time", "3")),
        ("series", ["Dune (2)"], "series", ("Dune", "2")),
        ("series", ["Dune #1.5"], "series", ("Dune", "1.5")),
        ("series", ["Penguin classics"], "series", ("Penguin classics", "")),
        ("series", [{"series": {"key": "/series/OL1L"}}], "series", ("", "")),
        ("covers", [-1, None, 5, 6], "cover", 5),
        ("covers", 7, "cover", 0),
        ("first_publish_date", "June 1965", "year", 1965),
        ("first_publish_date", "19--", "year", 0),
        ("first_publish_date", "119651", "year", 0),
        ("first_publish_date", None, "year", 0),
    ],
)  # fmt: skip
def test_what_is_kept_of_a_work(field: str, value: object, name: str, kept: object) -> None:
    assert getattr(records.work({**WORK, field: value}), name) == kept


@pytest.mark.parametrize(
    ("field", "value", "name", "kept"),
    [
        ("works", [{"key": "/works/OL45W"}, {"key": "/works/OL46W"}], "work", 45),
        ("works", ["/works/OL45W"], "work", 45),
        ("works", [], "work", -7),
        ("works", [None, {"key": "nothing"}], "work", -7),
        ("isbn_13", ["978-0-441-17271-9", "9780441172719", "9780441172710"], "isbns", (9780441172719,)),
        ("isbn_13", ["9780441172719_"], "isbns", (9780441172719,)),
        ("isbn_13", "9780441172719", "isbns", (9780441172719,)),
        ("isbn_10", ["0441172717", " 0-441-17271-7", 441172717], "isbns", (9780441172719,)),
        ("identifiers", {"goodreads": ["44767458", " 5", "x", "0", "9" * 30]}, "goodreads_ids", (44767458, 5)),
        ("identifiers", {"goodreads": 5}, "goodreads_ids", (5,)),
        ("identifiers", ["44767458"], "goodreads_ids", ()),
        ("languages", [{"key": "/languages/eng"}, {"key": "/languages/ger"}], "language", "eng"),
        ("languages", [{"key": "/languages/english"}, "/languages/ger"], "language", "ger"),
        ("languages", "eng", "language", ""),
        ("number_of_pages", 604, "pages", 604),
        ("number_of_pages", "604", "pages", 0),
        ("number_of_pages", 604_000, "pages", 0),
        ("publish_date", "c1987", "year", 1987),
        ("dewey_decimal_class", ["813.54"], "ddc", ("813.54",)),
        ("other_titles", ["Der Wüstenplanet"], "other_titles", ("Der Wüstenplanet",)),
    ],
)
def test_what_is_kept_of_an_edition(field: str, value: object, name: str, kept: object) -> None:
    assert getattr(records.edition({**EDITION, field: value}), name) == kept


def test_what_is_kept_can_be_stored_as_it_is() -> None:
    kept = records.edition({**EDITION, "isbn_13": ["9780441172719"]})
    assert kept is not None
    assert json.loads(json.dumps(kept))[:3] == [-7, 7, "Dune"]
