"""Headless Chromium for the tests that look at pages: the one that is installed, with what a test machine needs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS: Final = 60_000  # a busy machine is slow, not wrong
NONE_HERE: Final = "no Chromium on this machine (apt-get install chromium, or set CHROMIUM)"
UNSEEN_AFTER: Final = """milliseconds => {
    for (const animation of document.getAnimations().filter(one => one.animationName === "unseen")) {
        animation.pause();
        animation.currentTime = milliseconds;
    }
}"""
"""Makes the time that a page has waited for its script so many milliseconds."""
expect.set_options(timeout=PATIENCE_MS)


def chromium_path() -> str | None:
    """The installed Chromium: CHROMIUM in the environment, or a usual name on the PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium. Without one the test is skipped, unless REQUIRE_BROWSER says that it must not be."""
    path = chromium_path()
    if path is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"REQUIRE_BROWSER=1, but there is {NONE_HERE}")
    if path is None:
        pytest.skip(NONE_HERE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        started.close()
