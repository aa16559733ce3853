"""Log lines as JSON objects where the code runs in Lambda, with their job; elsewhere they stay as they are.

An exception is logged by its type and the places it passed, never by its message: a message may quote what a reader
uploaded.
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

_LOG: Final = logging.getLogger(__name__)
_JOB_ID: Final[ContextVar[str | None]] = ContextVar("job_id", default=None)


def in_lambda(environ: Mapping[str, str]) -> bool:
    """Whether this process is a Lambda execution environment."""
    return "AWS_LAMBDA_FUNCTION_NAME" in environ


def configure(environ: Mapping[str, str], chalice_log: logging.Logger) -> None:
    """Let this application's log lines pass from INFO on; in Lambda as JSON, Chalice's own lines included.

    The Lambda runtime has put its handler on the root logger by now; Chalice's logger has one of its own, which would
    write other lines.
    """
    logging.getLogger("chalicelib").setLevel(logging.INFO)
    if in_lambda(environ):
        chalice_log.handlers.clear()
        chalice_log.propagate = True
        for handler in logging.getLogger().handlers:
            handler.setFormatter(JsonFormatter(environ["AWS_LAMBDA_FUNCTION_NAME"]))


@contextmanager
def of_job(job_id: object) -> Iterator[None]:
    """Log lines written inside carry this `job_id`; so does the line about a failure that ends it.

    Raises `UnexpectedFailure` in place of what is no error of ours: Lambda logs the message of whatever leaves a
    function.
    """
    token = _JOB_ID.set(job_id if isinstance(job_id, str) else None)
    try:
        yield
    except StatsError as error:
        if error.status >= 500:
            _LOG.error("ended by %s", error.log_message, exc_info=True)
        raise
    except Exception as error:  # noqa: BLE001  (replaced, not hidden)
        _LOG.error("ended by an unexpected %s", type(error).__name__, exc_info=True)
        raise UnexpectedFailure(error) from None
    finally:
        _JOB_ID.reset(token)


def from_here_of_job(job_id: str) -> None:
    """Log lines carry this `job_id` until the surrounding `of_job` ends: for a job that has just got its id."""
    _JOB_ID.set(job_id)


class JsonFormatter(logging.Formatter):
    """One JSON object and a line end: time, level, function, request_id, job_id, logger, message, error."""

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
            "job_id": getattr(record, "job_id", None) or _JOB_ID.get(),
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
        return json.dumps(line, ensure_ascii=False) + "\n"
