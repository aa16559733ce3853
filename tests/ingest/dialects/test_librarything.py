"""LibraryThing's files: tables with tabs of 49 and 41 columns, unquoted and of mixed encoding, and JSON."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.errors import BadExport, UploadTooLarge
from chalicelib.ingest.library_file import look_over, parse_export
from chalicelib.isbn import isbn13_of
from tests.ingest.dialects.files import OTHER_EXPORTS, OWN, days, needs, parsed, texts

TABLE = (OWN / "librarything.tsv").read_bytes()
JSON = (OWN / "librarything.json").read_bytes()
BOOKS = {book.title: book for book in parsed(TABLE).books}
JSON_BOOKS = {book.title: book for book in parsed(JSON).books}
NOT_IN_41 = {
    *("Media", "Barcode", "Other Call Number", "From Where"),
    *("Lending Patron", "Lending Status", "Lending Start", "Lending End"),
}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Whole",
            {
                "goodreads_id": "librarything:101",
                "source_id": "101",
                "author": "Ada Example",
                "additional_authors": ("Yanis Varoufakis", "Jacob Moe"),
                "isbn": "0140283331",
                "isbn13": "9780140283334",
                "my_rating": 4.5,
                "publisher": "Little, Brown and Company",
                "binding": "Paperback",
                "format": "print",
                "num_pages": 384,
                "year_published": 2004,
                "reading_status": "read",
                "read_count": 1,
                "bookshelves": ("novel", "a", "b"),
                "my_review": 'He said "no".\nShe left.',
                "language": "fre",
            },
        ),
        ('"Quoted" as a whole"', {"author": "Collectif", "isbn": "0140283331", "num_pages": 176}),
        ('"Quoted" as a whole"', {"isbn13": "9780140283334", "year_published": None, "reading_status": None}),
        ("An ASIN", {"author": "Martin Luther King, Jr.", "isbn13": None, "format": "ebook"}),
        ("An ASIN", {"reading_status": "to-read", "bookshelves": ("To read",), "year_published": None}),
        ("Begun", {"reading_status": "currently-reading", "year_published": 1998, "date_read": None}),
        ("Reading Now", {"reading_status": "currently-reading", "publisher": "HarperCollins", "binding": None}),
        ("Wished For", {"reading_status": "to-read", "publisher": None, "binding": None, "format": None}),
        ("Tagged", {"reading_status": "to-read", "publisher": "Folio", "binding": "Hardcover", "num_pages": None}),
        ("Rated", {"reading_status": "read", "my_rating": 0.5, "format": "audio", "read_count": 0}),
        ("Only Owned", {"reading_status": None, "bookshelves": (), "year_published": None}),
        ("Malformed", {"date_read": None, "isbn13": None, "reads": ()}),
        ("Read but Unowned", {"reading_status": "read"}),
        ("Žofie", {"author": "Antonín Dvořák"}),
    ],
)
def test_a_quirk_of_the_table_costs_no_more_than_its_own_cell(title: str, expected: dict[str, object]) -> None:
    book = BOOKS[title]
    assert {name: getattr(book, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Whole",
            {
                "goodreads_id": "librarything:101",
                "author": "Ada Example",
                "additional_authors": ("Bo Second",),
                "isbn": "0140283331",
                "isbn13": "9780140283334",
                "my_rating": 4.5,
                "publisher": "Penguin",
                "binding": "Paperback",
                "num_pages": 182,
                "year_published": 1999,
                "reading_status": "read",
                "bookshelves": ("novel", "RECOMMENDER:UW, anthropology"),
                "my_review": "First.\nSecond.",
                "language": "eng",
            },
        ),
        ("As a List", {"author": "", "isbn": "0140283331", "isbn13": "9780140283334", "my_rating": 5}),
        ("As a List", {"format": "audio", "reading_status": "to-read", "year_published": None}),
        ("Only Owned", {"reading_status": None, "year_published": 1998, "isbn13": None}),
    ],
)
def test_a_quirk_of_the_json_costs_no_more_than_its_own_value(title: str, expected: dict[str, object]) -> None:
    book = JSON_BOOKS[title]
    assert {name: getattr(book, name) for name in expected} == expected


def test_films_games_repeated_and_nameless_rows_are_rejected_with_the_reason() -> None:
    assert [(row.line, row.reason) for row in parsed(TABLE).rejected] == [
        (11, "a film (DVD), not a book"),
        (12, "a film (Blu-ray), not a book"),
        (13, "a game (Board game), not a book"),
        (15, "the same Book Id as line 2"),
        (16, "the row has no title"),
    ]
    assert [(row.line, row.reason) for row in parsed(JSON).rejected] == [(4, "a film (DVD), not a book")]


@pytest.mark.parametrize("data", [TABLE, JSON], ids=["table", "JSON"])
def test_a_read_has_its_start_and_private_comments_are_not_read(data: bytes) -> None:
    result = parsed(data)
    assert (result.source, result.columns_missing) == ("librarything", ())
    assert days(result.books[0]) == [("2020-03-01", "2020-03-09")]
    assert "neighbour" not in repr(result.books)


def test_the_table_of_41_columns_differs_by_those_it_lacks() -> None:
    header, *rows = [line.split(b"\t") for line in TABLE.splitlines()]
    places = [place for place, name in enumerate(header) if name.decode() not in NOT_IN_41]
    assert len(places) == 41
    older = parsed(b"\n".join(b"\t".join(row[place] for place in places) for row in [header, *rows]))
    assert older.columns_missing == ()
    by_title = {book.title: book for book in older.books}
    assert by_title["Whole"] == BOOKS["Whole"], "its publication tells the binding"
    assert by_title["An ASIN"].format is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Dune", "Dune"),
        ("Caf\xe9", "Caf\xe9"),
        ('"Surely', '"Surely'),
        ('a ""b""', 'a ""b""'),
    ],
)
def test_a_cell_is_read_as_it_stands_there(text: str, title: str) -> None:
    changed = TABLE.replace(b"\tBegun\t", f"\t{text}\t".encode()).replace(b"\n", b"\r\n")
    assert parsed(changed).books[3].title == title
    assert parsed(b"\xef\xbb\xbf" + changed).books[3].title == title


def test_a_cell_of_another_encoding_does_not_spoil_its_neighbours() -> None:
    changed = TABLE.replace(b"\tBegun\t", b"\tCaf\xe9\t").replace(b"Example, Ada", "Dvořák, A.".encode())
    book = parsed(changed).books[3]
    assert (book.title, book.author) == ("Café", "A. Dvořák")


def test_a_line_break_in_a_cell_costs_its_row_alone() -> None:
    result = parsed(TABLE.replace(b"\tBegun\t", b"\tBe\ngun\t"))
    assert [book.title for book in result.books[3:5]] == ["Be", "Reading Now"]
    assert (result.rejected[0].line, result.rejected[0].reason) == (
        6,
        "only 48 of 49 cells and no Book Id: perhaps this is the rest of the row above",
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_the_table_for_excel_is_in_utf_16(encoding: str) -> None:
    text = TABLE.decode("utf-8", "replace")
    data = (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding)
    assert parsed(data).books == tuple(BOOKS.values())


def test_two_keys_are_enough_to_know_its_json() -> None:
    (book,) = parsed(b'\xef\xbb\xbf\n{"7": {"books_id": "7", "title": "Dune"}}').books
    assert (book.title, book.goodreads_id, book.reading_status) == ("Dune", "librarything:7", None)


def test_a_tab_too_many_is_told() -> None:
    lines = TABLE.split(b"\n")
    result = parsed(b"\n".join([lines[0], lines[1] + b"\tx", *lines[2:]]))
    assert result.rejected[0].reason == "50 cells for 49 columns: a tab or a quotation mark is not escaped"


def test_a_table_with_commas_is_read_with_quotation_marks() -> None:
    out = io.StringIO()
    csv.writer(out).writerows(line.split("\t") for line in TABLE.decode("utf-8", "replace").splitlines())
    assert parsed(out.getvalue().encode()).books == tuple(BOOKS.values())


# Hostile files


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (JSON[:-20], "cut off or broken at its book 4"),
        (JSON + JSON, "broken at its book 5"),
        (JSON + b"\0", "broken at its book 5"),
        (JSON.replace(b'"title": "As', b'"title": \xff"As'), "not in UTF-8"),
        (JSON.replace(b'"As a List"', b"[" * 100_000), "broken at its book 2"),
        (b'{"1": {"books_id": "1", "workcode": "2", "title": "T"}, "2"', "broken at its book 2"),
        (b'{"1": {"books_id": "1", "workcode": "2"}}', "no row with a book"),
        (JSON.replace(b'"As a List"', b"[]," * 2_000_001), "lists, objects and commas"),
        (TABLE + b"\0", "NUL"),
        (TABLE.partition(b"\n")[0], "no row with a book"),
        (TABLE + b"1\t" * 1001, "tabs"),
        (TABLE + b"1\t" + b"x" * 1_000_000, "bytes"),
        (TABLE + b"\n" * 200_001, "lines"),
        (b"Sort Character\tPrimary Author\n1\tA\n", "missing: Title"),
    ],
    ids=range(14),
)
def test_what_is_broken_is_refused_saying_where(data: bytes, words: str) -> None:
    for reader in (parse_export, look_over):
        with pytest.raises(BadExport, match=words):
            reader(data, max_books=100)


def test_more_books_than_allowed_are_too_large() -> None:
    for data, rows in ((TABLE, 17), (JSON, 4)):
        assert parsed(data, max_books=rows).rows_total == rows
        with pytest.raises(UploadTooLarge, match=f"more than {rows - 1}"):
            parse_export(data, max_books=rows - 1)


@pytest.mark.parametrize(
    "value",
    ["null", "[]", "{}", "5", "true", '"\\ud800"', '"a\\u0000b"', "1e999", "[[[[[[1]]]]]]", '{"0": {"0": "x"}}', "NaN"],
)
@pytest.mark.parametrize("key", ["title", "authors", "isbn", "rating", "format", "tags", "pages", "language_codeA"])
def test_any_value_may_stand_under_any_key(key: str, value: str) -> None:
    library = json.loads(JSON)
    library["101"][key] = "@@"
    data = json.dumps(library).replace('"@@"', value)
    result = parsed(data.encode())
    assert result.rows_total == 4
    json.dumps([repr(one) for one in result.books]).encode()
    for one in result.books:
        one.title.encode()


# Real files, where they are at hand


def table_rows(data: bytes) -> Iterator[dict[str, str]]:
    """The rows of a table by another reader than ours."""
    header, *lines = data.split(b"\n")
    names = header.decode().split("\t")
    for line in filter(None, lines):
        yield dict(zip(names, line.decode("utf-8", "surrogateescape").split("\t"), strict=True))


@pytest.mark.parametrize("name", [needs("librarything-a.tsv")])
def test_a_real_table_is_understood_to_the_last_cell(name: str) -> None:
    data = (OTHER_EXPORTS / name).read_bytes()
    result = parsed(data)
    rows = list(table_rows(data))
    assert len(rows) == result.rows_total == len(result.books)
    for row, book in zip(rows, result.books, strict=True):
        assert (book.title, book.source_id) == (row["Title"], row["Book Id"])
        assert book.my_rating == (float(row["Rating"]) if row["Rating"] else None)
        assert texts(book.date_read) == (row["Date Read"].strip("[]") or None)
        assert texts(book.date_added) == row["Entry Date"].strip("[]")
        assert book.num_pages == (int(row["Page Count"].split(";")[-1]) if row["Page Count"].strip() else None)
        assert book.isbn13 == (isbn13_of(row["ISBN"].strip("[]")) or isbn13_of(row["ISBNs"].split(", ")[0]))
        last, _, first = row["Primary Author"].partition(", ")
        assert book.author == f"{first} {last}".strip()
        assert book.reading_status == ("read" if row["Rating"] or row["Date Read"] else None)


@pytest.mark.parametrize("name", [needs("librarything-b.json")])
def test_real_json_is_understood_to_the_last_value(name: str) -> None:
    data = (OTHER_EXPORTS / name).read_bytes()
    result = parsed(data)
    raw: list[dict[str, Any]] = list(json.loads(data).values())
    assert len(raw) == result.rows_total == len(result.books)
    for one, book in zip(raw, result.books, strict=True):
        assert (book.title, book.source_id) == (one["title"], one["books_id"])
        numbers = one.get("isbn", [])
        thirteens = {isbn13_of(number) for number in (numbers.values() if isinstance(numbers, dict) else numbers)}
        assert book.isbn13 in thirteens or (book.isbn13 is None and thirteens <= {None})
        assert list(book.bookshelves) == list(dict.fromkeys(tag.strip() for tag in one.get("tags", [])))
        assert book.author == (one["authors"][0]["fl"] if one["authors"] != [[]] else "")
        assert texts(book.date_added) == one["entrydate"]


@pytest.mark.parametrize(("medium", "what"), [("Video Game", "a game"), ("HD-DVD", "a film"), ("Sheet Music", "music")])
def test_what_is_no_book_is_called_what_it_is(medium: str, what: str) -> None:
    book = {"books_id": "1", "title": "T", "sortcharacter": "1", "workcode": "1", "format": {"text": medium}}
    (rejected,) = parsed(json.dumps({"1": book, "2": {**book, "books_id": "2", "format": {}}}).encode()).rejected
    assert rejected.reason == f"{what} ({medium}), not a book"
