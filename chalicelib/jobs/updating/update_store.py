"""What is stored of an update: a job of its own that replaces the dashboard of another one when it is complete.

Its id is made of the other's, so a job has at most one update at a time, and nobody has to remember it. It has an
upload, progress and a dashboard so far under that id as any job, and in place of a dashboard one small file more:

    progress/<update_id>.swap.json   created by the one run that swaps the dashboards

An event may be delivered twice: only the run that has created that file swaps, and only while the update's upload is
there. The upload goes with the swap, or when the reader deletes the job, before the dashboard does. So the run that has
swapped knows by a missing upload that the job was deleted meanwhile, and removes what it has stored.
"""

import logging
from dataclasses import dataclass
from typing import Final

from chalicelib.errors import ObjectMissing, StorageUnavailable
from chalicelib.jobs.job_id import update_id_of
from chalicelib.jobs.job_store import dashboard_key, keys_of_update, swap_key, to_bytes, upload_key
from chalicelib.models import Json
from chalicelib.seams.storage import Storage

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UpdateStore:
    """The state of all updates in one storage. Methods raise `StorageUnavailable`."""

    storage: Storage

    def swap(self, job_id: str, dashboard: Json) -> bool:
        """Put the dashboard of a complete update in the place of the job's; False where that is not this run's to do.

        Another run does it or has done it, or the job was deleted.
        """
        update_id = update_id_of(job_id)
        if not self.storage.create(swap_key(update_id), b"{}"):
            return False
        wanted = self.storage.stat(upload_key(update_id)) is not None
        if wanted:
            self.storage.put(dashboard_key(job_id), to_bytes(dashboard))
            wanted = self.storage.stat(upload_key(update_id)) is not None
            if not wanted:
                self.storage.delete(dashboard_key(job_id))
        self.clear(job_id)
        return wanted

    def clear(self, job_id: str) -> None:
        """Remove everything of an update that is over; what cannot be removed is logged."""
        update_id = update_id_of(job_id)
        for key in keys_of_update(job_id):
            try:
                self.storage.delete(key)
            except StorageUnavailable:
                _LOG.warning("update %s: %s could not be deleted", update_id, key)

    def start_over(self, job_id: str, csv: bytes) -> None:
        """Let another file take the place of an update that is over, whose upload may still be there.

        The upload is replaced, not removed: a run that has not ended must not take the job for deleted.
        """
        upload, *rest = keys_of_update(job_id)
        self.storage.put(upload, csv)
        for key in rest:
            self.storage.delete(key)

    def previous(self, job_id: str) -> bytes:
        """The dashboard that is to be replaced; raises `ObjectMissing` for a job that was deleted."""
        return self.storage.get(dashboard_key(job_id))

    def holds(self, job_id: str, csv: bytes) -> bool | None:
        """Whether a job's update has this very file; None where it has none."""
        try:
            return self.storage.get(upload_key(update_id_of(job_id))) == csv
        except ObjectMissing:
            return None
