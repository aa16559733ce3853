"""`make lint-deploy`: which findings of the linters fail it. The linters themselves are not installed for the tests."""

import json
from pathlib import Path

import pytest

from scripts.aws.operations import lint
from scripts.aws.operations.lint import Finding, checkov_findings, exceptions, judge, parliament_findings
from tests.aws.conftest import Package

OPEN = Finding("CKV_AWS_1", "Bucket", "is open")
PLAIN = Finding("CKV_AWS_2", "Table", "is not encrypted")


@pytest.mark.parametrize(
    ("findings", "accepted", "wrong"),
    [
        ([], [], []),
        ([OPEN], [("CKV_AWS_1", "Bucket")], []),
        ([OPEN], [], ["CKV_AWS_1 Bucket: is open"]),
        # The same rule for another resource is another finding.
        (
            [OPEN],
            [("CKV_AWS_1", "Table")],
            ["CKV_AWS_1 Bucket: is open", "CKV_AWS_1 Table: listed, but not found any more"],
        ),
        # A resource stands in two templates.
        ([PLAIN, OPEN, PLAIN], [("CKV_AWS_1", "Bucket")], ["CKV_AWS_2 Table: is not encrypted"]),
    ],
)
def test_a_finding_fails_unless_it_is_listed_and_so_does_a_listed_one_that_is_gone(
    findings: list[Finding], accepted: list[tuple[str, str]], wrong: list[str]
) -> None:
    assert judge(findings, accepted) == wrong


def test_what_checkov_reports_is_read_for_one_file_and_for_several() -> None:
    failed = {"check_id": "CKV_AWS_1", "resource": "AWS::S3::Bucket.Bucket", "check_name": "is open", "file_path": "/x"}
    report = {"check_type": "cloudformation", "results": {"passed_checks": [{}], "failed_checks": [failed]}}
    assert checkov_findings(report) == [OPEN]
    assert checkov_findings([report, {"results": {"failed_checks": []}}]) == [OPEN]


def test_what_parliament_reports_is_read() -> None:
    line = {
        "issue": "RESOURCE_MISMATCH",
        "title": "No match",
        "detail": "d",
        "location": {"filepath": "a/policy-x.json"},
    }
    assert parliament_findings(json.dumps(line) + "\n") == [Finding("RESOURCE_MISMATCH", "policy-x.json", "No match d")]
    assert parliament_findings("") == []


def test_every_exception_has_a_reason_and_names_a_resource_that_is_there(packaged: Package) -> None:
    there = set(packaged.template["Resources"])
    for (rule, resource), reason in exceptions().items():
        assert rule.startswith("CKV_")
        assert resource in there
        assert len(reason) > 40


def test_functions_that_could_cost_much_are_limited_and_no_exception_hides_that(packaged: Package) -> None:
    resources = packaged.template["Resources"]
    for function in ("Orchestrator", "BookProcessor"):
        assert resources[function]["Properties"]["ReservedConcurrentExecutions"] > 0
        assert ("CKV_AWS_115", function) not in exceptions()
    assert "CKV_AWS_76" not in {rule for rule, _ in exceptions()}


def test_checkov_sees_the_api_as_it_is_with_access_logs(packaged: Package) -> None:
    seen = lint.with_access_logs(packaged.template)["Resources"]["RestAPI"]["Properties"]["AccessLogSetting"]
    assert set(seen) == {"DestinationArn", "Format"}
    assert "Fn::If" in packaged.template["Resources"]["RestAPI"]["Properties"]["AccessLogSetting"]


def test_the_exceptions_stand_beside_the_command() -> None:
    assert (Path(lint.__file__).parent / "lint_exceptions.toml").is_file()
