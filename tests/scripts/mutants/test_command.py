"""`make mutants` from the sample to the exit code."""

import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts.mutants.__main__ import ACCEPTED, WORKPLACE
from tests.scripts.mutants.conftest import TEST_FILE

MODULE = "chalicelib/core.py"
COMMAND = [sys.executable, "-m", "scripts.mutants", "--workers", "2"]


def run(project: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *arguments], cwd=project, capture_output=True, text=True, check=False)


def test_a_survivor_is_reported_and_fails_the_run_until_it_is_accepted(project: Path) -> None:
    (project / MODULE).write_text(
        'def is_full(shelf):\n    return shelf > 3\n\n\ndef label(shelf):\n    return "full"\n', encoding="utf-8"
    )
    (project / TEST_FILE).write_text(
        "from chalicelib.core import is_full, label\n\n\n"
        "def test_full():\n    assert is_full(4)\n    assert not is_full(3)\n\n\n"
        "def test_label():\n    assert isinstance(label(4), str)\n",
        encoding="utf-8",
    )
    first = run(project, "--per-module", "20", "--seed", "1")
    assert first.returncode == 1, first.stderr
    assert "| all | 4 | 3 | 1 | 0 | 75.0 % |" in first.stdout
    assert f'{MODULE}:6 in label\n- return "full"\n+ return \'' in first.stdout
    survivors = (project / WORKPLACE / "survivors.toml").read_text(encoding="utf-8")
    assert [change["before"] for change in tomllib.loads(survivors)["change"]] == ['return "full"']
    (project / ACCEPTED).write_text(survivors.replace('reason = ""', 'reason = "Why not?"'), encoding="utf-8")
    second = run(project, "--module", MODULE, "--per-module", "20", "--seed", "1")
    assert second.returncode == 0, second.stderr
    assert "| all | 4 | 3 | 0 | 1 | 100.0 % |" in second.stdout


def test_a_module_that_is_not_there_is_named(project: Path) -> None:
    answer = run(project, "--module", "chalicelib/nothing.py")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "no module chalicelib/nothing.py" in answer.stderr


def test_tests_that_fail_without_a_change_end_the_run(project: Path) -> None:
    (project / TEST_FILE).write_text("def test_never():\n    assert 1 == 2\n", encoding="utf-8")
    answer = run(project)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "assert 1 == 2" in answer.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_whoever_ends_the_command_ends_the_tests_that_it_runs(
    project: Path, tmp_path: Path, how: signal.Signals
) -> None:
    running = tmp_path / "running"
    os.mkfifo(running)
    (project / TEST_FILE).write_text(
        "import os, pathlib, signal\n\n\ndef test_for_ever():\n"
        f"    pathlib.Path({str(running)!r}).write_text(str(os.getpid()))\n    signal.pause()\n",
        encoding="utf-8",
    )
    with subprocess.Popen(COMMAND, cwd=project, stderr=subprocess.DEVNULL) as command:
        # Waits until the test has written.
        test = int(running.read_text(encoding="utf-8"))
        command.send_signal(how)
        assert command.wait(30) != 0
    with pytest.raises(ProcessLookupError):
        os.kill(test, 0)
