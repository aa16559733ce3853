"""Whether a provider's daily quota is out, known to the whole process, so that a drained key costs one request."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

_REST_S: Final = 3600.0


class Quota:
    """Lets the first look-up go alone and holds the others until its answer tells whether there is quota.

    Not bound to an event loop: in-process invocations have a loop each, and the key's quota is one. Once out, it is
    taken for out for an hour, then one look-up may find out again.
    """

    def __init__(self, rest_s: float = _REST_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest_s = rest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._verdict: Future[bool] | None = None
        self._out_since: float | None = None

    async def admits(self) -> bool:
        """Whether a request may be sent; the caller then reports with `found` how it went. May wait for the first."""
        with self._lock:
            if self._out_since is not None and self._clock() - self._out_since >= self._rest_s:
                self._verdict = self._out_since = None
            if self._verdict is None:
                self._verdict = Future()
                return True
            verdict = self._verdict
        # Shielded: a look-up that is given up must not cancel what the others wait for.
        return await asyncio.shield(asyncio.wrap_future(verdict))

    def found(self, *, left: bool) -> None:
        """Report how a request went: `left` False for a refusal because the quota is out, True for anything else."""
        with self._lock:
            if not left:
                self._out_since = self._clock()
            if self._verdict is None or (self._verdict.done() and not left):
                self._verdict = Future()
            if not self._verdict.done():
                self._verdict.set_result(left)
