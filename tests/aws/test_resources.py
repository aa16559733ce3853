"""`resources.json`: what keeps the data, and how it is kept safe. moto leaves much of it out, so it is read here."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.seams.deployed_names import bucket_name, stack_name, table_name
from scripts.aws.catalogue.costs import MOST_DAYS_IN_S3
from scripts.aws.catalogue.importing import FILES
from tests.aws.conftest import cfn_lint

TEMPLATE = Path(__file__).parent.parent.parent / "resources.json"
RESOURCES = json.loads(TEMPLATE.read_text())["Resources"]


@pytest.fixture
def bucket() -> Any:
    return RESOURCES["DataBucket"]["Properties"]


def test_the_template_passes_the_linter() -> None:
    assert cfn_lint(TEMPLATE) == ""


def test_nothing_of_the_bucket_can_be_made_public(bucket: Any) -> None:
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_the_bucket_is_encrypted_and_reached_by_tls_only(bucket: Any) -> None:
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    (statement,) = RESOURCES["DataBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert len(statement["Resource"]) == 2


def test_uploads_progress_and_files_of_catalogues_expire_and_unfinished_uploads_are_cleaned(bucket: Any) -> None:
    rules = {rule.get("Prefix"): rule for rule in bucket["LifecycleConfiguration"]["Rules"]}
    assert all(rule["Status"] == "Enabled" for rule in rules.values())
    assert rules["uploads/"]["ExpirationInDays"] == rules["progress/"]["ExpirationInDays"] == 7
    assert rules[FILES]["ExpirationInDays"] == MOST_DAYS_IN_S3 == 7
    assert rules[None]["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] == 1
    # Dashboards stay until their reader deletes them.
    assert len(rules) == 4


def test_only_the_pages_may_read_by_script(bucket: Any) -> None:
    (rule,) = bucket["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["GET"]
    assert "*" not in rule["AllowedOrigins"]


def test_the_table_costs_nothing_idle_and_forgets_by_itself() -> None:
    table = RESOURCES["CacheTable"]["Properties"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert set(table["OnDemandThroughput"]) == {"MaxReadRequestUnits", "MaxWriteRequestUnits"}
    assert table["KeySchema"] == [{"AttributeName": "key", "KeyType": "HASH"}]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_bucket_and_table_have_the_names_that_functions_look_for_unless_cloudformation_makes_them() -> None:
    prefix, account, region = stack_name("prod"), "123456789012", "eu-central-1"
    names = {
        "DataBucket": ("BucketName", bucket_name("prod", account, region)),
        "CacheTable": ("TableName", table_name("prod")),
    }
    for logical, (key, expected) in names.items():
        condition, named, otherwise = RESOURCES[logical]["Properties"][key]["Fn::If"]
        assert (condition, otherwise) == ("HasNamePrefix", {"Ref": "AWS::NoValue"})
        pattern = named["Fn::Sub"].replace("${AWS::AccountId}", account).replace("${AWS::Region}", region)
        assert pattern.replace("${NamePrefix}", prefix) == expected
    assert json.loads(TEMPLATE.read_text())["Parameters"]["NamePrefix"]["Default"] == ""
