"""The one HTTP door: the only module that knows aiohttp.

Every request to a provider leaves here: paced, identified by User-Agent, bounded in time and size, never redirected
elsewhere, retried where a retry can help. Whatever goes wrong comes out as a `ProviderError` with its category.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from chalicelib import __version__
from chalicelib.enrichment.http.circuit import Circuit
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.quota import Quota
from chalicelib.errors import ProviderError, QueryRefused, QuotaExhausted

MAX_ANSWER_BYTES: Final = 8_000_000
_QUERY_REFUSALS: Final = frozenset({400, 404, 413, 414, 422})
_MOST_ATTEMPTS: Final = 5
_BACKOFF_BASE_S: Final = 0.5
_BACKOFF_CAP_S: Final = 8.0
_LONGEST_ABSENCE_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a provider may take. Seconds.

    `request_s` bounds one attempt, `budget_s` all attempts for one query with the waits between them. Standing in line
    for the provider's pace does not count, or a busy process would fail books that were never asked for.
    """

    request_s: float = 10.0
    budget_s: float = 20.0


LIMITS: Final = Limits()


@dataclass(slots=True)
class ProviderState:
    """What this process knows of one provider; shared by all jobs and invocations that run in it."""

    pace: Pace
    circuit: Circuit = field(default_factory=Circuit)
    quota: Quota = field(default_factory=Quota)


def user_agent(contact: str) -> str:
    """The identification that Open Library documents: an application's name and a way to contact its owner."""
    return f"goodreads-stats/{__version__} (+{contact})"


def open_session(contact: str) -> aiohttp.ClientSession:
    """A session to ask providers with, without cookies; the caller closes it. Needs a running event loop."""
    return aiohttp.ClientSession(
        headers={"User-Agent": user_agent(contact), "Accept": "application/json"},
        connector=aiohttp.TCPConnector(limit=32),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class ProviderHttp:
    """Asks one provider for JSON. `is_quota_refusal` knows the body by which this provider says its quota is out."""

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

    async def get_json(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        """GET `path` and return the JSON object it answers.

        Time-outs, broken connections, 429 and 5xx are retried with exponential backoff and full jitter while the budget
        lasts; `Retry-After` is obeyed when it fits into the budget. Raises `QueryRefused` when the provider rejects
        this very query, `QuotaExhausted`, or `ProviderError` (api_timeout, network, rate_limited, data_format).
        """
        spent = 0.0
        last: ProviderError | None = None
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            refusal = self._state.circuit.refusal()
            if refusal is not None:
                raise last or ProviderError(refusal, self._name, "not asked, because it has not answered for a while")
            await asyncio.sleep(self._state.pace.reserve())
            started = time.monotonic()
            try:
                return await self._attempt(path, params, min(self._limits.request_s, self._limits.budget_s - spent))
            except _Retryable as fault:
                last = fault.error
                wait = fault.retry_after_s
                if wait is None:
                    wait = self._jitter(0.0, min(_BACKOFF_CAP_S, _BACKOFF_BASE_S * 2**attempt))
                spent += time.monotonic() - started + wait
                limited = fault.error.category == "rate_limited"
                if attempt == _MOST_ATTEMPTS or spent >= self._limits.budget_s:
                    if limited:
                        self._state.circuit.trip("rate_limited", fault.retry_after_s)
                    raise fault.error from fault
                if limited:
                    self._state.pace.hold(wait)
                await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(self, path: str, params: Mapping[str, str], timeout_s: float) -> dict[str, Any]:
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
            fault = ProviderError("api_timeout", self._name, f"no answer within {timeout_s:.0f} s")
            raise _Retryable(fault) from error
        except (aiohttp.ClientError, OSError) as error:
            self._state.circuit.failed(started, "network")
            fault = ProviderError("network", self._name, f"the connection failed ({type(error).__name__})")
            raise _Retryable(fault) from error
        if response.status >= 500:
            self._state.circuit.failed(started, "network")
            raise _Retryable(ProviderError("network", self._name, f"it answered HTTP {response.status}"))
        return self._answer(response.status, body, response.headers.get("Retry-After"))

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for piece in response.content.iter_any():
            body += piece
            if len(body) > MAX_ANSWER_BYTES:
                raise ProviderError("data_format", self._name, f"its answer is over {MAX_ANSWER_BYTES} bytes")
        return bytes(body)

    def _answer(self, status: int, body: bytes, retry_after: str | None) -> dict[str, Any]:
        if status != 200 and self._is_quota_refusal(body):
            raise QuotaExhausted(self._name, f"the daily quota is used up (HTTP {status})")
        if status == 429:
            fault = ProviderError("rate_limited", self._name, "too many requests (HTTP 429)")
            raise _Retryable(fault, _retry_after_s(retry_after))
        self._state.circuit.succeeded()
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
    """A fault after which the same request may succeed."""

    def __init__(self, error: ProviderError, retry_after_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.retry_after_s = retry_after_s


def _retry_after_s(header: str | None) -> float | None:
    """`Retry-After` in seconds (RFC 9110, 10.2.3); its date form, which no provider here uses, counts as absent."""
    if header is None or not (header.isascii() and header.isdigit() and len(header) < 9):
        return None
    return min(float(header), _LONGEST_ABSENCE_S)
