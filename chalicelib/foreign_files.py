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

_HEADERS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"read status", "star rating", "title"}), "a StoryGraph export"),
    (frozenset({"primary author", "title"}), "a LibraryThing export"),
    (frozenset({"sort character", "title"}), "a LibraryThing export"),
    (frozenset({"author (last, first)", "title"}), "a Libib or Bookshelf export"),
)


def recognise_bytes(data: bytes) -> str | None:
    """Say what a file is by its first bytes ("a zip archive …"), or None when it may be CSV."""
    for beginning, name in _BEGINNINGS:
        if data.startswith(beginning):
            return name
    if data.lstrip()[:1] in (b"{", b"["):
        return "JSON, such as Goodreads' privacy archive"
    if data.lstrip()[:1] == b"<":
        return "a web page"
    return None


def recognise_header(columns: Iterable[str]) -> str | None:
    """Say whose export a header row belongs to ("a StoryGraph export"), or None when it is none that is known."""
    present = {column.strip().casefold() for column in columns}
    return next((name for signature, name in _HEADERS if signature <= present), None)
