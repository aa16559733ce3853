"""A job as callers see it: start it, ask how far it is, delete it. What the REST routes do, without HTTP."""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from chalicelib import json_log
from chalicelib.errors import (
    DeletionRefused,
    InvocationError,
    InvocationTimeout,
    JobFailed,
    JobNotFound,
    ObjectMissing,
    StorageUnavailable,
)
from chalicelib.ingest.goodreads_csv import parse_export
from chalicelib.jobs.job_id import is_job_id, job_id_of, may_delete, new_delete_token
from chalicelib.jobs.orchestrator import FAILED, TIME_LIMIT_S, to_bytes
from chalicelib.models import Json
from chalicelib.seams.invocation import Invoker
from chalicelib.seams.storage import LinkingStorage, Storage, dashboard_key, progress_key, upload_key
from chalicelib.settings import Settings

_LOG: Final = logging.getLogger(__name__)
_CLOCK_SKEW_S: Final = 30.0
_MOST_ANSWERED_BYTES: Final = 6_000_000
"""Lambda's limit for an answer is 6 MiB; what the headers need stays free."""


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs in one storage, run by one Orchestrator."""

    settings: Settings
    storage: Storage
    orchestrator: Invoker
    clock: Callable[[], float] = time.time

    def start(self, csv: bytes, wait_s: float | None = None) -> Json:
        """Check and store an export, run its job, and return the contract's job result.

        When the job outlasts `wait_s` (never more than `UPLOAD_WAIT_SECONDS`), it runs on and the answer is
        `{"job_id", "status": "processing", "delete_token"}`. Raises `BadExport` or `UploadTooLarge` before anything is
        stored, `JobFailed` when the Orchestrator failed.
        """
        started = time.monotonic()
        books_total = len(parse_export(csv, max_books=self.settings.max_books).books)
        delete_token = new_delete_token()
        job_id = job_id_of(delete_token)
        json_log.from_here_of_job(job_id)
        self.storage.put(upload_key(job_id), csv)
        self._report(job_id, {"status": "processing", "books_processed": 0, "books_total": books_total})
        waits = [wait for wait in (wait_s, self.settings.upload_wait_s) if wait is not None]
        # What parsing and storing took is gone already: API Gateway counts from the request.
        wait = max(0.0, min(waits) - (time.monotonic() - started)) if waits else None
        event = {"csv_key": upload_key(job_id), "job_id": job_id}
        try:
            statistics = self.orchestrator.invoke(event, wait)
        except InvocationTimeout:
            return {"job_id": job_id, "status": "processing", "delete_token": delete_token}
        except InvocationError as error:
            _LOG.error("job %s failed: %s", job_id, error)
            self._give_up(job_id)
            raise JobFailed from error
        return {
            "job_id": job_id,
            "status": "complete",
            "processing_time": statistics["processing_time_seconds"],
            "books_processed": statistics["total_books"],
            "successful_enrichments": statistics["successful_books"],
            "failed_enrichments": statistics["failed_books"],
            "success_rate": statistics["success_rate"],
            "delete_token": delete_token,
            "data_url": f"data/{job_id}",
            "dashboard_url": f"dashboard/{job_id}",
        }

    def read(self, job_id: str) -> bytes | Json:
        """The dashboard JSON, as bytes, of a complete job; of one that is processing the contract's progress object.

        Raises `JobNotFound` for a job that never was or was deleted, `JobFailed` for one that ended without a result.
        """
        if not is_job_id(job_id):
            raise JobNotFound
        dashboard = self._dashboard(job_id)
        if dashboard is not None:
            return dashboard
        # In this order, because a job that completes meanwhile stores its dashboard before it deletes the other two:
        # whoever has seen the upload and then no dashboard knows that the job was processing.
        uploaded_at = self.storage.modified_at(upload_key(job_id))
        progress = self._progress(job_id)
        dashboard = self._dashboard(job_id)
        if dashboard is not None:
            return dashboard
        if progress.get("status") == FAILED:
            raise JobFailed
        if uploaded_at is None:
            raise JobNotFound
        if self.clock() - uploaded_at > TIME_LIMIT_S + _CLOCK_SKEW_S:
            raise JobFailed
        counts = {name: progress.get(name) for name in ("books_processed", "books_total")}
        return {
            "status": "processing",
            **{name: count if isinstance(count, int) else 0 for name, count in counts.items()},
        }

    def link_to_large(self, job_id: str, dashboard: bytes) -> str | None:
        """A short-lived URL of the stored dashboard when it is larger than a Lambda may answer; None: answer it.

        Lambda's answer holds the dashboard as one JSON string, which escapes its quotes and whatever is not ASCII.
        """
        if isinstance(self.storage, LinkingStorage) and len(json.dumps(dashboard.decode())) > _MOST_ANSWERED_BYTES:
            return self.storage.link(dashboard_key(job_id))
        return None

    def delete(self, job_id: str, delete_token: str) -> None:
        """Remove everything of a job. Raises `DeletionRefused` for another job's token, `JobNotFound`."""
        if not is_job_id(job_id):
            raise JobNotFound
        if not may_delete(job_id, delete_token):
            raise DeletionRefused
        # The upload first: a job that completes meanwhile and finds it gone takes its own dashboard back.
        keys = (upload_key(job_id), dashboard_key(job_id), progress_key(job_id))
        if all(self.storage.modified_at(key) is None for key in keys):
            raise JobNotFound
        for key in keys:
            self.storage.delete(key)

    def _report(self, job_id: str, progress: Json) -> None:
        try:
            self.storage.put(progress_key(job_id), to_bytes(progress))
        except StorageUnavailable:
            _LOG.warning("job %s: its progress could not be stored", job_id)

    def _give_up(self, job_id: str) -> None:
        """Whoever uploaded is told by the answer, which holds no token to delete with: nothing private may stay."""
        self._report(job_id, {"status": FAILED})
        try:
            self.storage.delete(upload_key(job_id))
        except StorageUnavailable:
            _LOG.warning("job %s: its upload could not be deleted", job_id)

    def _dashboard(self, job_id: str) -> bytes | None:
        try:
            return self.storage.get(dashboard_key(job_id))
        except ObjectMissing:
            return None

    def _progress(self, job_id: str) -> dict[str, Any]:
        try:
            told = json.loads(self.storage.get(progress_key(job_id)))
        except (ObjectMissing, ValueError):
            return {}
        return told if isinstance(told, dict) else {}
