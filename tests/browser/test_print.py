"""Paper: no controls, no row of covers in two pieces, and no page more than a list needs."""

from __future__ import annotations

import random
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.library import Json, dashboard, make_book, make_library


def printed(page: Page) -> bytes:
    return page.pdf(prefer_css_page_size=True)


def pages(document: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", document))


def places_of_links(document: bytes) -> list[tuple[str, float]]:
    """Address and height in points of every place on paper that a link has; one that is cut has two."""
    found = re.findall(rb"/Rect \[([\d. ]+)\]\s*/A <</Type /Action\s*/S /URI\s*/URI \(([^)]*)\)", document)
    return [(address.decode(), abs(float(rect.split()[3]) - float(rect.split()[1]))) for rect, address in found]


def test_no_cover_of_a_year_is_cut_by_the_edge_of_a_page(open_page: Open, site: str) -> None:
    """Under heads of several heights, so that the edge of the page falls into a row of covers."""
    chance = random.Random(2)
    year: Json = {"reading_year": 2020, "date_read": "2020-05-05", "reading_month_year": "2020-05"}
    books = [{**make_book(number, chance), **year} for number in range(118)]
    page = open_page(dashboard_url(site, "#/year/2020"), dashboard(books, []))
    expect(page.locator("section[aria-label] .mosaic li")).to_have_count(118)
    # A link inside the page leaves no mark on paper, one to elsewhere does.
    page.evaluate(
        """() => document.querySelectorAll('section[aria-label] .mosaic a').forEach((link, index) => {
            link.href = `https://covers.openlibrary.org/${index}`;
        })"""
    )
    for space in ("7mm", "30mm"):
        page.evaluate("space => { document.querySelector('.year-head').style.paddingTop = space; }", space)
        links = places_of_links(printed(page))
        assert len(links) == len({address for address, _ in links}) == 118
        heights = [tall for _, tall in links]
        assert max(heights) - min(heights) < 2


def test_a_list_of_books_takes_one_page(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site, "#/books"), make_library(250))
    expect(page.locator(".book")).to_have_count(60)
    assert pages(printed(page)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(".pager")).to_be_hidden()
    expect(page.get_by_role("contentinfo")).to_be_hidden()


def test_books_without_genres_take_as_few_pages_as_they_need(open_page: Open, site: str) -> None:
    library = make_library(180)
    for book in library["books"]:
        book["genre_enriched"] = False
    page = open_page(dashboard_url(site, "#/unenriched"), library)
    expect(page.locator(".missing li")).to_have_count(180)
    assert pages(printed(page)) == 3


def test_a_phone_prints_the_same_pages(open_page: Open, site: str, library: Json) -> None:
    """What was laid out for a phone, and what scrolls there, is whole on paper."""
    page = open_page(dashboard_url(site, "#/books"), library, viewport={"width": 390, "height": 800})
    expect(page.locator(".book")).to_have_count(60)
    assert pages(printed(page)) == 1
    page.goto(dashboard_url(site))
    stage = page.locator("#chart-month-pattern .stage")
    stage.scroll_into_view_if_needed()
    expect(stage.locator(".plot")).to_be_visible()
    page.emulate_media(media="print")
    inside = stage.evaluate(
        """stage => stage.querySelector('.plot').getBoundingClientRect().right
            <= stage.getBoundingClientRect().right + 1"""
    )
    assert inside


def test_no_heading_stands_alone_at_the_foot_of_a_page(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    expect(page.locator("#chart-books-per-year .plot")).to_be_visible()
    page.emulate_media(media="print")
    apart = page.evaluate(
        """() => [...document.querySelectorAll('main h2, main h3, main .summary')]
            .filter((heading) => heading.checkVisibility())
            .filter((heading) => getComputedStyle(heading).breakAfter !== 'avoid')
            .map((heading) => heading.textContent)"""
    )
    assert apart == []
