"""Jobs for which nobody waits: their events in Lambda's queue, and many at once in an account of ten executions."""

import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

import pytest

from tests.aws.api_gateway import ApiGateway, HttpResponse
from tests.aws.conftest import API_HANDLER, BOOK_PROCESSOR, ORCHESTRATOR
from tests.aws.exports import export_of, row
from tests.aws.lambda_emulator import LambdaEmulator
from tests.aws.test_packaged_app import assert_error, keys, upload
from tests.builders import export

BOOKS_EACH: Final = 2
TEN: Final = 10
"""The concurrent executions that a new account may start with, for all of its functions together."""


def limit_account(emulator: LambdaEmulator, executions: int) -> None:
    """An account in which nothing can be reserved: AWS keeps 100 executions unreserved."""
    emulator.functions = {
        name: replace(function, reserved_concurrency=None) for name, function in emulator.functions.items()
    }
    emulator.unreserved_concurrency = executions
    emulator.queue_pauses = 0.01


def persistent_upload(gateway: ApiGateway, csv: bytes, query: str) -> HttpResponse:
    """Upload as often as it takes: API Gateway answers 500 without our code when Lambda has no room for the handler,
    and the handler 503 when a busy machine's storage is slow.
    """
    for attempt in range(1000):
        answer = upload(gateway, csv, query)
        if answer.status not in {500, 503} or answer.json().get("Code") == "JobFailedError":
            return answer
        time.sleep(0.01 * min(attempt, 20))
    raise AssertionError("there was no room for an upload for minutes")


@pytest.mark.parametrize(("uploads", "query"), [(10, ""), (25, "?wait=0")])
def test_many_uploads_at_once_all_complete_in_an_account_of_ten_executions(
    uploads: int, query: str, patient_gateway: ApiGateway, emulator: LambdaEmulator
) -> None:
    """Upload handlers, Orchestrators and BookProcessors share them, and those that wait hold one."""
    limit_account(emulator, TEN)
    libraries = [
        export(*(row(reader * BOOKS_EACH + number) for number in range(1, BOOKS_EACH + 1))) for reader in range(uploads)
    ]
    with ThreadPoolExecutor(uploads) as readers:
        answers = list(readers.map(lambda csv: persistent_upload(patient_gateway, csv, query), libraries))
    assert {answer.status for answer in answers} <= ({202} if query else {200, 202})
    emulator.wait_until_idle(ORCHESTRATOR)
    assert emulator.discarded == {}
    assert emulator.most_together <= TEN
    for reader, answer in enumerate(answers):
        dashboard = patient_gateway.request("GET", f"/data/{answer.json()['job_id']}").json()
        first = reader * BOOKS_EACH + 1
        assert [int(book["goodreads_id"]) for book in dashboard["books"]] == list(range(first, first + BOOKS_EACH))
        assert dashboard["metadata"]["enrichment"]["failures"] == {}


def test_an_orchestrator_that_holds_the_last_execution_does_the_work_itself(
    gateway: ApiGateway, emulator: LambdaEmulator
) -> None:
    limit_account(emulator, 1)
    job_id = upload(gateway, export_of(3), "?wait=0").json()["job_id"]
    emulator.wait_until_idle(ORCHESTRATOR)
    emulator.wait_until_idle(API_HANDLER)
    assert emulator.throttled[BOOK_PROCESSOR] == emulator.invocations[BOOK_PROCESSOR] > 1
    enrichment = gateway.request("GET", f"/data/{job_id}").json()["metadata"]["enrichment"]
    assert (enrichment["successful"], enrichment["failed"]) == (3, 0)


def test_an_event_that_is_delivered_twice_ends_in_one_complete_dashboard(
    gateway: ApiGateway, emulator: LambdaEmulator, bucket: Any
) -> None:
    emulator.deliver_twice = True
    job_id = upload(gateway, export_of(5), "?wait=0").json()["job_id"]
    emulator.wait_until_idle(ORCHESTRATOR)
    assert emulator.invocations[ORCHESTRATOR] == 2
    assert {key for key in keys(bucket) if job_id in key} == {f"data/{job_id}.json"}
    dashboard = gateway.request("GET", f"/data/{job_id}").json()
    assert [book["goodreads_id"] for book in dashboard["books"]] == ["1", "2", "3", "4", "5"]
    assert dashboard["metadata"]["enrichment"]["successful"] == 5


def test_an_orchestrator_that_crashes_is_not_run_again(gateway: ApiGateway, emulator: LambdaEmulator) -> None:
    emulator.queue_pauses = 0.0
    emulator.fault = lambda name, number: "kill" if name == ORCHESTRATOR else None
    assert upload(gateway, export_of(3), "?wait=0").status == 202
    emulator.wait_until_idle(ORCHESTRATOR)
    assert (emulator.invocations[ORCHESTRATOR], emulator.discarded[ORCHESTRATOR]) == (1, 1)


def test_an_orchestrator_that_is_missing_is_told_at_once(gateway: ApiGateway, emulator: LambdaEmulator) -> None:
    emulator.functions = {name: of for name, of in emulator.functions.items() if name != ORCHESTRATOR}
    assert_error(upload(gateway, export_of(3), "?wait=0"), 500, "JobFailedError")


def test_a_job_whose_event_became_too_old_reads_as_never_started(
    gateway: ApiGateway, emulator: LambdaEmulator, bucket: Any
) -> None:
    orchestrator = emulator.functions[ORCHESTRATOR]
    assert orchestrator.event_age_s == 600
    emulator.functions = {**emulator.functions, ORCHESTRATOR: replace(orchestrator, event_age_s=-1)}
    job_id = upload(gateway, export_of(3), "?wait=0").json()["job_id"]
    emulator.wait_until_idle(ORCHESTRATOR)
    assert (emulator.invocations[ORCHESTRATOR], emulator.discarded[ORCHESTRATOR]) == (0, 1)
    assert gateway.request("GET", f"/data/{job_id}").status == 202
    report = bucket.Object(f"progress/{job_id}.json")
    told: Mapping[str, Any] = json.load(report.get()["Body"])
    report.put(Body=json.dumps({**told, "started_at": told["started_at"] - 700}).encode())
    answer = gateway.request("GET", f"/data/{job_id}")
    assert_error(answer, 500, "JobFailedError")
    assert "was not started" in answer.json()["Message"]
