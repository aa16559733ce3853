"""What the Lambda emulator is made of: functions, faults, answers, and execution environments."""

import asyncio
import json
import signal
import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from tests.aws.prepared_function import EnvironmentProcess, PreparedFunction

PAYLOAD_LIMIT_BYTES: Final = 6_291_556
EVENT_LIMIT_BYTES: Final = 1024 * 1024
"""Of an asynchronous invocation."""
RUNTIME: Final = f"python{sys.version_info.major}.{sys.version_info.minor}"
"""Lambda's name of this Python: a deployment gets the runtime of the Python that deploys it."""

Fault = Literal["kill", "throttle", "time_out", "raise", "junk", "no_json", "too_large"]
"""kill: the process dies while it works. throttle: 429. time_out: the time limit comes at once. raise: FunctionError.

junk: a JSON object that is no result. no_json: bytes that are no JSON. too_large: an answer over 6 MB.
"""
FaultRule = Callable[[str, int], Fault | None]
"""The function's name and the number of its invocation, counted from 1 -> what goes wrong with it."""


@dataclass(frozen=True)
class Function:
    """A function as a template configures it; the defaults are Lambda's."""

    name: str
    handler: str
    timeout_s: float
    memory_mb: int
    environment: Mapping[str, str]
    reserved_concurrency: int | None = None
    retry_attempts: int = 2
    """How often an event whose invocation has failed is delivered again."""
    event_age_s: int = 6 * 3600
    """How long an event may wait for its invocation."""


@dataclass(frozen=True)
class Answer:
    """What the Invoke API answers."""

    payload: bytes
    status: int = 200
    function_error: bool = False
    error_type: str = ""

    @classmethod
    def failed(cls, error_type: str, message: str) -> "Answer":
        """The function failed: HTTP 200 with `X-Amz-Function-Error`."""
        payload = json.dumps({"errorMessage": message, "errorType": error_type}).encode()
        return cls(payload, function_error=True)

    @classmethod
    def refused(cls, status: int, error_type: str, message: str, **members: str) -> "Answer":
        """The function was not invoked; `members` are what else the error's shape in Lambda's API holds."""
        body = {"Type": "User", "message": message, **members}
        return cls(json.dumps(body).encode(), status, error_type=error_type)

    @classmethod
    def not_found(cls, name: str) -> "Answer":
        """There is no such function."""
        return cls.refused(404, "ResourceNotFoundException", f"Function not found: {name}")

    @classmethod
    def throttled(cls, reason: str) -> "Answer":
        """429, for one of the reasons of `TooManyRequestsException`."""
        return cls.refused(429, "TooManyRequestsException", "Rate Exceeded.", Reason=reason)


@dataclass
class Event:
    """One invocation on its way through an environment."""

    payload: bytes
    timeout_s: float
    lost: bool = False
    """Its process dies: an answer that is faster than the signal does not count."""
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    answer: "asyncio.Future[Answer]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    delivered: asyncio.Event = field(default_factory=asyncio.Event)


class Environment:
    """One execution environment: a runtime process and the line in which it waits for its next event."""

    def __init__(self, function: Function, log: list[str]) -> None:
        self.function = function
        self.id = uuid.uuid4().hex
        self.ready = asyncio.Event()
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.current: Event | None = None
        self.process: EnvironmentProcess | None = None
        self._log = log

    async def start(self, prepared: PreparedFunction, api: str) -> None:
        """Start the process, whose Runtime API is at `api`."""
        self.process = await prepared.fork(api)

    async def watch(self) -> None:
        """Collect the process's log until it ends; an event that it has not answered by then has failed."""
        assert self.process is not None
        async for line in self.process.lines():
            self._log.append(line.decode(errors="replace"))
        status = self.process.status
        assert status is not None
        if self.current and not self.current.answer.done():
            reason = f"signal: {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
            message = f"RequestId: {self.current.request_id} Error: Runtime exited with error: {reason}"
            self.current.answer.set_result(Answer.failed("Runtime.ExitError", message))
        self.ready.set()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.status is None

    def kill(self) -> None:
        """End the process as the operating system does when memory is short."""
        if self.process and self.alive:
            self.process.kill()


def spoilt(fault: Fault | None, answer: Answer) -> Answer:
    """The answer as a fault leaves it."""
    if fault == "raise":
        return Answer.failed("ValueError", "the function was told to raise")
    if fault == "junk":
        return Answer(b'{"results": [{"book_id": 7}, null, "x"]}')
    if fault == "no_json":
        return Answer(b"<html>Service Unavailable</html>")
    if fault == "too_large":
        return Answer.failed("Function.ResponseSizeTooLarge", "Response payload size exceeded the maximum.")
    return answer
