"""Before a page's script runs, and when it does not come: the HTML and the styles alone say what is going on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.expected import CHARTS
from tests.browser.library import Json
from tests.chromium import stop_waiting, wait

SCRIPTS = re.compile(r"\.js$")


@pytest.fixture(params=["upload", "dashboard"])
def url(request: pytest.FixtureRequest, site: str) -> str:
    return site if request.param == "upload" else dashboard_url(site)


def blocked(open_page: Open, url: str, **options: str) -> Page:
    """The page of a browser that gets no script, not at first."""
    page = open_page(**options)
    stop_waiting(page)
    page.route(SCRIPTS, lambda route: route.abort())
    page.goto(url)
    return page


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_page_without_its_script_says_so_after_ten_seconds(open_page: Open, url: str, motion: str) -> None:
    page = blocked(open_page, url, reduced_motion=motion)
    moment, problem = page.get_by_text("One moment"), page.get_by_text("The page could not load")
    wait(page, 1_100)
    expect(moment).to_be_visible()
    expect(problem).to_be_hidden()
    wait(page, 9_900)
    expect(moment).to_be_visible()
    expect(problem).to_be_hidden()
    wait(page, 10_100)
    expect(moment).to_be_hidden()
    expect(problem).to_be_visible()


def test_trying_again_loads_the_page(open_page: Open, url: str, library: Json) -> None:
    page = blocked(open_page, url)
    wait(page, 10_100)
    page.unroute(SCRIPTS)
    page.route("**/data/*", lambda route: route.fulfill(json=library))
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_text("The page could not load")).to_have_count(0)
    expect(page.get_by_text("One moment")).to_have_count(0)
    expect(page).to_have_url(url)


def test_without_styles_both_can_be_read(open_page: Open, url: str) -> None:
    page = open_page()
    page.route(re.compile(r"\.(js|css)$"), lambda route: route.abort())
    page.goto(url)
    expect(page.get_by_text("One moment")).to_be_visible()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()


def test_without_javascript_the_page_says_that_it_needs_it(open_page: Open, url: str) -> None:
    page = open_page(url, java_script_enabled=False)
    told = page.locator("noscript :is(h1, p)").first
    expect(told).to_be_visible()
    expect(told).to_contain_text("This page needs JavaScript")
    for words in ("One moment", "The page could not load", "Choose your file"):
        expect(page.get_by_text(words)).not_to_be_visible()
    for box in page.locator(".starting, [inert]").all():
        expect(box).to_have_css("display", "none")  # it takes no room either


def test_the_upload_page_takes_no_file_before_its_script_is_there(open_page: Open, site: str) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page = open_page()
    stop_waiting(page)
    page.route(SCRIPTS, hold)
    page.goto(site, wait_until="commit")
    form, moment = page.locator("#upload"), page.get_by_text("One moment")
    choose = page.get_by_text("Choose your file")
    wait(page, 900)
    expect(choose).to_be_visible()  # most scripts come within this second, and nothing may flicker then
    expect(moment).to_be_hidden()
    wait(page, 1_100)
    expect(choose).to_be_hidden()
    expect(moment).to_be_visible()
    expect(form).to_have_js_property("inert", True)
    for route in waiting:
        route.continue_()
    expect(moment).to_have_count(0)
    expect(choose).to_be_visible()
    expect(form).to_have_js_property("inert", False)


def test_a_chart_library_that_was_refused_once_is_asked_for_again(open_page: Open, site: str, library: Json) -> None:
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=500, json={"message": "Internal server error"})

    page = open_page(data=library)
    page.route(re.compile(r"/plot\.js"), refuse_once)
    page.goto(dashboard_url(site))
    expect(page.locator(".chart .plot")).to_have_count(len(CHARTS))
    assert len(refused) == 1
