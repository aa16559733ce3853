"""Work on all cores, in the order of the tasks, with few of them in memory at a time."""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final, TypeVar

from scripts.catalogue import BuildFailed

_TASK = TypeVar("_TASK")
_RESULT = TypeVar("_RESULT")
_AHEAD: Final = 1
"""Tasks that wait while all cores are busy."""


class Workers:
    """Processes, use as `with`: one a core, or `processes`. A single one is this process itself."""

    def __init__(self, processes: int | None = None) -> None:
        self._count = processes or _cores()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Workers":
        if self._count > 1:
            # Started anew, not forked: the same on every system, and without the memory of this process.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, context, _begin)
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def map(self, work: Callable[[_TASK], _RESULT], tasks: Iterable[_TASK]) -> Iterator[_RESULT]:
        """The results of `work`, in the order of the tasks; raises what a task raised."""
        if self._pool is None:
            yield from map(work, tasks)
            return
        waiting: deque[Future[_RESULT]] = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(work, task))
                if len(waiting) > self._count + _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise BuildFailed("A process of the build was ended from outside, perhaps for lack of memory.") from error


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    """Leave interrupts to the parent, and do without the search for cycles, which takes half of the time.

    A worker makes millions of small objects and no cycles.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
