"""Recognises files that people upload by mistake, so that the refusal can say what they are."""

from collections.abc import Iterable

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive or a spreadsheet (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive; send it with the media type application/gzip"),
    (b"\xff\xfe", "text in UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16; save it as UTF-8"),
)

_CALIBRE = "a catalogue of Calibre, which does not know what was read"
_HEADERS: tuple[tuple[frozenset[str], str], ...] = (
    *((frozenset({one, "title"}), _CALIBRE) for one in ("author_sort", "title_sort", "series_index", "library_name")),
    *((frozenset({one, "title"}), "a Libib export") for one in ("item_type", "ean_isbn13", "upc_isbn10")),
    (frozenset({"olid", "title"}), "an Openreads export"),
    (frozenset({"author (last, first)", "title"}), "a Libib or Bookshelf export"),
)


def recognise_bytes(data: bytes) -> str | None:
    """Return what a file is by its first bytes ("a zip archive …"), or None when it may be CSV."""
    for beginning, name in _BEGINNINGS:
        if data.startswith(beginning):
            return name
    if data.lstrip()[:1] in (b"{", b"["):
        return "JSON, such as Goodreads' privacy archive"
    if data.lstrip()[:1] == b"<":
        return "a web page"
    return None


def recognise_header(columns: Iterable[str]) -> str | None:
    """Return whose export has these columns ("a Libib export"), or None; exports that are taken are not known here."""
    present = {column.strip().casefold() for column in columns}
    return next((name for signature, name in _HEADERS if signature <= present), None)
