"""Open Library's front door: who is too fast, anonymous, too long or refused by the firewall does not get in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bench.simulator.faults import too_many_requests
from bench.simulator.open_library.firewall import Firewall
from bench.simulator.traffic import Answer

LONGEST_REQUEST_LINE_BYTES = 8 * 1024

_CONTACT = re.compile(r"https?://[^\s()]+|[^\s()@]+@[^\s()@]+\.[^\s()@]+")
_PRODUCT = re.compile(r"[A-Za-z][^\s/()]*")
# What HTTP libraries and browsers call themselves: no application's name.
_NO_APPLICATION = frozenset(
    {
        *("aiohttp", "python", "python-httpx", "python-requests", "python-urllib", "httpx"),
        *("axios", "node", "node-fetch", "go-http-client", "java", "okhttp", "curl", "wget"),
        *("mozilla", "opera"),
    }
)


@dataclass(frozen=True)
class RateLimit:
    """Open Library's limit per client address on `/api/*` and `*.json`: `rate=180r/m burst=25 delay=10` in nginx."""

    rate_per_s: float = 3.0
    burst: int = 25
    delay: int = 10


class LeakyBuckets:
    """nginx's `limit_req`: each address has an excess, which every request raises by one and time drains at the rate.

    Up to `delay` a request passes at once, up to `burst` it waits until the excess has drained to `delay`, and beyond
    it is refused and leaves the excess as it was. nginx itself counts from zero, and so lets one request more through
    than the "first 10, next 15" that Open Library's figures are read as; played here is the stricter reading.
    """

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._excess: dict[str, tuple[float, float]] = {}

    def wait_s(self, address: str, now_s: float) -> float | None:
        """Seconds that a request of this moment has to wait, or None when it is refused."""
        before, then_s = self._excess.get(address, (0.0, now_s))
        excess = max(before - (now_s - then_s) * self._limit.rate_per_s, 0.0) + 1
        if excess > self._limit.burst:
            return None
        self._excess[address] = (excess, now_s)
        return max(excess - self._limit.delay, 0.0) / self._limit.rate_per_s


def names_app_and_contact(user_agent: str) -> bool:
    """Whether a User-Agent is what Open Library asks for: an application's name and a URL or e-mail of its owner."""
    product = _PRODUCT.match(user_agent)
    return bool(product and product[0].lower() not in _NO_APPLICATION and _CONTACT.search(user_agent))


class Door:
    """The door as its nginx keeps it; `firewall` may be exchanged at any time."""

    def __init__(self, rate_limit: RateLimit | None, firewall: Firewall | None) -> None:
        self._buckets = LeakyBuckets(rate_limit) if rate_limit else None
        self.firewall = firewall

    def enter(
        self, target: str, params: Mapping[str, str], user_agent: str, address: str, now_s: float
    ) -> tuple[float, Answer | None]:
        """Seconds that a request is held back, and then its refusal, or None when it gets in."""
        if len(f"GET {target} HTTP/1.1\r\n") > LONGEST_REQUEST_LINE_BYTES:
            return 0, Answer.page("414 Request-URI Too Large", 414)
        if not names_app_and_contact(user_agent):
            return 0, Answer.page("403 Forbidden", 403)
        wait_s = self._buckets.wait_s(address, now_s) if self._buckets else 0
        if wait_s is None:
            return 0, too_many_requests()
        refused = self.firewall is not None and any(map(self.firewall.refuses, params.values()))
        return wait_s, Answer.page("403 Forbidden", 403) if refused else None
