"""One page of headless Chromium, driven by the browser's own protocol (https://chromedevtools.github.io/devtools-protocol/).

For measurements of large answers: Playwright lets Chromium record the network of every page, and for that record
Chromium decodes an answer of 16 MB in one task of a second, which no reader's browser does.
"""

import asyncio
import json
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Final, Self

import aiohttp

_START_LIMIT_S: Final = 60.0
_FLAGS: Final = (
    "--headless",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class DevToolsError(Exception):
    """The browser did not start, refused a command, or a script on the page failed; the message says which."""


class DevTools:
    """A page. Commands are methods of the protocol, their answers its JSON."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._events: dict[str, asyncio.Future[Any]] = {}

    @classmethod
    @asynccontextmanager
    async def of(cls, program: str, *flags: str) -> AsyncIterator[Self]:
        """Start the browser `program` with one empty page, and end it afterwards."""
        with tempfile.TemporaryDirectory(prefix="goodreads-stats-devtools-", ignore_cleanup_errors=True) as profile:
            process = await asyncio.create_subprocess_exec(
                *(program, *_FLAGS, *flags, f"--user-data-dir={profile}", "about:blank"),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            assert process.stderr
            tasks: list[asyncio.Task[Any]] = []
            try:
                site = await asyncio.wait_for(_told(process.stderr), _START_LIMIT_S)
                # Somebody has to read what else it says, or it would wait for that.
                tasks.append(asyncio.create_task(process.stderr.read()))
                async with aiohttp.ClientSession(site) as session:
                    async with session.get("/json/list") as answer:
                        pages = [target for target in await answer.json() if target["type"] == "page"]
                    async with session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                        page = cls(socket)
                        tasks.append(asyncio.create_task(page._listen()))
                        yield page
            finally:
                for task in tasks:
                    task.cancel()
                process.kill()
                await process.wait()

    async def _listen(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if waiting := self._answers.pop(told.get("id"), None):
                if "error" in told:
                    waiting.set_exception(DevToolsError(told["error"]["message"]))
                else:
                    waiting.set_result(told["result"])
            elif (event := self._events.pop(told.get("method"), None)) and not event.done():
                event.set_result(told["params"])

    async def send(self, method: str, **parameters: Any) -> Any:
        """Give a command; returns its result. Raises `DevToolsError` when the browser refuses it."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        return await answer

    def next_event(self, name: str) -> "asyncio.Future[Any]":
        """The parameters of the next event of this name, which comes after this call."""
        return self._events.setdefault(name, asyncio.get_running_loop().create_future())

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression on the page, awaited. Raises `DevToolsError` when it fails."""
        answer = await self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if details := answer.get("exceptionDetails"):
            raise DevToolsError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    async def start_trace(self, *categories: str) -> None:
        """Begin to record what the page does."""
        await self.send(
            "Tracing.start", transferMode="ReturnAsStream", traceConfig={"includedCategories": list(categories)}
        )

    async def stop_trace(self) -> bytes:
        """The record since `start_trace`, as JSON."""
        complete = self.next_event("Tracing.tracingComplete")
        await self.send("Tracing.end")
        stream = (await complete)["stream"]
        parts = []
        while True:
            part = await self.send("IO.read", handle=stream)
            parts.append(part["data"])
            if part["eof"]:
                break
        await self.send("IO.close", handle=stream)
        return "".join(parts).encode()


async def _told(log: asyncio.StreamReader) -> str:
    """The address at which the browser says that it listens. Raises `DevToolsError` when it ends instead."""
    async for line in log:
        if found := re.search(rb"DevTools listening on ws(://[^/]+)/", line):
            return f"http{found[1].decode()}"
    raise DevToolsError("the browser ended before it listened")
