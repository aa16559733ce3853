"""A work as the catalogue keeps it: what enrichment needs, in few bytes."""

import json
import zlib
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from chalicelib.errors import CatalogueUnavailable

FORMAT: Final = 1
"""Of the records, keys and tables. A catalogue of another format has to be built anew."""
_WINDOW_BITS: Final = -12  # without zlib's header; the window holds the dictionary and the longest record
_MEMORY_LEVEL: Final = 5
_LONGEST_RECORD: Final = 1_000_000
_AS_TEXT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@cache
def _dictionary() -> bytes:
    """What many records hold, the most frequent last, where references to it are shortest.

    The file belongs to the format: a record can be read only with the dictionary that it was written with.
    """
    headings = Path(__file__).with_name("frequent_headings.txt").read_text(encoding="utf-8").splitlines()
    return _AS_TEXT([[], headings, []]).encode()


@cache
def _packer() -> Any:
    """Has read the dictionary; a copy of it packs one record."""
    return zlib.compressobj(6, zlib.DEFLATED, _WINDOW_BITS, _MEMORY_LEVEL, zlib.Z_DEFAULT_STRATEGY, _dictionary())


@dataclass(slots=True)
class Work:
    """One work, or an edition that belongs to none; absent texts are empty, absent numbers 0.

    `authors` are numbers of Open Library's author keys: `/authors/OL34184A` is 34184. `other_titles` are titles and
    subtitles of its editions that differ from its own. `readers` counts those who have the work on a shelf of Open
    Library's, `editions` its editions; both tell which of several records is the one that readers mean.
    """

    title: str
    subtitle: str = ""
    authors: tuple[int, ...] = ()
    subjects: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    ddc: tuple[str, ...] = ()
    lcc: tuple[str, ...] = ()
    series: str = ""
    series_position: str = ""
    cover: int = 0
    first_publish_year: int = 0
    pages: int = 0
    ratings: int = 0
    stars: int = 0
    readers: int = 0
    editions: int = 0
    other_titles: tuple[tuple[str, str], ...] = ()


_NAMES: Final = tuple(field.name for field in fields(Work))
_VALUES: Final = attrgetter(*_NAMES)


def pack(work: Work) -> bytes:
    """The bytes of a work; `unpack` makes the same work of them."""
    values: list[Any] = [value or 0 for value in _VALUES(work)]
    while len(values) > 1 and not values[-1]:
        values.pop()
    packer = _packer().copy()
    packed: bytes = packer.compress(_AS_TEXT(values).encode()) + packer.flush()
    return packed


def unpack(data: bytes) -> Work:
    """The work that `pack` was given; raises `CatalogueUnavailable` for bytes that it did not make."""
    try:
        unpacker = zlib.decompressobj(_WINDOW_BITS, zdict=_dictionary())
        values = json.loads(unpacker.decompress(data, _LONGEST_RECORD))
        known: dict[str, Any] = {name: value for name, value in zip(_NAMES, values, strict=False) if value}
        known |= {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
        work = Work(**known)
    except (zlib.error, ValueError, TypeError) as error:
        raise CatalogueUnavailable(f"the catalogue is damaged: a work cannot be read ({error})") from error
    work.other_titles = tuple((title, subtitle) for title, subtitle in work.other_titles)
    return work
