"""A provider's daily quota, known to the whole process: its requests take turns, so that none follows a refusal."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from typing import Final

_REST_S: Final = 3600.0


class Quota:
    """Lets one request out at a time. What is left of a quota is not known before a request is refused, and requests
    sent meanwhile would be refused too.

    Not bound to an event loop: in-process invocations have a loop each, and the key's quota is one. Once out, it is
    taken for out for an hour; then one request may find out again.
    """

    def __init__(self, rest_s: float = _REST_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest_s = rest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._last: Future[None] | None = None
        self._out_since: float | None = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """Wait for the requests before; then whether one may be sent. The turn lasts as long as the block."""
        mine: Future[None] = Future()
        # Running, so that whoever gives up waiting for it cannot cancel it.
        mine.set_running_or_notify_cancel()
        with self._lock:
            before, self._last = self._last, mine
        try:
            if before is not None:
                await asyncio.wrap_future(before)
            yield self._is_left()
        finally:
            mine.set_result(None)

    def ran_out(self) -> None:
        """A request was refused because the quota is out."""
        with self._lock:
            self._out_since = self._clock()

    def _is_left(self) -> bool:
        with self._lock:
            if self._out_since is not None and self._clock() - self._out_since >= self._rest_s:
                self._out_since = None
            return self._out_since is None
