"""Everything that was logged of one job, by all functions, in the order of time.

    python -m scripts.aws.operations.job_log --stage prod --job 0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e

First the application's lines of the job; then what Lambda itself says of the invocations that they come from, such as a
time-out, a killed process, seconds and memory.
"""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.jobs.job_id import is_job_id
from scripts.aws.stage_project import FUNCTIONS, LOG_RETENTION_DAYS, stack_name, stage_argument

_PREFIX: Final = "/aws/lambda/"
_DAY_MS: Final = 86_400_000
_IDS_AT_ONCE: Final = 20
"""A filter pattern has at most 1,024 characters."""


class Line(NamedTuple):
    """One log event; `fields` is its JSON object, None where it is Lambda's own text."""

    time_ms: int
    function: str
    text: str
    fields: dict[str, Any] | None

    @property
    def request_id(self) -> str | None:
        """The invocation that it comes from, where the line says so."""
        return self.fields.get("request_id") if self.fields else None


def log_groups(client: Any, stage: str) -> list[str]:
    """The log groups of the stage's functions, CloudFormation's names for them included; with a boto3 logs client."""
    name = stack_name(stage)
    pages = client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=_PREFIX + name)
    groups = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    return [group for group in groups if group == _PREFIX + name or group.startswith(f"{_PREFIX}{name}-")]


def story(client: Any, groups: Iterable[str], job_id: str, since_ms: int) -> list[Line]:
    """All lines of a job in these groups since a time (epoch milliseconds), and Lambda's lines of its invocations."""
    of_job: list[Line] = []
    of_lambda: list[Line] = []
    for group in groups:
        found = [line for line in _find(client, group, since_ms, [job_id]) if _is_of(line, job_id)]
        of_job += found
        invocations = sorted({line.request_id for line in found if line.request_id})
        for start in range(0, len(invocations), _IDS_AT_ONCE):
            wanted = invocations[start : start + _IDS_AT_ONCE]
            of_lambda += [
                line
                for line in _find(client, group, since_ms, wanted)
                if line.fields is None and any(identity in line.text for identity in wanted)
            ]
    return sorted([*of_job, *of_lambda], key=lambda line: line.time_ms)


def readable(line: Line) -> str:
    """One line for a person: the moment in UTC, the function, the level, and what was said."""
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(line.time_ms / 1000))
    moment += f".{line.time_ms % 1000:03d}"
    if line.fields is None:
        return f"{moment}  {line.function:<13} LAMBDA   {' '.join(line.text.split())}"
    told = f"{moment}  {line.function:<13} {line.fields.get('level', ''):<8} {line.fields.get('message', '')}"
    error = line.fields.get("error")
    if isinstance(error, dict):
        told += "".join(f"\n    {place}" for place in (error.get("type"), *error.get("trace", ())))
    return told


def _find(client: Any, group: str, since_ms: int, wanted: Sequence[str]) -> Iterator[Line]:
    """The events in which one of the texts stands. CloudWatch answers in pages, of which any may be empty."""
    quoted = [f'"{text}"' for text in wanted]
    pattern = quoted[0] if len(quoted) == 1 else " ".join(f"?{text}" for text in quoted)
    pages = client.get_paginator("filter_log_events").paginate(
        logGroupName=group, startTime=since_ms, filterPattern=pattern
    )
    for page in pages:
        for event in page["events"]:
            yield Line(event["timestamp"], _short_name(group), event["message"], _json_object(event["message"]))


def _is_of(line: Line, job_id: str) -> bool:
    return line.fields is not None and line.fields.get("job_id") == job_id


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _short_name(group: str) -> str:
    return next((name for name in ("Orchestrator", "BookProcessor") if f"-{name}" in group), "api_handler")


def tell(client: Any, stage: str, job_id: str, days: int) -> int:
    """Print the story of a job; returns the exit code: 0, or 1 with a sentence that says why there is none."""
    if not is_job_id(job_id):
        return _failed(f"{job_id!r} is no job id. It is the last part of the dashboard's address, 36 characters long.")
    groups = log_groups(client, stage)
    if not groups:
        return _failed(
            f"There is no log of the stage {stage} in the region {client.meta.region_name}: "
            "it is not deployed there, or it was never called."
        )
    if missing := sorted(set(FUNCTIONS) - {_short_name(group) for group in groups}):
        print(f"There is no log of {' and '.join(missing)}: never called, or deleted.", file=sys.stderr)
    lines = story(client, groups, job_id, int(time.time() * 1000) - days * _DAY_MS)
    if not lines:
        return _failed(
            f"No line of the stage {stage} names the job {job_id} in the last {days} days. Logs are kept for "
            f"{LOG_RETENTION_DAYS} days; new lines take some seconds to appear."
        )
    for line in lines:
        print(readable(line))
    return 0


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell the story that the command line asks for; returns the exit code."""
    parser = stage_argument("Print everything that was logged of one job.")
    parser.add_argument("--job", required=True, help="the job's id: the last part of the dashboard's address")
    parser.add_argument("--days", type=int, default=LOG_RETENTION_DAYS, help="how far to look back")
    options = parser.parse_args(arguments)
    try:
        return tell(boto3.client("logs"), options.stage, options.job, options.days)
    except ClientError as error:
        code, reason = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        return _failed(
            f"AWS refused to read the logs ({code}: {reason}). "
            "It takes the permissions logs:DescribeLogGroups and logs:FilterLogEvents."
        )
    except BotoCoreError as error:
        # Missing credentials, a missing region, no connection: botocore says which.
        return _failed(f"AWS could not be asked: {error} Set AWS_PROFILE, or an access key and AWS_DEFAULT_REGION.")


if __name__ == "__main__":
    sys.exit(main())
