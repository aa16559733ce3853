"""A provider's daily quota, shared by the whole process: look-ups take turns, so that none follows a refusal."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from typing import Final

_REST_S: Final = 3600.0


class Quota:
    """Lets look-ups pass one at a time, in the order in which they came, across all threads and event loops.

    Only a refused request shows that the quota is used up, and requests sent at the same time would be refused, too.
    After that, turns report no quota for `rest_s`; the first turn after it may try again.
    """

    def __init__(self, rest_s: float = _REST_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest_s = rest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: deque[Future[None]] = deque()
        self._out_since: float | None = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """Wait for a turn, and yield whether quota is left as far as is known. The turn ends with the block.

        A task that is cancelled while it waits leaves the queue; the others keep their order.
        """
        await self._take()
        try:
            yield self._is_left()
        finally:
            self._pass_on()

    def ran_out(self) -> None:
        """A request was refused because the quota is out."""
        with self._lock:
            self._out_since = self._clock()

    async def _take(self) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            mine: Future[None] = Future()
            self._waiting.append(mine)
        try:
            # Cancelling the waiting task cancels `mine`, unless its turn came at the same moment.
            await asyncio.wrap_future(mine)
        except asyncio.CancelledError:
            if not mine.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        with self._lock:
            while self._waiting:
                following = self._waiting.popleft()
                if following.set_running_or_notify_cancel():
                    following.set_result(None)
                    return
            self._taken = False

    def _is_left(self) -> bool:
        with self._lock:
            if self._out_since is not None and self._clock() - self._out_since >= self._rest_s:
                self._out_since = None
            return self._out_since is None
