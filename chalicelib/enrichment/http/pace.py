"""One pacing rule per provider and process: a token bucket that many threads and event loops share."""

import threading
import time
from collections.abc import Callable


class Pace:
    """Hands out the moments at which requests may leave.

    `burst` requests may leave at once, then `rate_per_s` a second (the generic cell rate algorithm: its one number
    of state is the time at which the bucket will be full again). It is not bound to an event loop, because in-process
    jobs run in several threads with a loop each, and the provider counts them together.
    """

    def __init__(self, rate_per_s: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1.0 / rate_per_s
        self._tolerance = (burst - 1) * self._interval
        self._clock = clock
        self._full_at = clock()
        self._lock = threading.Lock()

    def reserve(self) -> float:
        """Reserve the next moment for a request; returns the seconds to wait until then (0.0 for now)."""
        with self._lock:
            now = self._clock()
            full_at = max(self._full_at, now)
            self._full_at = full_at + self._interval
            return max(0.0, full_at - self._tolerance - now)

    def hold(self, seconds: float) -> None:
        """Let no new request leave for `seconds`, as a provider asks for with 429; then go on one at a time."""
        with self._lock:
            self._full_at = max(self._full_at, self._clock() + seconds + self._tolerance)
