"""pytest plugin: which test runs which lines of the application, and how long each test takes.

Loaded by `project_copy.py` with `-p`; writes a `Recording` as JSON to the file that `MUTANTS_RECORDING` names.
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypedDict

import pytest
from coverage import Coverage

from scripts.mutants.selecting import use_the_same_examples_every_time

WHOLE_FILE: Final = "*"
"""Stands for a test in `lines`, for code that a fixture of several tests has run."""


_MEASURED: Final = ("app.py", "chalicelib/*")


class Recording(TypedDict):
    """What one test file has run. Paths are relative to the project; `lines` is test -> path -> line numbers.

    `starters` are the tests that started another process, whose lines are not seen.
    """

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[int]]]
    starters: list[str]


class Recorder:
    """Switches the context of the measurement from test to test."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._coverage = Coverage(
            data_file=None, config_file=False, include=[f"{project}/{part}" for part in _MEASURED]
        )
        self._context = ""
        self._starters: set[str] = set()
        self._seconds: dict[str, float] = defaultdict(float)
        self._coverage.start()
        sys.addaudithook(self._note_a_new_process)

    def _note_a_new_process(self, event: str, _arguments: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen":
            self._starters.add(self._context)

    def _switch(self, context: str) -> str:
        before, self._context = self._context, context
        self._coverage.switch_context(context)
        return before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        _forget_cached_results()
        self._switch(item.nodeid)
        result = yield
        self._switch("")
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        if fixturedef.scope == "function":
            return (yield)
        before = self._switch(WHOLE_FILE)
        try:
            return (yield)
        finally:
            self._switch(before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        data = self._coverage.get_data()
        lines: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for file in sorted(data.measured_files()):
            path = Path(file).relative_to(self._project).as_posix()
            for line, contexts in data.contexts_by_lineno(file).items():
                for context in contexts:
                    lines[context][path].append(line)
        recording: Recording = {"seconds": self._seconds, "lines": lines, "starters": sorted(self._starters)}
        Path(os.environ["MUTANTS_RECORDING"]).write_text(json.dumps(recording), encoding="utf-8")


def _forget_cached_results() -> None:
    """Empty the caches, so that each test runs the code whose result an earlier test has cached."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in {"app", "chalicelib"}:
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before the first conftest imports the application."""
    use_the_same_examples_every_time()
    early_config.pluginmanager.register(Recorder(Path.cwd()))
