"""A job as callers see it: start it, ask how far it is, delete it. What the REST routes do, without HTTP."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chalicelib.errors import (
    DeletionRefused,
    FunctionFailed,
    InvocationError,
    InvocationLost,
    InvocationThrottled,
    InvocationTimeout,
    JobFailed,
    JobNotFound,
    JobNotStarted,
    KeyTaken,
    MalformedKey,
    ObjectMissing,
    StorageUnavailable,
)
from chalicelib.ingest.library_file import look_over
from chalicelib.jobs.job_id import (
    is_delete_token,
    is_job_id,
    job_id_of,
    may_delete,
    new_delete_token,
    upload_fingerprint,
)
from chalicelib.jobs.job_store import EVENT_AGE_S, TIME_LIMIT_S, JobStore, Progress, upload_key
from chalicelib.jobs.statistics import job_result, processing_result, result_of, statistics
from chalicelib.jobs.updating.so_far_store import SoFarStore
from chalicelib.models import Json
from chalicelib.seams.invocation import EventInvoker
from chalicelib.settings import Settings
from chalicelib.telemetry import job_lines, json_log

_CLOCK_SKEW_S: Final = 30.0
_FIRST_REPORT_S: Final = 60.0
"""From the start of an Orchestrator to its first report: a cold start, and a file of 20 MB to parse."""
MOST_ANSWERED_BYTES: Final = 2_000_000
"""Lambda's limit for an answer is 6 MiB. It holds the dashboard as one JSON string, whose escapes take at most three
times the bytes: six characters for a letter of two bytes.
"""
_PROGRESS_WITHIN_S: Final = 5.0
"""A storage that has taken longer for the upload is not asked to store the first progress, too."""


@dataclass(frozen=True, slots=True)
class JobState:
    """The state of a job, given by exactly one of its fields: the contract's progress object, the dashboard JSON, or a
    link to a dashboard that is too large for an answer.
    """

    progress: Json | None = None
    dashboard: bytes | None = None
    dashboard_url: str | None = None


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs in one storage, run by one Orchestrator."""

    settings: Settings
    store: JobStore
    orchestrator: EventInvoker
    clock: Callable[[], float] = time.time

    def start(self, csv: bytes, wait_s: float | None = None, key: str | None = None) -> Json:
        """Check and store a file, run its job, and return the contract's job result, and what was understood.

        When the job outlasts `wait_s` (never more than `UPLOAD_WAIT_SECONDS`), it runs on and the answer is
        `{"job_id", "status": "processing", "delete_token"}`. A job for which nobody waits, or for which there is no
        room at the moment, is left to the Orchestrator as an event.

        `key` is a delete token that the caller has made. Sent again with the same file it answers for the same job.

        Raises `BadExport`, `UploadTooLarge` or `MalformedKey` before anything is stored, `KeyTaken` when the job of the
        key holds another file, `JobFailed` when the Orchestrator failed or could not be started.
        """
        started = time.monotonic()
        if key is not None and not is_delete_token(key):
            raise MalformedKey
        overview = look_over(csv, max_books=self.settings.max_books)
        delete_token = key or new_delete_token()
        job_id = job_id_of(delete_token)
        json_log.from_here_of_job(job_id)
        if not self._is_new(job_id, csv, may_be_known=key is not None):
            return self._known(job_id, csv, delete_token) | overview.to_json()
        event = {"csv_key": upload_key(job_id), "job_id": job_id}
        figures = self.begin(event, overview.books, wait_s, started, has_owner=key is not None)
        return result_of(figures, job_id, delete_token) | overview.to_json()

    def begin(
        self, event: Json, books_total: int, wait_s: float | None, started: float, *, has_owner: bool
    ) -> Json | None:
        """Run the job of an event whose upload is stored; the Orchestrator's answer, None for a job that runs on.

        `started` is when the request came, on the monotonic clock. Raises `JobFailed`; the job's upload is then gone,
        and what there was of its dashboard, too, unless somebody has its token.
        """
        job_id = event["job_id"]
        if time.monotonic() - started < _PROGRESS_WITHIN_S:
            self.store.report(job_id, Progress(self.clock(), 0, books_total, "queued"))
        waits = [wait for wait in (wait_s, self.settings.upload_wait_s) if wait is not None]
        # API Gateway counts from the start of the request, so parsing and storing shorten the wait.
        wait = max(0.0, min(waits) - (time.monotonic() - started)) if waits else None
        job_lines.started(job_id, books_total)
        try:
            return self._run(event, wait)
        except (InvocationTimeout, InvocationLost):
            return None
        except InvocationError as error:
            # A function that has run counts its failure itself, or Lambda does.
            job_lines.failed(job_id, str(error), counted=not isinstance(error, FunctionFailed))
            self.store.give_up(job_id, has_owner=has_owner)
            raise JobFailed from error

    def _is_new(self, job_id: str, csv: bytes, *, may_be_known: bool) -> bool:
        """Store the upload of a job, unless there is or was one; exactly one of several callers gets True."""
        if not self.store.keep_upload(job_id, csv):
            return False
        if may_be_known and self.store.is_over(job_id):
            self.store.drop_upload(job_id)
            return False
        return True

    def _known(self, job_id: str, csv: bytes, delete_token: str) -> Json:
        """The answer for an upload that was sent before; raises as `start` and `read` do."""
        if self.store.dashboard_size(job_id) is None:
            try:
                is_same = self.store.upload(job_id) == csv
            except ObjectMissing:
                # The job has failed, or has just become complete.
                is_same = True
            if not is_same:
                raise KeyTaken
        try:
            if self.read(job_id).progress:
                return processing_result(job_id, delete_token)
            metadata = json.loads(self.store.dashboard(job_id))["metadata"]
        except (JobNotFound, ObjectMissing):
            # It is being stored or deleted at this moment.
            raise StorageUnavailable from None
        if metadata.get("upload_fingerprint") != upload_fingerprint(job_id, csv):
            raise KeyTaken
        enrichment = metadata["enrichment"]
        return job_result(statistics(job_id, enrichment, enrichment["seconds"]), delete_token)

    def _run(self, event: Json, wait_s: float | None) -> Json | None:
        """The Orchestrator's answer; None for a job that is left to it as an event."""
        if wait_s != 0.0:
            try:
                return self.orchestrator.invoke(event, wait_s)
            except InvocationThrottled as error:
                # It is not waited for: this very function may hold the execution that an Orchestrator needs.
                job_lines.waits(event["job_id"], str(error))
        self.orchestrator.start(event)
        return None

    def read_so_far(self, job_id: str) -> JobState:
        """The dashboard of a job as it stands: the complete one, else that of a running or failed job so far.

        Where there is none yet, the progress. Raises `JobNotFound`; `JobFailed` for a failed job that has none.
        """
        try:
            state = self.read(job_id)
        except JobFailed:
            SoFarStore(self.store.storage).settle(job_id)
            if found := self._stored_so_far(job_id):
                return found
            raise
        return state if state.progress is None else self._stored_so_far(job_id) or state

    def _stored_so_far(self, job_id: str) -> JobState | None:
        stored = SoFarStore(self.store.storage)
        size = stored.size(job_id)
        if size is None:
            return None
        if size > MOST_ANSWERED_BYTES and (url := stored.link(job_id)):
            return JobState(dashboard_url=url)
        try:
            return JobState(dashboard=stored.get(job_id))
        except ObjectMissing:
            # The job has just become complete, or was deleted.
            return None

    def read(self, job_id: str) -> JobState:
        """The state of a job; that of a running one takes two storage calls.

        Raises `JobNotFound` for a job that is unknown or was deleted, `JobFailed` for one that ended without a result.
        """
        if not is_job_id(job_id):
            raise JobNotFound
        size = self.store.dashboard_size(job_id)
        if size is None:
            progress = self.store.progress(job_id)
            if progress is not None and not self._is_over(progress):
                return _processing(progress)
            # In this order: a run stores its dashboard before it removes the upload, so whoever has seen the upload and
            # then no dashboard knows that the job is not complete.
            uploaded_at = self.store.uploaded_at(job_id)
            size = self.store.dashboard_size(job_id)
            if size is None:
                return self._without_dashboard(progress, uploaded_at)
        if size > MOST_ANSWERED_BYTES and (url := self.store.dashboard_link(job_id)):
            return JobState(dashboard_url=url)
        try:
            return JobState(dashboard=self.store.dashboard(job_id))
        except ObjectMissing:
            raise JobNotFound from None

    def delete(self, job_id: str, delete_token: str) -> None:
        """Remove everything of a job. Raises `DeletionRefused` for another job's token, `JobNotFound`."""
        if not is_job_id(job_id):
            raise JobNotFound
        if not may_delete(job_id, delete_token):
            raise DeletionRefused
        if not self.store.delete(job_id):
            raise JobNotFound

    def _without_dashboard(self, progress: Progress | None, uploaded_at: float | None) -> JobState:
        """The state of a job that is not complete and does not report that it runs."""
        if progress is None:
            if uploaded_at is None:
                raise JobNotFound
            progress = Progress(uploaded_at, 0, 0, "queued")
        if self._is_over(progress):
            # It has reported its failure, it was never started, or it has crashed.
            raise JobNotStarted if progress.status == "queued" else JobFailed
        return _processing(progress)

    def _is_over(self, progress: Progress) -> bool:
        """Whether a job has failed, or can no longer be where it has last reported to be."""
        longest_s = EVENT_AGE_S + _FIRST_REPORT_S if progress.status == "queued" else TIME_LIMIT_S
        return progress.status == "failed" or self.clock() - progress.started_at > longest_s + _CLOCK_SKEW_S


def _processing(progress: Progress) -> JobState:
    return JobState(
        progress={
            "status": "processing",
            "books_processed": progress.books_processed,
            "books_total": progress.books_total,
            "books_so_far": progress.books_so_far,
        }
    )
