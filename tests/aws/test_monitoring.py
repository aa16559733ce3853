"""Alarms, dashboard and budgets: that they watch what the functions write, and tell whom they are to tell."""

import json
import os
import re
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.telemetry.metrics import UNITS
from scripts.aws.operations import monitoring
from scripts.aws.operations.monitoring import deploy_monitoring, monitoring_stack, template
from scripts.aws.stage_project import FUNCTIONS, PROJECT, function_name
from tests.aws.conftest import Package, cfn_lint
from tests.aws.deployment import account_in
from tests.telemetry.test_metrics import documented

STAGE = "prod"
HANDLER, ORCHESTRATOR, BOOK_PROCESSOR = (function_name(STAGE, function) for function in FUNCTIONS)
TEMPLATE = template(STAGE)
RESOURCES = TEMPLATE["Resources"]
ALARMS = {name: one["Properties"] for name, one in RESOURCES.items() if one["Type"] == "AWS::CloudWatch::Alarm"}


def statistics(alarm: Mapping[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Namespace, name and dimensions of each metric of an alarm."""
    found = [query["MetricStat"]["Metric"] for query in alarm["Metrics"] if "MetricStat" in query]
    return [
        (metric["Namespace"], metric["MetricName"], {one["Name"]: one["Value"] for one in metric["Dimensions"]})
        for metric in found
    ]


@pytest.fixture
def client(moto_url: str) -> Iterator[Any]:
    with account_in(moto_url), warnings.catch_warnings():
        # moto's CloudFormation makes topic and dashboard; it leaves alarms and budgets out and says so.
        warnings.filterwarnings("ignore", message="Tried to parse AWS::(CloudWatch::Alarm|Budgets::Budget)")
        yield boto3.client("cloudformation")


def test_the_template_passes_the_linter(tmp_path: Path) -> None:
    file = tmp_path / "monitoring.json"
    file.write_text(json.dumps(TEMPLATE))
    assert cfn_lint(file) == ""


def test_each_alarm_watches_what_its_name_says() -> None:
    watched = {
        name: [(metric, at["FunctionName"]) for _, metric, at in statistics(one)] for name, one in ALARMS.items()
    }
    everywhere = (HANDLER, ORCHESTRATOR, BOOK_PROCESSOR)
    refusals = [("ProviderRequests", ORCHESTRATOR), ("ProviderRefusals", ORCHESTRATOR)]
    assert watched == {
        "JobsFailedAlarm": [("JobsFailed", HANDLER), ("JobsFailed", ORCHESTRATOR)],
        "JobsNeverStartedAlarm": [("AsyncEventsDropped", ORCHESTRATOR), ("Errors", ORCHESTRATOR)],
        "FunctionErrorsAlarm": [("Errors", function) for function in everywhere],
        "ThrottlesAlarm": [("Throttles", function) for function in everywhere],
        "OrchestratorNearItsLimitAlarm": [("Duration", ORCHESTRATOR)],
        "ManyCallsAlarm": [("Invocations", HANDLER)],
        "OpenLibraryRefusesAlarm": refusals,
        "GoogleBooksRefusesAlarm": refusals,
    }


def test_an_alarm_on_a_metric_of_ours_names_one_that_is_written() -> None:
    """With its very dimensions: an alarm on a metric that nobody writes is silent for ever."""
    written = documented()
    ours = [one for alarm in ALARMS.values() for one in statistics(alarm) if one[0] == "GoodreadsStats"]
    assert {name for _, name, _ in ours} == {"JobsFailed", "ProviderRequests", "ProviderRefusals"}
    for _, name, dimensions in ours:
        assert set(dimensions) == {"FunctionName", *written[name][1]}
    providers = {dimensions["Provider"] for _, name, dimensions in ours if name == "ProviderRefusals"}
    assert providers == {"open_library", "google_books"}


def test_an_alarm_rings_when_more_was_seen_than_its_threshold_and_not_for_want_of_data() -> None:
    assert {one["ComparisonOperator"] for one in ALARMS.values()} == {"GreaterThanThreshold"}
    assert {one["TreatMissingData"] for one in ALARMS.values()} == {"notBreaching"}
    assert {name: one["Threshold"] for name, one in ALARMS.items()} == {
        "JobsFailedAlarm": 0,
        "JobsNeverStartedAlarm": 0,
        "FunctionErrorsAlarm": 2,
        "ThrottlesAlarm": 100,
        "OrchestratorNearItsLimitAlarm": 720_000,
        "ManyCallsAlarm": 900,
        "OpenLibraryRefusesAlarm": 50,
        "GoogleBooksRefusesAlarm": 50,
    }
    # Of several queries exactly one is compared.
    for alarm in ALARMS.values():
        assert sum(query["ReturnData"] for query in alarm["Metrics"]) == 1


def test_what_is_compared_is_a_sum_a_share_or_the_longest_run() -> None:
    compared = {
        name: next((query["Expression"] for query in one["Metrics"] if "Expression" in query), None)
        for name, one in ALARMS.items()
    }
    share = "IF(requests >= 20, 100 * refusals / requests, 0)"
    assert compared == {
        "JobsFailedAlarm": "SUM([FILL(m0, 0), FILL(m1, 0)])",
        "JobsNeverStartedAlarm": "IF(FILL(dropped, 0) > FILL(failed, 0), FILL(dropped, 0) - FILL(failed, 0), 0)",
        "FunctionErrorsAlarm": "SUM([FILL(m0, 0), FILL(m1, 0), FILL(m2, 0)])",
        "ThrottlesAlarm": "SUM([FILL(m0, 0), FILL(m1, 0), FILL(m2, 0)])",
        "OrchestratorNearItsLimitAlarm": None,
        "ManyCallsAlarm": None,
        "OpenLibraryRefusesAlarm": share,
        "GoogleBooksRefusesAlarm": share,
    }
    kinds = {
        name: {query["MetricStat"]["Stat"] for query in one["Metrics"] if "MetricStat" in query}
        for name, one in ALARMS.items()
    }
    assert kinds.pop("OrchestratorNearItsLimitAlarm") == {"Maximum"}
    assert list(kinds.values()) == [{"Sum"}] * len(kinds)
    periods = {name: one["EvaluationPeriods"] for name, one in ALARMS.items()}
    assert periods.pop("ThrottlesAlarm") == 3
    assert set(periods.values()) == {1}


def test_cloudwatch_takes_every_alarm(moto_url: str) -> None:
    """By the shapes of its API, which CloudFormation calls."""
    cloudwatch = boto3.client("cloudwatch", endpoint_url=moto_url)
    for name, alarm in ALARMS.items():
        plain = {key: value for key, value in alarm.items() if key not in ("AlarmActions", "OKActions")}
        cloudwatch.put_metric_alarm(AlarmName=name, **plain)
    taken = cloudwatch.describe_alarms(AlarmNames=list(ALARMS))["MetricAlarms"]
    assert {alarm["AlarmName"] for alarm in taken} == set(ALARMS)
    cloudwatch.delete_alarms(AlarmNames=list(ALARMS))


def test_without_an_address_nobody_is_told_and_there_is_no_budget() -> None:
    told = {"Fn::If": ["HasEmail", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]}
    assert all(one["AlarmActions"] == one["OKActions"] == told for one in ALARMS.values())
    assert {name for name, one in RESOURCES.items() if one.get("Condition") == "HasEmail"} == {
        "AlarmTopic",
        "MonthBudget",
        "DayBudget",
    }
    assert TEMPLATE["Parameters"]["AlarmEmail"]["Default"] == ""


def test_budgets_write_before_the_month_and_once_the_day_is_over_its_amount() -> None:
    notices = {
        name: [
            (one["Notification"]["NotificationType"], one["Notification"]["Threshold"])
            for one in RESOURCES[name]["Properties"]["NotificationsWithSubscribers"]
        ]
        for name in ("MonthBudget", "DayBudget")
    }
    assert notices == {"MonthBudget": [("ACTUAL", 80), ("FORECASTED", 100)], "DayBudget": [("ACTUAL", 100)]}
    budgets = {name: RESOURCES[name]["Properties"]["Budget"] for name in notices}
    assert {name: one["TimeUnit"] for name, one in budgets.items()} == {"MonthBudget": "MONTHLY", "DayBudget": "DAILY"}
    assert {name: one["BudgetLimit"]["Amount"]["Ref"] for name, one in budgets.items()} == {
        "MonthBudget": "MonthlyBudget",
        "DayBudget": "DailyBudget",
    }


def test_every_metric_of_ours_is_on_the_dashboard(client: Any) -> None:
    deploy_monitoring(client, "dashed", {})
    dashboard = boto3.client("cloudwatch").get_dashboard(DashboardName="goodreads-stats-dashed-monitoring")
    body = json.loads(dashboard["DashboardBody"])
    shown = [metric for widget in body["widgets"] for metric in widget["properties"]["metrics"]]
    assert {metric[1] for metric in shown if metric[0] == "GoodreadsStats"} == set(UNITS)
    assert {metric[3] for metric in shown} == {function_name("dashed", function) for function in FUNCTIONS}
    assert {widget["properties"]["region"] for widget in body["widgets"]} == {"eu-central-1"}
    client.delete_stack(StackName=monitoring_stack("dashed"))


def test_an_address_stays_until_another_is_given(client: Any) -> None:
    sent: list[list[dict[str, Any]]] = []

    def note(params: Any, **others: object) -> None:
        sent.append(params["Parameters"])

    client.meta.events.register("provide-client-params.cloudformation.UpdateStack", note)

    def subscribed() -> set[str]:
        found = boto3.client("sns").list_subscriptions()["Subscriptions"]
        return {
            one["Endpoint"] for one in found if one["TopicArn"].rpartition(":")[2].startswith("goodreads-stats-mail")
        }

    for given in ({"AlarmEmail": "ops@example.org"}, {}, {}):
        deploy_monitoring(client, "mail", given)
        parameters = client.describe_stacks(StackName=monitoring_stack("mail"))["Stacks"][0]["Parameters"]
        values = {one["ParameterKey"]: one["ParameterValue"] for one in parameters}
        assert values == {"AlarmEmail": "ops@example.org", "MonthlyBudget": "20", "DailyBudget": "20"}
        assert subscribed() == {"ops@example.org"}
    # CloudFormation falls back to the defaults of what it is not told to keep; moto does not.
    keep = [{"ParameterKey": key, "UsePreviousValue": True} for key in ("AlarmEmail", "MonthlyBudget", "DailyBudget")]
    assert sent == [keep, keep]
    client.delete_stack(StackName=monitoring_stack("mail"))


def test_the_command_tells_where_to_look_and_that_the_address_must_confirm(
    client: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--stage", "dev", "--email", "ops@example.org", "--monthly-budget", "7", "--daily-budget", "3"]
    assert monitoring.main(arguments) == 0
    told = capsys.readouterr().out
    assert "goodreads-stats-dev-monitoring" in told
    assert "ops@example.org gets a message that it has to confirm" in told
    parameters = client.describe_stacks(StackName=monitoring_stack("dev"))["Stacks"][0]["Parameters"]
    assert {one["ParameterValue"] for one in parameters} == {"ops@example.org", "7", "3"}
    client.delete_stack(StackName=monitoring_stack("dev"))


def test_the_package_watches_the_functions_that_its_own_stack_makes(packaged: Package) -> None:
    resources = packaged.template["Resources"]
    alarms = {name: one["Properties"] for name, one in resources.items() if one["Type"] == "AWS::CloudWatch::Alarm"}
    assert set(alarms) == set(ALARMS)
    named = [at["FunctionName"] for one in alarms.values() for _, _, at in statistics(one)]
    assert {json.dumps(name) for name in named} == {
        f'{{"Ref": "{logical}"}}' for logical in ("APIHandler", "Orchestrator", "BookProcessor")
    }
    text, variables = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(variables)
    assert set(packaged.template["Parameters"]) >= {"AlarmEmail", "MonthlyBudget", "PageOrigin", "AccessLogs"}
    assert set(packaged.template["Conditions"]) >= {"HasOwnDomain", "HasEmail", "LogsAccess"}


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        ([], []),
        (["EMAIL=ops@example.org"], ["--email", '"ops@example.org"']),
        # Nobody any more.
        (["EMAIL="], ["--email", '""']),
    ],
)
def test_make_takes_an_address_from_its_command_line_and_not_from_the_environment(
    arguments: list[str], option: list[str]
) -> None:
    """Mail programs keep their owner's address in EMAIL, who has not asked for alarms."""
    environment = {**os.environ, "EMAIL": "me@example.org"}
    shown = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "monitoring", *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    command = shown.stdout.splitlines()[-1].split()
    assert command[1:] == ["-m", "scripts.aws.operations.monitoring", "--stage", "dev", *option]
