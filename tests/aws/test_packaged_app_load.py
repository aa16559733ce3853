"""Many jobs at once through the packaged functions, with Lambda's concurrency limit in force."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

from tests.aws.api_gateway import ApiGateway
from tests.aws.conftest import BOOK_PROCESSOR, ORCHESTRATOR, HeldBooks
from tests.aws.exports import row
from tests.aws.lambda_emulator import LambdaEmulator
from tests.aws.test_packaged_app import upload
from tests.aws.test_packaged_app_events import persistent_upload
from tests.builders import export

UPLOADS: Final = 10
BOOKS_EACH: Final = 15
CONCURRENCY: Final = 4


def library_of(reader: int) -> bytes:
    """A file of its own for each reader: no book in common, numbers from 1 so that the providers know some."""
    first = reader * BOOKS_EACH + 1
    return export(*(row(number) for number in range(first, first + BOOKS_EACH)))


def test_ten_uploads_at_once_share_the_concurrency_and_nothing_else(
    patient_gateway: ApiGateway, emulator: LambdaEmulator, held: HeldBooks
) -> None:
    emulator.fault = held.until(BOOK_PROCESSOR, CONCURRENCY + 1)
    emulator.configure({"BOOKS_PER_INVOCATION": "5"}, ORCHESTRATOR)
    limited = replace(emulator.functions[BOOK_PROCESSOR], reserved_concurrency=CONCURRENCY)
    # These callers wait for their jobs, which would queue for two Orchestrators.
    unlimited = replace(emulator.functions[ORCHESTRATOR], reserved_concurrency=None)
    emulator.functions = {**emulator.functions, BOOK_PROCESSOR: limited, ORCHESTRATOR: unlimited}
    files = [library_of(reader) for reader in range(UPLOADS)]
    with ThreadPoolExecutor(UPLOADS) as readers:
        answers = list(readers.map(lambda csv: persistent_upload(patient_gateway, csv, "?wait=0").json(), files))
    emulator.wait_until_idle(ORCHESTRATOR)
    assert emulator.invocations[ORCHESTRATOR] == UPLOADS
    assert emulator.most_in_flight[BOOK_PROCESSOR] == CONCURRENCY
    assert emulator.throttled[BOOK_PROCESSOR] > 0
    dashboards = [_dashboard(patient_gateway, answer) for answer in answers]
    for reader, dashboard in enumerate(dashboards):
        ids = [int(book["goodreads_id"]) for book in dashboard["books"]]
        assert ids == list(range(reader * BOOKS_EACH + 1, (reader + 1) * BOOKS_EACH + 1))
        assert dashboard["metadata"]["enrichment"]["failures"] == {}
    assert any(dashboard["summary"]["genre_enriched_books"] for dashboard in dashboards)
    for reader in (0, UPLOADS - 1):
        alone = upload(patient_gateway, files[reader], "?wait=0").json()
        emulator.wait_until_idle(ORCHESTRATOR)
        assert _dashboard(patient_gateway, alone)["books"] == dashboards[reader]["books"]


def _dashboard(gateway: ApiGateway, answer: dict[str, str]) -> Any:
    response = gateway.request("GET", f"/data/{answer['job_id']}")
    assert response.status == 200
    return response.json()
