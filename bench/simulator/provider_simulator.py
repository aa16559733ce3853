"""A local server that plays Open Library and Google Books, with their limits, their latency and, if told, faults.

    with ProviderSimulator(build_catalogue(books)) as simulator:
        enrich(books, open_library_url=simulator.open_library_url, google_books_url=simulator.google_books_url)
        print(len(simulator.open_library_requests), simulator.refused)

It runs in a thread and an event loop of its own. What providers answer, and whom they let in, stands in
`open_library` and `google_books`, what they know in `catalogue`, how they fail in `faults`; here are the server and the
counters.

Every client is local, so the address a request is sent *to* (`url_for_address`) stands for the address it comes from:
clients of 127.0.0.1 and 127.0.0.2 are limited apart, as Lambdas with addresses of their own are. All of 127.0.0.0/8
reaches this machine on Linux; elsewhere only 127.0.0.1 may.
"""

import asyncio
import contextlib
import math
import random
import socket
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from aiohttp import web

from bench.simulator.faults import Fault, FaultRule, chosen_fault, respond, send_spoilt
from bench.simulator.google_books.volumes import GoogleBooks
from bench.simulator.open_library.door import Door, LeakyBuckets, RateLimit, names_app_and_contact
from bench.simulator.open_library.firewall import Firewall
from bench.simulator.open_library.search import SlowQueries, keys_asked
from bench.simulator.open_library.site import OpenLibrary
from bench.simulator.records import Catalogue
from bench.simulator.traffic import REFUSALS, Answer, ProviderName, RequestLog, RequestRecord

__all__ = [
    "Fault",
    "Firewall",
    "LeakyBuckets",
    "ProviderSimulator",
    "RateLimit",
    "RequestRecord",
    "SlowQueries",
    "names_app_and_contact",
]

_GOOGLE_BASE = "/books/v1"
_ELSEWHERE = "/elsewhere"
_LONGEST_LINE_BYTES = 1024 * 1024
_ADDRESSES_PER_BLOCK = 254
_PUBLISHED_LIMIT = RateLimit()
_USUAL_FIREWALL = Firewall()


class ProviderSimulator:
    """Both providers on one free port, from `with` to its end.

    `latency_s` is the median of a lognormal whose logarithm spreads by `latency_sigma`; 0 answers at once. Without a
    `rate_limit` Open Library answers whoever asks. `open_library_fault` and `google_fault` may be set at any time
    (`fault` sets both) and act on requests that passed the limits; so may `latency_s`, `firewall` (None: there is
    none), `slow_queries` (None: nothing times out), and of `google` its `daily_quota`, `quota_status`, `minute_quota`
    and `cloud_address`.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        latency_s: float = 0.25,
        latency_sigma: float = 0.15,
        seed: int = 0,
        rate_limit: RateLimit | None = _PUBLISHED_LIMIT,
        google_daily_quota: int = 1000,
        google_quota_status: int = 429,
        google_minute_quota: int | None = None,
        google_cloud_address: bool = False,
        firewall: Firewall | None = _USUAL_FIREWALL,
        slow_queries: SlowQueries | None = None,
        retry_after_s: int = 1,
        slow_s: float = 3.0,
    ) -> None:
        self.catalogue = catalogue
        self.open_library_fault: FaultRule = None
        self.google_fault: FaultRule = None
        self.retry_after_s = retry_after_s
        self.slow_s = slow_s
        self.slow_queries = slow_queries
        self.google = GoogleBooks(
            catalogue.google_books,
            daily_quota=google_daily_quota,
            quota_status=google_quota_status,
            minute_quota=google_minute_quota,
            cloud_address=google_cloud_address,
        )
        self._open_library = OpenLibrary(catalogue.open_library)
        self._door = Door(rate_limit, firewall)
        self.latency_s = latency_s
        self._latency_sigma = latency_sigma
        self._draw = random.Random(seed)
        self._log = RequestLog()
        self._port = 0
        self._cpu_s = 0.0
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop
        self._stopping: asyncio.Event

    def __enter__(self) -> Self:
        # The empty host stands for every address, 127.0.0.2 and its neighbours included; see `_handle` for the others.
        listener = socket.create_server(("", 0), backlog=1024)
        self._port = listener.getsockname()[1]
        started: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(listener, started), name="providers", daemon=True)
        self._thread.start()
        started.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._thread:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()
            self._thread = None

    @property
    def open_library_url(self) -> str:
        """What stands for `https://openlibrary.org`."""
        return self.url_for_address(1)

    @property
    def google_books_url(self) -> str:
        """What stands for `https://www.googleapis.com/books/v1`."""
        return f"{self.url_for_address(1)}{_GOOGLE_BASE}"

    def url_for_address(self, number: int) -> str:
        """Open Library as the `number`th client address sees it, counted from 1: `http://127.0.0.<number>:<port>`."""
        block, place = divmod(number - 1, _ADDRESSES_PER_BLOCK)
        return f"http://127.0.{block}.{place + 1}:{self._port}"

    @property
    def firewall(self) -> Firewall | None:
        """What Open Library's firewall refuses."""
        return self._door.firewall

    @firewall.setter
    def firewall(self, firewall: Firewall | None) -> None:
        self._door.firewall = firewall

    @property
    def fault(self) -> FaultRule:
        """Open Library's fault; set, that of both providers. None ends it."""
        return self.open_library_fault

    @fault.setter
    def fault(self, rule: FaultRule) -> None:
        self.open_library_fault = self.google_fault = rule

    @property
    def requests(self) -> list[RequestRecord]:
        """Every request since the start or `reset_counters`, in order of arrival."""
        return self._log.records()

    @property
    def open_library_requests(self) -> list[RequestRecord]:
        """Those that Open Library was asked."""
        return [record for record in self.requests if record.provider == "open_library"]

    @property
    def google_requests(self) -> list[RequestRecord]:
        """Those that Google Books was asked."""
        return [record for record in self.requests if record.provider == "google_books"]

    @property
    def refused(self) -> int:
        """How many requests were answered 429 or 403."""
        return sum(record.status in REFUSALS for record in self.requests)

    @property
    def cpu_s(self) -> float:
        """Processor seconds spent in the simulator itself, to be taken off those of the process it runs in."""
        if self._thread and self._thread.ident:
            return time.clock_gettime(time.pthread_getcpuclockid(self._thread.ident))
        return self._cpu_s

    def reset_counters(self) -> None:
        """Forget the requests so far; limits and quotas keep counting, as they would."""
        self._log.clear()

    def _run(self, listener: socket.socket, started: "Future[None]") -> None:
        try:
            asyncio.run(self._serve(listener, started))
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)
        finally:
            listener.close()
            self._cpu_s = time.thread_time()

    async def _serve(self, listener: socket.socket, started: "Future[None]") -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        app = web.Application()
        app.router.add_get("/{path:.*}", self._handle)
        # The default line limit would answer long URLs before the door can.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, max_line_size=_LONGEST_LINE_BYTES)
        try:
            await runner.setup()
            await web.SockSite(runner, listener, backlog=1024).start()
            started.set_result(None)
            await self._stopping.wait()
        finally:
            open_transports = (
                [connection.transport for connection in runner.server.connections] if runner.server else []
            )
            await runner.cleanup()
            # A transport with something left to send is not closed by closing it, and one that is lets go of its socket
            # in the loop's next turns, which `asyncio.run` does not wait for.
            for transport in open_transports:
                if transport is not None:
                    transport.abort()
            for _ in range(5):
                await asyncio.sleep(0)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        address: str = request.transport.get_extra_info("sockname")[0] if request.transport else ""
        if not address.startswith("127."):
            return respond(Answer.page("Local clients only", 403))
        params = dict(request.query)
        provider = _provider(request.path)
        record = RequestRecord(
            provider=provider,
            path=request.path,
            query=params,
            address=address,
            user_agent=request.headers.get("User-Agent", ""),
            keys_asked=keys_asked(request.path, params) if provider == "open_library" else 1,
            at_s=time.monotonic(),
        )
        number = self._log.arrived(record)
        response = await self._answer(request, record, params)
        self._log.answered(number, response.status)
        return response

    async def _answer(
        self, request: web.Request, record: RequestRecord, params: Mapping[str, str]
    ) -> web.StreamResponse:
        if record.provider == "elsewhere":
            return respond(Answer.page("This is another site"))
        if record.provider == "open_library":
            wait_s, refusal = self._door.enter(
                request.raw_path, params, record.user_agent, record.address, self._loop.time()
            )
            if wait_s:
                await asyncio.sleep(wait_s)
            if refusal:
                return respond(refusal)
            if self.slow_queries and self.slow_queries.time_out(record.path, params):
                # The end of the simulator does not wait for it.
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), self.slow_queries.seconds)
                return respond(Answer.page("Internal Server Error", 500))
        rule = self.open_library_fault if record.provider == "open_library" else self.google_fault
        fault = chosen_fault(rule, record)
        if self.latency_s:
            await asyncio.sleep(self.latency_s * math.exp(self._draw.gauss(0, self._latency_sigma)))
        source = self._open_library if record.provider == "open_library" else self.google
        answer = source.answer(record.path, params)
        if fault is None:
            return respond(answer)
        return await send_spoilt(
            fault,
            answer,
            request,
            stopping=self._stopping,
            elsewhere_url=f"{self.url_for_address(2)}{_ELSEWHERE}",
            retry_after_s=self.retry_after_s,
            slow_s=self.slow_s,
        )


def _provider(path: str) -> ProviderName:
    if path.startswith(f"{_GOOGLE_BASE}/"):
        return "google_books"
    return "elsewhere" if path == _ELSEWHERE else "open_library"
