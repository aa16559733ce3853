"""How far a build is and how long it will take yet, now and then."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

_TELL_EVERY_S: Final = 5.0
_TOO_EARLY: Final = 0.02


class Progress:
    """Tells how much is done and the time left. `shares` are the part of the whole time that each step takes."""

    def __init__(
        self, shares: Mapping[str, float], tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._shares = shares
        self._tell = tell
        self._clock = clock
        self._started = clock()
        self._told_at = clock()
        self._done = 0.0
        # A build that goes on finds steps done, which took no time now and say nothing about the time left.
        self._begun_with: float | None = None

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[float], None]]:
        """Within it, call what is given with the part of the step that is done, from 0 to 1."""
        before = self._done
        share = self._shares[name]

        def advance(part: float) -> None:
            self._note(name, before + share * min(1.0, part))

        yield advance
        self._done = before + share

    def _note(self, name: str, done: float) -> None:
        now = self._clock()
        if self._begun_with is None:
            self._begun_with, self._started = done, now
        if now - self._told_at < _TELL_EVERY_S:
            return
        self._told_at = now
        fresh = done - self._begun_with
        line = f"{100 * done:3.0f} %  {name}"
        if fresh > _TOO_EARLY:
            left_s = (now - self._started) / fresh * (1 - done)
            line += f", about {_duration(left_s)} left"
        self._tell(line)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
