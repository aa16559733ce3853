"""Files that are uploaded by mistake are called by their name."""

import gzip
import io
import zipfile

import pytest

from chalicelib.ingest.foreign_files import recognise_bytes, recognise_header


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(zipped(), "zip archive or a spreadsheet", id="zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel workbook"),
        (b"%PDF-1.7\n", "PDF"),
        pytest.param(gzip.compress(b"Title,Author"), "gzip archive", id="gzip"),
        ("Title,Author".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + "Title".encode("utf-16-be"), "UTF-16"),
        (b'{"books": []}', "JSON"),
        (b'\r\n  [{"title": "Dune"}]', "JSON"),
        (b"<!DOCTYPE html><html>", "web page"),
    ],
)
def test_a_file_is_recognised_by_its_first_bytes(data: bytes, name: str) -> None:
    assert name in (recognise_bytes(data) or "")


@pytest.mark.parametrize(
    "data",
    [b"", b"Book Id,Title", b"\xef\xbb\xbfBook Id,Title", b'"Book Id","Title"', b"PK", b"1,Dune,Frank Herbert"],
)
def test_what_may_be_csv_is_not_called_anything(data: bytes) -> None:
    assert recognise_bytes(data) is None


STORYGRAPH = "Title,Authors,Contributors,ISBN/UID,Format,Read Status,Date Added,Last Date Read,Moods,Pace,Star Rating"
LIBRARYTHING = "Book Id,Title,Sort Character,Primary Author,Primary Author Role,Secondary Author,ISBN,Tags,Rating"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (STORYGRAPH, "a StoryGraph export"),
        (STORYGRAPH.upper(), "a StoryGraph export"),
        (LIBRARYTHING, "a LibraryThing export"),
        ("Title,Author,My Rating,Exclusive Shelf", None),
        ("Name,Price", None),
        ("", None),
    ],
)
def test_an_export_is_recognised_by_its_columns(header: str, name: str | None) -> None:
    assert recognise_header(header.split(",")) == name
