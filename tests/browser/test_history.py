"""Back and forward bring a reader to where they were: the place on the page, the focus, and what a list showed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.expected import CHARTS
from tests.browser.library import Json

PLOT = re.compile(r"(?<!/ui)/plot(\.umd\.min)?\.js")
Spot = dict[str, Any]

SPOT = """() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    return {
        name: element.getAttribute("href") ?? (element.id || element.localName),
        text: element.localName === "a" ? element.getAttribute("aria-label") ?? element.textContent : "",
        at: element === document.body ? 0 : Math.round(box.top),
        scrolled: Math.round(scrollY),
        length: document.documentElement.scrollHeight,
    };
}"""


def spot(page: Page) -> Spot:
    """What has the focus, and where in the window it stands."""
    found: Spot = page.evaluate(SPOT)
    return found


def expect_spot(page: Page, wanted: Spot) -> None:
    """The reader comes to this place, and stays there when all charts are drawn."""
    try:
        page.wait_for_function(
            f"""wanted => {{
                const now = ({SPOT})();
                return now.name === wanted.name && now.text === wanted.text && Math.abs(now.at - wanted.at) <= 1;
            }}""",
            arg=wanted,
            timeout=10_000,
        )
    except TimeoutError:
        assert spot(page) == wanted


def follow(page: Page, selector: str, at: int = 300) -> Spot:
    """Scroll a link to a place in the window, go where it leads, and answer where that was."""
    link = page.locator(selector)
    link.evaluate("(link, at) => scrollBy({top: link.getBoundingClientRect().top - at, behavior: 'instant'})", at)
    link.focus()
    was = spot(page)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    assert page.evaluate("scrollY") == 0
    return was


def test_every_step_back_and_forward_finds_its_place(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    page.get_by_label("Year", exact=True).select_option("2020")
    page.locator("#chart-top-authors .plot a").first.wait_for()
    chart = follow(
        page, "#chart-top-genres .plot a >> nth=3", at=200
    )  # after a month was chosen, and charts were drawn
    page.get_by_label("Search").fill("cycle")
    expect(page).to_have_url(re.compile("q=cycle"))
    titles = page.locator(".book .title").all_text_contents()
    row = follow(page, ".book >> nth=12 >> .title")  # after a search
    assert row["scrolled"] > 500
    page.go_back()
    expect_spot(page, row)
    assert page.locator(".book .title").all_text_contents() == titles
    expect(page.get_by_label("Search")).to_have_value("cycle")
    page.go_back()
    expect_spot(page, chart)
    expect(page.get_by_label("Year", exact=True)).to_have_value("2020")
    page.reload()  # the history outlives the page
    expect_spot(page, chart)
    page.go_forward()
    expect_spot(page, row)
    with page.context.expect_page() as other:  # a tab of its own says nothing of where this one goes
        page.locator(".book >> nth=12 >> .title").click(modifiers=["ControlOrMeta"])
    other.value.close()
    page.locator(".book >> nth=12 >> .author").focus()
    author = spot(page)
    page.go_back()
    expect_spot(page, chart)
    page.go_forward()
    expect_spot(page, author)


def test_one_address_twice_in_the_history_has_two_places(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/books"), library)
    first = follow(page, ".book >> nth=3 >> .author", at=250)
    page.locator(".site-nav").get_by_text("Books").click()
    expect(page.locator("h1")).to_be_focused()
    second = follow(page, ".book >> nth=40 >> .title", at=350)
    page.evaluate("history.go(-2)")  # no step to the same address is a change of the address
    page.wait_for_function("() => location.hash.includes('author=')")
    page.go_back()
    expect_spot(page, first)
    page.evaluate("history.go(2)")
    expect_spot(page, second)
    page.evaluate("history.go(-2)")
    expect_spot(page, first)


def test_the_place_holds_while_charts_come_until_the_reader_moves(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    expect(page.locator(".chart .plot")).to_have_count(len(CHARTS))
    mark = page.locator("#chart-top-genres .plot a >> nth=2")
    mark.evaluate("mark => scrollBy({top: mark.getBoundingClientRect().top - 260, behavior: 'instant'})")
    mark.focus()
    was = spot(page)
    page.wait_for_function("() => history.state?.place?.focus")
    waiting: list[Route] = []
    page.route(PLOT, lambda route: waiting.append(route))  # noqa: PLW0108 playwright keeps what it needs on the function
    page.reload(wait_until="commit")
    page.wait_for_function("() => scrollY > 0")
    assert page.locator(".plot a").count() == 0
    waiting.pop().continue_()
    expect_spot(page, was)
    page.reload(wait_until="commit")
    page.wait_for_function("() => scrollY > 0")
    page.mouse.move(600, 400)
    page.mouse.wheel(0, -100_000)
    page.wait_for_function("() => scrollY === 0")
    waiting.pop().continue_()
    mark.wait_for(state="attached")
    expect(page.locator("#chart-books-per-year .plot")).to_be_visible()
    assert page.evaluate("scrollY") == 0
    assert spot(page)["name"] == "body"


def test_a_link_that_was_not_focused_is_gone_back_to(open_page: Open, site: str, library: Json) -> None:
    """Safari does not focus what is clicked, and a click by voice comes without a pointer."""
    page = open_page(dashboard_url(site, "#/books"), library)
    page.locator(".book >> nth=2 >> .title").evaluate("link => link.click()")
    expect(page.locator("h1")).to_be_focused()
    page.go_back()
    expect(page.locator(".book >> nth=2 >> .title")).to_be_focused()


def test_the_pages_and_filters_of_a_list_keep_the_focus(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/books"), library)
    count = page.locator(".count")
    follow_on = page.get_by_role("link", name="Next page")
    follow_on.focus()
    before = spot(page)
    page.keyboard.press("Enter")
    expect(count).to_contain_text("showing 61 to 120")
    expect(count).to_be_focused()
    expect(count).to_be_in_viewport()
    head = page.locator(".site-head").bounding_box()
    top = count.bounding_box()
    assert head is not None
    assert top is not None
    assert top["y"] >= head["height"]
    page.go_back()
    expect_spot(page, before)
    page.goto(dashboard_url(site, "#/books?genre=Fantasy&rating=4&length=Medium+(200-350)"))
    chips = page.locator(".chips.active .chip")
    expect(chips).to_have_count(3)
    for removed, next_one in ((1, "Remove filter: Medium (200-350)"), (1, "Remove filter: Fantasy")):
        chips.nth(removed).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name=next_one)).to_be_focused()
    page.keyboard.press("Enter")
    expect(chips).to_have_count(0)
    expect(count).to_be_focused()
    page.go_back()
    expect(page.get_by_role("link", name="Remove filter: Fantasy")).to_be_focused()
    page.get_by_role("link", name="Clear all").click()
    expect(count).to_be_focused()
    page.get_by_label("Search").fill("no such book")
    page.get_by_role("link", name="Clear the filters").click()
    expect(count).to_be_focused()
    page.locator(".book .chip").first.click()  # another list begins at its top
    expect(page.locator("h1")).to_be_focused()
    assert page.evaluate("scrollY") == 0
    page.get_by_label("Sort by").select_option("title")
    page.get_by_label("Sort by").focus()
    page.get_by_label("Sort by").select_option("pages")
    expect(page.get_by_label("Sort by")).to_be_focused()


def test_the_form_shows_what_the_list_shows(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/books?q=lighthouse"), library)
    search, field = page.get_by_label("Search"), page.locator(".field-q")
    count = page.locator(".count strong").inner_text()
    page.get_by_label("My rating").select_option("4")
    search.fill("garden")
    expect(page).to_have_url(re.compile("q=garden"))
    search.focus()
    page.go_back()  # with the focus in the field
    expect(page.locator(".count strong")).to_have_text(count)
    expect(search).to_have_value("lighthouse")
    expect(field).to_have_class(re.compile("set"))
    search.fill("")
    expect(page).to_have_url(dashboard_url(site, "#/books"))
    expect(field).not_to_have_class(re.compile("set"))
    page.get_by_label("Author").fill("green")
    search.fill("river")
    page.get_by_label("My rating").select_option("3")  # what was being typed belongs to the same list
    expect(page).to_have_url(dashboard_url(site, "#/books?author=green&q=river&rating=3"))
    expect(page.get_by_label("Author")).to_have_value("green")


@pytest.mark.parametrize("leave", ["link", "back"])
def test_a_search_that_waits_dies_with_its_list(open_page: Open, site: str, library: Json, leave: str) -> None:
    page = open_page(dashboard_url(site, "#/books?rating=4"), library)
    page.clock.install()
    page.goto(dashboard_url(site, "#/books?rating=5"))
    page.get_by_role("link", name="Remove filter: 5 ★").wait_for()
    page.get_by_label("Search").fill("orchard")
    if leave == "link":
        page.get_by_role("link", name="Overview").click()
        page.locator(".hero").wait_for()
    else:
        page.go_back()
        page.get_by_role("link", name="Remove filter: 4 ★").wait_for()
        expect(page.get_by_label("Search")).to_have_value("")
    address = page.url
    page.clock.run_for(5000)
    assert page.url == address
    assert page.locator(".book", has_text="Orchard").count() != page.locator(".book").count() or leave == "link"
