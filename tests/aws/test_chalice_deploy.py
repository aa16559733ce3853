"""`make deploy` and plain `chalice deploy` against moto: what stands in the account then, and that it works."""

import json
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from bench.simulator.provider_simulator import ProviderSimulator
from scripts.aws.deploy import deployed_api
from scripts.aws.stage import logs
from scripts.aws.stage.account import Place
from scripts.aws.stage.inventory import rest_apis
from scripts.aws.stage.record import recorded_place
from tests.aws.api_gateway import ApiGateway
from tests.aws.clone import chalice_in, clone
from tests.aws.conftest import Package
from tests.aws.deployment import (
    BOOK_PROCESSOR,
    HANDLER,
    ORCHESTRATOR,
    STAGE,
    Deployment,
    account_in,
    deploy_stage,
    functions,
)
from tests.aws.execution_environment import RUNTIME, Function
from tests.aws.exports import export_of
from tests.aws.lambda_emulator import LambdaEmulator


@pytest.fixture(scope="module")
def deployed(moto_url: str, packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The stage dev, deployed by `make deploy`."""
    with account_in(moto_url):
        role = {"op": "replace", "path": "/cloudwatchRoleArn", "value": "arn:aws:iam::123456789012:role/gateway-logs"}
        boto3.client("apigateway").update_account(patchOperations=[role])
        yield deploy_stage(tmp_path_factory.mktemp("deployed"), packed)


def test_the_functions_have_their_limits(deployed: Deployment) -> None:
    limits = {
        name: (function["Runtime"], function["MemorySize"], function["Timeout"], function["Reserved"])
        for name, function in functions().items()
    }
    assert limits == {
        HANDLER: (RUNTIME, 512, 120, None),
        ORCHESTRATOR: (RUNTIME, 3008, 900, None),
        BOOK_PROCESSOR: (RUNTIME, 512, 300, None),
    }


def test_the_functions_have_their_settings_and_the_stage_as_a_tag(deployed: Deployment) -> None:
    client = boto3.client("lambda")
    for function in deployed.functions.values():
        settings = {**deployed.variables, "CONTACT": "https://books.example.org"}
        assert function["Environment"]["Variables"] == settings
        assert client.list_tags(Resource=function["FunctionArn"])["Tags"]["goodreads-stats-stage"] == STAGE


def test_an_event_of_the_orchestrator_is_neither_retried_nor_old(deployed: Deployment) -> None:
    configured = boto3.client("lambda").get_function_event_invoke_config(FunctionName=ORCHESTRATOR)
    assert (configured["MaximumRetryAttempts"], configured["MaximumEventAgeInSeconds"]) == (0, 600)


def test_each_function_has_a_role_of_its_own_with_its_own_policy(deployed: Deployment) -> None:
    iam = boto3.client("iam")
    by_function = {HANDLER: "api_handler", ORCHESTRATOR: "Orchestrator", BOOK_PROCESSOR: "BookProcessor"}
    for name, function in functions().items():
        role = function["Role"].rpartition("/")[2]
        assert role == f"goodreads-stats-dev-{by_function[name]}"
        (policy_name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        assert not iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        document = iam.get_role_policy(RoleName=role, PolicyName=policy_name)["PolicyDocument"]
        written = deployed.project / ".chalice" / f"policy-dev-{by_function[name]}.json"
        assert document == json.loads(written.read_text())


def test_logs_are_kept_for_a_month(deployed: Deployment) -> None:
    groups = boto3.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/goodreads-stats-dev")
    kept = {group["logGroupName"]: group["retentionInDays"] for group in groups["logGroups"]}
    assert kept == {f"/aws/lambda/{name}": 30 for name in (HANDLER, ORCHESTRATOR, BOOK_PROCESSOR)}


def test_the_gateway_says_413_in_our_error_shape(deployed: Deployment) -> None:
    api_id, _ = deployed_api(deployed.state, STAGE)
    answers = boto3.client("apigateway")
    too_large = answers.get_gateway_response(restApiId=api_id, responseType="REQUEST_TOO_LARGE")
    assert too_large["statusCode"] == "413"
    assert json.loads(too_large["responseTemplates"]["application/json"])["Code"] == "PayloadTooLargeError"
    unknown = answers.get_gateway_response(restApiId=api_id, responseType="MISSING_AUTHENTICATION_TOKEN")
    assert (unknown["statusCode"], set(unknown["responseTemplates"])) == ("404", {"application/json", "text/html"})
    assert [stage["stageName"] for stage in answers.get_stages(restApiId=api_id)["item"]] == ["api"]


def test_the_api_may_be_called_only_so_often(deployed: Deployment) -> None:
    limits = deployed.api_stage["methodSettings"]
    assert limits["*/*"]["throttlingRateLimit"] == 0.7
    assert limits["~1api~1upload/POST"]["throttlingBurstLimit"] == 50


def test_the_calls_of_the_api_are_logged(deployed: Deployment) -> None:
    assert deployed.api_stage["accessLogSettings"]["destinationArn"].endswith(":log-group:goodreads-stats-dev-access")


def test_the_url_ends_in_the_stage_path(deployed: Deployment) -> None:
    assert deployed.url.startswith("https://")
    assert deployed.url.endswith("/api/")


def test_make_logs_prints_what_a_function_has_logged(deployed: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
    client = boto3.client("logs")
    group = f"/aws/lambda/{ORCHESTRATOR}"
    client.create_log_stream(logGroupName=group, logStreamName="s")
    event = {"timestamp": int(time.time() * 1000), "message": '{"job_id": "0b8ce1a4", "message": "chunk 1 done"}'}
    client.put_log_events(logGroupName=group, logStreamName="s", logEvents=[event])
    assert logs.main(["--stage", STAGE, "--function", "Orchestrator", "--since", "1h"]) == 0
    assert "chunk 1 done" in capsys.readouterr().out


def test_deploying_changed_no_tracked_file(deployed: Deployment) -> None:
    tracked = Path(__file__).parent.parent.parent / ".chalice" / "config.json"
    assert deployed.variables["DATA_BUCKET"] not in tracked.read_text()
    assert "environment_variables" not in tracked.read_text()


@dataclass(frozen=True)
class PlainDeployment:
    """A second clone, what plain `chalice deploy` said in it first, and what it said once the settings were there."""

    project: Path
    refused: "subprocess.CompletedProcess[str]"
    done: "subprocess.CompletedProcess[str]"


@pytest.fixture(scope="module")
def plain(deployed: Deployment, packed: Path, tmp_path_factory: pytest.TempPathFactory) -> PlainDeployment:
    """The same stage, deployed again by plain `chalice deploy` from a clone that has no record of it."""
    project = clone(tmp_path_factory.mktemp("second") / "clone")
    # Chalice packs anew what differs in one byte of our code, or comes in another order.
    shutil.copytree(packed, project / ".chalice" / "deployments")
    refused = chalice_in(project, "deploy", "--stage", STAGE)
    assert all("CONTACT" in function["Environment"]["Variables"] for function in functions().values())
    path = project / ".chalice" / "config.json"
    config = json.loads(path.read_text())
    config["stages"][STAGE]["environment_variables"] = {"CONTACT": "https://books.example.org"}
    path.write_text(json.dumps(config))
    return PlainDeployment(project, refused, chalice_in(project, "deploy", "--stage", STAGE))


def test_plain_chalice_deploy_refuses_to_strip_a_live_stage(plain: PlainDeployment) -> None:
    assert plain.refused.returncode == 1
    assert "this deployment would remove CONTACT\n" in plain.refused.stdout
    assert f"python -m scripts.aws.stage.settings --stage {STAGE} takes" in plain.refused.stdout
    assert "Traceback" not in plain.refused.stderr


def test_plain_chalice_deploy_keeps_the_api_from_a_clone_without_a_record(
    plain: PlainDeployment, deployed: Deployment
) -> None:
    assert plain.done.returncode == 0, plain.done.stderr
    assert f"Rest API URL: {deployed.url}" in plain.done.stdout
    assert plain.done.stdout.count("Chalice begins again") == 1
    assert rest_apis(boto3.Session(), STAGE) == [deployed_api(deployed.state, STAGE)[0]]
    assert deployed_api(plain.project / ".chalice", STAGE) == deployed_api(deployed.state, STAGE)
    assert recorded_place(plain.project / ".chalice", STAGE) == Place("123456789012", "eu-central-1")


def test_after_plain_chalice_deploy_the_functions_have_no_name_but_their_own(plain: PlainDeployment) -> None:
    for function in functions().values():
        assert function["Environment"]["Variables"] == {"CONTACT": "https://books.example.org"}


@pytest.fixture(scope="module")
def running(
    plain: PlainDeployment,
    moto_url: str,
    runtime_path: Path,
    providers: ProviderSimulator,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LambdaEmulator]:
    """The very zip and configuration that were deployed, running."""
    task_root = tmp_path_factory.mktemp("task")
    zips = (plain.project / ".chalice" / "deployments").glob("*.zip")
    uploaded = max(zips, key=lambda path: path.stat().st_mtime)
    with zipfile.ZipFile(uploaded) as archive:
        archive.extractall(task_root)
    configured = [
        Function(
            name=name,
            handler=function["Handler"],
            timeout_s=function["Timeout"],
            memory_mb=function["MemorySize"],
            environment=function["Environment"]["Variables"],
            reserved_concurrency=function["Reserved"],
        )
        for name, function in functions().items()
    ]
    with LambdaEmulator(configured, task_root, runtime_path) as emulator:
        emulator.configure(
            {
                "AWS_ENDPOINT_URL": moto_url,
                "AWS_ENDPOINT_URL_LAMBDA": emulator.url,
                "OPEN_LIBRARY_URL": providers.open_library_url,
            }
        )
        yield emulator


def test_what_was_deployed_works(deployed: Deployment, running: LambdaEmulator, packaged: Package) -> None:
    definition = packaged.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    gateway = ApiGateway(definition, running.url, HANDLER)
    answer = gateway.request("POST", "/api/upload", export_of(20), {"Content-Type": "text/csv"})
    assert answer.status == 200
    stored = boto3.resource("s3").Object(deployed.variables["DATA_BUCKET"], f"{answer.json()['data_url']}.json").get()
    dashboard = json.load(stored["Body"])
    assert dashboard["metadata"]["enrichment"]["success_rate"] == 100
    assert gateway.request("GET", f"/{answer.json()['data_url']}").json() == dashboard
    cached = boto3.client("dynamodb").scan(TableName=deployed.variables["CACHE_TABLE"])
    assert cached["Count"] == 20
