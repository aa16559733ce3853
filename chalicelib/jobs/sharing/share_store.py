"""What is stored of shares, and in which order.

    shares/<share_id>.json    the copy, which knows nothing of the job
    shares/of-<job_id>.json   the list of a job's shares: nothing else leads from the one to the other

A share is listed before its copy is stored. Whoever has stored a copy looks afterwards whether the dashboard and the
entry are still there, and removes it when they are not. Whoever deletes a job removes the dashboard before it reads the
list. Whoever takes a share back removes its copy before its entry, so that what fails can be repeated, and once more
after it, for one that was stored meanwhile. So of two that meet, at least one sees the other, and no copy stays that
nobody could take back, unless a process dies right then: nobody was told its id.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.errors import DashboardBusy, ObjectMissing, ShareMissing, StorageUnavailable, TooManyShares
from chalicelib.models import Json
from chalicelib.seams.storage import LinkingStorage, Storage

_LOG: Final = logging.getLogger(__name__)
MOST_SHARES: Final = 20
"""Of a dashboard: enough for its years and some friends, and a bound for what one job can store."""
_MOST_TRIES: Final = 10


def share_key(share_id: str) -> str:
    """The key of a share's copy."""
    return f"shares/{share_id}.json"


def list_key(job_id: str) -> str:
    """The key of the list of a job's shares."""
    return f"shares/of-{job_id}.json"


@dataclass(frozen=True, slots=True)
class ShareStore:
    """The shares of all jobs in one storage. Methods raise `StorageUnavailable`."""

    storage: Storage

    def listed(self, job_id: str) -> list[Json]:
        """What a job has shared, oldest first: `share_id`, `view`, `year` and `shared_at` of each."""
        try:
            found: list[Json] = json.loads(self.storage.get(list_key(job_id)))
        except ObjectMissing:
            return []
        return found

    def keep(self, job_id: str, entry: Json, copy: bytes, is_wanted: Callable[[], bool]) -> bool:
        """Store a share; False where the job was deleted, or the share taken back, before that was done.

        Raises `TooManyShares`, and `DashboardBusy` when the list was another one each time.
        """
        share_id = entry["share_id"]
        try:
            self._change(job_id, lambda entries: _with(entries, entry), may_create=True)
            self.storage.put(share_key(share_id), copy)
            if is_wanted() and entry in self.listed(job_id):
                return True
        except StorageUnavailable:
            self._remove_quietly(job_id, share_id)
            raise
        self._remove_quietly(job_id, share_id)
        if not is_wanted() and not self.listed(job_id):
            # Of a job that is gone nothing may stay, not even an empty list.
            self.storage.delete(list_key(job_id))
        return False

    def take_back(self, job_id: str, share_id: str) -> None:
        """Remove a share of a job. Raises `ShareMissing`, also for another job's, and `DashboardBusy`."""
        if all(entry["share_id"] != share_id for entry in self.listed(job_id)):
            raise ShareMissing
        self.storage.delete(share_key(share_id))
        self._change(job_id, lambda entries: _without(entries, share_id))
        self.storage.delete(share_key(share_id))

    def clear(self, job_id: str) -> None:
        """Remove all shares of a job whose dashboard is gone."""
        for entry in self.listed(job_id):
            self.storage.delete(share_key(entry["share_id"]))
        # Last: as long as it is there, what could not be removed is found again.
        self.storage.delete(list_key(job_id))

    def get(self, share_id: str) -> bytes:
        """The copy; raises `ShareMissing`."""
        try:
            return self.storage.get(share_key(share_id))
        except ObjectMissing:
            raise ShareMissing from None

    def size(self, share_id: str) -> int:
        """The bytes of the copy; raises `ShareMissing`."""
        found = self.storage.stat(share_key(share_id))
        if found is None:
            raise ShareMissing
        return found.size

    def link(self, share_id: str) -> str | None:
        """A short-lived URL of the copy; None where the storage cannot be read from outside."""
        return self.storage.link(share_key(share_id)) if isinstance(self.storage, LinkingStorage) else None

    def _change(self, job_id: str, change: Callable[[list[Json]], list[Json]], *, may_create: bool = False) -> None:
        """Put what `change` makes of a job's list in its place; of several at once none is lost.

        Where there is no list, one is made only where that is asked for: nothing may come back of a deleted job.
        """
        key = list_key(job_id)
        for _ in range(_MOST_TRIES):
            try:
                stored = self.storage.get(key)
                if self.storage.replace(key, stored, _to_bytes(change(json.loads(stored)))):
                    return
            except ObjectMissing:
                if not may_create or self.storage.create(key, _to_bytes(change([]))):
                    return
        raise DashboardBusy

    def _remove_quietly(self, job_id: str, share_id: str) -> None:
        try:
            self.storage.delete(share_key(share_id))
            self._change(job_id, lambda entries: _without(entries, share_id))
        except (StorageUnavailable, DashboardBusy):
            _LOG.warning("job %s: a share that is not wanted could not be deleted", job_id)


def _with(entries: list[Json], entry: Json) -> list[Json]:
    if entry in entries:  # by a write whose answer was lost
        return entries
    if len(entries) >= MOST_SHARES:
        raise TooManyShares(MOST_SHARES)
    return [*entries, entry]


def _without(entries: list[Json], share_id: str) -> list[Json]:
    return [entry for entry in entries if entry["share_id"] != share_id]


def _to_bytes(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
