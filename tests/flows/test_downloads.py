"""What a reader saves as a file, through the routes: any caller gets text, and the browser a name for it."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client

from app import app
from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib import wiring
from chalicelib.jobs.job_store import JobStore, dashboard_key, library_key
from chalicelib.seams.local_storage import LocalStorage
from scripts.catalogue.samples import SAMPLE
from tests.builders import csv_row, export
from tests.conftest import real_libraries
from tests.flows.test_access import UNKNOWN_JOB, LinkingFolder
from tests.flows.test_app import DUNE, assert_error, upload
from tests.jobs.dashboard.dashboards import FOUND, FULL, dashboard
from tests.telemetry.function_log import function_log


def rows_of(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "headers",
    [
        {},  # as Python's own client asks
        {"Accept": "*/*"},
        {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"},  # as browsers do
        {"Accept": "application/json"},
        {"Accept": "text/csv"},
    ],
    ids=lambda headers: headers.get("Accept", "none"),
)
def test_the_library_comes_out_as_csv_whatever_the_caller_accepts(client: Client, headers: dict[str, str]) -> None:
    job_id = upload(client, DUNE).json_body["job_id"]
    answer = client.http.get(f"/data/{job_id}.csv", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="goodreads-stats.csv"'
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    (book,) = rows_of(answer.body)
    assert (book["Title"], book["ISBN13"], book["Matched By"]) == ("Dune", '="9780441172719"', "isbn")
    assert "Science Fiction" in book["Genres"]


def test_a_csv_goes_to_api_gateway_as_text(client: Client) -> None:
    """It would send what is marked as binary in Base64 to every caller that does not ask for `text/csv` first."""
    job_id = upload(client, DUNE).json_body["job_id"]
    event: dict[str, Any] = {
        "requestContext": {"httpMethod": "GET", "resourcePath": "/data/{job_id}", "stage": "api"},
        "httpMethod": "GET",
        "path": f"/data/{job_id}.csv",
        "pathParameters": {"job_id": f"{job_id}.csv"},
        "multiValueQueryStringParameters": None,
        "headers": {"accept": "text/html"},
        "multiValueHeaders": {"accept": ["text/html"]},
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
    }

    class Context:
        invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:goodreads-stats-dev"

    answer = app(event, Context())
    assert not answer.get("isBase64Encoded")
    assert answer["body"].startswith("\ufeffBook Id,")
    assert answer["headers"]["Content-Type"] == "text/csv; charset=utf-8"


def test_the_dashboard_is_saved_as_a_file_where_that_is_asked_for(client: Client) -> None:
    path = f"/{upload(client, DUNE).json_body['data_url']}"
    shown, saved = client.http.get(path), client.http.get(f"{path}?download=1")
    assert "Content-Disposition" not in shown.headers
    assert saved.headers["Content-Disposition"] == 'attachment; filename="goodreads-stats.json"'
    assert saved.headers["Content-Type"] == "application/json"
    assert saved.body == shown.body
    assert "Content-Disposition" not in client.http.get(f"{path}?download=0").headers


@pytest.mark.parametrize("address", ["nothing.csv", ".csv", f"{UNKNOWN_JOB}.csv", f"{UNKNOWN_JOB}.csv.csv", "x.CSV"])
def test_a_job_that_never_was_has_no_file(client: Client, address: str) -> None:
    assert_error(client.http.get(f"/data/{address}"), 404, "NotFoundError")
    assert_error(client.http.get(f"/data/{UNKNOWN_JOB}?download=1"), 404, "NotFoundError")


def test_a_failure_at_a_file_is_logged_under_the_id_of_its_job(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    storage = LocalStorage(tmp_path)
    storage.put(dashboard_key(UNKNOWN_JOB), b"no JSON")
    jobs = replace(wiring.jobs(), store=JobStore(storage))
    monkeypatch.setattr(wiring, "jobs", lambda: jobs)
    with function_log("api_handler") as log:
        assert_error(client.http.get(f"/data/{UNKNOWN_JOB}.csv"), 500, "InternalServerError")
    assert {line["job_id"] for line in log.lines()} == {UNKNOWN_JOB}


def test_a_running_job_answers_its_progress_in_place_of_a_file(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    jobs = replace(wiring.jobs(), store=JobStore(LinkingFolder(tmp_path)))
    monkeypatch.setattr(wiring, "jobs", lambda: jobs)
    jobs.store.keep_upload(UNKNOWN_JOB, DUNE)
    for address in (f"{UNKNOWN_JOB}.csv", f"{UNKNOWN_JOB}?download=1"):
        answer = client.http.get(f"/data/{address}")
        assert (answer.status_code, answer.json_body["status"]) == (202, "processing")
        assert answer.headers["Retry-After"] == "2"
        assert "Content-Disposition" not in answer.headers


def test_what_is_too_large_for_an_answer_is_a_redirect_that_is_never_stored(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    storage = LinkingFolder(tmp_path)
    jobs = replace(wiring.jobs(), store=JobStore(storage))
    monkeypatch.setattr(wiring, "jobs", lambda: jobs)
    jobs.store.keep_upload(UNKNOWN_JOB, b"")
    jobs.store.complete(UNKNOWN_JOB, dashboard((replace(FULL, my_review="x" * 2_000_000), FOUND)))
    for address, link in (
        (f"{UNKNOWN_JOB}.csv", storage.link(library_key(UNKNOWN_JOB), "goodreads-stats.csv")),
        (f"{UNKNOWN_JOB}?download=1", storage.link(dashboard_key(UNKNOWN_JOB), "goodreads-stats.json")),
    ):
        answer = client.http.get(f"/data/{address}")
        assert (answer.status_code, answer.body) == (302, b"")
        assert answer.headers["Location"] == link
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_csv_with_formulas_and_every_script_comes_out_as_it_went_in(client: Client) -> None:
    row = csv_row("7", '=HYPERLINK(""x"")', "Иван Ёлкин 村上春樹")
    job_id = upload(client, export(row)).json_body["job_id"]
    (book,) = rows_of(client.http.get(f"/data/{job_id}.csv").body)
    assert (book["Title"], book["Author"]) == ('\'=HYPERLINK("x")', "Иван Ёлкин 村上春樹")


def books_of(client: Client, file: bytes) -> list[dict[str, Any]]:
    made = client.http.get(f"/{upload(client, file).json_body['data_url']}").json_body
    return [*made["books"], *made["other_books"]]


@pytest.mark.parametrize("path", [pytest.param(SAMPLE, id="sample"), *real_libraries()])
def test_a_downloaded_library_goes_in_again_and_is_the_same(
    client: Client, simulator: ProviderSimulator, path: Path
) -> None:
    job_id = upload(client, path.read_bytes()).json_body["job_id"]
    first = client.http.get(f"/data/{job_id}").json_body
    file = client.http.get(f"/data/{job_id}.csv").body
    simulator.open_library_fault = Fault.REDIRECT
    second = books_of(client, file)
    expected = [*first["books"], *first["other_books"]]
    for book in (*second, *expected):
        del book["enrichment_error"]  # it tells of the job, not of the book
        del book["provided"]  # the second file tells what a provider told for the first
    assert second == expected
