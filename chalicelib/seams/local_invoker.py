"""Invocations of functions that run in this process.

Events and answers are turned into JSON and back, as Lambda does, so what Lambda could not send fails here, too.
"""

import contextlib
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.errors import FunctionFailed, InvocationTimeout
from chalicelib.models import Json
from chalicelib.seams.background import in_background

Handler = Callable[[Json, Callable[[], float]], Json]
"""A function's code: the event, and a callable for the seconds left until its time limit; returns the answer."""


class LocalInvoker:
    """`chalicelib.seams.invocation.EventInvoker` that runs the function in a daemon thread."""

    def __init__(self, handler: Handler, time_limit_s: float) -> None:
        self._handler = handler
        self._time_limit_s = time_limit_s

    def start(self, event: Mapping[str, Any]) -> None:
        # The thread runs on when the wait of no time is over.
        with contextlib.suppress(InvocationTimeout):
            self.invoke(event, 0.0)

    def invoke(self, event: Mapping[str, Any], wait_s: float | None) -> Json:
        sent: Json = json.loads(json.dumps(event))
        ends_at = time.monotonic() + self._time_limit_s
        answered = in_background(self._handler, sent, lambda: ends_at - time.monotonic())
        try:
            error = answered.exception(timeout=wait_s)
        except TimeoutError as expired:
            raise InvocationTimeout(f"no answer within {wait_s} s; the function runs on") from expired
        if error is not None:
            raise FunctionFailed(f"the function failed ({type(error).__name__}: {error})") from error
        answer: Json = json.loads(json.dumps(answered.result()))
        return answer
