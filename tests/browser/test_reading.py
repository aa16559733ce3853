"""The views about one idea show what the JSON implies, and every mark leads to the books it counts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.expected import number, pages_of
from tests.browser.expected_dates import years
from tests.browser.expected_reading import (
    VIEWS,
    authors_of_year,
    longest_gap,
    round_numbers,
    side_by_side,
    votes,
    year_in_progress,
)
from tests.browser.library import Json, hostile_library, make_library, reread_library, trapped_library
from tests.browser.test_dashboard import books_behind_marks, table
from tests.browser.test_looks import check_with_axe

LIBRARIES = {"every gap": lambda: make_library(250, 40), "every trap": trapped_library, "read again": reread_library}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("view", VIEWS)
def test_the_charts_of_a_view_have_the_numbers_of_the_json(open_page: Open, site: str, view: str, library: str) -> None:
    data = LIBRARIES[library]()
    page = open_page(dashboard_url(site, f"#/{view}"), data)
    expect(page.locator(".chart .plot")).to_have_count(len(VIEWS[view]))
    for chart, count in VIEWS[view].items():
        rows, (known, whole) = count(data)
        assert table(page, chart) == rows, chart
        card = page.locator(f"#chart-{chart}")
        assert card.locator(".basis p").inner_text().startswith(f"{number(known)} of {number(whole)} "), chart
        marks = books_behind_marks(page, chart)
        assert len(marks) == sum(count != "0" for count in rows.values()), chart
        for label, name, found in marks:
            assert name == "books"
            assert label.endswith((f" {number(found)} books", f" {number(found)} book")), label


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_a_phone(
    open_page: Open, site: str, library: Json, view: str
) -> None:
    page = open_page(dashboard_url(site, f"#/{view}"), library, color_scheme="light", reduced_motion="reduce")
    check_with_axe(page)
    for width in (320, 390, 768):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_view_of_few_books_is_a_page_in_words(open_page: Open, site: str, view: str, size: int) -> None:
    page = open_page(dashboard_url(site, f"#/{view}"), make_library(size))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".view .lead")).to_contain_text(".")


def _shown(page: Page) -> str:
    return page.locator(".tonight .title").inner_text()


def test_the_book_for_tonight_stays_all_day_and_another_can_be_asked_for(open_page: Open, site: str) -> None:
    data = make_library(60, 30)
    for place, book in enumerate(data["other_books"]):
        book.update(series=None, num_pages=100 + place)
    page = open_page(None, data)
    page.clock.set_fixed_time("2026-11-30T20:00:00")
    page.goto(dashboard_url(site, "#/waiting"))
    expect(page.locator(".tonight p")).to_contain_text("It ")
    first = _shown(page)
    page.reload()
    assert _shown(page) == first

    another = page.get_by_role("button", name="Another one")
    another.click()
    expect(another).to_be_focused()
    second = page.locator(".tonight .title").get_attribute("href")
    page.get_by_role("link", name="Overview").click()
    assert page.locator(".tonight .title").get_attribute("href") == second  # the same on both views
    page.locator(".tonight .title").click()
    expect(page.locator(".view-book h1")).to_be_visible()


def test_the_card_of_the_overview_leads_to_what_is_waiting(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    page.get_by_role("link", name="More: Waiting to be read").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator(".lead")).to_contain_text("40 books wait to be read")
    page.locator("#chart-to-read-by-age .plot a").first.click()
    expect(page.get_by_role("link", name="Remove filter: added in")).to_be_visible()


def test_nothing_waits_without_a_shelf_of_books_to_read(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site, "#/waiting"), make_library(5))
    expect(page.locator(".lead")).to_have_text("There is no book on your to-read shelf.")
    page.get_by_role("link", name="Back to the overview").click()
    expect(page.locator(".hero")).to_be_visible()
    expect(page.locator(".tonight")).to_have_count(0)


def test_the_author_of_a_year_is_told_with_a_link_to_the_books(open_page: Open, site: str) -> None:
    data = make_library(250, 5)
    page = open_page(None, data)
    told = 0
    for year in sorted({year for book in data["books"] for year in years(data, book)}):
        page.goto(dashboard_url(site, f"#/year/{year}"))
        expect(page.locator(".year-head h1")).to_have_text(str(year))
        expect(page.locator(".moments + .lead")).to_be_visible()
        links = page.locator(".moments + .lead a")
        assert sorted(links.all_inner_texts()) == authors_of_year(data, year), year
        told += links.count()
    assert told


def test_a_mean_stands_beside_its_bar_as_a_mean(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site, "#/people"), library)
    shown = page.locator("#chart-authors-by-rating .plot .value text")
    expect(shown.first).to_be_visible()
    assert shown.all_text_contents() == [mean for _, mean in VIEWS["people"]["authors-by-rating"](library)[0]]


@pytest.mark.parametrize("library", LIBRARIES)
def test_milestones_are_told_as_far_as_dates_are_known(open_page: Open, site: str, library: str) -> None:
    data = LIBRARIES[library]()
    page = open_page(dashboard_url(site, "#/milestones"), data)
    expect(page.locator("#paper-stack")).to_be_visible()
    items = page.locator("#round-numbers li")
    told = [item.inner_text().split("\n") for item in items.all()]
    assert [lines[0].lower() for lines in told] == [name.lower() for name in round_numbers(data)]
    for lines, when in zip(told, round_numbers(data).values(), strict=True):
        assert lines[-1].endswith(when), lines

    metres = sum(pages_of(book) or 0 for book in data["books"]) * 0.06 / 1000
    expect(page.locator("#paper-stack .summary")).to_contain_text(
        f" pages make a stack of {round(metres, 2):g} m: higher than "
    )
    gap = longest_gap(data)
    if gap is None:
        expect(page.locator("#longest-gap")).to_have_count(0)
    else:
        days, kind = gap
        expect(page.locator("#longest-gap .summary")).to_contain_text(f"{days} days without a {kind} book")


def test_the_page_of_a_year_has_its_milestones(open_page: Open, site: str, library: Json) -> None:
    name, when = next(
        (name, when) for name, when in round_numbers(library).items() if when[0].isdigit() and " " in when
    )
    page = open_page(dashboard_url(site, f"#/year/{when[-4:]}"), library)
    mark = page.locator(".moments li", has_text=name)
    expect(mark).to_contain_text(when)
    expect(mark.locator("a.title")).to_be_visible()


def test_widely_and_rarely_read_books_are_those_of_the_most_and_the_fewest_votes(
    open_page: Open, site: str, library: Json
) -> None:
    page = open_page(dashboard_url(site, "#/ratings"), library)
    for which, expected in (("rarely", votes(library)[:5]), ("widely", votes(library)[:-6:-1])):
        figures = page.locator(f"#{which}-read .figure strong")
        expect(figures).to_have_count(5)
        assert figures.all_inner_texts() == [number(count) for count in expected]
    page.get_by_role("link", name="All books: Rarely read").click()
    expect(page.locator(".count strong")).to_have_text("250 books")
    expect(page.locator("#filter-sort")).to_have_value("readers-asc")


def _pairs(page: Page) -> list[str]:
    values: list[str] = page.locator(".pairs .line > span:last-child").evaluate_all(
        "all => all.map(one => one.lastChild.textContent)"
    )
    return values


@pytest.mark.parametrize("library", LIBRARIES)
def test_years_stand_side_by_side_in_one_scale(open_page: Open, site: str, library: str) -> None:
    data = LIBRARIES[library]()
    known = sorted({year for book in data["books"] for year in years(data, book)})
    page = open_page(dashboard_url(site, "#/years"), data)
    expect(page.locator("#beside-title")).to_have_text(f"{known[-1]} and {known[-2]}")
    assert _pairs(page) == side_by_side(data, known[-1], [known[-2]])
    widths = page.locator(".pairs .length").evaluate_all("all => all.map(one => parseFloat(one.style.width))")
    for left, right in zip(widths[::2], widths[1::2], strict=True):
        assert max(left, right) == 100

    page.get_by_label("Year", exact=True).select_option(str(known[-3]))
    other = page.get_by_label("Beside")
    other.select_option("mean")
    expect(other).to_be_focused()
    expect(page.locator("#beside-title")).to_have_text(f"{known[-3]} and the mean year")
    assert _pairs(page) == side_by_side(data, known[-3], [year for year in known if year != year_in_progress(data)])
    expect(page.locator("#chart-months-side-by-side")).to_have_count(0)
    page.reload()
    expect(page.locator("#beside-title")).to_have_text(f"{known[-3]} and the mean year")


def test_the_foot_of_every_view_leads_to_those_of_one_idea(open_page: Open, site: str) -> None:
    """The cards that lead there, too, may be missing: a library without pages has no chart that leads to milestones."""
    data = make_library(1)
    for book in [*data["books"], *data["other_books"]]:
        book.update(num_pages=None, genres=[])
    page = open_page(dashboard_url(site), data)
    for view in VIEWS:
        page.locator(f".site-foot a[href='#/{view}']").click()
        expect(page.locator(f".view-{view} h1")).to_be_focused()


def test_a_goal_is_kept_in_this_browser_for_its_year(open_page: Open, site: str) -> None:
    data = make_library(250)
    data["metadata"]["export_timestamp"] = "2024-12-02T18:00:00Z"
    page = open_page(None, data)
    page.clock.set_fixed_time("2024-12-02T20:00:00")
    page.goto(dashboard_url(site, "#/years"))
    goal, words = page.get_by_label("Books", exact=True), page.locator(".goal .summary")
    done = int((words.inner_text()).split()[0])
    goal.fill(f"{done + 10}")
    goal.press("Enter")
    expect(words).to_contain_text(f"{done} of {done + 10} books")
    expect(words).to_contain_text("10 more in 30 days need one every 3 days.")
    goal.fill("many")
    page.get_by_role("button", name="Keep").click()
    expect(words).to_contain_text("A goal is a number of books")
    page.reload()
    expect(words).to_contain_text(f"{done} of {done + 10} books")
    page.clock.set_fixed_time("2024-12-20T20:00:00")
    page.reload()
    expect(words).to_contain_text(f"As of 2 December 2024: {done} of {done + 10} books")
    expect(words).to_contain_text("Update this dashboard with a newer export")
    page.clock.set_fixed_time("2025-01-02T20:00:00")
    page.reload()
    expect(words).to_contain_text("No book of 2025 is here yet.")
    page.clock.set_fixed_time("2024-12-02T20:00:00")
    page.reload()
    goal.fill("")
    goal.press("Enter")
    expect(words).to_contain_text("Set a goal")


def test_a_hostile_library_runs_nothing_in_any_of_the_views(open_page: Open, site: str) -> None:
    data = hostile_library()
    for place, book in enumerate(data["other_books"]):
        book.update(num_pages=90, series={"name": book["title"], "position": "1"}, date_added=book["title"])
        data["books"][place].update(author=book["author"], my_rating=5)
    page = open_page(None, data)
    for view in VIEWS:
        page.goto(dashboard_url(site, f"#/{view}?a=<script>&b=constructor"))
        expect(page.locator(f".view-{view}:not(.unfinished) h1")).to_be_visible()
        assert page.evaluate("window.pwned") is None
        assert page.locator("main script, main style, main [onerror], main img").count() == 0
        hrefs = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert [href for href in hrefs if href and not href.startswith("#/")] == []
