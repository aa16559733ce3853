"""Shelves: those that a reader has made, what was given up, and what is being read."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.expected_collection import given_up, given_up_by_genre, given_up_by_length, reading_now, shelves
from tests.browser.library import Json, hostile_library, make_book, make_library
from tests.browser.test_dashboard import table

NAMES = {
    "read": "Read",
    "to-read": "To read",
    "currently-reading": "Reading now",
    "before-goodreads": "Before goodreads",
    "dnf": "Dnf",
    "did-not-finish": "Did not finish",
    "abandoned": "Abandoned",
}
OTHERS = {"before-goodreads": 34, "dnf": 14, "did-not-finish": 9, "abandoned": 3, "currently-reading": 11}


@pytest.fixture(scope="module")
def data() -> Json:
    library = make_library(140, 25, seed=4)
    chance = random.Random(5)
    for shelf, count in OTHERS.items():
        for number in range(count):
            book = make_book(1000 + len(library["other_books"]), chance, shelf)
            if shelf == "currently-reading":
                book |= {"date_added": f"2025-02-{number + 1:02}"}
                book |= {"reads": [{"start": f"2025-05-{number + 1:02}", "end": None}]} if number % 2 else {}
            library["other_books"].append(book)
    return library


def test_every_shelf_has_its_count_and_leads_to_its_books(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site), data)
    card = page.locator("#shelves")
    expect(card).to_be_visible()
    shown = card.locator("li").all_inner_texts()
    assert shown == [f"{count} {NAMES[shelf]}" for count, shelf in shelves(data)]
    card.get_by_role("link", name="Before goodreads").click()
    expect(page.locator(".count strong")).to_have_text("34 books")


def test_the_share_of_books_given_up_leads_to_them_on_all_of_their_shelves(
    open_page: Open, site: str, data: Json
) -> None:
    page = open_page(dashboard_url(site), data)
    words = page.locator("#shelves .summary")
    ended, begun = len(given_up(data)), len(given_up(data)) + len(data["books"])
    assert (ended, begun) == (26, 166)
    expect(words).to_have_text("You gave up 26 of 166 books that you began, 15.7 %.")
    words.get_by_role("link").click()
    expect(page.locator(".count strong")).to_have_text("26 books")
    expect(page.get_by_role("link", name="Remove filter: begun and given up")).to_be_visible()


def test_what_was_given_up_is_compared_by_genre_and_length(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site), data)
    for chart, wanted in (
        ("given-up-by-genre", given_up_by_genre(data)),
        ("given-up-by-length", given_up_by_length(data)),
    ):
        card = page.locator(f"#chart-{chart}")
        expect(card.locator(".plot")).to_be_visible()
        assert table(page, chart) == wanted
        assert len(wanted) > 2
        labels = card.locator(".plot a").evaluate_all("links => links.map(link => link.getAttribute('aria-label'))")
        assert [re.findall(r"[\d,.]+", label)[-1] for label in labels] == list(wanted.values())


def test_few_books_given_up_are_told_and_not_compared(open_page: Open, site: str) -> None:
    library = make_library(60, 5)
    library["other_books"] += [make_book(900 + number, random.Random(number), "dnf") for number in range(9)]
    page = open_page(dashboard_url(site), library)
    expect(page.locator("#shelves .summary")).to_have_text("You gave up 9 of 69 books that you began, 13 %.")
    expect(page.locator(".colophon")).to_be_visible()
    expect(page.locator("[id^='chart-given-up']")).to_have_count(0)


def test_what_is_being_read_stands_below_the_head(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site), data)
    row = page.locator(".reading")
    expect(row).to_be_visible()
    shown = row.locator(".title").evaluate_all(
        "links => links.map(link => link.getAttribute('href').split('/').at(-1))"
    )
    assert shown == reading_now(data)[:9]
    expect(row.locator(".since").first).to_have_text("begun 10 May 2025")
    expect(row.locator(".since")).to_have_count(5)
    row.get_by_role("link", name="All 11 books").click()
    expect(page.locator(".count strong")).to_have_text("11 books")


def test_a_library_with_the_usual_shelves_alone_says_nothing_of_shelves(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site), make_library(20, 4))
    expect(page.locator(".colophon")).to_be_visible()
    for nothing in ("#shelves", ".reading", "[id^='chart-given-up']"):
        expect(page.locator(nothing)).to_have_count(0)
    assert "On your shelves" not in page.locator("main").inner_text()


def test_hostile_shelves_are_only_text_and_fit_a_narrow_window(open_page: Open, site: str) -> None:
    library = hostile_library()
    for book in library["other_books"]:
        book["reading_status"] = "<img src=x onerror='window.pwned = true'>" * 9
    library["other_books"][0]["reading_status"] = "currently-reading"
    page = open_page(dashboard_url(site), library, viewport={"width": 320, "height": 800})
    expect(page.locator("#shelves")).to_be_visible()
    assert not page.evaluate("window.pwned")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
