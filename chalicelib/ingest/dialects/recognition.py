"""Tells by its columns whose file it is. Its name tells nothing: The StoryGraph's may be called as Goodreads'."""

from collections.abc import Iterable
from typing import Final

from chalicelib.ingest.dialects.goodreads import GOODREADS
from chalicelib.ingest.dialects.storygraph import STORYGRAPH
from chalicelib.ingest.dialects.table import Dialect

DIALECTS: Final = (GOODREADS, STORYGRAPH)
_ENOUGH: Final = 2


def recognise(header: Iterable[str]) -> Dialect | None:
    """Return the dialect of which the header has the most telling columns, or None when it has fewer than two of any.

    A file that several tools have passed may have telling columns of two dialects.
    """
    names = {name.strip().casefold() for name in header}
    found, count = max(((one, len(one.telling & names)) for one in DIALECTS), key=lambda pair: pair[1])
    return found if count >= _ENOUGH else None
