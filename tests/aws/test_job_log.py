"""`make job-log` against moto: the story of one job among others, whatever the paging, and what is said without one."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from chalicelib.telemetry import json_log
from scripts.aws.operations import job_log
from tests.aws.deployment import account_in
from tests.telemetry.function_log import function_log

JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"
OTHER = "11111111-4b0c-4d6e-9f5c-3d0a3a1d2b4e"
NOW_MS = int(time.time() * 1000)
FUNCTIONS = {"api_handler": "", "Orchestrator": "-Orchestrator", "BookProcessor": "-BookProcessor"}


def line(job_id: str, function: str, message: str, request_id: str, level: int = logging.INFO) -> str:
    """A line as the function writes it."""
    with function_log(function) as log, json_log.of_job(job_id):
        logging.getLogger("chalicelib.jobs").log(level, message, extra={"aws_request_id": request_id})
    return json.dumps(log.lines()[0])


class Account:
    """moto's CloudWatch Logs with the groups of one stage."""

    def __init__(self, client: Any, stage: str) -> None:
        self.client = client
        self.stage = stage
        self._made: set[str] = set()

    def group(self, function: str) -> str:
        return f"/aws/lambda/goodreads-stats-{self.stage}{FUNCTIONS[function]}"

    def write(self, function: str, *events: tuple[int, str], group: str | None = None) -> None:
        """Events as pairs of seconds after the start and text."""
        name = group or self.group(function)
        if name not in self._made:
            self.client.create_log_group(logGroupName=name)
            self.client.create_log_stream(logGroupName=name, logStreamName="s")
            self._made.add(name)
        self.client.put_log_events(
            logGroupName=name,
            logStreamName="s",
            logEvents=[{"timestamp": NOW_MS - 60_000 + 1000 * at, "message": text} for at, text in events],
        )

    def forget(self) -> None:
        for name in self._made:
            self.client.delete_log_group(logGroupName=name)


@pytest.fixture
def account(moto_url: str) -> Iterator[Callable[[str], Account]]:
    made: list[Account] = []
    with account_in(moto_url):
        client = boto3.client("logs")
        # moto's pages hold 10,000 events: too many to see what happens at their ends.
        client.meta.events.register(
            "provide-client-params.cloudwatch-logs.FilterLogEvents", lambda params, **_: {**params, "limit": 2}
        )

        def of_stage(stage: str) -> Account:
            made.append(Account(client, stage))
            return made[-1]

        yield of_stage
        for one in made:
            one.forget()


def write_story(account: Account) -> None:
    """A job that starts, runs in two invocations, and is killed; another job beside it."""
    name = f"goodreads-stats-{account.stage}"
    account.write("api_handler", (0, line(JOB, name, f"job {JOB} starts with 2 books", "request-a")))
    account.write("api_handler", (1, line(OTHER, name, f"job {OTHER} starts with 1 books", "request-b")))
    account.write(
        "Orchestrator",
        (2, "START RequestId: request-c Version: $LATEST\n"),
        (3, line(JOB, name, "chunk 1 done", "request-c")),
        (5, line(JOB, name, "a chunk is slow", "request-c", logging.WARNING)),
        (9, "2026-01-01T00:00:00Z request-c Task timed out after 900.10 seconds\n"),
        (9, "REPORT RequestId: request-x Duration: 1 ms\n"),
    )
    account.write("BookProcessor", *((4, line(JOB, name, f"book {at} answered", f"request-{at}")) for at in range(3)))
    account.write("BookProcessor", (4, line(OTHER, name, "not this", "request-7")))


def test_the_story_of_a_job_is_told_in_order_from_all_functions(
    account: Callable[[str], Account], capsys: pytest.CaptureFixture[str]
) -> None:
    told = account("told")
    write_story(told)
    assert job_log.tell(told.client, "told", JOB, 30) == 0
    printed = capsys.readouterr()
    assert [tuple(one.split(maxsplit=4)[2:]) for one in printed.out.splitlines()] == [
        ("api_handler", "INFO", f"job {JOB} starts with 2 books"),
        ("Orchestrator", "LAMBDA", "START RequestId: request-c Version: $LATEST"),
        ("Orchestrator", "INFO", "chunk 1 done"),
        *(("BookProcessor", "INFO", f"book {at} answered") for at in range(3)),
        ("Orchestrator", "WARNING", "a chunk is slow"),
        ("Orchestrator", "LAMBDA", "2026-01-01T00:00:00Z request-c Task timed out after 900.10 seconds"),
    ]
    first = printed.out.split()[:2]
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime((NOW_MS - 60_000) / 1000))
    assert " ".join(first) == f"{moment}.{NOW_MS % 1000:03d}"
    assert printed.err == ""


def test_an_error_is_told_with_its_type_and_where_it_happened() -> None:
    fields = {"level": "ERROR", "message": "failed", "error": {"type": "ValueError", "trace": ["a.py:1 f", "b.py:2 g"]}}
    told = job_log.readable(job_log.Line(0, "Orchestrator", "", fields))
    assert told == (
        "1970-01-01 00:00:00.000  Orchestrator  ERROR    failed\n    ValueError\n    a.py:1 f\n    b.py:2 g"
    )


def test_a_stage_of_cloudformations_names_is_found_and_another_stage_is_not(account: Callable[[str], Account]) -> None:
    stack = account("named")
    for group in ("named-app-Orchestrator-1A2B", "named", "namedother", "namedother-Orchestrator"):
        stack.write("Orchestrator", (0, "x"), group=f"/aws/lambda/goodreads-stats-{group}")
    assert [group.rpartition("/")[2] for group in job_log.log_groups(stack.client, "named")] == [
        "goodreads-stats-named",
        "goodreads-stats-named-app-Orchestrator-1A2B",
    ]


def test_more_invocations_than_one_question_holds_are_all_asked_for(account: Callable[[str], Account]) -> None:
    many = account("many")
    for at in range(45):
        many.write("BookProcessor", (at, line(JOB, "f", "answered", f"request-{at:02d}")))
        many.write("BookProcessor", (at, f"REPORT RequestId: request-{at:02d} Duration: 7 ms"))
    story = job_log.story(many.client, job_log.log_groups(many.client, "many"), JOB, 0)
    assert len([one for one in story if one.fields is None]) == 45
    assert len(story) == 90


def test_a_function_without_a_log_is_named(
    account: Callable[[str], Account], capsys: pytest.CaptureFixture[str]
) -> None:
    partly = account("partly")
    partly.write("api_handler", (0, line(JOB, "f", "starts", "request-a")))
    assert job_log.tell(partly.client, "partly", JOB, 30) == 0
    assert capsys.readouterr().err == "There is no log of BookProcessor and Orchestrator: never called, or deleted.\n"


@pytest.mark.parametrize(
    ("stage", "job", "sentence"),
    [
        ("known", "../etc", "is no job id"),
        ("known", OTHER, f"No line of the stage known names the job {OTHER} in the last 3 days"),
        # Only inside another line's text.
        ("known", "22222222-4b0c-4d6e-9f5c-3d0a3a1d2b4e", "No line of the stage"),
        ("nowhere", JOB, "There is no log of the stage nowhere in the region eu-central-1"),
    ],
)
def test_where_there_is_no_story_a_sentence_says_why(
    account: Callable[[str], Account], capsys: pytest.CaptureFixture[str], stage: str, job: str, sentence: str
) -> None:
    known = account("known")
    known.write("api_handler", (0, line(JOB, "f", "like 22222222-4b0c-4d6e-9f5c-3d0a3a1d2b4e", "r")))
    for function in ("Orchestrator", "BookProcessor"):
        known.write(function, (0, "x"))
    assert job_log.tell(known.client, stage, job, 3) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err
    assert printed.err.count("\n") == 1


def test_older_lines_than_asked_for_are_left_out(account: Callable[[str], Account]) -> None:
    old = account("old")
    old.write("Orchestrator", (-2 * 86_400, line(JOB, "f", "long ago", "r")), (0, line(JOB, "f", "today", "r")))
    groups = job_log.log_groups(old.client, "old")
    told = [one.fields["message"] for one in job_log.story(old.client, groups, JOB, NOW_MS - 86_400_000) if one.fields]
    assert told == ["today"]


@pytest.mark.parametrize(
    "missing", [("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), ("AWS_DEFAULT_REGION",)], ids=["credentials", "region"]
)
def test_without_credentials_or_region_a_sentence_says_so(
    missing: tuple[str, ...],
    account: Callable[[str], Account],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    for name in missing:
        monkeypatch.delenv(name)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    assert job_log.main(["--stage", "dev", "--job", JOB]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("AWS could not be asked: ")
    assert "AWS_PROFILE" in printed.err


def test_a_refusal_of_aws_names_the_permissions(
    account: Callable[[str], Account], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(service: str) -> Any:
        error = {"Error": {"Code": "AccessDeniedException", "Message": "no"}}
        client = account("x").client
        raise client.exceptions.ClientError(error, "DescribeLogGroups")

    monkeypatch.setattr(boto3, "client", refuse)
    assert job_log.main(["--job", JOB]) == 1
    assert "AccessDeniedException: no" in capsys.readouterr().err
