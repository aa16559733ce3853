"""What a dashboard does when: the data first, then the figures, then the chart library, and each drawing when seen."""

from __future__ import annotations

from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.expected import CHARTS
from tests.browser.library import Json

DRAWN = ".chart .plot"
SHIFTS = """
    window.moved = [];
    new PerformanceObserver((list) => {
        for (const { node } of list.getEntries().flatMap((entry) => entry.sources)) {
            if (node?.parentElement?.closest("main")) window.moved.push(node.outerHTML);
        }
    }).observe({ type: "layout-shift", buffered: true });
"""


def scroll_to_the_end(page: Page) -> None:
    """As a reader does, a screen at a time."""
    for section in page.locator("main section").all():
        section.scroll_into_view_if_needed()


def test_charts_are_drawn_when_they_are_seen_and_nothing_moves(open_page: Open, site: str, library: Json) -> None:
    page = open_page(data=library, all_seen=False, viewport={"width": 400, "height": 800})
    page.add_init_script(SHIFTS)
    page.goto(dashboard_url(site))
    expect(page.locator(".shelf .plot")).to_be_visible()
    expect(page.locator("#chart-to-read-by-genre .plot")).to_have_count(0)
    high = page.evaluate("document.body.scrollHeight")
    page.locator("#chart-to-read-by-genre").scroll_into_view_if_needed()
    expect(page.locator("#chart-to-read-by-genre .plot")).to_be_visible()
    assert page.locator(DRAWN).count() < len(CHARTS)
    scroll_to_the_end(page)
    expect(page.locator(DRAWN)).to_have_count(len(CHARTS))
    assert page.evaluate("document.body.scrollHeight") == high
    assert page.evaluate("window.moved") == []


def test_printing_draws_all(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library, all_seen=False, viewport={"width": 400, "height": 800})
    expect(page.locator(".shelf .plot")).to_be_visible()
    assert page.locator(DRAWN).count() < len(CHARTS)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(DRAWN).count() == len(CHARTS)


def test_the_data_is_asked_for_once_and_first_and_the_chart_library_after_the_figures(
    open_page: Open, site: str, library: Json
) -> None:
    asked: list[str] = []
    figures: list[int] = []

    def heard(request: Request) -> None:
        asked.append(request.url.removeprefix(site))

    def before_the_library(route: Route) -> None:
        figures.append(page.locator(".figures").count())
        route.continue_()

    page = open_page(data=library)
    page.on("request", heard)
    page.route("**/plot.js", before_the_library)
    page.goto(dashboard_url(site))
    expect(page.locator(DRAWN)).to_have_count(len(CHARTS))
    data = [address for address in asked if address.startswith("data/")]
    assert len(data) == 1
    script = next(address for address in asked if address.endswith("dashboard.js"))
    assert asked.index(data[0]) < asked.index(script)
    assert figures == [1]
