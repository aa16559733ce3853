"""How large rows and files may be, and how much is read again behind a broken row."""

import pytest

from chalicelib.errors import BadExport
from chalicelib.ingest.library_file import parse_export
from tests.builders import HEADER
from tests.ingest.rows.made_up_exports import file, ids, lines_of_rejected, parsed, row, unclosed


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
