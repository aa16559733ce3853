"""What passes between a client and the simulated providers: requests as recorded, answers as prepared."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

ProviderName = Literal["open_library", "google_books", "elsewhere"]
"""Who was asked; `elsewhere` is the page that the redirect fault points to."""

REFUSALS = frozenset({403, 429})


@dataclass(frozen=True)
class RequestRecord:
    """One request as it arrived.

    `address` is the loopback address it was sent to, which stands for the client's own; `keys_asked` counts the ISBNs
    and titles in it; `at_s` is on the monotonic clock; `status` is None until it is answered, and for good when it is
    dropped.
    """

    provider: ProviderName
    path: str
    query: Mapping[str, str]
    address: str
    user_agent: str
    keys_asked: int
    at_s: float
    status: int | None = None


class RequestLog:
    """Requests in order of arrival; safe to read from another thread than the one that writes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: dict[int, RequestRecord] = {}
        self._arrivals = 0

    def arrived(self, record: RequestRecord) -> int:
        """Add a request; returns the number by which `answered` knows it."""
        with self._lock:
            self._arrivals += 1
            self._records[self._arrivals] = record
            return self._arrivals

    def answered(self, number: int, status: int) -> None:
        """Note the status of a request, unless the log was cleared since."""
        with self._lock:
            if number in self._records:
                self._records[number] = replace(self._records[number], status=status)

    def records(self) -> list[RequestRecord]:
        """A copy of what arrived since the last `clear`."""
        with self._lock:
            return list(self._records.values())

    def clear(self) -> None:
        """Forget every request so far."""
        with self._lock:
            self._records.clear()


@dataclass(frozen=True)
class Answer:
    """An answer before it is sent, so that a fault can still spoil it."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"

    @classmethod
    def json(cls, content: Any, status: int = 200) -> Self:
        """A JSON answer."""
        return cls(json.dumps(content, ensure_ascii=False).encode(), status)

    @classmethod
    def page(cls, title: str, status: int = 200) -> Self:
        """An HTML page, which Open Library also sends to those who asked for JSON."""
        html = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
        return cls(html.encode(), status, "text/html")
