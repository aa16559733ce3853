"""What was read, on disk: runs of rows, each cut into ranges, so that a range of all runs fits into memory.

A run is written under another name first and then renamed: a run that is there is complete, and a build that goes on
makes only those that are not.
"""

import marshal
import os
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

Row = tuple[Any, ...]
_INDEX_END: Final = 16
"""Bytes at the end of a run: where its index begins, and the number of its first range."""


def write_run(path: Path, ranges: Mapping[int, list[Row]]) -> None:
    """Store rows by the number of their range. Rows hold numbers, texts, bytes and tuples of these."""
    first, last = (min(ranges), max(ranges)) if ranges else (0, -1)
    starts = array("q")
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as file:
        for number in range(first, last + 1):
            starts.append(file.tell())
            if number in ranges:
                file.write(marshal.dumps(ranges[number]))
        starts.append(file.tell())
        file.write(starts.tobytes() + array("q", [starts[-1], first]).tobytes())
    unfinished.replace(path)


class Runs:
    """All runs of one kind in a folder, as they are when this is made."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._indexes = {path: _index(path) for path in sorted(folder.glob(f"{kind}-*.run"))}

    def ranges(self) -> list[int]:
        """The numbers of the ranges that have rows, in order."""
        return sorted(
            {
                first + place
                for first, starts in self._indexes.values()
                for place in range(len(starts) - 1)
                if starts[place + 1] > starts[place]
            }
        )

    def rows(self, number: int) -> list[Row]:
        """The rows of a range, in the order in which they were read."""
        found: list[Row] = []
        for path, (first, starts) in self._indexes.items():
            place = number - first
            if 0 <= place < len(starts) - 1 and starts[place + 1] > starts[place]:
                with path.open("rb") as file:
                    file.seek(starts[place])
                    found += marshal.loads(file.read(starts[place + 1] - starts[place]))  # noqa: S302 - a file of ours
        return found


@lru_cache(maxsize=8)
def runs_of(folder: Path, kind: str) -> Runs:
    """The runs of a kind when all are there: their indexes are read once in a process."""
    return Runs(folder, kind)


def by_range(rows: Iterable[Row], shift: int) -> dict[int, list[Row]]:
    """Rows by the range of their first number: `2**shift` numbers make a range."""
    ranges: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        ranges[row[0] >> shift].append(row)
    return ranges


def _index(path: Path) -> "tuple[int, array[int]]":
    with path.open("rb") as file:
        file.seek(-_INDEX_END, os.SEEK_END)
        end = array("q", file.read())
        file.seek(end[0])
        starts = array("q", file.read()[:-_INDEX_END])
    return end[1], starts
