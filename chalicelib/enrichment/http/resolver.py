"""Resolves host names in daemon threads, so that no slow name server delays the end of an invocation or of the program.

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

# Some systems define flags that they do not accept.
_FLAGS: Final = socket.AI_ADDRCONFIG & getattr(socket, "AI_MASK", socket.AI_ADDRCONFIG)


def look_up_host(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    """The addresses of a host, in the system's order; blocks until the system answers. Raises `OSError`."""
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
    """Resolves each host name in a daemon thread of its own; nobody waits for the thread of a cancelled look-up."""

    def __init__(self, look_up: LookUpHost = look_up_host) -> None:
        self._look_up = look_up

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises `OSError` when it has none."""
        found: Future[list[ResolveResult]] = Future()
        # Marked as running, so that it cannot be cancelled: the thread can always set its result.
        found.set_running_or_notify_cancel()

        def look_up() -> None:
            try:
                found.set_result(self._look_up(host, port, family))
            except Exception as error:  # noqa: BLE001 - passed on to the waiting task
                found.set_exception(error)

        threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
        return await asyncio.wrap_future(found)

    async def close(self) -> None:
        """Nothing is kept open."""
