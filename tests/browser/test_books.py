"""The list of books, the page of one, a year, and what is missing: all of it in the address."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.library import SCRIPT, Json, dashboard, hostile_library, make_book, make_library


def titles(page: Page) -> list[str]:
    return page.locator(".book .title").all_text_contents()  # also of rows that were not drawn yet


def test_filters_combine_and_stand_in_the_address(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/books"), library)
    page.get_by_label("Genre").select_option("Fantasy")
    page.get_by_label("My rating").select_option("4")
    page.get_by_label("Length").select_option("Medium (200-350)")
    page.get_by_label("Sort by").select_option("title")
    wanted = [
        book["title"]
        for book in library["books"]
        if "Fantasy" in book["genres"] and book["my_rating"] == 4 and book["page_category"] == "Medium (200-350)"
    ]
    expect(page.locator(".count strong")).to_have_text(f"{len(wanted)} books")
    assert sorted(titles(page)) == sorted(wanted)
    page.get_by_role("link", name="Remove filter: Medium (200-350)").click()
    expect(page.get_by_label("Length")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Genre")).to_have_value("Fantasy")
    expect(page.get_by_label("Sort by")).to_have_value("title")
    page.go_back()
    expect(page.get_by_label("Length")).to_have_value("Medium (200-350)")
    assert sorted(titles(page)) == sorted(wanted)


@pytest.mark.parametrize(
    ("label", "option", "field", "value"),
    [
        ("Year read", "2021", "reading_year", 2021),
        ("Year read", "none", "reading_year", None),
        ("My rating", "none", "my_rating", None),
        ("Shelf", "favorites", "bookshelves", ["favorites"]),
    ],
)
def test_each_filter_counts_as_the_json_does(
    open_page: Open, site: str, library: Json, label: str, option: str, field: str, value: object
) -> None:
    page = open_page(dashboard_url(site, "#/books"), library)
    page.get_by_label(label).select_option(option)
    count = sum(book[field] == value for book in library["books"])
    expect(page.locator(".count strong")).to_have_text(f"{count} books")


def test_other_shelves_are_a_list_of_their_own(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/books"), library)
    page.get_by_label("List", exact=True).select_option("to-read")
    expect(page.locator(".count strong")).to_have_text("40 books")
    page.get_by_label("List", exact=True).select_option("all")
    expect(page.locator(".count strong")).to_have_text("290 books")


def test_search_narrows_while_typing_and_keeps_the_focus(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/books"), library)
    field = page.get_by_label("Search")
    field.press_sequentially("lighthouse greta")
    wanted = [book for book in library["books"] if "Lighthouse" in book["title"] and "Greta" in book["author"]]
    expect(page.locator(".book")).to_have_count(len(wanted))
    expect(field).to_be_focused()
    expect(page).to_have_url(dashboard_url(site, "#/books?q=lighthouse+greta"))
    field.fill("no such book at all")
    expect(page.get_by_text("No book matches all of these filters.")).to_be_visible()


def test_an_author_is_found_whole_or_in_part(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/books"), library)
    page.get_by_label("Author").fill("dubois")
    count = sum("Dubois" in book["author"] for book in library["books"])
    expect(page.locator(".count strong")).to_have_text(f"{count} books")


def test_sorting_puts_what_is_not_known_last(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/books?sort=pages-asc&page=5"), library)
    expect(page.locator(".book").last.locator("dd").nth(2)).to_have_text("–")
    page.goto(dashboard_url(site, "#/books?sort=pages"))
    longest = max(book["num_pages"] or 0 for book in library["books"])
    expect(page.locator(".book").first.locator("dd").nth(2)).to_have_text(f"{longest:,}")


def test_a_book_has_a_page_with_everything_known(open_page: Open, site: str) -> None:
    book = {
        **make_book(11, random.Random(3)),
        "title": "A Wizard of Earthsea",
        "author": "Ursula K. Le Guin",
        "date_read": "2024-03-31",
        "reading_year": 2024,
        "my_review": "Splendid.<br/>Twice <b>over</b>.",
        "genres": ["Fantasy", "Fiction"],
        "genre_enriched": True,
        "genre_sources": ["open_library", "google_books"],
        "matched_by": "isbn",
        "publication_year": -380,
        "bookshelves": ["islands"],
        "has_spoilers": False,
    }
    page = open_page(dashboard_url(site, "#/books"), dashboard([book], []))
    page.get_by_role("link", name="A Wizard of Earthsea").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    main = page.locator("main")
    for words in ("Ursula K. Le Guin", "31 March 2024", "Harbour Press", "Paperback", "9780000000011", "380 BC"):
        expect(main).to_contain_text(words)
    expect(main).to_contain_text("From Open Library and Google Books, matched by ISBN.")
    review = page.locator(".review")
    assert review.inner_text() == "Splendid.\nTwice over."
    expect(review.locator("b")).to_have_text("over")
    expect(page.get_by_role("link", name="This book on Goodreads")).to_have_attribute(
        "href", "https://www.goodreads.com/book/show/100011"
    )
    page.get_by_role("link", name="islands").click()
    expect(page.locator(".count strong")).to_have_text("1 book")


def test_a_year_in_review_counts_its_own_books(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/year/2022"), library)
    own = [book for book in library["books"] if book["reading_year"] == 2022]
    pages = sum(book["num_pages"] or 0 for book in own)
    expect(page.get_by_role("heading", level=1)).to_have_text("2022")
    assert page.locator(".year-head .value").all_inner_texts()[:2] == [str(len(own)), f"{pages:,}"]
    assert page.get_by_role("region", name="The books of 2022").locator(".mosaic li").count() == len(own)
    best = [book for book in own if book["my_rating"] == 5]
    expect(page.locator("#loved-title")).to_have_text(f"Best loved: {len(best)} books with 5 stars")
    assert page.locator(".loved-books .mosaic li").count() == len(best)
    page.locator("#chart-top-genres .plot a").first.click()
    expect(page.get_by_label("Year read")).to_have_value("2022")
    page.go_back()
    page.get_by_role("link", name="Year 2021").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2021")


def test_books_without_genres_are_listed_with_their_reason(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/unenriched"), library)
    missing = [book for book in [*library["books"], *library["other_books"]] if not book["genre_enriched"]]
    expect(page.locator(".missing li")).to_have_count(len(missing))
    reasons = page.locator(".missing .reason").all_text_contents()
    assert set(reasons) == {"The provider did not answer in time", "No provider knows this book"}


def test_the_download_has_every_book_and_runs_nothing_in_a_spreadsheet(
    open_page: Open, site: str, tmp_path: Path
) -> None:
    library = hostile_library()
    page = open_page(dashboard_url(site, "#/unenriched"), library)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    missing = [book for book in [*library["books"], *library["other_books"]] if not book["genre_enriched"]]
    assert rows[0] == ["Book Id", "Title", "Author", "ISBN13", "List", "Reason"]
    assert [row[1].removeprefix("'") for row in rows[1:]] == [book["title"] for book in missing]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    expect(page.locator("main")).to_contain_text(SCRIPT)


def test_fifteen_thousand_books_are_paged(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site, "#/books"), make_library(13_000, 2_000))
    expect(page.locator(".count")).to_have_text("13,000 books, showing 1 to 60")
    assert page.locator(".book").count() == 60
    page.get_by_label("Search").fill("orchard 7")
    expect(page.locator(".count strong")).not_to_have_text("13,000 books")
    page.get_by_label("Search").fill("")
    page.get_by_role("link", name="Page 217").click()
    expect(page.locator(".count")).to_have_text("13,000 books, showing 12,961 to 13,000")
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("#chart-books-per-year .plot")).to_be_visible()


def test_covers_load_lazily_and_fall_back_to_a_drawn_one(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/books"), library, covers=False)
    expect(page.locator(".book")).to_have_count(60)
    assert page.locator(".book .cover-letters").count() == 60
    assert page.locator(".book img:not([loading=lazy])").count() == 0
    expect(page.locator(".book").first.locator("img")).to_have_count(0)
    expect(page.locator(".book").first.locator(".cover-letters")).to_be_visible()
