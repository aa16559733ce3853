"""Work in threads that nobody waits for when the process ends."""

import subprocess
import sys
import threading

import pytest

from chalicelib.seams.background import in_background


def test_the_future_holds_what_the_function_returns() -> None:
    assert in_background(lambda left, right: left - right, 5, right=3).result(10) == 2


def test_the_future_holds_what_the_function_raises() -> None:
    def fail() -> None:
        raise SystemExit("enough")

    with pytest.raises(SystemExit, match="enough"):
        in_background(fail).result(10)


def test_a_thread_that_cannot_be_started_is_a_failed_future(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoThread:
        def __init__(self, **options: object) -> None:
            assert options["daemon"] is True

        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading, "Thread", NoThread)
    future = in_background(print)
    with pytest.raises(RuntimeError, match="new thread"):
        future.result(10)


def test_a_process_that_ends_does_not_wait_for_it() -> None:
    """`ThreadPoolExecutor` would: the interpreter joins its threads."""
    script = (
        "import threading; from chalicelib.seams.background import in_background; in_background(threading.Event().wait)"
    )
    subprocess.run([sys.executable, "-c", script], timeout=20, check=True)
