"""The interface of the storage: bytes under keys. `jobs/job_store.py` chooses the keys.

`local_storage.py` keeps them in a folder, `s3_storage.py` in a bucket, so that nobody without AWS loads botocore.
"""

from typing import NamedTuple, Protocol, runtime_checkable


class Stat(NamedTuple):
    """The number of stored bytes, and when they were stored (epoch seconds)."""

    size: int
    modified_at: float


class Storage(Protocol):
    """Bytes under keys. Every method raises `StorageUnavailable` when the storage itself refuses or fails."""

    def put(self, key: str, data: bytes) -> None:
        """Store `data`, replacing what was there; a reader sees the old or the new bytes, never a mixture."""

    def create(self, key: str, data: bytes) -> bool:
        """Store `data` unless there is something under the key; of several callers at once exactly one succeeds.

        Returns whether this call stored it.
        """

    def replace(self, key: str, old: bytes, new: bytes) -> bool:
        """Store `new` if `old` is what is under the key; of several callers with the same `old` exactly one succeeds.

        Returns whether this call stored it; raises `ObjectMissing` when there is nothing. Locally this holds within one
        process.
        """

    def get(self, key: str) -> bytes:
        """Return the bytes; raises `ObjectMissing` when there are none."""

    def stat(self, key: str) -> Stat | None:
        """Size and time of the bytes, or None when there are none."""

    def delete(self, key: str) -> None:
        """Remove the bytes; no error when there are none."""

    def check(self) -> None:
        """One cheap question whether the storage can be used; raises `StorageMissing` when it is not there."""


@runtime_checkable
class LinkingStorage(Storage, Protocol):
    """A storage from which readers can fetch bytes themselves, whatever limit the answers of a function have."""

    def link(self, key: str, file_name: str | None = None) -> str:
        """A URL under which anyone may read the bytes for a few minutes; browsers save them under the `file_name`."""
