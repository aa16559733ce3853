"""Which Python `make` takes, on machines that have some, others or none."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "scripts" / "find_python.sh"
WITHOUT_VENV = "echo {version}; exit 1"
"""Debian's Python before `apt install python3-venv`: it says its version and fails at `import ensurepip`."""
BROKEN_SHIM = "echo 'command not found' >&2; exit 127"
"""What a version manager leaves of a Python that is not switched on."""


def machine(folder: Path, pythons: dict[str, str]) -> str:
    """A `PATH` with these Pythons: name -> version, or what its command does."""
    for name, does in pythons.items():
        script = folder / name
        script.write_text(f"#!/bin/sh\n{f'echo {does}' if does[0].isdigit() else does}\n", encoding="utf-8")
        script.chmod(0o755)
    for tool in ("sort", "awk", "head", "cat", "sh"):
        found = next(Path(place) / tool for place in ("/usr/bin", "/bin") if (Path(place) / tool).exists())
        (folder / tool).symlink_to(found)
    return str(folder)


def find(path: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = ["/bin/sh", str(SCRIPT), *arguments]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("pythons", "usable"),
    [
        (
            {"python3.11": "3.11", "python3.12": "3.12", "python3.13": "3.13"},
            ["python3.13", "python3.12", "python3.11"],
        ),
        ({"python3.11": "3.11", "python3": "3.11"}, ["python3.11"]),
        # Only the plain name, as on a Mac; it may be newer than the one with a number.
        ({"python3": "3.12"}, ["python3"]),
        ({"python3.11": "3.11", "python3": "3.12"}, ["python3", "python3.11"]),
        # Too new or too old by the plain name.
        ({"python3.12": "3.12", "python3": "3.14"}, ["python3.12"]),
        ({"python3.12": "3.12", "python3": "3.9"}, ["python3.12"]),
        # What does not run, or cannot make a virtual environment, is passed over.
        ({"python3.13": BROKEN_SHIM, "python3.12": "3.12"}, ["python3.12"]),
        ({"python3.13": WITHOUT_VENV.format(version="3.13"), "python3.11": "3.11"}, ["python3.11"]),
    ],
)
def test_the_newest_that_can_be_used_is_taken(tmp_path: Path, pythons: dict[str, str], usable: list[str]) -> None:
    path = machine(tmp_path, pythons)
    newest, every = find(path), find(path, "--all")
    assert (newest.returncode, newest.stdout.split(), newest.stderr) == (0, usable[:1], "")
    assert (every.returncode, every.stdout.split(), every.stderr) == (0, usable, "")


NEEDED = "Python 3.11, 3.12 or 3.13 is needed: install one, or name one as in make PYTHON=/path/to/python3.13"
APT = "(on Debian and Ubuntu: apt install python3-venv)"


@pytest.mark.parametrize(
    ("pythons", "sentence"),
    [
        ({}, f"{NEEDED}."),
        ({"python3": "3.10"}, f"{NEEDED}; python3 is 3.10."),
        ({"python3": "3.14"}, f"{NEEDED}; python3 is 3.14."),
        ({"python3.12": BROKEN_SHIM}, f"{NEEDED}."),
        (
            {"python3.12": WITHOUT_VENV.format(version="3.12"), "python3": "3.10"},
            f"{NEEDED}; python3.12 cannot make virtual environments {APT}.",
        ),
    ],
)
@pytest.mark.parametrize("arguments", [[], ["--all"]])
def test_one_sentence_says_what_is_missing(
    tmp_path: Path, pythons: dict[str, str], sentence: str, arguments: list[str]
) -> None:
    found = find(machine(tmp_path, pythons), *arguments)
    assert (found.returncode, found.stdout, found.stderr) == (1, "", f"{sentence}\n")


@pytest.mark.parametrize(
    ("does", "status", "answer"),
    [
        # Whoever names one has chosen, also one that nobody has tried here.
        ("3.12", 0, "mine\n"),
        ("3.15", 0, "mine\n"),
        (BROKEN_SHIM, 1, "PYTHON=mine cannot be run; name a Python 3.11, 3.12 or 3.13.\n"),
        ('[ "$2" = "" ]', 1, f"mine cannot make virtual environments {APT}.\n"),
    ],
)
def test_the_one_that_is_named_decides(tmp_path: Path, does: str, status: int, answer: str) -> None:
    found = find(machine(tmp_path, {"mine": does, "python3.13": "3.13"}), "mine")
    assert (found.returncode, found.stdout or found.stderr) == (status, answer)
