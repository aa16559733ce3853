"""Whole jobs whose process is killed at any moment."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bench.library import made_up_library
from bench.simulator.catalogue import build_catalogue
from bench.simulator.faults import Fault, FaultRule
from bench.simulator.provider_simulator import ProviderSimulator
from bench.simulator.traffic import RequestRecord
from chalicelib.errors import JobFailed
from chalicelib.jobs.enriching.cache_policy import cache_keys
from chalicelib.jobs.job_store import TIME_LIMIT_S, upload_key
from chalicelib.models import BookInfo
from chalicelib.seams.sqlite_cache import SQLiteCache
from scripts.local_server import PROJECT
from tests.conftest import environment
from tests.flows.faults.house import House, failures
from tests.jobs.test_service import FakeOrchestrator, still_running

ORCHESTRATOR = """
import json, sys
from chalicelib import wiring
wiring.orchestrate(json.loads(sys.argv[1]), lambda: 900.0)
"""
MANY = made_up_library(36)


@pytest.fixture(scope="module")
def many() -> Iterator[ProviderSimulator]:
    catalogue = build_catalogue([(book.title, book.author, book.isbn13) for book in MANY.books], known_share=1.0)
    with ProviderSimulator(catalogue, latency_s=0.02, rate_limit=None) as simulator:
        yield simulator


@dataclass
class Killing:
    """Kills a process some milliseconds after its nth request to the providers."""

    after_requests: int
    delay_s: float
    process: "subprocess.Popen[bytes] | None" = None
    arrived: int = 0

    def __call__(self, record: RequestRecord) -> Fault | None:
        self.arrived += 1
        if self.arrived == self.after_requests and self.process:
            threading.Timer(self.delay_s, os.kill, (self.process.pid, signal.SIGKILL)).start()
        return None


def isbns_asked(simulator: ProviderSimulator) -> set[str]:
    return {isbn for record in simulator.requests for isbn in re.findall(r"97\d{11}", record.query["q"])}


@pytest.mark.parametrize("after_requests", [1, 3, 5, 8])
def test_an_orchestrator_killed_at_any_moment_costs_a_new_upload_only_what_the_cache_lacks(
    many: ProviderSimulator, tmp_path: Path, after_requests: int
) -> None:
    environ = {
        **environment(many, tmp_path / "data"),
        "CHUNK_SIZE": "9",
        "BOOKS_PER_INVOCATION": "9",
    }
    house = House(tmp_path, environ)
    house.cache = SQLiteCache(tmp_path / "data" / "enrichment.sqlite3")
    abandoned = replace(house.jobs(), orchestrator=FakeOrchestrator(still_running))
    answer = abandoned.start(MANY.csv())
    job_id = answer["job_id"]
    killing = Killing(after_requests, random.Random(after_requests).uniform(0.0, 0.03))
    rule: FaultRule = killing
    killing.process = subprocess.Popen(
        [sys.executable, "-c", ORCHESTRATOR, json.dumps({"job_id": job_id, "csv_key": upload_key(job_id)})],
        cwd=PROJECT,
        env={**os.environ, **environ},
        stderr=subprocess.DEVNULL,
    )
    many.open_library_fault = rule
    try:
        assert killing.process.wait(60) == -signal.SIGKILL
    finally:
        many.open_library_fault = None
    # Until its time limit it may still be running; from then on it has failed.
    assert abandoned.read(job_id).progress
    killed_at = time.time()
    later = replace(abandoned, clock=lambda: killed_at + TIME_LIMIT_S + 60)
    with pytest.raises(JobFailed):
        later.read(job_id)
    known = kept(house, list(MANY.books))
    # Every chunk asks for ISBNs and for titles: what earlier chunks found is kept.
    assert len(known) >= 9 * ((after_requests - 1) // 2 - 1)
    many.reset_counters()
    dashboard = house.dashboard(MANY.csv())
    assert failures(dashboard) == {}
    assert dashboard["metadata"]["enrichment"]["cache_hits"] == len(known)
    assert isbns_asked(many) == {book.isbn13 for book in MANY.books if book.isbn13 and book not in known}
    # Who uploaded can still remove what the dead job has left.
    later.delete(job_id, answer["delete_token"])
    assert not any(job_id in key for key in house.stored_keys())


def kept(house: House, books: list[BookInfo]) -> list[BookInfo]:
    """The books that the cache knows."""
    found = house.cache.get_many({key for book in books for key in cache_keys(book)})
    return [book for book in books if not found.keys().isdisjoint(cache_keys(book))]
