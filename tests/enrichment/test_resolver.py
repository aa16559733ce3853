"""Host names are looked up so that a name server that does not answer holds up neither a job nor the program's end."""

import asyncio
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from aiohttp.abc import ResolveResult

from chalicelib.enrichment.http.resolver import DaemonResolver, look_up_host

PROJECT = Path(__file__).parent.parent.parent
# Asks a provider by name while no name server answers, and comes to its end meanwhile.
PROGRAM = """
import asyncio, socket, threading, time

looking_up = threading.Event()

def never_answers(*args, **kwargs):
    looking_up.set()
    time.sleep(60)

socket.getaddrinfo = never_answers

from chalicelib.enrichment.enricher import AsyncGenreEnricher
from chalicelib.models import BookInfo
from chalicelib.settings import Settings

async def ask():
    async with AsyncGenreEnricher(Settings.from_env({"OPEN_LIBRARY_URL": "http://books.invalid"})) as enricher:
        await enricher.enrich(BookInfo("Dune", "Frank Herbert"))

threading.Thread(target=lambda: asyncio.run(ask()), daemon=True).start()
assert looking_up.wait(30)
print("the end")
"""


def never_answers(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    threading.Event().wait(30)
    return []


def test_a_host_has_the_addresses_that_the_system_knows() -> None:
    async def resolve() -> list[ResolveResult]:
        return await DaemonResolver().resolve("localhost", 8080, socket.AF_INET)

    assert [(found["hostname"], found["host"], found["port"]) for found in asyncio.run(resolve())] == [
        ("localhost", "127.0.0.1", 8080)
    ]


def test_addresses_are_told_by_their_numbers() -> None:
    (found,) = look_up_host("127.0.0.1", 80, socket.AF_UNSPEC)
    assert (found["family"], found["proto"]) == (socket.AF_INET, socket.IPPROTO_TCP)
    assert found["flags"] == socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


def test_only_addresses_of_a_kind_that_this_machine_has_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def ask(host: str, port: int, family: int, kind: int, *, flags: int) -> list[object]:
        asked.append((host, port, family, kind, flags))
        return []

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    assert look_up_host("books.invalid", 80, socket.AF_UNSPEC) == []
    assert asked == [("books.invalid", 80, socket.AF_UNSPEC, socket.SOCK_STREAM, socket.AI_ADDRCONFIG)]


def test_a_name_alone_is_looked_up_for_any_port() -> None:
    asked: list[tuple[object, ...]] = []

    def note(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
        asked.append((host, port, family))
        return []

    asyncio.run(DaemonResolver(note).resolve("books.invalid"))
    assert asked == [("books.invalid", 0, socket.AF_INET)]


def test_a_host_without_address_is_an_error() -> None:
    def unknown(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(OSError, match="not known"):
        asyncio.run(asyncio.wait_for(DaemonResolver(unknown).resolve("books.invalid"), 10))


def test_a_look_up_that_is_given_up_is_not_waited_for() -> None:
    async def give_up() -> None:
        await asyncio.wait_for(DaemonResolver(never_answers).resolve("books.invalid"), 0.1)

    started = time.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(give_up())
    assert time.monotonic() - started < 5


def test_a_look_up_that_is_given_up_may_still_end() -> None:
    may_end = threading.Event()

    def late(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
        may_end.wait(30)
        return []

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(DaemonResolver(late).resolve("late.invalid"), 0.05)

    asyncio.run(give_up())
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "resolve late.invalid"]
    assert thread.daemon, "the interpreter does not wait for it"
    may_end.set()
    # An exception in the thread would fail this test: to pytest it is a warning, and warnings are errors.
    thread.join(10)
    assert not thread.is_alive()


def test_a_program_ends_while_a_host_is_looked_up() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], cwd=PROJECT, capture_output=True, text=True, timeout=20)
    assert (ran.returncode, ran.stdout.strip()) == (0, "the end"), ran.stderr
