"""The AWS clients that `wiring` makes, as far as a wrong setting would only show on AWS."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import app
from chalicelib import wiring
from chalicelib.errors import SettingsError, StorageUnavailable
from chalicelib.jobs.job_store import dashboard_key
from chalicelib.seams.dynamodb_cache import DynamoDBCache
from chalicelib.seams.lambda_invoker import LambdaInvoker
from chalicelib.seams.local_invoker import LocalInvoker
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.s3_storage import S3Storage
from chalicelib.seams.storage import LinkingStorage
from chalicelib.web import pages
from tests.conftest import forget_wiring

BUCKET = "goodreads-stats-prod-databucket-1a2b3c"


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment of a deployed upload handler."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "goodreads-stats-prod")
    monkeypatch.setenv("DATA_BUCKET", BUCKET)
    monkeypatch.setenv("ORCHESTRATOR_FUNCTION_NAME", "goodreads-stats-prod-Orchestrator")
    monkeypatch.setenv("BOOK_PROCESSOR_FUNCTION_NAME", "goodreads-stats-prod-BookProcessor")
    forget_wiring()
    yield
    forget_wiring()


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_a_link_leads_to_the_buckets_region_without_a_redirect_and_the_pages_may_follow_it(
    region: str, deployed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A redirect from the global address would lose the CORS headers, and with them the page's request."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    storage = wiring.jobs().store.storage
    assert isinstance(storage, LinkingStorage)
    link = urlsplit(storage.link(dashboard_key("0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e")))
    assert link.scheme == "https"
    policy = pages.security_headers(wiring.bucket_hosts())["Content-Security-Policy"]
    allowed = re.search(r"connect-src ([^;]+);", policy)
    assert allowed
    assert f"https://{link.hostname}" in allowed[1].split()
    assert link.hostname == f"{BUCKET}.s3.{region}.amazonaws.com" or region == "us-east-1"
    assert link.path == "/data/0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e.json"
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in link.query
    assert "X-Amz-Expires=300" in link.query


@pytest.mark.parametrize(
    ("environment", "region"),
    [
        ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-central-1"}, "eu-west-1"),  # as in Lambda
        ({"AWS_DEFAULT_REGION": "eu-central-1"}, "eu-central-1"),
        ({}, "us-east-1"),
    ],
)
def test_the_hosts_of_a_bucket_are_the_global_one_and_its_regions(
    environment: dict[str, str], region: str, deployed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wiring.bucket_hosts() == (
        f"https://{BUCKET}.s3.amazonaws.com",
        f"https://{BUCKET}.s3.{region}.amazonaws.com",
    )


@pytest.mark.parametrize(("variable", "value"), [("DATA_BUCKET", ""), ("MAX_BOOKS", "many")])
def test_without_a_bucket_that_is_known_there_are_no_hosts(
    variable: str, value: str, deployed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    assert wiring.bucket_hosts() == ()


def test_a_local_folder_has_no_links() -> None:
    assert not issubclass(LocalStorage, LinkingStorage)


def test_invocations_have_room_and_time_and_are_never_repeated_by_the_client(deployed: None) -> None:
    invoker = wiring.jobs().orchestrator
    assert isinstance(invoker, LambdaInvoker)
    client = wiring._lambda_client(915.0)
    config = client.meta.config
    assert config.max_pool_connections == 350
    assert config.read_timeout == 915.0
    assert config.retries["total_max_attempts"] == 1
    assert config.tcp_keepalive is True


def test_book_processors_work_is_done_here_where_there_is_no_room_for_it_and_a_jobs_is_not(deployed: None) -> None:
    orchestrator, book_processor = wiring._orchestrator(), wiring._book_processor()
    assert isinstance(orchestrator, LambdaInvoker)
    assert isinstance(book_processor, LambdaInvoker)
    assert orchestrator._spare is None
    spare = book_processor._spare
    assert isinstance(spare, LocalInvoker)
    assert spare.invoke({"books": []}, None)["results"] == []


def test_threads_that_start_together_share_one_client(deployed: None) -> None:
    barrier = threading.Barrier(20)
    clients: list[Any] = []

    def ask() -> None:
        barrier.wait()
        clients.append(wiring._lambda_client(315.0))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(clients) == 20
    assert len({id(client) for client in clients}) == 1


@pytest.mark.parametrize("variable", ["DATA_BUCKET", "ORCHESTRATOR_FUNCTION_NAME"])
def test_a_function_that_was_deployed_without_its_names_says_so(
    variable: str, deployed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable)
    with pytest.raises(SettingsError, match=variable):
        wiring.jobs()


def test_a_bucket_out_of_reach_is_unavailable(deployed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(StorageUnavailable):
        wiring.jobs().store.storage.get("data/x.json")


def longest_s(config: Any) -> float:
    """What one call may take at most: each attempt connects and is silent for its time-outs, and one pause between."""
    attempts = config.retries["total_max_attempts"]
    # botocore's standard mode pauses for at most 2 ** (attempt - 1) seconds.
    pauses = sum(2**attempt for attempt in range(attempts - 1))
    return float(attempts * (config.connect_timeout + config.read_timeout) + pauses)


def test_a_caller_is_told_503_before_the_gateway_says_504(deployed: None) -> None:
    """API Gateway ends a request after 29 s; an upload stores two objects before it waits for its job."""
    storage = wiring.jobs().store.storage
    assert isinstance(storage, S3Storage)
    one_call_s = longest_s(storage._client.meta.config)
    connect_s = wiring._lambda_client(1.0).meta.config.connect_timeout
    # The upload is slow but just fast enough for the progress to be stored, too; then the start is tried for ten
    # seconds, and its last attempt connects and waits its two seconds.
    assert 5.0 + one_call_s + 10.0 + connect_s + 2.0 < 29.0
    assert one_call_s < 12.0


def patience(client: Any) -> tuple[float, float, int]:
    """Seconds to connect, seconds of silence, attempts."""
    config = client.meta.config
    return config.connect_timeout, config.read_timeout, config.retries["total_max_attempts"]


def test_each_client_has_its_own_patience(deployed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_TABLE", "goodreads-stats-prod-CacheTable-1")
    in_request, in_job, cache = wiring.jobs().store.storage, wiring._services().store.storage, wiring.enrichment_cache()
    assert isinstance(in_request, S3Storage)
    assert isinstance(in_job, S3Storage)
    assert isinstance(cache, DynamoDBCache)
    assert patience(in_request._client) == (1.5, 3.0, 2)
    assert patience(in_job._client) == (2.0, 20.0, 5)
    assert patience(cache._client) == (1.5, 3.0, 2)
    assert patience(wiring._lambda_client(10.0)) == (1.5, 10.0, 1)


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_a_caller_waits_a_little_longer_than_a_function_may_run(deployed: None, stage: str) -> None:
    config = json.loads((Path(app.__file__).parent / ".chalice" / "config.json").read_text())
    limits = {
        name: function.get("lambda_timeout") for name, function in config["stages"][stage]["lambda_functions"].items()
    }
    invokers = {"Orchestrator": wiring._orchestrator(), "BookProcessor": wiring._book_processor()}
    for name, invoker in invokers.items():
        assert isinstance(invoker, LambdaInvoker)
        assert invoker._longest_wait_s == limits[name] + 15


def test_a_function_of_this_process_has_the_time_that_lambda_gives_it(fresh_wiring: None) -> None:
    invokers = [wiring._orchestrator(), wiring._book_processor()]
    assert [invoker._time_limit_s for invoker in invokers if isinstance(invoker, LocalInvoker)] == [900.0, 300.0]


def test_without_a_setting_data_is_kept_in_a_folder_of_this_name(
    fresh_wiring: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("DATA_DIR", raising=False)
    wiring.jobs().store.storage.put("data/x.json", b"{}")
    wiring.enrichment_cache().put_many({"k": "v"}, {"k": 60})
    (folder,) = tmp_path.rglob("goodreads-stats")
    assert {path.name for path in folder.iterdir()} == {"data", "enrichment.sqlite3"}


def test_an_orchestrator_has_more_patience_than_a_request(deployed: None) -> None:
    patient = wiring._services().store.storage
    assert isinstance(patient, S3Storage)
    assert longest_s(patient._client.meta.config) > 60.0


def test_the_cache_is_given_up_sooner_than_a_job_would_notice(deployed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_TABLE", "goodreads-stats-prod-CacheTable-1")
    cache = wiring.enrichment_cache()
    assert isinstance(cache, DynamoDBCache)
    assert longest_s(cache._client.meta.config) < 12.0
