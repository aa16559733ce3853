"""The application as `chalice local` on a free port: for `make serve`, the demo, the tests and the screenshots."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

PROJECT: Final = Path(__file__).parent.parent
_START_LIMIT_S: Final = 60.0
_STOP_LIMIT_S: Final = 30.0


def free_port(preferred: int = 0) -> int:
    """A port of the loopback interface that is free now; `preferred` when it is."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RuntimeError("no free port on 127.0.0.1")


def command(port: int, *options: str) -> list[str]:
    """The command line that serves the application on a port, with this interpreter's Chalice."""
    return [str(Path(sys.executable).parent / "chalice"), "local", "--port", str(port), *options]


@contextmanager
def running(
    environment: Mapping[str, str],
    *,
    options: Sequence[str] = ("--no-autoreload",),
    log: IO[bytes] | None = None,
    project: Path = PROJECT,
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[str]:
    """Serve with `environment` added to this process's; yields the base URL once the server answers.

    Afterwards sends the server the signal `stop` and waits for its end. Its output goes to `log`, or nowhere. Raises
    `RuntimeError` when it does not answer within a minute.
    """
    port = free_port()
    process = subprocess.Popen(
        command(port, *options),
        cwd=project,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=log or subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_answers(url, process)
        yield url
    finally:
        # The whole session: with auto-reload the server is a child of the process started here.
        os.killpg(process.pid, stop)
        try:
            process.wait(_STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_answers(url: str, process: "subprocess.Popen[bytes]") -> None:
    ends_at = time.monotonic() + _START_LIMIT_S
    while time.monotonic() < ends_at:
        if process.poll() is not None:
            raise RuntimeError(f"chalice local ended with exit code {process.returncode} before it answered")
        try:
            with urllib.request.urlopen(f"{url}/api/health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"chalice local did not answer within {_START_LIMIT_S:.0f} s")


def main() -> None:
    """Serve until interrupted, on port 8000 or the one in PORT, or another when that is taken."""
    port = free_port(int(os.environ.get("PORT", "8000")))
    print(f"Goodreads Stats: http://127.0.0.1:{port}  (Ctrl-C stops it)", flush=True)
    arguments = command(port, "--no-autoreload")
    os.chdir(PROJECT)
    os.execv(arguments[0], arguments)


if __name__ == "__main__":
    main()
