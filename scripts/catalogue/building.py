"""Dumps -> one SQLite file, in steps that may be stopped at any time and go on where they were."""

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from chalicelib.enrichment.catalogue.records import FORMAT
from scripts.catalogue.assembling import Task, assemble, forget_runs, kept_of, packed_run, ranges_of_works
from scripts.catalogue.dumps import NEEDED, WELCOME, Dump
from scripts.catalogue.progress import Progress
from scripts.catalogue.reading import lines_of, read_dump
from scripts.catalogue.workers import Workers
from scripts.catalogue.writing import write_authors, write_catalogue, written_of

_SHARES: Final[Mapping[str, float]] = {
    "authors": 0.03,
    "works": 0.17,
    "editions": 0.34,
    "ratings": 0.01,
    "reading-log": 0.01,
    "putting together": 0.34,
    "writing": 0.10,
}
"""What part of the whole time each step takes, as it is for made-up dumps, so that the time left can be told."""


class Made(NamedTuple):
    """What a catalogue holds, and the lines of its dumps, with those that a stopped build had read before."""

    works: int
    editions: int
    editions_dropped: int
    lines: int
    damaged_lines: int
    bytes_meanwhile: int
    """What the build took on the disk beside the catalogue."""


def build(
    dumps: Mapping[str, Dump],
    path: Path,
    *,
    only_numbered: bool = False,
    tell: Callable[[str], None] = print,
    processes: int | None = None,
) -> Made | None:
    """Build the catalogue at `path` and return what it holds; `tell` is told the progress.

    Returns None where the file at `path` is made of the same dumps already.

    Works in a folder beside `path`, which is removed at the end. What a stopped build of the same dumps has left there
    is used. A file that is at `path` stays in use until the new one takes its place in one step. Raises `BuildFailed`
    for a dump that cannot be read, and `OSError` and `sqlite3.Error` where the disk is full.
    """
    made_of = _made_of(dumps, only_numbered)
    if written_of(path) == made_of:
        return None
    folder = path.with_name(f"{path.name}.building")
    _begin_or_go_on(folder, made_of)
    forget_runs()
    progress = Progress(_SHARES, tell)
    date = max(dumps[kind].date for kind in NEEDED)
    with Workers(processes) as workers:
        for kind in (*NEEDED, *WELCOME):
            with progress.step(kind) as advance:
                if kind in dumps:
                    _read(dumps[kind], folder, workers, advance)
            if kind == "authors":
                write_authors(folder)
        with progress.step("putting together") as advance:
            numbers = ranges_of_works(folder)
            tasks = [
                Task(folder, number, only_numbered) for number in numbers if not packed_run(folder, number).exists()
            ]
            for done, _ in enumerate(workers.map(assemble, tasks), start=1 + len(numbers) - len(tasks)):
                advance(done / len(numbers))
        unfinished = path.with_name(f"{path.name}.unfinished")
        with progress.step("writing") as advance:
            write_catalogue(unfinished, folder, {"dump_date": date, "made_of": made_of}, workers, advance)
    counts = [lines_of(folder, kind) for kind in dumps]
    lines, damaged = (sum(count) for count in zip(*counts, strict=True))
    made = Made(*kept_of(folder), lines, damaged, sum(file.stat().st_size for file in folder.iterdir()))
    unfinished.replace(path)
    shutil.rmtree(folder)
    return made


def _read(dump: Dump, folder: Path, workers: Workers, advance: Callable[[float], None]) -> None:
    size = max(1, dump.size)
    read_dump(dump, folder, workers, lambda position: advance(position / size))


def _made_of(dumps: Mapping[str, Dump], only_numbered: bool) -> str:
    """What a catalogue depends on, as text: the same text, the same catalogue."""
    files = {kind: [str(dump.path.absolute()), dump.size, dump.path.stat().st_mtime] for kind, dump in dumps.items()}
    # What is kept of a stopped build is in a form that belongs to the version of Python.
    made_of = {"dumps": files, "only_numbered": only_numbered, "format": FORMAT, "python": sys.version}
    return json.dumps(made_of, sort_keys=True)


def _begin_or_go_on(folder: Path, made_of: str) -> None:
    """Leave what a stopped build of the same dumps has made, else begin with an empty folder."""
    record = folder / "made-of.json"
    if not record.exists() or record.read_text(encoding="utf-8") != made_of:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        record.write_text(made_of, encoding="utf-8")
    for unfinished in folder.glob("*.unfinished"):
        unfinished.unlink()
