"""Broken quotation marks: no row of a damaged export is lost without a word, and whole reviews stay whole."""

import csv
import io
import re
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from chalicelib.errors import BadExport, StatsError
from chalicelib.ingest.library_file import look_over, parse_export
from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport
from tests.builders import HEADER

COLUMNS_24 = HEADER.split(",")
COLUMNS_31 = [
    *COLUMNS_24[:-1],
    *("Recommended For", "Recommended By", "Owned Copies", "Original Purchase Date", "Original Purchase Location"),
    *("Condition", "Condition Description", "BCID"),
]


class Shelved(NamedTuple):
    """What differs between the rows of a made-up export."""

    book_id: str
    title: str
    author_last_first: str
    isbn13: str
    rating: str
    shelves: str
    review: str
    spoiler: str
    private_notes: str

    def cells(self, columns: list[str]) -> list[str]:
        values = {
            "Book Id": self.book_id,
            "Title": self.title,
            "Author": "Ada Example",
            "Author l-f": self.author_last_first,
            "ISBN13": self.isbn13,
            "My Rating": self.rating,
            "Average Rating": "3.90",
            "Number of Pages": "300",
            "Year Published": "2001",
            "Date Read": "2024/05/01",
            "Bookshelves": self.shelves,
            "Exclusive Shelf": "read",
            "My Review": self.review,
            "Spoiler": self.spoiler,
            "Private Notes": self.private_notes,
            "Read Count": "1",
            "Owned Copies": "0",
        }
        return [values.get(name, "") for name in columns]


@dataclass(frozen=True)
class Export:
    """A made-up export as text: the header with its line end, and the rows."""

    header: str
    body: str
    rows: tuple[Shelved, ...]

    def data(self) -> bytes:
        return (self.header + self.body).encode()


def line(cells: list[str], *, quote_all: bool = False) -> str:
    """One row without its line end."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL).writerow(cells)
    return text.getvalue().removesuffix("\r\n")


def book(number: int, **changes: str) -> Shelved:
    plain = Shelved(str(100_000 + number), f"Title {number}", "Example", "", "4", "", "", "", "")
    return plain._replace(**changes)


def written(*rows: Shelved, columns: list[str] = COLUMNS_24, line_end: str = "\n", quote_all: bool = False) -> Export:
    body = "".join(line(row.cells(columns), quote_all=quote_all) + line_end for row in rows)
    return Export(line(columns, quote_all=quote_all) + line_end, body, rows)


def parsed(text: str | bytes) -> ParsedExport:
    result = parse_export(text if isinstance(text, bytes) else text.encode(), max_books=1000)
    assert len(result.books) + len(result.rejected) == result.rows_total
    return result


def ids(books: tuple[BookAnalytics, ...]) -> list[str]:
    return [book.goodreads_id for book in books]


# Made-up exports for the property tests

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


def lines_of_rejected(result: ParsedExport) -> set[int]:
    """The lines that the rejected rows start on or name in their reasons."""
    named = {row.line for row in result.rejected}
    for row in result.rejected:
        for first, last in re.findall("lines ([0-9]+) to ([0-9]+)", row.reason):
            named.update(range(int(first), int(last) + 1))
    return named


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


# One case for each rule


def file(*lines: str) -> str:
    return "".join(f"{text}\n" for text in (HEADER, *lines))


def row(number: int, **changes: str) -> str:
    return line(book(number, **changes).cells(COLUMNS_24))


def unclosed(number: int, start: str = "Well, ") -> str:
    """A row whose review is opened by a quotation mark and never closed."""
    return row(number, review=f"{start}fine").replace(f'"{start}fine"', f'"{start}fine')


def stray(number: int) -> str:
    """A row with a quotation mark too many before its review."""
    return row(number, review="x").replace(",x,", ',"x,')


PASTED = row(800_001, title="Pasted, too")
BARE = row(800_001)
"""A pasted row that has no quotation marks."""


@pytest.mark.parametrize(
    ("lines", "books", "rejected"),
    [
        pytest.param([row(1), unclosed(2), row(3), row(4)], [1, 3, 4], ["3 the row"], id="it runs to the end"),
        pytest.param([row(1), row(2), unclosed(3)], [1, 2], ["4 the row"], id="in the last row"),
        pytest.param([unclosed(1), row(2, title="A, B"), row(3)], [2, 3], ["2 the row"], id="up to the next mark"),
        pytest.param(
            [unclosed(1), unclosed(2), unclosed(3), row(4)],
            [4],
            ["2 the row", "3 the row", "4 the row"],
            id="one after another",
        ),
        pytest.param(
            [unclosed(1), row(2, review="One\ntwo"), row(3)],
            [2, 3],
            ["2 the row"],
            id="before a review of several lines",
        ),
        pytest.param(
            [unclosed(1, "One\ntwo, "), row(2), row(3)], [2, 3], ["2 lines 2 to 3"], id="in a review of several lines"
        ),
        pytest.param([unclosed(1), "", row(2)], [2], ["2 lines 2 to 3"], id="before a blank line"),
        pytest.param([stray(1), "", row(2)], [2], ["2 lines 2 to 3"], id="one too many before a blank line"),
        pytest.param(
            [unclosed(1), line(book(2).cells(COLUMNS_24)[:18]), row(3)],
            [3],
            ["2 lines 2 to 3"],
            id="before a row that is cut before its shelf",
        ),
        pytest.param(
            [unclosed(1), row(2).replace(",read,", ",two words,"), row(3)],
            [3],
            ["2 lines 2 to 3"],
            id="before a row with an odd shelf",
        ),
        pytest.param(
            [row(1), line(book(2, review="One\n7, 8").cells(COLUMNS_24)[:20]), row(3)],
            [1, 3],
            ["3 lines 3 to 4"],
            id="a row cut behind its review, which has a line that begins like a row",
        ),
        pytest.param(
            [row(1), row(2, review="One\n7, 8 big three").replace(" big ", ' "big" '), row(3)],
            [1, 3],
            ["3 lines 3 to 4"],
            id="marks that are not doubled in such a review",
        ),
        pytest.param(
            [row(1), '1,0 a, b ,",,,1,0', row(2, author_last_first="A, B").replace('"A, B"', 'A, B"'), row(3)],
            [1, 3],
            ["3 lines 3 to 4"],
            id="the rest of one row that ends with a cell of the next",
        ),
        pytest.param([unclosed(1), "x" + row(2), row(3)], [3], ["2 lines 2 to 3"], id="before a row without Book Id"),
        pytest.param(
            [unclosed(1), row(2, rating="good"), row(3)], [3], ["2 lines 2 to 3"], id="before a row with an odd rating"
        ),
        pytest.param([row(1), unclosed(2), row(3, rating="6")], [1], ["3 lines 3 to 4"], id="before odd rows alone"),
        pytest.param(
            [row(1).replace("Title 1", '"Title, 1'), row(2), row(3)], [2, 3], ["2 the row"], id="in the title"
        ),
        pytest.param(
            [row(1), row(2, review="x").replace(",x,", ',"x,'), row(3)],
            [1, 2, 3],
            [],
            id="a mark too many before a word: all cells are there without it",
        ),
        pytest.param([row(1), row(2, review="x").replace(",x,", ',"x,')], [1, 2], [], id="the same in the last row"),
        pytest.param(
            [row(1), row(2, author_last_first="B, A").replace('"B, A"', '"B, A'), row(3, title="C, D")],
            [1, 3],
            ["3 the row"],
            id="a cell that swallows others of its line",
        ),
        pytest.param(
            [
                row(1),
                row(2, author_last_first="B, A").replace('"B, A"', '"B, A', 1).replace(",,4,", ',"=""1""",4,'),
                row(3),
            ],
            [1, 3],
            ["3 the row"],
            id="a cell that ends at a mark of its line",
        ),
        pytest.param(
            [
                row(1, title="A, B", review="C, D").replace('C, D"', "C, D"),
                row(2, title="E, F", review="G, H").replace('"G, H', "G, H"),
                row(3),
            ],
            [3],
            ["2 the row", "3 25 cells"],
            id="two broken rows",
        ),
    ],
)
def test_a_broken_quotation_mark_is_told_and_the_rows_behind_it_are_read(
    lines: list[str], books: list[int], rejected: list[str]
) -> None:
    result = parsed(file(*lines))
    assert ids(result.books) == [str(100_000 + number) for number in books]
    reasons = [f"{row.line} {row.reason}" for row in result.rejected]
    assert [reason[: len(start)] for reason, start in zip(reasons, rejected, strict=True)] == rejected


def test_an_unclosed_review_costs_one_row_of_a_library() -> None:
    result = parsed(file(row(1), unclosed(2), *(row(number) for number in range(3, 400))))
    assert len(result.books) == 398
    assert [(row.line, row.reason) for row in result.rejected] == [
        (
            3,
            "the row cannot be read: a quotation mark is missing or is one too many; the rows below are read as usual. "
            "Correct this one and upload the file again",
        )
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_rows_are_found_whatever_ends_a_line_or_separates_cells(line_end: str, delimiter: str) -> None:
    text = file(row(1), unclosed(2), row(3, rating="5"), row(4))
    result = parsed(text.replace(",", delimiter).replace("\n", line_end))
    assert ids(result.books) == ["100001", "100003", "100004"]
    assert [row.line for row in result.rejected] == [3]


@pytest.mark.parametrize(
    "review",
    [
        pytest.param(f"Look:\n{PASTED}\nFine.", id="a pasted row"),
        pytest.param(f"{PASTED}\n{PASTED}\nFine.", id="two pasted rows and nothing before them"),
        pytest.param(f"My row: {PASTED}\n{PASTED}", id="words before a pasted row, and nothing behind the last"),
        pytest.param(f"My rows, all of them: {PASTED}\n{PASTED}", id="a comma in the words before it"),
        pytest.param(f"{BARE}\n{BARE}", id="pasted rows without quotation marks"),
        pytest.param(f"My row: {BARE}\n{BARE}", id="words before them"),
        pytest.param(f"{row(800_001, review=', so')}\n{BARE}", id="a pasted cell that begins with a comma"),
        pytest.param(f"My rows, all of them: {BARE}\n{BARE}", id="a comma in the words before them"),
        pytest.param("One\n,,1,0\n7, 8 and 9", id="cells like a row's last ones and none before them"),
        pytest.param("One,,a note,,\n7, 8 and 9", id="a note alone is no row's end"),
        pytest.param(f"{row(800_001, shelves='a, b', private_notes='c, d')}\n7, 8 and 9", id="a number behind a row"),
        pytest.param("One,1,0\n7, 8 and 9", id="an end like a row's and a number, but too few cells"),
        pytest.param("One,,,1,0\nSo it ends.", id="an end like a row's, and no row behind it"),
        pytest.param("One,,,,\n7, 8 and 9", id="commas alone are no row's end"),
        pytest.param("One,big,,1,0\n7, 8 and 9", id="no row ends with these cells"),
        pytest.param("7, 8 and 9\n" * 200, id="many lines that begin with a number"),
        pytest.param("\n\n", id="blank lines"),
    ],
)
def test_a_review_that_is_closed_where_it_should_be_is_kept(review: str) -> None:
    result = parsed(file(row(1), row(2, review=review), row(3)))
    assert result.rejected == ()
    assert [book.my_review for book in result.books] == [None, review.strip() or None, None]


@pytest.mark.parametrize(
    ("broken", "review"),
    [
        pytest.param(row(2, review="One\ntwo big three").replace(" big ", ' "big" '), 'One\ntwo big" three"',
                     id="marks that are not doubled"),
        pytest.param(",".join(row(2, review="One\ntwo").split(",")[:20]), "One\ntwo", id="a row cut behind its review"),
        pytest.param(",".join(row(2, review="One\n1984").split(",")[:20]), "One\n1984", id="with a number in it"),
    ],
)  # fmt: skip
def test_a_row_of_several_lines_with_one_fault_is_kept(broken: str, review: str) -> None:
    result = parsed(file(row(1), broken, row(3)))
    assert result.rejected == ()
    assert [book.my_review for book in result.books] == [None, review, None]


@pytest.mark.parametrize("columns", [COLUMNS_24, COLUMNS_31])
@pytest.mark.parametrize(
    ("first", "second", "column", "second_is_plain"),
    [
        pytest.param(book(1, review="A, B"), book(2, review="C"), "My Review", True, id="the second is plainly a row"),
        pytest.param(book(1, review="A, B"), book(2, review="C, D"), "My Review", False, id="a comma in its review"),
        pytest.param(book(1, review="A\nB"), book(2, review="D"), "My Review", True, id="over several lines"),
        pytest.param(
            book(1, author_last_first="A, B"), book(2, author_last_first="C, D"), "Author l-f", False,
            id="a comma before its rating",
        ),
        pytest.param(book(1, title="A, B"), book(2, title="C, D"), "Title", False, id="in the titles"),
    ],
)  # fmt: skip
def test_two_broken_rows_that_look_like_one_good_row_are_both_told(
    columns: list[str], first: Shelved, second: Shelved, column: str, second_is_plain: bool
) -> None:
    """The first has lost its closing mark, the second its opening one: together they are well-formed CSV."""
    index = columns.index(column)
    opened, closed = first.cells(columns), second.cells(columns)
    rows = [
        line(columns),
        line(book(0).cells(columns)),
        line(opened).replace(f'"{opened[index]}"', f'"{opened[index]}'),
        line([*closed[:index], "CELL", *closed[index + 1 :]]).replace("CELL", f'{closed[index]}"'),
        line(book(3).cells(columns)),
    ]
    text = "\n".join(rows)
    assert next(csv.reader(io.StringIO(text.split("\n", 2)[2]), strict=True))[0] == "100001", "well-formed CSV"
    result = parsed(text)
    found = ids(result.books)
    assert {"100000", "100003"} <= set(found)
    line_of_second = 4 + first.review.count("\n")
    assert set(range(3, line_of_second)) <= lines_of_rejected(result)
    assert ("100002" in found) != (line_of_second in lines_of_rejected(result))
    assert "100002" in found or not second_is_plain


def test_two_broken_rows_are_told_when_the_first_breaks_behind_a_review_of_several_lines() -> None:
    first = row(1, review="One\ntwo", private_notes="a, b").replace('"a, b"', '"a, b')
    second = row(2, private_notes="c, d").replace('"c, d"', 'c, d"')
    result = parsed(file(row(0), first, second, row(3)))
    assert ids(result.books) == ["100000", "100003"]
    assert lines_of_rejected(result) == {3, 4, 5}


REVIEW_LAST = [*(name for name in COLUMNS_24 if name != "My Review"), "My Review"]


def test_a_review_in_the_last_column_may_run_over_lines() -> None:
    export = written(book(1, review="One\ntwo\n7, 8"), book(2, review="A, B"), columns=REVIEW_LAST)
    result = parsed(export.data())
    assert [book.my_review for book in result.books] == ["One\ntwo\n7, 8", "A, B"]
    unclosed_at_the_end = export.data().removesuffix(b'"\n')
    assert [book.my_review for book in parsed(unclosed_at_the_end).books] == ["One\ntwo\n7, 8", "A, B"]
    unclosed_on_several_lines = written(book(1), book(2, review="One\ntwo"), columns=REVIEW_LAST).data()
    result = parsed(unclosed_on_several_lines.removesuffix(b'"\n'))
    assert [book.my_review for book in result.books] == [None, "One\ntwo"]


def test_lines_of_a_review_are_judged_by_the_required_columns_where_no_book_id_comes_first() -> None:
    rows = ['One,A,4,read,"a, b\nc, d"', "Two,A,4,read,,1"]
    result = parsed("\n".join(["Title,Author,My Rating,Exclusive Shelf,My Review,Read Count", *rows]))
    assert [(book.title, book.my_review) for book in result.books] == [("One", "a, b\nc, d"), ("Two", None)]


def test_a_row_with_all_its_cells_on_one_line_is_a_book_whatever_is_in_them() -> None:
    result = parsed(file(row(1, rating="good", shelves="a, b").replace('"a, b"', '"a, "b')))
    assert [(book.my_rating, book.bookshelves) for book in result.books] == [(None, ("a", "b"))]


@pytest.mark.parametrize(("cells", "rejected"), [(2, True), (18, True), (19, False), (24, False)])
def test_a_row_without_book_id_is_no_book_when_it_ends_before_its_shelf(cells: int, rejected: bool) -> None:
    result = parsed(file(row(1), line(book(2, book_id="").cells(COLUMNS_24)[:cells])))
    assert [row.reason for row in result.rejected] == (
        [f"only {cells} of 24 cells and no Book Id: perhaps this is the rest of the row above"] if rejected else []
    )


def test_two_cells_of_a_row_may_run_over_lines_the_last_one_included() -> None:
    result = parsed(written(book(1, private_notes="a\nb", review="One\ntwo\nthree"), columns=REVIEW_LAST).data())
    assert result.rejected == ()
    assert [book.my_review for book in result.books] == ["One\ntwo\nthree"]


def test_a_row_pasted_from_an_export_with_other_columns_stays_in_its_review() -> None:
    pasted = book(800_001, author_last_first="A, B", review="7, 8 a, b ,", private_notes="lent, to Bob")
    export = written(book(1, review=f"{line(pasted.cells(COLUMNS_24))}\n7, 8"), columns=COLUMNS_31)
    assert parsed(export.data()).rejected == ()


def test_doubled_quotation_marks_behind_one_too_many_are_kept_as_they_are() -> None:
    result = parsed(file(row(1), row(2, review="x").replace(",x,", ',"say ""x"" twice,'), row(3)))
    assert [book.my_review for book in result.books] == [None, 'say ""x"" twice', None]


def test_a_short_row_is_a_book_in_a_file_that_does_not_begin_with_book_ids() -> None:
    result = parsed("My Rating,Title,Author,Exclusive Shelf\ngood,T,A\n")
    assert [book.title for book in result.books] == ["T"]


def test_the_rest_of_a_row_above_is_no_book() -> None:
    text = file(row(1, review="One, two\nthree, four").replace('"One', "One"), row(2))
    result = parsed(text)
    assert ids(result.books) == ["100001", "100002"]
    assert [(row.line, row.reason) for row in result.rejected] == [
        (3, "only 6 of 24 cells and no Book Id: perhaps this is the rest of the row above")
    ]


def test_rows_are_found_behind_more_commas_and_letters_than_a_row_may_have() -> None:
    rows = [row(number, private_notes="n" * 300) for number in range(2, 5002)]
    result = parse_export(file(unclosed(1), *rows).encode(), max_books=6000)
    assert len(result.books) == 5000
    assert [row.line for row in result.rejected] == [2]


def test_what_is_read_again_is_bounded_and_what_is_not_is_named() -> None:
    """Each of these lines starts like a row and ends inside a cell, also when it starts inside one."""
    header = "Title,Author,My Rating,Exclusive Shelf" + ",more" * 400
    text = f"{header}\n" + "T,A,4,read\n" * 2 + 'T,A,4,x","""\n' * 300
    result = parsed(text)
    assert [book.title for book in result.books] == ["T", "T"]
    assert len(result.rejected) < 10
    assert lines_of_rejected(result) == set(range(4, 304))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER.replace("Owned Copies", '"Owned Copies') + f"\n{row(1)}\n", "missing in the first line"),
        (file(row(1), row(2, review="\n" + "x" * (1_000_001 - len(row(2, review="\n")) - 1))), "more than 1,000,000"),
        (file(row(1), unclosed(2) + "x" * 1_000_000), "The row that starts on line 3 has more than 1,000,000 letters"),
        (file(row(1), unclosed(2), *["x" * 1000] * 1000), "The row that starts on line 3 has more than 1,000,000 "),
        (file(row(1), "", "", unclosed(2) + "x" * 1_000_000), "The row that starts on line 5 has"),
        (file(row(1), "," * 50_001), "or 50,000 commas"),
        (file(row(1), row(2, review="\n" * 200_000)), "more than 200,000 lines"),
        (file(row(1), *[""] * 200_000), "more than 200,000 lines"),
    ],
)
def test_what_is_too_large_to_be_read_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadExport, match=words):
        parsed(text)


def test_a_row_and_a_file_may_be_as_large_as_that() -> None:
    other_letters = len(row(2, review="\n")) + 1
    long_review = row(2, review="\n" + "x" * (1_000_000 - other_letters))
    many_lines = [""] * (200_000 - 5)
    result = parsed(file(row(1), long_review, "," * 50_000, *many_lines))
    assert ids(result.books) == ["100001", "100002"]
    assert [(row.line, row.reason) for row in result.rejected] == [(5, "the row has no title")]


def test_the_reason_of_a_row_on_several_lines_names_them() -> None:
    result = parsed(file(row(1), row(1, review="One\ntwo"), row(1)))
    assert [(row.line, row.reason) for row in result.rejected] == [
        (3, "the same Book Id as line 2 (lines 3 to 4)"),
        (5, "the same Book Id as line 2"),
    ]
