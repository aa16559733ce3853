"""Broken quotation marks, one case for each rule: what they cost, and that the rows behind them are found again."""

import csv
import io

import pytest

from tests.ingest.rows.made_up_exports import (
    COLUMNS_24,
    COLUMNS_31,
    Shelved,
    book,
    file,
    ids,
    line,
    lines_of_rejected,
    parsed,
    row,
    unclosed,
)


def stray(number: int) -> str:
    """A row with a quotation mark too many before its review."""
    return row(number, review="x").replace(",x,", ',"x,')


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


def test_a_row_with_all_its_cells_on_one_line_is_a_book_whatever_is_in_them() -> None:
    result = parsed(file(row(1, rating="good", shelves="a, b").replace('"a, b"', '"a, "b')))
    assert [(book.my_rating, book.bookshelves) for book in result.books] == [(None, ("a", "b"))]


@pytest.mark.parametrize(("cells", "rejected"), [(2, True), (18, True), (19, False), (24, False)])
def test_a_row_without_book_id_is_no_book_when_it_ends_before_its_shelf(cells: int, rejected: bool) -> None:
    result = parsed(file(row(1), line(book(2, book_id="").cells(COLUMNS_24)[:cells])))
    assert [row.reason for row in result.rejected] == (
        [f"only {cells} of 24 cells and no Book Id: perhaps this is the rest of the row above"] if rejected else []
    )


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


def test_the_reason_of_a_row_on_several_lines_names_them() -> None:
    result = parsed(file(row(1), row(1, review="One\ntwo"), row(1)))
    assert [(row.line, row.reason) for row in result.rejected] == [
        (3, "the same Book Id as line 2 (lines 3 to 4)"),
        (5, "the same Book Id as line 2"),
    ]
