"""Alarms, a CloudWatch dashboard and budgets of a stage, as a CloudFormation template.

The functions are given by name, or by a reference to them in a template that makes them too. E-mail is optional:
without an address the alarms are seen in CloudWatch only, and there are no budgets, whose only use is to write.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from chalicelib.jobs.job_store import TIME_LIMIT_S
from chalicelib.telemetry.metrics import FUNCTION, NAMESPACE, Name

PROVIDERS: Final = ("open_library", "google_books")
_MINUTES: Final = 60
_PERIOD_S: Final = 5 * _MINUTES
NEAR_ITS_LIMIT: Final = 0.8
"""Of Orchestrator's time limit."""
MOST_REFUSED_PERCENT: Final = 50
_FEWEST_REQUESTS: Final = 20
"""A share of fewer requests says little."""
MOST_ERRORS: Final = 3
"""Of the functions, in five minutes. A reader who deletes a running job is one of Orchestrator's."""
MOST_THROTTLES: Final = 100
"""In five minutes. Where two jobs may run at once, those that wait are throttled now and then."""
MANY_CALLS: Final = 900
"""Of the API in five minutes, a third of what its rates allow."""


def monitoring(functions: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters, Conditions and Resources; `functions` maps Chalice's names to function names or `{"Ref": …}`."""
    handler, orchestrator = functions["api_handler"], functions["Orchestrator"]
    failed = [_own("JobsFailed", function) for function in (handler, orchestrator)]
    alarms = {
        "JobsFailedAlarm": _alarm(
            "A job ended without a dashboard. make job-log tells its story.", _sum(failed), above=0
        ),
        "JobsNeverStartedAlarm": _alarm(
            "A job's event waited for too long, and Lambda threw it away.", _never_started(orchestrator), above=0
        ),
        "FunctionErrorsAlarm": _alarm(
            f"The functions raised, were killed or ran out of time {MOST_ERRORS} times in 5 minutes.",
            _sum([_lambda("Errors", function) for function in functions.values()]),
            above=MOST_ERRORS - 1,
        ),
        "ThrottlesAlarm": _alarm(
            f"Lambda refused over {MOST_THROTTLES} invocations in 5 minutes, three times running: concurrency is out.",
            _sum([_lambda("Throttles", function) for function in functions.values()]),
            above=MOST_THROTTLES,
            periods=3,
        ),
        "OrchestratorNearItsLimitAlarm": _alarm(
            f"A job took over {NEAR_ITS_LIMIT:.0%} of Orchestrator's {TIME_LIMIT_S:g} s; its last books may fail.",
            [_query("longest", _lambda("Duration", orchestrator, "Maximum"), shown=True)],
            above=NEAR_ITS_LIMIT * TIME_LIMIT_S * 1000,
        ),
        "ManyCallsAlarm": _alarm(
            "The API is called far more often than by readers. docs/operations.md, A flood.",
            [_query("calls", _lambda("Invocations", handler), shown=True)],
            above=MANY_CALLS,
        ),
    }
    for provider in PROVIDERS:
        name = provider.title().replace("_", "")
        alarms[f"{name}RefusesAlarm"] = _alarm(
            f"{provider} did not serve over {MOST_REFUSED_PERCENT} % of the requests. The job's log tells why.",
            _refused_share(orchestrator, provider),
            above=MOST_REFUSED_PERCENT,
        )
    return {
        "Parameters": {
            "AlarmEmail": {
                "Type": "String",
                "Default": "",
                "Description": "Address that alarms and budgets write to; it has to confirm once. Empty: nobody.",
            },
            "MonthlyBudget": {
                "Type": "Number",
                "Default": 20,
                "MinValue": 1,
                "Description": "US dollars a month, for the whole account, at whose expected excess an e-mail is sent.",
            },
            "DailyBudget": {
                "Type": "Number",
                "Default": 20,
                "MinValue": 1,
                "Description": "US dollars a day, for the whole account, at whose excess an e-mail is sent.",
            },
        },
        "Conditions": {"HasEmail": {"Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmEmail"}, ""]}]}},
        "Resources": {
            "AlarmTopic": {
                "Type": "AWS::SNS::Topic",
                "Condition": "HasEmail",
                "Properties": {"Subscription": [{"Protocol": "email", "Endpoint": {"Ref": "AlarmEmail"}}]},
            },
            **alarms,
            "MonthBudget": _budget("MONTHLY", {"Ref": "MonthlyBudget"}, [("ACTUAL", 80), ("FORECASTED", 100)]),
            "DayBudget": _budget("DAILY", {"Ref": "DailyBudget"}, [("ACTUAL", 100)]),
            "Dashboard": {
                "Type": "AWS::CloudWatch::Dashboard",
                "Properties": {
                    "DashboardName": {"Fn::Sub": "${AWS::StackName}"},
                    "DashboardBody": {"Fn::Sub": [json.dumps({"widgets": _widgets()}), dict(functions)]},
                },
            },
        },
    }


def _own(name: Name, function: Any, stat: str = "Sum", **dimensions: str) -> dict[str, Any]:
    """One of the application's metrics (docs/operations.md)."""
    named = [{"Name": FUNCTION, "Value": function}, *({"Name": key, "Value": at} for key, at in dimensions.items())]
    return _statistic({"Namespace": NAMESPACE, "MetricName": name, "Dimensions": named}, stat)


def _lambda(name: str, function: Any, stat: str = "Sum") -> dict[str, Any]:
    """One of Lambda's own metrics."""
    named = [{"Name": "FunctionName", "Value": function}]
    return _statistic({"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": named}, stat)


def _statistic(metric: dict[str, Any], stat: str) -> dict[str, Any]:
    return {"Metric": metric, "Period": _PERIOD_S, "Stat": stat}


def _query(identity: str, statistic: dict[str, Any], *, shown: bool = False) -> dict[str, Any]:
    return {"Id": identity, "MetricStat": statistic, "ReturnData": shown}


def _sum(statistics: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The queries of a sum in which a metric without data counts as zero."""
    queries = [_query(f"m{number}", statistic) for number, statistic in enumerate(statistics)]
    filled = ", ".join(f"FILL({query['Id']}, 0)" for query in queries)
    return [{"Id": "all", "Expression": f"SUM([{filled}])", "ReturnData": True}, *queries]


def _never_started(function: Any) -> list[dict[str, Any]]:
    """The queries of how many events were dropped without a run that failed, after which Lambda drops an event too."""
    dropped, failed = (
        _query(identity, _lambda(name, function))
        for identity, name in (("dropped", "AsyncEventsDropped"), ("failed", "Errors"))
    )
    never = "IF(FILL(dropped, 0) > FILL(failed, 0), FILL(dropped, 0) - FILL(failed, 0), 0)"
    return [{"Id": "never", "Expression": never, "ReturnData": True}, dropped, failed]


def _refused_share(function: Any, provider: str) -> list[dict[str, Any]]:
    """The queries of how many of a hundred requests a provider did not serve; 0 where there were few."""
    share = f"IF(requests >= {_FEWEST_REQUESTS}, 100 * refusals / requests, 0)"
    return [
        {"Id": "share", "Expression": share, "ReturnData": True},
        _query("requests", _own("ProviderRequests", function, Provider=provider)),
        _query("refusals", _own("ProviderRefusals", function, Provider=provider)),
    ]


def _alarm(description: str, queries: list[dict[str, Any]], *, above: float, periods: int = 1) -> dict[str, Any]:
    told = {"Fn::If": ["HasEmail", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]}
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": description,
            "Metrics": queries,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": above,
            "EvaluationPeriods": periods,
            # Without calls there are no data, and all is well.
            "TreatMissingData": "notBreaching",
            "AlarmActions": told,
            "OKActions": told,
        },
    }


def _budget(unit: str, amount: Any, notices: list[tuple[str, int]]) -> dict[str, Any]:
    return {
        "Type": "AWS::Budgets::Budget",
        "Condition": "HasEmail",
        "Properties": {
            "Budget": {
                "BudgetName": {"Fn::Sub": f"${{AWS::StackName}}-{unit.casefold()}"},
                "BudgetType": "COST",
                "TimeUnit": unit,
                "BudgetLimit": {"Amount": amount, "Unit": "USD"},
            },
            "NotificationsWithSubscribers": [
                {
                    "Notification": {
                        "NotificationType": kind,
                        "ComparisonOperator": "GREATER_THAN",
                        "Threshold": percent,
                        "ThresholdType": "PERCENTAGE",
                    },
                    "Subscribers": [{"SubscriptionType": "EMAIL", "Address": {"Ref": "AlarmEmail"}}],
                }
                for kind, percent in notices
            ],
        },
    }


def _widgets() -> list[dict[str, Any]]:
    """The graphs, two beside each other. Names of functions stand as CloudFormation's variables."""
    handler, orchestrator, processor = "${api_handler}", "${Orchestrator}", "${BookProcessor}"

    def of(name: Name, *more: Any) -> list[Any]:
        return [NAMESPACE, name, FUNCTION, orchestrator, *more]

    def of_lambda(name: str, *functions: str) -> list[list[Any]]:
        return [["AWS/Lambda", name, FUNCTION, function] for function in functions]

    percentiles = [of("JobSeconds", {"stat": stat, "label": stat}) for stat in ("p50", "p95", "Maximum")]
    graphs: list[tuple[str, list[list[Any]]]] = [
        ("Jobs", [[NAMESPACE, "JobsStarted", FUNCTION, handler], of("JobsCompleted"), of("JobsFailed")]),
        ("Seconds of a job", percentiles),
        ("Books", [of("BooksSuccessful"), of("BooksFailed"), of("CacheHits")]),
        ("Requests to providers", [of("ProviderRequests", "Provider", provider) for provider in PROVIDERS]),
        ("Refusals of providers", [of("ProviderRefusals", "Provider", provider) for provider in PROVIDERS]),
        ("Seconds waited for providers", [of("ProviderSeconds", "Provider", provider) for provider in PROVIDERS]),
        ("Errors", of_lambda("Errors", handler, orchestrator, processor)),
        ("Throttles", of_lambda("Throttles", handler, orchestrator, processor)),
        ("Calls of the API", of_lambda("Invocations", handler)),
        ("Milliseconds of a call", [[*metric, {"stat": "p95"}] for metric in of_lambda("Duration", handler)]),
    ]
    return [
        {
            "type": "metric",
            "x": 12 * (number % 2),
            "y": 6 * (number // 2),
            "width": 12,
            "height": 6,
            "properties": {
                "title": title,
                "metrics": metrics,
                "stat": "Sum",
                "period": _PERIOD_S,
                "region": "${AWS::Region}",
            },
        }
        for number, (title, metrics) in enumerate(graphs)
    ]
