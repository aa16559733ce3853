"""Least privilege, read out of the policies themselves: what each function may do, and to what."""

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.enrichment.catalogue.interface import Edition
from chalicelib.enrichment.catalogue.records import Work, pack
from chalicelib.seams.deployed_names import names_of
from scripts.aws.catalogue.export import export_catalogue
from scripts.aws.catalogue.importing import CatalogueImport, is_catalogue
from scripts.aws.package import exact
from scripts.aws.stage_project import FUNCTIONS, stages
from tests.aws.api_gateway import ApiGateway
from tests.aws.conftest import API_HANDLER, BOOK_PROCESSOR, ORCHESTRATOR, Package
from tests.aws.exports import export_of, isbn13
from tests.aws.lambda_emulator import LambdaEmulator
from tests.aws.recording_proxy import Call, Recording
from tests.aws.test_packaged_app import upload
from tests.catalogue_file import catalogue_file, imports_as_documented

CHALICE = Path(__file__).parent.parent.parent / ".chalice"
BUCKET = "bucket-of-catalogues"
LOGS = {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"}
CATALOGUES = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/goodreads-stats-prod-catalogue-*"
FILES = ("uploads/*", "progress/*", "data/*")


def policy(stage: str, function: str) -> Any:
    return json.loads((CHALICE / f"policy-{stage}-{function}.json").read_text())


def grants(stage: str, function: str) -> dict[str, set[str]]:
    """Each action that a function is allowed -> the resources it is allowed on."""
    granted: dict[str, set[str]] = {}
    for statement in policy(stage, function)["Statement"]:
        assert set(statement) == {"Sid", "Effect", "Action", "Resource"}
        assert statement["Effect"] == "Allow"
        for action in statement["Action"]:
            granted.setdefault(action, set()).update(statement["Resource"])
    return granted


@pytest.fixture(params=stages())
def stage(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def bucket(stage: str) -> str:
    return f"arn:aws:s3:::goodreads-stats-{stage}-*"


def own_logs(stage: str, function: str) -> dict[str, set[str]]:
    name = f"goodreads-stats-{stage}" if function == "api_handler" else f"goodreads-stats-{stage}-{function}"
    return {action: {f"arn:aws:logs:*:*:log-group:/aws/lambda/{name}:*"} for action in LOGS}


def test_book_processor_may_write_its_log_and_nothing_else(stage: str) -> None:
    assert grants(stage, "BookProcessor") == own_logs(stage, "BookProcessor")


def test_the_upload_handler_may_touch_its_prefixes_and_invoke_the_orchestrator(stage: str, bucket: str) -> None:
    assert grants(stage, "api_handler") == {
        **own_logs(stage, "api_handler"),
        "s3:ListBucket": {bucket},
        "s3:GetObject": {f"{bucket}/{file}" for file in (*FILES, "shares/*")},
        "s3:PutObject": {f"{bucket}/{file}" for file in (*FILES, "shares/*")},
        "s3:DeleteObject": {f"{bucket}/{file}" for file in (*FILES, "shares/*")},
        "lambda:InvokeFunction": {f"arn:aws:lambda:*:*:function:goodreads-stats-{stage}-Orchestrator"},
    }


def test_the_orchestrator_may_touch_its_prefixes_and_tables_and_invoke_book_processor(stage: str, bucket: str) -> None:
    # The second is made by CloudFormation, in stacks of earlier versions.
    table = {f"arn:aws:dynamodb:*:*:table/goodreads-stats-{stage}-{name}" for name in ("cache", "CacheTable-*")}
    catalogue = {f"arn:aws:dynamodb:*:*:table/goodreads-stats-{stage}-catalogue-*"}
    assert grants(stage, "Orchestrator") == {
        **own_logs(stage, "Orchestrator"),
        "s3:ListBucket": {bucket},
        "s3:GetObject": {f"{bucket}/uploads/*", f"{bucket}/data/*"},
        "s3:PutObject": {f"{bucket}/data/*", f"{bucket}/progress/*"},
        "s3:DeleteObject": {f"{bucket}/{file}" for file in FILES},
        "dynamodb:BatchGetItem": table | catalogue,
        "dynamodb:BatchWriteItem": table,
        "lambda:InvokeFunction": {f"arn:aws:lambda:*:*:function:goodreads-stats-{stage}-BookProcessor"},
    }


def resource_of(call: Call) -> str:
    """The ARN that IAM checks a call against."""
    if call.action.startswith("s3:"):
        return f"arn:aws:s3:::{call.resource}"
    return f"arn:aws:dynamodb:eu-central-1:123456789012:table/{call.resource}"


def test_the_policies_allow_everything_that_the_functions_do(
    gateway: ApiGateway, emulator: LambdaEmulator, recorded: Recording
) -> None:
    """Whatever a whole life of a job asks of S3 and DynamoDB, by the credentials it asks with."""
    recorded.calls.clear()
    answer = upload(gateway, export_of(3)).json()
    gateway.request("GET", f"/{answer['data_url']}")
    token = {"Authorization": f"Bearer {answer['delete_token']}"}
    wish = {**token, "Content-Type": "application/json"}
    for _ in range(2):
        shared = gateway.request("POST", f"/{answer['data_url']}/shares", headers=wish, body=b'{"view": "overview"}')
    share = shared.json()
    assert gateway.request("GET", f"/{share['share_url']}.json").status == 200
    assert gateway.request("DELETE", f"/{answer['data_url']}/shares/{share['share_id']}", headers=token).status == 204
    gateway.request("DELETE", f"/{answer['data_url']}", headers=token)
    emulator.fault = lambda name, number: "kill" if name == ORCHESTRATOR else None
    failed = upload(gateway, export_of(3))
    assert failed.status == 500
    assert len(recorded.calls) > 10
    functions = {API_HANDLER: "api_handler", ORCHESTRATOR: "Orchestrator", BOOK_PROCESSOR: "BookProcessor"}
    for call in recorded.calls:
        allowed = grants("prod", functions[call.caller]).get(call.action, set())
        assert any(fnmatchcase(resource_of(call), pattern) for pattern in allowed), call
    assert BOOK_PROCESSOR not in {call.caller for call in recorded.calls}
    assert emulator.callers - {("testing", API_HANDLER)} == {
        (API_HANDLER, ORCHESTRATOR),
        (ORCHESTRATOR, BOOK_PROCESSOR),
    }


def test_the_orchestrator_reads_the_catalogue_and_nobody_else_does(
    gateway: ApiGateway, emulator: LambdaEmulator, recorded: Recording, moto_url: str, tmp_path: Path
) -> None:
    """With a table that `make catalogue STAGE=prod` has made, and by the policy of the stage prod."""
    table = "goodreads-stats-prod-catalogue-20261031-1"
    dynamodb = boto3.client("dynamodb", endpoint_url=moto_url)
    editions = {int(isbn13(number)): Edition(number, number, 0, "eng") for number in (1, 2, 3)}
    works = {number: pack(Work("A Title", subjects=("Science fiction",))) for number in (1, 2, 3)}
    file = catalogue_file(tmp_path / "catalogue.sqlite3", isbns=editions, works=works)
    export = export_catalogue(file, tmp_path / "export")
    s3 = boto3.client("s3", endpoint_url=moto_url)
    with imports_as_documented():
        way = CatalogueImport(s3, dynamodb, "prod", BUCKET, export, sleep=print, tell=print)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        way.upload()
        assert way.start(None).table == table
    recorded.calls.clear()
    emulator.configure({"CATALOGUE_TABLE": table, "CATALOGUE_ONLY": "1"}, ORCHESTRATOR)
    try:
        answer = upload(gateway, export_of(3)).json()
    finally:
        emulator.configure({"CATALOGUE_TABLE": "", "CATALOGUE_ONLY": ""}, ORCHESTRATOR)
        dynamodb.delete_table(TableName=table)
    assert answer["success_rate"] == 100
    asked = {call for call in recorded.calls if call.resource == table}
    assert {(call.caller, call.action) for call in asked} == {(ORCHESTRATOR, "dynamodb:BatchGetItem")}
    assert any(
        fnmatchcase(resource_of(*asked), allowed) for allowed in grants("prod", "Orchestrator")["dynamodb:BatchGetItem"]
    )
    assert emulator.invocations[BOOK_PROCESSOR] == 0


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_policy_reaches_beyond_its_stage(stage: str, function: str) -> None:
    """No `*` resource and no `*` action. What stands for region and account in an ARN is the deploying account's."""
    for action, resources in grants(stage, function).items():
        assert "*" not in action
        for resource in resources:
            assert f"goodreads-stats-{stage}" in resource


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_configuration_uses_the_policy_files_and_generates_none(stage: str, function: str) -> None:
    configured = json.loads((CHALICE / "config.json").read_text())["stages"][stage]["lambda_functions"][function]
    assert configured["autogen_policy"] is False
    assert configured["iam_policy_file"] == f"policy-{stage}-{function}.json"


def test_the_package_names_exactly_what_its_stack_creates(packaged: Package) -> None:
    for role in ("ApiHandlerRole", "OrchestratorRole", "BookProcessorRole"):
        (only,) = packaged.template["Resources"][role]["Properties"]["Policies"]
        for statement in only["PolicyDocument"]["Statement"]:
            for resource in statement["Resource"]:
                assert "*:*:" not in resource["Fn::Sub"]
                assert resource["Fn::Sub"].startswith(("${", "arn:${AWS::Partition}:logs:${AWS::Region}", CATALOGUES))


def test_the_package_lets_the_orchestrator_read_the_catalogues_of_its_stage(packaged: Package) -> None:
    """They are made after the stack and have names of their own, so a pattern stays; nobody else may read them."""
    named = {
        role: statement["Action"]
        for role in ("ApiHandlerRole", "OrchestratorRole", "BookProcessorRole")
        for policy in packaged.template["Resources"][role]["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if CATALOGUES in [resource["Fn::Sub"] for resource in statement["Resource"]]
    }
    assert named == {"OrchestratorRole": ["dynamodb:BatchGetItem"]}


def test_the_policies_know_the_catalogues_by_their_names(stage: str) -> None:
    pattern = grants(stage, "Orchestrator")["dynamodb:BatchGetItem"]
    arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/"
    table = f"goodreads-stats-{stage}-catalogue-20261031-1"
    assert is_catalogue(stage, table)
    assert any(fnmatchcase(f"{arn}{table}", allowed) for allowed in pattern)


def test_the_policies_know_what_the_functions_look_for(stage: str) -> None:
    names = names_of(stage, "123456789012", "eu-central-1")
    orchestrator = grants(stage, "Orchestrator")
    assert any(fnmatchcase(f"arn:aws:s3:::{names['DATA_BUCKET']}", one) for one in orchestrator["s3:ListBucket"])
    table = f"arn:aws:dynamodb:eu-central-1:123456789012:table/{names['CACHE_TABLE']}"
    assert any(fnmatchcase(table, one) for one in orchestrator["dynamodb:BatchWriteItem"])
    for function, variable in (("api_handler", "ORCHESTRATOR"), ("Orchestrator", "BOOK_PROCESSOR")):
        called = f"arn:aws:lambda:*:*:function:{names[f'{variable}_FUNCTION_NAME']}"
        assert grants(stage, function)["lambda:InvokeFunction"] == {called}


def test_a_name_that_the_stack_does_not_create_cannot_be_packaged() -> None:
    with pytest.raises(ValueError, match="arn:aws:s3:::other"):
        exact({"Resource": ["arn:aws:s3:::other/*"]}, "prod")
