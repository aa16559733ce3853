"""`make mutants`: sample mutants by seed, try each, report, and fail below the least score."""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Final, TypeVar

from scripts.mutants.accepted import as_toml, change_of, read_accepted
from scripts.mutants.line_map import LineMap, modules_of, recorded
from scripts.mutants.mutations import Mutant
from scripts.mutants.project_copy import BrokenProject, ProjectCopy
from scripts.mutants.report import LEAST_PERCENT, Fate, Result, percent, report
from scripts.mutants.sampling import sample

ACCEPTED: Final = Path("tests/data/unobservable_changes.toml")
WORKPLACE: Final = Path("build/mutants")
_LEAST_LIMIT_S: Final = 10.0
_TIMES_AS_LONG: Final = 5

_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")


def side_by_side(
    copies: Sequence[ProjectCopy], work: Callable[[ProjectCopy, _Task], _Answer], tasks: Iterable[_Task]
) -> Iterator[_Answer]:
    """Do `work` for each task, in as many copies at once as there are; yields the answers in the order of the tasks."""
    idle: SimpleQueue[ProjectCopy] = SimpleQueue()
    for copy in copies:
        idle.put(copy)

    def work_in_an_idle_copy(task: _Task) -> _Answer:
        copy = idle.get()
        try:
            return work(copy, task)
        finally:
            idle.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        try:
            yield from pool.map(work_in_an_idle_copy, tasks)
        except BaseException:
            for copy in copies:
                copy.stop()
            raise


def limits_s(tests: dict[str, float]) -> dict[str, float]:
    """The time limit of each test, from the seconds that it took without a change."""
    return {test: _LEAST_LIMIT_S + _TIMES_AS_LONG * seconds for test, seconds in tests.items()}


def try_all(mutants: Sequence[Mutant], copies: Sequence[ProjectCopy], project: Path) -> Iterator[Result]:
    """Try every mutant; raises `BrokenProject` when the tests do not pass without one."""

    def record(copy: ProjectCopy, file: str) -> tuple[str, str]:
        return file, copy.record(file)

    line_map = LineMap(
        recorded(project, project / WORKPLACE / "recordings", lambda files: side_by_side(copies, record, files)),
        project,
    )
    for copy in copies:
        copy.must_pass(limits_s(line_map.one_of_each_file()))

    def try_one(copy: ProjectCopy, mutant: Mutant) -> Result:
        tests = line_map.tests_for(mutant)
        if not tests:
            return Result(mutant, Fate.NOT_RUN)
        return Result(mutant, Fate.NOTICED if copy.notices(mutant, limits_s(tests)) else Fate.SURVIVED)

    yield from side_by_side(copies, try_one, mutants)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0, 1 below the least score, 2 when nothing could be tried."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-module", type=int, default=14)
    parser.add_argument("--module", help="only this one, such as chalicelib/isbn.py")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args(arguments)
    # As Ctrl-C does: the tests that run now are ended too.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    project = Path.cwd()
    modules = modules_of(project)
    if chosen.module is not None and chosen.module not in modules:
        print(f"There is no module {chosen.module}; name one as in {modules[-1]}.", file=sys.stderr)
        return 2
    sources = {module: (project / module).read_bytes() for module in ([chosen.module] if chosen.module else modules)}
    mutants = sample(sources, seed=chosen.seed, per_module=chosen.per_module)
    accepted = read_accepted(project / ACCEPTED)
    tried = [mutant for mutant in mutants if change_of(mutant) not in accepted]
    started = time.monotonic()
    results = [Result(mutant, Fate.ACCEPTED) for mutant in mutants if change_of(mutant) in accepted]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [ProjectCopy(project, Path(folder) / str(number)) for number in range(chosen.workers)]
        try:
            for done, result in enumerate(try_all(tried, copies, project), start=1):
                results.append(result)
                print(f"\r{done} of {len(tried)} tried", end="", file=sys.stderr, flush=True)
        except BrokenProject as error:
            print(error, file=sys.stderr)
            return 2
    results.sort(key=lambda result: (result.mutant.module, result.mutant.start, result.mutant.end))
    print(f" in {time.monotonic() - started:.0f} s\n", file=sys.stderr)
    print(f"seed {chosen.seed}, up to {chosen.per_module} mutants a module\n\n{report(results)}")
    survivors = project / WORKPLACE / "survivors.toml"
    survivors.write_text(as_toml(change_of(result.mutant) for result in results if result.survived), encoding="utf-8")
    return 0 if percent(results) >= LEAST_PERCENT else 1


if __name__ == "__main__":
    sys.exit(main())
