"""What tells text from other files, and a comma from a semicolon."""

import pytest

from chalicelib.errors import BadExport
from chalicelib.ingest.rows.csv_text import check_is_text, delimiter_of

PIECE = 1 << 20
"""How much is decoded at a time."""


@pytest.mark.parametrize(
    ("data", "delimiter"),
    [
        (b"a,b,c\n", ","),
        (b"a;b;c\n", ";"),
        (b"a,b,c;d\n", ","),
        (b"a;b;c,d\n", ";"),
        (b"a;b,c\n", ","),  # as many of each
        (b"a\n", ","),
        (b"", ","),
        (b"a,b\n;;;;\n", ","),  # the first line decides
        (b"a;b\r\n,,,,\r\n", ";"),
        pytest.param(b"a" * 4093 + b",;;" + b";", ";", id="as far as it is looked at"),
        pytest.param(b"a" * 4094 + b",;" + b";", ",", id="further than that"),
    ],
)
def test_the_first_line_tells_what_separates_cells(data: bytes, delimiter: str) -> None:
    assert delimiter_of(data) == delimiter


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"\xff", 0),
        (b"Caf\xe9", 3),  # the file ends inside a letter
        (b"a" * PIECE + b"\xff", PIECE),
        (b"a" * (PIECE - 1) + b"\xc3", PIECE - 1),
        (b"a" * (PIECE - 1) + b"\xc3\xff", PIECE - 1),  # the letter begins in one piece and is broken in the next
        (b"a" * (2 * PIECE) + b"aa\xff", 2 * PIECE + 2),
    ],
    ids=["alone", "cut off", "next piece", "cut off at the end of a piece", "across pieces", "third piece"],
)
def test_the_first_byte_that_is_not_in_utf8_is_named(data: bytes, place: int) -> None:
    with pytest.raises(BadExport, match=rf"not in UTF-8 \(byte {place}\)"):
        check_is_text(data)


@pytest.mark.parametrize("before", [PIECE - 2, PIECE - 1, PIECE])
def test_a_letter_may_lie_across_the_pieces(before: int) -> None:
    check_is_text(b"a" * before + "é☕".encode())
