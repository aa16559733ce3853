"""Measures one job in a process of its own, so that peak memory and CPU are those of the job. Prints one line of JSON.

python -m bench.job '{"way": "ours", "csv": "…", "cache": "…", "addresses": ["…"], "environment": {…}}'
"""

import asyncio
import itertools
import json
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from bench import prices
from bench.one_book_each import enrich_all
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_state import ProviderState, provider_state
from chalicelib.ingest.library_file import parse_export
from chalicelib.jobs.enriching import book_processor
from chalicelib.jobs.job_store import TIME_LIMIT_S, JobStore, dashboard_key, upload_key
from chalicelib.jobs.orchestrator import Services, orchestrate
from chalicelib.models import Json
from chalicelib.seams.local_invoker import LocalInvoker
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.sqlite_cache import SQLiteCache
from chalicelib.seams.storage import Stat
from chalicelib.settings import Settings

_JOB = "00000000-0000-4000-8000-000000000000"


class MeasuredProcessor:
    """BookProcessor in-process, each invocation timed; with several addresses, each invocation asks from another."""

    def __init__(self, settings: Settings, addresses: list[str]) -> None:
        self._settings = settings
        self._addresses = itertools.cycle(addresses)
        self._lock = threading.Lock()
        self.invocations = 0
        self.seconds = 0.0

    def invoke(self, event: Mapping[str, Any], wait_s: float | None) -> Json:
        with self._lock:
            settings = replace(self._settings, open_library_url=next(self._addresses))
            self.invocations += 1
        started = time.monotonic()
        invoker = LocalInvoker(lambda sent, left: book_processor.process(sent, settings, left()), 300.0)
        try:
            return invoker.invoke(event, wait_s)
        finally:
            with self._lock:
                self.seconds += time.monotonic() - started


class CountingStorage(LocalStorage):
    """A local storage that counts what S3 would charge for; deleting is free there."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.reads = 0
        self.writes = 0

    def put(self, key: str, data: bytes) -> None:
        self.writes += 1
        super().put(key, data)

    def create(self, key: str, data: bytes) -> bool:
        self.writes += 1
        return super().create(key, data)

    def get(self, key: str) -> bytes:
        self.reads += 1
        return super().get(key)

    def stat(self, key: str) -> Stat | None:
        self.reads += 1
        return super().stat(key)


class CountingCache(SQLiteCache):
    """A cache on this machine that counts what DynamoDB would charge for: items asked for and items stored."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.reads = 0
        self.writes = 0

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        self.reads += len(keys)
        return super().get_many(keys)

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        self.writes += len(texts)
        super().put_many(texts, lifetimes_s)


def run_ours(task: Json) -> Json:
    """A job through the Orchestrator; the found books are those with a match."""
    csv = Path(task["csv"]).read_bytes()
    settings = Settings.from_env(task["environment"])
    if task.get("unpaced"):
        for url in task["addresses"]:
            provider_state(url, lambda: ProviderState(Pace(1_000_000, 1_000_000)))
    with tempfile.TemporaryDirectory(prefix="goodreads-stats-bench-") as folder:
        LocalStorage(Path(folder)).put(upload_key(_JOB), csv)
        storage, cache = CountingStorage(Path(folder)), CountingCache(Path(task["cache"]))
        processor = MeasuredProcessor(settings, task["addresses"])
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            time.sleep(seconds)

        services = Services(settings, JobStore(storage), cache, processor, pause)
        started, cpu_started = time.monotonic(), time.process_time()
        ends_at = started + TIME_LIMIT_S
        orchestrate({"job_id": _JOB, "csv_key": upload_key(_JOB)}, services, lambda: ends_at - time.monotonic())
        seconds, cpu = time.monotonic() - started, time.process_time() - cpu_started
        use = asdict(
            prices.Use(
                job_s=seconds,
                processor_s=processor.seconds,
                invocations=processor.invocations,
                cache_reads=cache.reads,
                cache_writes=cache.writes,
                storage_reads=storage.reads,
                storage_writes=storage.writes,
            )
        )
        dashboard = json.loads(storage.get(dashboard_key(_JOB)))
    return {
        "use": use,
        "seconds": seconds,
        "pauses": sum(pauses),
        "cpu": cpu,
        "matched": {book["goodreads_id"] for book in dashboard["books"] if book["matched_by"]},
    }


def run_one_book_each(task: Json) -> Json:
    """The way that ours is compared with."""
    books = [book.info() for book in parse_export(Path(task["csv"]).read_bytes(), max_books=20_000).books]
    started = time.monotonic()
    found = asyncio.run(enrich_all(books, task["addresses"], "https://example.org/bench"))
    seconds = time.monotonic() - started
    return {"seconds": seconds, "found": found}


def main() -> None:
    """Run the task in the arguments."""
    task = json.loads(sys.argv[1])
    measured = run_ours(task) if task["way"] == "ours" else run_one_book_each(task)
    # Kilobytes on Linux, bytes on macOS (getrusage(2)).
    unit = 1 if sys.platform == "darwin" else 1024
    measured["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    print(json.dumps(measured, default=sorted))


if __name__ == "__main__":
    main()
