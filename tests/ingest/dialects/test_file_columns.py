"""The columns of an export: each is found by its name, and a broken row is told by what its cells may hold."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from chalicelib.ingest.dialects.file_columns import FileColumns
from chalicelib.ingest.dialects.sites.goodreads import GOODREADS


class Column(NamedTuple):
    """A column's name, the field that it is read into, and cells that do and do not look like its own."""

    name: str
    field: str | None
    fit: tuple[str, ...]
    do_not_fit: tuple[str, ...]


ANY_LINE = ("", "Penguin, 2nd: \"A\" 'B'", "百年")
LINES = ("two\nlines", "two\r\nlines")
WHOLE = ("", "182", "-800", "182.0", "182,00")
NO_WHOLE = ("many", "1.5", "1 2")
COLUMNS = [
    Column("Book Id", "id", ("7624",), ("", "x1", "-1", "1.0")),
    Column("Title", "title", ANY_LINE, LINES),
    Column("Author", "author", ANY_LINE, LINES),
    Column("Author l-f", None, ANY_LINE, LINES),
    Column("Additional Authors", "additional_authors", ANY_LINE, LINES),
    Column("ISBN", "isbn", ("", '="014028333X"', "0-14-028333-1"), ("Penguin",)),
    Column("ISBN13", "isbn13", ("", '="9780140283334"', "9.78014E+12"), ("Penguin",)),
    Column("My Rating", "rating", ("0", "5", "4.0", "4,0", "3.75", "4,5"), ("", "6", "4.3", "read")),
    Column("Average Rating", "average_rating", ("", "3.69", "3,69", "4"), ("10.0", "Penguin")),
    Column("Publisher", "publisher", ANY_LINE, LINES),
    Column("Binding", "binding", ANY_LINE, LINES),
    Column("Number of Pages", "pages", WHOLE, NO_WHOLE),
    Column("Year Published", "year_published", WHOLE, NO_WHOLE),
    Column("Original Publication Year", "original_year", WHOLE, NO_WHOLE),
    Column("Date Read", "date_read", ANY_LINE, LINES),
    Column("Date Added", "date_added", ANY_LINE, LINES),
    Column("Bookshelves", "shelves", ANY_LINE, LINES),
    Column("Bookshelves with positions", None, ANY_LINE, LINES),
    Column("Exclusive Shelf", "status", ("read", "to-read"), ("", "to read")),
    Column("My Review", "review", (*ANY_LINE, *LINES), ()),
    Column("Spoiler", "spoiler", ("", "true", "FALSE"), ("yes", "True story")),
    Column("Private Notes", None, (*ANY_LINE, *LINES), ()),
    Column("Read Count", "read_count", WHOLE, NO_WHOLE),
    Column("Owned Copies", None, WHOLE, NO_WHOLE),
]
HEADER = [column.name for column in COLUMNS]


@pytest.mark.parametrize("spelled", [str, str.upper, lambda name: f" {name.lower()} "], ids=["as is", "upper", "lower"])
def test_each_column_is_read_into_its_field_and_no_other(spelled: Callable[[str], str]) -> None:
    columns = FileColumns.from_header(GOODREADS, [spelled(name) for name in HEADER], ",")
    row = columns.read([f"the cell under {name}" for name in HEADER])
    assert row == {column.field: f"the cell under {column.name}" for column in COLUMNS if column.field}


@pytest.mark.parametrize("column", COLUMNS, ids=HEADER)
def test_the_cells_of_a_column_look_alike(column: Column) -> None:
    pattern = FileColumns.from_header(GOODREADS, HEADER, ",").shape.values.get(HEADER.index(column.name))
    assert [cell for cell in column.fit if pattern and not pattern.fullmatch(cell)] == []
    assert [cell for cell in column.do_not_fit if not pattern or pattern.fullmatch(cell)] == []
