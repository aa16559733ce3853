"""How `make` sets up the virtual environment that every command runs in."""

import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent
PYTHON = """\
#!/bin/sh
# Python {version} as far as the Makefile asks: its version, its virtual environments, what pip installs there.
case $* in
    -VV) echo "Python {version}" ;;
    "-m venv --clear "*) rm -rf "$4" && mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && cp "${{0%/*}}/npm" "$4/bin" &&
        cp "${{0%/*}}/npm" "$4/bin/node" ;;
    "-m pip install "*) echo "{version} installs" ;;
    "-m pytest "*) echo "{version} tests"; exit {tests_status} ;;
    *version_info*) echo {version} ;;
esac
"""
FILES = (
    *("Makefile", "requirements.txt", "requirements-dev.txt", "scripts/find_python.sh"),
    *("package.json", "package-lock.json"),
)
NPM = """\
#!/bin/sh
# Where npm would put its packages; run as node it does nothing else.
mkdir -p node_modules
"""


class Machine:
    """A project with the Makefile, on a machine with the Pythons that a test installs."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.pythons = folder / "bin"
        (self.project / "scripts").mkdir(parents=True)
        self.pythons.mkdir()
        (self.pythons / "npm").write_text(NPM, encoding="utf-8")
        (self.pythons / "npm").chmod(0o755)
        for name in FILES:
            shutil.copy(PROJECT / name, self.project / name)
        with (self.project / "Makefile").open("a", encoding="utf-8") as makefile:
            makefile.write("\nprobe: $(READY)\n\t@$(BIN)/python -VV\n")

    def install(self, version: str, tests_status: int = 0) -> None:
        python = self.pythons / f"python{version}"
        python.write_text(PYTHON.format(version=version, tests_status=tests_status), encoding="utf-8")
        python.chmod(0o755)

    def make(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        # /usr/bin has tools and, on most machines, a python3, which would not be asked before these.
        environment = {"PATH": f"{self.pythons}:/usr/bin:/bin"}
        return subprocess.run(
            ["make", "--silent", *arguments],
            cwd=self.project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


NEW_3_12 = ["python3.12 -m venv .venv", "3.12 installs", "3.12 installs", "Python 3.12"]


def test_the_environment_is_made_once(machine: Machine) -> None:
    machine.install("3.12")
    first = machine.make("probe", "PYTHON=python3.12")
    assert (first.stdout.splitlines(), first.stderr) == (NEW_3_12, "")
    assert machine.make("probe", "PYTHON=python3.12").stdout.splitlines() == ["Python 3.12"]


def test_what_is_to_be_installed_is_installed_again_when_it_changes(machine: Machine) -> None:
    machine.install("3.12")
    machine.make("probe", "PYTHON=python3.12")
    ready = (machine.project / ".venv" / ".ready").stat().st_mtime
    (machine.project / "requirements-dev.txt").touch()
    while (machine.project / "requirements-dev.txt").stat().st_mtime <= ready:
        (machine.project / "requirements-dev.txt").touch()
    assert machine.make("probe", "PYTHON=python3.12").stdout.splitlines() == NEW_3_12[1:]


def test_an_environment_of_another_python_is_made_anew(machine: Machine) -> None:
    machine.install("3.11")
    machine.make("probe", "PYTHON=python3.11")
    (machine.project / ".venv" / "of-the-old-one").touch()
    machine.install("3.12")
    assert machine.make("probe", "PYTHON=python3.12").stdout.splitlines() == NEW_3_12
    assert not (machine.project / ".venv" / "of-the-old-one").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    machine.install("3.12")
    machine.make("probe", "PYTHON=python3.12")
    (machine.project / ".venv" / "bin" / "python").unlink()
    assert machine.make("probe", "PYTHON=python3.12").stdout.splitlines() == NEW_3_12


def test_the_newest_python_is_taken_and_another_environment_can_be_named(machine: Machine) -> None:
    machine.install("3.12")
    machine.install("3.13")
    answer = machine.make("probe", "VENV=build/other")
    assert answer.stdout.splitlines()[0] == "python3.13 -m venv build/other"
    assert not (machine.project / ".venv").exists()


def test_without_the_named_python_make_says_so_and_fails(machine: Machine) -> None:
    answer = machine.make("probe", "PYTHON=python3.99")
    assert answer.returncode != 0
    assert answer.stderr.startswith("PYTHON=python3.99 cannot be run; name a Python 3.11, 3.12 or 3.13.\n")


@pytest.mark.parametrize(("status", "tested"), [(0, ["3.13 tests", "3.12 tests", "3.11 tests"]), (1, ["3.13 tests"])])
def test_every_version_is_tested_until_one_fails(machine: Machine, status: int, tested: list[str]) -> None:
    for version in ("3.11", "3.12", "3.13"):
        machine.install(version, tests_status=status)
    answer = machine.make("test-versions")
    assert (answer.returncode == 0) == (status == 0)
    assert [line for line in answer.stdout.splitlines() if line.endswith("tests")] == tested


@pytest.mark.parametrize(("status", "rounds"), [(0, 3), (1, 1)])
def test_the_order_is_shaken_until_it_fails_and_the_seed_is_named(machine: Machine, status: int, rounds: int) -> None:
    machine.install("3.12", tests_status=status)
    answer = machine.make("shake", "PYTHON=python3.12", "ROUNDS=3", "SEED=5")
    assert (answer.returncode == 0) == (status == 0)
    assert answer.stdout.count("3.12 tests") == rounds
    assert ("The tests fail in the order of --randomly-seed=5." in answer.stdout) == (status != 0)
