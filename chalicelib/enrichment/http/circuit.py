"""A circuit breaker: when a provider is plainly down, a job stops waiting for it."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from chalicelib.errors import ErrorCategory


class Circuit:
    """Opens after `failures` failures in a row that span at least `grace_s`; then lets one probe pass every `rest_s`.

    The span counts from the start of the first failing request. Parallel requests that meet one short fault therefore
    do not open it, because their retries may still succeed; requests that hang do. Safe to share between threads.
    """

    def __init__(
        self,
        failures: int = 3,
        grace_s: float = 8.0,
        rest_s: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._needed = failures
        self._grace_s = grace_s
        self._rest_s = rest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._failing_since = 0.0
        self._open_until = 0.0
        self._reason: ErrorCategory | None = None
        self._probe: Future[None] | None = None

    def refusal(self) -> ErrorCategory | None:
        """None when a request may be sent now, else what opened the circuit. After each rest one probe may pass."""
        with self._lock:
            if self._reason is None:
                return None
            if self._clock() < self._open_until:
                return self._reason
            self._decide_probe()
            self._open_until = self._clock() + self._rest_s
            self._probe = Future()
            # Marked as running, so that nobody who waits for it can cancel it.
            self._probe.set_running_or_notify_cancel()
            return None

    @property
    def probe(self) -> Future[None] | None:
        """Is done when the current probe has succeeded or failed; None when there is no probe."""
        with self._lock:
            return self._probe

    @property
    def rest_left_s(self) -> float:
        """Seconds until the next probe may pass; 0.0 when a request may be sent now."""
        with self._lock:
            return max(0.0, self._open_until - self._clock())

    def succeeded(self) -> None:
        """The provider answered, with whatever content: close the circuit."""
        with self._lock:
            self._failures = 0
            self._open_until = 0.0
            self._reason = None
            self._decide_probe()

    def failed(self, started: float, reason: ErrorCategory) -> None:
        """A request sent at `started` (by this circuit's clock) got no answer, or HTTP 5xx."""
        with self._lock:
            now = self._clock()
            if self._failures == 0:
                self._failing_since = started
            self._failures += 1
            if self._failures >= self._needed and now - self._failing_since >= self._grace_s:
                self._open(self._rest_s, reason)
            self._decide_probe()

    def trip(self, reason: ErrorCategory, seconds: float | None = None) -> None:
        """Open at once, for `seconds` (one rest by default): the provider itself said to stay away."""
        with self._lock:
            self._open(self._rest_s if seconds is None else seconds, reason)
            self._decide_probe()

    def _open(self, seconds: float, reason: ErrorCategory) -> None:
        self._open_until = max(self._open_until, self._clock() + seconds)
        self._reason = reason

    def _decide_probe(self) -> None:
        if self._probe is not None:
            self._probe.set_result(None)
            self._probe = None
