"""A copy of the project in which code is changed and tests run; the working tree itself is never touched."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from scripts.mutants.mutations import Mutant

_LEFT_OUT: Final = (
    *(".git", ".venv", "build", "node_modules", ".hypothesis", "__pycache__"),
    *(".mypy_cache", ".pytest_cache", ".ruff_cache"),
)
_COMMAND: Final = (
    *(sys.executable, "-m", "pytest", "-q", "--exitfirst", "--no-header"),
    *("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly"),
)
_START_LIMIT_S: Final = 120.0
_RECORDING_LIMIT_S: Final = 900.0
_TRIES: Final = 2
_OVER_TIME: Final = -1
_PASSED: Final = (0, 5)
"""All passed; or none was left to run, as when the change removes rows of a table that tests are made from."""


class BrokenProject(Exception):
    """The tests do not pass without any change, so they say nothing about one; the message holds their output."""


class ProjectCopy:
    """One copy of `project` below `folder`, for one worker."""

    def __init__(self, project: Path, folder: Path) -> None:
        self.root = folder / "project"
        self._folder = folder
        self._output = folder / "output.txt"
        self._writes = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        shutil.copytree(project, self.root, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        # The tests that make a deployment take the bundler of it.
        (self.root / "node_modules").symlink_to(project.resolve() / "node_modules")

    def record(self, test_file: str) -> str:
        """Run one test file and return its `Recording` as JSON; raises `BrokenProject` when it fails twice."""
        out = self._folder / "recording.json"
        for _ in range(_TRIES):
            status = self._pytest("recording", [test_file], {"MUTANTS_RECORDING": str(out)}, _RECORDING_LIMIT_S)
            if status == 0:
                break
        else:
            output = self._output.read_text(encoding="utf-8", errors="replace")
            raise BrokenProject(f"{test_file} does not pass without any change (status {status}):\n{output}")
        return out.read_text(encoding="utf-8")

    def notices(self, mutant: Mutant, limits_s: Mapping[str, float]) -> bool:
        """Whether one of the tests (test -> its time limit in seconds), run in this order, fails with the change.

        A test that exceeds its time limit counts as failed.
        """
        path = self.root / mutant.module
        source, times = path.read_bytes(), path.stat()
        try:
            path.write_bytes(mutant.applied_to(source))
            self._writes += 1
            # Python tells by the second and size of a source whether it has changed: no two changes may share both.
            os.utime(path, (times.st_atime, times.st_mtime + self._writes))
            return not self._pass(limits_s)
        finally:
            path.write_bytes(source)
            os.utime(path, (times.st_atime, times.st_mtime))

    def must_pass(self, limits_s: Mapping[str, float]) -> None:
        """Run tests on the code as it is; raises `BrokenProject` when one fails."""
        if not self._pass(limits_s):
            output = self._output.read_text(encoding="utf-8", errors="replace")
            raise BrokenProject(f"the tests do not pass without any change:\n{output}")

    def stop(self) -> None:
        """End the tests that run now, if any, and let no others run."""
        self._stopped = True
        if self._process is not None:
            _kill(self._process)

    def _pass(self, limits_s: Mapping[str, float]) -> bool:
        selection = self._folder / "selection.json"
        selection.write_text(json.dumps(dict(limits_s)), encoding="utf-8")
        files = sorted({test.partition("::")[0] for test in limits_s})
        limit_s = _START_LIMIT_S + sum(limits_s.values())
        return self._pytest("selecting", files, {"MUTANTS_SELECTION": str(selection)}, limit_s) in _PASSED

    def _pytest(self, plugin: str, files: Sequence[str], environment: Mapping[str, str], limit_s: float) -> int:
        """Run pytest, kill what it has started, and return its exit status; the output is in `self._output`."""
        with self._output.open("wb") as output:
            process = self._process = subprocess.Popen(
                [*_COMMAND, f"--basetemp={self._folder / 'tmp'}", "-p", f"scripts.mutants.{plugin}", *files],
                cwd=self.root,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                return _OVER_TIME if self._stopped else process.wait(limit_s)
            except subprocess.TimeoutExpired:
                return _OVER_TIME
            finally:
                _kill(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process and the processes that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
