"""A function whose initialization has run once, and the execution environments that are copies of it.

To load a function takes half a second of a processor, and a test may want a hundred environments. Lambda has the same
thing as SnapStart: what a function has made before its first event is kept, and each environment begins there.
"""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final, Self

_MAIN: Final = Path(__file__).parent / "runtime_main.py"
_LINE_LIMIT_BYTES: Final = 16 * 1024 * 1024
_MESSAGE_BYTES: Final = 64


class EnvironmentProcess:
    """The process of one environment, which writes its log into a pipe of its own."""

    def __init__(self, pid: int, log: asyncio.StreamReader, prepared: "PreparedFunction") -> None:
        self.pid = pid
        self.status: int | None = None
        """Its exit status, negative for a signal; none while it runs."""
        self._log = log
        self._prepared = prepared
        self._over = asyncio.Event()

    async def lines(self) -> AsyncIterator[bytes]:
        """Its log until it ends."""
        async for line in self._log:
            yield line
        self.status = await self._prepared.status_of(self.pid)
        self._over.set()

    async def wait(self) -> None:
        """Wait until it has ended and its whole log was read."""
        await self._over.wait()

    def kill(self) -> None:
        """End it as the operating system does when memory is short."""
        os.kill(self.pid, signal.SIGKILL)


class PreparedFunction:
    """A process that has loaded a function with its settings and waits to be forked."""

    def __init__(self, process: Process, asked: socket.socket) -> None:
        self._process = process
        self._asked = asked
        self._one_at_a_time = asyncio.Lock()

    @classmethod
    async def start(cls, handler: str, variables: Mapping[str, str], task_root: Path) -> Self:
        """Load the function. What goes wrong then is told by the process itself, on this one's standard error."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            ours.setblocking(False)
            process = await asyncio.create_subprocess_exec(
                # -S: nothing of this machine's installed packages, only the deployment package and what Lambda brings.
                *(sys.executable, "-S", str(_MAIN), handler, str(its.fileno())),
                cwd=task_root,
                env=variables,
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=(its.fileno(),),
            )
        return cls(process, ours)

    async def fork(self, api: str) -> EnvironmentProcess:
        """Another environment, whose Runtime API is under the path `api` of this machine.

        Raises `ConnectionError` where the function could not be loaded.
        """
        read, write = os.pipe()
        try:
            pid = int(await self._ask(api.encode(), write))
        except BaseException:
            os.close(read)
            raise
        finally:
            os.close(write)
        log = asyncio.StreamReader(limit=_LINE_LIMIT_BYTES)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(log), os.fdopen(read, "rb"))
        return EnvironmentProcess(pid, log, self)

    async def status_of(self, pid: int) -> int:
        """The exit status of an environment that has ended."""
        return int(await self._ask(str(pid).encode()))

    async def end(self) -> None:
        """End the process; its environments are others' to end."""
        self._asked.close()
        await self._process.wait()

    async def _ask(self, message: bytes, *descriptors: int) -> bytes:
        async with self._one_at_a_time:
            if descriptors:
                socket.send_fds(self._asked, [message], descriptors)
            else:
                self._asked.send(message)
            answer = await asyncio.get_running_loop().sock_recv(self._asked, _MESSAGE_BYTES)
        if not answer:
            raise ConnectionError("the function could not be loaded, or its process has ended")
        return answer
