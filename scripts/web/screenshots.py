"""`make screenshots`: takes the documentation's pictures of the pages, with the sample library in the real application.

It needs no internet: genres come from the sample's catalogue, and the covers are those that the pages draw.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from scripts.catalogue.samples import SAMPLE, build_sample_catalogue
from scripts.client import upload
from scripts.local_server import PROJECT, running

IMAGES: Final = PROJECT / "docs" / "images"
LIMIT_BYTES: Final = 400_000
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
NOTHING_SEEN_WAITS: Final = """() => [...document.querySelectorAll("[data-waits]")]
    .every(place => place.getBoundingClientRect().top > innerHeight)"""
"""Charts are drawn when they are seen."""


@dataclass(frozen=True)
class Shot:
    """One picture: the page it shows and the screen it is taken on."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    scale: float = 1
    page: Literal["dashboard", "upload"] = "dashboard"


SHOTS: Final = (
    Shot("dashboard-light", 1280, 1450),
    Shot("dashboard-dark", 1280, 1450, scheme="dark"),
    Shot("dashboard-phone", 390, 1180, scale=1.5),
    Shot("upload", 1280, 900, page="upload"),
)


def take(browser: Browser, shot: Shot, url: str) -> Path:
    """Take one picture; raises `ValueError` when it is too large for the repository."""
    viewport: ViewportSize = {"width": shot.width, "height": shot.height}
    context = browser.new_context(
        viewport=viewport, color_scheme=shot.scheme, device_scale_factor=shot.scale, reduced_motion="reduce"
    )
    page = context.new_page()
    page.route(lambda address: address.startswith("https://"), lambda route: route.abort())
    page.goto(url)
    if shot.page == "dashboard":
        expect(page.locator(".shelf .plot")).to_be_visible()
        expect(page.locator("#chart-books-per-year .plot")).to_be_visible()
        page.wait_for_function(NOTHING_SEEN_WAITS)
    file = IMAGES / f"{shot.name}.png"
    page.screenshot(path=file, animations="disabled")
    context.close()
    if file.stat().st_size > LIMIT_BYTES:
        raise ValueError(f"{file.name} has {file.stat().st_size} bytes, more than {LIMIT_BYTES}")
    return file


def chromium() -> str:
    """The installed Chromium; without one the process ends with what to do."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise SystemExit("error: Chromium was not found; install it (apt-get install chromium) or set CHROMIUM")
    return found


def main() -> int:
    """Make all pictures; returns the exit code."""
    program = chromium()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="goodreads-stats-screenshots-") as data_dir:
        build_sample_catalogue(Path(data_dir) / "catalogue.sqlite3")
        with running({"DATA_DIR": data_dir, "CATALOGUE_ONLY": "1"}) as site, sync_playwright() as playwright:
            dashboard = f"{site}/{upload(site, SAMPLE.read_bytes())['dashboard_url']}"
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            for shot in SHOTS:
                file = take(browser, shot, dashboard if shot.page == "dashboard" else f"{site}/")
                print(f"{file.relative_to(PROJECT)}  {file.stat().st_size // 1000} kB")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
