"""The dashboard shows what the JSON implies, and every mark leads to the books it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import ALL_IS_SEEN, Open, dashboard_url, play_outside, store
from tests.browser.expected import CHARTS, Rows, basis, best_loved, feelings, figures, number, pages_of
from tests.browser.expected_collection import occasional
from tests.browser.expected_dates import believed
from tests.browser.library import Json, dashboard, make_library, reread_library, trapped_library


@pytest.fixture(scope="module", params=["sample", "every gap", "every trap", "read again"])
def data(request: pytest.FixtureRequest) -> Json:
    """The real application's answer for the sample, and libraries with every gap, every trap and many reads."""
    if request.param == "every trap":
        return trapped_library()
    if request.param == "read again":
        return reread_library()
    chosen: Json = request.getfixturevalue("sample" if request.param == "sample" else "library")
    return chosen


@pytest.fixture(scope="module")
def overview(browser: Any, site: str, data_dir: Path, data: Json) -> Iterator[Page]:
    """One overview for all tests of this module that only look."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(ALL_IS_SEEN)
    page = context.new_page()
    play_outside(page, [])
    store(data_dir, data)
    page.goto(dashboard_url(site))
    expect(page.locator(".chart .plot")).to_have_count(len(CHARTS) + len(feelings(data)) + len(occasional(data)))
    yield page
    context.close()


def table(page: Page, chart: str) -> Rows:
    card = page.locator(f"#chart-{chart}")
    if not card.locator("table").count():
        card.locator("summary").click()
        card.locator("table").wait_for()
    rows = card.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert rows, f"{chart} has an empty table"
    found = {tuple(row[:-1]): row[-1] for row in rows}
    assert len(found) == len(rows), f"{chart} has two rows of one name"
    return found


@pytest.mark.parametrize("chart", CHARTS)
def test_the_table_of_a_chart_has_the_numbers_of_the_json(overview: Page, data: Json, chart: str) -> None:
    assert table(overview, chart) == CHARTS[chart](data)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_says_what_it_stands_on_and_sums_itself_up(overview: Page, data: Json, chart: str) -> None:
    card = overview.locator(f"#chart-{chart}")
    assert card.locator(".basis p").inner_text().startswith(basis(data)[chart])
    summary = card.locator(".summary").inner_text()
    assert summary.endswith(".")
    assert len(summary) > 20
    assert card.locator(".stage").get_attribute("aria-describedby") == f"{chart}-summary"


def books_behind_marks(page: Page, chart: str) -> list[tuple[str, str, int]]:
    """Of each mark its words, the view that it opens, and how many books stand there."""
    marks: list[tuple[str, str, int]] = page.evaluate(
        """async (chart) => {
            const base = new URL('../static/', document.baseURI);
            const { filterBooks, readFilters } = await import(new URL('models/filters.js', base));
            const { readLibrary } = await import(new URL('models/library.js', base));
            const { parseHash } = await import(new URL('models/addresses.js', base));
            const id = location.pathname.split('/').at(-1);
            const library = readLibrary(await (await fetch(`../data/${id}`)).json());
            return [...document.querySelectorAll(`#chart-${chart} .plot a`)].map((link) => {
                const { path, params } = parseHash(link.getAttribute('href'));
                return [link.getAttribute('aria-label'), path[0], filterBooks(library.all, readFilters(params)).length];
            });
        }""",
        chart,
    )
    return marks


@pytest.mark.parametrize("chart", CHARTS)
def test_every_mark_is_a_link_to_exactly_its_books(overview: Page, chart: str) -> None:
    """The lists behind the links are as long as the marks say, for every single mark."""
    marks = books_behind_marks(overview, chart)
    rows = [count for count in table(overview, chart).values() if count != "0"]
    assert len(marks) == len(rows)
    for label, view, found in marks:
        assert view == "books"
        assert label.endswith((f" {number(found)} books", f" {number(found)} book")), label


def test_the_head_has_the_figures_of_the_library(overview: Page, data: Json) -> None:
    assert overview.locator(".hero .figures .value").all_inner_texts() == figures(data)


def test_all_of_the_best_loved_are_shown(overview: Page, data: Json) -> None:
    links = overview.locator(".loved-books .mosaic a")
    shown = links.evaluate_all("links => links.map(link => link.getAttribute('href').split('/').at(-1))")
    assert sorted(shown) == sorted(best_loved(data))
    expect(overview.locator("#loved-title")).to_contain_text(f"Best loved: {number(len(best_loved(data)))} books")


def test_the_short_lists_hold_the_extremes(overview: Page, data: Json) -> None:
    pages = sorted(pages for book in data["books"] if (pages := pages_of(book)))
    gaps = sorted(
        book["my_rating"] - book["average_rating"]
        for book in data["books"]
        if book["my_rating"] and book["average_rating"] is not None
    )

    def shown(name: str) -> list[str]:
        return overview.locator(f"#{name} .figure").all_inner_texts()

    assert shown("longest") == [f"{number(count)} pages" for count in pages[:-6:-1]]
    assert shown("shortest") == [f"{number(count)} pages" for count in pages[:5]]
    assert [figure.split("\n")[0] for figure in shown("above")] == [f"+{gap:.2f}" for gap in gaps[:-6:-1]]
    assert [figure.split("\n")[0] for figure in shown("below")] == [f"−{-gap:.2f}" for gap in gaps[:5]]
    assert overview.locator("#latest li").count() == 10


def test_what_is_not_believed_is_told_once_with_a_link_to_it(open_page: Open, site: str) -> None:
    data = trapped_library()
    page = open_page(dashboard_url(site), data)
    note = page.locator(".date-note")
    expect(note).to_have_count(1)
    believed_to_the_year = sum(believed(data, book) == 1 for book in data["books"])
    note.get_by_role("link").first.click()
    expect(page.locator(".count strong")).to_have_text(f"{believed_to_the_year} books")
    expect(page.get_by_role("link", name="Remove filter: only the year known")).to_be_visible()


def test_weekdays_stand_where_one_differs_from_another(open_page: Open, site: str) -> None:
    data = make_library(60)
    for number_of, book in enumerate(data["books"]):
        day = f"2024-03-{(2, 3, 9, 10, 11, 13)[number_of % 6]:02}"
        book.update(date_read=day, reading_month_year="2024-03", reading_year=2024)
    page = open_page(dashboard_url(site), data)
    expect(page.locator("#chart-weekdays .plot")).to_be_visible()
    assert table(page, "weekdays") == occasional(data)["weekdays"]
    expect(page.locator("#chart-weekdays .summary")).to_have_text(
        "Saturday and Sunday are when you finish most books, 20 of 60 each."
    )


def test_a_stray_year_is_a_gap_and_a_date_to_come_is_no_year(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site), trapped_library())
    years = page.locator("#chart-books-per-year .plot a")
    expect(years.first).to_have_attribute("aria-label", "1970: 1 book")
    labels = years.evaluate_all("links => links.map(link => link.getAttribute('aria-label').slice(0, 4))")
    assert "2031" not in labels
    first, second = (years.nth(index).bounding_box() for index in (0, 1))
    assert first
    assert second
    assert second["x"] - first["x"] < 4 * first["width"]


def test_a_library_without_dates_has_no_charts_of_them_and_says_why(open_page: Open, site: str) -> None:
    data = make_library(30)
    for book in data["books"]:
        book.update(date_read=None, reading_month_year=None, reading_year=None)
    page = open_page(dashboard_url(site), data)
    expect(page.locator(".lacking h2")).to_have_text("None of your 30 read books has a date")
    expect(page.get_by_role("heading", level=1)).to_have_text("30 books, none of them dated")
    expect(page.locator("#chart-top-genres")).to_be_visible()
    for chart in ("books-per-year", "books-per-month", "weekdays", "month-pattern", "pages-per-year"):
        expect(page.locator(f"#chart-{chart}")).to_have_count(0)


def test_a_bar_opens_its_list_and_back_returns(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    bar = page.locator("#chart-books-per-year .plot a").last
    label = bar.get_attribute("aria-label") or ""
    bar.click()
    expect(page.get_by_role("heading", level=1, name="Books")).to_be_focused()
    expect(page.locator(".count")).to_contain_text(label.split(": ")[1])
    page.go_back()
    expect(page.locator("#chart-books-per-year .plot")).to_be_visible()


def test_the_year_of_the_month_chart_can_be_chosen_and_stays(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    page.get_by_label("Year", exact=True).select_option("2020")
    expect(page.locator("#books-per-month-title")).to_have_text("Month by month in 2020")
    page.reload()
    expect(page.locator("#books-per-month-title")).to_have_text("Month by month in 2020")


def test_marks_are_one_tab_stop_and_arrows_go_between_them(open_page: Open, site: str, library: Json) -> None:
    page = open_page(dashboard_url(site), library)
    marks = page.locator("#chart-rating-distribution .plot a")
    expect(marks).to_have_count(5)
    assert marks.evaluate_all("links => links.map(link => link.tabIndex)") == [0, -1, -1, -1, -1]
    marks.first.focus()
    page.keyboard.press("ArrowRight")
    expect(marks.nth(1)).to_be_focused()
    expect(page.locator(".tip")).to_have_text(marks.nth(1).get_attribute("aria-label") or "")
    page.keyboard.press("Enter")
    expect(page).to_have_url(dashboard_url(site, "#/books?rating=2"))


def test_libraries_without_anything_to_count_still_have_a_page(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site), dashboard([], []))
    expect(page.get_by_role("heading", level=1)).to_have_text("0 books")
    expect(page.locator(".lacking")).to_contain_text("There is no book in this library")
    expect(page.locator(".chart")).to_have_count(0)
    for address in ("#/books", "#/year", "#/unenriched", "#/book/1", "#/nowhere"):
        page.goto(dashboard_url(site, address))
        expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("size", [0, 1, 2])
def test_every_address_of_a_year_is_a_page_in_words(open_page: Open, site: str, size: int) -> None:
    page = open_page(dashboard_url(site), make_library(size))
    for address in ("#/year", "#/year/1999", "#/year/constructor", "#/year/%zz", "#/year/null"):
        page.goto(dashboard_url(site, address))
        expect(page.locator(".view-year h1")).to_be_visible()
        words = page.locator("main").inner_text().replace("“null”", "")
        assert not re.search(r"\bnull\b|undefined|NaN|Infinity|\b1 books|\b1 are\b", words), words


def test_three_books_are_drawn_too(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site), make_library(3))
    expect(page.locator("#chart-top-genres .plot")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (404, {"Code": "NotFoundError", "Message": "There is no such job."}, "There is no such job."),
        (500, {"Code": "JobFailedError", "Message": "Upload the same file again."}, "Upload the same file again."),
    ],
)
def test_a_dashboard_that_is_not_there_says_so(open_page: Open, site: str, status: int, body: Json, words: str) -> None:
    page = open_page()
    page.route("**/data/*", lambda route: route.fulfill(status=status, json=body))
    page.goto(dashboard_url(site))
    expect(page.locator(".problem")).to_contain_text(words)
    expect(page.get_by_role("link", name="Upload an export")).to_be_visible()


def test_a_dashboard_is_asked_for_again_when_no_function_was_free(open_page: Open, site: str, library: Json) -> None:
    asked: list[str] = []

    def busy_once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(status=500, json={"message": "Internal server error"})
        else:
            route.fulfill(json=library)

    page = open_page()
    page.route("**/data/*", busy_once)
    page.goto(dashboard_url(site))
    expect(page.locator(".hero")).to_be_visible()
    assert len(asked) == 2


def test_a_dashboard_waits_for_a_running_job(open_page: Open, site: str, library: Json) -> None:
    page = open_page()
    answers: list[tuple[int, Json]] = [(202, {"status": "processing", "books_processed": 3, "books_total": 290})]
    page.route("**/data/*", lambda route: route.fulfill(status=answers[0][0], json=answers[0][1]))
    page.goto(dashboard_url(site))
    expect(page.get_by_role("status")).to_contain_text("3 of 290 books")
    answers[0] = (200, library)
    expect(page.locator(".hero")).to_be_visible()
