"""Sends many uploads at once to one `chalice local`, whose simulated provider has Open Library's real limit.

python -m scripts.load --uploads 50 --books 500

Checks what has to hold under load and prints the figures that docs/reliability.md quotes: every job completes, every
dashboard is the one of its file alone, no request is refused, memory and threads stay bounded. Exits 1 otherwise.
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.library import Library, made_up_library
from bench.simulator.catalogue import Catalogue, build_catalogue
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_state import ProviderState, provider_state
from chalicelib.jobs.enriching import book_processor
from chalicelib.jobs.job_store import TIME_LIMIT_S, JobStore, dashboard_key, upload_key
from chalicelib.jobs.orchestrator import Services, orchestrate
from chalicelib.seams.local_invoker import LocalInvoker
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.sqlite_cache import SQLiteCache
from chalicelib.settings import Settings
from scripts.client import get, upload
from scripts.local_server import running

MOST_MB: Final = 512
"""The most memory the server may use: as much as the smallest of the deployed functions has."""
THREADS_OF_A_JOB: Final = 8
"""Request, Orchestrator, two invocations of a chunk with a waiting thread each, and some that are ending."""
_JOB: Final = "00000000-0000-4000-8000-000000000000"
_SAMPLE_S: Final = 0.2


@dataclass(slots=True)
class Figures:
    """The results of a run."""

    uploads: int
    books: int
    seconds: float
    slowest_s: float
    requests: int
    refused: int
    peak_mb: float
    peak_threads: int
    failed_books: int
    wrong: list[int] = field(default_factory=list)
    """The uploads whose dashboard differs from the one that their file gives alone."""

    def complaints(self) -> list[str]:
        """The conditions that did not hold."""
        most_threads = THREADS_OF_A_JOB * self.uploads + 20
        return [
            complaint
            for complaint, holds in (
                (f"dashboards that differ: {self.wrong}", not self.wrong),
                (f"{self.refused} requests were refused", self.refused == 0),
                (f"{self.failed_books} books failed", self.failed_books == 0),
                (f"{self.peak_mb:.0f} MB are more than {MOST_MB}", self.peak_mb < MOST_MB),
                (f"{self.peak_threads} threads are more than {most_threads}", self.peak_threads <= most_threads),
            )
            if not holds
        ]

    def text(self) -> str:
        return (
            f"{self.uploads} uploads of {self.books} books at once: {self.seconds:.0f} s in all, the slowest "
            f"{self.slowest_s:.0f} s; {self.requests} provider requests, {self.refused} refused; "
            f"{self.failed_books} books failed; server at most {self.peak_mb:.0f} MB and {self.peak_threads} threads; "
            f"{self.uploads - len(self.wrong)} of {self.uploads} dashboards equal to those of their files alone"
        )


def libraries(uploads: int, books: int) -> list[Library]:
    """Libraries without a common book."""
    everything = made_up_library(uploads * books).books
    return [Library(everything[start : start + books], "made up") for start in range(0, len(everything), books)]


def run(uploads: int, books: int) -> Figures:
    """Upload `uploads` libraries at the same moment and compare what comes back."""
    exports = [library.csv() for library in libraries(uploads, books)]
    known = made_up_library(uploads * books).books
    catalogue = build_catalogue([(book.title, book.author, book.isbn13, book.goodreads_id) for book in known])
    with tempfile.TemporaryDirectory(prefix="goodreads-stats-load-") as folder:
        environment = {"DATA_DIR": f"{folder}/data", "CHUNK_PAUSE_SECONDS": "0"}
        with ProviderSimulator(catalogue) as simulator:
            environment |= {"OPEN_LIBRARY_URL": simulator.open_library_url}
            with running(environment) as url, _watched() as usage:
                started = time.monotonic()
                with ThreadPoolExecutor(max_workers=uploads) as callers:
                    results = list(callers.map(lambda body: _upload(url, body), exports))
                seconds = time.monotonic() - started
                dashboards = [get(f"{url}/{result['data_url']}") for result in results]
            requests, refused = len(simulator.requests), simulator.refused
        expected = alone(exports, catalogue, Path(folder) / "alone")
    return Figures(
        uploads,
        books,
        seconds,
        max(result["seconds"] for result in results),
        requests,
        refused,
        usage.peak_mb,
        usage.peak_threads,
        sum(result["failed_enrichments"] for result in results),
        [number for number in range(uploads) if _told(dashboards[number]) != _told(expected[number])],
    )


def alone(exports: Sequence[bytes], catalogue: Catalogue, folder: Path) -> list[Any]:
    """The dashboard of each file by itself: one after another, each with a storage and a cache of its own."""
    dashboards = []
    with ProviderSimulator(catalogue, latency_s=0, rate_limit=None) as simulator:
        settings = Settings.from_env({"OPEN_LIBRARY_URL": simulator.open_library_url, "CHUNK_PAUSE_SECONDS": "0"})
        provider_state(settings.open_library_url, lambda: ProviderState(Pace(1_000_000, 1_000_000)))
        processor = LocalInvoker(lambda event, left_s: book_processor.process(event, settings, left_s()), TIME_LIMIT_S)
        for number, csv in enumerate(exports):
            storage = LocalStorage(folder / str(number))
            storage.put(upload_key(_JOB), csv)
            services = Services(
                settings, JobStore(storage), SQLiteCache(folder / str(number) / "cache.sqlite3"), processor
            )
            orchestrate({"job_id": _JOB, "csv_key": upload_key(_JOB)}, services, lambda: TIME_LIMIT_S)
            dashboards.append(json.loads(storage.get(dashboard_key(_JOB))))
    return dashboards


def _told(dashboard: Any) -> Any:
    """The parts of a dashboard that depend on the books only, not on how the job went."""
    of_the_job = ("export_", "upload_fingerprint")
    metadata = {name: value for name, value in dashboard["metadata"].items() if not name.startswith(of_the_job)}
    told = {"successful", "failed", "success_rate", "failures", "chunks"}
    metadata["enrichment"] = {name: value for name, value in metadata["enrichment"].items() if name in told}
    return {**{name: dashboard[name] for name in ("books", "other_books", "summary")}, "metadata": metadata}


def _upload(url: str, body: bytes) -> Any:
    started = time.monotonic()
    return {**upload(url, body), "seconds": time.monotonic() - started}


@dataclass(slots=True)
class _Usage:
    peak_mb: float = 0.0
    peak_threads: int = 0


@contextmanager
def _watched() -> Iterator[_Usage]:
    """Measure memory and threads of the server, this process's child; both stay 0 without /proc (Linux only)."""
    usage, ended = _Usage(), threading.Event()

    def watch() -> None:
        while not ended.wait(_SAMPLE_S):
            for status in _children():
                usage.peak_mb = max(usage.peak_mb, int(status.get("VmHWM", "0 kB").split()[0]) / 1000)
                usage.peak_threads = max(usage.peak_threads, int(status.get("Threads", "0")))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield usage
    finally:
        ended.set()
        thread.join()


def _children() -> Iterator[dict[str, str]]:
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError:
            continue
        status = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if status.get("PPid") == str(os.getpid()):
            yield status


def main() -> None:
    """Run and print; exits 1 when a condition did not hold."""
    parser = argparse.ArgumentParser(description="Many uploads at once against one chalice local.")
    parser.add_argument("--uploads", type=int, default=50)
    parser.add_argument("--books", type=int, default=500)
    arguments = parser.parse_args()
    figures = run(arguments.uploads, arguments.books)
    print(figures.text())
    for complaint in figures.complaints():
        print(f"FAILED: {complaint}")
    sys.exit(1 if figures.complaints() else 0)


if __name__ == "__main__":
    main()
