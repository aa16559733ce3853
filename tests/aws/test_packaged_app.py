"""The packaged zip in real runtime processes behind API Gateway: exports go in, dashboards come out of S3."""

import gzip
import json
import re
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import pytest

from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.ingest.library_file import parse_export
from tests.answers import checked
from tests.aws.api_gateway import ApiGateway, HttpResponse
from tests.aws.conftest import API_HANDLER, BOOK_PROCESSOR, ORCHESTRATOR, HeldBooks
from tests.aws.exports import NOTE, REVIEW, export_of
from tests.aws.lambda_emulator import LambdaEmulator
from tests.conftest import real_exports
from tests.telemetry.embedded_metrics import metrics_in


def upload(gateway: ApiGateway, csv: bytes, query: str = "") -> HttpResponse:
    return gateway.request("POST", f"/api/upload{query}", csv, {"Content-Type": "text/csv"})


def assert_error(response: HttpResponse, status: int, code: str) -> None:
    assert response.status == status
    assert set(response.json()) == {"Code", "Message"}
    assert response.json()["Code"] == code


def keys(bucket: Any) -> set[str]:
    return {entry.key for entry in bucket.objects.all()}


def test_a_hundred_book_processors_at_once(
    gateway: ApiGateway, emulator: LambdaEmulator, bucket: Any, held: HeldBooks
) -> None:
    emulator.configure({"BOOKS_PER_INVOCATION": "1"}, ORCHESTRATOR)
    emulator.cool_down()
    emulator.fault = held.until(BOOK_PROCESSOR, 100)
    answer = upload(gateway, export_of(100), "?wait=0").json()
    emulator.wait_until_idle(ORCHESTRATOR)
    assert emulator.most_in_flight[BOOK_PROCESSOR] == 100
    assert emulator.cold_starts == {API_HANDLER: 1, ORCHESTRATOR: 1, BOOK_PROCESSOR: 100}
    assert emulator.invocations[ORCHESTRATOR] == 1
    stored = bucket.Object(f"data/{answer['job_id']}.json").get()
    dashboard = checked(json.load(stored["Body"]))
    assert stored["ContentType"] == "application/json"
    assert gateway.request("GET", f"/data/{answer['job_id']}").json() == dashboard
    assert len(dashboard["books"]) == 100
    assert dashboard["summary"]["genre_enriched_books"] > 50
    assert dashboard["metadata"]["enrichment"]["success_rate"] == 100
    assert not [key for key in keys(bucket) if answer["job_id"] in key and not key.startswith("data/")]
    _assert_log_is_json_and_tells_nothing(emulator.log, answer)


def _assert_log_is_json_and_tells_nothing(log: list[str], answer: dict[str, str]) -> None:
    lines = [json.loads(line) for line in log]
    assert {line["function"] for line in lines} >= {ORCHESTRATOR, BOOK_PROCESSOR}
    assert {line["job_id"] for line in lines} == {answer["job_id"]}
    assert all(re.fullmatch(r"[0-9a-f-]{36}", line["request_id"]) for line in lines)
    written = {(metric.name, metric.dimensions[0][1]) for metric in metrics_in(lines)}
    assert {("JobsStarted", API_HANDLER), ("JobsCompleted", ORCHESTRATOR)} < written
    for secret in ("A Title No Log May Hold", REVIEW, NOTE, answer["delete_token"]):
        assert secret not in "".join(log)


def test_a_second_job_finds_warm_functions_and_a_full_cache(
    gateway: ApiGateway, emulator: LambdaEmulator, providers: ProviderSimulator
) -> None:
    csv = export_of(60)
    first = upload(gateway, csv).json()
    emulator.reset_counters()
    providers.reset_counters()
    second = upload(gateway, csv).json()
    assert second["successful_enrichments"] == first["successful_enrichments"] == 60
    assert not emulator.cold_starts
    assert not providers.requests
    assert gateway.request("GET", f"/{second['data_url']}").json()["metadata"]["enrichment"]["cache_hits"] == 60


@pytest.mark.parametrize("path", real_exports())
def test_a_real_export_goes_in_and_its_dashboard_comes_out(
    path: Path, gateway: ApiGateway, emulator: LambdaEmulator
) -> None:
    csv = path.read_bytes()
    answer = upload(gateway, csv)
    if path.stem.startswith("headerless"):
        assert_error(answer, 400, "BadRequestError")
        return
    dashboard = gateway.request("GET", f"/{answer.json()['data_url']}").json()
    export = parse_export(csv, max_books=20_000)
    assert len(dashboard["books"]) + len(dashboard["other_books"]) == len(export.books)
    assert dashboard["metadata"]["enrichment"]["success_rate"] > 95
    assert dashboard["summary"]["genre_enriched_books"] > 0
    assert emulator.invocations[BOOK_PROCESSOR] == -(-len(export.books) // 175)


def form(csv: bytes) -> tuple[bytes, str]:
    head = '--frontier\r\nContent-Disposition: form-data; name="csv"; filename="goodreads_library_export.csv"\r\n\r\n'
    return head.encode() + csv + b"\r\n--frontier--\r\n", "multipart/form-data; boundary=frontier"


@pytest.mark.parametrize("kind", ["form", "gzip"])
def test_forms_and_gzip_pass_the_gateway_as_bytes(kind: str, gateway: ApiGateway) -> None:
    csv = export_of(3, title="Ünïcödé ☕")
    body, content_type = form(csv) if kind == "form" else (gzip.compress(csv), "application/gzip")
    answer = gateway.request("POST", "/api/upload", body, {"Content-Type": content_type})
    assert answer.status == 200
    dashboard = gateway.request("GET", f"/{answer.json()['data_url']}").json()
    assert {book["title"] for book in dashboard["books"]} == {"Ünïcödé ☕"}


def test_a_job_that_outlasts_the_wait_is_answered_202_and_runs_once(
    gateway: ApiGateway, emulator: LambdaEmulator, bucket: Any, held: HeldBooks
) -> None:
    answer = upload(gateway, export_of(10), "?wait=0")
    job_id = answer.json()["job_id"]
    assert answer.status == 202
    assert answer.headers["location"] == f"data/{job_id}"
    assert int(answer.headers["retry-after"]) > 0
    while_running = gateway.request("GET", f"/data/{job_id}")
    assert while_running.status == 202
    assert while_running.json()["books_total"] == 10
    held.let_go()
    emulator.wait_until_idle(ORCHESTRATOR)
    assert gateway.request("GET", f"/data/{job_id}").status == 200
    assert emulator.invocations[ORCHESTRATOR] == 1
    authorization = {"Authorization": f"Bearer {answer.json()['delete_token']}"}
    assert gateway.request("DELETE", f"/data/{job_id}", headers=authorization).status == 204
    assert not [key for key in keys(bucket) if job_id in key]
    assert_error(gateway.request("GET", f"/data/{job_id}"), 404, "NotFoundError")


def test_a_dashboard_over_the_answer_limit_is_fetched_from_the_bucket(gateway: ApiGateway, bucket: Any) -> None:
    job_id = str(uuid.uuid4())
    # In Lambda's answer each letter becomes \\u00e9, six bytes for the two that it has here.
    dashboard = json.dumps({"export_id": job_id, "books": ["é" * 1_100_000]}, ensure_ascii=False).encode()
    bucket.put_object(Key=f"data/{job_id}.json", Body=dashboard, ContentType="application/json")
    answer = gateway.request("GET", f"/data/{job_id}")
    assert answer.status == 302
    assert answer.body == b""
    assert "X-Amz-Expires=300" in answer.headers["location"]
    with urllib.request.urlopen(answer.headers["location"]) as fetched:
        assert fetched.headers["Content-Type"] == "application/json"
        assert fetched.read() == dashboard


def test_a_dashboard_just_under_the_answer_limit_passes(gateway: ApiGateway, bucket: Any) -> None:
    job_id = str(uuid.uuid4())
    dashboard = json.dumps({"export_id": job_id, "books": ["é" * 990_000]}, ensure_ascii=False).encode()
    bucket.put_object(Key=f"data/{job_id}.json", Body=dashboard)
    answer = gateway.request("GET", f"/data/{job_id}")
    assert answer.status == 200
    assert answer.body == dashboard


def test_a_newer_export_is_swapped_in_and_nothing_is_left_of_it(
    gateway: ApiGateway, emulator: LambdaEmulator, bucket: Any
) -> None:
    first = upload(gateway, export_of(3)).json()
    path, bearer = f"/data/{first['job_id']}", {"Authorization": f"Bearer {first['delete_token']}"}
    answer = gateway.request("PUT", f"{path}?wait=0", export_of(5), {"Content-Type": "text/csv", **bearer})
    assert answer.status == 202
    emulator.wait_until_idle(ORCHESTRATOR)
    dashboard = gateway.request("GET", f"{path}?update=1").json()
    assert len(dashboard["books"]) == 5
    assert len(dashboard["metadata"]["changes"]["finished"]) == 2
    assert [key for key in keys(bucket) if key.endswith(".swap.json") or "so-far" in key] == []
    assert gateway.request("DELETE", path, headers=bearer).status == 204
    assert not [key for key in keys(bucket) if first["job_id"] in key]


def test_a_running_job_shows_what_its_file_tells(
    gateway: ApiGateway, emulator: LambdaEmulator, bucket: Any, held: HeldBooks
) -> None:
    job_id = upload(gateway, export_of(10), "?wait=0").json()["job_id"]
    while (answer := gateway.request("GET", f"/data/{job_id}?so_far=1")).status == 202:
        pass
    assert answer.json()["metadata"]["status"] == "processing"
    assert len(answer.json()["books"]) == 10
    held.let_go()
    emulator.wait_until_idle(ORCHESTRATOR)
    assert gateway.request("GET", f"/data/{job_id}?so_far=1").json()["metadata"]["status"] == "complete"
    assert [key for key in keys(bucket) if job_id in key] == [f"data/{job_id}.json"]


@pytest.mark.parametrize("size", [5_000_000, 11_000_000])
def test_an_upload_that_cannot_pass_the_gateway_gets_a_clear_413(size: int, gateway: ApiGateway) -> None:
    answer = upload(gateway, b"x" * size)
    assert_error(answer, 413, "PayloadTooLargeError")
    assert "gzip" in answer.json()["Message"]


def test_a_dead_orchestrator_is_a_failed_job(gateway: ApiGateway, emulator: LambdaEmulator, bucket: Any) -> None:
    emulator.fault = lambda name, number: "kill" if name == ORCHESTRATOR else None
    before = keys(bucket)
    assert_error(upload(gateway, export_of(5)), 500, "JobFailedError")
    assert emulator.invocations[ORCHESTRATOR] == 1
    # What is left says that it failed, and holds nothing of the reader's.
    (left,) = keys(bucket) - before
    job_id = left.removeprefix("progress/").removesuffix(".json")
    assert_error(gateway.request("GET", f"/data/{job_id}"), 500, "JobFailedError")
    errors = [json.loads(line) for line in emulator.log if '"ERROR"' in line]
    assert {line["job_id"] for line in errors} == {job_id}


@pytest.mark.parametrize(
    ("target", "content_type"),
    [
        ("/", "text/html"),
        ("/dashboard/528963e8-66d4-445d-9a74-7749e843dd83", "text/html"),
        ("/static/pages/site.js", "text/javascript"),
        ("/static/ui/dom.js", "text/javascript"),
    ],
)
def test_the_pages_come_out_of_the_package(target: str, content_type: str, gateway: ApiGateway) -> None:
    answer = gateway.request("GET", target)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(content_type)
    assert len(answer.body) > 500
