"""The two corrections of plain `chalice local`: how many may wait, and which changes restart it."""

import threading
from typing import Any

import pytest
from chalice.cli.filewatch.eventbased import WatchdogRestarter
from chalice.local import ThreadedHTTPServer
from watchdog import events

from chalicelib.web import local_serving

PROJECT = "/home/reader/goodreads-stats"
APP = f"{PROJECT}/app.py"
GENERATED = ["__pycache__", ".venv", ".git", ".pytest_cache", ".mypy_cache", ".ruff_cache", "build"]


@pytest.fixture(autouse=True)
def chalice_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo what a test corrects in this process."""
    monkeypatch.setattr(ThreadedHTTPServer, "request_queue_size", ThreadedHTTPServer.request_queue_size)
    monkeypatch.setattr(WatchdogRestarter, "on_any_event", WatchdogRestarter.on_any_event)


def restarts(kind: Any, *paths: str) -> bool:
    """Whether an event of the watcher restarts the corrected server."""
    local_serving.prepare({"CHALICE_WORKER": "true"})
    restart = threading.Event()
    WatchdogRestarter(restart).on_any_event(kind(*paths))
    return restart.is_set()


@pytest.mark.parametrize(
    ("kind", "paths", "expected"),
    [
        (events.FileCreatedEvent, [APP], True),
        (events.FileModifiedEvent, [APP], True),
        (events.FileMovedEvent, [APP, f"{PROJECT}/other.py"], True),
        (events.FileDeletedEvent, [APP], True),
        (events.FileOpenedEvent, [APP], False),
        (events.FileClosedEvent, [APP], False),
        (events.DirModifiedEvent, [PROJECT], False),
        (events.DirCreatedEvent, [PROJECT], False),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_only_a_change_to_a_file_restarts(kind: Any, paths: list[str], expected: bool) -> None:
    assert restarts(kind, *paths) == expected


@pytest.mark.parametrize("folder", GENERATED)
def test_what_tools_and_imports_write_does_not_restart(folder: str) -> None:
    assert not restarts(events.FileModifiedEvent, f"{PROJECT}/{folder}/app.py")
    assert not restarts(events.FileModifiedEvent, f"{PROJECT}/chalicelib/{folder}/lib/app.py")
    assert restarts(events.FileModifiedEvent, f"{PROJECT}/{folder}.py")


def test_without_a_watcher_only_the_server_is_corrected() -> None:
    watches = WatchdogRestarter.on_any_event
    local_serving.prepare({})
    assert WatchdogRestarter.on_any_event is watches
    assert ThreadedHTTPServer.request_queue_size == 128
