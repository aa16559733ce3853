"""Files that are no export of Goodreads: each is refused with words that say what to do."""

import pytest

from chalicelib.errors import BadExport, UploadTooLarge
from chalicelib.ingest.library_file import parse_export
from tests.builders import csv_row, export
from tests.ingest.dialects.goodreads.rows import REQUIRED_COLUMNS, parsed


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", ["empty"], id="nothing"),
        pytest.param(b"\xef\xbb\xbf \r\n\r\n", ["empty"], id="blank lines only"),
        pytest.param(export(), ["no row with a book"], id="only the header"),
        pytest.param(export("1,,Somebody"), ["no row with a book"], id="only rejected rows"),
        pytest.param(export(csv_row("1", "T", "A")).replace(b"T", b"T\0"), ["NUL"], id="NUL"),
        pytest.param(export(csv_row("1", "T", "A")).decode().encode("utf-16"), ["UTF-16"], id="UTF-16"),
        pytest.param(export(csv_row("1", "Caf\xe9", "A")).decode().encode("latin-1"), ["UTF-8", "byte "], id="Latin-1"),
        pytest.param(csv_row("1", "T", "A").encode(), [*REQUIRED_COLUMNS, "missing"], id="no header"),
        pytest.param(
            export(csv_row("1", "T", "A")).replace(b"Exclusive Shelf", b"Shelf"),
            ["missing: Exclusive Shelf."],
            id="a renamed column",
        ),
        pytest.param(export().replace(b"Publisher", b"title"), ["Title", "twice"], id="a column twice"),
        pytest.param(b"item_type,title,creators\nbook,T,A\n", ["This is a Libib export", "are taken"], id="Libib"),
        pytest.param(b"authors,author_sort,title\nA,A,T\n", ["This is a catalogue of Calibre"], id="Calibre"),
        pytest.param(b'{"reviews": []}', ["JSON", "privacy archive"], id="the privacy archive"),
        pytest.param(b"PK\x03\x04" + bytes(100), ["zip", "spreadsheet"], id="xlsx"),
        pytest.param(b"," * 1_000_000, ["missing"], id="a million commas"),
        pytest.param(b"a" * 1_000_000, ["missing"], id="one endless line"),
        pytest.param(b'"' + b"a" * 1_000_000, ["missing"], id="one endless cell"),
    ],
)
def test_what_is_no_export_is_refused_saying_what_to_do(data: bytes, words: list[str]) -> None:
    with pytest.raises(BadExport) as caught:
        parse_export(data, max_books=1000)
    assert [word for word in words if word not in str(caught.value)] == []
    assert "Export Library" in str(caught.value), "the way to a good file"
    assert len(str(caught.value)) < 500


def test_one_row_more_than_allowed_is_too_large() -> None:
    rows = [csv_row(str(number), "T", "A") for number in range(11)]
    assert parsed(export(*rows[:10]), max_books=10).rows_total == 10
    with pytest.raises(UploadTooLarge, match="more than 10 rows"):
        parse_export(export(*rows), max_books=10)
