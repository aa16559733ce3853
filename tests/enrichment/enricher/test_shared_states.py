"""What is known of a provider: all enrichers share it, and it says when failed books may be asked for once more."""

import asyncio

from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.enrichment.enricher import AsyncGenreEnricher
from chalicelib.enrichment.http.circuit import Circuit
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_state import ProviderState, provider_state
from chalicelib.settings import Settings
from tests.enrichment.enricher.asking import DUNE, DUNE_BY_TITLE, HIDDEN, SHOWN, UNKNOWN, enrich, with_key


class TestProviderStates:
    """All enrichers of a process share what is known of a provider."""

    def test_one_enrichers_broken_circuit_is_anothers(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.fault = Fault.TOO_MANY_RETRY_AFTER
        simulator.retry_after_s = 100
        enrich(with_key(settings), DUNE)
        asked = len(simulator.requests)
        assert {record.provider for record in simulator.requests} == {"open_library", "google_books"}
        (result,) = enrich(with_key(settings), DUNE)
        assert len(simulator.requests) == asked
        assert result.error_message == (
            "open_library: not asked, because it has refused too many requests; "
            "google_books: not asked, because it has refused too many requests"
        )

    def test_one_enrichers_spent_quota_is_anothers(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.google.daily_quota = 0
        for _ in range(2):
            (result,) = enrich(with_key(settings), UNKNOWN)
            assert result.not_asked == ("google_books_quota",)
        assert len(simulator.google_requests) == 1

    def test_the_pace_is_kept_by_all_together(self, settings: Settings) -> None:
        paces = {
            url: provider_state(url, lambda: ProviderState(Pace(1, 1000, clock=lambda: 0.0))).pace
            for url in (settings.open_library_url, settings.google_books_url)
        }
        enrich(with_key(settings), UNKNOWN)
        enrich(with_key(settings), UNKNOWN)
        # Each book is one look-up by its numbers and two by title at the one provider, and one look-up at the other.
        left = {url: next(number for number in range(1001) if pace.reserve() > 0) for url, pace in paces.items()}
        assert list(left.values()) == [994, 998]

    def test_the_published_limits_are_the_pace_of_the_first_enricher(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        enrich(with_key(settings), UNKNOWN)
        state = provider_state(settings.open_library_url, lambda: ProviderState(Pace(1_000_000, 1000)))
        waits = [state.pace.reserve() for _ in range(11)]
        assert waits[-1] > 0.5, "ten at once, then three a second"


class TestRetryAfter:
    """When failed books may be asked for once more."""

    @staticmethod
    def retry_after_s(settings: Settings, *, ask_google: bool = True) -> float:
        async def ask() -> float:
            async with AsyncGenreEnricher(settings, ask_google=ask_google) as enricher:
                return enricher.retry_after_s

        return asyncio.run(ask())

    def test_it_is_when_the_last_provider_may_be_asked_again(self, settings: Settings) -> None:
        now = [1000.0]
        open_library, google = (
            provider_state(url, lambda: ProviderState(Pace(1, 1), Circuit(clock=lambda: now[0]))).circuit
            for url in (settings.open_library_url, settings.google_books_url)
        )
        keyed = with_key(settings)
        assert self.retry_after_s(keyed) == 0.0
        open_library.trip("network", 20)
        assert self.retry_after_s(keyed) == 20.0
        google.trip("rate_limited", 50)
        assert self.retry_after_s(keyed) == 50.0
        assert self.retry_after_s(settings) == 20.0, "without a key Google is not waited for"
        assert self.retry_after_s(keyed, ask_google=False) == 20.0
        now[0] += 19
        assert (self.retry_after_s(keyed), self.retry_after_s(settings)) == (31.0, 1.0)
        now[0] += 31
        assert self.retry_after_s(keyed) == 0.0

    def test_all_failed_books_are_found_when_the_provider_is_back(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        """One request finds out, and the others wait for what it finds instead of failing once more."""
        now = [1000.0]
        state = ProviderState(Pace(1_000_000, 1000), Circuit(clock=lambda: now[0]))
        provider_state(settings.open_library_url, lambda: state)
        simulator.open_library_fault, simulator.retry_after_s = Fault.TOO_MANY_RETRY_AFTER, 100
        books = (DUNE, DUNE_BY_TITLE, SHOWN, HIDDEN)
        assert {result.error_category for result in enrich(settings, *books)} == {"rate_limited"}
        simulator.open_library_fault = None
        now[0] += self.retry_after_s(settings)
        assert all(result.matched_by for result in enrich(settings, *books))
