"""A project of two functions with its tests, as small as a project can be that mutants are made of."""

import shutil
from pathlib import Path

import pytest

from scripts import mutants

CORE = """\
def is_full(shelf):
    return shelf > 3


def wait(hours):
    while hours > 0:
        hours -= 1
    return "done"
"""
TESTS = """\
import subprocess
import sys

import pytest

from chalicelib.core import is_full, wait


@pytest.fixture(scope="module")
def waited():
    return wait(1)


def test_a_shelf_is_full_from_four_books_on():
    assert is_full(4)
    assert not is_full(3)


def test_it_waits():
    wait(2)


def test_it_has_waited(waited):
    assert waited


def test_another_process_waits_too():
    assert subprocess.run([sys.executable, "-c", "import chalicelib.core"]).returncode == 0
"""
TEST_FILE = "tests/test_core.py"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # Its tests need no plugins, of which the largest take longer to load than a change takes to be tried.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    root = tmp_path / "project"
    shutil.copytree(Path(mutants.__file__).parent, root / "scripts" / "mutants")
    files = {
        "app.py": "from chalicelib import core\n",
        "chalicelib/__init__.py": "",
        "chalicelib/core.py": CORE,
        "scripts/__init__.py": "",
        TEST_FILE: TESTS,
        "tests/data/unobservable_changes.toml": "change = []\n",
        ".venv/not/copied.py": "",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root
