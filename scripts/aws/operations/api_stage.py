"""How often each route of the API may be called, and the log of its calls: settings of the stage that Chalice lacks.

What the limits cost when somebody calls at them all day: python -m bench.flood
"""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from scripts.aws.stage.log_group import keep_log
from scripts.aws.stage_project import API_STAGE, LOG_RETENTION_DAYS, stack_name


class Rate(NamedTuple):
    """Calls of one method: so many a second in the long run, so many at once. API Gateway takes fractions."""

    per_second: float
    burst: int


class Route(NamedTuple):
    """A path as its route writes it, and a method."""

    path: str
    method: str


EACH: Final = Route("*", "*")
"""Each method that has no rate of its own, each for itself."""
UPLOAD: Final = Route("/api/upload", "POST")
UPDATE: Final = Route("/data/{job_id}", "PUT")
DATA: Final = Route("/data/{job_id}", "GET")
DELETE: Final = Route("/data/{job_id}", "DELETE")
CORRECT: Final = Route("/data/{job_id}/corrections", "PUT")
SHARE: Final = Route("/data/{job_id}/shares", "POST")
LIST_SHARES: Final = Route("/data/{job_id}/shares", "GET")
TAKE_BACK: Final = Route("/data/{job_id}/shares/{share_id}", "DELETE")
READ_SHARE: Final = Route("/share/{share_id}", "GET")

_EACH_RATE: Final = Rate(0.7, 40)
"""A page asks for some eight things at once, once a version: forty are several readers in the same second."""
_DATA_RATE: Final = Rate(2, 60)
"""A waiting page asks once a second, and more seldom after a refusal."""
_OWN_RATE: Final = Rate(0.3, 40)
"""What needs the delete token and costs little: of all who read a dashboard one has it."""
_SHARING_RATE: Final = Rate(0.05, 20)
"""Of its shares, too; each copies a dashboard."""
_READ_SHARE_RATE: Final = Rate(0.3, 60)
"""A page and its data, for friends who follow a link on the same evening."""
_UPLOAD_RATES: Final = {"prod": Rate(0.04, 50)}
_UPDATE_RATES: Final = {"prod": Rate(0.01, 10)}
_UPLOAD_RATE_UNRESERVED: Final = Rate(0.0012, 50)
_UPDATE_RATE_UNRESERVED: Final = Rate(0.0003, 10)
"""Where the Orchestrator has no reserved concurrency, uploads and updates alone bound how many run: sixty, then one in
eleven minutes. Readers are new more often than they come back with a newer export.
"""

ACCESS_LOG: Final = {
    "time": "$context.requestTime",
    "request_id": "$context.requestId",
    "method": "$context.httpMethod",
    "status": "$context.status",
    "latency_ms": "$context.responseLatency",
    "bytes": "$context.responseLength",
    "error": "$context.error.responseType",
}
"""The fields of an access log line. No path, as whoever knows a job's id may read it; nothing of who called."""


def rates(stage: str) -> dict[Route, Rate]:
    """The rates of a stage's routes."""
    return {
        EACH: _EACH_RATE,
        DATA: _DATA_RATE,
        **dict.fromkeys((DELETE, CORRECT), _OWN_RATE),
        **dict.fromkeys((SHARE, LIST_SHARES, TAKE_BACK), _SHARING_RATE),
        READ_SHARE: _READ_SHARE_RATE,
        UPLOAD: _UPLOAD_RATES.get(stage, _UPLOAD_RATE_UNRESERVED),
        UPDATE: _UPDATE_RATES.get(stage, _UPDATE_RATE_UNRESERVED),
    }


def access_log_group(stage: str) -> str:
    """The name of the log group of a stage's calls."""
    return f"{stack_name(stage)}-access"


def set_rates(client: Any, rest_api_id: str, stage: str) -> None:
    """Limit the calls of the deployed API, with a boto3 API Gateway client. Deploying again does not change them."""
    patches = [
        {"op": "replace", "path": f"/{_escaped(route.path)}/{route.method}/throttling/{name}", "value": f"{value:g}"}
        for route, rate in rates(stage).items()
        for name, value in (("rateLimit", rate.per_second), ("burstLimit", rate.burst))
    ]
    client.update_stage(restApiId=rest_api_id, stageName=API_STAGE, patchOperations=patches)


def log_access(client: Any, logs: Any, rest_api_id: str, stage: str) -> str | None:
    """Log the calls of the deployed API, with boto3 clients of API Gateway and CloudWatch Logs.

    Returns why there is no log: API Gateway has no role for logs in this account and region. That role belongs to the
    account, not to the stage, so it is not made here.
    """
    if not client.get_account().get("cloudwatchRoleArn"):
        return (
            "API Gateway may not write logs in this account and region, so the API has no access log. "
            'docs/operations.md, "Access logs", says how to allow it; then deploy again.'
        )
    group = access_log_group(stage)
    keep_log(logs, group)
    (found,) = [
        found
        for found in logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
        if found["logGroupName"] == group
    ]
    patches = [
        {"op": "replace", "path": "/accessLogSettings/destinationArn", "value": found["arn"].removesuffix(":*")},
        {"op": "replace", "path": "/accessLogSettings/format", "value": json.dumps(ACCESS_LOG)},
    ]
    client.update_stage(restApiId=rest_api_id, stageName=API_STAGE, patchOperations=patches)
    return None


def template(stage: str) -> dict[str, Any]:
    """The same as parts of a SAM template; the log is written where the parameter AccessLogs is yes."""
    return {
        "Parameters": {
            "AccessLogs": {
                "Type": "String",
                "Default": "no",
                "AllowedValues": ["yes", "no"],
                "Description": "Log the API's calls. API Gateway needs a role for logs in this account and region.",
            }
        },
        "Conditions": {"LogsAccess": {"Fn::Equals": [{"Ref": "AccessLogs"}, "yes"]}},
        "Resources": {
            "RestAPI": {"Properties": {"MethodSettings": _method_settings(rates(stage)), "AccessLogSetting": _LOGGED}},
            "AccessLogGroup": {
                "Type": "AWS::Logs::LogGroup",
                "Condition": "LogsAccess",
                "DeletionPolicy": "Delete",
                "UpdateReplacePolicy": "Delete",
                "Properties": {"RetentionInDays": LOG_RETENTION_DAYS},
            },
        },
    }


_LOGGED: Final = {
    "Fn::If": [
        "LogsAccess",
        {"DestinationArn": {"Fn::GetAtt": ["AccessLogGroup", "Arn"]}, "Format": json.dumps(ACCESS_LOG)},
        {"Ref": "AWS::NoValue"},
    ]
}


def _method_settings(limited: Mapping[Route, Rate]) -> list[dict[str, Any]]:
    return [
        {
            "ResourcePath": f"/{_escaped(route.path)}",
            "HttpMethod": route.method,
            "ThrottlingRateLimit": rate.per_second,
            "ThrottlingBurstLimit": rate.burst,
        }
        for route, rate in limited.items()
    ]


def _escaped(path: str) -> str:
    """A path within a path, as in a JSON pointer."""
    return path.replace("/", "~1")
