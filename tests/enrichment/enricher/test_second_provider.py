"""Google Books, the second provider: which books it is asked for, and what its quota costs."""

import asyncio
from dataclasses import replace

import pytest

from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.enrichment.enricher import AsyncGenreEnricher
from chalicelib.settings import Settings
from tests.enrichment.enricher.asking import BARE, DUNE, PATIENT, UNKNOWN, enrich, with_key


class TestGoogleBooks:
    def test_without_a_key_it_is_not_asked(self, settings: Settings, simulator: ProviderSimulator) -> None:
        enrich(settings, BARE, UNKNOWN)
        assert simulator.google_requests == []

    def test_it_is_asked_only_for_what_open_library_could_not_answer(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        dune, bare, unknown = enrich(with_key(settings), DUNE, BARE, UNKNOWN)
        assert {record.query["q"] for record in simulator.google_requests} == {
            "isbn:9780306406157",
            "isbn:9781861972712",
        }
        assert dune.genre_sources == ("open_library",)
        assert bare.genre_sources == ("google_books",)
        assert "Food" in bare.final_genres
        assert unknown.success

    def test_the_logs_tell_what_it_was_asked_and_answered(self, settings: Settings) -> None:
        by_title = replace(UNKNOWN, isbn13=None)
        bare, unknown, titled = enrich(with_key(settings), BARE, UNKNOWN, by_title)
        asked = "google_books: asked for"
        (line,) = [line for line in bare.processing_logs if line.startswith(asked)]
        assert line.startswith(f"{asked} ISBN 9780306406157: ")
        assert line.endswith(" with 1 headings and no cover")
        assert f"{asked} ISBN 9781861972712: not known" in unknown.processing_logs
        assert f"{asked} title 'Nobody Wrote This' by 'No One At All': not known" in titled.processing_logs

    def test_its_cover_links_are_https(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.open_library_fault = Fault.SERVER_ERROR
        (dune,) = enrich(with_key(settings), DUNE)
        assert dune.thumbnail_url is not None
        assert dune.thumbnail_url.startswith("https://books.google.com/")

    def test_it_stands_in_when_open_library_is_down(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.open_library_fault = Fault.SERVER_ERROR
        (result,) = enrich(with_key(settings), DUNE)
        assert result.success
        assert result.matched_by == "isbn"
        # The truth about the other provider stays in the result, which is therefore not cached.
        assert result.error_category == "network"

    def test_a_drained_key_costs_one_request_and_no_book_its_result(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        simulator.google.daily_quota = 0
        books = [replace(UNKNOWN, title=f"Unknown {number}", isbn13=None) for number in range(20)]
        results = enrich(with_key(settings), *books)
        assert len(simulator.google_requests) == 1
        assert all(result.success and result.error_category is None for result in results)
        assert all(result.not_asked == ("google_books_quota",) for result in results)
        logs = ["google_books: the daily quota is used up (HTTP 429)" in result.processing_logs for result in results]
        assert sum(logs) == 1, "the one that was refused"
        unasked = "google_books: not asked, because the daily quota is used up"
        assert sum(unasked in result.processing_logs for result in results) == 19

    @pytest.mark.parametrize(("left", "exhausted"), [(0, True), (1, False)])
    def test_one_refusal_tells_that_its_quota_is_out(
        self, settings: Settings, simulator: ProviderSimulator, left: int, exhausted: bool
    ) -> None:
        simulator.google.daily_quota = left

        async def ask() -> bool:
            async with AsyncGenreEnricher(with_key(settings), limits=PATIENT) as enricher:
                await enricher.enrich(UNKNOWN)
                return enricher.google_exhausted

        assert asyncio.run(ask()) is exhausted

    def test_asked_not_to_it_is_not_asked_and_the_result_says_so(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        dune, bare, unknown = enrich(with_key(settings), DUNE, BARE, UNKNOWN, ask_google=False)
        assert simulator.google_requests == []
        assert (dune.not_asked, dune.success) == ((), True), "Open Library knows all of it"
        for result in (bare, unknown):
            assert (result.success, result.error_category) == (True, None)
            assert result.not_asked == ("google_books_quota",)
            assert "google_books: not asked, because the daily quota is used up" in result.processing_logs

    @pytest.mark.parametrize("ask_google", [True, False])
    def test_without_a_key_the_results_that_it_might_have_added_to_say_so(
        self, settings: Settings, ask_google: bool
    ) -> None:
        dune, bare, unknown = enrich(settings, DUNE, BARE, UNKNOWN, ask_google=ask_google)
        assert dune.not_asked == ()
        for result in (bare, unknown):
            assert (result.success, result.error_category) == (True, None)
            assert result.not_asked == ("google_books_no_key",)
            assert "google_books: not asked, because no key is set" in result.processing_logs

    def test_asked_it_is_no_reason(self, settings: Settings) -> None:
        assert [result.not_asked for result in enrich(with_key(settings), DUNE, BARE, UNKNOWN)] == [()] * 3

    def test_where_open_library_fails_too_both_reasons_are_told(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        simulator.google.daily_quota = 0
        simulator.open_library_fault = Fault.HTML_PAGE
        (result,) = enrich(with_key(settings), DUNE)
        assert (result.success, result.error_category) == (False, "data_format")
        assert result.error_message == (
            "open_library: its answer is no JSON object (HTTP 200); google_books: the daily quota is used up (HTTP 429)"
        )
        assert result.not_asked == ("google_books_quota",)
