"""What is stored of a job: keys, shapes, and the order of writing and deleting. Nothing else writes a job's state.

    uploads/<job_id>/raw.csv   from the upload until the job is complete or has failed
    progress/<job_id>.json     how far the job is, or that it has failed; nothing coordinates on it
    progress/<job_id>.so-far.json   the dashboard as it stands, until the job is complete; stays when the job fails
    data/<job_id>.json         the dashboard; where it is, the job is complete
    shares/                    what of it the reader has shared, see `sharing/share_store.py`

A job is wanted while its upload is there: when a reader deletes a running job, the upload goes and the run ends. An
event may be delivered twice, so that two runs of one job overlap. The dashboard is therefore created, never replaced.
The run that creates it is the one that removes the upload, and only that run may conclude from a missing upload that
the reader has deleted the job.

Whoever stores something for a running job looks afterwards whether the upload is still there, and removes what it has
stored when it is not. Whoever deletes or completes a job removes the upload before the rest, and the dashboard so far
last. So of two that meet, at least one sees the other, and nothing comes back of a job that is deleted or complete.

An upload may be sent twice, too, under a token that its sender made. It is therefore created, never replaced, and
whoever has created it looks afterwards whether the job is over: a job stores its dashboard, or that it has failed,
before it removes its upload. So one of two uploads starts the job, whether they come at once or later.
"""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from chalicelib.errors import ObjectMissing, StorageUnavailable
from chalicelib.jobs.job_id import update_id_of
from chalicelib.jobs.sharing.share_store import ShareStore, list_key
from chalicelib.models import Json
from chalicelib.seams.storage import LinkingStorage, Storage

_LOG: Final = logging.getLogger(__name__)
TIME_LIMIT_S: Final = 900.0
"""The Orchestrator's time limit in `.chalice/config.json`; a job that has run for longer without a dashboard has
failed.
"""
EVENT_AGE_S: Final = 600
"""How old the event of a job may become before the Orchestrator begins with it. Older ones are thrown away: see
`scripts/aws/event_invocation.py`.
"""
Status = Literal["queued", "processing", "failed"]
"""queued: the Orchestrator has not begun. processing: it has. failed: it has ended without a dashboard."""


def upload_key(job_id: str) -> str:
    """The key of a job's raw CSV."""
    return f"uploads/{job_id}/raw.csv"


def dashboard_key(job_id: str) -> str:
    """The key of a job's finished dashboard JSON."""
    return f"data/{job_id}.json"


def library_key(job_id: str) -> str:
    """The key of a library as CSV that is too large for an answer. What is under `uploads/` expires by itself."""
    return f"uploads/{job_id}/library.csv"


def progress_key(job_id: str) -> str:
    """The key of the report on how far a job is."""
    return f"progress/{job_id}.json"


def so_far_key(job_id: str) -> str:
    """The key of the dashboard of a running job as it stands."""
    return f"progress/{job_id}.so-far.json"


def swap_key(update_id: str) -> str:
    """The key of the file whose creator swaps the dashboards, see `updating/update_store.py`."""
    return f"progress/{update_id}.swap.json"


def keys_of_update(job_id: str) -> tuple[str, ...]:
    """All keys of a job's update in the order in which they are removed: the upload first, by which a run is wanted."""
    update_id = update_id_of(job_id)
    return upload_key(update_id), progress_key(update_id), so_far_key(update_id), swap_key(update_id)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `started_at` (epoch seconds) is when the job reached this status: one that has been queued or
    has run for too long will not become complete. `books_so_far` of the processed books are in the dashboard so far;
    None while there is none.
    """

    started_at: float
    books_processed: int
    books_total: int
    status: Status = "processing"
    books_so_far: int | None = None


@dataclass(frozen=True, slots=True)
class JobStore:
    """The state of all jobs in one storage. Methods raise `StorageUnavailable` unless they say otherwise."""

    storage: Storage
    clock: Callable[[], float] = time.time

    def keep_upload(self, job_id: str, csv: bytes) -> bool:
        """Store the export of a new job; False where the job has one, also when it came at the same moment."""
        return self.storage.create(upload_key(job_id), csv)

    def is_over(self, job_id: str) -> bool:
        """Whether a job is complete or has reported its failure. It then has no upload, or needs none."""
        if self.dashboard_size(job_id) is not None:
            return True
        progress = self.progress(job_id)
        return progress is not None and progress.status == "failed"

    def drop_upload(self, job_id: str) -> None:
        """Remove the upload of a job that is over."""
        self._remove_quietly(upload_key(job_id), job_id)

    def upload(self, job_id: str) -> bytes:
        """The export of a job; raises `ObjectMissing` for a job that is complete, was deleted or never was."""
        return self.storage.get(upload_key(job_id))

    def uploaded_at(self, job_id: str) -> float | None:
        """When the export was stored (epoch seconds); None where there is none."""
        found = self.storage.stat(upload_key(job_id))
        return found.modified_at if found else None

    def report(self, job_id: str, progress: Progress) -> None:
        """Store how far a job is; a failure of the storage costs only this report."""
        stored = {
            "status": progress.status,
            "books_processed": progress.books_processed,
            "books_total": progress.books_total,
            "books_so_far": progress.books_so_far,
            "started_at": progress.started_at,
        }
        try:
            self.storage.put(progress_key(job_id), to_bytes(stored))
        except StorageUnavailable:
            _LOG.warning("job %s: its progress could not be stored", job_id)

    def report_while_wanted(self, job_id: str, progress: Progress) -> bool:
        """Store how far a running job is; False, with the report removed, when its upload is gone and it has to end."""
        self.report(job_id, progress)
        try:
            # Checked after the report is stored, so that no report remains of a job that was deleted before.
            if self.storage.stat(upload_key(job_id)) is not None:
                return True
            self.storage.delete(progress_key(job_id))
        except StorageUnavailable:
            _LOG.warning("job %s: could not find out whether it was deleted meanwhile", job_id)
            return True
        return False

    def progress(self, job_id: str) -> Progress | None:
        """The last report of a job, or None where there is none that can be read."""
        try:
            stored = json.loads(self.storage.get(progress_key(job_id)))
        except (ObjectMissing, ValueError):
            return None
        counts = [stored.get(name) for name in ("books_processed", "books_total")] if isinstance(stored, dict) else []
        if not counts or not isinstance(started_at := stored.get("started_at"), int | float):
            return None
        processed, total = (count if isinstance(count, int) else 0 for count in counts)
        status: Status = next((known for known in get_args(Status) if known == stored.get("status")), "processing")
        so_far = stored.get("books_so_far")
        return Progress(started_at, processed, total, status, so_far if isinstance(so_far, int) else None)

    def fail(self, job_id: str) -> None:
        """Mark a job that is still wanted as failed now, not when its time is over."""
        try:
            if self.storage.stat(upload_key(job_id)) is not None:
                self.report(job_id, Progress(self.clock(), 0, 0, "failed"))
        except StorageUnavailable:
            _LOG.warning("job %s: its failure could not be stored", job_id)

    def give_up(self, job_id: str, *, has_owner: bool = False) -> None:
        """Fail a job and remove its upload. The dashboard so far stays for an owner, who has the job's token.

        Where nobody got the token that would delete it, nothing private may stay.
        """
        self.fail(job_id)
        self._remove_quietly(upload_key(job_id), job_id)
        if not has_owner:
            self._remove_quietly(so_far_key(job_id), job_id)

    def complete(self, job_id: str, dashboard: Json) -> None:
        """Store the dashboard of a job that has none, and remove the rest; another run's dashboard stays as it is."""
        created = self.storage.create(dashboard_key(job_id), to_bytes(dashboard))
        if created:
            try:
                if self.storage.stat(upload_key(job_id)) is None:
                    # No other run removes the upload, so the reader has deleted the job.
                    self.storage.delete(dashboard_key(job_id))
            except StorageUnavailable:
                _LOG.warning("job %s: could not find out whether it was deleted meanwhile", job_id)
            self._remove_quietly(upload_key(job_id), job_id)
        self._remove_quietly(progress_key(job_id), job_id)
        self._remove_quietly(so_far_key(job_id), job_id)

    def dashboard_size(self, job_id: str) -> int | None:
        """The bytes of a job's dashboard, or None while there is none."""
        found = self.storage.stat(dashboard_key(job_id))
        return found.size if found else None

    def dashboard(self, job_id: str) -> bytes:
        """The dashboard JSON of a complete job; raises `ObjectMissing` for any other."""
        return self.storage.get(dashboard_key(job_id))

    def dashboard_link(self, job_id: str) -> str | None:
        """A short-lived URL of the dashboard; None where the storage cannot be read from outside."""
        return self.storage.link(dashboard_key(job_id)) if isinstance(self.storage, LinkingStorage) else None

    def delete(self, job_id: str) -> bool:
        """Remove everything of a job; False when there was nothing."""
        keys = [key(job_id) for key in (upload_key, dashboard_key, progress_key, so_far_key, library_key)]
        if all(self.storage.stat(key) is None for key in (*keys, list_key(job_id))):
            return False
        # The uploads first: a run that completes meanwhile finds its own gone and removes what it has stored.
        # The library after the dashboard: whoever stores it later finds the dashboard gone and removes it.
        update, *rest_of_update = keys_of_update(job_id)
        for key in (update, *keys, *rest_of_update):
            self.storage.delete(key)
        # After the dashboard, too: whoever shares it later finds it gone.
        ShareStore(self.storage).clear(job_id)
        return True

    def _remove_quietly(self, key: str, job_id: str) -> None:
        try:
            self.storage.delete(key)
        except StorageUnavailable:
            _LOG.warning("job %s: %s could not be deleted", job_id, key)


def to_bytes(value: Json) -> bytes:
    """JSON as it is stored."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
