"""Random bytes, damage and cells: Goodreads' CSV is parsed or refused, and cells come back as they were written."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import StatsError
from tests.builders import HEADER
from tests.ingest.dialects.goodreads.rows import COLUMNS_24, QUIRKS, parsed, written


def survives(data: bytes) -> None:
    try:
        parsed(data)
    except StatsError as error:
        refusal = error
    else:
        return
    assert 400 <= refusal.status < 500, refusal


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_parsed_or_refused(data: bytes) -> None:
    survives(data)
    survives(HEADER.encode() + b"\n" + data)


SMALL = b"\n".join(QUIRKS.read_bytes().split(b"\n")[:20])
INTERESTING = (b'"', b",", b";", b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"=", b"\\", b"'", b"\xe2\x80\xa8")
EDITS = st.lists(
    st.tuples(st.integers(0, len(SMALL)), st.integers(0, 3), st.sampled_from(INTERESTING) | st.binary(max_size=4)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(EDITS)
def test_a_damaged_export_is_parsed_or_refused(edits: list[tuple[int, int, bytes]]) -> None:
    data = SMALL
    for position, removed, inserted in edits:
        data = data[:position] + inserted + data[position + removed :]
    survives(data)


CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
ONE_LINE = CELL.map(lambda text: text.replace("\n", " ").replace("\r", " "))
TITLE = CELL.map(lambda text: " ".join(text.split())).filter(bool)
SHELF = CELL.map(lambda text: "-".join(text.split())).filter(bool)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "Title": TITLE,
            "Author": ONE_LINE,
            "Publisher": ONE_LINE,
            "My Review": CELL,
            "Exclusive Shelf": SHELF,
            "My Rating": st.sampled_from("012345"),
            "Number of Pages": st.integers(1, 9999).map(str),
            "Date Read": st.dates().map(str),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=80, deadline=None)
@given(ROWS, st.sampled_from([",", ";"]), st.sampled_from(["\n", "\r\n"]))
def test_rows_come_back_as_they_were_written(rows: list[dict[str, str]], delimiter: str, line_end: str) -> None:
    numbered = [{**row, "Book Id": str(number)} for number, row in enumerate(rows, start=1)]
    result = parsed(written(COLUMNS_24, *numbered, delimiter=delimiter, line_end=line_end, quote_all=True))
    assert [
        {
            "Book Id": book.goodreads_id,
            "Title": book.title,
            "Author": book.author,
            "Publisher": book.publisher or "",
            "My Review": book.my_review or "",
            "Exclusive Shelf": book.reading_status or "",
            "My Rating": str(book.my_rating or 0),
            "Number of Pages": str(book.num_pages),
            "Date Read": book.date_read.iso() if book.date_read else None,
        }
        for book in result.books
    ] == [
        {name: cell if name in {"Title", "Author"} else cell.strip() for name, cell in row.items()} for row in numbered
    ]
