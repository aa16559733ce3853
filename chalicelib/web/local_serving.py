"""Corrects four faults of plain `chalice local`, in the process that loads `app.py`.

Its server lets five connections wait. When more uploads arrive at the same moment, the system drops the others, and
their senders get "connection reset".

It answers unknown paths with 403 and "Missing Authentication Token", as API Gateway does until `make deploy` tells it
another answer.

Its file watcher restarts the server too often. Chalice pins watchdog 2.3.1, which on Linux also reports files that are
only opened. Importing an app opens files, so the server would restart without end. The worker process that watches is
the one that loads `app.py`, which calls `prepare` before it imports anything else.

It sends every answer as it is, where API Gateway compresses (`local_compression.py`).
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

from chalicelib.web import local_compression

_CHANGES: Final = frozenset({"created", "modified", "moved", "deleted"})
_GENERATED: Final = frozenset({"__pycache__", ".venv", ".git", ".pytest_cache", ".mypy_cache", ".ruff_cache", "build"})
_MOST_WAITING: Final = 128


def prepare(environ: Mapping[str, str]) -> None:
    """Correct the server before it is made, and the watcher where there is one."""
    accept_many_at_once()
    local_compression.prepare()
    answer_unknown_paths()
    if "CHALICE_WORKER" in environ:
        watch_changes_only()


def accept_many_at_once() -> None:
    """Make Chalice's server let as many connections wait as a listening socket usually may."""
    from chalice.local import ThreadedHTTPServer

    ThreadedHTTPServer.request_queue_size = _MOST_WAITING


def answer_unknown_paths() -> None:
    """Make Chalice's server answer 404 for a path that no route has: a page for browsers, else our error shape."""
    from chalice.local import ForbiddenError, LocalGateway

    handle = LocalGateway.handle_request

    def handle_request(gateway: LocalGateway, method: str, path: str, headers: Any, body: bytes | None) -> Any:
        try:
            return handle(gateway, method, path, headers, body)
        except ForbiddenError:  # we have no authorizer that could raise it
            from chalicelib.web import pages

            status, content_type, text = pages.nothing_at(path.partition("?")[0], headers.get("Accept", ""))
            told = {**pages.security_headers(()), "Content-Type": content_type}
            return {"statusCode": status, "headers": told, "multiValueHeaders": {}, "body": text}

    gateway: Any = LocalGateway
    gateway.handle_request = handle_request


def watch_changes_only() -> None:
    """Make Chalice's watcher ignore reads, and files that tools and imports write."""
    from chalice.cli.filewatch.eventbased import WatchdogRestarter

    def on_any_event(restarter: Any, event: Any) -> None:
        if event.is_directory or event.event_type not in _CHANGES:
            return
        if _GENERATED.isdisjoint(PurePath(event.src_path).parts):
            restarter()

    watcher: Any = WatchdogRestarter
    watcher.on_any_event = on_any_event
