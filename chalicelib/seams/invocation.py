"""The interface between functions: an invocation sends a JSON event and waits for the JSON answer.

`local_invoker.py` runs the function in this process, `lambda_invoker.py` asks AWS Lambda.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from chalicelib.models import Json


class Invoker(Protocol):
    """Invokes one function."""

    def invoke(self, event: Mapping[str, Any], wait_s: float | None) -> Json:
        """Send the event and return the function's answer, waiting at most `wait_s` seconds (None: to the end).

        Raises `InvocationTimeout` when the wait ends first and `InvocationLost` when the connection breaks; in both
        cases the function runs on. Raises `FunctionFailed` when it ran and failed, and `InvocationRefused` or
        `EventTooLarge` when it was not started; `ConcurrencyExhausted`, of the former, when waiting for a free
        execution may never end, because the caller holds one itself.
        """


class EventInvoker(Invoker, Protocol):
    """Invokes one function, or leaves an event for it."""

    def start(self, event: Mapping[str, Any]) -> None:
        """Leave the event for the function and return: it runs when there is room for it, and its answer is lost.

        Raises `InvocationRefused` or `EventTooLarge` when the event was not taken, `InvocationTimeout` or
        `InvocationLost` when nobody knows, and `FunctionFailed` when the function has failed already.
        """
