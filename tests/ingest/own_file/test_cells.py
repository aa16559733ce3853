"""Cells of the library's CSV: no spreadsheet runs one, and each says what it was made of."""

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.ingest.dialects import cells
from chalicelib.ingest.own_file.cells import (
    isbn_cell,
    list_cell,
    position_cell,
    read_list,
    read_position,
    read_text,
    reads_cell,
    text_cell,
)
from tests.ingest.dialects.files import texts

WRITABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
FORMULAS = st.builds("".join, st.lists(st.sampled_from(["'", "=", "+", "-", "@", " ", "\t", "\n", "=1", "a", "＝"])))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Dune", "Dune"),
        (None, ""),
        ("", ""),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-ish", "'-ish"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t1", "'\t1"),
        ("\rDune", "'\rDune"),
        ("\n", "'\n"),
        ("\u200b=1", "'\u200b=1"),  # what is not shown does not hide a formula
        ("\ufeff\u202e=1", "'\ufeff\u202e=1"),
        ("＝1", "'＝1"),  # wide letters, which spreadsheets of East Asia take for the narrow ones
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠1", "'＠1"),
        ("'=1", "''=1"),  # a text that looks like one of our cells
        ("''=1", "'''=1"),
        ("'Tis", "'Tis"),
        ("1-3", "1-3"),
        (" Dune", " Dune"),
        ("a\0b\ud800", "a\ufffdb\ufffd"),
    ],
)
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(text: str | None, cell: str) -> None:
    assert text_cell(text) == cell


@given(WRITABLE | FORMULAS)
def test_every_text_comes_back(text: str) -> None:
    cell = text_cell(text)
    assert read_text(cell) == text
    assert not re.match(r"\s*[=+\-@]", cell)


@pytest.mark.parametrize("text", ["'Tis", "'", "Dune", "''"])
def test_an_apostrophe_of_the_text_itself_stays(text: str) -> None:
    assert read_text(text) == text


@pytest.mark.parametrize(
    ("items", "cell"),
    [
        ((), ""),
        (("Fantasy",), "Fantasy"),
        (("Fantasy", "Science Fiction"), "Fantasy, Science Fiction"),
        (("Napoleon I, Emperor", "London"), '"Napoleon I, Emperor", London'),
        (('the "best"',), '"the ""best"""'),
        ((" padded ", "x"), '" padded ", x'),
        (("=1", "b"), "'=1, b"),
        (("a\nb",), "a\nb"),
    ],
)
def test_a_list_is_a_line_of_csv_in_a_cell(items: tuple[str, ...], cell: str) -> None:
    assert list_cell(items) == cell
    assert read_list(cell) == items


@given(st.lists((WRITABLE | st.text("\", \n'=a", max_size=8)).filter(bool)))
@example(['"'])
@example([",", '""'])
@example(["'=", "\t"])
def test_every_list_comes_back(items: list[str]) -> None:
    assert read_list(list_cell(items)) == tuple(items)


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("a,b ,  c", ("a", "b", "c")),
        ("a,,b,", ("a", "b")),
        (" ", ()),
        ('a "quoted" word, b', ('a "quoted" word', "b")),
        ('"never closed, b', ('"never closed', "b")),
        ('"closed" too early, b', ('"closed" too early', "b")),
    ],
)
def test_a_list_that_somebody_typed_is_read(cell: str, items: tuple[str, ...]) -> None:
    assert read_list(cell) == items


def test_a_broken_list_of_the_longest_row_is_read_in_linear_time() -> None:
    for unit in ('"', '",', '"""x,', '"a,""b', " ", ","):
        assert len(read_list(unit * (1_000_000 // len(unit)))) <= 1_000_000


def test_an_isbn_keeps_its_digits_in_a_spreadsheet() -> None:
    assert isbn_cell("9780441172719") == '="9780441172719"'
    assert isbn_cell(None) == '=""'


@pytest.mark.parametrize("position", [None, "1", "1-3", "1.5", "", "#1", "=1"])
def test_a_place_in_a_series_is_no_date_and_comes_back(position: str | None) -> None:
    cell = position_cell(position)
    assert cell == "" or cell.startswith("#")
    assert read_position(cell) == position


def test_a_place_in_a_series_that_somebody_typed_is_read() -> None:
    assert read_position("2") == "2"


@pytest.mark.parametrize(
    ("reads", "cell"),
    [
        ([], ""),
        ([("2024-01-05", "2024-02-01"), ("", "2020")], "2024-01-05/2024-02-01, /2020"),
        ([("2024-01", "")], "2024-01/"),
        ([("", "")], "/"),
    ],
)
def test_reads_are_intervals(reads: list[tuple[str, str]], cell: str) -> None:
    assert reads_cell([{"start": start or None, "end": end or None} for start, end in reads]) == cell
    read = cells.reads(cell, separator=",", joint="/", day_first=False)
    assert [(texts(one.start) or "", texts(one.end) or "") for one in read] == sorted(
        filter(any, reads), key=lambda one: one[1]
    )


def test_a_cell_survives_the_file() -> None:
    """Quotation marks, line breaks of all kinds, and the delimiter."""
    cell = text_cell('a "b"\r\nc\rd\n, e')
    file = io.StringIO(newline="")
    csv.writer(file).writerow([cell])
    assert next(csv.reader(io.StringIO(file.getvalue(), newline=""))) == [cell]
