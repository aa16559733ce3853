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

from chalicelib import __version__
from chalicelib.enrichment.http.provider_state import ProviderState
from chalicelib.enrichment.http.resolver import DaemonResolver
from chalicelib.enrichment.http.retry_after import retry_after_s
from chalicelib.errors import ErrorCategory, ProviderError, QueryRefused, QuotaExhausted
from chalicelib.models import Json

MAX_ANSWER_BYTES: Final = 8_000_000
_QUERY_REFUSALS: Final = frozenset({400, 404, 413, 414, 422})
_MOST_ATTEMPTS: Final = 5
_BACKOFF_BASE_S: Final = 0.5
_BACKOFF_CAP_S: Final = 8.0
_LEAST_SHARE: Final = 0.25
"""Another attempt is made only while this share of `request_s` is left: less is hardly enough for an answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a provider may take. Seconds.

    `request_s` bounds one attempt, `budget_s` all attempts for one query with the waits between them. The wait for
    the provider's pace and the wait for a probe do not count: otherwise a busy process would fail books for which it
    has sent no request.
    """

    request_s: float = 10.0
    budget_s: float = 20.0


LIMITS: Final = Limits()


def user_agent(contact: str) -> str:
    """The identification that Open Library documents: an application's name and a way to contact its owner."""
    return f"goodreads-stats/{__version__} (+{contact})"


def open_session(contact: str) -> aiohttp.ClientSession:
    """A session to ask providers with, without cookies; the caller closes it. Needs a running event loop."""
    return aiohttp.ClientSession(
        headers={"User-Agent": user_agent(contact), "Accept": "application/json"},
        connector=aiohttp.TCPConnector(limit=32, resolver=DaemonResolver()),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class ProviderHttp:
    """Asks one provider for JSON. `is_quota_refusal` recognises the body that says that the quota is used up."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        name: str,
        base_url: str,
        state: ProviderState,
        *,
        limits: Limits,
        is_quota_refusal: Callable[[bytes], bool] = lambda body: False,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._session = session
        self._name = name
        self._base_url = base_url
        self._state = state
        self._limits = limits
        self._is_quota_refusal = is_quota_refusal
        self._jitter = jitter
        self.requests = 0
        """Requests sent so far, retries included."""

    @property
    def rest_left_s(self) -> float:
        """Seconds for which this provider is not asked, because its circuit is open; 0.0 when it may be asked now."""
        return self._state.circuit.rest_left_s

    async def get_json(self, path: str, params: Mapping[str, str]) -> Json:
        """GET `path` and return the JSON object it answers.

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
                answer = await self._attempt(path, params, timeout_s)
            except _Retryable as fault:
                if met is None or fault.error.category != "api_timeout" or timeout_s >= self._limits.request_s:
                    met = fault.error
                wait = fault.retry_after_s
                if wait is None:
                    wait = self._jitter(0.0, min(_BACKOFF_CAP_S, _BACKOFF_BASE_S * 2**attempt))
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

    async def _attempt(self, path: str, params: Mapping[str, str], timeout_s: float) -> Json:
        self.requests += 1
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
            fault = ProviderError("api_timeout", self._name, f"no answer within {round(timeout_s, 1):g} s")
            raise _Retryable(fault) from error
        except (aiohttp.ClientError, OSError) as error:
            self._state.circuit.failed(started, "network")
            fault = ProviderError("network", self._name, f"the connection failed ({type(error).__name__})")
            raise _Retryable(fault) from error
        if response.status >= 500:
            self._state.circuit.failed(started, "network")
        return self._answer(response.status, body, response.headers.get("Retry-After"))

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for piece in response.content.iter_any():
            body += piece
            if len(body) > MAX_ANSWER_BYTES:
                raise ProviderError("data_format", self._name, f"its answer is over {MAX_ANSWER_BYTES} bytes")
        return bytes(body)

    def _answer(self, status: int, body: bytes, retry_after: str | None) -> Json:
        if status != 200 and self._is_quota_refusal(body):
            raise QuotaExhausted(self._name, f"the daily quota is used up (HTTP {status})")
        if status == 429:
            fault = ProviderError("rate_limited", self._name, "too many requests (HTTP 429)")
            raise _Retryable(fault, retry_after_s(retry_after, time.time()), told_to_wait=True)
        if status >= 500:
            fault = ProviderError("network", self._name, f"it answered HTTP {status}")
            wait_s = retry_after_s(retry_after, time.time()) if status == 503 else None
            raise _Retryable(fault, wait_s, told_to_wait=wait_s is not None)
        if status in _QUERY_REFUSALS:
            raise QueryRefused(self._name, f"it refused the query (HTTP {status})")
        if status == 403:
            raise ProviderError("rate_limited", self._name, "it refuses this client (HTTP 403); check CONTACT")
        try:
            answer = json.loads(body) if status == 200 else None
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise ProviderError("data_format", self._name, f"its answer is no JSON object (HTTP {status})")
        return answer


class _Retryable(Exception):
    """A fault after which the same request may succeed.

    `told_to_wait` when the provider itself asks to be left alone, for `retry_after_s` if it said how long.
    """

    def __init__(self, error: ProviderError, retry_after_s: float | None = None, *, told_to_wait: bool = False) -> None:
        super().__init__(str(error))
        self.error = error
        self.retry_after_s = retry_after_s
        self.told_to_wait = told_to_wait


def _not_asked(refusal: ErrorCategory) -> str:
    if refusal == "rate_limited":
        return "not asked, because it has refused too many requests"
    return "not asked, because it has not answered for a while"
