"""`make bench-catalogue`: builds a catalogue of made dumps and looks books up in it; exits 1 over a limit."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from bench.catalogue.made_dumps import MadeDumps
from bench.library import made_up_library, mixed_library
from chalicelib.enrichment.catalogue.job_catalogue import JobCatalogue
from chalicelib.enrichment.catalogue.sqlite_catalogue import SQLiteCatalogue
from chalicelib.models import BookInfo

_ALL_EDITIONS: Final = 55_000_000
_CHUNK: Final = 350
_PROJECT: Final = Path(__file__).parent.parent.parent


def main() -> int:
    """Print the table; returns 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editions", type=int, default=1_000_000)
    options = parser.parse_args()
    libraries = {"762 rows": mixed_library(762).books, "15,000 books": made_up_library(15_000).books}
    known = [book for books in libraries.values() for book in books]
    good = True
    with tempfile.TemporaryDirectory(prefix="goodreads-stats-bench-") as name:
        folder = Path(name)
        text_bytes = MadeDumps(options.editions, known).write(folder)
        editions = options.editions + len(known)
        print(f"Made dumps: {editions:,} editions of {text_bytes / editions:.0f} bytes; {os.cpu_count()} cores\n")
        print("| what | measured | limit | |\n|---|---|---|---|")
        for smaller in (True, False):
            good = _measure_build(folder, editions, only_numbered=smaller) and good
        for library, books in libraries.items():
            good = _measure_finding(folder / "kept-False.sqlite3", library, books) and good
    return 0 if good else 1


def _measure_build(folder: Path, editions: int, *, only_numbered: bool) -> bool:
    path = folder / "catalogue.sqlite3"
    command = [sys.executable, "-m", "scripts.catalogue", "--dumps", str(folder), "--file", str(path)]
    started = time.monotonic()
    with subprocess.Popen(
        command + (["--only-numbered"] if only_numbered else []), cwd=_PROJECT, stdout=subprocess.PIPE, text=True
    ) as building:
        peak_mb = _peak_mb(building)
        told = building.stdout.read() if building.stdout else ""
    if building.returncode:
        raise SystemExit(told)
    seconds = time.monotonic() - started
    each = int(told.split(" bytes an edition")[0].split()[-1])
    meanwhile_mb = float(told.split(" MB meanwhile")[0].split()[-1].replace(",", ""))
    all_gb = path.stat().st_size / editions * _ALL_EDITIONS / 1e9
    path.rename(folder / f"kept-{only_numbered}.sqlite3")
    hours = seconds / editions * _ALL_EDITIONS / 3600
    what = "build, only books with a number" if only_numbered else "build"
    return all(
        [
            _row(
                what,
                f"{editions / seconds:,.0f} editions/s, so {hours:.1f} h for all (extrapolated)",
                "<= 1.5 h",
                hours <= 1.5,
            ),
            _row(what, f"{each} bytes a kept edition, {all_gb:.1f} GB for all", "<= 250", each <= 250),
            _row(what, f"{peak_mb:.0f} MB of memory, all processes together", "<= 1,000", peak_mb <= 1000),
            _row(what, f"{meanwhile_mb / editions * _ALL_EDITIONS / 1000:.0f} GB of disk meanwhile for all", "", True),
        ]
    )


def _peak_mb(process: "subprocess.Popen[str]") -> float:
    """The most memory that a process and those it starts hold at one moment, looked at twice a second; waits for it."""
    peak = 0.0
    while process.poll() is None:
        listed = subprocess.run(["ps", "-eo", "pid,ppid,rss"], stdout=subprocess.PIPE, check=True, text=True)
        rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()[1:]]
        family = {process.pid}
        for _ in range(3):
            family |= {pid for pid, parent, _ in rows if parent in family}
        peak = max(peak, sum(rss for pid, _, rss in rows if pid in family) / 1000)
        time.sleep(0.5)
    return peak


def _measure_finding(path: Path, name: str, books: tuple[BookInfo, ...]) -> bool:
    limit_s = 1.0 if len(books) < 1000 else 12.0
    catalogue = JobCatalogue(SQLiteCatalogue(path), only=True, google_key=False)
    started = time.monotonic()
    found = 0
    for start in range(0, len(books), _CHUNK):
        answers = catalogue.find(books[start : start + _CHUNK])
        found += sum(result is not None and result.matched_by is not None for result, _ in answers)
    seconds = time.monotonic() - started
    return _row(
        f"{name} enriched",
        f"{seconds:.2f} s, {found / len(books):.1%} found",
        f"<= {limit_s:.0f} s",
        seconds <= limit_s,
    )


def _row(what: str, measured: str, limit: str, within: bool) -> bool:
    print(f"| {what} | {measured} | {limit} | {'ok' if within else 'OVER'} |", flush=True)
    return within


if __name__ == "__main__":
    sys.exit(main())
