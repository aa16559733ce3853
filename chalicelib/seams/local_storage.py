"""Storage in a folder of this machine."""

import glob
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from chalicelib.errors import ObjectMissing, StorageUnavailable


class LocalStorage:
    """A folder, readable by its owner only; keys are paths below it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Written beside and moved into place: a crash or a full disk leaves no half dashboard under the key.
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=_part_of(path), delete=False) as file:
                try:
                    file.write(data)
                    file.flush()
                    os.replace(file.name, path)
                except OSError:
                    os.unlink(file.name)
                    raise
        except OSError as error:
            raise StorageUnavailable from error

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise ObjectMissing(key) from error
        except OSError as error:
            raise StorageUnavailable from error

    def modified_at(self, key: str) -> float | None:
        try:
            return self._path(key).stat().st_mtime
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageUnavailable from error

    def delete(self, key: str) -> None:
        path = self._path(key)
        try:
            path.unlink(missing_ok=True)
            # What a process that was killed while it wrote has left behind.
            for part in path.parent.glob(f"{glob.escape(_part_of(path))}*"):
                part.unlink(missing_ok=True)
        except OSError as error:
            raise StorageUnavailable from error
        # A job's own folder goes with its file. One that jobs share stays: another job may be about to write into it.
        if path.parent.parent != self._root.resolve():
            with suppress(OSError):
                path.parent.rmdir()

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise ObjectMissing(key)
        return path


def _part_of(path: Path) -> str:
    """How the name of a file begins that is still being written."""
    return f".{path.name}."
