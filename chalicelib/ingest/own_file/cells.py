"""How a value becomes a cell of the library's CSV, and what the cell says when it is read again.

A spreadsheet runs a cell that begins like a formula. Foreign text that does so gets an apostrophe in front, and so does
text in which apostrophes alone stand before such a beginning: so one apostrophe can be taken away again without doubt.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from chalicelib.models import Json

_FORMULA: Final = re.compile(
    "'*(?:[\\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])"
)
"""What spreadsheets take for a formula, wide letters and what they do not show before it included."""
_UNWRITABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""A file with one of these is no text; the upload refuses it."""
_ITEM: Final = re.compile(r'\s*(?:"([^"]*(?:""[^"]*)*)"\s*|([^,]*))(?:,|\Z)')
_NEEDS_QUOTES: Final = re.compile(r'\s|.*[,"]|.*\s\Z|\Z', re.DOTALL)


def text_cell(text: str | None) -> str:
    """The cell of a text; nothing is the empty cell."""
    writable = _UNWRITABLE.sub("\ufffd", text or "")
    return f"'{writable}" if _FORMULA.match(writable) else writable


def read_text(cell: str) -> str:
    """The text of a cell that `text_cell` wrote."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def list_cell(items: Iterable[str]) -> str:
    """The cell of a list: `Fantasy, Classics`. An item with a comma or a quotation mark is quoted, as in CSV itself."""
    return text_cell(", ".join(map(_item, items)))


def read_list(cell: str) -> tuple[str, ...]:
    """The items of a cell that `list_cell` wrote, or of a list with commas that somebody typed; none is empty."""
    text = read_text(cell)
    found = []
    for match in _ITEM.finditer(text):
        quoted, plain = match.groups()
        found.append(quoted.replace('""', '"') if quoted is not None else plain.strip())
    return tuple(item for item in found if item)


def isbn_cell(isbn: str | None) -> str:
    """The cell of an ISBN as Goodreads writes it: a formula that is a text, so that spreadsheets keep every digit."""
    return f'="{isbn or ""}"'


def position_cell(position: str | None) -> str:
    """The cell of a place in a series: `#1-3`, which no spreadsheet takes for a date or a number."""
    return "" if position is None else f"#{_UNWRITABLE.sub('', position)}"


def read_position(cell: str) -> str | None:
    """The place in a series of a cell that `position_cell` wrote, or that somebody typed without its `#`."""
    return cell.removeprefix("#") if cell else None


def reads_cell(reads: Sequence[Json]) -> str:
    """The cell of the times a book was read, each as an interval of ISO 8601: `2024-01-05/2024-02-01, /2020`."""
    return ", ".join(f"{read['start'] or ''}/{read['end'] or ''}" for read in reads)


def _item(text: str) -> str:
    if _NEEDS_QUOTES.match(text):
        return '"' + text.replace('"', '""') + '"'
    return text
