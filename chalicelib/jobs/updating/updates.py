"""A newer export for a dashboard that is there: start it, ask how far it is. What the REST routes do, without HTTP."""

import json
import logging
import time
from dataclasses import dataclass
from typing import Final

from chalicelib.errors import DeletionRefused, JobFailed, JobNotFound, ObjectMissing, UpdateFailed, UpdateRuns
from chalicelib.ingest.library_file import look_over
from chalicelib.jobs.job_id import is_job_id, may_delete, update_id_of, upload_fingerprint
from chalicelib.jobs.job_store import upload_key
from chalicelib.jobs.service import Jobs, JobState
from chalicelib.jobs.statistics import job_result, processing_result, statistics
from chalicelib.jobs.updating.update_store import UpdateStore
from chalicelib.models import Json
from chalicelib.telemetry import json_log

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Updates:
    """The updates of all jobs in one storage."""

    jobs: Jobs

    def start(self, job_id: str, delete_token: str, csv: bytes, wait_s: float | None = None) -> Json:
        """Check and store a newer export, run it, and return the answer that `Jobs.start` would.

        Until it is complete the job keeps its dashboard, and for good when it fails. A file that the job, or its
        running update, already holds is not run again.

        Raises `JobNotFound`, `DeletionRefused` for another job's token, `BadExport`, `UploadTooLarge`, `UpdateRuns`
        while the job or another update of it runs, and `JobFailed` where there is no dashboard or no new one.
        """
        started = time.monotonic()
        if not is_job_id(job_id):
            raise JobNotFound
        if not may_delete(job_id, delete_token):
            raise DeletionRefused
        overview = look_over(csv, max_books=self.jobs.settings.max_books)
        running = processing_result(job_id, delete_token) | overview.to_json()
        if self.jobs.store.dashboard_size(job_id) is None and self.jobs.read(job_id).progress:
            raise UpdateRuns
        json_log.from_here_of_job(job_id)
        failed = self._has_failed(job_id)
        if self._runs(job_id, csv, failed=failed):
            return running
        if known := self._known(job_id, csv, delete_token):
            return known | overview.to_json()
        if not self._keep(job_id, csv, failed=failed):
            return running
        update_id = update_id_of(job_id)
        _LOG.info("job %s: its update runs as job %s", job_id, update_id)
        event = {"csv_key": upload_key(update_id), "job_id": update_id, "replaces": job_id}
        try:
            figures = self.jobs.begin(event, overview.books, wait_s, started, has_owner=False)
        except JobFailed:
            raise UpdateFailed from None
        return running if figures is None else job_result(figures, delete_token) | overview.to_json()

    def read(self, job_id: str, *, so_far: bool = False) -> JobState:
        """The state of a job's update: its progress, or its dashboard so far where that is wanted and there is one.

        Where no update runs, the job's own state. Raises `UpdateFailed` when the last update failed.
        """
        if not is_job_id(job_id):
            raise JobNotFound
        update_id = update_id_of(job_id)
        try:
            return self.jobs.read_so_far(update_id) if so_far else self.jobs.read(update_id)
        except JobFailed:
            raise UpdateFailed from None
        except JobNotFound:
            return self.jobs.read(job_id)

    def _has_failed(self, job_id: str) -> bool:
        """Whether the last update of a job has failed."""
        try:
            self.jobs.read(update_id_of(job_id))
        except JobFailed:
            return True
        except JobNotFound:
            return False
        return False

    def _runs(self, job_id: str, csv: bytes, *, failed: bool) -> bool:
        """Whether an update with this very file runs; raises `UpdateRuns` for one with another."""
        held = None if failed else UpdateStore(self.jobs.store.storage).holds(job_id, csv)
        if held is False:
            raise UpdateRuns
        return held is True

    def _keep(self, job_id: str, csv: bytes, *, failed: bool) -> bool:
        """Store the upload of an update; False where the same has come at this moment, and raises as `_runs` does."""
        if failed:
            UpdateStore(self.jobs.store.storage).start_over(job_id, csv)
            return True
        return self.jobs.store.keep_upload(update_id_of(job_id), csv) or not self._runs(job_id, csv, failed=False)

    def _known(self, job_id: str, csv: bytes, delete_token: str) -> Json | None:
        """The answer for a file of which the dashboard is made already; None for another file."""
        try:
            metadata = json.loads(self.jobs.store.dashboard(job_id))["metadata"]
        except ObjectMissing:
            # The reader has just deleted the job.
            raise JobNotFound from None
        if metadata.get("upload_fingerprint") != upload_fingerprint(job_id, csv):
            return None
        enrichment = metadata["enrichment"]
        return job_result(statistics(job_id, enrichment, enrichment["seconds"]), delete_token)
