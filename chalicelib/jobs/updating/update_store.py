"""What is stored of an update: a job of its own that replaces the dashboard of another one when it is complete.

Its id is made of the other's, so a job has at most one update at a time, and nobody has to remember it. It has an
upload, progress and a dashboard so far under that id as any job, and in place of a dashboard one small file more:

    progress/<update_id>.swap.json   created by the one run that swaps the dashboards

An event may be delivered twice: only the run that has created that file swaps, and only while the update's upload is
there. The upload goes with the swap, or when the reader deletes the job, before the dashboard does. A dashboard is
replaced only while it is there, see `rewriting.py`, so nothing comes back of a job that is deleted meanwhile.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chalicelib.errors import ObjectMissing, StorageUnavailable
from chalicelib.jobs.job_id import update_id_of
from chalicelib.jobs.job_store import keys_of_update, swap_key, upload_key
from chalicelib.jobs.updating.rewriting import rewrite
from chalicelib.models import Json
from chalicelib.seams.storage import Storage

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UpdateStore:
    """The state of all updates in one storage. Methods raise `StorageUnavailable`."""

    storage: Storage

    def swap(self, job_id: str, follow: Callable[[Json], Json]) -> bool:
        """Put the dashboard of a complete update in the place of the job's, from which `follow` makes it.

        False where that is not this run's to do: another one does it or has done it, or the job was deleted.
        """
        update_id = update_id_of(job_id)
        if not self.storage.create(swap_key(update_id), b"{}"):
            return False
        wanted = self.storage.stat(upload_key(update_id)) is not None
        if wanted:
            try:
                rewrite(self.storage, job_id, follow)
            except ObjectMissing:
                wanted = False
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

    def holds(self, job_id: str, csv: bytes) -> bool | None:
        """Whether a job's update has this very file; None where it has none."""
        try:
            return self.storage.get(upload_key(update_id_of(job_id))) == csv
        except ObjectMissing:
            return None
