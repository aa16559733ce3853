"""Dumps -> runs: every line is read once, on all cores, and what is kept of it is stored by ranges of numbers.

Works, their editions and their ratings are cut at the same numbers of works, so that one range of all three can be put
together in memory. Editions of a work that became part of another one go to that one's range.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from scripts.catalogue import records
from scripts.catalogue.dumps import Dump, Piece, pieces
from scripts.catalogue.runs import Row, Runs, by_range, write_run
from scripts.catalogue.workers import Workers

SHIFT: Final = 15
"""A range holds 32,768 works at most."""
_MOST_HOPS: Final = 5


class Task(NamedTuple):
    """A piece of a dump for a worker, and the folder of the runs."""

    kind: str
    piece: Piece
    folder: Path


class Count(NamedTuple):
    """How many lines were read, and how many of them held no record."""

    lines: int
    damaged: int


def read_dump(dump: Dump, folder: Path, workers: Workers, on_progress: Callable[[int], None]) -> None:
    """Make the runs of a dump that are not there yet.

    `on_progress` is called with how far into the file (in its own bytes) everything is read.
    """
    fresh = (
        Task(dump.kind, piece, folder)
        for piece in pieces(dump)
        if not _run_of(folder, dump.kind, piece.number).exists()
    )
    for position in workers.map(_read_piece, fresh):
        on_progress(position)
    on_progress(dump.size)
    _collect_redirects(folder, dump.kind)


def lines_of(folder: Path, kind: str) -> Count:
    """The lines of a dump, of all its runs together."""
    counts = Runs(folder, f"counted-{kind}").rows(0)
    return Count(sum(lines for lines, _ in counts), sum(damaged for _, damaged in counts))


def _collect_redirects(folder: Path, kind: str) -> None:
    """Put the redirects of all runs of a dump into one file, which `Redirects` reads."""
    runs = Runs(folder, f"redirected-{kind}")
    pairs = sorted(pair for number in runs.ranges() for pair in runs.rows(number))
    data = array("q", [number for number, _ in pairs]) + array("q", [target for _, target in pairs])
    (folder / f"{kind}.redirects").write_bytes(data.tobytes())


class Redirects:
    """Where records that became part of others lead."""

    def __init__(self, folder: Path, kind: str) -> None:
        path = folder / f"{kind}.redirects"
        data = array("q", path.read_bytes() if path.exists() else b"")
        half = len(data) // 2
        self._numbers, self._targets = data[:half], data[half:]

    def follow(self, number: int) -> int:
        """The number of the record that a record is part of now, its own where it was not redirected."""
        for _ in range(_MOST_HOPS):
            place = bisect_left(self._numbers, number)
            if place == len(self._numbers) or self._numbers[place] != number:
                break
            number = self._targets[place]
        return number


@lru_cache(maxsize=2)
def redirects(folder: Path, kind: str) -> Redirects:
    """The redirects of a dump, which a worker reads once."""
    return Redirects(folder, kind)


def _run_of(folder: Path, kind: str, number: int) -> Path:
    return folder / f"{kind}-{number:05}.run"


def _read_piece(task: Task) -> int:
    """Write the runs of a piece; returns how far into the file it reaches."""
    read = _READERS[task.kind]
    rows, redirected, count = read(task.piece.text, task.folder)
    if redirected:
        write_run(_run_of(task.folder, f"redirected-{task.kind}", task.piece.number), by_range(redirected, SHIFT))
    write_run(_run_of(task.folder, f"counted-{task.kind}", task.piece.number), {0: [tuple(count)]})
    # Written last: where it is, the piece is done.
    write_run(_run_of(task.folder, task.kind, task.piece.number), by_range(rows, SHIFT))
    return task.piece.position


_Read = tuple[Iterable[Row], list[Row], Count]


def _read_records(kind: str, take: Callable[[Mapping[str, Any]], Row | None]) -> Callable[[bytes, Path], _Read]:
    def read(text: bytes, folder: Path) -> _Read:
        rows: list[Row] = []
        redirected: list[Row] = []
        lines = damaged = 0
        for record in records.records(text):
            lines += 1
            if record is None:
                damaged += 1
                continue
            type_, fields = record
            if type_ == kind and (row := take(fields)):
                rows.append(tuple(row))
            elif type_ == "redirect" and (leads := records.redirect(fields)):
                redirected.append(tuple(leads))
        return rows, redirected, Count(lines, damaged)

    return read


def _read_editions(text: bytes, folder: Path) -> _Read:
    rows, _, count = _read_records("edition", records.edition)(text, folder)
    works = redirects(folder, "works")
    leading = ((works.follow(row[0]), row) for row in rows)
    return [row if work == row[0] else (work, *row[1:]) for work, row in leading], [], count


def _read_votes(text: bytes, folder: Path) -> _Read:
    """Lines of four columns: work, edition, stars or the name of a shelf, date."""
    votes: Counter[int] = Counter()
    stars: Counter[int] = Counter()
    readers: Counter[int] = Counter()
    lines = damaged = 0
    for line in text.split(b"\n"):
        if not line.strip():
            continue
        lines += 1
        columns = line.decode("utf-8", "replace").split("\t")
        number = records.number_of(columns[0])
        if not number or len(columns) < 3:
            damaged += 1
            continue
        number = redirects(folder, "works").follow(number)
        if columns[2] in {"1", "2", "3", "4", "5"}:
            votes[number] += 1
            stars[number] += int(columns[2])
        else:
            readers[number] += 1
    works = {*votes, *readers}
    return [(number, votes[number], stars[number], readers[number]) for number in works], [], Count(lines, damaged)


_READERS: Final[Mapping[str, Callable[[bytes, Path], _Read]]] = {
    "authors": _read_records("author", records.author),
    "works": _read_records("work", records.work),
    "editions": _read_editions,
    "ratings": _read_votes,
    "reading-log": _read_votes,
}
