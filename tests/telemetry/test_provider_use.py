"""How a provider was used, from BookProcessor's answer to one line a job."""

from collections import Counter
from pathlib import Path

import pytest

from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import Limits
from chalicelib.enrichment.http.provider_state import ProviderState, provider_state
from chalicelib.jobs.enriching import book_processor
from chalicelib.jobs.job_store import JobStore, upload_key
from chalicelib.jobs.orchestrator import Services, orchestrate
from chalicelib.seams.local_invoker import LocalInvoker
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.sqlite_cache import SQLiteCache
from chalicelib.settings import Settings
from chalicelib.telemetry.provider_use import ProviderUse, number
from tests.builders import csv_row, export
from tests.conftest import environment
from tests.telemetry.embedded_metrics import metrics_in
from tests.telemetry.function_log import FunctionLog, function_log

JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"
BOOKS = export(
    csv_row("1", "Dune", "Frank Herbert", "9780441172719"),
    *(csv_row(str(number), f"Title {number}", "Some Author") for number in range(10, 19)),
)
# As patient as in service, for a machine that is busy; only another attempt is made at once.
LIMITS = Limits(backoff_s=0.001)


def log_of_job(folder: Path, simulator: ProviderSimulator, **variables: str) -> FunctionLog:
    """The log of a job of ten books, one an invocation, of which all run in this process."""
    settings = Settings.from_env({**environment(simulator, folder), "BOOKS_PER_INVOCATION": "1", **variables})
    provider_state(settings.open_library_url, lambda: ProviderState(Pace(1_000_000, 1000)))
    storage = LocalStorage(folder / "data")
    storage.put(upload_key(JOB), BOOKS)
    invoker = LocalInvoker(lambda event, left_s: book_processor.process(event, settings, left_s(), LIMITS), 30.0)
    services = Services(settings, JobStore(storage), SQLiteCache(folder / "cache.sqlite3"), invoker)
    with function_log("Orchestrator") as log:
        orchestrate({"csv_key": upload_key(JOB), "job_id": JOB}, services, lambda: 900.0)
    return log


def warnings(log: FunctionLog) -> list[str]:
    return [line["message"] for line in log.lines() if line["level"] == "WARNING"]


def test_a_provider_that_refuses_everything_is_one_warning_with_its_reason(
    tmp_path: Path, simulator: ProviderSimulator
) -> None:
    simulator.open_library_fault = Fault.FORBIDDEN
    log = log_of_job(tmp_path, simulator)
    (warning,) = warnings(log)
    assert warning.startswith(f"job {JOB}: open_library answered none of 10 look-ups; ")
    assert " x it refused the request (HTTP 403)" in warning
    counted = {metric.name: metric.value for metric in metrics_in(log.lines()) if metric.name.startswith("Provider")}
    assert counted["ProviderRequests"] == counted["ProviderRefusals"] == len(simulator.requests) > 0


def test_each_provider_that_refuses_everything_has_its_own_warning(
    tmp_path: Path, simulator: ProviderSimulator
) -> None:
    simulator.open_library_fault = Fault.FORBIDDEN
    simulator.google_fault = Fault.FORBIDDEN
    told = warnings(log_of_job(tmp_path, simulator, GOOGLE_BOOKS_API_KEY="a-key"))
    assert [line.split()[2] for line in told] == ["open_library", "google_books"]


def test_a_provider_that_answers_is_told_without_a_warning(tmp_path: Path, simulator: ProviderSimulator) -> None:
    log = log_of_job(tmp_path, simulator)
    assert warnings(log) == []
    (told,) = [line for line in log.lines() if "open_library" in line["message"]]
    assert f"open_library answered 10 of 10 look-ups; {len(simulator.requests)} requests, 0 of them" in told["message"]


def test_a_provider_that_refuses_some_is_told_with_the_reason_and_without_a_warning(
    tmp_path: Path, simulator: ProviderSimulator
) -> None:
    simulator.open_library_fault = lambda request: None if "9780441172719" in str(request.query) else Fault.FORBIDDEN
    log = log_of_job(tmp_path, simulator)
    assert warnings(log) == []
    (told,) = [line["message"] for line in log.lines() if "open_library" in line["message"]]
    assert "answered 1 of 19 look-ups" in told
    # Nine books got a second chance.
    assert "; not answered: 18 x it refused the request (HTTP 403)" in told


@pytest.mark.parametrize(
    ("answered", "refused", "everything"),
    [(0, {}, False), (1, {"x": 9}, False), (0, {"x": 1}, True), (5, {}, False)],
)
def test_everything_is_refused_when_something_was_wanted_and_nothing_was_answered(
    answered: int, refused: dict[str, int], everything: bool
) -> None:
    assert ProviderUse(answered=answered, refused=Counter(refused)).refused_everything == everything


def test_the_most_frequent_reasons_are_told_first_and_three_of_them() -> None:
    use = ProviderUse(refused=Counter({"a": 1, "b": 12, "c": 2, "d": 3}))
    assert use.reasons() == "12 x b, 3 x d, 2 x c"


def test_uses_add_up() -> None:
    use = ProviderUse(3, 1, 0.5, 2, Counter({"x": 1}))
    use.add(ProviderUse(4, 2, 0.25, 1, Counter({"x": 2, "y": 1})))
    assert use == ProviderUse(7, 3, 0.75, 3, Counter({"x": 3, "y": 1}))


def test_a_use_survives_the_way_through_json() -> None:
    use = ProviderUse(3, 1, 0.512, 2, Counter({"x": 1}))
    assert ProviderUse.from_json(use.to_json()) == use


@pytest.mark.parametrize(
    "junk", [None, 7, [], {}, {"requests": "many", "seconds": -1, "refused": [1]}, {"refused": {"x": None}}]
)
def test_junk_is_no_use(junk: object) -> None:
    assert ProviderUse.from_json(junk) == ProviderUse()


def test_a_reason_that_no_book_met_is_none() -> None:
    assert not ProviderUse.from_json({"refused": {"x": 0}}).refused_everything


@pytest.mark.parametrize(
    ("value", "read"),
    [(2, 2.0), (0.5, 0.5), (0, 0.0), (-1, 0.0), (1e9, 0.0), (float("nan"), 0.0), (None, 0.0), ("7", 0.0)],
)
def test_a_number_is_a_count_or_nothing(value: object, read: float) -> None:
    assert number(value) == read
