"""What the tests of the HTTP door share: one provider, asked through it."""

import asyncio
from dataclasses import dataclass, field

from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import Limits, ProviderHttp
from chalicelib.enrichment.http.provider_state import ProviderState
from chalicelib.enrichment.http.session import open_session
from chalicelib.enrichment.providers.open_library_queries import BookIds, ById
from chalicelib.models import Json

# A busy machine may take long for an answer that comes.
PATIENT = Limits()
QUICK = Limits(request_s=0.3, budget_s=20)
"""For a provider that hangs at every request."""
QUERY = ById().parameters([BookIds("9780441172719", None)])


def unpaced() -> ProviderState:
    return ProviderState(Pace(1_000_000, 1000))


@dataclass
class Door:
    """One provider asked through the door, with a short wait before another attempt."""

    simulator: ProviderSimulator
    state: ProviderState = field(default_factory=unpaced)
    limits: Limits = PATIENT
    contact: str = "https://example.org/contact"
    wait_s: float = 0.01
    """What is waited before the next attempt, where the provider does not say."""
    attempts_of_query: int | None = None
    longest_waits_s: list[float] = field(default_factory=list)
    """How long each of these waits might have been."""

    def get(self, query: dict[str, str] = QUERY, path: str = "/search.json", times: int = 1) -> Json:
        return self.get_many([query] * times, path)[0]

    def get_many(self, queries: list[dict[str, str]], path: str = "/search.json") -> list[Json]:
        outcomes = self.try_many(queries, path)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]

    def try_many(self, queries: list[dict[str, str]], path: str = "/search.json") -> list[Json | BaseException]:
        async def ask() -> list[Json | BaseException]:
            async with open_session(self.contact) as session:
                http = ProviderHttp(
                    session,
                    "open_library",
                    self.simulator.open_library_url,
                    self.state,
                    limits=self.limits,
                    forbidden="check CONTACT",
                    jitter=self._wait_s,
                )
                asked = (http.get_json(path, query, attempts_of_query=self.attempts_of_query) for query in queries)
                # All of them to their end: a session that closes on a running request leaves its sockets behind.
                return await asyncio.gather(*asked, return_exceptions=True)

        return asyncio.run(asyncio.wait_for(ask(), 60))

    def _wait_s(self, least: float, most: float) -> float:
        assert least == 0.0
        self.longest_waits_s.append(most)
        return self.wait_s


def hanging_once(fault: Fault) -> Limits:
    """Where one request hangs, the time after which that is noticed must do for the answer to the next one."""
    return Limits(request_s=2.0, budget_s=20) if fault is Fault.HANG else PATIENT
