"""The look before the leap, and the clone's records that it compares with: told in one list before anything is made."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from chalice.cli import deploy as chalice_deploy

from scripts.aws import deploy_resources
from scripts.aws.stage import logs, plain_deploy, preflight, record, settings
from scripts.aws.stage.account import NO_CREDENTIALS, NO_REGION, NotSignedIn, Place, plain_errors, signed_in
from scripts.aws.stage.preflight import Look, UnreadableVariables, concurrency, live_variables, look, passes
from scripts.aws.stage_project import PROJECT, read_environment, record_environment
from tests.aws.clone import chalice_in, clone
from tests.aws.deployment import STAGE, account_in

REGION = "eu-north-1"
PLACE = Place("123456789012", REGION)
HANDLER = f"goodreads-stats-{STAGE}"


@pytest.fixture
def session(moto_url: str) -> Iterator[boto3.Session]:
    """An account with nothing in this region."""
    with account_in(moto_url, REGION):
        yield boto3.Session()


def mends(looks: list[Look]) -> dict[str, str]:
    return {one.subject: one.mend for one in looks if one.mend is not None}


@pytest.fixture
def function(session: boto3.Session) -> Iterator[Any]:
    """Makes the stage's upload handler with these environment variables; it is gone afterwards."""
    client, iam = session.client("lambda"), session.client("iam")
    role = iam.create_role(RoleName="for-preflight", AssumeRolePolicyDocument="{}")["Role"]["Arn"]

    def make(variables: dict[str, str]) -> None:
        code = {"ZipFile": b"-"}
        environment = {"Variables": variables}
        client.create_function(
            FunctionName=HANDLER, Role=role, Handler="a.a", Runtime="python3.13", Code=code, Environment=environment
        )

    yield make
    client.delete_function(FunctionName=HANDLER)
    iam.delete_role(RoleName="for-preflight")


def test_in_a_new_account_only_bucket_and_table_are_missing_for_plain_chalice(
    session: boto3.Session, tmp_path: Path
) -> None:
    looks = look(session, STAGE, {}, tmp_path, needs_stack=True)
    subjects = ["account", "region", "Python", "page assets", "stack", "concurrency", "settings"]
    assert [one.subject for one in looks] == subjects
    assert looks[0].found.startswith("123456789012, as arn:aws:")
    assert looks[1].found == REGION
    assert mends(looks) == {"stack": f"python -m scripts.aws.deploy_resources --stage {STAGE} makes bucket and table"}
    assert mends(look(session, STAGE, {}, tmp_path, needs_stack=False)) == {}


def test_the_list_comes_first_and_then_what_is_to_be_done() -> None:
    told: list[str] = []
    assert not passes([Look("region", REGION), Look("page assets", "missing", "make assets")], told.append)
    assert told == [
        f"- region:       {REGION}",
        "! page assets:  missing",
        "\nBefore this can be deployed (page assets): make assets.",
    ]
    assert passes([Look("region", REGION)], told.append)


class Account:
    """Lambda's answers about limits: https://docs.aws.amazon.com/lambda/latest/api/API_AccountLimit.html."""

    def __init__(self, limit: int, unreserved: int, held: int) -> None:
        self._limits = {"ConcurrentExecutions": limit, "UnreservedConcurrentExecutions": unreserved}
        self._held = held
        self.exceptions = boto3.client("lambda", region_name=REGION).exceptions

    def get_account_settings(self) -> Any:
        return {"AccountLimit": self._limits}

    def get_function_concurrency(self, *, FunctionName: str) -> Any:  # noqa: N803  (boto3's name)
        if FunctionName.endswith("-BookProcessor"):
            return {"ReservedConcurrentExecutions": self._held} if self._held else {}
        raise self.exceptions.ResourceNotFoundException({"Error": {}}, "GetFunctionConcurrency")


@pytest.mark.parametrize(
    ("stage", "limit", "unreserved", "held", "needed"),
    [
        ("dev", 10, 10, 0, None),  # a new account
        ("prod", 10, 10, 0, 452),  # 350 for BookProcessor, 2 for the Orchestrator
        ("prod", 451, 451, 0, 452),
        ("prod", 452, 452, 0, None),
        ("prod", 452, 102, 350, None),  # deployed again
        ("prod", 1000, 452, 0, None),
        ("prod", 1000, 451, 0, 1001),  # another stage or application holds 549
        ("prod", 452, 152, 300, None),  # holds less so far
        ("prod", 451, 151, 300, 452),
    ],
)
def test_a_reservation_must_leave_a_hundred(
    stage: str, limit: int, unreserved: int, held: int, needed: int | None
) -> None:
    found = concurrency(Account(limit, unreserved, held), stage)
    if needed is None:
        assert found.mend is None
    else:
        assert f"a limit of {needed} or more" in (found.mend or "")
        assert f'remove "reserved_concurrency" of {stage} from .chalice/config.json' in (found.mend or "")


def test_settings_that_would_be_lost_are_named_and_can_be_taken_over(
    session: boto3.Session, function: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    function(
        {
            "CONTACT": "me@example.org",
            "GOOGLE_BOOKS_API_KEY": "secret",
            "CHUNK_SIZE": "",  # dropped by its owner
            "DATA_BUCKET": f"goodreads-stats-{STAGE}-123456789012-{REGION}",  # the function tells it by itself
            "CACHE_TABLE": "goodreads-stats-dev-CacheTable-1",  # it would not tell this one
        }
    )
    (last,) = [one for one in look(session, STAGE, {"CONTACT": "x"}, tmp_path, needs_stack=False) if one.mend]
    assert last.found == "this deployment would remove CACHE_TABLE, GOOGLE_BOOKS_API_KEY"
    path = tmp_path / "environment-dev.json"
    record_environment(path, {"CONTACT": "x"})
    monkeypatch.setattr(settings, "environment_file", lambda stage: path)
    monkeypatch.setattr("sys.argv", ["settings", "--stage", STAGE])
    assert settings.main() == 0
    taken = read_environment(path)
    assert taken == {
        "CACHE_TABLE": "goodreads-stats-dev-CacheTable-1",
        "CONTACT": "x",
        "GOOGLE_BOOKS_API_KEY": "secret",
    }
    assert "secret" not in capsys.readouterr().out
    assert mends(look(session, STAGE, taken, tmp_path, needs_stack=False)) == {}


class Undecipherable(Account):
    """Lambda's answer to somebody who may not use the key of the variables."""

    def get_function_configuration(self, *, FunctionName: str) -> Any:  # noqa: N803  (boto3's name)
        return {"Environment": {"Error": {"ErrorCode": "AccessDeniedException", "Message": "no key"}}}


def test_variables_that_cannot_be_read_are_not_taken_for_none() -> None:
    with pytest.raises(UnreadableVariables, match=f"{HANDLER} cannot be read: no key"):
        live_variables(Undecipherable(10, 10, 0), HANDLER)
    assert preflight._settings(Undecipherable(10, 10, 0), STAGE, {}, PLACE).mend


def test_a_stage_of_another_account_is_refused_with_both_names(session: boto3.Session, tmp_path: Path) -> None:
    arn = f"arn:aws:lambda:us-east-1:123456789012:function:{HANDLER}"
    (tmp_path / "deployed").mkdir()
    (tmp_path / "deployed" / f"{STAGE}.json").write_text(json.dumps({"resources": [{"lambda_arn": arn}]}))
    refused = mends(look(session, STAGE, {}, tmp_path, needs_stack=False))["account"]
    for named in ("account 123456789012, region us-east-1", f"account 123456789012, region {REGION}"):
        assert named in refused
    # The note of a deployment that has not come as far as Chalice's record.
    record.note_place(tmp_path, STAGE, PLACE)
    assert record.elsewhere(tmp_path, STAGE, PLACE) is None
    assert record.elsewhere(tmp_path, "prod", Place("1", "r")) is None


def test_page_assets_a_python_and_a_stage_that_will_not_do_are_told(
    session: boto3.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "PROJECT_WEB", tmp_path)
    monkeypatch.setattr(preflight, "PYTHONS", ((2, 7),))
    told = mends(look(session, STAGE, {}, tmp_path, needs_stack=False))
    assert told["page assets"] == "make assets makes the bundle anew"
    assert told["Python"].startswith("use one of Python 2.7")
    assert mends(look(session, "test", {}, tmp_path, needs_stack=False)) == {
        "stage": "use a stage that .chalice/config.json configures: dev, prod"
    }


def test_nothing_is_made_where_something_is_missing(
    session: boto3.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "PROJECT_WEB", tmp_path)
    monkeypatch.setattr("sys.argv", ["deploy_resources", "--stage", STAGE])
    assert deploy_resources.main() == 1
    assert session.client("cloudformation").list_stacks()["StackSummaries"] == []


@pytest.fixture
def api(session: boto3.Session) -> Iterator[Callable[[str], str]]:
    """Makes an API of the application's name in front of a function, and returns its id; they are gone afterwards."""
    gateway = session.client("apigateway")
    made: list[str] = []

    def make(function: str) -> str:
        made.append(gateway.create_rest_api(name="goodreads-stats")["id"])
        (root,) = gateway.get_resources(restApiId=made[-1])["items"]
        method = {"restApiId": made[-1], "resourceId": root["id"], "httpMethod": "GET"}
        gateway.put_method(**method, authorizationType="NONE")
        address = f"arn:aws:lambda:{REGION}:123456789012:function:{function}/invocations"
        uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{address}"
        gateway.put_integration(**method, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
        return made[-1]

    yield make
    standing = {one["id"] for one in gateway.get_rest_apis()["items"]}
    for one in standing & set(made):
        gateway.delete_rest_api(restApiId=one)


def test_the_record_is_made_of_the_api_in_front_of_the_stages_own_function(
    session: boto3.Session, api: Callable[[str], str], tmp_path: Path
) -> None:
    for other in ("goodreads-stats-prod", f"{HANDLER}-app-APIHandler-1A2B3C", f"{HANDLER}-Orchestrator"):
        api(other)
    assert record.restore(session, tmp_path, STAGE) is None
    first = api(HANDLER)
    assert record.restore(session, tmp_path, STAGE) == first
    assert record.restore(session, tmp_path, STAGE) is None
    # Another clone has removed the stage and deployed it anew.
    session.client("apigateway").delete_rest_api(restApiId=first)
    assert record.restore(session, tmp_path, STAGE) is None
    second = api(HANDLER)
    assert record.restore(session, tmp_path, STAGE) == second
    recorded = json.loads((tmp_path / "deployed" / f"{STAGE}.json").read_text())["resources"]
    assert recorded[-1] == {
        "name": "rest_api",
        "resource_type": "rest_api",
        "rest_api_id": second,
        "rest_api_url": f"https://{second}.execute-api.{REGION}.amazonaws.com/api/",
    }


def test_of_several_apis_none_is_chosen(session: boto3.Session, api: Callable[[str], str], tmp_path: Path) -> None:
    ids = [api(HANDLER), api(HANDLER)]
    with pytest.raises(record.SeveralApis) as refused:
        record.restore(session, tmp_path, STAGE)
    assert all(f"https://{one}." in str(refused.value) for one in ids)
    assert not (tmp_path / "deployed").exists()


def test_a_command_that_begins_again_keeps_its_options() -> None:
    given = ["--no-autogen-policy", "--stage", "prod", "--connection-timeout", "9"]
    with chalice_deploy.make_context("deploy", list(given)) as command:
        assert sorted(plain_deploy._options(command)) == sorted(given)


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has not configured AWS."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    return dict(os.environ)


def test_without_credentials_the_list_says_so_and_asks_nothing(nobody: dict[str, str], tmp_path: Path) -> None:
    looks = look(boto3.Session(), STAGE, {}, tmp_path, needs_stack=True)
    assert [one.subject for one in looks] == ["account", "Python", "page assets"]
    assert mends(looks) == {"account": NO_CREDENTIALS}


def test_without_a_region_that_is_said(nobody: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(NotSignedIn, match=NO_REGION):
        signed_in(boto3.Session())


@pytest.mark.parametrize(
    "command",
    [
        ("scripts.aws.deploy_resources", "--stage", STAGE),
        ("scripts.aws.deploy", "--stage", STAGE),
        ("scripts.aws.destroy", "--stage", STAGE),
        ("scripts.aws.stage.logs", "--stage", STAGE),
        ("scripts.aws.stage.settings", "--stage", STAGE),
        ("scripts.aws.stage.account",),  # make catalogue begins with it
    ],
)
def test_without_credentials_each_command_ends_with_a_sentence(
    command: tuple[str, ...], nobody: dict[str, str]
) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=PROJECT, env=nobody, capture_output=True, text=True)
    assert done.returncode == 1
    assert NO_CREDENTIALS in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_without_credentials_plain_chalice_ends_with_a_sentence(nobody: dict[str, str], tmp_path: Path) -> None:
    done = chalice_in(clone(tmp_path / "clone"), "deploy", "--stage", STAGE)
    assert (done.returncode, done.stderr) == (1, "")
    assert NO_CREDENTIALS in done.stdout


def test_what_aws_refuses_is_a_sentence(session: boto3.Session) -> None:
    with pytest.raises(SystemExit, match=r"^AWS refuses: .*nobody"), plain_errors():
        session.client("iam").get_role(RoleName="nobody")


def test_make_logs_says_which_functions_there_are(
    session: boto3.Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as stopped:
        logs.main(["--stage", STAGE, "--function", "unknown"])
    assert stopped.value.code
    told = capsys.readouterr().err
    assert all(name in told for name in ("unknown", "api_handler", "Orchestrator", "BookProcessor"))
    monkeypatch.setattr(logs, "PROJECT", tmp_path)
    assert logs.main(["--stage", STAGE]) == 1
    assert "Orchestrator of dev has no log here" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        logs.main(["--stage", STAGE, "--since", "yesterday"])
    assert "expected 10m, 1h, 2d" in capsys.readouterr().err
