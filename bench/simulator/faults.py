"""The ways in which a simulated provider can fail, and how each looks on the wire."""

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum, auto
from typing import Any

from aiohttp import web

from bench.simulator.traffic import Answer, RequestRecord

HUGE_ANSWER_BYTES = 10 * 1024 * 1024
_CHUNK_BYTES = 256 * 1024
_IDENTITY = frozenset({"key", "isbn", "id_goodreads", "title", "author_name", "authors", "industryIdentifiers"})
_WRONG_VALUES: tuple[Any, ...] = (17, "x", None, {"a": [1]}, [None, 3, {"b": "c"}], True, 0.5, "")


class Fault(Enum):
    """A way to fail. Those that spoil an answer spoil the true one to the request at hand."""

    HANG = auto()  # no answer before the simulator shuts down
    RESET = auto()  # the connection is reset
    CUT_OFF = auto()  # the connection closes half-way through the promised length
    HTML_PAGE = auto()  # status 200 and a web page
    EMPTY = auto()  # status 200 and no body
    CUT_JSON = auto()  # a complete response holding half of the JSON
    WRONG_TYPES = auto()  # the right names, a value of a wrong type in every one
    WRONG_DETAILS = auto()  # the same, but title, author, ISBN and key are right, so that a match is found
    WRONG_SHAPE = auto()  # `docs` or `items` is a text, not a list
    JSON_ARRAY = auto()  # the true answer inside an array
    HUGE = auto()  # the true answer behind 10 MB of padding, its length not announced
    REDIRECT = auto()  # 302 to another host
    TOO_MANY = auto()  # 429 without Retry-After, as Open Library's nginx sends it
    TOO_MANY_RETRY_AFTER = auto()  # 429 with Retry-After
    BAD_REQUEST = auto()  # 400
    FORBIDDEN = auto()  # 403
    SERVER_ERROR = auto()  # 500
    UNAVAILABLE = auto()  # 503
    UNAVAILABLE_RETRY_AFTER = auto()  # 503 with Retry-After
    SLOW = auto()  # the true answer, late


FaultRule = Fault | Callable[[RequestRecord], Fault | None] | None
"""A fault for every request, or a choice made for each (None: answer truly), or none at all."""

_STATUSES = {
    Fault.BAD_REQUEST: 400,
    Fault.FORBIDDEN: 403,
    Fault.SERVER_ERROR: 500,
    Fault.UNAVAILABLE: 503,
    Fault.UNAVAILABLE_RETRY_AFTER: 503,
}


def first(times: int, fault: Fault) -> FaultRule:
    """The first `times` requests fail, those after them are answered."""
    left = times

    def choose(_: RequestRecord) -> Fault | None:
        nonlocal left
        left -= 1
        return fault if left >= 0 else None

    return choose


def when_asked(text: str, fault: Fault = Fault.BAD_REQUEST) -> FaultRule:
    """Requests that hold `text` in their path or query fail; one bad book can so spoil a whole batch."""

    def choose(record: RequestRecord) -> Fault | None:
        return fault if text in record.path or any(text in value for value in record.query.values()) else None

    return choose


def chosen_fault(rule: FaultRule, record: RequestRecord) -> Fault | None:
    """What a rule makes of one request."""
    return rule(record) if callable(rule) else rule


async def send_spoilt(
    fault: Fault,
    answer: Answer,
    request: web.Request,
    *,
    stopping: asyncio.Event,
    elsewhere_url: str,
    retry_after_s: int,
    slow_s: float,
) -> web.StreamResponse:
    """Answer `request` with the fault in place of, or done to, the true answer."""
    match fault:
        case Fault.HANG:
            await stopping.wait()
            return reset(request)
        case Fault.RESET:
            return reset(request)
        case Fault.CUT_OFF:
            return await _send_half(answer, request)
        case Fault.HUGE:
            return await _send_padded(answer, request)
        case Fault.REDIRECT:
            return web.Response(status=302, headers={"Location": elsewhere_url})
        case Fault.TOO_MANY:
            return respond(too_many_requests())
        case Fault.TOO_MANY_RETRY_AFTER:
            return _with_retry_after(too_many_requests(), retry_after_s)
        case Fault.UNAVAILABLE_RETRY_AFTER:
            return _with_retry_after(_spoilt(fault, answer), retry_after_s)
        case Fault.SLOW:
            await asyncio.sleep(slow_s)
            return respond(answer)
    return respond(_spoilt(fault, answer))


def too_many_requests() -> Answer:
    """The refusal of Open Library's nginx: this body, and no Retry-After."""
    message = "Too Many Requests. Consider using https://openlibrary.org/developers/dumps."
    return Answer.json({"status": 429, "message": message}, 429)


def respond(answer: Answer) -> web.Response:
    """An answer as it stands."""
    return web.Response(body=answer.body, status=answer.status, content_type=answer.content_type)


def _with_retry_after(answer: Answer, seconds: int) -> web.Response:
    response = respond(answer)
    response.headers["Retry-After"] = str(seconds)
    return response


def reset(request: web.Request) -> web.Response:
    """Reset the connection; what is returned reaches nobody."""
    if transport := request.transport:
        # Closing with a linger time of zero makes the system send a reset instead of an orderly end.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()


def garbled(value: Any, *, keep: frozenset[str] = frozenset()) -> Any:
    """A JSON value whose every leaf has another type; lists of records and the fields in `keep` stay as they are.

    Field by field the wrong values take turns, so that one answer shows many of them.
    """
    return _garbled(value, keep, [0])


def _garbled(value: Any, keep: frozenset[str], turn: list[int]) -> Any:
    if isinstance(value, dict):
        return {name: item if name in keep else _garbled(item, keep, turn) for name, item in value.items()}
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [*(_garbled(item, keep, turn) for item in value), None, "x", 17]
    turn[0] += 1
    wrong = _WRONG_VALUES[turn[0] % len(_WRONG_VALUES)]
    if type(wrong) is type(value):
        return _garbled(value, keep, turn)
    return wrong


def _spoilt(fault: Fault, answer: Answer) -> Answer:
    match fault:
        case Fault.HTML_PAGE:
            return Answer.page("Back in a few minutes")
        case Fault.EMPTY:
            return replace(answer, body=b"")
        case Fault.CUT_JSON:
            return replace(answer, body=answer.body[: len(answer.body) // 2])
        case Fault.WRONG_TYPES:
            return Answer.json(garbled(_content(answer)))
        case Fault.WRONG_DETAILS:
            return Answer.json(garbled(_content(answer), keep=_IDENTITY))
        case Fault.WRONG_SHAPE:
            wrong = {"numFound": "many", "docs": "none", "totalItems": "many", "items": "none"}
            return Answer.json({**_content(answer), **wrong})
        case Fault.JSON_ARRAY:
            return Answer.json([_content(answer)])
    return Answer.page("Something went wrong", _STATUSES[fault])


def _content(answer: Answer) -> Mapping[str, Any]:
    """The JSON of an answer; of a page, none."""
    content: Mapping[str, Any] = json.loads(answer.body) if answer.content_type == "application/json" else {}
    return content


async def _send_half(answer: Answer, request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": answer.content_type})
    response.content_length = len(answer.body)
    await response.prepare(request)
    await response.write(answer.body[: len(answer.body) // 2])
    if request.transport:
        request.transport.close()
    return response


async def _send_padded(answer: Answer, request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": answer.content_type})
    await response.prepare(request)
    # A client may well hang up before the end.
    with contextlib.suppress(ConnectionError):
        await response.write(b'{"padding": "')
        for _ in range(HUGE_ANSWER_BYTES // _CHUNK_BYTES):
            await response.write(b"x" * _CHUNK_BYTES)
        await response.write(b'", ' + answer.body.removeprefix(b"{"))
    return response
