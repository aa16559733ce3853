"""How often the API may be called and what is logged of its calls, set in moto's API Gateway and in the template."""

import json
import re
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from app import app
from bench import flood
from scripts.aws.operations.api_stage import ACCESS_LOG, EACH, Route, access_log_group, log_access, rates, set_rates
from scripts.aws.stage_project import API_STAGE, PROJECT, stages
from tests.aws.conftest import Package
from tests.aws.deployment import account_in

ROLE = "arn:aws:iam::123456789012:role/api-gateway-logs"


@pytest.fixture
def gateway(moto_url: str) -> Iterator[Any]:
    with account_in(moto_url):
        client = boto3.client("apigateway")
        yield client
        _allow_logs(client, "")


@pytest.fixture
def api_id(gateway: Any) -> str:
    """An API with a stage of the name that Chalice gives it."""
    made: str = gateway.create_rest_api(name="goodreads-stats")["id"]
    (root,) = gateway.get_resources(restApiId=made)["items"]
    gateway.put_method(restApiId=made, resourceId=root["id"], httpMethod="GET", authorizationType="NONE")
    gateway.put_integration(restApiId=made, resourceId=root["id"], httpMethod="GET", type="MOCK")
    gateway.create_deployment(restApiId=made, stageName=API_STAGE)
    return made


def _allow_logs(client: Any, role: str) -> None:
    client.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}])


@pytest.mark.parametrize("stage", stages())
def test_the_rates_are_set_on_the_deployed_stage(gateway: Any, api_id: str, stage: str) -> None:
    set_rates(gateway, api_id, stage)
    found = gateway.get_stage(restApiId=api_id, stageName=API_STAGE)["methodSettings"]
    limits = {path: (one["throttlingRateLimit"], one["throttlingBurstLimit"]) for path, one in found.items()}
    assert limits == {
        "*/*": (0.7, 40),
        "~1data~1{job_id}/GET": (2.0, 60),
        "~1api~1upload/POST": ({"prod": 0.04, "dev": 0.0012}[stage], 50),
        "~1data~1{job_id}/PUT": ({"prod": 0.01, "dev": 0.0003}[stage], 10),
        "~1data~1{job_id}/DELETE": (0.3, 40),
        "~1data~1{job_id}~1corrections/PUT": (0.3, 40),
        "~1data~1{job_id}~1shares/POST": (0.05, 20),
        "~1data~1{job_id}~1shares/GET": (0.05, 20),
        "~1data~1{job_id}~1shares~1{share_id}/DELETE": (0.05, 20),
        "~1share~1{share_id}/GET": (0.3, 60),
    }


@pytest.mark.parametrize("stage", stages())
def test_every_rate_belongs_to_a_route(stage: str) -> None:
    """API Gateway refuses a setting for a method that is not there."""
    for route in set(rates(stage)) - {EACH}:
        assert route.method in app.routes[route.path]


def test_calls_are_logged_where_the_account_lets_the_gateway_write(gateway: Any, api_id: str) -> None:
    _allow_logs(gateway, ROLE)
    logs = boto3.client("logs")
    # One whose name merely begins alike.
    logs.create_log_group(logGroupName=f"{access_log_group('dev')}-old")
    for _ in range(2):
        assert log_access(gateway, logs, api_id, "dev") is None
    settings = gateway.get_stage(restApiId=api_id, stageName=API_STAGE)["accessLogSettings"]
    group, _ = logs.describe_log_groups(logGroupNamePrefix=access_log_group("dev"))["logGroups"]
    assert settings["destinationArn"] == group["arn"].removesuffix(":*")
    assert settings["destinationArn"].endswith(":log-group:goodreads-stats-dev-access")
    assert group["retentionInDays"] == 30
    assert json.loads(settings["format"]) == ACCESS_LOG
    logs.delete_log_group(logGroupName=f"{access_log_group('dev')}-old")


def test_where_it_may_not_the_reader_is_told_and_nothing_is_made(gateway: Any, api_id: str) -> None:
    _allow_logs(gateway, "")
    logs = boto3.client("logs")
    told = log_access(gateway, logs, api_id, "other")
    assert told is not None
    assert "docs/operations.md" in told
    assert not gateway.get_stage(restApiId=api_id, stageName=API_STAGE).get("accessLogSettings")
    assert not logs.describe_log_groups(logGroupNamePrefix=access_log_group("other"))["logGroups"]


def test_a_line_of_the_access_log_holds_no_path_and_nobodys_address() -> None:
    """Whoever knows the id of a job may read its dashboard."""
    variables = set(re.findall(r"\$context\.([\w.]+)", json.dumps(ACCESS_LOG)))
    assert {"httpMethod", "status", "responseLatency", "requestId"} <= variables
    assert not [name for name in variables if re.search("path|identity|ip|authorizer|query", name, re.IGNORECASE)]


def test_the_template_has_the_same_rates_and_logs_where_it_is_told_to(packaged: Package) -> None:
    properties = packaged.template["Resources"]["RestAPI"]["Properties"]
    limits = {
        (one["ResourcePath"], one["HttpMethod"]): (one["ThrottlingRateLimit"], one["ThrottlingBurstLimit"])
        for one in properties["MethodSettings"]
    }
    assert limits == {
        ("/*", "*"): (0.7, 40),
        ("/~1data~1{job_id}", "GET"): (2, 60),
        ("/~1api~1upload", "POST"): (0.04, 50),
        ("/~1data~1{job_id}", "PUT"): (0.01, 10),
        ("/~1data~1{job_id}", "DELETE"): (0.3, 40),
        ("/~1data~1{job_id}~1corrections", "PUT"): (0.3, 40),
        ("/~1data~1{job_id}~1shares", "POST"): (0.05, 20),
        ("/~1data~1{job_id}~1shares", "GET"): (0.05, 20),
        ("/~1data~1{job_id}~1shares~1{share_id}", "DELETE"): (0.05, 20),
        ("/~1share~1{share_id}", "GET"): (0.3, 60),
    }
    condition, logged, otherwise = properties["AccessLogSetting"]["Fn::If"]
    assert (condition, otherwise) == ("LogsAccess", {"Ref": "AWS::NoValue"})
    assert json.loads(logged["Format"]) == ACCESS_LOG
    assert packaged.template["Parameters"]["AccessLogs"]["Default"] == "no"


@pytest.mark.parametrize("stage", stages())
def test_a_flood_costs_less_than_twenty_dollars_a_day(stage: str) -> None:
    costs = flood.flood(stage)
    assert min(costs.values()) > 0.1
    assert sum(costs.values()) < flood.MOST_A_DAY


def test_the_flood_calls_every_method_of_the_api_as_often_as_it_may() -> None:
    calls = flood.calls_a_day("prod")
    assert len(calls) == sum(len(methods) for methods in app.routes.values())
    assert calls[Route("/data/{job_id}", "GET")] == 2 * 86_400 + 60
    assert calls[Route("/api/upload", "POST")] == pytest.approx(0.04 * 86_400 + 50)
    assert calls[Route("/", "GET")] == pytest.approx(0.7 * 86_400 + 40)


@pytest.mark.parametrize(
    ("stage", "uploads", "seconds"),
    # Two at once, each day; where nothing is reserved, as many as are started.
    [("prod", 1_000_000, 2 * 86_400), ("prod", 10, 9_000), ("dev", 1_000, 900_000)],
)
def test_orchestrators_are_bounded_by_the_reserved_concurrency_or_by_the_uploads(
    stage: str, uploads: float, seconds: float
) -> None:
    assert flood.orchestrator_seconds(stage, uploads) == seconds


@pytest.mark.parametrize("stage", stages())
def test_the_documented_costs_are_those_of_the_command(stage: str) -> None:
    text = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?:\*\*)?([\w ]+?)(?:\*\*)? \| (?:\*\*)?([\d.]+)(?:\*\*)? \| (?:\*\*)?([\d.]+)", text, re.M)
    column = {"prod": 1, "dev": 2}[stage]
    costs = flood.flood(stage)
    documented = {row[0]: row[column] for row in rows if row[0] in costs or row[0] == "sum"}
    assert documented == {**{what: f"{cost:.2f}" for what, cost in costs.items()}, "sum": f"{sum(costs.values()):.2f}"}
