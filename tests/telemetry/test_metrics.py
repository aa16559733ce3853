"""What whole jobs tell CloudWatch, read by AWS's rules; and that docs/operations.md lists exactly that."""

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from chalicelib.errors import FunctionFailed, InvocationRefused, JobFailed, StorageUnavailable
from chalicelib.jobs.job_store import JobStore
from chalicelib.jobs.orchestrator import orchestrate
from chalicelib.jobs.service import Jobs
from chalicelib.models import Json
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.settings import Settings
from chalicelib.telemetry import job_lines, metrics
from chalicelib.telemetry.metrics import UNITS
from tests.builders import library
from tests.jobs.enriching.test_fan_out import answer_for, titles
from tests.jobs.test_orchestrator import EVENT, JOB, Job
from tests.jobs.test_service import FakeOrchestrator
from tests.telemetry.embedded_metrics import Metric, metrics_in
from tests.telemetry.function_log import FunctionLog, function_log

OPERATIONS = Path(__file__).parent.parent.parent / "docs" / "operations.md"
ORCHESTRATOR = ("FunctionName", "goodreads-stats-prod-Orchestrator")
HANDLER = ("FunctionName", "goodreads-stats-prod")
OPEN_LIBRARY = ("Provider", "open_library")


def some_fail(event: Mapping[str, Any]) -> Json:
    """A BookProcessor for which a provider refused some requests, so that Title 2 failed."""
    answer = answer_for(event)
    for result in answer["results"]:
        if result["title"] == "Title 2":
            result.update(success=False, error_category="rate_limited", error_message="too many requests")
    use = {"requests": 3, "refusals": 1, "seconds": 0.25, "answered": 1, "refused": {}}
    return {**answer, "providers": {"open_library": use}}


def completed(folder: Path) -> FunctionLog:
    """The log of a job of five books of which one is cached and one fails."""
    folder.mkdir(exist_ok=True)
    job = Job(folder)
    job.run(library(1))
    job.processor.behave = some_fail
    with function_log(ORCHESTRATOR[1]) as log:
        job.run(library(5))
    return log


def failed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> FunctionLog:
    folder.mkdir(exist_ok=True)
    job = Job(folder)

    def full(*arguments: object) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(JobStore, "complete", full)
    with function_log(ORCHESTRATOR[1]) as log, pytest.raises(StorageUnavailable):
        job.run(library(1))
    return log


def uploaded(folder: Path, error: Exception | None = None) -> FunctionLog:
    """The log of the upload handler, whose Orchestrator runs or raises."""
    orchestrator = FakeOrchestrator()
    jobs = Jobs(Settings.from_env({}), JobStore(LocalStorage(folder)), orchestrator)

    def refuse(event: Mapping[str, Any]) -> Json:
        assert error is not None
        raise error

    with function_log(HANDLER[1]) as log:
        if error is None:
            jobs.start(library(4))
        else:
            orchestrator.behave = refuse
            with pytest.raises(JobFailed):
                jobs.start(library(4))
    return log


def test_a_complete_job_tells_its_books_its_cache_hits_and_its_seconds(tmp_path: Path) -> None:
    found = metrics_in(completed(tmp_path).lines())
    (seconds,) = [metric.value for metric in found if metric.name == "JobSeconds"]
    assert 0 <= seconds < 60
    assert [metric for metric in found if metric.name not in ("JobSeconds", *PROVIDER)] == [
        Metric("JobsCompleted", "Count", (ORCHESTRATOR,), 1),
        Metric("BooksSuccessful", "Count", (ORCHESTRATOR,), 4),
        Metric("BooksFailed", "Count", (ORCHESTRATOR,), 1),
        Metric("CacheHits", "Count", (ORCHESTRATOR,), 1),
        Metric("BooksFailed", "Count", (ORCHESTRATOR, ("Category", "rate_limited")), 1),
    ]


PROVIDER = ("ProviderRequests", "ProviderRefusals", "ProviderSeconds")


def test_a_job_tells_once_how_each_provider_served_it(tmp_path: Path) -> None:
    """Four books left, two an invocation, and the failed one again: three invocations add up."""
    found = [metric for metric in metrics_in(completed(tmp_path).lines()) if metric.name in PROVIDER]
    assert found == [
        Metric("ProviderRequests", "Count", (ORCHESTRATOR, OPEN_LIBRARY), 12),
        Metric("ProviderRefusals", "Count", (ORCHESTRATOR, OPEN_LIBRARY), 4),
        Metric("ProviderSeconds", "Seconds", (ORCHESTRATOR, OPEN_LIBRARY), 1.0),
    ]


def test_a_failed_job_is_counted_and_told_by_the_type_of_its_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = failed(tmp_path, monkeypatch).lines()
    assert [metric for metric in metrics_in(lines) if metric.name == "JobsFailed"] == [
        Metric("JobsFailed", "Count", (ORCHESTRATOR,), 1)
    ]
    assert lines[-1]["message"] == f"job {JOB} failed: StorageUnavailable"
    assert lines[-1]["level"] == "ERROR"


def test_a_job_that_its_reader_has_deleted_has_not_failed(tmp_path: Path) -> None:
    job = Job(tmp_path)
    with function_log(ORCHESTRATOR[1]) as log, pytest.raises(Exception, match="no such job"):
        orchestrate(EVENT, job.services, lambda: 900.0)
    assert metrics_in(log.lines()) == []


def test_a_start_is_counted(tmp_path: Path) -> None:
    assert metrics_in(uploaded(tmp_path).lines()) == [Metric("JobsStarted", "Count", (HANDLER,), 1)]


@pytest.mark.parametrize(
    ("error", "counted"),
    [
        (InvocationRefused("throttled"), True),
        # It ran: it has counted the failure itself, or Lambda counts an error.
        (FunctionFailed("it raised"), False),
    ],
)
def test_a_failure_is_counted_by_one_function_only(tmp_path: Path, error: Exception, counted: bool) -> None:
    lines = uploaded(tmp_path, error).lines()
    assert ("JobsFailed" in [metric.name for metric in metrics_in(lines)]) == counted
    assert [line["level"] for line in lines if "failed" in line["message"]] == ["ERROR"]


def test_a_document_is_of_the_moment_of_its_line() -> None:
    with function_log(HANDLER[1]) as log:
        before = time.time()
        job_lines.started(JOB, 1)
    (line,) = log.lines()
    assert before * 1000 - 1 <= line["_aws"]["Timestamp"] <= time.time() * 1000
    assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "GoodreadsStats"
    assert (line["message"], line["function"]) == (f"job {JOB} starts with 1 books", HANDLER[1])


def test_on_one_machine_a_line_carries_no_metrics(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    Job(tmp_path).run(library(2))
    assert "complete: 2 of 2 books enriched" in caplog.text
    assert "_aws" not in caplog.text


def documented() -> dict[str, tuple[str, set[str]]]:
    """The table of docs/operations.md: a metric's unit, and the dimensions it has besides the function's name."""
    text = OPERATIONS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|([^|]*)\|", text, flags=re.MULTILINE)
    return {name: (unit, set(re.findall(r"`(\w+)`", dimensions))) for name, unit, dimensions in rows}


def test_the_documented_metrics_are_those_that_jobs_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = [completed(tmp_path / "1"), uploaded(tmp_path / "2"), failed(tmp_path / "3", monkeypatch)]
    written: dict[str, tuple[str, set[str]]] = {}
    for metric in metrics_in(line for log in logs for line in log.lines()):
        _, dimensions = written.setdefault(metric.name, (metric.unit, set()))
        dimensions.update(name for name, _ in metric.dimensions[1:])
    assert written == documented()
    assert set(written) == set(UNITS) == set(get_args(metrics.Name))


def test_titles_are_no_dimension(tmp_path: Path) -> None:
    """A metric for each book would cost more than the application."""
    values = {value for metric in metrics_in(completed(tmp_path).lines()) for _, value in metric.dimensions}
    assert values.isdisjoint(titles({"books": [{"title": f"Title {number}"} for number in range(6)]}))
    assert len(values) == 3
