"""ISBNs out of Excel-quoted cells: check digits, conversion, and what is no ISBN at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.isbn import isbn10_of, parse_isbn, to_isbn13


@pytest.mark.parametrize(
    ("cell", "isbn"),
    [
        ("0140283331", "0140283331"),
        ("9780140283334", "9780140283334"),
        ('="0140283331"', "0140283331"),
        ('="9780140283334"', "9780140283334"),
        ("'9780140283334", "9780140283334"),  # the other way of spreadsheets to say "text"
        ("978-0-14-028333-4", "9780140283334"),
        ("978\u20110\u201114\u2011028333\u20114", "9780140283334"),  # non-breaking hyphens, as copied from a web page
        (" 9780140283334 ", "9780140283334"),
        ("080442957x", "080442957X"),  # the check digit ten
        ('="080442957X"', "080442957X"),
        ("9791032305690", "9791032305690"),  # 979 has no ISBN-10
    ],
)
def test_an_isbn_is_read_out_of_its_quoting(cell: str, isbn: str) -> None:
    assert parse_isbn(cell) == isbn


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        '=""',
        " ",
        "-",
        "0000000000",  # a placeholder, although its check digit is right
        "B00I8YBH2K",  # a Kindle number
        "9.78014E+12",  # what Excel makes of a number that it has rounded
        "9780140283335",  # wrong check digit
        "0140283332",  # wrong check digit
        "014028333",  # a lost leading zero
        "97801402833341",
        "9770140283330",  # an EAN of a magazine
        "X804429570",
        "٠١٤٠٢٨٣٣٣١",  # digits, but not of ISBNs
        pytest.param("9" * 10_000, id="endless"),
    ],
)
def test_what_is_no_valid_isbn_becomes_none(cell: str | None) -> None:
    assert parse_isbn(cell) is None


@pytest.mark.parametrize(
    ("isbn", "isbn13"),
    [
        ("0140283331", "9780140283334"),
        ("080442957X", "9780804429573"),
        ("0451524934", "9780451524935"),
        ("9780140283334", "9780140283334"),
        (None, None),
    ],
)
def test_every_isbn_has_one_isbn13(isbn: str | None, isbn13: str | None) -> None:
    assert to_isbn13(isbn) == isbn13


@pytest.mark.parametrize(
    ("isbn13", "isbn10"),
    [("9780140283334", "0140283331"), ("9780804429573", "080442957X"), ("9791034300228", None)],
)
def test_an_isbn13_of_the_old_range_has_an_isbn10(isbn13: str, isbn10: str | None) -> None:
    assert isbn10_of(isbn13) == isbn10


@given(st.integers(1, 10**9 - 1))
def test_a_converted_isbn_is_valid_again(number: int) -> None:
    body = f"{number:09}"
    valid = [isbn for digit in "0123456789X" if (isbn := parse_isbn(body + digit))]
    assert len(valid) == 1, "exactly one check digit fits"
    assert parse_isbn(to_isbn13(valid[0])) == to_isbn13(valid[0])
    assert isbn10_of(str(to_isbn13(valid[0]))) == valid[0]


@given(st.text())
def test_any_text_is_an_isbn_or_none(text: str) -> None:
    isbn = parse_isbn(text)
    assert isbn is None or (len(isbn) in {10, 13} and isbn.isascii() and isbn.isalnum())
