"""A complete job's library as a file to keep: as CSV, and as the dashboard JSON under a name.

Where a storage can be read through links, a CSV that is too large for an answer is stored for a few days beside the
upload and linked. It is made anew for every request, so it never is older than the dashboard.
"""

import json
from typing import Final

from chalicelib.errors import JobNotFound, ObjectMissing
from chalicelib.jobs.downloads.library_csv import library_csv
from chalicelib.jobs.job_store import JobStore, dashboard_key, library_key
from chalicelib.jobs.service import MOST_ANSWERED_BYTES, Jobs, JobState
from chalicelib.seams.storage import LinkingStorage

CSV_FILE: Final = "goodreads-stats.csv"
JSON_FILE: Final = "goodreads-stats.json"
"""What the files are called on the reader's own machine."""


def csv_of_job(jobs: Jobs, job_id: str) -> JobState:
    """The state of a job as `Jobs.read` tells it, with the CSV in the place of the dashboard.

    Raises what `Jobs.read` raises.
    """
    found = jobs.read(job_id)
    if found.progress is not None:
        return found
    try:
        dashboard = found.dashboard if found.dashboard is not None else jobs.store.dashboard(job_id)
    except ObjectMissing:
        raise JobNotFound from None
    csv = library_csv(json.loads(dashboard))
    if len(csv) > MOST_ANSWERED_BYTES and isinstance(jobs.store.storage, LinkingStorage):
        return JobState(dashboard_url=_stored(jobs.store, jobs.store.storage, job_id, csv))
    return JobState(dashboard=csv)


def named_link(store: JobStore, job_id: str) -> str | None:
    """A link to the dashboard under which it is saved as a file; None where the storage has no links."""
    if not isinstance(store.storage, LinkingStorage):
        return None
    return store.storage.link(dashboard_key(job_id), JSON_FILE)


def _stored(store: JobStore, storage: LinkingStorage, job_id: str, csv: bytes) -> str:
    storage.put(library_key(job_id), csv)
    # In this order: who deletes the job removes its dashboard first and this file last, so one of the two removes it.
    if store.dashboard_size(job_id) is None:
        storage.delete(library_key(job_id))
        raise JobNotFound
    return storage.link(library_key(job_id), CSV_FILE)
