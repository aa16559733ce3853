"""The routes through Chalice's test client: the whole flow in one process, and every error in the one shape."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client, HTTPResponse

from app import app, book_processor, orchestrator
from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib import __version__, wiring
from chalicelib.ingest.upload_body import MEDIA_TYPES
from chalicelib.jobs.job_id import job_id_of, new_delete_token
from tests.builders import csv_row, export, library
from tests.conftest import real_exports
from tests.held import Held

TEXT_CSV = {"Content-Type": "text/csv"}
DUNE = export(csv_row("1", "Dune", "Frank Herbert", "9780441172719"))


def form(content: bytes, name: str = "csv") -> tuple[dict[str, str], bytes]:
    """Headers and body of a form with one file."""
    body = (
        f'--frontier\r\nContent-Disposition: form-data; name="{name}"; filename="goodreads_library_export.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    ).encode()
    return {"Content-Type": "multipart/form-data; boundary=frontier"}, body + content + b"\r\n--frontier--\r\n"


def upload(client: Client, body: bytes, headers: dict[str, str] = TEXT_CSV, query: str = "") -> HTTPResponse:
    return client.http.post(f"/api/upload{query}", headers=headers, body=body)


def assert_error(response: HTTPResponse, status: int, code: str) -> str:
    """Every error body is exactly `{"Code", "Message"}`; returns the message."""
    assert response.status_code == status
    body: Any = json.loads(response.body)
    assert set(body) == {"Code", "Message"}
    assert body["Code"] == code
    message: str = body["Message"]
    assert "Traceback" not in message
    assert not re.search(r"/(home|tmp|usr|var)/", message)
    return message


@pytest.mark.parametrize("kind", ["form", "form with one file", "text/csv", "text/csv; charset", "gzip"])
def test_an_export_goes_in_and_its_dashboard_comes_out(client: Client, kind: str) -> None:
    headers, body = {
        "form": form(DUNE),
        "form with one file": form(DUNE, "file"),
        "text/csv": (TEXT_CSV, DUNE),
        "text/csv; charset": ({"Content-Type": "text/csv; charset=utf-8"}, DUNE),
        "gzip": ({"Content-Type": "application/gzip"}, gzip.compress(DUNE)),
    }[kind]
    response = upload(client, body, headers)
    assert response.status_code == 200, response.body
    result = response.json_body
    assert (result["status"], result["books_processed"], result["success_rate"]) == ("complete", 1, 100.0)
    dashboard = client.http.get(f"/{result['data_url']}")
    assert dashboard.status_code == 200
    assert dashboard.headers["Content-Type"] == "application/json"
    (book,) = dashboard.json_body["books"]
    assert (book["title"], book["matched_by"]) == ("Dune", "isbn")
    assert "Science Fiction" in book["genres"]


def test_an_upload_that_is_sent_again_in_another_form_answers_for_the_same_job(client: Client) -> None:
    """The file counts as it is unpacked."""
    key = {"Idempotency-Key": new_delete_token()}
    headers, body = form(DUNE)
    answers = [
        upload(client, body, {**headers, **key}),
        upload(client, DUNE, {**TEXT_CSV, **key}),
        upload(client, gzip.compress(DUNE), {"Content-Type": "application/gzip", **key}),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json_body["job_id"] for answer in answers} == {job_id_of(key["Idempotency-Key"])}
    assert {answer.json_body["delete_token"] for answer in answers} == set(key.values())
    assert_error(upload(client, library(2), {**TEXT_CSV, **key}), 409, "ConflictError")
    assert "43 characters" in assert_error(
        upload(client, DUNE, {**TEXT_CSV, "Idempotency-Key": "mine"}), 400, "BadRequestError"
    )


def test_a_job_can_be_left_running_and_read_later(client: Client, simulator: ProviderSimulator) -> None:
    simulator.open_library_fault = held = Held()
    response = upload(client, DUNE, query="?wait=0")
    assert response.status_code == 202
    assert set(response.json_body) == {"job_id", "status", "delete_token", "source", "understood"}
    location = response.headers["Location"]
    assert location == f"data/{response.json_body['job_id']}"
    assert response.headers["Retry-After"] == "2"
    processing = client.http.get(f"/{location}")
    assert processing.status_code == 202
    held.let_go()
    while (answer := client.http.get(f"/{location}")).status_code == 202:
        processing = answer
    assert processing.headers["Retry-After"] == "2"
    assert processing.json_body["status"] == "processing"
    assert 0 <= processing.json_body["books_processed"] <= processing.json_body["books_total"] == 1
    assert answer.json_body["books"][0]["title"] == "Dune"


@pytest.mark.parametrize("wait", ["?wait=", "?wait=soon", "?wait=nan", "?wait=inf", "?wait=1e400"])
def test_a_wait_that_is_no_number_of_seconds_is_not_asked_for(client: Client, wait: str) -> None:
    assert upload(client, DUNE, query=wait).status_code == 200


def test_a_running_job_shows_its_dashboard_so_far_to_who_asks_for_it(
    client: Client, simulator: ProviderSimulator
) -> None:
    """The provider answers nothing before the dashboard so far was read."""
    simulator.open_library_fault = held = Held()
    job_id = upload(client, DUNE, query="?wait=0").json_body["job_id"]
    while (answer := client.http.get(f"/data/{job_id}?so_far=1")).status_code == 202:
        assert answer.json_body["status"] == "processing"
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json_body["metadata"]["status"] == "processing"
    assert [(book["title"], book["looked_up"]) for book in answer.json_body["books"]] == [("Dune", False)]
    for query in ("", "?so_far=0", "?so_far="):
        assert client.http.get(f"/data/{job_id}{query}").status_code == 202
    held.let_go()
    while client.http.get(f"/data/{job_id}").status_code == 202:
        pass
    for query in ("", "?so_far=1"):
        (book,) = client.http.get(f"/data/{job_id}{query}").json_body["books"]
        assert book["looked_up"]


def test_a_newer_export_is_put_in_the_place_of_a_dashboard(client: Client, simulator: ProviderSimulator) -> None:
    result = upload(client, DUNE).json_body
    path = f"/data/{result['job_id']}"
    bearer = {"Authorization": f"Bearer {result['delete_token']}"}
    newer = export(csv_row("1", "Dune", "Frank Herbert", "9780441172719"), csv_row("2", "Emma", "Jane Austen"))

    def put(headers: dict[str, str], body: bytes, query: str = "") -> HTTPResponse:
        return client.http.put(f"{path}{query}", headers=headers, body=body)

    for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": result["delete_token"]}):
        assert_error(put({**TEXT_CSV, **wrong}, newer), 403, "ForbiddenError")
    assert_error(put({**TEXT_CSV, **bearer}, b"a,b\n1,2\n"), 400, "BadRequestError")
    assert_error(put({"Content-Type": "application/json", **bearer}, b"{}"), 415, "UnsupportedMediaTypeError")
    assert len(client.http.get(path).json_body["books"]) == 1
    headers, body = form(newer)
    simulator.open_library_fault = held = Held()
    answer = put({**headers, **bearer}, body, "?wait=0")
    assert (answer.status_code, answer.headers["Location"]) == (202, f"data/{result['job_id']}?update=1")
    progress = client.http.get(f"/{answer.headers['Location']}")
    assert (progress.status_code, progress.json_body["status"]) == (202, "processing")
    held.let_go()
    while (progress := client.http.get(f"/{answer.headers['Location']}")).status_code == 202:
        pass
    assert progress.json_body == client.http.get(path).json_body
    assert progress.json_body["metadata"]["changes"]["finished"] == ["2"]
    again = put({"Content-Type": "application/gzip", **bearer}, gzip.compress(newer))
    assert (again.status_code, again.json_body["books_processed"]) == (200, 2)
    assert client.http.delete(path, headers=bearer).status_code == 204
    assert_error(put({**TEXT_CSV, **bearer}, newer), 404, "NotFoundError")


def test_a_job_can_be_deleted_by_its_token_only(client: Client) -> None:
    result = upload(client, DUNE).json_body
    path = f"/data/{result['job_id']}"
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": result["delete_token"]}):
        assert_error(client.http.delete(path, headers=headers), 403, "ForbiddenError")
    deleted = client.http.delete(path, headers={"Authorization": f"Bearer {result['delete_token']}"})
    assert (deleted.status_code, deleted.body) == (204, b"")
    assert_error(client.http.get(path), 404, "NotFoundError")


@pytest.mark.parametrize("scheme", ["bearer ", "BEARER ", "Bearer   "])
def test_the_scheme_of_a_token_may_be_spelled_in_any_way(client: Client, scheme: str) -> None:
    result = upload(client, DUNE).json_body
    headers = {"Authorization": f"{scheme}{result['delete_token']} "}
    assert client.http.delete(f"/data/{result['job_id']}", headers=headers).status_code == 204


@pytest.mark.parametrize("media_type", ["text/csv", "text/plain", ""])
def test_a_request_without_a_body_may_name_any_media_type(client: Client, media_type: str) -> None:
    """Some programs name one in every request; the answer was 415 with advice for uploads, and nothing was deleted."""
    result = upload(client, DUNE).json_body
    headers = {"Content-Type": media_type, "Authorization": f"Bearer {result['delete_token']}"}
    for path in (f"/{result['data_url']}", f"/{result['data_url']}.csv", f"/{result['dashboard_url']}", "/"):
        assert client.http.get(path, headers=headers).status_code == 200
    assert client.http.delete(f"/{result['data_url']}", headers=headers).status_code == 204


@pytest.mark.parametrize(
    ("headers", "body", "status", "code", "says"),
    [
        (TEXT_CSV, b"", 400, "BadRequestError", "empty"),
        (TEXT_CSV, b"Title,Author\nDune,Herbert\n", 400, "BadRequestError", "My Rating, Exclusive Shelf"),
        (TEXT_CSV, export(), 400, "BadRequestError", "no row with a book"),
        (TEXT_CSV, b"PK\x03\x04 and so on", 400, "BadRequestError", "spreadsheet"),
        ({"Content-Type": "application/gzip"}, b"not gzip", 400, "BadRequestError", "gzip"),
        ({"Content-Type": "multipart/form-data"}, DUNE, 400, "BadRequestError", "boundary"),
        ({"Content-Type": "application/json"}, b"{}", 415, "UnsupportedMediaTypeError", "application/json"),
        ({}, DUNE, 415, "UnsupportedMediaTypeError", "text/csv"),
        ({"Content-Type": "application/json"}, b"{}", 415, "UnsupportedMediaTypeError", ". Send the export as "),
        ({"Content-Type": "x/y; text/csv"}, DUNE, 415, "UnsupportedMediaTypeError", "Send the export as "),
    ],
)
def test_what_is_no_export_is_refused_with_what_to_do(
    client: Client, tmp_path: Path, headers: dict[str, str], body: bytes, status: int, code: str, says: str
) -> None:
    message = assert_error(upload(client, body, headers), status, code)
    assert message.count(says) == 1
    assert not list((tmp_path / "data").rglob("*.csv"))


@pytest.mark.parametrize(("setting", "value"), [("MAX_UPLOAD_BYTES", "100"), ("MAX_BOOKS", "3")])
def test_what_is_too_large_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setenv(setting, value)
    assert value in assert_error(upload(client, library(4)), 413, "PayloadTooLargeError")


@pytest.mark.parametrize("job_id", ["0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e", "nothing", "..%2f..%2fetc%2fpasswd"])
def test_a_job_that_never_was_is_not_found(client: Client, job_id: str) -> None:
    assert_error(client.http.get(f"/data/{job_id}"), 404, "NotFoundError")


def test_a_provider_that_is_down_still_gives_a_complete_job(client: Client, simulator: ProviderSimulator) -> None:
    simulator.open_library_fault = Fault.REDIRECT
    result = upload(client, library(3)).json_body
    assert (result["status"], result["success_rate"], result["failed_enrichments"]) == ("complete", 0.0, 3)
    dashboard = client.http.get(f"/{result['data_url']}").json_body
    assert dashboard["metadata"]["enrichment"]["failures"] == {"data_format": 3}
    assert all(book["enrichment_error"].startswith("open_library: ") for book in dashboard["books"])


def test_health_tells_the_version(client: Client) -> None:
    assert client.http.get("/api/health").json_body == {"status": "ok", "version": __version__}


def test_the_pure_lambdas_take_the_contracts_events(client: Client) -> None:
    book = {"title": "Dune", "author": "Frank Herbert", "isbn13": "9780441172719", "isbn": None, "goodreads_id": "1"}
    result = client.lambda_.invoke("BookProcessor", {"book": book}).payload
    assert "Science Fiction" in result["final_genres"], result
    assert client.lambda_.invoke("BookProcessor", {"books": [book]}).payload["results"] == [result]


@pytest.mark.parametrize("path", real_exports())
def test_every_real_export_gives_a_dashboard_whose_rows_add_up(client: Client, path: Path) -> None:
    response = upload(client, path.read_bytes())
    if path.stem.startswith("headerless"):
        assert "Title, Author" in assert_error(response, 400, "BadRequestError")
        return
    dashboard = client.http.get(f"/{response.json_body['data_url']}").json_body
    metadata = dashboard["metadata"]
    rows = len(dashboard["books"]) + len(dashboard["other_books"]) + len(metadata["rows_rejected"])
    assert rows == metadata["rows_total"] == int(re.findall(r"\d+", path.stem)[0])


class Context:
    """Lambda's second argument."""

    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:goodreads-stats-dev-Orchestrator"

    def get_remaining_time_in_millis(self) -> int:
        return 299_500


@pytest.mark.parametrize(("function", "handler"), [(orchestrator, "orchestrate"), (book_processor, "process_books")])
def test_a_function_knows_its_time_in_seconds(
    function: Callable[..., Any], handler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, handler, lambda event, remaining_s: {**event, "remaining_s": remaining_s()})
    assert function({"job_id": "x"}, Context()) == {"job_id": "x", "remaining_s": 299.5}


def test_each_media_type_of_an_upload_reaches_it_as_bytes() -> None:
    """What API Gateway is not told of is text to it, and a gzip file would be damaged."""
    assert set(MEDIA_TYPES) <= set(app.api.binary_types)


def test_the_version_is_one() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


@pytest.mark.parametrize("path", ["/", "/dashboard/0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"])
def test_pages_are_html_in_utf8(client: Client, path: str) -> None:
    assert client.http.get(path).headers["Content-Type"] == "text/html; charset=utf-8"


def test_api_gateway_can_tell_the_routes_apart() -> None:
    """It takes one variable as the next part of a path, and refuses an API that has two names for it there."""
    variables: dict[str, set[str]] = {}
    for path in app.routes:
        for variable in re.finditer(r"{\w+}", path):
            variables.setdefault(path[: variable.start()], set()).add(variable[0])
    assert variables["/data/"] == {"{job_id}"}
    assert {start: names for start, names in variables.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/static/pages/site.js", "text/javascript"), ("/static/styles/theme.css", "text/css")],
)
def test_what_pages_load_is_kept_for_five_minutes(client: Client, path: str, media_type: str) -> None:
    headers = client.http.get(path).headers
    assert headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert headers["Cache-Control"] == "max-age=300"
