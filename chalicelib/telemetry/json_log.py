"""Log lines: in Lambda they are JSON objects that name their job; elsewhere they stay as they are.

In JSON an exception is logged with its type and stack trace but without its message, because a message may quote what a
reader uploaded.
"""

import json
import logging
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from chalicelib.errors import StatsError, UnexpectedFailure
from chalicelib.telemetry.metrics import Metrics

_LOG: Final = logging.getLogger(__name__)
_JOB_ID: Final[ContextVar[str | None]] = ContextVar("job_id", default=None)


def in_lambda(environ: Mapping[str, str]) -> bool:
    """Whether this process is a Lambda execution environment."""
    return "AWS_LAMBDA_FUNCTION_NAME" in environ


def configure(environ: Mapping[str, str], chalice_log: logging.Logger) -> None:
    """Log from level INFO on; in Lambda write all lines as JSON, Chalice's own included.

    The Lambda runtime has already put its handler on the root logger. Chalice's logger has a handler of its own, which
    is removed because it does not write JSON.
    """
    logging.getLogger("chalicelib").setLevel(logging.INFO)
    if in_lambda(environ):
        chalice_log.handlers.clear()
        chalice_log.propagate = True
        for handler in logging.getLogger().handlers:
            handler.setFormatter(JsonFormatter(environ["AWS_LAMBDA_FUNCTION_NAME"]))


@contextmanager
def of_job(job_id: object) -> Iterator[None]:
    """Add this `job_id` to the log lines written inside the block, and log a failure of the server that ends it.

    Raises `UnexpectedFailure` in place of any exception that is not a `StatsError`, because Lambda logs the message of
    an exception that leaves a function.
    """
    token = _JOB_ID.set(job_id if isinstance(job_id, str) else None)
    try:
        yield
    except StatsError as error:
        if error.status >= 500:
            _LOG.error("failed with %s", error.log_message, exc_info=True)
        raise
    except Exception as error:  # noqa: BLE001  (replaced, not hidden)
        _LOG.error("failed with an unexpected %s", type(error).__name__, exc_info=True)
        raise UnexpectedFailure(error) from None
    finally:
        _JOB_ID.reset(token)


def from_here_of_job(job_id: str) -> None:
    """Add the `job_id` of a job that has just got its id to the log lines, until the surrounding `of_job` ends."""
    _JOB_ID.set(job_id)


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON: time, level, function, request_id, job_id, logger, message, error.

    Metrics that the record carries make the line a document of CloudWatch's embedded metric format.
    """

    def __init__(self, function_name: str) -> None:
        super().__init__()
        self._function_name = function_name

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03d}Z",
            "level": record.levelname,
            "function": self._function_name,
            # The Lambda runtime adds it to every record.
            "request_id": getattr(record, "aws_request_id", None),
            "job_id": _JOB_ID.get(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            places = traceback.extract_tb(error.__traceback__)
            line["error"] = {
                "type": type(error).__name__,
                "trace": [f"{place.filename}:{place.lineno} {place.name}" for place in places],
            }
        if isinstance(carried := getattr(record, "metrics", None), Metrics):
            line.update(carried.document(self._function_name, record.created))
        return json.dumps(line, ensure_ascii=False) + "\n"
