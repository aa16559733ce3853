"""Invocations of deployed Lambda functions with boto3.

Permission needed: lambda:InvokeFunction on the function, for synchronous and asynchronous invocations alike.
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

import json
import logging
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

from chalicelib.errors import (
    ConcurrencyExhausted,
    EventTooLarge,
    FunctionFailed,
    InvocationLost,
    InvocationRefused,
    InvocationThrottled,
    InvocationTimeout,
)
from chalicelib.models import Json
from chalicelib.seams.invocation import Invoker

_LOG: Final = logging.getLogger(__name__)
MAX_PAYLOAD_BYTES: Final = 6_000_000
_THROTTLED: Final = frozenset({"TooManyRequestsException", "ThrottlingException", "EC2ThrottledException"})
_ACCOUNT_IS_FULL: Final = "ConcurrentInvocationLimitExceeded"
"""Lambda's reason for a 429 when the account's unreserved concurrency is used up, not that of the function."""
_MOST_CONNECT_ATTEMPTS: Final = 3
_BACKOFF_BASE_S: Final = 0.2
_BACKOFF_CAP_S: Final = 10.0
_START_S: Final = 10.0
"""A throttled start is retried for this long even when the caller waits for less."""
_ACCOUNT_PATIENCE_S: Final = 2.0
"""For so long a function that holds one of the account's executions waits for another one. If all of them waited
without end, none would ever end.
"""
ACCEPTED_WITHIN_S: Final = 2.0
"""Lambda only stores the event of an asynchronous invocation before it answers."""


class LambdaInvoker:
    """`chalicelib.seams.invocation.EventInvoker` for one deployed function.

    `client_for` returns a boto3 Lambda client whose read time-out is the given number of seconds and which retries
    nothing by itself: a retry after a read time-out would start the whole job again. Failures before the function runs
    (throttling, and a connection that cannot be made) are retried here with exponential backoff and full jitter,
    throttling for as long as the wait lasts, or for two seconds when it is the whole account that has no room left.
    `spare` then does the function's work: in an account with ten concurrent executions, ten Orchestrators would
    otherwise wait for a BookProcessor until their time is over.
    """

    def __init__(
        self,
        client_for: Callable[[float], Any],
        function_name: str,
        longest_wait_s: float,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[float, float], float] = random.uniform,
        spare: Invoker | None = None,
    ) -> None:
        self._client_for = client_for
        self._function_name = function_name
        self._longest_wait_s = longest_wait_s
        self._sleep = sleep
        self._jitter = jitter
        self._spare = spare

    def invoke(self, event: Mapping[str, Any], wait_s: float | None) -> Json:
        try:
            response = self._send(_payload(event), wait_s)
        except ConcurrencyExhausted as error:
            if self._spare is None:
                raise
            _LOG.warning("%s; %s does not run, its work is done here", error, self._function_name)
            return self._spare.invoke(event, wait_s)
        return _answer(response)

    def start(self, event: Mapping[str, Any]) -> None:
        self._send(_payload(event), ACCEPTED_WITHIN_S, InvocationType="Event")

    def _send(self, payload: bytes, wait_s: float | None, **options: str) -> Any:
        patience_s = self._longest_wait_s if wait_s is None else max(wait_s, _START_S)
        spent_s = 0.0
        attempt = 0
        while True:
            attempt += 1
            started = time.monotonic()
            try:
                client = self._client_for(self._read_timeout_s(wait_s, spent_s))
                return client.invoke(FunctionName=self._function_name, Payload=payload, **options)
            except ReadTimeoutError as error:
                raise InvocationTimeout("the wait ended before the function did; the function runs on") from error
            except (ConnectTimeoutError, EndpointConnectionError) as error:
                if attempt >= _MOST_CONNECT_ATTEMPTS:
                    raise InvocationRefused(f"Lambda could not be reached ({type(error).__name__})") from error
            except ClientError as error:
                code = error.response.get("Error", {}).get("Code")
                if code not in _THROTTLED:
                    raise InvocationRefused(f"Lambda refused the invocation ({code})") from error
                tried_s = spent_s + time.monotonic() - started
                if error.response.get("Reason") == _ACCOUNT_IS_FULL and tried_s >= _ACCOUNT_PATIENCE_S:
                    raise ConcurrencyExhausted("the account has no concurrent execution left") from error
                if tried_s >= patience_s:
                    raise InvocationThrottled(f"Lambda throttled the invocation {attempt} times") from error
            except HTTPClientError as error:
                raise InvocationLost(f"the connection to Lambda broke ({type(error).__name__})") from error
            except BotoCoreError as error:
                raise InvocationRefused(f"Lambda could not be asked ({type(error).__name__})") from error
            spent_s += time.monotonic() - started
            pause_s = self._jitter(0.0, min(_BACKOFF_CAP_S, _BACKOFF_BASE_S * 2.0 ** min(attempt, 10)))
            # A caller may have to answer by then, as API Gateway waits no longer.
            pause_s = min(pause_s, max(0.0, patience_s - spent_s))
            spent_s += pause_s
            self._sleep(pause_s)

    def _read_timeout_s(self, wait_s: float | None, spent_s: float) -> float:
        """Whole seconds, so that few clients serve all waits; at least one, for the request itself to leave."""
        return self._longest_wait_s if wait_s is None else float(math.ceil(max(1.0, wait_s - spent_s)))


def _payload(event: Mapping[str, Any]) -> bytes:
    payload = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise EventTooLarge(f"the event has {len(payload)} bytes, more than an invocation may carry")
    return payload


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
