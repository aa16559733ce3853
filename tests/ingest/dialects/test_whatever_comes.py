"""Files of all sites, damaged or made up: each is parsed with every row accounted for, or refused in words."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import BadExport, StatsError
from chalicelib.ingest.dialects.recognition import DIALECTS, open_rows, recognise
from chalicelib.ingest.dialects.table import Dialect
from chalicelib.ingest.parsed_export import RejectedRow
from tests.ingest.dialects.files import OWN, parsed

NAMES = (
    "goodreads_quirks.csv",
    "storygraph.csv",
    "librarything.tsv",
    "librarything.json",
    "hardcover.csv",
    "bookwyrm.csv",
)
FILES = {name: (OWN / name).read_bytes() for name in NAMES}
MARKS = b'",\t\n\r\0\xff|[]{}-/()\\'
INTERESTING = st.sampled_from([bytes([mark]) for mark in MARKS]) | st.just(b"'=")
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), INTERESTING | st.binary(max_size=4)), max_size=12)


def survives(data: bytes) -> None:
    try:
        parsed(data)
    except StatsError as error:
        refusal = error
    else:
        return
    assert 400 <= refusal.status < 500, refusal


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(NAMES), EDITS)
def test_a_damaged_file_is_parsed_or_refused(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    data = FILES[name]
    for part, removed, inserted in edits:
        position = int(part * len(data))
        data = data[:position] + inserted + data[position + removed :]
    survives(data)


TABLES = [name for name in NAMES if not name.endswith(".json")]


@pytest.mark.parametrize("name", NAMES)
def test_several_byte_order_marks_are_as_good_as_one(name: str) -> None:
    """Tools that add a mark to a file that has one; the name of the first column was not known then."""
    for count in (1, 2, 5):
        again = parsed(b"\xef\xbb\xbf" * count + FILES[name])
        assert (again.books, again.columns_missing) == (parsed(FILES[name]).books, parsed(FILES[name]).columns_missing)


@pytest.mark.parametrize("name", TABLES)
def test_lines_may_end_as_on_old_macs(name: str) -> None:
    # The review of several lines aside, which has other line breaks then.
    titles = [book.title for book in parsed(FILES[name].replace(b"\r\n", b"\n").replace(b"\n", b"\r")).books]
    assert titles == [book.title for book in parsed(FILES[name]).books]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("name", TABLES)
def test_the_first_line_once_more_is_no_book(name: str, mark: str) -> None:
    """Two exports in one file: there was a book called "Title"."""
    lines = len(FILES[name].splitlines())
    header = FILES[name].splitlines()[0]
    other = parsed(FILES[name] + mark.encode() + header + b"\n")
    assert other.books == parsed(FILES[name]).books
    assert other.rejected[-1] == RejectedRow(lines + 1, "the names of the columns once more, not a book")


def test_a_book_may_be_called_like_a_column() -> None:
    (book,) = parsed(b"Title,Sort Character,Primary Author,Work id\nTitle,1,,7\n").books
    assert book.title == "Title"
    (book,) = parsed(b"Title,Sort Character,Work id\nTitle,1,7\n").books
    assert book.title == "Title"


@pytest.mark.parametrize("name", [name for name in TABLES if name.endswith(".csv")])
@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (lambda data: data + b"\xff", "not in UTF-8"),
        (lambda data: data + b"\0", "NUL"),
        (lambda data: re.sub(rb"\r?\n", b',"\n', data, count=1), "quotation mark is missing in the first line"),
        (lambda data: data + b"x" * 1_000_001, "letters"),
        (lambda data: data.splitlines()[0], "no row with a book"),
    ],
    ids=range(5),
)
def test_a_refusal_says_how_to_export_from_that_site(name: str, broken: Callable[[bytes], bytes], words: str) -> None:
    with pytest.raises(BadExport, match=words) as refusal:
        parsed(broken(FILES[name]))
    _, dialect = open_rows(FILES[name])
    assert refusal.value.public_message.endswith(dialect.how_to_export)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n\r\t"), max_size=20)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_cell_may_stand_in_any_column(data: st.DataObject) -> None:
    dialect = data.draw(st.sampled_from([one for one in DIALECTS if not one.is_json]))
    names = [column.name for column in dialect.columns]
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), min_size=1, max_size=4))
    separator = "\t" if not dialect.is_quoted else ","
    quoted = ['"' + cell.replace('"', '""') + '"' if dialect.is_quoted else cell for row in rows for cell in row]
    lines = [separator.join(quoted[start : start + len(names)]) for start in range(0, len(quoted), len(names))]
    survives("\n".join([separator.join(names), *lines]).encode())


@pytest.mark.parametrize("one", DIALECTS, ids=lambda one: f"{one.source}{'-json' * one.is_json}")
def test_a_site_is_recognised_by_its_own_columns_and_by_two_of_them(one: Dialect) -> None:
    names = [column.name for column in one.columns]
    assert recognise(names, is_json=one.is_json) is one
    assert recognise([name.upper() for name in reversed(names)], is_json=one.is_json) is one
    others = {name for other in DIALECTS if other is not one for name in other.telling}
    if len(told := sorted(one.telling - others)) > 1:
        assert recognise(["Publisher", *told[:2]], is_json=one.is_json) is one
        assert recognise(["Publisher", told[0]], is_json=one.is_json) is None


def test_the_tables_agree_with_themselves() -> None:
    for dialect in DIALECTS:
        names = [column.name for column in dialect.columns]
        assert len({name.casefold() for name in names}) == len(names)
        assert set(dialect.required) <= set(names)
        assert set(dialect.row_marks) <= set(names)
        words = (*dialect.telling, *dialect.statuses, *dialect.shelf_statuses, *dialect.formats, *dialect.other_media)
        assert [word for word in (*words, *dialect.plain_shelves, *dialect.unknown) if word != word.casefold()] == []
