"""Storage in a folder of this machine."""

import glob
import os
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from chalicelib.errors import ObjectMissing, StorageUnavailable
from chalicelib.seams.storage import Stat

_CHANGING: Final = threading.Lock()
"""Held while a file is moved into place or removed: nothing changes between the comparison of `replace` and its move.
"""


class _Changed(Exception):
    """Under the key is something else than the caller wants to replace."""


class LocalStorage:
    """A folder, readable by its owner only; keys are paths below it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes) -> None:
        self._write(key, data, os.replace)

    def create(self, key: str, data: bytes) -> bool:
        try:
            # Of several hard links made under one name at the same moment, all but the first fail.
            self._write(key, data, os.link)
        except FileExistsError:
            return False
        return True

    def replace(self, key: str, old: bytes, new: bytes) -> bool:
        def into_place(part: str, path: Path) -> None:
            if _read(path, key) != old:
                raise _Changed
            os.replace(part, path)

        try:
            self._write(key, new, into_place)
        except _Changed:
            return False
        return True

    def get(self, key: str) -> bytes:
        return _read(self._path(key), key)

    def stat(self, key: str) -> Stat | None:
        try:
            found = self._path(key).stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageUnavailable from error
        return Stat(found.st_size, found.st_mtime)

    def delete(self, key: str) -> None:
        path = self._path(key)
        try:
            with _CHANGING:
                path.unlink(missing_ok=True)
            # Unfinished files that a killed process has left behind.
            for part in path.parent.glob(f"{glob.escape(_part_of(path))}*"):
                part.unlink(missing_ok=True)
        except FileNotFoundError:
            # Somebody else deletes the same at the same moment, and has removed the folder.
            return
        except OSError as error:
            raise StorageUnavailable from error
        # A folder of one job is removed with its file. A shared one stays: another job may be about to write to it.
        if path.parent.parent != self._root.resolve():
            with suppress(OSError):
                path.parent.rmdir()

    def check(self) -> None:
        # The folder itself is made with the first upload.
        nearest = next(folder for folder in (self._root.resolve(), *self._root.resolve().parents) if folder.exists())
        if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
            raise StorageUnavailable

    def _write(self, key: str, data: bytes, into_place: Callable[[str, Path], None]) -> None:
        """Write beside the file, then move into place: a crash or a full disk leaves no half file under the key.

        Raises `FileExistsError` when `into_place` finds the key taken.
        """
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=_part_of(path), delete=False) as file:
                try:
                    file.write(data)
                    file.flush()
                    with _CHANGING:
                        into_place(file.name, path)
                finally:
                    # `os.replace` has moved it away.
                    with suppress(FileNotFoundError):
                        os.unlink(file.name)
        except FileExistsError:
            if path.is_file():
                raise
            raise StorageUnavailable from None
        except OSError as error:
            raise StorageUnavailable from error

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise ObjectMissing(key)
        return path


def _read(path: Path, key: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ObjectMissing(key) from error
    except OSError as error:
        raise StorageUnavailable from error


def _part_of(path: Path) -> str:
    """The beginning of the name that a file has while it is being written."""
    return f".{path.name}."
