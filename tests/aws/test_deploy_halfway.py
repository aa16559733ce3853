"""Deploying and destroying when a call to AWS fails on the way: the same command again ends well, or nothing is left.

Chalice itself runs here, in this process and with a package that holds next to nothing, so that dozens of deployments
are quick.
"""

import shutil
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from chalice.cli.factory import CLIFactory
from chalice.deploy.deployer import ChaliceDeploymentError
from chalice.utils import UI

from scripts.aws import stage_project
from scripts.aws.deploy import GATEWAY_ANSWERS, deploy, deployed_api
from scripts.aws.deploy_resources import deploy_resources
from scripts.aws.destroy import destroy
from scripts.aws.stage.account import Place
from scripts.aws.stage.inventory import find, functions, rest_apis
from tests.aws.deployment import BOOK_PROCESSOR, HANDLER, ORCHESTRATOR, STAGE, account_here
from tests.aws.faults import Call, Faults, faults

REGION = "eu-west-1"
PLACE = Place("123456789012", REGION)


class _Quiet(UI):
    def write(self, msg: str) -> None:
        """Chalice tells each step; the test looks at the account."""


class Project:
    """A clone that deploys the stage with the function that `make deploy` runs, and Chalice in this process."""

    def __init__(self, folder: Path, session: boto3.Session) -> None:
        self.session = session
        self.folder = folder
        self.state = folder / ".chalice"
        self.state.mkdir(parents=True)

    def deploy(self) -> str:
        return deploy(STAGE, {"CONTACT": "me"}, self.folder / "copy", self.state, self.session, self._chalice)

    def destroy(self) -> str | None:
        return destroy(STAGE, self.folder, delete_data=True, session=self.session)

    def _chalice(self, folder: Path, command: str, option: str, stage: str) -> None:
        assert (command, option) == ("deploy", "--stage")
        factory = CLIFactory(str(folder), environ={})
        config = factory.create_config_obj(stage)
        deployer = factory.create_default_deployer(self.session._session, config, _Quiet())
        deployer.deploy(config, stage)


def small_project(folder: Path) -> Path:
    """The project's configuration and `app.py`, without the code and the libraries that take long to pack."""
    shutil.copytree(stage_project.PROJECT / ".chalice", folder / ".chalice", ignore=shutil.ignore_patterns("deploy*"))
    shutil.copy2(stage_project.PROJECT / "app.py", folder)
    (folder / "chalicelib").mkdir()
    (folder / "requirements.txt").write_text("")
    return folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A stage of which only bucket and table are there, in a region of these tests' own."""
    monkeypatch.setattr(sys, "path", list(sys.path))  # Chalice adds the project to it
    monkeypatch.setattr(stage_project, "PROJECT", small_project(tmp_path / "small"))
    monkeypatch.setattr(stage_project, "bundle_pages", lambda web: None)  # it has no pages
    with account_here(REGION):
        session = boto3.Session()
        # Chalice makes its clients anew for each deployment, which would take longer than all its calls.
        monkeypatch.setattr(session._session, "create_client", cache(session._session.create_client))
        here = Project(tmp_path / "project", session)
        deploy_resources(here.session.client("cloudformation"), STAGE)
        yield here
        assert here.destroy() is None


@pytest.fixture
def calls() -> Iterator[Faults]:
    with faults() as rules:
        yield rules


def is_a(operation: str, call: Call) -> bool:
    return call.operation == operation


def fails(project: Project) -> bool:
    try:
        project.deploy()
    except (ChaliceDeploymentError, ClientError):
        return True
    return False


def assert_complete(project: Project) -> None:
    """One API in front of three functions, which have their policies, settings and logs."""
    session = project.session
    assert set(functions(session, STAGE)) == {HANDLER, ORCHESTRATOR, BOOK_PROCESSOR}
    (api,) = rest_apis(session, STAGE)
    assert deployed_api(project.state, STAGE)[0] == api
    gateway = session.client("apigateway")
    assert [stage["stageName"] for stage in gateway.get_stages(restApiId=api)["item"]] == ["api"]
    for response_type in GATEWAY_ANSWERS:
        gateway.get_gateway_response(restApiId=api, responseType=response_type)
    iam, logs = session.client("iam"), session.client("logs")
    for function in functions(session, STAGE).values():
        assert function["Environment"]["Variables"] == {"CONTACT": "me"}
        assert len(iam.list_role_policies(RoleName=function["Role"].rpartition("/")[2])["PolicyNames"]) == 1
        (group,) = [
            group
            for group in logs.describe_log_groups()["logGroups"]
            if group["logGroupName"] == f"/aws/lambda/{function['FunctionName']}"
        ]
        assert group["retentionInDays"] == 30
    allowed = session.client("lambda").get_policy(FunctionName=HANDLER)["Policy"]
    assert allowed.count(f":{api}/") == 1


def test_each_call_may_fail_once_and_the_same_command_again_ends_well(project: Project, calls: Faults) -> None:
    calls.fails = calls.first_time
    for _ in range(100):
        if not fails(project):
            break
    calls.fails = lambda call: False
    assert_complete(project)
    done = {call.operation for call in calls.failed}
    assert {"CreateRole", "PutRolePolicy", "CreateFunction", "ImportRestApi", "AddPermission", "CreateLogGroup"} <= done
    assert {"UpdateRestApi", "CreateDeployment", "PutGatewayResponse", "PutRetentionPolicy"} <= done
    assert {"GetRestApis", "GetRole", "GetFunction", "DescribeLogGroups"} <= done
    # And again, when all is there.
    url = project.deploy()
    assert project.deploy() == url
    assert_complete(project)


def test_a_deployment_that_stopped_anywhere_can_be_destroyed_from_another_clone(
    project: Project, calls: Faults, tmp_path: Path
) -> None:
    other = Project(tmp_path / "other", project.session)
    project.deploy()
    stops = {call.operation for call in calls.calls if call.changes_something}
    assert project.destroy() is None
    assert len(stops) > 10
    for stop in stops:
        calls.fails = partial(is_a, stop)
        assert fails(project), stop
        calls.fails = lambda call: False
        assert other.destroy() is None, stop
        assert find(project.session, STAGE, PLACE) == []


def test_what_cannot_be_removed_is_listed_with_its_reason_and_goes_the_next_time(
    project: Project, calls: Faults
) -> None:
    project.deploy()
    # As when somebody has removed a log group by hand.
    boto3.client("logs").delete_log_group(logGroupName=f"/aws/lambda/{ORCHESTRATOR}")
    calls.fails = calls.first_change
    reason = project.destroy()
    assert reason is not None
    (api,) = rest_apis(project.session, STAGE)
    for line in (
        f"REST API {api}: ",
        f"function {BOOK_PROCESSOR}: ",
        f"role {HANDLER}-api_handler: ",
        f"stack goodreads-stats-{STAGE}: ",
        f"log group /aws/lambda/{HANDLER}: ",
    ):
        assert f"\n  {line}An error occurred (AccessDeniedException)" in reason
    # A role is emptied before it is removed, and each of the two may be refused.
    while project.destroy() is not None:
        assert len(calls.failed) < 50
    assert find(project.session, STAGE, PLACE) == []
    assert Call("DeleteRole", f"{HANDLER}-api_handler") in calls.failed
