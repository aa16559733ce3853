"""Charts by keyboard: one stop a drawing, marks in reading order, tips that stay, and the keys of the browser."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.expected import CHARTS
from tests.browser.library import Json

MIDDLES = """links => links.map(link => {
    const box = link.getBoundingClientRect();
    return [Math.round((box.top + box.bottom) / 2), Math.round((box.left + box.right) / 2)];
})"""


def middles(marks: Locator) -> list[tuple[int, int]]:
    """Where marks stand, in the order of the keys: top and left."""
    return [(top, left) for top, left in marks.evaluate_all(MIDDLES)]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.localName"))


def focused_middle(page: Page) -> tuple[int, int]:
    return middles(page.locator(":focus"))[0]


def test_marks_are_visited_as_one_reads_and_rows_by_up_and_down(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    expect(page.locator(".chart .plot")).to_have_count(len(CHARTS))
    for kind in ("bubbles", "heat", "bars", "columns"):
        for stage in page.locator(f".stage.{kind}").all():
            places = middles(stage.locator(".plot a"))
            wanted = [left for _, left in places] if kind == "columns" else places
            assert wanted == sorted(wanted), kind
    marks = page.locator(".stage.bubbles").first.locator(".plot a")
    marks.first.focus()
    for key, along in (("ArrowRight", "row"), ("ArrowDown", "down"), ("ArrowUp", "up"), ("End", "end")):
        before = focused_middle(page)
        page.keyboard.press(key)
        after = focused_middle(page)
        if along == "row":
            assert after[0] == before[0], "the next of the same row"
            assert after[1] > before[1]
        elif along == "down":
            assert after[0] > before[0]
        elif along == "up":
            assert after[0] < before[0]
    expect(marks.last).to_be_focused()
    page.keyboard.press("Home")
    expect(marks.first).to_be_focused()


def test_the_browser_keeps_its_keys(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    marks = page.locator("#chart-books-per-year .plot a")
    marks.nth(2).focus()
    page.evaluate("addEventListener('keydown', event => document.body.dataset.taken = event.defaultPrevented)")
    taken = page.locator("body")
    for key in (
        "Alt+ArrowLeft",
        "Control+ArrowRight",
        "Meta+ArrowLeft",
        "Shift+ArrowRight",
        "Control+Home",
        "ArrowDown",
    ):
        page.keyboard.press(key)  # headless, Alt and left does not go back; the chart must leave it to the browser
        expect(taken).to_have_attribute("data-taken", "false")
        expect(marks.nth(2)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(taken).to_have_attribute("data-taken", "true")
    expect(marks.nth(3)).to_be_focused()


def test_every_stop_of_the_tab_key_leads_somewhere(open_page: Open, site: str, library: Json) -> None:
    """A drawing is one stop, at the mark that was left; and the head of the page covers nothing that has the focus."""
    page = open_page(dashboard_url(site), library, viewport={"width": 1280, "height": 600})
    expect(page.locator(".chart .plot")).to_have_count(len(CHARTS))
    page.locator("#chart-books-per-year .plot a").nth(1).focus()
    page.keyboard.press("ArrowRight")
    left = focused(page)
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.localName"))
        if page.evaluate("document.activeElement.closest('#latest') !== null"):
            break
    assert set(stops) <= {"a", "summary", "select"}, stops
    assert stops.count("summary") == len(CHARTS)
    head = page.locator(".site-head").evaluate("head => head.getBoundingClientRect().bottom")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        top = page.evaluate("document.activeElement.getBoundingClientRect().bottom")
        assert top > head, focused(page)
        if page.evaluate("document.activeElement.closest('#chart-books-per-year .plot') !== null"):
            break
    assert focused(page) == left


def test_a_tip_stays_can_be_reached_and_goes_with_escape(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    marks = page.locator("#chart-rating-distribution .plot a")
    tip = page.locator(".tip")
    marks.nth(1).focus()
    words = focused(page)
    expect(tip).to_have_text(words)
    page.evaluate("scrollBy({top: 40, behavior: 'instant'})")  # the tip goes with its mark
    expect(tip).to_be_visible()
    page.wait_for_function(
        """() => {
            const [tip, mark] = [".tip", ":focus"].map(name => document.querySelector(name).getBoundingClientRect());
            return Math.abs(tip.bottom - mark.top) < 2 || Math.abs(tip.top - mark.bottom) < 2;
        }"""
    )
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(marks.nth(1)).to_be_focused()
    marks.nth(3).hover()
    expect(tip).to_have_text(marks.nth(3).get_attribute("aria-label") or "")
    expect(tip).to_have_class(re.compile("resting"))
    box = tip.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4, steps=8)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    expect(tip).to_have_text(marks.nth(3).get_attribute("aria-label") or "")
    page.mouse.down()
    page.mouse.up()
    expect(marks.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    marks.nth(2).hover()
    expect(tip).to_be_visible()
    page.mouse.move(2, 2)
    expect(tip).to_be_hidden()


def test_a_drawing_of_another_size_keeps_the_focus_at_its_mark(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    for stage in ("#chart-top-genres", ".shelf"):
        marks = page.locator(f"{stage} .plot a")
        marks.nth(4).focus()
        name = focused(page)
        drawing = page.locator(f"{stage} .plot")
        width = drawing.get_attribute("width") or ""
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 900 if width != "900" else 800, "height": 900})
        expect(drawing).not_to_have_attribute("width", width)
        expect(page.locator(":focus")).to_have_attribute("aria-label", name)
        expect(page.locator(":focus")).to_have_attribute("tabindex", "0")
        assert page.locator(f"{stage} .plot a[tabindex='0']").count() == 1
        expect(page.locator(".tip")).to_be_hidden()  # it was taken away
        page.set_viewport_size({"width": 1280, "height": 900})
        expect(drawing).to_have_attribute("width", width)
