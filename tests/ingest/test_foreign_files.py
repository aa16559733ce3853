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


PRIVACY_ARCHIVE = "JSON, such as Goodreads' privacy archive"
AS_GZIP = "send it with the media type application/gzip"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(zipped(), "a zip archive or a spreadsheet (.xlsx)", id="zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"),
        (b"%PDF-1.7\n", "a PDF"),
        pytest.param(gzip.compress(b"Title,Author"), f"a gzip archive; {AS_GZIP}", id="gzip"),
        (b"\xff\xfe" + "Title,Author".encode("utf-16-le"), "text in UTF-16; save it as UTF-8"),
        (b"\xfe\xff" + "Title,Author".encode("utf-16-be"), "text in UTF-16; save it as UTF-8"),
        (b'{"books": []}', PRIVACY_ARCHIVE),
        (b'\r\n  [{"title": "Dune"}]', PRIVACY_ARCHIVE),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\n <html>", "a web page"),
    ],
)
def test_a_file_is_recognised_by_its_first_bytes(data: bytes, name: str) -> None:
    assert recognise_bytes(data) == name


@pytest.mark.parametrize(
    "data",
    [b"", b"Book Id,Title", b"\xef\xbb\xbfBook Id,Title", b'"Book Id","Title"', b"PK", b"1,Dune,Frank Herbert"],
)
def test_what_may_be_csv_is_not_called_anything(data: bytes) -> None:
    assert recognise_bytes(data) is None


CALIBRE = "author_sort,authors,comments,cover,timestamp,formats,isbn,id,identifiers,languages,library_name,title,uuid"
LIBIB = "item_type,title,creators,first_name,last_name,collection,ean_isbn13,upc_isbn10,description,publisher,status"
OPENREADS = "title,subtitle,author,description,status,start_date,finish_date,rating,pages,isbn,olid,tags,my_review"
CALIBRE_NAME = "a catalogue of Calibre, which does not know what was read"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (CALIBRE, CALIBRE_NAME),
        ("title,series_index", CALIBRE_NAME),
        (LIBIB, "a Libib export"),
        (LIBIB.upper(), "a Libib export"),
        ("title,upc_isbn10", "a Libib export"),
        (OPENREADS, "an Openreads export"),
        (" TITLE , Author_Sort", CALIBRE_NAME),
        ("Read Status,Star Rating", None),
        ("Title,Read Status", None),
        ("Title,Author,My Rating,Exclusive Shelf", None),
        ("Name,Price", None),
        ("", None),
    ],
)
def test_an_export_is_recognised_by_its_columns(header: str, name: str | None) -> None:
    assert recognise_header(header.split(",")) == name


def test_a_bookshelf_export_is_recognised_by_its_columns() -> None:
    """The name of its column has a comma."""
    assert recognise_header(["Title", "Author (Last, First)"]) == "a Libib or Bookshelf export"
