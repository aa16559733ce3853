"""Headless Chromium for the tests that look at pages: the one that is installed, with what a test machine needs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

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
NONE_HERE: Final = "no Chromium on this machine (apt-get install chromium-headless-shell, or set CHROMIUM)"
# The shell has no windows around its pages, so that each page takes half of the time.
_NAMES: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
expect.set_options(timeout=PATIENCE_MS)


def chromium_path() -> str | None:
    """The installed Chromium: CHROMIUM in the environment, or a usual name on the PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, _NAMES)), None)


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


def stop_waiting(page: Page) -> None:
    """Let no time pass for the page's animations, however slow the machine is; `wait` then says what the time is."""
    tools = page.context.new_cdp_session(page)
    tools.send("Animation.enable")
    tools.send("Animation.setPlaybackRate", {"playbackRate": 0})


def wait(page: Page, milliseconds: int) -> None:
    """Show the page as it is when it has waited for its script for so long; see `.starting` in the style sheets."""
    page.wait_for_function(
        """milliseconds => {
            const waiting = document.getAnimations().filter(one => one.animationName === "unseen");
            for (const animation of waiting) animation.currentTime = milliseconds;
            return waiting.length > 0;
        }""",
        arg=milliseconds,
    )
