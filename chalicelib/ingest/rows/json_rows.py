"""Reads the bytes of a JSON object that has a book under each key as rows of cells.

A column is a path: `authors.fl` is the `fl` of each author. Several texts under one path become one cell. PHP writes a
list as a list, or as an object with numbers as keys; both are lists here. The line of a row is the place of its
book, counted as if a header stood before the first.

One book is parsed at a time, and the values of the file are counted first: one book may be the whole file, and a short
text takes ten times its size in memory.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from chalicelib.errors import BadExport, UploadTooLarge
from chalicelib.ingest.rows.csv_rows import CsvRow
from chalicelib.ingest.rows.csv_text import WHAT_IS_TAKEN
from chalicelib.ingest.rows.row_recovery import RowShape

_MOST_VALUES: Final = 2_000_000
"""Objects, lists and commas of a file: 100 for each book of the largest library, where real ones have 90."""
_LARGEST_FIRST: Final = 1_000_000
_DEEPEST: Final = 4
_MOST_TEXTS: Final = 1000
_BLANK: Final = re.compile(r"[ \t\r\n]*")
_UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")
_DECODER: Final = json.JSONDecoder(strict=False)


def first_keys(data: bytes) -> frozenset[str]:
    """The keys of the first book; none for bytes that are no such JSON, or whose first book is larger than any."""
    try:
        book = next(_books(data[:_LARGEST_FIRST].decode("utf-8-sig", "ignore")), None)
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset(book) if isinstance(book, dict) else frozenset()


class JsonFile:
    """The books of a JSON object as rows with these columns: a path each, and what separates its texts.

    Raises `BadExport` when the bytes are not UTF-8, or hold more values than a library has.
    """

    delimiter: Final = ","

    def __init__(self, data: bytes, columns: Sequence[tuple[str, str]]) -> None:
        if sum(map(data.count, (b"[", b"{", b","))) > _MOST_VALUES:
            raise BadExport(f"The file has more than {_MOST_VALUES:,} lists, objects and commas. {WHAT_IS_TAKEN}")
        try:
            self._text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadExport(f"The file is not in UTF-8 (byte {error.start}). {WHAT_IS_TAKEN}") from None
        self._columns = [(path.split("."), separator) for path, separator in columns]
        self.header: Final = [path for path, _ in columns]

    def rows(self, shape: RowShape, *, max_rows: int) -> Iterator[CsvRow]:
        """Yield the books in file order. Raises `BadExport` where the JSON breaks off, `UploadTooLarge` as CSV does."""
        books = _books(self._text)
        count = 0
        while True:
            try:
                book = next(books, None)
            except (ValueError, RecursionError) as error:
                raise BadExport(f"The JSON is cut off or broken at its book {count + 1}. {WHAT_IS_TAKEN}") from error
            if book is None:
                return
            count += 1
            if count > max_rows:
                raise UploadTooLarge(
                    f"The file has more than {max_rows} books, the most that one upload may have. "
                    "Split it into several files."
                )
            cells = [separator.join(_texts(book, path)) for path, separator in self._columns]
            yield CsvRow(count + 1, count + 1, [_UNWRITABLE.sub("", cell) for cell in cells])


def _books(text: str) -> Iterator[Any]:
    """Yield the values of an object, one by one. Raises ValueError where the text is not one JSON object alone."""
    at = _after(text, _skip(text, 0), "{")
    is_over = text.startswith("}", at)
    while not is_over:
        _, at = _DECODER.raw_decode(text, at)
        value, at = _DECODER.raw_decode(text, _after(text, _skip(text, at), ":"))
        yield value if value is not None else {}
        at = _skip(text, at)
        is_over = text.startswith("}", at)
        if not is_over:
            at = _after(text, at, ",")
    if _skip(text, at + 1) < len(text):
        # Another object, perhaps: its books would be lost without a word.
        raise ValueError


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _after(text: str, at: int, mark: str) -> int:
    if not text.startswith(mark, at):
        raise ValueError
    return _skip(text, at + len(mark))


def _texts(value: Any, path: Sequence[str], depth: int = 0) -> list[str]:
    """The texts and numbers under a path, in order."""
    if depth > _DEEPEST:
        return []
    items = _items(value)
    if items is not None:
        return [text for item in items[:_MOST_TEXTS] for text in _texts(item, path, depth + 1)]
    if path:
        return _texts(value.get(path[0]), path[1:], depth + 1) if isinstance(value, dict) else []
    return [str(value)] if isinstance(value, str | int | float) and not isinstance(value, bool) else []


def _items(value: Any) -> list[Any] | None:
    """The items of a list, also of one that PHP wrote as an object; None for anything else."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and value and all(key.isdecimal() for key in value):
        return list(value.values())
    return None
