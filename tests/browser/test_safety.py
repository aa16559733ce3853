"""A reading history is foreign text and private: it shows as words, runs nothing, and goes nowhere."""

from __future__ import annotations

import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import JOB_ID, Open, dashboard_url, fact
from tests.browser.library import SCRIPT, TURNED, Json, dashboard, hostile_library, make_library

ADDRESSES = ("#/", "#/books?status=all", "#/unenriched", "#/year", "#/update", "#/gone", "#/delete")


def test_a_hostile_library_shows_as_words_and_runs_nothing(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site), hostile_library())
    for address in ADDRESSES:
        page.goto(dashboard_url(site, address))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if address not in ("#/update", "#/delete"):
            expect(page.locator("main")).to_contain_text(SCRIPT)
        assert page.evaluate("window.pwned") is None
        assert page.locator("main script, main style, main [onerror]").count() == 0
        hrefs = page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        inside = ("#", "../", "https://www.goodreads.com/book/")
        assert [href for href in hrefs if href and not href.startswith(inside)] == []
        assert page.locator("img").count() == 0  # none of the cover addresses may be followed


def test_every_hostile_book_has_a_page(open_page: Open, site: str) -> None:
    library = hostile_library()
    page = open_page(dashboard_url(site, "#/books?status=all&sort=title"), library)
    for book in library["books"][:6]:
        page.get_by_role("link", name=book["title"], exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(book["title"])
        expect(page.locator("main")).to_contain_text(book["my_review"])
        expect(fact(page, "Series")).to_have_text(f"{book['series']['name']}, {book['series']['position']}")
        for name, field in (("Set in", "places"), ("About", "people"), ("Time", "times")):
            expect(fact(page, name)).to_have_text(", ".join(book[field]))
        expect(fact(page, "Language")).to_have_count(0)
        assert page.locator("main script, main img, main [onerror]").count() == 0
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("Books")
    assert page.evaluate("window.pwned") is None


def test_a_hostile_address_is_only_words_too(open_page: Open, site: str, library: Json) -> None:
    page = open_page(
        dashboard_url(site, "#/books?q=<img src=x onerror=window.pwned=1>&genre=%22><script>&year=%zz"), library
    )
    expect(page.get_by_text("No book matches all of these filters.")).to_be_visible()
    page.goto(dashboard_url(site, "#/book/%E0%A4%A"))
    expect(page.get_by_role("heading", name="No such book")).to_be_visible()
    assert page.evaluate("window.pwned") is None


def test_right_to_left_marks_do_not_turn_the_words_around_them(open_page: Open, site: str) -> None:
    library = make_library(3)
    for book in library["books"]:
        book.update(title=TURNED, author=TURNED, genres=[TURNED])
    page = open_page(dashboard_url(site), library)
    label = page.locator("#chart-top-genres .plot a").first.get_attribute("aria-label")
    assert label == f"\u2068{TURNED}\u2069: 3 books"
    assert page.locator("#latest .title").first.get_attribute("dir") == "auto"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"])
def test_a_day_is_the_day_in_the_file_in_every_time_zone(open_page: Open, site: str, zone: str) -> None:
    library = make_library(14)  # fewer are no habit, and have no chart of weekdays
    for book in library["books"]:
        book.update(date_read="2024-03-01", reading_month_year="2024-03", reading_year=2024)
    page = open_page(dashboard_url(site), library, timezone_id=zone)
    expect(page.locator("#latest .figure small").first).to_have_text("1 Mar 2024")
    page.locator("#chart-weekdays summary").click()
    expect(page.locator("#chart-weekdays tbody tr", has_text="Friday")).to_contain_text("14")


def test_covers_come_over_https_from_the_two_hosts_only(open_page: Open, site: str) -> None:
    library = make_library(6)
    addresses = [
        "https://covers.openlibrary.org/b/id/1-M.jpg",
        "https://books.google.com/books/content?id=x",
        "https://covers.openlibrary.org:8443/b/id/1-M.jpg",
        "https://user@books.google.com/1.jpg",
        "https://books.google.com.evil.example/1.jpg",
        "//books.google.com/1.jpg",
    ]
    for book, address in zip(library["books"], addresses, strict=True):
        book.update(thumbnail_url=address, small_thumbnail_url=address)
    page = open_page(dashboard_url(site, "#/books"), library)
    expect(page.locator(".book")).to_have_count(6)
    sources = page.locator(".book img").evaluate_all("images => images.map(image => image.src)")
    assert sorted(sources) == sorted(addresses[:2])


@pytest.mark.parametrize("path", ["", f"dashboard/{JOB_ID}", "static/pages/dashboard.js"])
def test_the_server_sends_the_policy_that_the_pages_are_made_for(site: str, path: str) -> None:
    with urllib.request.urlopen(site + path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "https://covers.openlibrary.org https://books.google.com" in policy


def test_the_pages_name_no_other_host(open_page: Open, site: str, library: Json) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site)
    page.goto(dashboard_url(site))
    expect(page.locator(".problem")).to_be_visible()
    assert [url for url in asked if not url.startswith(site)] == []


def test_an_odd_shape_is_no_blank_page(open_page: Open, site: str) -> None:
    """What is missing or null where the contract has a list is taken as empty."""
    library = make_library(2)
    for book in library["books"]:
        book.update(genres=None, bookshelves=None, additional_authors=None, genre_sources=None, publication_year=None)
        book.update(places=None, people="Ged", times=[None, 7], series="Cycle", language=7, community_ratings="many")
    library["books"][0]["title"] = ""
    data = dashboard(library["books"], [])
    data["metadata"] = data["summary"] = {}
    page = open_page(dashboard_url(site), data)
    for address in ("#/", "#/books", "#/book/100001", "#/year", "#/unenriched"):
        page.goto(dashboard_url(site, address))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
