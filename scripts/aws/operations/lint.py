"""`make lint-deploy`: cfn-lint, checkov and parliament on what is deployed, the templates and the functions' policies.

    python -m scripts.aws.operations.lint --tools build/lint-deploy/bin

What they find and we do not follow is listed in `lint_exceptions.toml` with its reason and its resources. A finding
that is not listed fails, and so does a listed one that is not found any more.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from scripts.aws.operations.monitoring import template as monitoring_template
from scripts.aws.package import package
from scripts.aws.stage_project import PROJECT

_EXCEPTIONS: Final = Path(__file__).parent / "lint_exceptions.toml"
_STAGE: Final = "prod"


class Finding(NamedTuple):
    """What a linter objects to: its rule, and the resource in the template or the policy file."""

    rule: str
    resource: str
    text: str


def exceptions(path: Path = _EXCEPTIONS) -> dict[tuple[str, str], str]:
    """The findings that are accepted, by rule and resource, with their reasons."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["exception"]
    return {(one["rule"], resource): one["reason"] for one in listed for resource in one["resources"]}


def judge(findings: Sequence[Finding], accepted: Collection[tuple[str, str]]) -> list[str]:
    """What is wrong: findings that are not accepted, and accepted ones that nobody found."""
    found = {(finding.rule, finding.resource): finding.text for finding in findings}
    gone = [one for one in accepted if one not in found]
    return [
        *(f"{rule} {resource}: {text}" for (rule, resource), text in found.items() if (rule, resource) not in accepted),
        *(f"{rule} {resource}: listed, but not found any more" for rule, resource in gone),
    ]


def checkov_findings(report: Any) -> list[Finding]:
    """The failed checks of `checkov --output json`, for one file or several."""
    reports = report if isinstance(report, list) else [report]
    failed = [check for one in reports for check in one["results"]["failed_checks"]]
    return [Finding(check["check_id"], check["resource"].rpartition(".")[2], check["check_name"]) for check in failed]


def parliament_findings(output: str) -> list[Finding]:
    """The findings of `parliament --json`, one JSON object a line."""
    found = [json.loads(line) for line in output.splitlines()]
    return [
        Finding(one["issue"], Path(one["location"]["filepath"]).name, f"{one['title']} {one['detail']}")
        for one in found
    ]


def with_access_logs(template: Mapping[str, Any]) -> dict[str, Any]:
    """A packaged template as it is deployed with AccessLogs=yes; checkov does not resolve that condition."""
    copy: dict[str, Any] = json.loads(json.dumps(template))
    properties = copy["Resources"]["RestAPI"]["Properties"]
    _, properties["AccessLogSetting"], _ = properties["AccessLogSetting"]["Fn::If"]
    return copy


def write_files(folder: Path) -> tuple[Path, Path]:
    """The SAM template as it is packaged; beside it checkov's form of it, the monitoring's template, and policies/."""
    shutil.rmtree(folder, ignore_errors=True)
    policies = folder / "policies"
    policies.mkdir(parents=True)
    for policy in (PROJECT / ".chalice").glob("policy-*.json"):
        shutil.copy2(policy, policies / policy.name)
    sam = package(_STAGE, {}, folder / "package") / "sam.json"
    resolved = with_access_logs(json.loads(sam.read_text(encoding="utf-8")))
    for name, template in (("sam.json", resolved), ("monitoring.json", monitoring_template(_STAGE))):
        (folder / name).write_text(json.dumps(template, indent=2), encoding="utf-8")
    return sam, policies


def main(arguments: Sequence[str] | None = None) -> int:
    """Lint; returns the exit code."""
    parser = argparse.ArgumentParser(description="Lint the templates and the policies.")
    parser.add_argument("--tools", type=Path, required=True, help="folder of checkov and parliament")
    tools = parser.parse_args(arguments).tools
    folder = PROJECT / "build" / "lint"
    sam, policies = write_files(folder)
    both = [str(PROJECT / "resources.json"), str(folder / "monitoring.json")]
    cfn_lint = [str(Path(sys.executable).parent / "cfn-lint"), "--include-checks", "I", "--", str(sam), *both]
    wrong = [line for line in _output(cfn_lint).splitlines() if line.strip()]
    # Without --skip-download it asks its maker's server for more rules.
    asked = ["--framework", "cloudformation", "--output", "json", "--quiet", "--skip-download", "--file"]
    findings = checkov_findings(json.loads(_output([str(tools / "checkov"), *asked, str(folder / "sam.json"), *both])))
    asked = ["--json", "--directory", str(policies), "--include_policy_extension", "json"]
    findings += parliament_findings(_output([str(tools / "parliament"), *asked]))
    accepted = exceptions()
    wrong += judge(findings, accepted)
    print("\n".join(wrong) or f"cfn-lint, checkov, parliament: nothing beyond the {len(accepted)} listed exceptions.")
    return 1 if wrong else 0


def _output(command: list[str]) -> str:
    """What a linter prints; its exit code says only whether it found something."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
