"""Books that were read again, how they felt, and what was heard."""

from __future__ import annotations

import random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, dashboard_url, fact
from tests.browser.expected import feelings, number, pages_of
from tests.browser.expected_dates import latest_year_with_months, reads, times, years
from tests.browser.library import Json, dashboard, make_book, reread_library
from tests.browser.test_dashboard import table


@pytest.fixture(scope="module")
def data() -> Json:
    return reread_library()


def year_with_rereads(data: Json) -> int:
    """The latest year that was finished and in which a book was read twice."""
    return max(
        int(year)
        for book in data["books"]
        for year in {text[:4] for text in reads(data, book)}
        if sum(text.startswith(year) for text in reads(data, book)) > 1
    )


def test_the_head_counts_books_and_reads_apart(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site), data)
    all_reads = sum(map(times, data["books"]))
    assert all_reads > len(data["books"])
    dated = sum(bool(reads(data, book)) for book in data["books"])
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(f"{len(data['books'])} books, {all_reads} reads, {dated} books dated, ")
    expect(page.locator(".hero .figures li").first).to_contain_text(f"{all_reads} reads")
    unknown = sum(max(0, times(book) - max(1, len(reads(data, book)))) for book in data["books"])
    expect(page.locator(".date-note")).to_contain_text(f"and there are {unknown} re-reads whose dates")


def test_the_head_agrees_with_the_summary_of_the_server(open_page: Open, site: str, sample: Json) -> None:
    page = open_page(dashboard_url(site), sample)
    assert sum(map(times, sample["books"])) == sample["summary"]["total_reads"]
    told = f", {number(sample['summary']['total_reads'])} reads"
    told_apart = sample["summary"]["total_reads"] > sample["summary"]["read_books"]
    heading = page.locator(".hero h1")
    expect(heading).to_be_visible()
    assert (told in heading.inner_text()) == told_apart


def test_a_year_shows_what_was_read_again_in_it(open_page: Open, site: str, data: Json) -> None:
    year = year_with_rereads(data)
    page = open_page(dashboard_url(site, f"#/year/{year}"), data)
    own = [book for book in data["books"] if year in years(data, book)]
    again = [book for book in own if any(text.startswith(str(year)) for text in reads(data, book)[1:])]
    count = sum(text.startswith(str(year)) for book in own for text in reads(data, book))
    assert again
    assert count > len(own)
    books = page.locator(".year-page .figures li").first
    expect(books.locator(".value")).to_have_text(number(len(own)))
    expect(books.locator(".note")).to_contain_text(f"{count} reads; ")
    covers = page.get_by_role("region", name=f"The books of {year}").locator(".mosaic a")
    expect(covers).to_have_count(len(own))
    marked = covers.filter(has=page.get_by_text("read again", exact=True))
    shown = marked.evaluate_all("links => links.map(link => link.getAttribute('href').split('/').at(-1))")
    assert sorted(shown) == sorted(book["goodreads_id"] for book in again)
    assert (marked.first.get_attribute("aria-label") or "").endswith(", read again")
    pages = sum((pages_of(book) or 0) * sum(text.startswith(str(year)) for text in reads(data, book)) for book in own)
    expect(page.locator(".year-page .figures .value").nth(1)).to_have_text(number(pages))


def test_the_list_of_a_year_tells_the_read_of_that_year(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site, "#/books?year=2013"), data)
    own = [book for book in data["books"] if 2013 in years(data, book)]
    expect(page.locator(".count strong")).to_have_text(f"{len(own)} books")
    dates = page.locator(".book .facts div:last-child dd").all_text_contents()
    assert dates
    assert all(date.endswith("2013") for date in dates)


def test_moods_and_pace_are_charts_where_the_file_tells_them(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site), data)
    expected = feelings(data)
    assert set(expected) == {"moods", "pace"}
    for chart, rows in expected.items():
        assert table(page, chart) == rows
    bar = page.locator("#chart-moods .plot a").first
    label = bar.get_attribute("aria-label") or ""
    bar.click()
    expect(page.locator(".count strong")).to_have_text(label.split(": ")[1])
    expect(page.get_by_role("link", name=f"Remove filter: {label.split(': ')[0]}")).to_be_visible()


def test_the_month_chart_opens_with_the_latest_year_that_has_months(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site), data)
    expect(page.locator("#books-per-month-title")).to_have_text(f"Month by month in {latest_year_with_months(data)}")


def book_page(open_page: Open, site: str, **changes: Any) -> Page:
    book = {**make_book(11, random.Random(3)), "title": "Dune", **changes}
    return open_page(dashboard_url(site, "#/book/100011"), dashboard([book], []))


def test_a_book_shows_each_read_its_moods_and_its_hours(open_page: Open, site: str) -> None:
    page = book_page(
        open_page,
        site,
        date_read="2024-11-03",
        reading_month_year="2024-11",
        reading_year=2024,
        reads=[{"start": None, "end": "2019"}, {"start": "2024-10-01", "end": "2024-11-03"}],
        moods=["dark", "funny"],
        pace="slow",
        format="audio",
        num_pages=9,
    )
    expect(fact(page, "Read").locator(".read")).to_have_text(["3 November 2024, begun 1 October 2024", "2019"])
    expect(fact(page, "Times read")).to_have_text("2")
    expect(fact(page, "Moods")).to_have_text("dark, funny")
    expect(fact(page, "Pace")).to_have_text("slow")
    expect(fact(page, "Length")).to_have_text("9 hours")
    expect(fact(page, "Pages")).to_have_count(0)
    fact(page, "Read").get_by_role("link", name="2019").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2019")


def test_what_the_file_does_not_tell_has_no_line(open_page: Open, site: str) -> None:
    nothing: Json = {"date_read": None, "reading_month_year": None, "reading_year": None, "moods": [], "reads": []}
    page = book_page(open_page, site, **nothing, pace=None)
    expect(fact(page, "Added")).to_have_count(1)
    names = page.locator("main dl dt").all_inner_texts()
    assert not {"Read", "Begun", "Times read", "Moods", "Pace", "Length"} & set(names)
