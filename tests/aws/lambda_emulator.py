"""Lambda on this machine: its Invoke API in front, its Runtime API behind, real runtime processes in between.

    with LambdaEmulator(functions, task_root, runtime_path) as emulator:
        boto3.client("lambda", endpoint_url=emulator.url).invoke(FunctionName="BookProcessor", Payload=b"{}")

Every execution environment is a process of `awslambdaric`, AWS's own runtime client, on the unpacked deployment
package. It serves one event at a time and is kept for the next one, as Lambda keeps it. An event that finds none idle
gets another, a copy of a process that has loaded the function (`prepared_function`), up to the concurrency reserved for
the function, or that of all functions without a reservation, beyond which it is answered 429. Time limits, the 6 MB
limits and the shapes of errors are those of Lambda's documentation.
Faults are played on request, see `Fault`.

An asynchronous invocation is answered 202 at once. Its event waits in a queue. When it is throttled, it is tried again
after pauses that grow from a second to five minutes, until it is too old. When the function fails, it is tried again
after a minute and then after two, as often as the function's configuration says.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

import asyncio
import os
import threading
import time
from collections import Counter
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web

from tests.aws.execution_environment import (
    EVENT_LIMIT_BYTES,
    PAYLOAD_LIMIT_BYTES,
    RUNTIME,
    Answer,
    Environment,
    Event,
    Fault,
    FaultRule,
    Function,
    spoilt,
)
from tests.aws.prepared_function import PreparedFunction

ADDRESS: Final = f"arn:aws:lambda:{os.environ['AWS_DEFAULT_REGION']}:123456789012:function:"
"""What the address of a function begins with; the account is moto's."""
UNRESERVED_CONCURRENCY: Final = 50
_LONGEST_QUEUE_PAUSE_S: Final = 300.0
_INIT_LIMIT_S: Final = 120.0


class LambdaEmulator:
    """Functions behind an Invoke API on a free port of this machine, from `with` to its end."""

    def __init__(self, functions: list[Function], task_root: Path, runtime_path: Path) -> None:
        self.functions = {function.name: function for function in functions}
        self.cold_starts: Counter[str] = Counter()
        self.invocations: Counter[str] = Counter()
        self.throttled: Counter[str] = Counter()
        self.most_in_flight: Counter[str] = Counter()
        self.most_together = 0
        """How many executions ran at the same moment, of all functions."""
        self.faults_played: Counter[Fault] = Counter()
        self.busy_s: dict[str, float] = {}
        """Seconds that events took, which is what Lambda charges for besides starting."""
        self.callers: set[tuple[str, str]] = set()
        """Who invoked whom, by access key and function name."""
        self.log: list[str] = []
        """Every line that any process wrote."""
        self.discarded: Counter[str] = Counter()
        """Events that became too old in the queue, or whose function failed as often as it may."""
        self.fault: FaultRule = lambda name, number: None
        self.unreserved_concurrency = UNRESERVED_CONCURRENCY
        """How many executions the functions without a reservation have together."""
        self.deliver_twice = False
        """Whether each event is delivered twice, which Lambda does not exclude."""
        self.queue_pauses = 1.0
        """How long the queue's pauses are here, as a share of Lambda's."""
        self._queued: Counter[str] = Counter()
        self._in_flight: Counter[str] = Counter()
        self._idle: dict[str, list[Environment]] = {name: [] for name in self.functions}
        self._environments: dict[str, Environment] = {}
        self._prepared: dict[frozenset[tuple[str, str]], asyncio.Task[PreparedFunction]] = {}
        """By the environment variables, which say all that a function is."""
        self._task_root = task_root
        self._runtime_path = runtime_path
        self._variables: dict[str, dict[str, str]] = {name: {} for name in self.functions}
        self._tasks: set[asyncio.Task[None]] = set()
        self._deliveries: set[asyncio.Task[None]] = set()
        self.url = ""

    def configure(self, variables: Mapping[str, str], *names: str) -> None:
        """Add environment variables to functions (all, unless named); where one changes, processes start anew."""
        changed = [
            name
            for name in names or self.functions
            if any(self._variables[name].get(variable) != value for variable, value in variables.items())
        ]
        for name in changed:
            self._variables[name].update(variables)
        self._call(self._retire(tuple(changed)))

    def cool_down(self) -> None:
        """End all processes, as Lambda does with environments that nobody used for a while."""
        self._call(self._retire(tuple(self.functions)))

    def reset_counters(self) -> None:
        """Forget what was counted and logged so far; environments stay warm."""
        for counter in (self.cold_starts, self.invocations, self.throttled, self.most_in_flight, self.discarded):
            counter.clear()
        self.most_together = 0
        self.faults_played.clear()
        self.busy_s.clear()
        self.callers.clear()
        self.log.clear()

    def wait_until_idle(self, name: str) -> None:
        """Block until no invocation of the function is under way, and no event for it waits."""
        self._call(self._until_idle(name))

    def __enter__(self) -> Self:
        started: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(started,), name="lambda", daemon=True)
        self._thread.start()
        started.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _run(self, started: "Future[None]") -> None:
        try:
            asyncio.run(self._serve(started))
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    async def _serve(self, started: "Future[None]") -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._ended = asyncio.Condition()
        app = web.Application(client_max_size=2 * PAYLOAD_LIMIT_BYTES)
        runtime = "/environment/{environment}/2018-06-01/runtime"
        app.add_routes(
            [
                web.post("/2015-03-31/functions/{name}/invocations", self._invoked),
                web.get(f"{runtime}/invocation/next", self._next),
                web.post(f"{runtime}/invocation/{{request_id}}/response", self._answered),
                web.post(f"{runtime}/invocation/{{request_id}}/error", self._raised),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        started.set_result(None)
        await self._stopping.wait()
        for delivery in self._deliveries:
            delivery.cancel()
        await asyncio.gather(*self._deliveries, return_exceptions=True)
        await self._retire(tuple(self.functions))
        await asyncio.gather(*self._tasks)
        for prepared in self._prepared.values():
            await (await prepared).end()
        await runner.cleanup()

    async def _until_idle(self, name: str) -> None:
        async with self._ended:
            await self._ended.wait_for(lambda: not self._in_flight[name] and not self._queued[name])

    async def _retire(self, names: tuple[str, ...]) -> None:
        for environment in list(self._environments.values()):
            if environment.function.name in names:
                environment.kill()
                if environment.process:
                    await environment.process.wait()
                del self._environments[environment.id]
        for name in names:
            self._idle[name].clear()

    async def _invoked(self, request: web.Request) -> web.Response:
        """The Invoke API."""
        name = request.match_info["name"]
        caller = request.headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0]
        self.callers.add((caller, name))
        payload = await request.read()
        if request.headers.get("X-Amz-Invocation-Type") == "Event":
            answer = self._accept(name, payload)
        else:
            answer = await self._invoke(name, payload)
        headers = {"Content-Type": "application/json"}
        if answer.function_error:
            headers["X-Amz-Function-Error"] = "Unhandled"
        if answer.error_type:
            headers["x-amzn-ErrorType"] = answer.error_type
        return web.Response(body=answer.payload, status=answer.status, headers=headers)

    def _accept(self, name: str, payload: bytes) -> Answer:
        if name not in self.functions:
            return Answer.not_found(name)
        if len(payload) > EVENT_LIMIT_BYTES:
            return Answer.refused(413, "RequestTooLargeException", f"{len(payload)} bytes are over the limit")
        for _ in range(2 if self.deliver_twice else 1):
            self._queued[name] += 1
            _keep(asyncio.create_task(self._deliver(name, payload)), self._deliveries)
        return Answer(b"", 202)

    async def _deliver(self, name: str, payload: bytes) -> None:
        """An event's way through the queue."""
        function = self.functions[name]
        accepted_at = time.monotonic()
        pause_s, failures = 1.0, 0
        try:
            while time.monotonic() - accepted_at <= function.event_age_s:
                answer = await self._invoke(name, payload)
                if answer.status == 429:
                    await asyncio.sleep(pause_s * self.queue_pauses)
                    pause_s = min(2 * pause_s, _LONGEST_QUEUE_PAUSE_S)
                elif not answer.function_error:
                    return
                elif failures == function.retry_attempts:
                    break
                else:
                    failures += 1
                    await asyncio.sleep(60.0 * failures * self.queue_pauses)
            self.discarded[name] += 1
        finally:
            self._queued[name] -= 1
            async with self._ended:
                self._ended.notify_all()

    async def _invoke(self, name: str, payload: bytes) -> Answer:
        function = self.functions.get(name)
        if function is None:
            return Answer.not_found(name)
        if len(payload) > PAYLOAD_LIMIT_BYTES:
            return Answer.refused(413, "RequestTooLargeException", f"{len(payload)} bytes are over the limit")
        self.invocations[name] += 1
        fault = self.fault(name, self.invocations[name])
        if fault:
            self.faults_played[fault] += 1
        if reason := self._throttled(function, fault):
            self.throttled[name] += 1
            return Answer.throttled(reason)
        self._in_flight[name] += 1
        self.most_in_flight[name] = max(self.most_in_flight[name], self._in_flight[name])
        self.most_together = max(self.most_together, self._in_flight.total())
        try:
            return await self._run_event(function, payload, fault)
        finally:
            self._in_flight[name] -= 1
            async with self._ended:
                self._ended.notify_all()

    def _throttled(self, function: Function, fault: Fault | None) -> str:
        """Lambda's reason to throttle an invocation now; empty where there is none."""
        if function.reserved_concurrency is None:
            taken = sum(
                self._in_flight[name] for name, other in self.functions.items() if other.reserved_concurrency is None
            )
            if taken >= self.unreserved_concurrency:
                return "ConcurrentInvocationLimitExceeded"
        elif self._in_flight[function.name] >= function.reserved_concurrency:
            return "ReservedFunctionConcurrentInvocationLimitExceeded"
        return "ReservedFunctionConcurrentInvocationLimitExceeded" if fault == "throttle" else ""

    async def _run_event(self, function: Function, payload: bytes, fault: Fault | None) -> Answer:
        idle = self._idle[function.name]
        environment = idle.pop() if idle else await self._cold_start(function)
        event = Event(payload, function.timeout_s, lost=fault == "kill")
        environment.current = event
        await environment.events.put(event)
        if environment.alive:
            await event.delivered.wait()
        started = time.monotonic()
        if fault == "kill":
            environment.kill()
        try:
            if fault == "time_out":
                raise TimeoutError
            answer = await asyncio.wait_for(asyncio.shield(event.answer), event.timeout_s)
        except TimeoutError:
            environment.kill()
            return Answer.failed(
                "Sandbox.Timedout",
                f"RequestId: {event.request_id} Error: Task timed out after {event.timeout_s:.2f} seconds",
            )
        finally:
            self.busy_s[function.name] = self.busy_s.get(function.name, 0.0) + time.monotonic() - started
        if environment.alive:
            idle.append(environment)
        return spoilt(fault, answer)

    async def _cold_start(self, function: Function) -> Environment:
        self.cold_starts[function.name] += 1
        environment = Environment(function, self.log)
        self._environments[environment.id] = environment
        await environment.start(await self._prepare(function), f"{self._runtime_api}/{environment.id}")
        _keep(asyncio.create_task(environment.watch()), self._tasks)
        await asyncio.wait_for(environment.ready.wait(), _INIT_LIMIT_S)
        return environment

    async def _prepare(self, function: Function) -> PreparedFunction:
        """The function as it is after its initialization, loaded once for all environments of the same settings."""
        variables = {
            # What Lambda itself sets, of what anything here reads.
            "AWS_LAMBDA_RUNTIME_API": f"{self._runtime_api}/none",
            "AWS_LAMBDA_FUNCTION_NAME": function.name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_mb),
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{RUNTIME}",
            "AWS_REGION": os.environ["AWS_DEFAULT_REGION"],
            "AWS_DEFAULT_REGION": os.environ["AWS_DEFAULT_REGION"],
            # Its role's credentials: by them a recording tells the functions apart.
            "AWS_ACCESS_KEY_ID": function.name,
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_SESSION_TOKEN": "testing",
            "LAMBDA_TASK_ROOT": str(self._task_root),
            "_HANDLER": function.handler,
            "TZ": ":UTC",
            "LANG": "en_US.UTF-8",
            "PYTHONPATH": f"{self._task_root}:{self._runtime_path}",
            **function.environment,
            **self._variables[function.name],
        }
        same = frozenset(variables.items())
        if same not in self._prepared:
            start = PreparedFunction.start(function.handler, variables, self._task_root)
            self._prepared[same] = asyncio.create_task(start)
        return await self._prepared[same]

    @property
    def _runtime_api(self) -> str:
        return f"{self.url.removeprefix('http://')}/environment"

    async def _next(self, request: web.Request) -> web.Response:
        environment = self._environment(request)
        environment.ready.set()
        event = await environment.events.get()
        event.delivered.set()
        return web.Response(
            body=event.payload,
            content_type="application/json",
            headers={
                "Lambda-Runtime-Aws-Request-Id": event.request_id,
                "Lambda-Runtime-Deadline-Ms": str(int((time.time() + event.timeout_s) * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": f"{ADDRESS}{environment.function.name}",
                "Lambda-Runtime-Trace-Id": "Root=1-0-0;Parent=0;Sampled=0",
            },
        )

    async def _answered(self, request: web.Request) -> web.Response:
        payload = await request.read()
        if len(payload) > PAYLOAD_LIMIT_BYTES:
            message = f"Response payload size exceeded maximum allowed payload size ({PAYLOAD_LIMIT_BYTES} bytes)."
            self._settle(request, Answer.failed("Function.ResponseSizeTooLarge", message))
            return web.Response(status=413)
        self._settle(request, Answer(payload))
        return web.Response(status=202)

    async def _raised(self, request: web.Request) -> web.Response:
        self._settle(request, Answer(await request.read(), function_error=True))
        return web.Response(status=202)

    def _settle(self, request: web.Request, answer: Answer) -> None:
        event = self._environment(request).current
        if event is None or event.lost or event.request_id != request.match_info["request_id"]:
            return
        if not event.answer.done():
            event.answer.set_result(answer)

    def _environment(self, request: web.Request) -> Environment:
        environment = self._environments.get(request.match_info["environment"])
        if environment is None:
            raise web.HTTPGone
        return environment


def _keep(task: "asyncio.Task[None]", among: "set[asyncio.Task[None]]") -> None:
    """Keep a task until it ends: the event loop itself does not."""
    among.add(task)
    task.add_done_callback(among.discard)
