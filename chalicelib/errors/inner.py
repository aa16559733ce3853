"""Errors that become failed books, warnings or other errors: of what a job works with."""

from typing import Literal

from chalicelib.errors.base import StatsError

ErrorCategory = Literal["api_timeout", "rate_limited", "network", "data_format", "invocation", "deadline"]
"""Why a book could not be enriched; the contract's closed list."""


class ObjectMissing(StatsError):
    """The storage holds nothing under the key."""


class CacheUnavailable(StatsError):
    """The enrichment cache cannot be read or written; a job goes on without it."""


class CatalogueUnavailable(StatsError):
    """The catalogue cannot be read; a job goes on without it."""


class MalformedBook(StatsError):
    """The JSON of a book, or of a result for a book, does not have the contract's shape."""


class ProviderError(StatsError):
    """A provider could not be asked, or its answer could not be used."""

    def __init__(self, category: ErrorCategory, provider: str, reason: str) -> None:
        super().__init__(f"{provider}: {reason}")
        self.category: ErrorCategory = category
        self.reason = reason


class QueryRefused(ProviderError):
    """A provider did not answer this one query, and others may pass.

    It refused the query (HTTP 400, 404, 413, 414, 422), its firewall did (403), or it failed at it (500, time-out).
    """


class QueryTooHeavy(QueryRefused):
    """The provider failed at the query or ran out of time for it: one that asks for less may pass."""


class QuotaExhausted(ProviderError):
    """The provider's quota is used up and does not come back while a job runs."""

    def __init__(self, provider: str, reason: str) -> None:
        super().__init__("rate_limited", provider, reason)


class InvocationError(StatsError):
    """An invocation returned no usable answer; the subclasses say whether the function ran."""


class InvocationRefused(InvocationError):
    """The function was not started: denied, throttled for too long, or out of reach. Smaller events would fail too."""


class InvocationThrottled(InvocationRefused):
    """The function was not started because as many run as may at once. An event may wait for its turn."""


class ConcurrencyExhausted(InvocationThrottled):
    """The function was not started: every concurrent execution of the account is taken, one of them by the caller."""


class EventTooLarge(InvocationError):
    """The function was not started because its event is larger than an invocation may carry."""


class FunctionFailed(InvocationError):
    """The function ran and raised, was killed, or answered something that cannot be used."""


class InvocationTimeout(InvocationError):
    """The wait for an invocation ended before the function did; the function itself runs on to its end."""


class InvocationLost(InvocationError):
    """The connection broke while the function ran; it may run on to its end, and its answer is lost."""
