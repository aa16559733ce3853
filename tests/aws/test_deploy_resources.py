"""Bucket and table of a stage against moto: their names, and what becomes of a stack that an earlier version made."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import WaiterError

from chalicelib.seams.deployed_names import names_of, stack_name
from scripts.aws import deploy_resources as command
from scripts.aws.deploy_resources import deploy_resources
from scripts.aws.destroy import destroy
from scripts.aws.stage.account import Place, plain_errors
from scripts.aws.stage.preflight import look
from scripts.aws.stage.record import recorded_place
from scripts.aws.stage.stack import StackFailed
from scripts.aws.stage_project import PROJECT, read_environment
from tests.aws.deployment import STAGE, account_in

PLACE = Place("123456789012", "eu-south-1")
OWN = {
    name: value
    for name, value in names_of(STAGE, PLACE.account, PLACE.region).items()
    if name in {"DATA_BUCKET", "CACHE_TABLE"}
}


@pytest.fixture
def formation(moto_url: str, tmp_path: Path) -> Iterator[Any]:
    """CloudFormation in a region of these tests' own, where the stage is not yet, and is gone afterwards."""
    with account_in(moto_url, PLACE.region):
        yield boto3.client("cloudformation")
        assert destroy(STAGE, tmp_path / "other", delete_data=True) is None


def earlier_template() -> str:
    """`resources.json` as it was before it named bucket and table."""
    template = json.loads((PROJECT / "resources.json").read_text())
    del template["Parameters"]["NamePrefix"], template["Conditions"]["HasNamePrefix"]
    del template["Resources"]["DataBucket"]["Properties"]["BucketName"]
    del template["Resources"]["CacheTable"]["Properties"]["TableName"]
    return json.dumps(template)


def parameters(formation: Any) -> dict[str, str]:
    (stack,) = formation.describe_stacks(StackName=stack_name(STAGE))["Stacks"]
    return {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", [])}


def test_bucket_and_table_have_the_names_that_the_functions_tell_and_keep_them(formation: Any) -> None:
    assert deploy_resources(formation, STAGE, "https://books.example.org") == OWN
    assert deploy_resources(formation, STAGE) == OWN
    assert parameters(formation) == {"NamePrefix": stack_name(STAGE), "PageOrigin": "https://books.example.org"}
    (stack,) = formation.describe_stacks(StackName=stack_name(STAGE))["Stacks"]
    assert {"Key": "goodreads-stats-stage", "Value": STAGE} in stack["Tags"]


def test_a_stack_of_an_earlier_version_keeps_its_bucket_and_what_is_in_it(formation: Any, tmp_path: Path) -> None:
    # moto does not know that a parameter has a previous value although only its default was used.
    origin = [{"ParameterKey": "PageOrigin", "ParameterValue": ""}]
    formation.create_stack(StackName=stack_name(STAGE), TemplateBody=earlier_template(), Parameters=origin)
    outputs = formation.describe_stacks(StackName=stack_name(STAGE))["Stacks"][0]["Outputs"]
    earlier = {output["OutputKey"]: output["OutputValue"] for output in outputs}
    s3 = boto3.client("s3")
    s3.put_object(Bucket=earlier["DataBucketName"], Key="data/x.json", Body=b"{}")
    for _ in range(2):
        # moto makes a table anew whose template changed, whether or not a property did.
        assert deploy_resources(formation, STAGE)["DATA_BUCKET"] == earlier["DataBucketName"]
    assert parameters(formation) == {"NamePrefix": "", "PageOrigin": ""}
    assert s3.get_object(Bucket=earlier["DataBucketName"], Key="data/x.json")["Body"].read() == b"{}"
    assert earlier["DataBucketName"] != OWN["DATA_BUCKET"]
    # Plain Chalice would deploy functions that look for the bucket under another name.
    looks = look(boto3.Session(), STAGE, {}, tmp_path, needs_stack=True)
    assert [one.mend for one in looks if one.mend] == [
        f"make deploy STAGE={STAGE} tells the functions what this older stack calls its bucket and table"
    ]
    told = {"DATA_BUCKET": earlier["DataBucketName"]}
    assert not [one for one in look(boto3.Session(), STAGE, told, tmp_path, needs_stack=True) if one.mend]


class FailingFormation:
    """CloudFormation where the bucket's name is taken: the stack fails and is removed, and its events tell why."""

    def __init__(self) -> None:
        self.exceptions = boto3.client("cloudformation").exceptions

    def create_stack(self, **arguments: Any) -> Any:
        assert arguments["OnFailure"] == "DELETE"
        return {"StackId": "arn:of:the:stack"}

    def get_waiter(self, name: str) -> Any:
        return self

    def wait(self, StackName: str) -> None:  # noqa: N803  (boto3's name)
        raise WaiterError(name="StackCreateComplete", reason="terminal failure", last_response={})

    def describe_stack_events(self, StackName: str) -> Any:  # noqa: N803  (boto3's name)
        assert StackName == "arn:of:the:stack"
        events = [
            ("goodreads-stats-dev", "DELETE_COMPLETE", None),
            ("CacheTable", "CREATE_FAILED", "Resource creation cancelled"),
            ("DataBucket", "CREATE_FAILED", "goodreads-stats-dev-1-r already exists"),
            ("DataBucket", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ]
        named = [{"LogicalResourceId": one, "ResourceStatus": status} for one, status, _ in events]
        reasons = [{} if reason is None else {"ResourceStatusReason": reason} for _, _, reason in events]
        return {"StackEvents": [{**one, **reason} for one, reason in zip(named, reasons, strict=True)]}


def test_a_stack_that_fails_tells_why() -> None:
    with pytest.raises(StackFailed) as failed:
        deploy_resources(FailingFormation(), STAGE)
    reasons = "DataBucket: goodreads-stats-dev-1-r already exists; CacheTable: Resource creation cancelled"
    assert str(failed.value) == f"The stack goodreads-stats-{STAGE} could not be made. {reasons}"


def test_a_stack_that_fails_ends_a_command_with_the_reason() -> None:
    with pytest.raises(SystemExit, match="DataBucket: goodreads-stats-dev-1-r already exists"), plain_errors():
        deploy_resources(FailingFormation(), STAGE)


def test_the_command_records_names_and_place(
    formation: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".chalice").mkdir()
    path = tmp_path / ".chalice" / "environment-dev.json"
    (tmp_path / "resources.json").write_text((PROJECT / "resources.json").read_text())
    monkeypatch.setattr(command, "PROJECT", tmp_path)
    monkeypatch.setattr(command, "environment_file", lambda stage: path)
    monkeypatch.setattr("sys.argv", ["deploy_resources", "--stage", STAGE])
    assert command.main() == 0
    assert read_environment(path) == OWN
    assert recorded_place(tmp_path / ".chalice", STAGE) == PLACE
    assert "earlier version" not in capsys.readouterr().out
