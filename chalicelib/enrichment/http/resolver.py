"""Host names to addresses, in threads that hold nothing up.

aiohttp's own resolver uses asyncio's thread pool. `asyncio.run` waits for the pool's threads before it returns, and so
does the interpreter before it exits: while a name server does not answer, an invocation would outlive its time limit
and Ctrl-C would not end the program.
"""

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult

LookUpHost = Callable[[str, int, socket.AddressFamily], list[ResolveResult]]

# Some systems define flags beyond those that they take.
_FLAGS: Final = socket.AI_ADDRCONFIG & getattr(socket, "AI_MASK", socket.AI_ADDRCONFIG)


def look_up_host(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    """The addresses of a host, in the system's order; blocks until the system knows. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=_FLAGS)
    return [
        ResolveResult(
            hostname=host,
            host=str(address[0]),
            port=int(address[1]),
            family=found_family,
            proto=protocol,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        for found_family, _, protocol, _, address in found
    ]


class DaemonResolver(AbstractResolver):
    """Looks each host name up in a daemon thread of its own, which nobody waits for once the look-up is given up."""

    def __init__(self, look_up: LookUpHost = look_up_host) -> None:
        self._look_up = look_up

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises `OSError` when it has none."""
        found: Future[list[ResolveResult]] = Future()
        # Marked as running, so that giving up cannot cancel it: the thread may always set its result.
        found.set_running_or_notify_cancel()

        def look_up() -> None:
            try:
                found.set_result(self._look_up(host, port, family))
            except Exception as error:  # noqa: BLE001 - told to whoever waits
                found.set_exception(error)

        threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
        return await asyncio.wrap_future(found)

    async def close(self) -> None:
        """Nothing is kept open."""
