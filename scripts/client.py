"""A caller of the REST interface, for what measures, shows and tests a running server."""

import json
import time
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

_POLL_S: Final = 0.1


def upload(site: str, export: bytes, query: str = "") -> dict[str, Any]:
    """Send an export to the server at `site`, which has no slash at its end; returns the answer's JSON.

    Raises `urllib.error.HTTPError` for an answer of 400 and above, as the other functions do.
    """
    request = urllib.request.Request(
        f"{site}/api/upload{query}", data=export, headers={"Content-Type": "text/csv"}, method="POST"
    )
    with urllib.request.urlopen(request) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def get(address: str) -> Any:
    """The JSON of an answer."""
    with urllib.request.urlopen(address) as response:
        return json.load(response)


def wait_for(address: str, told: Callable[[dict[str, Any]], None] = lambda progress: None) -> bytes:
    """Ask for a dashboard until it is there; `told` hears each answer that is progress. Returns the body."""
    while True:
        with urllib.request.urlopen(address) as response:
            body: bytes = response.read()
            if response.status == HTTPStatus.OK:
                return body
        told(json.loads(body))
        time.sleep(_POLL_S)
