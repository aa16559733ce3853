"""Where uploads, dashboards and progress live: the keys of the contract and the seam.

`local_storage.py` keeps them in a folder, `s3_storage.py` in a bucket, so that nobody without AWS loads botocore.
"""

from typing import Protocol, runtime_checkable


def upload_key(job_id: str) -> str:
    """The raw CSV of a job."""
    return f"uploads/{job_id}/raw.csv"


def dashboard_key(job_id: str) -> str:
    """The finished dashboard JSON of a job."""
    return f"data/{job_id}.json"


def progress_key(job_id: str) -> str:
    """How far a running job is; nothing coordinates on it."""
    return f"progress/{job_id}.json"


class Storage(Protocol):
    """Bytes under keys. Every method raises `StorageUnavailable` when the storage itself refuses or fails."""

    def put(self, key: str, data: bytes) -> None:
        """Store `data`, replacing what was there; a reader sees the old or the new bytes, never a mixture."""

    def get(self, key: str) -> bytes:
        """Return the bytes; raises `ObjectMissing` when there are none."""

    def modified_at(self, key: str) -> float | None:
        """When the bytes were stored (seconds since the epoch), or None when there are none."""

    def delete(self, key: str) -> None:
        """Remove the bytes; no error when there are none."""


@runtime_checkable
class LinkingStorage(Storage, Protocol):
    """A storage that readers can be sent to, past the limits of whoever asks it on their behalf."""

    def link(self, key: str) -> str:
        """A URL under which anyone may read the bytes for a few minutes."""
