"""Ratings in quarters: drawn, told, and to choose from."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, dashboard_url, fact
from tests.browser.library import dashboard, make_book


@pytest.mark.parametrize(
    ("rating", "words", "parts", "shown"),
    [
        (4, "4 stars of 5", ["", "", "", "", "off"], "★★★★★"),
        (3.75, "3.75 stars of 5", ["", "", "", "off part quarters-3", "off"], "★★★★★ 3.75"),
        (0.5, "0.5 stars of 5", ["off part quarters-2", "off", "off", "off", "off"], "★★★★★ 0.5"),
    ],
)
def test_quarters_of_stars_are_drawn_and_told(
    open_page: Open, site: str, rating: float, words: str, parts: list[str], shown: str
) -> None:
    book = {**make_book(11, random.Random(3)), "my_rating": rating}
    page = open_page(dashboard_url(site, "#/book/100011"), dashboard([book], []))
    stars = fact(page, "My rating").get_by_role("img")
    expect(stars).to_have_attribute("aria-label", words)
    expect(stars).to_have_text(shown)
    assert stars.locator("> span > span:not(.exact)").evaluate_all("all => all.map(one => one.className)") == parts


def test_a_part_of_a_star_is_as_wide_as_its_quarters(open_page: Open, site: str) -> None:
    books = [{**make_book(number, random.Random(3)), "my_rating": 3 + number / 4} for number in (1, 2, 3)]
    page = open_page(dashboard_url(site, "#/books?sort=rating-asc"), dashboard(books, []))
    expect(page.locator(".stars .part")).to_have_count(3)
    shares = page.locator(".stars .part").evaluate_all(
        "stars => stars.map(star => parseFloat(getComputedStyle(star, '::before').width) / star.offsetWidth)"
    )
    assert shares == [pytest.approx(share, abs=0.12) for share in (0.25, 0.5, 0.75)]


def test_the_rating_field_says_a_range_in_words_and_offers_quarters(open_page: Open, site: str) -> None:
    books = [{**make_book(number, random.Random(3)), "my_rating": 3.75} for number in range(2)]
    page = open_page(dashboard_url(site, "#/books?rating=3.5..3.99"), dashboard(books, []))
    field = page.get_by_label("My rating")
    expect(field.locator("option:checked")).to_have_text("3.5 to 3.99 ★")
    expect(page.locator(".count strong")).to_have_text("2 books")
    field.select_option(label="★★★¾ 3.75")
    expect(page).to_have_url(dashboard_url(site, "#/books?rating=3.75"))
    expect(page.locator(".count strong")).to_have_text("2 books")
