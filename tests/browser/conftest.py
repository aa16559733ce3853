"""The real application as `chalice local`, and a headless Chromium that looks at it.

Enrichment asks a simulator on this machine; the pages ask nobody but the application. A page that reports an error,
a refused style or script, or an address outside of the site and the two cover hosts fails its test.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

from bench.simulator.catalogue import Catalogue
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.jobs.job_store import dashboard_key, to_bytes
from scripts.catalogue.samples import SAMPLE, build_sample_catalogue
from scripts.client import get, upload
from scripts.local_server import PROJECT, running
from tests.answers import checked
from tests.browser.library import Json, make_library
from tests.browser.stage import under_a_stage
from tests.chromium import NONE_HERE, PATIENCE_MS, chromium, chromium_path
from tests.conftest import environment

COVER_HOSTS = ("https://covers.openlibrary.org/", "https://books.google.com/")
COVER = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="30"><rect width="20" height="30" fill="#446"/></svg>'
)
JOB_ID = "00000000-0000-4000-8000-000000000000"

Open = Callable[..., Page]
ALL_IS_SEEN = """
    IntersectionObserver = class {
        constructor(tell) { this.tell = tell; }
        observe(target) { setTimeout(() => this.tell([{ isIntersecting: true, target }])); }
        unobserve() {}
    };
"""
"""Lets a page draw what is below the screen, too, so that a test can look at it; `test_pace.py` does without."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium these tests are skipped before the application starts for them."""
    if chromium_path() or os.environ.get("REQUIRE_BROWSER") == "1":
        return
    skip = pytest.mark.skip(reason=NONE_HERE)
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()) and Path(__file__).parent in item.path.parents:
            item.add_marker(skip)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    for asset in (PROJECT / "chalicelib/web/vendor/plot.js", PROJECT / "node_modules/axe-core/axe.min.js"):
        if not asset.is_file():
            pytest.fail(f"{asset.relative_to(PROJECT)} is missing: run `make assets` once")
    with chromium() as started:
        yield started


@pytest.fixture(scope="package")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the application keeps its data."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="package")
def site(data_dir: Path) -> Iterator[str]:
    """The address of the application, ending in a slash."""
    build_sample_catalogue(data_dir / "catalogue.sqlite3")
    with (
        ProviderSimulator(Catalogue.of(), latency_s=0, rate_limit=None) as simulator,
        running(environment(simulator, data_dir)) as url,
    ):
        yield f"{url}/"


@pytest.fixture(scope="package")
def staged_site(site: str) -> Iterator[str]:
    """The same application under `/api/`, as API Gateway serves it."""
    with under_a_stage(site, "api") as url:
        yield url


@pytest.fixture(scope="package")
def sample(site: str) -> Json:
    """The dashboard that the application itself makes of the sample library."""
    answer: Json = checked(get(site + upload(site.rstrip("/"), SAMPLE.read_bytes())["data_url"]))
    return answer


@pytest.fixture(scope="package")
def library() -> Json:
    """A library with every gap there is: no date, only a year, only a month, no pages, no rating, no genres."""
    return make_library(250, 40)


@pytest.fixture
def open_page(browser: Browser, data_dir: Path) -> Iterator[Open]:
    """Opens pages in contexts of their own; at the end none of them may have reported an error.

    `data` is what the application then has for `JOB_ID`.
    """
    problems: list[str] = []
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        # What a test answers with an error on purpose, Chromium reports as a resource that failed, and a cover that may
        # not be drawn as one that is blocked.
        expected = ("Failed to load resource", "blocked by CORS policy")
        if message.type == "error" and not any(words in message.text for words in expected):
            problems.append(message.text)

    def open_one(
        url: str | None = None,
        data: Json | None = None,
        all_seen: bool = True,
        covers: bool = True,
        permitted: bool = False,
        **options: Any,
    ) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if all_seen:
            context.add_init_script(ALL_IS_SEEN)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: problems.append(str(error)))
        play_outside(page, problems, covers=covers, permitted=permitted)
        if data is not None:
            store(data_dir, data)
        if url is not None:
            page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    (data_dir / dashboard_key(JOB_ID)).unlink(missing_ok=True)
    assert problems == []


def play_outside(page: Page, problems: list[str], *, covers: bool = True, permitted: bool = False) -> None:
    """Answer for the two hosts of covers, where there are any; an address anywhere else outside is a problem.

    `permitted` is whether they let other sites draw their covers (CORS), and not only show them.

    `Page.route` would look at each request of the page, also at those of its own site, and switch the cache off.
    """
    tools = page.context.new_cdp_session(page)

    def outside(paused: dict[str, Any]) -> None:
        request, address = {"requestId": paused["requestId"]}, paused["request"]["url"]
        if covers and address.startswith(COVER_HOSTS):
            headers = [{"name": "Content-Type", "value": "image/svg+xml"}]
            headers += [{"name": "Access-Control-Allow-Origin", "value": "*"}] if permitted else []
            cover = {"responseCode": 200, "responseHeaders": headers, "body": base64.b64encode(COVER).decode()}
            tools.send("Fetch.fulfillRequest", request | cover)
        else:
            if not address.startswith(COVER_HOSTS):
                problems.append(f"asked {address}")
            tools.send("Fetch.failRequest", request | {"errorReason": "AccessDenied"})

    tools.on("Fetch.requestPaused", outside)
    tools.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})


def store(data_dir: Path, data: Json) -> None:
    """Let the application have this dashboard for `JOB_ID`."""
    file = data_dir / dashboard_key(JOB_ID)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(to_bytes(data))


def fact(page: Page, name: str) -> Locator:
    """What the page of a book says under a name; nothing where it does not have that line."""
    return page.locator("main dl > div", has=page.get_by_text(name, exact=True)).locator("dd")


def dashboard_url(site: str, address: str = "", job_id: str = JOB_ID) -> str:
    return f"{site}dashboard/{job_id}{address}"
