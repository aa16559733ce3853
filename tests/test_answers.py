"""What holds answers against their descriptions notices each kind of fault."""

import json

import pytest
from chalice.test import Client

from chalicelib import __version__
from tests.answers import faults_of_answer

HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
    "Content-Type": "application/json",
}
HEALTHY = json.dumps({"status": "ok", "version": __version__}).encode()


def test_an_answer_as_it_is_described_has_no_fault() -> None:
    assert faults_of_answer("GET", "/api/health?x=1", 200, HEADERS, HEALTHY) == []
    lower = {name.lower(): value for name, value in HEADERS.items()}
    assert faults_of_answer("get", "/api/health", 200, lower, HEALTHY) == []


@pytest.mark.parametrize(
    ("status", "headers", "body", "says"),
    [
        (418, HEADERS, HEALTHY, "418 is not described"),
        (200, {**HEADERS, "Referrer-Policy": "origin"}, HEALTHY, "no-referrer"),
        (200, {"Referrer-Policy": "no-referrer"}, HEALTHY, "lacks Content-Security-Policy"),
        (200, HEADERS, b'{"status": "ok"}', "version"),
        (200, HEADERS, b'{"status": "ok", "version": "1.0.0", "more": 1}', "more"),
        (200, {**HEADERS, "Content-Type": "text/html"}, HEALTHY, "text/html is not described"),
        (503, HEADERS, b'{"Code": "BadRequestError", "Message": "x"}', "Code"),
        (503, HEADERS, b'{"Code": "ServiceUnavailableError", "Message": ""}', "Message"),
    ],
)
def test_an_answer_with_a_fault_is_noticed(status: int, headers: dict[str, str], body: bytes, says: str) -> None:
    faults = faults_of_answer("GET", "/api/health", status, headers, body)
    assert [fault for fault in faults if says in fault] != []


def test_a_dashboard_is_held_against_its_schema() -> None:
    path = "/data/0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"
    assert faults_of_answer("GET", path, 200, HEADERS, b"{}") != []
    assert faults_of_answer("GET", f"{path}.csv", 200, {**HEADERS, "Content-Disposition": "x"}, b"no JSON") != []


def test_what_no_route_of_ours_has_answered_has_no_fault() -> None:
    assert faults_of_answer("GET", "/nothing", 404, {}, b"") == []
    assert faults_of_answer("PATCH", "/api/health", 405, {}, b"") == []


def test_the_client_of_the_tests_notices_them(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.web.rest.job_routes.__version__", "one")
    with pytest.raises(AssertionError, match="version"):
        client.http.get("/api/health")
