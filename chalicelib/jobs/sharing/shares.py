"""Shares as callers see them: make one, list them, take one back, read one. What the routes do, without HTTP."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from chalicelib.errors import BadShare, DeletionRefused, JobNotFound, ObjectMissing, ShareMissing, TooEarly
from chalicelib.jobs.job_id import is_job_id, may_delete
from chalicelib.jobs.job_store import to_bytes
from chalicelib.jobs.service import MOST_ANSWERED_BYTES, Jobs, JobState
from chalicelib.jobs.sharing.share_store import ShareStore
from chalicelib.jobs.sharing.shared_copy import OVERVIEW, description_of, shared_copy, title_of
from chalicelib.models import Json

_MOST_BODY_BYTES: Final = 1_000
_YEARS: Final = range(1, 10_000)
_BEFORE_THE_SUMMARY: Final = b',"summary":{'
"""As it is stored. No text before it can hold this, because JSON escapes its quotation marks."""


def _new_share_id() -> str:
    """122 random bits, as unguessable as a job's id and not made of it."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of all dashboards in one storage."""

    jobs: Jobs
    new_share_id: Callable[[], str] = _new_share_id

    @property
    def store(self) -> ShareStore:
        """Where they are kept."""
        return ShareStore(self.jobs.store.storage)

    def make(self, job_id: str, delete_token: str, body: bytes) -> Json:
        """Copy a year, or the overview, of a dashboard as it is now; returns what `listed` will say of it.

        Raises `JobNotFound`, `DeletionRefused` for another job's token, `BadShare`, `NothingToShare`, `TooManyShares`,
        `TooEarly` while the job runs, `JobFailed` where it has ended without a dashboard, `DashboardBusy`, and
        `ShareMissing` where it was taken back at the same moment.
        """
        _check(job_id, delete_token)
        year = _read_wish(body)
        share_id = self.new_share_id()
        shared_at = datetime.fromtimestamp(self.jobs.clock(), UTC).isoformat(timespec="seconds")
        copy = shared_copy(json.loads(self._dashboard(job_id)), share_id, year, shared_at)
        share = copy["metadata"]["share"]
        entry = {"share_id": share_id, **{name: share[name] for name in ("view", "year", "shared_at")}}
        if not self.store.keep(job_id, entry, to_bytes(copy), lambda: self._is_there(job_id)):
            raise ShareMissing if self._is_there(job_id) else JobNotFound
        return _told(entry)

    def listed(self, job_id: str, delete_token: str) -> list[Json]:
        """All shares of a dashboard, oldest first. Raises as `make` does, but for a running job, which has none."""
        _check(job_id, delete_token)
        entries = self.store.listed(job_id)
        if not entries and not self._is_there(job_id):
            self.jobs.read(job_id)
        return [_told(entry) for entry in entries]

    def take_back(self, job_id: str, delete_token: str, share_id: str) -> None:
        """Remove a share. Raises `JobNotFound`, `DeletionRefused`, `ShareMissing`, and `DashboardBusy`."""
        _check(job_id, delete_token)
        if not is_job_id(share_id):
            raise ShareMissing
        self.store.take_back(job_id, share_id)

    def read(self, share_id: str) -> JobState:
        """The copy that a share holds, or a link to one that is too large for an answer; raises `ShareMissing`."""
        if not is_job_id(share_id):
            raise ShareMissing
        if self.store.size(share_id) > MOST_ANSWERED_BYTES and (url := self.store.link(share_id)):
            return JobState(dashboard_url=url)
        return JobState(dashboard=self.store.get(share_id))

    def words(self, share_id: str) -> tuple[str, str]:
        """Title and description of a share for people who see its link; raises `ShareMissing`."""
        if not is_job_id(share_id):
            raise ShareMissing
        before, _, _ = self.store.get(share_id).partition(_BEFORE_THE_SUMMARY)
        share = json.loads(before + b"}")["metadata"]["share"]
        return title_of(share), description_of(share)

    def _is_there(self, job_id: str) -> bool:
        return self.jobs.store.dashboard_size(job_id) is not None

    def _dashboard(self, job_id: str) -> bytes:
        try:
            return self.jobs.store.dashboard(job_id)
        except ObjectMissing:
            if self.jobs.read(job_id).progress:
                raise TooEarly from None
        # It became complete at this moment.
        try:
            return self.jobs.store.dashboard(job_id)
        except ObjectMissing:
            raise JobNotFound from None


def _check(job_id: str, delete_token: str) -> None:
    if not is_job_id(job_id):
        raise JobNotFound
    if not may_delete(job_id, delete_token):
        raise DeletionRefused


def _read_wish(body: bytes) -> int | None:
    """The year that a body asks for, None for the overview; raises `BadShare`."""
    try:
        wish = json.loads(body) if len(body) <= _MOST_BODY_BYTES else None
    except (ValueError, RecursionError):
        raise BadShare from None
    if wish == {"view": OVERVIEW}:
        return None
    year = wish.get("year") if isinstance(wish, dict) and len(wish) == 1 else None
    if type(year) is not int or year not in _YEARS:
        raise BadShare
    return year


def _told(entry: Json) -> Json:
    """What an answer says of a share."""
    return {**entry, "share_url": f"share/{entry['share_id']}"}
