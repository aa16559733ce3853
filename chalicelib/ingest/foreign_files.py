"""Recognises files that people upload by mistake, so that the refusal can say what they are."""

from collections.abc import Iterable

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive or a spreadsheet (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive; send it with the media type application/gzip"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)

_CALIBRE = "a catalogue of Calibre, which does not know what was read"
_HEADERS: tuple[tuple[frozenset[str], str], ...] = (
    *((frozenset({one, "title"}), _CALIBRE) for one in ("author_sort", "title_sort", "series_index", "library_name")),
    *((frozenset({one, "title"}), "a Libib export") for one in ("item_type", "ean_isbn13", "upc_isbn10")),
    (frozenset({"olid", "title"}), "an Openreads export"),
    (frozenset({"primary author", "title"}), "a LibraryThing export"),
    (frozenset({"sort character", "title"}), "a LibraryThing export"),
    (frozenset({"author (last, first)", "title"}), "a Libib or Bookshelf export"),
)
_HEADER_BYTES = 4096


def recognise_bytes(data: bytes) -> str | None:
    """Return what a file is by its first bytes ("a zip archive …"), or None when it may be CSV."""
    for beginning, name in _BEGINNINGS:
        if data.startswith(beginning):
            # LibraryThing writes its tables in UTF-16.
            header = data[:_HEADER_BYTES].decode("utf-16", "ignore").partition("\n")[0] if "UTF-16" in name else ""
            return recognise_header(header.split(",")) or name
    if data.lstrip()[:1] in (b"{", b"["):
        if b'"books_id"' in data[:_HEADER_BYTES]:
            return "a LibraryThing export"
        return "JSON, such as Goodreads' privacy archive"
    if data.lstrip()[:1] == b"<":
        return "a web page"
    return None


def recognise_header(columns: Iterable[str]) -> str | None:
    """Return whose export has these columns ("a Libib export"), or None; exports that are taken are not known here."""
    # The caller splits at commas, so the header of a table with tabs arrives as one column.
    present = {part.strip().casefold() for column in columns for part in column.split("\t")}
    return next((name for signature, name in _HEADERS if signature <= present), None)
