"""What a dashboard does when: the data first, then the figures, then the chart library, and each drawing when seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from chalicelib.ingest.book_format import format_of
from chalicelib.jobs.dashboard.summary import summary_of
from tests.browser.conftest import Open, dashboard_url
from tests.browser.expected import CHARTS
from tests.browser.library import Json, make_library, reread_library

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


BOOKS_COME_LATER = """
    const ask = window.fetch;
    window.fetch = async (...question) => {
        const answer = await ask(...question);
        if (!new URL(question[0]).pathname.includes("/data/")) return answer;
        const text = await answer.text();
        const head = text.indexOf('"goodreads_id"') + 40_000;
        const letters = new TextEncoder();
        return new Response(new ReadableStream({
            start(stream) {
                stream.enqueue(letters.encode(text.slice(0, head)));
                window.goOn = () => {
                    stream.enqueue(letters.encode(text.slice(head)));
                    stream.close();
                };
            },
        }));
    };
"""
"""Holds an answer back after its first books, until the test says `goOn()`."""


def told(library: Json) -> Json:
    """A library as the application tells it: what it has counted comes before the books."""
    for book in library["books"]:
        precision = {"date_read": "day", "reading_month_year": "month", "reading_year": "year"}
        book.setdefault("date_precision", next((precision[key] for key in precision if book[key]), None))
        book.setdefault("reads", [])
        book.setdefault("format", format_of(book["binding"]))
    counted = summary_of(library["books"], library["other_books"], library["metadata"]["export_timestamp"])
    return {"summary": counted, "metadata": library["metadata"]} | library | {"summary": counted}


@pytest.mark.parametrize("make", [lambda: make_library(250, 40), reread_library], ids=["gaps", "reads"])
def test_the_figures_are_there_before_the_books_and_stay_what_they_are(
    open_page: Open, site: str, make: Callable[[], Json]
) -> None:
    page = open_page(data=told(make()))
    page.add_init_script(BOOKS_COME_LATER)
    page.add_init_script(SHIFTS)
    page.goto(dashboard_url(site))
    page.locator(".figures").wait_for()
    head = page.locator(".hero h1, .figures").all_inner_texts()
    assert page.locator(".chart").count() == 0
    expect(page.get_by_role("status")).to_have_text("Fetching your books …")
    link = page.locator(".figures a").nth(2)
    link.focus()
    page.evaluate("goOn()")
    expect(page.locator(DRAWN)).not_to_have_count(0)
    assert page.locator(".hero h1, .figures").all_inner_texts() == head
    expect(link).to_be_focused()
    assert page.evaluate("window.moved") == []


def test_figures_that_come_early_are_shown_on_the_overview_alone(open_page: Open, site: str, sample: Json) -> None:
    page = open_page(data=sample)
    page.add_init_script(BOOKS_COME_LATER)
    page.goto(dashboard_url(site, "#/books"))
    page.wait_for_function("() => Boolean(window.goOn)")
    expect(page.get_by_role("heading", name="One moment")).to_be_visible()
    assert page.locator(".figures").count() == 0
    page.goto(dashboard_url(site))
    page.reload()
    page.locator(".figures a").first.click()  # to the books, which are still to come
    expect(page.get_by_role("heading", name="One moment")).to_be_visible()
    page.evaluate("goOn()")
    expect(page.locator(".count")).to_contain_text("216 books")


ONLY_THE_FIRST_STEP = """
    const now = performance.now.bind(performance);
    let steps = 0;
    performance.now = () => now() + 20 * steps++;
    window.MessageChannel = class {
        port1 = { close() {} };
        port2 = { postMessage: () => document.querySelector(".hero") || setTimeout(() => this.port1.onmessage()) };
    };
"""
"""A processor so slow that each step takes a task, on which no task comes after the head of the overview."""


def test_what_is_printed_is_whole(open_page: Open, site: str, library: Json) -> None:
    page = open_page(data=library)
    page.add_init_script(ONLY_THE_FIRST_STEP)
    page.goto(dashboard_url(site))
    page.locator(".hero").wait_for()
    assert page.locator(".chart").count() == 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".chart").count() == len(CHARTS)
    assert page.locator(".colophon").count() == 1
