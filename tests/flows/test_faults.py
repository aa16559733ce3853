"""Whole jobs among ill providers, lost invocations, refusing storage and dying machines: what is promised still holds.

In every case the rows add up, no other book is touched, and the reason is told where the reader can see it.
"""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bench.library import made_up_library
from bench.simulator.catalogue import build_catalogue
from bench.simulator.faults import Fault, FaultRule, when_asked
from bench.simulator.provider_simulator import ProviderSimulator
from bench.simulator.traffic import RequestRecord
from chalicelib.enrichment.http.circuit import Circuit
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import Limits
from chalicelib.enrichment.http.provider_state import ProviderState, provider_state
from chalicelib.errors import (
    CacheUnavailable,
    EventTooLarge,
    InvocationLost,
    InvocationRefused,
    InvocationTimeout,
    JobFailed,
    ObjectMissing,
    StorageUnavailable,
)
from chalicelib.jobs.enriching import book_processor
from chalicelib.jobs.enriching.cache_policy import cache_keys
from chalicelib.jobs.job_store import TIME_LIMIT_S, JobStore, dashboard_key, progress_key, upload_key
from chalicelib.jobs.orchestrator import Services, orchestrate
from chalicelib.jobs.service import Jobs
from chalicelib.models import BookInfo, Json
from chalicelib.seams.cache import EnrichmentCache
from chalicelib.seams.local_invoker import LocalInvoker
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.sqlite_cache import SQLiteCache
from chalicelib.seams.storage import Stat
from chalicelib.settings import Settings
from scripts.local_server import PROJECT
from tests.answers import checked
from tests.builders import csv_row, export, library
from tests.conftest import environment
from tests.jobs.enriching.test_fan_out import FakeProcessor, answer_for, titles
from tests.jobs.test_service import FakeOrchestrator, still_running

# As patient as in service, for a machine that is busy; only another attempt is made at once.
PATIENT = Limits(backoff_s=0.001)
QUICK = Limits(request_s=0.3, budget_s=0.5, backoff_s=0.001)
"""Where no provider answers in time."""
# Three that the providers know, by ISBN and by title; some that nobody knows; another shelf; a row that is no book.
MIXED = export(
    csv_row("1", "Dune", "Frank Herbert", "9780441172719"),
    csv_row("2", "Emma", "Jane Austen"),
    csv_row("3", "A Book Without Subjects", "Nora Nobody", "9780306406157", shelf="to-read"),
    *(csv_row(str(number), f"Title {number}", "Some Author") for number in range(10, 15)),
    csv_row("1", "Dune", "Frank Herbert", "9780441172719"),
)
BOOKS, REJECTED = 8, 1


@dataclass
class House:
    """An installation on this machine whose every part can be exchanged for one that fails."""

    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    processor: Any = None
    remaining_s: Callable[[], float] = lambda: TIME_LIMIT_S
    limits: Limits = PATIENT

    def __post_init__(self) -> None:
        self.settings = Settings.from_env(
            {"CHUNK_SIZE": "4", "BOOKS_PER_INVOCATION": "2", "CHUNK_PAUSE_SECONDS": "0", **self.environ}
        )
        self.storage: LocalStorage = LocalStorage(self.folder / "data")
        self.cache: EnrichmentCache = SQLiteCache(self.folder / "cache.sqlite3")
        if self.processor is None:
            self.provider = unpaced(self.settings.open_library_url)
            self.second_provider = unpaced(self.settings.google_books_url)
            self.processor = LocalInvoker(
                lambda event, left_s: book_processor.process(event, self.settings, left_s(), self.limits), 30.0
            )

    def jobs(self) -> Jobs:
        services = Services(self.settings, JobStore(self.storage), self.cache, self.processor)
        run = LocalInvoker(lambda event, _: orchestrate(event, services, self.remaining_s), TIME_LIMIT_S)
        return Jobs(self.settings, JobStore(self.storage), run)

    def dashboard(self, csv: bytes) -> Any:
        """Upload, and check what holds for every job."""
        result = self.jobs().start(csv)
        assert result["status"] == "complete"
        stored = self.jobs().read(result["job_id"]).dashboard
        assert stored is not None
        dashboard = checked(json.loads(stored))
        metadata = dashboard["metadata"]
        books = [*dashboard["books"], *dashboard["other_books"]]
        assert len(books) + len(metadata["rows_rejected"]) == metadata["rows_total"]
        figures = metadata["enrichment"]
        assert figures["successful"] + figures["failed"] == len(books) == result["books_processed"]
        assert sum(figures["failures"].values()) == figures["failed"] == result["failed_enrichments"]
        # A failed book tells why, and none has taken another one's place.
        assert sum(book["enrichment_error"] is not None for book in books) >= figures["failed"]
        assert len({book["goodreads_id"] for book in books}) == len(books)
        return dashboard

    def stored_keys(self) -> set[str]:
        root = self.folder / "data"
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def unpaced(url: str) -> ProviderState:
    """The state of a provider that may be asked at any pace."""
    return provider_state(url, lambda: ProviderState(Pace(1_000_000, 1000)))


def limits_among(fault: Fault) -> Limits:
    """Impatient where it is the fault that takes long."""
    return QUICK if fault in {Fault.HANG, Fault.SLOW} else PATIENT


def failures(dashboard: Any) -> dict[str, int]:
    found: dict[str, int] = dashboard["metadata"]["enrichment"]["failures"]
    return found


def by_title(dashboard: Any) -> dict[str, Any]:
    return {book["title"]: book for book in (*dashboard["books"], *dashboard["other_books"])}


@pytest.fixture
def house(simulator: ProviderSimulator, tmp_path: Path) -> House:
    return House(tmp_path, environment(simulator, tmp_path / "data"))


@pytest.fixture
def house_of_fakes(tmp_path: Path) -> House:
    return House(tmp_path, processor=FakeProcessor())


# Providers

CATEGORIES: dict[Fault, str | None] = {
    Fault.HANG: "api_timeout",
    Fault.SLOW: "api_timeout",
    Fault.RESET: "network",
    Fault.CUT_OFF: "network",
    Fault.SERVER_ERROR: "network",
    Fault.UNAVAILABLE: "network",
    Fault.UNAVAILABLE_RETRY_AFTER: "network",
    Fault.TOO_MANY: "rate_limited",
    Fault.TOO_MANY_RETRY_AFTER: "rate_limited",
    Fault.FORBIDDEN: "rate_limited",
    Fault.BAD_REQUEST: "data_format",
    Fault.HTML_PAGE: "data_format",
    Fault.EMPTY: "data_format",
    Fault.CUT_JSON: "data_format",
    Fault.JSON_ARRAY: "data_format",
    Fault.HUGE: "data_format",
    Fault.REDIRECT: "data_format",
    # An answer in the right form that shows no book says that the book is not known.
    Fault.WRONG_TYPES: None,
    Fault.WRONG_DETAILS: None,
    Fault.WRONG_SHAPE: None,
}


def test_every_fault_of_the_simulator_is_here() -> None:
    assert set(CATEGORIES) == set(Fault)


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_under_every_provider_fault_the_job_completes_and_says_why(
    house: House, simulator: ProviderSimulator, fault: Fault
) -> None:
    simulator.fault = fault
    # Longer than any of the budgets: it is not waited for.
    simulator.retry_after_s = 100
    house.limits = limits_among(fault)
    dashboard = house.dashboard(MIXED)
    category = CATEGORIES[fault]
    assert failures(dashboard) == ({category: BOOKS} if category else {})
    assert len(dashboard["metadata"]["rows_rejected"]) == REJECTED
    if category:
        assert all(book["enrichment_error"].startswith("open_library: ") for book in by_title(dashboard).values())
    # Redirects are not followed: nobody but the configured host was asked.
    assert {record.provider for record in simulator.requests} == {"open_library"}
    # A failure is not kept: once the provider is well again and its rest over, all is asked and found.
    simulator.fault = None
    house.limits = PATIENT
    house.provider.circuit.succeeded()
    well = by_title(house.dashboard(MIXED))
    if category:
        assert well["Dune"]["matched_by"] == "isbn"
        assert well["Emma"]["matched_by"] == "title_author"


def test_a_provider_that_falls_ill_costs_only_what_was_asked_from_then_on(
    house: House, simulator: ProviderSimulator
) -> None:
    simulator.fault = when_asked("Title 1", Fault.SERVER_ERROR)
    dashboard = house.dashboard(MIXED)
    books = by_title(dashboard)
    assert [books[title]["matched_by"] for title in ("Dune", "A Book Without Subjects")] == ["isbn", "isbn"]
    assert "Science Fiction" in books["Dune"]["genres"]
    assert failures(dashboard) == {"network": sum(book["enrichment_error"] is not None for book in books.values())}
    assert all(book["enrichment_error"] is None for title, book in books.items() if book["matched_by"])


@pytest.mark.parametrize(
    "fault",
    [Fault.HANG, Fault.RESET, Fault.TOO_MANY, Fault.HTML_PAGE, Fault.CUT_JSON, Fault.HUGE, Fault.REDIRECT],
    ids=lambda fault: fault.name,
)
def test_an_ill_second_provider_costs_nothing_that_the_first_one_knows(
    house: House, simulator: ProviderSimulator, fault: Fault
) -> None:
    # All in one invocation, which waits once for a provider that hangs: long enough for the answers of the other one.
    house.settings = replace(house.settings, google_books_api_key="a-key", chunk_size=BOOKS, books_per_invocation=BOOKS)
    house.second_provider.circuit = Circuit(failures=1, grace_s=0)
    simulator.google_fault = fault
    house.limits = Limits(request_s=3.0, budget_s=3.0) if fault is Fault.HANG else PATIENT
    dashboard = house.dashboard(MIXED)
    assert failures(dashboard) == {}
    books = by_title(dashboard)
    assert (books["Dune"]["matched_by"], books["Dune"]["enrichment_error"]) == ("isbn", None)
    asked = [book for title, book in books.items() if title not in {"Dune", "Emma"}]
    assert all("google_books: " in book["enrichment_error"] for book in asked)
    assert {record.provider for record in simulator.requests} == {"open_library", "google_books"}


# Invocations


def fails_first(times: int, error: Exception) -> Callable[[Mapping[str, Any]], Json]:
    left = [error] * times

    def behave(event: Mapping[str, Any]) -> Json:
        if left:
            raise left.pop()
        return answer_for(event)

    return behave


def raising(error: Exception) -> Callable[[Mapping[str, Any]], Json]:
    def behave(event: Mapping[str, Any]) -> Json:
        raise error

    return behave


def too_large_for(most: int) -> Callable[[Mapping[str, Any]], Json]:
    def behave(event: Mapping[str, Any]) -> Json:
        if len(event["books"]) > most:
            raise EventTooLarge("the event has 7000000 bytes, more than an invocation may carry")
        return answer_for(event)

    return behave


def for_other_books(event: Mapping[str, Any]) -> Json:
    answer = answer_for(event)
    for result in answer["results"]:
        result["book_id"] = "another"
    return answer


def one_result_short(event: Mapping[str, Any]) -> Json:
    answer = answer_for(event)
    return {**answer, "results": answer["results"][:-1]} if len(answer["results"]) > 1 else answer


@pytest.mark.parametrize(
    ("behave", "expected", "reason"),
    [
        pytest.param(fails_first(1, InvocationLost("lost")), {}, None, id="one lost"),
        pytest.param(fails_first(2, RuntimeError("can't start new thread")), {}, None, id="no thread left for a while"),
        pytest.param(
            raising(InvocationRefused("Lambda throttled it 9 times")), {"invocation": 8}, "throttled", id="429"
        ),
        pytest.param(raising(InvocationTimeout("it runs on")), {"invocation": 8}, "runs on", id="slow"),
        pytest.param(too_large_for(1), {}, None, id="too large for two"),
        pytest.param(too_large_for(0), {"invocation": 8}, "bytes", id="too large"),
        pytest.param(for_other_books, {"invocation": 8}, "another book", id="wrong books"),
        pytest.param(one_result_short, {}, None, id="too few results"),
        pytest.param(lambda event: {"results": "x"}, {"invocation": 8}, "one result", id="no results"),
        pytest.param(lambda event: {}, {"invocation": 8}, "one result", id="an empty answer"),
    ],
)
def test_whatever_an_invocation_does_its_books_are_accounted_for(
    tmp_path: Path, behave: Callable[[Mapping[str, Any]], Json], expected: dict[str, int], reason: str | None
) -> None:
    house = House(tmp_path, processor=FakeProcessor(behave))
    dashboard = house.dashboard(MIXED)
    assert failures(dashboard) == expected
    if reason:
        assert all(reason in book["enrichment_error"] for book in by_title(dashboard).values())
    # Nothing of it has spoilt the cache: the next job asks again for what failed, and for nothing else.
    house.processor = FakeProcessor()
    assert failures(house.dashboard(MIXED)) == {}
    assert sum(len(event["books"]) for event in house.processor.events) == sum(expected.values())


def test_an_invocation_that_never_answers_costs_its_books_at_the_time_limit(tmp_path: Path) -> None:
    never = threading.Event()

    def hang(event: Mapping[str, Any]) -> Json:
        if "Dune" in titles(event):
            never.wait(30)
        return answer_for(event)

    ends_at = time.monotonic() + 0.5
    house = House(tmp_path, processor=FakeProcessor(hang), remaining_s=lambda: ends_at - time.monotonic())
    dashboard = house.dashboard(MIXED)
    never.set()
    assert set(failures(dashboard)) == {"deadline"}
    assert "time limit" in by_title(dashboard)["Dune"]["enrichment_error"]


# Storage


class RefusingStorage(LocalStorage):
    """A storage that refuses one operation on one kind of key."""

    def __init__(self, root: Path, operation: str, kind: str) -> None:
        super().__init__(root)
        self._refused = (operation, kind)

    def _check(self, operation: str, key: str) -> None:
        if (operation, key.partition("/")[0]) == self._refused:
            raise StorageUnavailable

    def put(self, key: str, data: bytes) -> None:
        self._check("put", key)
        super().put(key, data)

    def get(self, key: str) -> bytes:
        self._check("get", key)
        return super().get(key)

    def create(self, key: str, data: bytes) -> bool:
        self._check("create", key)
        return super().create(key, data)

    def stat(self, key: str) -> Stat | None:
        self._check("stat", key)
        return super().stat(key)

    def delete(self, key: str) -> None:
        self._check("delete", key)
        super().delete(key)


@pytest.mark.parametrize(
    ("operation", "kind", "left"),
    [
        ("put", "progress", {"data"}),
        ("get", "progress", {"data"}),
        ("delete", "progress", {"data", "progress"}),
        ("stat", "uploads", {"data"}),
        # Nothing can be done about it here; in S3 the bucket's own rule removes it after seven days.
        ("delete", "uploads", {"data", "uploads"}),
        ("delete", "data", {"data"}),
    ],
)
def test_a_storage_that_refuses_what_is_not_vital_costs_nothing(
    house_of_fakes: House, operation: str, kind: str, left: set[str]
) -> None:
    house_of_fakes.storage = RefusingStorage(house_of_fakes.folder / "data", operation, kind)
    assert failures(house_of_fakes.dashboard(MIXED)) == {}
    assert {key.partition("/")[0] for key in house_of_fakes.stored_keys()} == left


def test_an_upload_that_cannot_be_stored_is_told_at_once_and_starts_no_job(house_of_fakes: House) -> None:
    house_of_fakes.storage = RefusingStorage(house_of_fakes.folder / "data", "create", "uploads")
    with pytest.raises(StorageUnavailable):
        house_of_fakes.jobs().start(MIXED)
    assert house_of_fakes.processor.events == []
    assert house_of_fakes.stored_keys() == set()


@pytest.mark.parametrize(("operation", "kind"), [("get", "uploads"), ("create", "data")])
def test_a_job_that_the_storage_fails_is_told_as_failed_and_keeps_nothing_private(
    house_of_fakes: House, operation: str, kind: str
) -> None:
    healthy = house_of_fakes.storage
    house_of_fakes.storage = RefusingStorage(house_of_fakes.folder / "data", operation, kind)
    with pytest.raises(JobFailed):
        house_of_fakes.jobs().start(MIXED)
    (key,) = house_of_fakes.stored_keys()
    assert key.startswith("progress/")
    with pytest.raises(JobFailed):
        house_of_fakes.jobs().read(Path(key).stem)
    # What was found until then is kept: the second try asks for nothing.
    house_of_fakes.storage = healthy
    asked = len(house_of_fakes.processor.events)
    house_of_fakes.dashboard(MIXED)
    assert (len(house_of_fakes.processor.events) == asked) == (kind == "data")


def test_a_job_left_running_that_fails_is_told_to_who_polls_at_once(house_of_fakes: House) -> None:
    """Not only when the time limit is over."""
    release, ended = threading.Event(), threading.Event()

    def wait(event: Mapping[str, Any]) -> Json:
        release.wait(30)
        return answer_for(event)

    class Storage(RefusingStorage):
        def put(self, key: str, data: bytes) -> None:
            try:
                super().put(key, data)
            finally:
                if key.startswith("progress/") and b'"status":"failed"' in data:
                    ended.set()

    house_of_fakes.processor.behave = wait
    house_of_fakes.storage = Storage(house_of_fakes.folder / "data", "create", "data")
    answer = house_of_fakes.jobs().start(MIXED, wait_s=0)
    assert answer["status"] == "processing"
    assert house_of_fakes.jobs().read(answer["job_id"]).progress
    release.set()
    assert ended.wait(10)
    with pytest.raises(JobFailed):
        house_of_fakes.jobs().read(answer["job_id"])
    house_of_fakes.jobs().delete(answer["job_id"], answer["delete_token"])
    assert house_of_fakes.stored_keys() == set()


class SlowStorage(LocalStorage):
    """A storage whose every operation takes three seconds of a clock; it notes when a dashboard was stored."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.seconds = 0.0
        self.completed_at_s = 0.0

    def create(self, key: str, data: bytes) -> bool:
        self.seconds += 3
        self.completed_at_s = self.seconds
        return super().create(key, data)

    def put(self, key: str, data: bytes) -> None:
        self.seconds += 3
        super().put(key, data)

    def get(self, key: str) -> bytes:
        self.seconds += 3
        return super().get(key)

    def stat(self, key: str) -> Stat | None:
        self.seconds += 3
        return super().stat(key)

    def delete(self, key: str) -> None:
        self.seconds += 3
        super().delete(key)


def test_a_slow_storage_costs_books_and_not_the_job(house_of_fakes: House) -> None:
    storage = SlowStorage(house_of_fakes.folder / "data")
    house_of_fakes.storage = storage
    house_of_fakes.remaining_s = lambda: TIME_LIMIT_S - storage.seconds
    answer = house_of_fakes.jobs().start(library(600))
    assert TIME_LIMIT_S / 2 < storage.completed_at_s < TIME_LIMIT_S
    assert 0 < answer["failed_enrichments"] < 600
    assert house_of_fakes.stored_keys() == {dashboard_key(answer["job_id"])}


class DeletingStorage(LocalStorage):
    """A storage in which the reader deletes the job while its dashboard is being stored."""

    def __init__(self, root: Path, *, before: bool) -> None:
        super().__init__(root)
        self._before = before

    def create(self, key: str, data: bytes) -> bool:
        job_id = Path(key).stem
        keys = (upload_key(job_id), dashboard_key(job_id), progress_key(job_id))
        # `JobStore.delete` in two halves, with this call between them.
        for one in keys[:1] if self._before else ():
            self.delete(one)
        created = super().create(key, data)
        for one in keys:
            self.delete(one)
        return created


@pytest.mark.parametrize("before", [True, False])
def test_a_job_deleted_while_its_dashboard_is_stored_leaves_nothing(house_of_fakes: House, before: bool) -> None:
    house_of_fakes.storage = DeletingStorage(house_of_fakes.folder / "data", before=before)
    result = house_of_fakes.jobs().start(MIXED)
    assert house_of_fakes.stored_keys() == set()
    with pytest.raises(ObjectMissing):
        house_of_fakes.storage.get(dashboard_key(result["job_id"]))


class WitnessStorage(LocalStorage):
    """A storage that notes in which order keys go."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.deleted: list[str] = []

    def delete(self, key: str) -> None:
        self.deleted.append(key.partition("/")[0])
        super().delete(key)


def test_deleting_takes_the_upload_before_the_dashboard(house_of_fakes: House) -> None:
    """Its own and that of an update. In the other order a run that ends in between would store what nobody deletes."""
    storage = WitnessStorage(house_of_fakes.folder / "data")
    house_of_fakes.storage = storage
    result = house_of_fakes.jobs().start(MIXED)
    storage.deleted.clear()
    house_of_fakes.jobs().delete(result["job_id"], result["delete_token"])
    assert storage.deleted[:3] == ["uploads", "uploads", "data"]


def test_a_half_written_file_of_a_killed_process_goes_with_its_job(house_of_fakes: House) -> None:
    result = house_of_fakes.jobs().start(MIXED)
    half = house_of_fakes.folder / "data" / "data" / f".{result['job_id']}.json.x1y2"
    half.write_bytes(b'{"books": [')
    house_of_fakes.jobs().delete(result["job_id"], result["delete_token"])
    assert house_of_fakes.stored_keys() == set()


# The cache


class UnreachableCache:
    """A cache that fails from its nth use on."""

    def __init__(self, uses: int) -> None:
        self._left = uses

    def _use(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise CacheUnavailable("the table does not answer")

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        self._use()
        return {}

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        self._use()


@pytest.mark.parametrize("uses", [0, 1, 2, 3])
def test_without_a_cache_a_job_goes_on(house_of_fakes: House, uses: int) -> None:
    house_of_fakes.cache = UnreachableCache(uses)
    assert failures(house_of_fakes.dashboard(MIXED)) == {}


def spoil_file(path: Path) -> None:
    path.write_bytes(b"no database at all " * 100)


def cut_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def no_file(path: Path) -> None:
    path.unlink()
    path.mkdir()


def garbage_texts(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        garbage = ["", "[]", "null", '{"result": 7}', '{"result": {}, "found_on": 1}', "\x00", b"\xff\xfe", 17]
        for number, (key,) in enumerate(connection.execute("SELECT key FROM enrichment").fetchall()):
            value = garbage[number % len(garbage)]
            connection.execute("UPDATE enrichment SET text = ? WHERE key = ?", (value, key))
    connection.close()


@pytest.mark.parametrize("spoil", [spoil_file, cut_file, no_file, garbage_texts])
def test_a_corrupt_cache_is_as_good_as_none(house_of_fakes: House, spoil: Callable[[Path], None]) -> None:
    house_of_fakes.dashboard(MIXED)
    healthy = by_title(house_of_fakes.dashboard(MIXED))
    spoil(house_of_fakes.folder / "cache.sqlite3")
    house_of_fakes.processor.events.clear()
    assert by_title(house_of_fakes.dashboard(MIXED)) == healthy
    assert sum(len(event["books"]) for event in house_of_fakes.processor.events) == BOOKS


# A machine that dies

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
