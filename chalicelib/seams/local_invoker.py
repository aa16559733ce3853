"""Invocations of functions that run in this process.

They pass through the very JSON that Lambda would send, so nothing works locally that cannot work deployed.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from chalicelib.errors import InvocationError, InvocationTimeout
from chalicelib.models import Json

Handler = Callable[[Json, Callable[[], float]], Json]
"""A function's code: the event, and a callable for the seconds left until its time limit; returns the answer."""


class LocalInvoker:
    """Runs the function in a thread of this process."""

    def __init__(self, handler: Handler, time_limit_s: float) -> None:
        self._handler = handler
        self._time_limit_s = time_limit_s

    def invoke(self, event: Mapping[str, Any], wait_s: float | None) -> Json:
        sent: Json = json.loads(json.dumps(event))
        answered: Future[Json] = Future()
        # A daemon thread: a server that is stopped does not wait for jobs, as a Lambda that is removed does not.
        threading.Thread(target=self._run, args=(sent, answered), daemon=True).start()
        try:
            error = answered.exception(timeout=wait_s)
        except TimeoutError as expired:
            raise InvocationTimeout(f"no answer within {wait_s} s; the function runs on") from expired
        if error is not None:
            raise InvocationError(f"the function failed ({type(error).__name__}: {error})") from error
        answer: Json = json.loads(json.dumps(answered.result()))
        return answer

    def _run(self, event: Json, answered: "Future[Json]") -> None:
        ends_at = time.monotonic() + self._time_limit_s
        try:
            answered.set_result(self._handler(event, lambda: ends_at - time.monotonic()))
        except BaseException as error:  # noqa: BLE001  (handed to the caller, as Lambda's FunctionError)
            answered.set_exception(error)
