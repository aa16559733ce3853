"""The one HTTP door to the providers.

Every request to a provider leaves here: paced, identified by User-Agent, bounded in time and size, never redirected
elsewhere, retried where a retry can help. Whatever goes wrong comes out as a `ProviderError` with its category.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import aiohttp

from chalicelib.enrichment.http.provider_state import ProviderState
from chalicelib.enrichment.http.request_count import RequestCount
from chalicelib.enrichment.http.retry_after import retry_after_s
from chalicelib.errors import ErrorCategory, ProviderError, QueryRefused, QueryTooHeavy, QuotaExhausted
from chalicelib.models import Json

MAX_ANSWER_BYTES: Final = 8_000_000
_QUERY_REFUSALS: Final = frozenset({400, 404, 413, 414, 422})
_MOST_ATTEMPTS: Final = 5
_BACKOFF_CAP_S: Final = 8.0
_LEAST_SHARE: Final = 0.25
"""Another attempt is made only while this share of `request_s` is left: less is hardly enough for an answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a provider may take. Seconds.

    `request_s` bounds one attempt, `budget_s` all attempts for one query with the waits between them. The wait for
    the provider's pace and the wait for a probe do not count: otherwise a busy process would fail books for which it
    has sent no request. The default of `request_s` waits for Open Library to say that it gave a search up, which it
    does after 10 s. `backoff_s` is half of the longest wait before the second attempt; it doubles with each one.
    """

    request_s: float = 12.0
    budget_s: float = 26.0
    backoff_s: float = 0.5


LIMITS: Final = Limits()


class ProviderHttp:
    """Asks one provider for JSON.

    `is_quota_refusal` recognises the body that says that the quota is used up. `forbidden` tells an operator what a
    403 of this provider may mean.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        name: str,
        base_url: str,
        state: ProviderState,
        *,
        limits: Limits,
        forbidden: str,
        is_quota_refusal: Callable[[bytes], bool] = lambda body: False,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._session = session
        self._name = name
        self._base_url = base_url
        self._state = state
        self._limits = limits
        self._forbidden = forbidden
        self._is_quota_refusal = is_quota_refusal
        self._jitter = jitter
        self.count = RequestCount()

    @property
    def rest_left_s(self) -> float:
        """Seconds for which this provider is not asked, because its circuit is open; 0.0 when it may be asked now."""
        return self._state.circuit.rest_left_s

    async def get_json(self, path: str, params: Mapping[str, str], *, attempts_of_query: int | None = None) -> Json:
        """GET `path` and return the JSON object it answers.

        With `attempts_of_query`, the query is one that can be divided: after so many attempts a 403, a 500 or a
        time-out is taken for the fault of something in the query and raised as `QueryRefused`, unless the provider is
        known to be down. Without it they are the provider's.

        Time-outs, broken connections, 429 and 5xx are retried with exponential backoff and full jitter while the budget
        lasts; `Retry-After` of a 429 or 503 is obeyed when it fits into the budget. Raises `QueryRefused` when the
        provider rejects this very query, `QuotaExhausted`, or `ProviderError` (api_timeout, network, rate_limited,
        data_format). After several failed attempts the error is that of the last one. Where the budget cut that attempt
        short, its time-out says nothing about the provider, and the error of the attempt before is raised.
        """
        circuit = self._state.circuit
        spent = 0.0
        met: ProviderError | None = None
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            refusal = await self._refusal()
            if refusal is not None:
                raise met or ProviderError(refusal, self._name, _not_asked(refusal))
            await asyncio.sleep(self._state.pace.reserve())
            started = time.monotonic()
            timeout_s = min(self._limits.request_s, self._limits.budget_s - spent)
            try:
                with self.count.request():
                    answer = await self._attempt(path, params, timeout_s, divisible=attempts_of_query is not None)
            except _Retryable as fault:
                if fault.of_query and attempts_of_query is not None and attempt >= attempts_of_query:
                    raise fault.of_query from fault
                if met is None or fault.error.category != "api_timeout" or timeout_s >= self._limits.request_s:
                    met = fault.error
                wait = fault.retry_after_s
                if wait is None:
                    wait = self._jitter(0.0, min(_BACKOFF_CAP_S, self._limits.backoff_s * 2**attempt))
                spent += time.monotonic() - started + wait
                left = self._limits.budget_s - spent
                is_last = attempt == _MOST_ATTEMPTS or left < _LEAST_SHARE * self._limits.request_s
                if fault.told_to_wait:
                    if is_last or circuit.rest_left_s:
                        circuit.trip(fault.error.category, fault.retry_after_s)
                        raise met from fault
                    self._state.pace.hold(wait)
                elif is_last:
                    raise met from fault
                await asyncio.sleep(wait)
            except ProviderError:
                circuit.succeeded()
                raise
            else:
                circuit.succeeded()
                return answer
        raise AssertionError("the last attempt returns or raises")

    async def _refusal(self) -> ErrorCategory | None:
        """Why no request may be sent now, or None. Waits for the result of another request that is the probe."""
        circuit = self._state.circuit
        refusal, probe = circuit.refusal(), circuit.probe
        if refusal is None or probe is None:
            return refusal
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.wrap_future(probe), self._limits.request_s)
        return circuit.refusal()

    def trip(self, category: ErrorCategory) -> None:
        """Stop asking for a while: whatever is asked for, the provider fails at it."""
        self._state.circuit.trip(category)

    async def _attempt(self, path: str, params: Mapping[str, str], timeout_s: float, *, divisible: bool) -> Json:
        started = time.monotonic()
        try:
            async with self._session.get(
                f"{self._base_url}{path}",
                params=params,
                timeout=aiohttp.ClientTimeout(total=timeout_s),
                allow_redirects=False,
            ) as response:
                body = await self._read(response)
        except TimeoutError as error:
            self._state.circuit.failed(started, "api_timeout")
            reason = f"no answer within {round(timeout_s, 1):g} s"
            fault = ProviderError("api_timeout", self._name, reason)
            raise _Retryable(fault, of_query=QueryTooHeavy("api_timeout", self._name, reason)) from error
        except (aiohttp.ClientError, OSError) as error:
            self._state.circuit.failed(started, "network")
            fault = ProviderError("network", self._name, f"the connection failed ({type(error).__name__})")
            raise _Retryable(fault) from error
        if divisible and response.status in (403, 500):
            # The provider is there; whether it answers nothing is found out by dividing the query.
            self._state.circuit.succeeded()
        elif response.status >= 500:
            self._state.circuit.failed(started, "network")
        return self._answer(response.status, body, response.headers.get("Retry-After"), divisible=divisible)

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for piece in response.content.iter_any():
            body += piece
            if len(body) > MAX_ANSWER_BYTES:
                raise ProviderError("data_format", self._name, f"its answer is over {MAX_ANSWER_BYTES} bytes")
        return bytes(body)

    def _answer(self, status: int, body: bytes, retry_after: str | None, *, divisible: bool) -> Json:
        if status != 200 and self._is_quota_refusal(body):
            raise QuotaExhausted(self._name, f"the daily quota is used up (HTTP {status})")
        if status == 429:
            fault = ProviderError("rate_limited", self._name, "too many requests (HTTP 429)")
            raise _Retryable(fault, retry_after_s(retry_after, time.time()), told_to_wait=True)
        if status >= 500:
            reason = f"it answered HTTP {status}"
            fault = ProviderError("network", self._name, reason)
            wait_s = retry_after_s(retry_after, time.time()) if status == 503 else None
            too_heavy = QueryTooHeavy("network", self._name, reason) if status == 500 else None
            raise _Retryable(fault, wait_s, told_to_wait=wait_s is not None, of_query=too_heavy)
        if status in _QUERY_REFUSALS:
            raise QueryRefused("data_format", self._name, f"it refused the query (HTTP {status})")
        if status == 403:
            reason = f"it refused the request (HTTP 403): {self._forbidden}"
            fault = ProviderError("rate_limited", self._name, reason)
            if divisible:
                raise _Retryable(fault, of_query=QueryRefused("rate_limited", self._name, reason))
            raise fault
        try:
            answer = json.loads(body) if status == 200 else None
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise ProviderError("data_format", self._name, f"its answer is no JSON object (HTTP {status})")
        return answer


class _Retryable(Exception):
    """A fault after which the same request may succeed.

    `told_to_wait` when the provider itself asks to be left alone, for `retry_after_s` if it said how long. `of_query`
    is the error to raise where the fault may be that of something in the query.
    """

    def __init__(
        self,
        error: ProviderError,
        retry_after_s: float | None = None,
        *,
        told_to_wait: bool = False,
        of_query: QueryRefused | None = None,
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.retry_after_s = retry_after_s
        self.told_to_wait = told_to_wait
        self.of_query = of_query


def _not_asked(refusal: ErrorCategory) -> str:
    if refusal == "rate_limited":
        return "not asked, because it has refused too many requests"
    return "not asked, because it has not answered for a while"
