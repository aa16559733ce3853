"""Holds a process to a share of one processor, as Lambda holds a function to the share that its memory buys.

It works as the kernel's quota does: in each period a process may use so much time, then it stands still until the next
one. It needs no privileges, but Linux: the time used comes from /proc.
"""

import os
import signal
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

FULL_PROCESSOR_MB: Final = 1769
"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html: one vCPU at 1,769 MB, and in proportion."""
_PERIOD_S: Final = 0.02
_LOOK_EVERY_S: Final = 0.001


class CpuShare:
    """The share holds from `with` to its end."""

    def __init__(self, pid: int, share: float) -> None:
        self._pid = pid
        self._share = share
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._hold, daemon=True)

    def __enter__(self) -> Self:
        if self._share < 1:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._share < 1:
            self._thread.join()

    def _hold(self) -> None:
        period_ends, used_s = time.monotonic() + _PERIOD_S, cpu_s(self._pid)
        left_s = self._share * _PERIOD_S
        while not self._over.wait(_LOOK_EVERY_S):
            now, used_before_s, used_s = time.monotonic(), used_s, cpu_s(self._pid)
            left_s -= used_s - used_before_s
            if left_s <= 0:
                os.kill(self._pid, signal.SIGSTOP)
                # What was used beyond the share, because this thread came late, is paid back in further periods.
                periods = int(-left_s / (self._share * _PERIOD_S)) + 1
                self._over.wait(max(0.0, period_ends - now) + (periods - 1) * _PERIOD_S)
                os.kill(self._pid, signal.SIGCONT)
                left_s += periods * self._share * _PERIOD_S
                period_ends = time.monotonic() + _PERIOD_S
            elif now >= period_ends:
                left_s, period_ends = self._share * _PERIOD_S, now + _PERIOD_S


def cpu_s(pid: int) -> float:
    """The processor time that all living threads of a process have used, in seconds."""
    nanoseconds = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            nanoseconds += int((thread / "schedstat").read_text(encoding="ascii").split()[0])
        except FileNotFoundError:
            continue  # it has just ended
    return nanoseconds / 1e9
