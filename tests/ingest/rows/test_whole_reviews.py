"""Reviews of several lines stay whole, also with pasted rows in them or one fault in their own row."""

import pytest

from tests.ingest.rows.made_up_exports import COLUMNS_24, COLUMNS_31, book, file, line, parsed, row, written

PASTED = row(800_001, title="Pasted, too")
BARE = row(800_001)
"""A pasted row that has no quotation marks."""


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


def test_two_cells_of_a_row_may_run_over_lines_the_last_one_included() -> None:
    result = parsed(written(book(1, private_notes="a\nb", review="One\ntwo\nthree"), columns=REVIEW_LAST).data())
    assert result.rejected == ()
    assert [book.my_review for book in result.books] == ["One\ntwo\nthree"]


def test_a_row_pasted_from_an_export_with_other_columns_stays_in_its_review() -> None:
    pasted = book(800_001, author_last_first="A, B", review="7, 8 a, b ,", private_notes="lent, to Bob")
    export = written(book(1, review=f"{line(pasted.cells(COLUMNS_24))}\n7, 8"), columns=COLUMNS_31)
    assert parsed(export.data()).rejected == ()
