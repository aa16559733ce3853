"""`/api/health`, which monitors poll: what a deployed function says that lacks its bucket, and that it is cheap."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from chalice.test import Client, HTTPResponse

from app import app
from chalicelib import __version__
from tests.aws.exports import export_of
from tests.aws.faults import Call, faults
from tests.conftest import forget_wiring


@pytest.fixture
def function(moto_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A deployed upload handler that knows no bucket; it asks moto."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "a-name-that-nobody-gave")
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_url)
    monkeypatch.setenv("ORCHESTRATOR_FUNCTION_NAME", "nobody")
    forget_wiring()
    with Client(app) as running:
        yield running
    forget_wiring()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name that the function has for its bucket; there is none under it."""
    name = f"goodreads-stats-{uuid.uuid4().hex}"
    monkeypatch.setenv("DATA_BUCKET", name)
    return name


def assert_tells_the_bucket_is_missing(response: HTTPResponse) -> None:
    assert response.status_code == 503
    assert response.json_body["Code"] == "ServiceUnavailableError"
    for said in ("DATA_BUCKET", "make deploy"):
        assert said in response.json_body["Message"]


def test_a_function_that_knows_no_bucket_says_so(function: Client) -> None:
    assert_tells_the_bucket_is_missing(function.http.get("/api/health"))


def test_a_bucket_that_is_not_there_is_told_to_callers_and_named_in_the_log(
    function: Client, bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = function.http.get("/api/health")
    assert_tells_the_bucket_is_missing(answer)
    assert bucket not in answer.body.decode()
    assert f"the bucket {bucket} does not exist" in caplog.text
    upload = function.http.post("/api/upload", headers={"Content-Type": "text/csv"}, body=export_of(1))
    assert_tells_the_bucket_is_missing(upload)


def test_a_healthy_function_asks_one_cheap_question(function: Client, bucket: str, moto_url: str) -> None:
    s3 = boto3.client("s3", endpoint_url=moto_url)
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    with faults() as asked:
        answer = function.http.get("/api/health")
    assert (answer.status_code, answer.json_body) == (200, {"status": "ok", "version": __version__})
    assert asked.calls == [Call("HeadBucket", bucket)]
    s3.delete_bucket(Bucket=bucket)
    # Asked anew each time: a bucket may go while the process stays.
    assert_tells_the_bucket_is_missing(function.http.get("/api/health"))


def test_s3_out_of_reach_is_told_as_such(function: Client, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    answer = function.http.get("/api/health")
    assert (answer.status_code, answer.json_body["Code"]) == (503, "ServiceUnavailableError")
    assert "DATA_BUCKET" not in answer.json_body["Message"]


def test_a_folder_that_cannot_be_used_is_unhealthy(client: Client, tmp_path: Path) -> None:
    assert client.http.get("/api/health").status_code == 200
    (tmp_path / "data").write_text("a file where the folder should be")
    answer = client.http.get("/api/health")
    assert (answer.status_code, answer.json_body["Code"]) == (503, "ServiceUnavailableError")
