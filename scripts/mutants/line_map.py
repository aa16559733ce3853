"""A mutant -> the tests that could notice it, the quickest first."""

import ast
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from scripts.mutants.mutations import Mutant
from scripts.mutants.recording import WHOLE_FILE, Recording

_NOT_ASKED: Final = (
    "tests/browser/*",
    "tests/aws/test_packaged_*.py",
    "tests/aws/test_chalice_*.py",
    "tests/aws/test_package.py",
    "tests/aws/test_policies.py",
    "tests/scripts/*",
)
"""Tests that need a browser or a packaged application, and the tests of these scripts themselves."""
_NOT_CODE: Final = (".md", ".toml", ".pyc", ".png", ".jpg")


def participating_files(project: Path) -> list[str]:
    """The test files that take part, as paths relative to the project."""
    files = sorted(path.relative_to(project).as_posix() for path in project.glob("tests/**/test_*.py"))
    return [file for file in files if not any(fnmatch(file, pattern) for pattern in _NOT_ASKED)]


def recorded(
    project: Path, kept: Path, record_all: Callable[[list[str]], Iterable[tuple[str, str]]]
) -> dict[str, Recording]:
    """The recordings of all test files: from the folder `kept` where neither code nor test has changed since.

    `record_all` runs test files and yields each with its recording as JSON.
    """
    code = _digest(project, [path for path in _files(project) if not path.name.startswith("test_")])
    kept.mkdir(parents=True, exist_ok=True)
    places = {file: kept / f"{_digest(project, [project / file], code)}.json" for file in participating_files(project)}
    for old in set(kept.glob("*.json")) - set(places.values()):
        old.unlink()
    for file, text in record_all([file for file, place in places.items() if not place.exists()]):
        places[file].write_text(text, encoding="utf-8")
    return {file: json.loads(place.read_text(encoding="utf-8")) for file, place in places.items()}


def _files(project: Path) -> list[Path]:
    return sorted(
        path
        for folder in ("app.py", "chalicelib", "bench", "scripts", "samples", "tests")
        for path in ([project / folder] if folder.endswith(".py") else (project / folder).rglob("*"))
        if path.is_file() and path.suffix not in _NOT_CODE
    )


def _digest(project: Path, files: Iterable[Path], start: str = sys.version) -> str:
    digest = hashlib.sha256(start.encode())
    for file in files:
        digest.update(f"{file.relative_to(project)}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


_Lines = dict[str, set[int]]
"""Module -> line numbers."""


@dataclass(frozen=True, slots=True)
class _Test:
    name: str
    file: str
    seconds: float
    run: _Lines
    collected: _Lines
    """What the test's file runs while pytest collects it."""
    starts_processes: bool


class LineMap:
    """What the recordings say about every line of the application."""

    def __init__(self, recordings: Mapping[str, Recording], project: Path) -> None:
        self._tests = [test for file in sorted(recordings) for test in _tests_of(file, recordings[file])]
        self._importers = _importers(project, [*modules_of(project), *recordings])

    def one_of_each_file(self) -> dict[str, float]:
        """The quickest test of each file -> its seconds: fails where the recordings no longer fit to the machine."""
        quickest = {test.file: test for test in sorted(self._tests, key=lambda test: test.seconds, reverse=True)}
        return {test.name: test.seconds for test in quickest.values()}

    def tests_for(self, mutant: Mutant) -> dict[str, float]:
        """The tests that run the changed code -> the seconds each took, the quickest first.

        Who uses what runs at import, such as a constant, cannot be seen. Then all tests take part that run a function
        of the module or of one that imports it, those of a file that imports it, and those that start another process,
        such as `chalice local`, whose lines are not known. They also try what no other test runs.
        """
        if mutant.first_line == 0:
            users = {mutant.module, *self._importers.get(mutant.module, ())}
            chosen = [
                test
                for test in self._tests
                if test.file in users or test.starts_processes or not users.isdisjoint(test.run)
            ]
        else:
            lines = range(mutant.first_line, mutant.last_line + 1)
            chosen = [
                test
                for test in self._tests
                if not all(run.get(mutant.module, set()).isdisjoint(lines) for run in (test.run, test.collected))
            ]
            chosen = chosen or [test for test in self._tests if test.starts_processes]
        # Tests of one file stay together, so that its fixtures are made once, unless they are slow.
        chosen.sort(key=lambda test: (round(test.seconds, 1), test.file))
        return {test.name: test.seconds for test in chosen}


def _tests_of(file: str, recording: Recording) -> Iterator[_Test]:
    collected = _sets(recording["lines"].get("", {}))
    shared = _sets(recording["lines"].get(WHOLE_FILE, {}))
    for name, seconds in recording["seconds"].items():
        run = _sets(recording["lines"].get(name, {}))
        for module, lines in shared.items():
            run.setdefault(module, set()).update(lines)
        starts_processes = not {name, WHOLE_FILE}.isdisjoint(recording["starters"])
        yield _Test(name, file, seconds, run, collected, starts_processes)


def _sets(lines: Mapping[str, list[int]]) -> _Lines:
    return {module: set(numbers) for module, numbers in lines.items()}


def modules_of(project: Path) -> list[str]:
    """The modules that are changed, as paths relative to the project."""
    return ["app.py", *sorted(path.relative_to(project).as_posix() for path in project.glob("chalicelib/**/*.py"))]


def _importers(project: Path, files: Iterable[str]) -> dict[str, set[str]]:
    """Module -> the modules and test files that import it, directly or by way of a package's `__init__.py`."""
    importers: dict[str, set[str]] = {}
    for file in files:
        for name in _imported_names((project / file).read_bytes()):
            for module in (f"{name.replace('.', '/')}.py", f"{name.replace('.', '/')}/__init__.py"):
                importers.setdefault(module, set()).add(file)
    for users in importers.values():
        for package in [user for user in users if user.endswith("/__init__.py")]:
            users.update(importers.get(package, ()))
    return importers


def _imported_names(source: bytes) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
