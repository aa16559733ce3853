"""Print, ebooks and audiobooks: over the years and by rating, where a library has two of them."""

from __future__ import annotations

from itertools import cycle

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.expected import Rows
from tests.browser.expected_collection import occasional
from tests.browser.library import Json, make_library, reread_library, trapped_library
from tests.browser.test_dashboard import table

CHARTS = ("formats-over-years", "formats-by-rating")


def pressed(read: int, *formats: str | None) -> Json:
    """A library whose books have these formats in turn."""
    library = make_library(read, seed=8)
    for book, name in zip(library["books"], cycle(formats), strict=False):
        book.update(format=name, binding=None)
    return library


@pytest.mark.parametrize("data", [trapped_library(), reread_library(), pressed(90, "print", "ebook", None)])
def test_the_charts_of_formats_have_the_numbers_of_the_json(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site), data)
    wanted = occasional(data)
    assert set(CHARTS) <= set(wanted)
    for chart, rows in wanted.items():
        card = page.locator(f"#chart-{chart}")
        expect(card.locator(".plot")).to_be_visible()
        assert sorted_rows(table(page, chart)) == sorted_rows(rows)
        expect(card.locator(".plot a")).to_have_count(len(rows))
    bar = page.locator("#chart-formats-by-rating .plot a").last
    label = bar.get_attribute("aria-label") or ""
    bar.click()
    expect(page.locator(".count strong")).to_have_text(label.split(": ")[1])


def sorted_rows(rows: Rows) -> list[tuple[tuple[str, ...], str]]:
    return sorted(rows.items())


@pytest.mark.parametrize(
    "data",
    [
        make_library(60),
        pressed(60, None),
        pressed(60, *["print"] * 40, "audio", "audio"),
        pressed(60, *["print", "ebook"] * 4, *[None] * 30),  # a site that knows few bindings
        pressed(2, "print", "ebook"),
    ],
    ids=["print alone", "none told", "two audiobooks", "few told", "two books"],
)
def test_a_library_of_one_format_says_nothing_of_it(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site), data)
    expect(page.locator(".colophon")).to_be_visible()
    assert not set(CHARTS) & set(occasional(data))
    for chart in CHARTS:
        expect(page.locator(f"#chart-{chart}")).to_have_count(0)


def test_a_card_that_would_stand_alone_takes_its_row(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site), pressed(90, "print", "ebook"))
    expect(page.locator(".colophon")).to_be_visible()
    grids = page.locator(".rows > .grid").evaluate_all(
        """grids => grids.map(grid => {
            const full = grid.getBoundingClientRect().width;
            return [...grid.children].map(card => card.getBoundingClientRect().width / full > 0.9 ? 2 : 1);
        })"""
    )
    for sizes in grids:
        filled = 0
        for size in sizes:
            assert not (size == 2 and filled % 2)
            filled += size
        assert filled % 2 == 0


def test_a_month_card_that_takes_its_row_keeps_it_when_the_year_is_changed(open_page: Open, site: str) -> None:
    library = make_library(60)
    for book in library["books"]:
        book.update(date_read=None)  # months are known, and no weekdays
    page = open_page(dashboard_url(site), library)
    card = page.locator("#chart-books-per-month")
    expect(card).to_have_class("card chart wide")
    page.get_by_label("Year", exact=True).select_option(index=1)
    expect(page.locator("#chart-books-per-month")).to_have_class("card chart wide")
