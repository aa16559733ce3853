"""Lets plain `chalice local` serve: its file watcher must restart the server for changes only.

Chalice pins watchdog 2.3.1, which on Linux also reports files that are merely opened. Importing an app opens files, so
the server would restart without end. The worker process that watches is the one that loads `app.py`, so the watcher can
be corrected from there; `app.py` calls this before it imports anything else.
"""

from pathlib import PurePath
from typing import Any, Final

_CHANGES: Final = frozenset({"created", "modified", "moved", "deleted"})
_GENERATED: Final = frozenset({"__pycache__", ".venv", ".git", ".pytest_cache", ".mypy_cache", ".ruff_cache", "build"})


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
