"""The stored dashboard of a running job as it stands. `job_store.py` says in which order things are written."""

import logging
from dataclasses import dataclass
from typing import Final

from chalicelib.errors import ObjectMissing, StorageUnavailable
from chalicelib.jobs.job_store import progress_key, so_far_key, to_bytes, upload_key
from chalicelib.models import Json
from chalicelib.seams.storage import LinkingStorage, Storage

_LOG: Final = logging.getLogger(__name__)
_RUNS: Final = b'"status":"processing"'
_HAS_FAILED: Final = b'"status":"failed"'
"""As they are stored. Text of a reader cannot hold them, because JSON escapes its quotation marks."""


@dataclass(frozen=True, slots=True)
class SoFarStore:
    """The dashboards so far of all jobs in one storage. They are removed by `JobStore`, with the rest of a job."""

    storage: Storage

    def keep(self, job_id: str, dashboard: Json) -> bool:
        """Store the dashboard of a running job as it stands; False where that failed or the job is not wanted."""
        try:
            self.storage.put(so_far_key(job_id), to_bytes(dashboard))
            if self.storage.stat(upload_key(job_id)) is not None:
                return True
            self.storage.delete(so_far_key(job_id))
        except StorageUnavailable:
            _LOG.warning("job %s: its dashboard so far could not be stored", job_id)
        return False

    def settle(self, job_id: str) -> None:
        """Let the dashboard so far of a failed job say so. Raises `StorageUnavailable`, as `size`, `get` do."""
        try:
            stored = self.storage.get(so_far_key(job_id))
        except ObjectMissing:
            return
        if _RUNS not in stored:
            return
        self.storage.put(so_far_key(job_id), stored.replace(_RUNS, _HAS_FAILED, 1))
        if all(self.storage.stat(key) is None for key in (upload_key(job_id), progress_key(job_id))):
            # The reader has deleted the job meanwhile.
            self.storage.delete(so_far_key(job_id))

    def size(self, job_id: str) -> int | None:
        """The bytes of a job's dashboard so far, or None while there is none."""
        found = self.storage.stat(so_far_key(job_id))
        return found.size if found else None

    def get(self, job_id: str) -> bytes:
        """The dashboard JSON of a running or failed job as it stands; raises `ObjectMissing` where there is none."""
        return self.storage.get(so_far_key(job_id))

    def link(self, job_id: str) -> str | None:
        """A short-lived URL of it; None where the storage cannot be read from outside."""
        return self.storage.link(so_far_key(job_id)) if isinstance(self.storage, LinkingStorage) else None
