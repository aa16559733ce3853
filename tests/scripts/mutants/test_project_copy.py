"""Tests run in a copy of the project, on changed code or on the code as it is."""

import json
import time
from pathlib import Path

import pytest

from scripts.mutants.mutations import Mutant, places_of
from scripts.mutants.project_copy import BrokenProject, ProjectCopy
from tests.scripts.mutants.conftest import CORE, TEST_FILE

MODULE = "chalicelib/core.py"
SHELF, WAITS, HAS_WAITED, PROCESS = (
    f"{TEST_FILE}::test_{name}"
    for name in ("a_shelf_is_full_from_four_books_on", "it_waits", "it_has_waited", "another_process_waits_too")
)


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> ProjectCopy:
    return ProjectCopy(project, tmp_path / "worker")


def mutant(after: str) -> Mutant:
    return next(one for place in places_of(MODULE, CORE.encode()) for one in place if one.after == after)


def test_a_recording_tells_who_runs_what(copy: ProjectCopy) -> None:
    recording = json.loads(copy.record(TEST_FILE))
    assert set(recording["seconds"]) == {SHELF, WAITS, HAS_WAITED, PROCESS}
    assert recording["lines"] == {
        "": {MODULE: [1, 5], "chalicelib/__init__.py": [0]},
        SHELF: {MODULE: [2]},
        WAITS: {MODULE: [6, 7, 8]},
        "*": {MODULE: [6, 7, 8]},
    }
    assert recording["starters"] == [PROCESS]


def test_a_change_is_noticed_by_the_test_that_sees_it_only(copy: ProjectCopy) -> None:
    change = mutant("return shelf >= 3")
    assert copy.notices(change, {WAITS: 10, SHELF: 10})
    assert not copy.notices(change, {WAITS: 10})
    assert not copy.notices(mutant("return 'donex'"), {SHELF: 10, WAITS: 10, HAS_WAITED: 10})


def test_changes_of_one_size_within_a_second_are_told_apart(copy: ProjectCopy) -> None:
    # Compiled code is found again by the second and the size of its source.
    assert not copy.notices(mutant("return 'donex'"), {SHELF: 10})
    assert copy.notices(mutant("return shelf > 4"), {SHELF: 10})
    assert copy.notices(mutant("return shelf > 2"), {SHELF: 10})
    copy.must_pass({SHELF: 10})


def test_a_change_that_never_ends_is_noticed_when_the_time_of_the_test_is_over(copy: ProjectCopy) -> None:
    started = time.monotonic()
    assert copy.notices(mutant("hours += 1"), {WAITS: 0.2})
    assert time.monotonic() - started < 10


def test_a_change_that_the_tests_do_not_survive_being_imported_is_noticed(copy: ProjectCopy) -> None:
    change = mutant("return None")
    broken = Mutant(**{**{name: getattr(change, name) for name in change.__slots__}, "text": b"return nothing, but ("})
    assert copy.notices(broken, {WAITS: 10})


def test_the_bundler_is_there_and_nothing_of_build(project: Path, tmp_path: Path) -> None:
    for name in ("node_modules/esbuild", "build/left_over"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(name)
    root = ProjectCopy(project, tmp_path / "worker").root
    assert (root / "node_modules" / "esbuild").read_text() == "node_modules/esbuild"
    assert not (root / "build").exists()


def test_the_project_itself_is_left_alone(copy: ProjectCopy, project: Path) -> None:
    copy.notices(mutant("hours += 1"), {SHELF: 10})
    assert (project / MODULE).read_text(encoding="utf-8") == CORE
    assert (copy.root / MODULE).read_text(encoding="utf-8") == CORE
    assert not (copy.root / ".venv").exists()


def test_tests_that_fail_without_a_change_are_an_error_with_their_output(project: Path, tmp_path: Path) -> None:
    (project / TEST_FILE).write_text("def test_never():\n    assert 1 == 2\n", encoding="utf-8")
    copy = ProjectCopy(project, tmp_path / "worker")
    with pytest.raises(BrokenProject, match="assert 1 == 2"):
        copy.record(TEST_FILE)
    with pytest.raises(BrokenProject, match="assert 1 == 2"):
        copy.must_pass({f"{TEST_FILE}::test_never": 10})
