"""Random exports, whole and damaged: no row is lost without a word, and whole reviews stay whole."""

import csv
import re

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from chalicelib.errors import BadExport, StatsError
from chalicelib.ingest.library_file import look_over, parse_export
from tests.builders import HEADER
from tests.ingest.rows.made_up_exports import (
    COLUMNS_24,
    COLUMNS_31,
    Export,
    Shelved,
    book,
    ids,
    line,
    lines_of_rejected,
    parsed,
    written,
)

# Words that are hard to tell from CSV, and rows of other books that a reader pasted into a review.
WORDS = st.sampled_from(["fine", "a, b", 'it said "x"', ", so", "I, you, 5, read", "7, 8", '"', '""', ",", "1,0", ""])
TEXT = st.lists(WORDS, max_size=3).map(" ".join)
NOTE = st.sampled_from(["", "lent, to Bob"])


@st.composite
def shelved(draw: st.DrawFn, number: int, review: str | None = None) -> Shelved:
    return Shelved(
        book_id=str(number),
        title=f"Title {number}" + draw(st.sampled_from(["", ", a Novel", ' "x"'])),
        author_last_first=draw(st.sampled_from(["Example, Ada", "Ada", ", Ada", '"'])),
        isbn13=draw(st.sampled_from(['="9780140283334"', '=""', ""])),
        rating=draw(st.sampled_from("012345")),
        shelves=draw(st.sampled_from(["", "cats", "cats, dogs"])),
        review=draw(reviews()) if review is None else review,
        spoiler=draw(st.sampled_from(["", "true"])),
        private_notes=draw(NOTE),
    )


@st.composite
def pasted_row(draw: st.DrawFn) -> str:
    row = draw(shelved(draw(st.integers(900_000, 900_009)), review=draw(TEXT)))
    return draw(st.sampled_from(["", "", "My row: "])) + line(row.cells(COLUMNS_24))


@st.composite
def reviews(draw: st.DrawFn) -> str:
    return "\n".join(draw(st.lists(TEXT | TEXT | pasted_row(), max_size=4)))


@st.composite
def exports(draw: st.DrawFn) -> Export:
    rows = [draw(shelved(100_001 + number)) for number in range(draw(st.integers(1, 5)))]
    return written(
        *rows,
        columns=draw(st.sampled_from([COLUMNS_24, COLUMNS_31])),
        line_end=draw(st.sampled_from(["\n", "\r\n"])),
        quote_all=draw(st.sampled_from([False, False, False, True])),
    )


@st.composite
def damage(draw: st.DrawFn, text: str, kinds: tuple[str, ...]) -> str:
    position = draw(st.integers(0, len(text)))
    before, after = text[:position], text[position:]
    match draw(st.sampled_from(kinds)):
        case "remove a quotation mark":
            head, mark, tail = after.partition('"')
            return before + head + tail if mark else before.replace('"', "", 1) + after
        case "insert a quotation mark":
            return f'{before}"{after}'
        case "open a cell":
            head, comma, tail = after.partition(",")
            return f'{before}{head}{comma}"{tail}'
        case "change a byte":
            return before + draw(st.characters(min_codepoint=1, max_codepoint=126)) + after[1:]
        case "join lines":
            return before + re.sub("\r\n|\n|\r", "", after, count=1)
        case "cut a line":
            return before + draw(st.sampled_from(["\n", "\r\n"])) + after
        case "remove a piece":
            return before + after[draw(st.integers(1, 60)) :]
    raise AssertionError("every kind has its case")


MARKS = ("remove a quotation mark", "insert a quotation mark", "open a cell")
ALL_KINDS = (*MARKS, "change a byte", "join lines", "cut a line", "remove a piece")


@st.composite
def damaged_exports(draw: st.DrawFn) -> Export:
    export = draw(exports())
    body = export.body
    for _ in range(draw(st.integers(1, 4))):
        body = draw(damage(body, ALL_KINDS))
    return Export(export.header, body, export.rows)


def row_starts(text: str, ids: set[str]) -> list[tuple[int, str]]:
    """The lines that begin with the Book Id of a row, found without any rule of CSV: (line, Book Id)."""
    lines = enumerate(re.split("\r\n|\n|\r", text), start=1)
    found = ((number, re.match('"?([0-9]{6})"?,', content)) for number, content in lines)
    return [(number, match[1]) for number, match in found if match and match[1] in ids]


@settings(max_examples=150, deadline=None)
@given(damaged_exports())
def test_no_row_of_a_damaged_export_is_lost_without_a_word(damaged: Export) -> None:
    try:
        result = parsed(damaged.data())
    except BadExport:
        return
    # A damaged Book Id may have more than the digits in it.
    found = {digits for book_id in ids(result.books) for digits in re.findall("[0-9]{6}", book_id)}
    rejected = lines_of_rejected(result)
    text = damaged.header + damaged.body
    lost = [
        (number, book_id)
        for number, book_id in row_starts(text, {row.book_id for row in damaged.rows})
        if book_id not in found and number not in rejected
    ]
    assert lost == [], text


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_one_broken_quotation_mark_costs_no_more_than_its_own_row(data: st.DataObject) -> None:
    whole = data.draw(exports())
    before = parsed(whole.data()).books
    broken = Export(whole.header, data.draw(damage(whole.body, MARKS)), whole.rows)
    assume(broken.body != whole.body)
    # A second row, which no damage reaches, so that there is a book in any case.
    other = line(book(0).cells(next(csv.reader([whole.header]))))
    after = parsed(f"{broken.header}{other}\n{broken.body}").books
    missing = [book.goodreads_id for book in before if book not in after]
    assert len(missing) <= 1, broken.body


@settings(max_examples=100, deadline=None)
@given(exports())
def test_a_whole_review_stays_whole_even_with_pasted_rows(export: Export) -> None:
    result = parsed(export.data())
    assert result.rejected == ()
    assert [(book.goodreads_id, book.my_review or "") for book in result.books] == [
        (row.book_id, row.review.strip()) for row in export.rows
    ]


@settings(max_examples=150, deadline=None)
@given(damaged_exports().map(Export.data) | st.binary(max_size=200).map(lambda tail: f"{HEADER}\n".encode() + tail))
@example(b"")
@example(b"Title,Author\n")
@example(f"{HEADER}\n".encode())
@example(f"{HEADER}\n{'1,T,A' + chr(10)}".encode() * 3)
def test_counting_finds_as_many_books_as_parsing_or_the_same_error(data: bytes) -> None:
    for max_books in (1000, 2):
        expected: int | str
        try:
            expected = len(parse_export(data, max_books=max_books).books)
        except StatsError as error:
            expected = repr(error)
        try:
            counted: int | str = look_over(data, max_books=max_books).books
        except StatsError as error:
            counted = repr(error)
        assert counted == expected
