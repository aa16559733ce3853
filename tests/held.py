"""A provider that answers nothing before it is let go: what a test sees of a running job is then no matter of time."""

import threading
from typing import Final

from bench.simulator.traffic import RequestRecord

_LONGEST_S: Final = 60.0


class Held:
    """A fault rule, which spoils no answer and holds all of them."""

    def __init__(self) -> None:
        self._let_go = threading.Event()

    def __call__(self, record: RequestRecord) -> None:
        self._let_go.wait(_LONGEST_S)

    def let_go(self) -> None:
        """Answer what was asked, and what will be."""
        self._let_go.set()
