"""The whole again, with BookProcessor failing in every way that Lambda knows: a job completes, a book may not."""

from dataclasses import replace
from typing import Any

import pytest

from tests.aws.api_gateway import ApiGateway
from tests.aws.conftest import BOOK_PROCESSOR, ORCHESTRATOR, HeldBooks
from tests.aws.execution_environment import Fault
from tests.aws.exports import export_of
from tests.aws.lambda_emulator import LambdaEmulator
from tests.aws.test_packaged_app import upload

HUNDRED_BOOKS = 100
# Each fault on every seventh of the first hundred invocations, the last two sevenths go well.
MIXTURE: tuple[Fault | None, ...] = ("kill", "throttle", "time_out", "junk", "no_json", None, None)


def dashboard_of(gateway: ApiGateway, emulator: LambdaEmulator, csv: bytes) -> Any:
    """Run a job to its end, however long it takes; returns its dashboard."""
    job_id = upload(gateway, csv, "?wait=0").json()["job_id"]
    emulator.wait_until_idle(ORCHESTRATOR)
    answer = gateway.request("GET", f"/data/{job_id}")
    assert answer.status == 200
    return answer.json()


def test_faults_of_all_kinds_cost_their_own_books_only(gateway: ApiGateway, emulator: LambdaEmulator) -> None:
    emulator.configure({"BOOKS_PER_INVOCATION": "1"}, ORCHESTRATOR)

    def mixed(name: str, number: int) -> Fault | None:
        return MIXTURE[number % len(MIXTURE)] if name == BOOK_PROCESSOR and number <= HUNDRED_BOOKS else None

    emulator.fault = mixed
    dashboard = dashboard_of(gateway, emulator, export_of(HUNDRED_BOOKS))
    played = emulator.faults_played
    assert set(played) == {fault for fault in MIXTURE if fault}
    # What was throttled is invoked again; a single book whose function failed is a failed book with its reason.
    failed = played.total() - played["throttle"]
    enrichment = dashboard["metadata"]["enrichment"]
    assert enrichment["failures"] == {"invocation": failed}
    assert enrichment["successful"] == HUNDRED_BOOKS - failed
    assert len(dashboard["books"]) == HUNDRED_BOOKS
    reasons = {book["enrichment_error"] for book in dashboard["books"] if book["enrichment_error"]}
    for words in ("signal: SIGKILL", "timed out", "does not hold one result for each book", "is no JSON"):
        assert any(words in reason for reason in reasons), words
    assert emulator.invocations[ORCHESTRATOR] == 1


@pytest.mark.parametrize("fault", ["kill", "time_out", "raise", "junk", "no_json", "too_large"])
def test_a_batch_that_fails_is_asked_again_in_halves(
    fault: Fault, gateway: ApiGateway, emulator: LambdaEmulator
) -> None:
    emulator.configure({"BOOKS_PER_INVOCATION": "10"}, ORCHESTRATOR)
    emulator.fault = lambda name, number: fault if name == BOOK_PROCESSOR and number == 1 else None
    dashboard = dashboard_of(gateway, emulator, export_of(10))
    assert emulator.faults_played == {fault: 1}
    assert emulator.invocations[BOOK_PROCESSOR] == 3
    assert dashboard["metadata"]["enrichment"]["failures"] == {}


def test_a_concurrency_limit_makes_a_job_slower_and_loses_no_book(
    gateway: ApiGateway, emulator: LambdaEmulator, held: HeldBooks
) -> None:
    emulator.configure({"BOOKS_PER_INVOCATION": "2"}, ORCHESTRATOR)
    emulator.fault = held.until(BOOK_PROCESSOR, 3)
    limited = replace(emulator.functions[BOOK_PROCESSOR], reserved_concurrency=2)
    emulator.functions = {**emulator.functions, BOOK_PROCESSOR: limited}
    dashboard = dashboard_of(gateway, emulator, export_of(20))
    assert emulator.throttled[BOOK_PROCESSOR] > 0
    assert emulator.most_in_flight[BOOK_PROCESSOR] == 2
    assert dashboard["metadata"]["enrichment"]["failures"] == {}


def test_a_function_that_always_fails_leaves_a_complete_job_of_failed_books(
    gateway: ApiGateway, emulator: LambdaEmulator
) -> None:
    emulator.fault = lambda name, number: "raise" if name == BOOK_PROCESSOR else None
    dashboard = dashboard_of(gateway, emulator, export_of(8))
    assert dashboard["metadata"]["enrichment"]["failures"] == {"invocation": 8}
    assert {book["title"] for book in dashboard["books"]} == {f"A Title No Log May Hold {n}" for n in range(1, 9)}
