"""Work in daemon threads: a process that is stopped does not wait for it.

`ThreadPoolExecutor` waits: the interpreter joins its threads when it ends, so a hanging provider would keep a stopped
server alive.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def in_background(
    function: Callable[_Parameters, _Result], *args: _Parameters.args, **kwargs: _Parameters.kwargs
) -> "Future[_Result]":
    """Call `function` in a thread of its own; the future holds what it returns or raises, a failed start included."""
    future: Future[_Result] = Future()

    def run() -> None:
        try:
            result = function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001  (passed on through the future)
            future.set_exception(error)
        else:
            future.set_result(result)

    try:
        threading.Thread(target=run, daemon=True).start()
    except RuntimeError as error:
        # The system has no thread left.
        future.set_exception(error)
    return future
