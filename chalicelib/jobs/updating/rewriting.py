"""Changes the stored dashboard of a complete job. Corrections and newer exports both do, and neither loses the other's.

Each reads the dashboard, makes the new one of it, and stores that only if the one it has read is still there; else it
begins again with the one that is. So a newer export carries over the corrections that were saved before it, those that
are saved after it are applied to its dashboard, and nothing comes back of a job that was deleted meanwhile.
"""

import json
from collections.abc import Callable
from typing import Final

from chalicelib.errors import DashboardBusy
from chalicelib.jobs.job_store import dashboard_key, to_bytes
from chalicelib.models import Json
from chalicelib.seams.storage import Storage

_MOST_TRIES: Final = 10


def rewrite(storage: Storage, job_id: str, change: Callable[[Json], Json]) -> None:
    """Put what `change` makes of a job's dashboard in its place; `change` may be called several times.

    Raises `ObjectMissing` where there is none, `DashboardBusy` when it was another one each time.
    """
    for _ in range(_MOST_TRIES):
        stored = storage.get(dashboard_key(job_id))
        if storage.replace(dashboard_key(job_id), stored, to_bytes(change(json.loads(stored)))):
            return
    raise DashboardBusy
