"""Bucket and table of a stage against moto: their names, and what becomes of a stack that an earlier version made."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.seams.deployed_names import names_of, stack_name
from scripts.aws.deploy_resources import deploy_resources
from scripts.aws.destroy import destroy
from scripts.aws.stage_project import PROJECT
from tests.aws.deployment import STAGE, account_in

REGION = "eu-south-1"
OWN = {
    name: value
    for name, value in names_of(STAGE, "123456789012", REGION).items()
    if name in {"DATA_BUCKET", "CACHE_TABLE"}
}


@pytest.fixture
def formation(moto_url: str, tmp_path: Path) -> Iterator[Any]:
    """CloudFormation in a region of these tests' own, where the stage is not yet, and is gone afterwards."""
    with account_in(moto_url, REGION):
        yield boto3.client("cloudformation")
        assert destroy(STAGE, tmp_path, delete_data=True) is None


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


def test_a_stack_of_an_earlier_version_keeps_its_bucket_and_what_is_in_it(formation: Any) -> None:
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
