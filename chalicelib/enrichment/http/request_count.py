"""Counts the requests to one provider."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class RequestCount:
    """Requests sent, retries included; those of them that ended in an error; the sum of their seconds."""

    sent: int = 0
    refused: int = 0
    seconds: float = 0.0

    @contextmanager
    def request(self) -> Iterator[None]:
        """Count the request that is sent inside the block. One that nobody waits for any more is not refused."""
        self.sent += 1
        started = time.monotonic()
        try:
            yield
        except Exception:  # a cancelled request is none
            self.refused += 1
            raise
        finally:
            self.seconds += time.monotonic() - started
