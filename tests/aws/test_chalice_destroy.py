"""`make destroy` against moto, with a deployment of its own: the other tests go on with theirs."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from scripts.aws.destroy import destroy
from tests.aws.deployment import STAGE, Deployment, account_in, deploy_stage, functions


@pytest.fixture
def deployed(moto_url: str, tmp_path: Path) -> Iterator[Deployment]:
    with account_in(moto_url):
        yield deploy_stage(tmp_path)


def test_destroying_refuses_while_there_is_data_and_then_leaves_nothing(deployed: Deployment) -> None:
    bucket = boto3.resource("s3").Bucket(deployed.variables["DATA_BUCKET"])
    bucket.put_object(Key="data/0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e.json", Body=b"{}")
    assert destroy(STAGE, deployed.project, delete_data=False) == bucket.name
    assert len(functions()) == 3
    assert list(bucket.objects.all())
    assert destroy(STAGE, deployed.project, delete_data=True) is None
    assert not functions()
    assert bucket.name not in {found["Name"] for found in boto3.client("s3").list_buckets()["Buckets"]}
    assert deployed.variables["CACHE_TABLE"] not in boto3.client("dynamodb").list_tables()["TableNames"]
    assert not boto3.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/goodreads-stats-dev")[
        "logGroups"
    ]
    roles = {role["RoleName"] for role in boto3.client("iam").list_roles()["Roles"]}
    assert not [role for role in roles if role.startswith("goodreads-stats-dev")]
    assert destroy(STAGE, deployed.project, delete_data=False) is None
