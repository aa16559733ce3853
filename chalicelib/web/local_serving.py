"""Corrects three faults of plain `chalice local`, in the process that loads `app.py`.

Its server lets five connections wait. When more uploads arrive at the same moment, the system drops the others, and
their senders get "connection reset".

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
    if "CHALICE_WORKER" in environ:
        watch_changes_only()


def accept_many_at_once() -> None:
    """Make Chalice's server let as many connections wait as a listening socket usually may."""
    from chalice.local import ThreadedHTTPServer

    ThreadedHTTPServer.request_queue_size = _MOST_WAITING


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
