"""Log lines in Lambda: one JSON object each, with their job, without anything a reader uploaded."""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from chalicelib.errors import JobNotFound, SettingsError, StorageUnavailable, UnexpectedFailure
from chalicelib.telemetry import json_log
from tests.telemetry.function_log import FunctionLog, function_log

JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"


@pytest.fixture
def log() -> Iterator[FunctionLog]:
    with function_log("BookProcessor") as made:
        yield made


def test_a_line_says_when_where_and_for_which_job(log: FunctionLog) -> None:
    by_the_runtime = {"aws_request_id": "8f1b6a6e-0d5c-4f0e-9a43-0f9e1a7c2b11"}
    with json_log.of_job(JOB):
        logger = logging.getLogger("chalicelib.jobs.orchestrator")
        logger.warning("chunk %d done\nand more: é", 1, extra=by_the_runtime)
    (line,) = log.lines()
    assert line["message"] == "chunk 1 done\nand more: é"
    assert (line["level"], line["logger"]) == ("WARNING", "chalicelib.jobs.orchestrator")
    assert (line["function"], line["job_id"]) == ("BookProcessor", JOB)
    assert line["request_id"] == "8f1b6a6e-0d5c-4f0e-9a43-0f9e1a7c2b11"
    assert line["time"].endswith("Z")


def test_a_line_is_one_line_of_json_with_these_fields() -> None:
    record = logging.makeLogRecord(
        {"name": "chalicelib.jobs", "levelname": "INFO", "msg": "é\n%d", "args": (1,), "created": 1.7e9, "msecs": 7.9}
    )
    line = json_log.JsonFormatter("BookProcessor").format(record)
    assert line == (
        '{"time": "2023-11-14T22:13:20.007Z", "level": "INFO", "function": "BookProcessor", "request_id": null, '
        '"job_id": null, "logger": "chalicelib.jobs", "message": "é\\n1"}\n'
    )


@pytest.mark.parametrize("job_id", [7, None, ["x"]])
def test_what_is_no_text_is_no_job(log: FunctionLog, job_id: object) -> None:
    with json_log.of_job(job_id):
        logging.getLogger("chalicelib").warning("inside")
    assert [line["job_id"] for line in log.lines()] == [None]


def test_a_line_outside_a_request_has_no_request_id(log: FunctionLog) -> None:
    logging.getLogger("chalicelib").warning("starting")
    assert [line["request_id"] for line in log.lines()] == [None]


def test_the_job_ends_with_its_block_even_when_it_got_its_id_inside(log: FunctionLog) -> None:
    with json_log.of_job(None):
        json_log.from_here_of_job(JOB)
        logging.getLogger("chalicelib").warning("inside")
    logging.getLogger("chalicelib").warning("outside")
    assert [line["job_id"] for line in log.lines()] == [JOB, None]


def test_an_unexpected_error_is_logged_by_type_and_place_and_its_message_goes_nowhere(log: FunctionLog) -> None:
    def parse() -> None:
        raise ValueError("invalid literal: 'my secret review'")

    with pytest.raises(UnexpectedFailure) as raised, json_log.of_job(JOB):
        parse()
    (line,) = log.lines()
    assert line["error"]["type"] == "ValueError"
    line_of_the_error = parse.__code__.co_firstlineno + 1
    assert line["error"]["trace"][-1] == f"{__file__}:{line_of_the_error} parse"
    assert "secret" not in json.dumps(log.lines())
    assert "secret" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_our_own_errors_pass_and_only_failures_of_the_server_are_logged(log: FunctionLog) -> None:
    with pytest.raises(JobNotFound), json_log.of_job(JOB):
        raise JobNotFound
    assert log.lines() == []
    with pytest.raises(StorageUnavailable), json_log.of_job(JOB):
        raise StorageUnavailable
    assert [line["error"]["type"] for line in log.lines()] == ["StorageUnavailable"]
    assert [line["level"] for line in log.lines()] == ["ERROR"]


def test_a_setting_that_cannot_be_used_is_logged_by_its_name_and_not_its_value(log: FunctionLog) -> None:
    with pytest.raises(SettingsError), json_log.of_job(None):
        raise SettingsError("CHUNK_SIZE", "a-value-no-log-may-hold", "a whole number")
    (line,) = log.lines()
    assert "CHUNK_SIZE" in line["message"]
    assert "a-value-no-log-may-hold" not in json.dumps(line)


COLD_START = """
import logging
logging.getLogger().addHandler(logging.StreamHandler())  # as the Lambda runtime does before it imports the application
import app
logging.getLogger("chalicelib.jobs").info("ours")
app.app.log.error("chalice's")
logging.getLogger("botocore").info("a library's, which nobody asked for")
"""


def test_the_application_logs_in_json_from_its_import_on() -> None:
    environment = {**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "Orchestrator"}
    started = subprocess.run(
        [sys.executable, "-c", COLD_START],
        cwd=Path(app.__file__).parent,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in started.stderr.split("\n") if line]
    assert [(line["function"], line["message"]) for line in lines] == [
        ("Orchestrator", "ours"),
        ("Orchestrator", "chalice's"),
    ]
    assert started.stdout == "", "Chalice's own handler would write a second line there"


def test_outside_lambda_lines_stay_as_they_are() -> None:
    chalice_log = logging.Logger("goodreads-stats")
    handler = logging.StreamHandler(io.StringIO())
    chalice_log.addHandler(handler)
    json_log.configure({}, chalice_log)
    assert chalice_log.handlers == [handler]
    assert handler.formatter is None
