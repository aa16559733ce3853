"""Which tests are asked about a change: those that run it, however they come to it."""

from pathlib import Path

import pytest

from scripts.mutants.line_map import LineMap, participating_files, recorded
from scripts.mutants.mutations import Mutant, places_of
from scripts.mutants.recording import Recording

CORE = """\
LIMIT = 3

def f(a):
    return a > LIMIT

def g(a):
    return a - 1
"""
FILES = {
    "app.py": "from chalicelib import front\n",
    "chalicelib/__init__.py": "",
    "chalicelib/core.py": CORE,
    "chalicelib/group/__init__.py": "from chalicelib.core import LIMIT\n",
    "chalicelib/front.py": "from chalicelib.group import LIMIT\n\ndef h():\n    return LIMIT\n",
    "tests/test_core.py": "import chalicelib.core\n",
    "tests/test_front.py": "import app\n",
    "tests/test_table.py": "from chalicelib import front\n",
    "tests/test_server.py": "",
    "tests/browser/test_pages.py": "",
    "tests/aws/test_packaged_app_load.py": "",
    "tests/scripts/mutants/test_command.py": "",
}
RECORDINGS: dict[str, Recording] = {
    "tests/test_core.py": {
        "seconds": {"core::f": 0.3, "core::g": 0.01, "core::none": 0.02},
        "lines": {"": {"chalicelib/core.py": [1, 3, 6]}, "core::f": {"chalicelib/core.py": [4]}}
        | {"core::g": {"chalicelib/core.py": [7]}},
        "starters": [],
    },
    "tests/test_front.py": {
        "seconds": {"front::h": 2.0, "front::none": 0.0},
        "lines": {"": {"chalicelib/core.py": [1, 3, 6]}, "front::h": {"chalicelib/front.py": [4]}},
        "starters": [],
    },
    # Its table is made with `f` while it is collected, its fixture for all tests runs `g`.
    "tests/test_table.py": {
        "seconds": {"table::row": 0.1},
        "lines": {"": {"chalicelib/core.py": [1, 3, 4, 6]}, "*": {"chalicelib/core.py": [7]}},
        "starters": [],
    },
    "tests/test_server.py": {"seconds": {"server::get": 0.2}, "lines": {}, "starters": ["server::get"]},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def mutant(module: str, after: str) -> Mutant:
    places = places_of(module, FILES[module].encode())
    return next(one for place in places for one in place if one.after == after)


@pytest.mark.parametrize(
    ("module", "after", "asked"),
    [
        ("chalicelib/core.py", "return a >= LIMIT", ["table::row", "core::f"]),
        ("chalicelib/core.py", "return a - 2", ["core::g", "table::row"]),
        # A constant: who runs its module or, by way of a package, one that imports it; whole files that import it; and
        # what a server runs is not known.
        (
            "chalicelib/core.py",
            "LIMIT = 4",
            ["core::g", "core::none", "table::row", "server::get", "core::f", "front::h"],
        ),
        ("chalicelib/front.py", "return None", ["front::h"]),
    ],
)
def test_the_tests_that_run_a_change_are_asked_the_quickest_first(
    project: Path, module: str, after: str, asked: list[str]
) -> None:
    assert list(LineMap(RECORDINGS, project).tests_for(mutant(module, after))) == asked


def test_what_no_test_runs_itself_is_asked_of_those_that_start_a_process(project: Path) -> None:
    recordings = {**RECORDINGS, "tests/test_front.py": Recording(seconds={"front::h": 2.0}, lines={}, starters=[])}
    change = mutant("chalicelib/front.py", "return None")
    assert list(LineMap(recordings, project).tests_for(change)) == ["server::get"]
    del recordings["tests/test_server.py"]
    assert LineMap(recordings, project).tests_for(change) == {}


def test_one_test_of_each_file_is_the_quickest(project: Path) -> None:
    quickest = {"core::g", "front::none", "table::row", "server::get"}
    assert set(LineMap(RECORDINGS, project).one_of_each_file()) == quickest


def test_slow_tests_and_those_of_the_scripts_take_no_part(project: Path) -> None:
    assert participating_files(project) == sorted(RECORDINGS)


def test_a_test_file_is_recorded_again_when_it_or_the_code_changed(project: Path) -> None:
    asked: list[str] = []

    def record_all(files: list[str]) -> list[tuple[str, str]]:
        asked[:] = files
        return [(file, f'{{"seconds": {{"{file}": 1}}, "lines": {{}}, "starters": []}}') for file in files]

    kept = project / "build"
    assert set(recorded(project, kept, record_all)) == set(asked) == set(RECORDINGS)
    assert recorded(project, kept, record_all)["tests/test_core.py"]["seconds"] == {"tests/test_core.py": 1}
    assert asked == []
    (project / "tests/test_core.py").write_text("import json\n", encoding="utf-8")
    recorded(project, kept, record_all)
    assert asked == ["tests/test_core.py"]
    (project / "chalicelib/core.py").write_text("LIMIT = 4\n", encoding="utf-8")
    recorded(project, kept, record_all)
    assert set(asked) == set(RECORDINGS)
    assert len(list(kept.iterdir())) == len(RECORDINGS)
