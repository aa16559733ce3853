"""Tells whether the bytes of an upload can be the text of a CSV, and what separates its cells."""

import codecs
import re
from typing import Final

from chalicelib.errors import BadExport
from chalicelib.ingest.foreign_files import recognise_bytes

HOW_TO_EXPORT: Final = "Export your library again at goodreads.com: My Books > Import and export > Export Library."
WHAT_IS_TAKEN: Final = "The exports of Goodreads, The StoryGraph, LibraryThing, Hardcover and BookWyrm are taken."
_LONGEST_HEADER: Final = 4096
_PIECE_BYTES: Final = 1 << 20


def check_is_text(data: bytes, how_to_export: str = HOW_TO_EXPORT) -> None:
    """Raise `BadExport`, saying what the file is, unless it is text in UTF-8 with something in it."""
    foreign = recognise_bytes(data)
    if foreign:
        raise BadExport(f"This is {foreign}, not the file of a library. {WHAT_IS_TAKEN} {how_to_export}")
    check_is_utf8(data, how_to_export)
    if b"\0" in data:
        raise BadExport(f"The file holds NUL characters, so it is not a text file. {how_to_export}")
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise BadExport(f"The file is empty. {how_to_export}")


def check_is_utf8(data: bytes, how_to_export: str = HOW_TO_EXPORT) -> None:
    """Raise `BadExport`, naming the first byte that is not."""
    wrong_byte = _first_byte_not_in_utf8(data)
    if wrong_byte is not None:
        raise BadExport(
            f"The file is not in UTF-8 (byte {wrong_byte}). If a spreadsheet saved it, save it as 'CSV UTF-8'. "
            f"{how_to_export}"
        )


def delimiter_of(data: bytes) -> str:
    """Return the character between the cells, judged by the first line.

    It is a comma, the semicolon that spreadsheets write in countries with a decimal comma, or a tab.
    """
    header = first_line(data)
    return max(",;\t", key=header.count)


def first_line(data: bytes) -> str:
    """The first line of a text, as far as a header may reach; what is not UTF-8 in it is replaced."""
    return re.split(rb"[\r\n]", data.removeprefix(codecs.BOM_UTF8)[:_LONGEST_HEADER], maxsplit=1)[0].decode(
        errors="replace"
    )


def _first_byte_not_in_utf8(data: bytes) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _PIECE_BYTES):
        undecided = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + _PIECE_BYTES], start + _PIECE_BYTES >= len(data))
        except UnicodeDecodeError as error:
            return start - undecided + error.start
    return None
