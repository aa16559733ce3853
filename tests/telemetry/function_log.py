"""The log of a function: what the handler of the Lambda runtime writes with our formatter."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.telemetry import json_log


class FunctionLog:
    """What a function has written so far."""

    def __init__(self, function_name: str) -> None:
        self._written = io.StringIO()
        self.handler = logging.StreamHandler(self._written)
        self.handler.terminator = ""
        self.handler.setFormatter(json_log.JsonFormatter(function_name))

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._written.getvalue().splitlines()]


@contextmanager
def function_log(function_name: str) -> Iterator[FunctionLog]:
    """Everything that the application logs inside the block, as a function of that name writes it."""
    log = FunctionLog(function_name)
    logger = logging.getLogger("chalicelib")
    level = logger.level
    logger.addHandler(log.handler)
    logger.setLevel(logging.INFO)
    try:
        yield log
    finally:
        logger.removeHandler(log.handler)
        logger.setLevel(level)
