"""The columns of the library's CSV are Goodreads' own, then ours, and the documentation has each of them."""

import re
from pathlib import Path

from chalicelib.ingest.own_file.columns import COLUMNS, GOODREADS_COLUMNS, SIGNATURE
from tests.builders import HEADER

DOCUMENT = (Path(__file__).parents[3] / "docs" / "library-csv.md").read_text(encoding="utf-8")


def test_goodreads_own_columns_come_first_in_its_order() -> None:
    assert ",".join(column.name for column in GOODREADS_COLUMNS) == HEADER
    assert COLUMNS[: len(GOODREADS_COLUMNS)] == GOODREADS_COLUMNS


def test_no_column_is_there_twice() -> None:
    names = [column.name.casefold() for column in COLUMNS]
    assert len(set(names)) == len(names)


def test_a_file_of_ours_can_be_told_from_one_of_goodreads() -> None:
    names = {column.name.casefold() for column in COLUMNS}
    assert names >= SIGNATURE
    assert SIGNATURE.isdisjoint(column.name.casefold() for column in GOODREADS_COLUMNS)


def test_private_notes_have_no_field() -> None:
    assert all(column.field != "private_notes" for column in COLUMNS)
    assert [column.kind for column in COLUMNS if column.name == "Private Notes"] == ["empty"]


def test_every_column_is_documented_and_no_other() -> None:
    rows = [line.split("|")[1] for line in DOCUMENT.splitlines() if line.startswith("| `")]
    names = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert sorted(names) == sorted(column.name for column in COLUMNS)
