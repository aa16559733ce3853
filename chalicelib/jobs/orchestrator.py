"""The Orchestrator function: one job from the stored CSV to the stored dashboard.

    parse -> chunks of CHUNK_SIZE -> for each chunk, one after another:
                 ask the cache -> fan the rest out to BookProcessor -> fill the cache -> pause if a provider was asked
          -> merge results into rows by position -> data/<job_id>.json -> statistics

Who may fail where: a row (it is rejected, with its line), a book (a result with its error), an invocation (asked again
in halves, see `fan_out`), the cache (the job goes on without it), the time (what is left fails as `deadline`, the job
still completes). Only the storage can fail a job: without the CSV there is nothing to do, without the dashboard nothing
to show.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.errors import CacheUnavailable, JobNotFound, StorageUnavailable
from chalicelib.ingest.goodreads_csv import parse_export
from chalicelib.jobs import cache_policy as cache_policy
from chalicelib.jobs.dashboard import JobFigures, create_final_dashboard_json, success_rate
from chalicelib.jobs.fan_out import DEADLINE_MESSAGE, fan_out
from chalicelib.jobs.job_id import is_job_id
from chalicelib.models import BookInfo, EnrichedBook, Json
from chalicelib.seams.cache import EnrichmentCache
from chalicelib.seams.invocation import Invoker
from chalicelib.seams.storage import Storage, dashboard_key, progress_key
from chalicelib.settings import Settings

_LOG: Final = logging.getLogger(__name__)
TIME_LIMIT_S: Final = 900.0
"""The Orchestrator's time limit in `.chalice/config.json`; an upload older than this without a dashboard has failed."""
FAILED: Final = "failed"
"""The status of a progress object whose job has ended without a dashboard."""
_COMPLETION_MARGIN_S: Final = 20.0
"""Kept back from the time left for merging and storing 20,000 books; a tenth of it when there is little."""


@dataclass(frozen=True, slots=True)
class Services:
    """The seams an Orchestrator works through."""

    settings: Settings
    storage: Storage
    cache: EnrichmentCache
    book_processor: Invoker
    sleep: Callable[[float], None] = time.sleep


def orchestrate(event: Mapping[str, Any], services: Services, remaining_s: Callable[[], float]) -> Json:
    """Run the job of an event `{"csv_key", "job_id"}` to its end and return the contract's statistics.

    `remaining_s` tells the seconds until the function's time limit. Raises `JobNotFound` for an event without a valid
    job id, `BadExport` when the stored file is none, `StorageUnavailable` or `ObjectMissing`.
    """
    job_id, csv_key = event.get("job_id"), event.get("csv_key")
    if not isinstance(job_id, str) or not is_job_id(job_id) or not isinstance(csv_key, str):
        raise JobNotFound
    try:
        return _run(job_id, csv_key, services, remaining_s)
    except Exception:
        _tell_failure(services.storage, job_id, csv_key)
        raise


def to_bytes(value: Json) -> bytes:
    """JSON as it is stored and served: compact, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _run(job_id: str, csv_key: str, services: Services, remaining_s: Callable[[], float]) -> Json:
    started = time.monotonic()
    export = parse_export(services.storage.get(csv_key), max_books=services.settings.max_books)
    margin_s = min(_COMPLETION_MARGIN_S, remaining_s() / 10)
    job = _Job(services, job_id, [book.info() for book in export.books], lambda: remaining_s() - margin_s)
    results = job.run()
    seconds = round(time.monotonic() - started, 2)
    dashboard = create_final_dashboard_json(
        job_id,
        export,
        results,
        JobFigures(job.chunks, job.provider_requests, job.cache_hits, seconds),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )
    services.storage.put(dashboard_key(job_id), to_bytes(dashboard))
    _tidy_up(services.storage, job_id, csv_key)
    successful = sum(result.success for result in results)
    _LOG.info("job %s complete: %d of %d books enriched in %.1f s", job_id, successful, len(results), seconds)
    return {
        "job_id": job_id,
        "status": "complete",
        "total_books": len(results),
        "successful_books": successful,
        "failed_books": len(results) - successful,
        "success_rate": success_rate(successful, len(results)),
        "chunks_processed": job.chunks,
        "processing_time_seconds": seconds,
    }


class _Job:
    """The state of one run; `run` is called once."""

    def __init__(
        self, services: Services, job_id: str, books: list[BookInfo], time_left_s: Callable[[], float]
    ) -> None:
        self._services = services
        self._job_id = job_id
        self._books = books
        self._time_left_s = time_left_s
        self._use_cache = True
        self._ask_google = True
        self._results: list[EnrichedBook] = []
        self.chunks = 0
        self.provider_requests = 0
        self.cache_hits = 0

    def run(self) -> list[EnrichedBook]:
        """Enrich all books, chunk after chunk; one result for each, in their order."""
        size = self._services.settings.chunk_size
        self._report(0)
        for start in range(0, len(self._books), size):
            if self._time_left_s() <= 0:
                break
            asked = self._run_chunk(self._books[start : start + size])
            if asked and start + size < len(self._books):
                self._services.sleep(max(0.0, min(self._services.settings.chunk_pause_s, self._time_left_s())))
        late = self._books[len(self._results) :]
        return self._results + [EnrichedBook.failed(book, "deadline", DEADLINE_MESSAGE) for book in late]

    def _run_chunk(self, books: list[BookInfo]) -> bool:
        """Enrich one chunk; returns whether a provider was asked."""
        known = self._from_cache(books)
        unknown = [place for place in range(len(books)) if place not in known]
        settled = len(self._results) + len(known)
        self._report(settled)
        outcome = fan_out(
            [books[place] for place in unknown],
            self._services.book_processor,
            books_per_invocation=self._services.settings.books_per_invocation,
            time_left_s=self._time_left_s,
            ask_google=self._ask_google,
            on_progress=lambda answered: self._report(settled + answered),
        )
        fresh = dict(zip(unknown, outcome.results, strict=True))
        self._to_cache([(books[place], result) for place, result in fresh.items()])
        results = [known[place] if place in known else fresh[place] for place in range(len(books))]
        self._results += results
        self._ask_google = self._ask_google and not outcome.google_exhausted
        self.chunks += 1
        self.provider_requests += outcome.provider_requests
        self.cache_hits += len(known)
        successful = sum(result.success for result in results)
        _LOG.info(
            "job %s: chunk %d done, %d %% of %d books; %d successful, %d failed, %d from the cache",
            self._job_id,
            self.chunks,
            100 * len(self._results) // len(self._books),
            len(self._books),
            successful,
            len(results) - successful,
            len(known),
        )
        return outcome.provider_requests > 0

    def _from_cache(self, books: list[BookInfo]) -> dict[int, EnrichedBook]:
        keys = [cache_policy.cache_keys(book) for book in books]
        texts: dict[str, str] = {}
        if self._use_cache:
            try:
                texts = self._services.cache.get_many({key for alternatives in keys for key in alternatives})
            except CacheUnavailable as error:
                self._go_on_without_cache(error)
        found: dict[int, EnrichedBook] = {}
        for place, book in enumerate(books):
            stored = (cache_policy.from_text(texts[key], book) for key in keys[place] if key in texts)
            result = next((one for one in stored if one is not None), None)
            if result is not None:
                found[place] = result
        return found

    def _to_cache(self, answered: list[tuple[BookInfo, EnrichedBook]]) -> None:
        now = time.time()
        texts: dict[str, str] = {}
        lifetimes: dict[str, int] = {}
        for book, result in answered:
            key, lifetime = cache_policy.key_of(result, book), cache_policy.lifetime_s(result)
            if key is not None and lifetime is not None:
                texts[key], lifetimes[key] = cache_policy.to_text(result, now), lifetime
        if texts and self._use_cache:
            try:
                self._services.cache.put_many(texts, lifetimes)
            except CacheUnavailable as error:
                self._go_on_without_cache(error)

    def _go_on_without_cache(self, error: CacheUnavailable) -> None:
        self._use_cache = False
        _LOG.warning("job %s goes on without the cache: %s", self._job_id, error)

    def _report(self, processed: int) -> None:
        progress = {"status": "processing", "books_processed": processed, "books_total": len(self._books)}
        _report(self._services.storage, self._job_id, progress)


def _report(storage: Storage, job_id: str, progress: Json) -> None:
    try:
        storage.put(progress_key(job_id), to_bytes(progress))
    except StorageUnavailable:
        _LOG.warning("job %s: its progress could not be stored", job_id)


def _tell_failure(storage: Storage, job_id: str, csv_key: str) -> None:
    """Whoever polls is told now, not when the time limit is over; but not of a job that was deleted meanwhile."""
    with suppress(StorageUnavailable):
        if storage.modified_at(csv_key) is not None:
            _report(storage, job_id, {"status": FAILED})


def _tidy_up(storage: Storage, job_id: str, csv_key: str) -> None:
    """The raw upload has served its purpose. Where it is gone already, the reader has deleted the job meanwhile."""
    try:
        if storage.modified_at(csv_key) is None:
            storage.delete(dashboard_key(job_id))
    except StorageUnavailable:
        _LOG.warning("job %s: it is not known whether it was deleted meanwhile", job_id)
    for key in (csv_key, progress_key(job_id)):
        try:
            storage.delete(key)
        except StorageUnavailable:
            _LOG.warning("job %s: its %s could not be deleted", job_id, key.partition("/")[0])
