"""Invocations of deployed Lambda functions with boto3.

Permission needed: lambda:InvokeFunction on the function.
"""

import json
import math
import random
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
)

from chalicelib.errors import EventTooLarge, FunctionFailed, InvocationLost, InvocationRefused, InvocationTimeout
from chalicelib.models import Json

MAX_PAYLOAD_BYTES: Final = 6_000_000
_THROTTLED: Final = frozenset({"TooManyRequestsException", "ThrottlingException", "EC2ThrottledException"})
_MOST_CONNECT_ATTEMPTS: Final = 3
_BACKOFF_BASE_S: Final = 0.2
_BACKOFF_CAP_S: Final = 10.0
_START_S: Final = 10.0
"""A throttled start is retried for this long even when the caller waits for less."""


class LambdaInvoker:
    """`chalicelib.seams.invocation.Invoker` for one deployed function.

    `client_for` returns a boto3 Lambda client whose read time-out is the given number of seconds and which retries
    nothing by itself: a retry after a read time-out would start the whole job again. Failures before the function runs
    (throttling, and a connection that cannot be made) are retried here with exponential backoff and full jitter,
    throttling for as long as the wait lasts.
    """

    def __init__(
        self,
        client_for: Callable[[float], Any],
        function_name: str,
        longest_wait_s: float,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._client_for = client_for
        self._function_name = function_name
        self._longest_wait_s = longest_wait_s
        self._sleep = sleep
        self._jitter = jitter

    def invoke(self, event: Mapping[str, Any], wait_s: float | None) -> Json:
        payload = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise EventTooLarge(f"the event has {len(payload)} bytes, more than an invocation may carry")
        return _answer(self._send(payload, wait_s))

    def _send(self, payload: bytes, wait_s: float | None) -> Any:
        patience_s = self._longest_wait_s if wait_s is None else max(wait_s, _START_S)
        spent_s = 0.0
        attempt = 0
        while True:
            attempt += 1
            started = time.monotonic()
            try:
                client = self._client_for(self._read_timeout_s(wait_s, spent_s))
                return client.invoke(FunctionName=self._function_name, Payload=payload)
            except ReadTimeoutError as error:
                raise InvocationTimeout("the wait ended before the function did; the function runs on") from error
            except (ConnectTimeoutError, EndpointConnectionError) as error:
                if attempt >= _MOST_CONNECT_ATTEMPTS:
                    raise InvocationRefused(f"Lambda could not be reached ({type(error).__name__})") from error
            except ClientError as error:
                code = error.response.get("Error", {}).get("Code")
                if code not in _THROTTLED:
                    raise InvocationRefused(f"Lambda refused the invocation ({code})") from error
                if spent_s + time.monotonic() - started >= patience_s:
                    raise InvocationRefused(f"Lambda throttled the invocation {attempt} times") from error
            except HTTPClientError as error:
                raise InvocationLost(f"the connection to Lambda broke ({type(error).__name__})") from error
            except BotoCoreError as error:
                raise InvocationRefused(f"Lambda could not be asked ({type(error).__name__})") from error
            pause_s = self._jitter(0.0, min(_BACKOFF_CAP_S, _BACKOFF_BASE_S * 2.0 ** min(attempt, 10)))
            spent_s += time.monotonic() - started + pause_s
            self._sleep(pause_s)

    def _read_timeout_s(self, wait_s: float | None, spent_s: float) -> float:
        """Whole seconds, so that few clients serve all waits; at least one, for the request itself to leave."""
        return self._longest_wait_s if wait_s is None else float(math.ceil(max(1.0, wait_s - spent_s)))


def _answer(response: Any) -> Json:
    try:
        answer = json.loads(response["Payload"].read())
    except BotoCoreError as error:
        raise InvocationLost(f"the connection to Lambda broke ({type(error).__name__})") from error
    except ValueError as error:
        raise FunctionFailed("the function's answer is no JSON") from error
    if response.get("FunctionError"):
        told = answer.get("errorMessage") if isinstance(answer, dict) else None
        raise FunctionFailed(f"the function failed ({told or response['FunctionError']})")
    if not isinstance(answer, dict):
        raise FunctionFailed("the function's answer is no JSON object")
    return answer
