"""The Orchestrator function: one job from the stored CSV to the stored dashboard.

    parse -> enrich chunk after chunk (`enriching/`) -> merge results into rows by position
          -> data/<job_id>.json -> statistics
    what the file itself tells, and what is found until then, is stored at once and now and then (`so_far.py`)

A job completes although a row fails (it is rejected, with its line), a book (its result holds the error), an invocation
(see `enriching/fan_out.py`) or the cache (see `job_cache.py` there), and when its time is up (the remaining books fail
as `deadline`).
Only the storage can fail a job: without the CSV there is nothing to do, without the dashboard nothing to show.

An event may be delivered twice, at once or later: see `job_store.py`.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.enrichment.catalogue.interface import Catalogue
from chalicelib.enrichment.catalogue.job_catalogue import JobCatalogue
from chalicelib.errors import JobNotFound, ObjectMissing
from chalicelib.ingest.corrections_file import Correction
from chalicelib.ingest.library_file import parse_export
from chalicelib.jobs.dashboard.dashboard_json import create_final_dashboard_json
from chalicelib.jobs.dashboard.uncollected import uncollected
from chalicelib.jobs.enriching.enrichment_run import EnrichmentRun
from chalicelib.jobs.enriching.job_cache import JobCache
from chalicelib.jobs.job_id import is_job_id, update_id_of, upload_fingerprint
from chalicelib.jobs.job_store import JobStore, Progress, upload_key
from chalicelib.jobs.so_far import SoFar, tell_state
from chalicelib.jobs.statistics import statistics
from chalicelib.jobs.updating.changes import changes
from chalicelib.jobs.updating.correcting import carried_over, corrected, corrections_in
from chalicelib.jobs.updating.so_far_store import SoFarStore
from chalicelib.jobs.updating.update_store import UpdateStore
from chalicelib.models import Json
from chalicelib.seams.cache import EnrichmentCache
from chalicelib.seams.invocation import Invoker
from chalicelib.settings import Settings
from chalicelib.telemetry import job_lines

_LOG: Final = logging.getLogger(__name__)
_COMPLETION_MARGIN_S: Final = 20.0
"""Reserved for merging and storing 20,000 books, but at most a tenth of the time left."""


@dataclass(frozen=True, slots=True)
class Services:
    """What an Orchestrator works with. `catalogue` is asked for once a job: one may be built meanwhile."""

    settings: Settings
    store: JobStore
    cache: EnrichmentCache
    book_processor: Invoker
    sleep: Callable[[float], None] = time.sleep
    catalogue: Callable[[], Catalogue | None] = lambda: None


class _NotWanted(Exception):
    """The job's upload is gone: the reader has deleted the job, or another run has completed it."""


def orchestrate(event: Mapping[str, Any], services: Services, remaining_s: Callable[[], float]) -> Json:
    """Run the job of an event `{"csv_key", "job_id"}` to its end and return the contract's statistics.

    The job of an event that also names another one, which it `replaces`, is an update: see `updating/update_store.py`.

    `remaining_s` returns the seconds until the function's time limit. For a job that is already complete the statistics
    are those of its dashboard. Raises `JobNotFound` for an event that names no job or one that was deleted, `BadExport`
    when the stored file is not an export, and `StorageUnavailable`.
    """
    job_id = event.get("job_id")
    if not isinstance(job_id, str) or not is_job_id(job_id) or event.get("csv_key") != upload_key(job_id):
        raise JobNotFound
    replaces = event.get("replaces")
    if replaces is not None and not (isinstance(replaces, str) and update_id_of(replaces) == job_id):
        raise JobNotFound
    try:
        return _run(job_id, replaces, services, remaining_s)
    except (ObjectMissing, _NotWanted):
        return _statistics_of_complete(replaces or job_id, services.store)
    except Exception as error:
        # By its type only: a message may quote what a reader uploaded.
        job_lines.failed(job_id, type(error).__name__)
        services.store.fail(job_id)
        raise


def _run(job_id: str, replaces: str | None, services: Services, remaining_s: Callable[[], float]) -> Json:
    """`job_id` names what is stored while the job runs, `replaces` the dashboard if there is one already."""
    started_at = time.time()
    started = time.monotonic()
    settings, store = services.settings, services.store
    csv = store.upload(job_id)
    with uncollected():
        export = parse_export(csv, max_books=settings.max_books)
    export_id = replaces or job_id
    fingerprint = upload_fingerprint(export_id, csv)
    so_far = SoFar(job_id, export_id, export, fingerprint, SoFarStore(store.storage))

    def report(processed: int) -> None:
        progress = Progress(started_at, processed, len(export.books), books_so_far=so_far.books)
        if not store.report_while_wanted(job_id, progress):
            raise _NotWanted

    google_key = settings.any_google_key
    margin_s = min(_COMPLETION_MARGIN_S, remaining_s() / 10)
    run = EnrichmentRun(
        job_id,
        [book.info() for book in export.books],
        settings=settings,
        book_processor=services.book_processor,
        cache=JobCache(services.cache, google_key=google_key),
        catalogue=JobCatalogue(services.catalogue(), only=settings.catalogue_only, google_key=google_key),
        time_left_s=lambda: remaining_s() - margin_s,
        on_progress=report,
        on_results=so_far.offer,
        sleep=services.sleep,
    )
    outcome = run.run()
    job_lines.providers(job_id, outcome.providers)
    created_at = datetime.now(UTC).isoformat(timespec="seconds")
    dashboard = create_final_dashboard_json(export_id, export, outcome.results, outcome.figures, created_at)
    dashboard = tell_state(dashboard, (), fingerprint)
    corrections = corrections_in(export)
    if replaces is None:
        store.complete(job_id, corrected(dashboard, corrections))
    else:
        _swap(replaces, dashboard, corrections, UpdateStore(store.storage))
    seconds = round(time.monotonic() - started, 2)
    enrichment = dashboard["metadata"]["enrichment"]
    job_lines.complete(job_id, enrichment, seconds)
    return statistics(export_id, enrichment, seconds)


def _swap(job_id: str, dashboard: Json, corrections: Sequence[Correction], store: UpdateStore) -> None:
    """Replace the dashboard of a job by a newer one, which tells what changed and keeps the reader's corrections."""

    def follow(before: Json) -> Json:
        dashboard["metadata"]["previous_export_timestamp"] = before["metadata"]["export_timestamp"]
        dashboard["metadata"]["changes"] = changes(before, dashboard)
        return carried_over(before, dashboard, corrections)

    if not store.swap(job_id, follow):
        raise _NotWanted


def _statistics_of_complete(job_id: str, store: JobStore) -> Json:
    """The statistics in the stored dashboard; raises `JobNotFound` where there is none."""
    try:
        enrichment = json.loads(store.dashboard(job_id))["metadata"]["enrichment"]
    except ObjectMissing:
        raise JobNotFound from None
    _LOG.info("job %s was already complete", job_id)
    return statistics(job_id, enrichment, enrichment["seconds"])
