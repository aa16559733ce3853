"""All books of one job -> one result a book, chunk after chunk.

For each chunk: ask the cache, then the catalogue, fan the rest out to BookProcessor, fill the cache, pause if a
provider was asked. At the end books that failed for a passing reason are asked for once more.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.enrichment.catalogue.job_catalogue import JobCatalogue
from chalicelib.errors import ErrorCategory
from chalicelib.jobs.dashboard.dashboard_json import JobFigures
from chalicelib.jobs.enriching.fan_out import DEADLINE_MESSAGE, FanOut, fan_out
from chalicelib.jobs.enriching.job_cache import JobCache
from chalicelib.models import BookInfo, EnrichedBook
from chalicelib.seams.invocation import Invoker
from chalicelib.settings import Settings
from chalicelib.telemetry.provider_use import ProviderUse

_LOG: Final = logging.getLogger(__name__)
_PASSING: Final[frozenset[ErrorCategory]] = frozenset({"rate_limited", "api_timeout", "network"})
"""Failures that may be over a minute later."""
_REPORT_EVERY_S: Final = 1.0
_LONGEST_REST_S: Final = 60.0
"""There is no second chance when the providers ask for a longer rest: the reader is waiting."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result for each book, in the books' order, how the job went, and how each provider was used."""

    results: tuple[EnrichedBook, ...]
    figures: JobFigures
    providers: Mapping[str, ProviderUse]


class EnrichmentRun:
    """The state of one run; `run` is called once.

    `time_left_s` returns the seconds until the run has to end. `on_progress` is called with the number of books done,
    `on_results` with the results so far: at the beginning, and after each chunk but the last.
    """

    def __init__(
        self,
        job_id: str,
        books: Sequence[BookInfo],
        *,
        settings: Settings,
        book_processor: Invoker,
        cache: JobCache,
        catalogue: JobCatalogue,
        time_left_s: Callable[[], float],
        on_progress: Callable[[int], None],
        on_results: Callable[[Sequence[EnrichedBook], JobFigures], None],
        sleep: Callable[[float], None],
    ) -> None:
        self._job_id = job_id
        self._books = books
        self._settings = settings
        self._book_processor = book_processor
        self._cache = cache
        self._catalogue = catalogue
        self._time_left_s = time_left_s
        self._on_progress = on_progress
        self._on_results = on_results
        self._sleep = sleep
        self._ask_google = True
        self._results: list[EnrichedBook] = []
        self._chunks = 0
        self._provider_requests = 0
        self._providers: dict[str, ProviderUse] = {}
        self._cache_hits = 0
        self._catalogue_hits = 0
        self._rest_ends_at = 0.0
        self._reported_at = 0.0

    def run(self) -> Outcome:
        """Enrich all books; those for which there is no time left fail as `deadline`."""
        started = time.monotonic()
        size = self._settings.chunk_size
        self._on_progress(0)
        self._on_results((), self._figures(started))
        for start in range(0, len(self._books), size):
            if self._time_left_s() <= 0:
                break
            asked = self._run_chunk(self._books[start : start + size])
            if start + size < len(self._books):
                self._on_results(self._results, self._figures(started))
                if asked:
                    self._pause(self._settings.chunk_pause_s)
        late = self._books[len(self._results) :]
        self._results += [EnrichedBook.failed(book, "deadline", DEADLINE_MESSAGE) for book in late]
        self._give_second_chance()
        return Outcome(tuple(self._results), self._figures(started), self._providers)

    def _figures(self, started: float) -> JobFigures:
        seconds = round(time.monotonic() - started, 2)
        return JobFigures(self._chunks, self._provider_requests, self._cache_hits, seconds)

    def _run_chunk(self, books: Sequence[BookInfo]) -> bool:
        """Enrich one chunk; returns whether a provider was asked."""
        results = self._cache.find(books)
        uncached = _without_result(results)
        known = dict(zip(uncached, self._catalogue.find([books[place] for place in uncached]), strict=True))
        for place, (result, settled) in known.items():
            results[place] = result if settled else None
        left = _without_result(results)
        done_before = len(self._results) + len(books) - len(left)
        self._on_progress(done_before)
        outcome = self._ask(
            [books[place] for place in left], lambda answered: self._report_now_and_then(done_before + answered)
        )
        for place, answer in zip(left, outcome.results, strict=True):
            # What the catalogue knows of a book is better than that no provider could be asked for it.
            results[place] = answer if answer.success else known[place].result or answer
        self._results += filter(None, results)
        self._chunks += 1
        self._cache_hits += len(books) - len(uncached)
        self._catalogue_hits += len(uncached) - len(left)
        successful = sum(result.success for result in self._results[-len(books) :])
        _LOG.info(
            "job %s: chunk %d done, %d %% of %d books; %d successful, %d failed; "
            "%d from the cache, %d from the catalogue",
            self._job_id,
            self._chunks,
            100 * len(self._results) // len(self._books),
            len(self._books),
            successful,
            len(books) - successful,
            len(books) - len(uncached),
            len(uncached) - len(left),
        )
        return outcome.provider_requests > 0

    def _give_second_chance(self) -> None:
        """Ask once more for books that failed for a passing reason, after the rest that the providers asked for.

        When no book of the job was answered, the providers are down and the job does not wait for them.
        """
        failed = [
            index
            for index, result in enumerate(self._results)
            if not result.success and result.error_category in _PASSING
        ]
        answered = sum(result.success for result in self._results) - self._cache_hits - self._catalogue_hits
        rest_s = max(self._rest_ends_at - time.monotonic(), self._settings.chunk_pause_s)
        if not failed or not answered or rest_s > min(_LONGEST_REST_S, self._time_left_s()):
            return
        _LOG.info("job %s: %d failed books get a second chance in %.0f s", self._job_id, len(failed), rest_s)
        self._pause(rest_s)
        for start in range(0, len(failed), self._settings.chunk_size):
            indexes = failed[start : start + self._settings.chunk_size]
            outcome = self._ask([self._books[index] for index in indexes], lambda answered: None)
            for index, result in zip(indexes, outcome.results, strict=True):
                if result.success:
                    self._results[index] = result
            if start + self._settings.chunk_size < len(failed):
                self._pause(self._settings.chunk_pause_s)

    def _ask(self, books: Sequence[BookInfo], on_progress: Callable[[int], None]) -> FanOut:
        """Send books to BookProcessor, cache what may be cached, and add up the figures."""
        outcome = fan_out(
            books,
            self._book_processor,
            job_id=self._job_id,
            books_per_invocation=self._settings.books_per_invocation,
            time_left_s=self._time_left_s,
            ask_google=self._ask_google,
            on_progress=on_progress,
        )
        self._cache.keep(zip(books, outcome.results, strict=True))
        self._ask_google = self._ask_google and not outcome.google_exhausted
        self._provider_requests += outcome.provider_requests
        for name, use in outcome.providers.items():
            self._providers.setdefault(name, ProviderUse()).add(use)
        self._rest_ends_at = max(self._rest_ends_at, time.monotonic() + outcome.retry_after_s)
        return outcome

    def _report_now_and_then(self, processed: int) -> None:
        """Report the progress within a chunk, at most once a second: each book may have an invocation of its own."""
        if time.monotonic() - self._reported_at >= _REPORT_EVERY_S:
            self._reported_at = time.monotonic()
            self._on_progress(processed)

    def _pause(self, seconds: float) -> None:
        self._sleep(max(0.0, min(seconds, self._time_left_s())))


def _without_result(results: Sequence[EnrichedBook | None]) -> list[int]:
    return [place for place, result in enumerate(results) if result is None]
