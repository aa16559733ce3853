"""`make destroy` against moto, with a deployment of its own: the other tests go on with theirs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.seams.deployed_names import bucket_name
from scripts.aws import destroy as command
from scripts.aws.deploy_resources import deploy_resources
from scripts.aws.destroy import destroy
from scripts.aws.stage.account import Place
from scripts.aws.stage.inventory import buckets, find
from scripts.aws.stage.record import note_place
from scripts.aws.stage_project import PROJECT, read_environment, record_environment, stack_name
from tests.aws.deployment import STAGE, Deployment, account_in, deploy_stage, functions
from tests.catalogue_file import imports_as_documented

CATALOGUE = "goodreads-stats-dev-catalogue-20261031-1"
TABLE: Any = {
    "TableName": CATALOGUE,
    "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
PLACE = Place("123456789012", "eu-west-2")
IMPORT: Any = {"InputFormat": "DYNAMODB_JSON", "TableCreationParameters": TABLE}


@pytest.fixture
def deployed(moto_url: str, packed: Path, tmp_path: Path) -> Iterator[Deployment]:
    with account_in(moto_url):
        yield deploy_stage(tmp_path, packed)


def test_destroying_refuses_while_there_is_data_and_then_leaves_nothing(deployed: Deployment) -> None:
    bucket = boto3.resource("s3").Bucket(deployed.variables["DATA_BUCKET"])
    bucket.put_object(Key="data/0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e.json", Body=b"{}")
    refused = f"the bucket {bucket.name} holds data. To delete it too: make destroy STAGE={STAGE} DELETE_DATA=yes"
    assert destroy(STAGE, deployed.project, delete_data=False) == refused
    assert len(functions()) == 3
    assert list(bucket.objects.all())
    dynamodb = boto3.client("dynamodb")
    with imports_as_documented() as imports:
        imports.held = True
        dynamodb.import_table(S3BucketSource={"S3Bucket": bucket.name}, **IMPORT)
        # DynamoDB cannot stop an import, and deletes no table that one fills.
        refused = f"{CATALOGUE} is still being imported. Run this again when that has ended"
        assert destroy(STAGE, deployed.project, delete_data=True) == refused
        assert len(functions()) == 3
        imports.let_go()
    assert destroy(STAGE, deployed.project, delete_data=True) is None
    assert not functions()
    assert bucket.name not in {found["Name"] for found in boto3.client("s3").list_buckets()["Buckets"]}
    assert {deployed.variables["CACHE_TABLE"], CATALOGUE}.isdisjoint(dynamodb.list_tables()["TableNames"])
    assert not boto3.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/goodreads-stats-dev")[
        "logGroups"
    ]
    roles = {role["RoleName"] for role in boto3.client("iam").list_roles()["Roles"]}
    assert not [role for role in roles if role.startswith("goodreads-stats-dev")]
    assert destroy(STAGE, deployed.project, delete_data=False) is None


def test_the_stack_of_make_package_and_a_bucket_that_a_stack_left_go_too(moto_url: str, tmp_path: Path) -> None:
    with account_in(moto_url, "eu-west-2"):
        session = boto3.Session()
        formation, s3 = session.client("cloudformation"), session.client("s3")
        template = (PROJECT / "resources.json").read_text()
        formation.create_stack(StackName=f"{stack_name(STAGE)}-app", TemplateBody=template)
        layer = {"LayerName": f"{stack_name(STAGE)}-managed-layer", "Content": {"ZipFile": b"-"}}
        session.client("lambda").publish_layer_version(**layer)
        (generated,) = buckets(session, STAGE, PLACE)
        own = bucket_name(STAGE, PLACE.account, PLACE.region)
        s3.create_bucket(Bucket=own, CreateBucketConfiguration={"LocationConstraint": PLACE.region})
        for bucket in (generated, own):
            s3.put_object(Bucket=bucket, Key="data/x.json", Body=b"{}")
            assert "holds data" in (destroy(STAGE, tmp_path, delete_data=False) or "")
            assert find(session, STAGE, PLACE)
            s3.delete_object(Bucket=bucket, Key="data/x.json")
        s3.put_object(Bucket=own, Key="data/x.json", Body=b"{}")
        assert destroy(STAGE, tmp_path, delete_data=True) is None
        assert find(session, STAGE, PLACE) == []
        assert {own, generated}.isdisjoint(found["Name"] for found in s3.list_buckets()["Buckets"])


def test_only_what_is_the_stages_goes(moto_url: str, tmp_path: Path) -> None:
    """A function of an older version by its tag; not another's function or role that merely begins alike."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    with account_in(moto_url, "eu-west-2"):
        session = boto3.Session()
        lambda_, iam, gateway = session.client("lambda"), session.client("iam"), session.client("apigateway")
        roles = {name: f"goodreads-stats-dev-{name}" for name in ("deployer", "OldWorker")}
        arns = {
            name: iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
            for name, role in roles.items()
        }
        ours = "version=1.33.0:stage=dev:app=goodreads-stats"
        tags = {
            "OldWorker": {"aws-chalice": ours},
            "other-Worker": {"aws-chalice": "version=1.34.0:stage=dev-other:app=goodreads-stats"},
            # It goes with its stack, and with no stack of ours it stays.
            "stacks-Worker": {"aws-chalice": ours, "aws:cloudformation:stack-name": "goodreads-stats-dev-stacks"},
            "mine": {"owner": "me"},
        }
        for name, tag in tags.items():
            lambda_.create_function(
                FunctionName=f"goodreads-stats-dev-{name}",
                Role=arns["OldWorker" if name == "OldWorker" else "deployer"],
                Handler="app.app",
                Runtime="python3.13",
                Code={"ZipFile": b"-"},
                Tags=tag,
            )
        api = gateway.create_rest_api(name="goodreads-stats")["id"]
        assert destroy(STAGE, tmp_path, delete_data=True) is None
        kept = {function["FunctionName"] for function in lambda_.list_functions()["Functions"]}
        assert kept == {f"goodreads-stats-dev-{name}" for name in ("other-Worker", "stacks-Worker", "mine")}
        assert roles["deployer"] in {role["RoleName"] for role in iam.list_roles()["Roles"]}
        assert roles["OldWorker"] not in {role["RoleName"] for role in iam.list_roles()["Roles"]}
        assert api in {found["id"] for found in gateway.get_rest_apis()["items"]}
        for function in kept:
            lambda_.delete_function(FunctionName=function)
        iam.delete_role(RoleName=roles["deployer"])


def test_a_stage_of_another_account_or_region_is_left_alone(moto_url: str, tmp_path: Path) -> None:
    note_place(tmp_path / ".chalice", STAGE, Place("999999999999", "eu-west-2"))
    with account_in(moto_url, "eu-west-2"):
        refused = destroy(STAGE, tmp_path, delete_data=True) or ""
    assert "account 999999999999, region eu-west-2" in refused
    assert "account 123456789012, region eu-west-2" in refused


def test_what_remains_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "environment_file", lambda stage: tmp_path / "environment.json")
    monkeypatch.setattr(command, "destroy", lambda *arguments, **options: "this remains of dev")
    assert command.main(["--stage", STAGE]) == 1
    assert capsys.readouterr().err == "Not removed: this remains of dev\n"
    assert not (tmp_path / "environment.json").exists()


@pytest.mark.parametrize("answer", ["no", "NO", "0", "false", "y", "Yes", ""])
def test_only_yes_deletes_data(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def destroyed(*arguments: object, **options: object) -> str:
        pytest.fail("something was destroyed")

    monkeypatch.setattr(command, "destroy", destroyed)
    with pytest.raises(SystemExit):
        command.main(["--stage", STAGE, "--delete-data", answer])


@pytest.mark.parametrize(("answer", "delete_data"), [(["--delete-data", "yes"], True), ([], False)])
def test_yes_deletes_data_and_nothing_does_not(
    answer: list[str], delete_data: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []

    def refuse(*arguments: object, **options: object) -> str:
        told.append(options)
        return "not now"

    monkeypatch.setattr(command, "destroy", refuse)
    assert command.main(["--stage", STAGE, *answer]) == 1
    assert told == [{"delete_data": delete_data}]


def test_catalogues_are_no_data_and_go_with_the_stage(moto_url: str, tmp_path: Path) -> None:
    """Without `--delete-data`; not those of another stage, and not a table that merely begins alike."""
    with account_in(moto_url):
        bucket = deploy_resources(boto3.client("cloudformation"), STAGE)["DATA_BUCKET"]
        dynamodb, s3 = boto3.client("dynamodb"), boto3.client("s3")
        others = {"goodreads-stats-other-catalogue-20261031-1", "goodreads-stats-dev-mine"}
        for name in (CATALOGUE, *others):
            dynamodb.create_table(**{**TABLE, "TableName": name})
        s3.put_object(Bucket=bucket, Key="catalogue/2026-10-31/left.json.gz", Body=b"")
        # A file of that name is none of a catalogue's.
        s3.put_object(Bucket=bucket, Key="catalogue", Body=b"")
        assert "holds data" in (destroy(STAGE, tmp_path, delete_data=False) or "")
        s3.delete_object(Bucket=bucket, Key="catalogue")
        assert destroy(STAGE, tmp_path, delete_data=False) is None
        left = dynamodb.list_tables()["TableNames"]
        assert (CATALOGUE in left, others <= set(left)) == (False, True)
        assert bucket not in {found["Name"] for found in s3.list_buckets()["Buckets"]}
        for name in others:
            dynamodb.delete_table(TableName=name)


def test_the_recorded_names_go_and_settings_stay(
    moto_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "environment-dev.json"
    record_environment(path, {"DATA_BUCKET": "b", "CACHE_TABLE": "t", "CATALOGUE_TABLE": CATALOGUE, "CONTACT": "me"})
    monkeypatch.setattr(command, "PROJECT", tmp_path)
    monkeypatch.setattr(command, "environment_file", lambda stage: path)
    monkeypatch.setattr("sys.argv", ["destroy", "--stage", "dev"])
    with account_in(moto_url):
        assert command.main() == 0
    assert read_environment(path) == {"CONTACT": "me"}
