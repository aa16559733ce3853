"""pytest plugin: runs the tests that a JSON file names, in its order, each within its time limit.

Loaded by `project_copy.py` with `-p`; the file, which `MUTANTS_SELECTION` names, is an object of test -> seconds.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_IMPORT_LIMIT_S = 60.0
_TIDY_UP_LIMIT_S = 5.0


class Selection:
    """Keeps the chosen tests and gives each its time."""

    def __init__(self, limits_s: dict[str, float]) -> None:
        self._limits_s = limits_s
        self._over = False
        self._status = int(pytest.ExitCode.INTERNAL_ERROR)
        signal.signal(signal.SIGALRM, self._end)
        signal.setitimer(signal.ITIMER_REAL, _IMPORT_LIMIT_S, _TIDY_UP_LIMIT_S)

    def _end(self, _signal: int, _frame: object) -> None:
        """The first alarm fails the test, so that its fixtures stop what they started; the second one ends it all."""
        if self._over:
            os._exit(pytest.ExitCode.TESTS_FAILED)
        self._over = True
        pytest.fail("the time is over", pytrace=False)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        by_id = {item.nodeid: item for item in items}
        items[:] = [by_id[test] for test in self._limits_s if test in by_id]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        signal.setitimer(signal.ITIMER_REAL, self._limits_s[item.nodeid], _TIDY_UP_LIMIT_S)
        return (yield)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        self._status = int(exitstatus)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Ends here: threads that a mutant keeps busy for ever are not waited for."""
        sys.stdout.flush()
        os._exit(self._status)


def use_the_same_examples_every_time() -> None:
    """Property tests try the same examples with and without a change, and no machine is too slow for one."""
    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("mutants")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before the first test module is imported."""
    use_the_same_examples_every_time()
    limits_s = json.loads(Path(os.environ["MUTANTS_SELECTION"]).read_text(encoding="utf-8"))
    early_config.pluginmanager.register(Selection(limits_s))
