"""A dashboard that is there before its job is complete: what is found arrives in place and disturbs no reader."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bench.simulator.provider_simulator import ProviderSimulator
from scripts.catalogue.samples import SAMPLE
from scripts.local_server import running
from tests.browser.conftest import JOB_ID, Open, dashboard_url
from tests.browser.library import Json
from tests.chromium import PATIENCE_MS
from tests.conftest import environment

ALL = 290
WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts.push(shift.value);
    }).observe({ type: "layout-shift", buffered: true });
"""


class RunningJob:
    """Answers the questions of a page for a job that is as far as the test says."""

    def __init__(self, library: Json, page: Page) -> None:
        self.library, self.done, self.status = library, 0, "processing"
        self.drawn: list[int] = []  # the books done at each fetch of the dashboard
        self.page = page
        page.route("**/data/*", self.answer)

    def so_far(self) -> Json:
        """The dashboard in which the providers have been asked for the first books."""
        answer = copy.deepcopy(self.library)
        for book in [*answer["books"], *answer["other_books"]][self.done :]:
            book.update(genres=[], genre_sources=[], genre_enriched=False, matched_by=None, enrichment_error=None)
            book.update(thumbnail_url=None, small_thumbnail_url=None, looked_up=False)
        answer["metadata"].update(status=self.status, books_processed=self.done)
        return answer

    def answer(self, route: Route) -> None:
        if "so_far=1" in route.request.url and self.status != "complete":
            self.drawn.append(self.done)
            route.fulfill(json=self.so_far())
        elif self.status == "complete":
            self.drawn.append(ALL)
            route.fulfill(json=self.library)
        elif self.status == "failed":
            route.fulfill(status=500, json={"Code": "JobFailedError", "Message": "This job ended without a result."})
        else:
            progress = {"status": "processing", "books_processed": self.done, "books_total": ALL}
            route.fulfill(status=202, json=progress)

    def goes_on(self, done: int) -> None:
        """Have so many books done, and wait until the page has drawn them."""
        self.done = done
        with self.page.expect_response(lambda response: "so_far=1" in response.url):
            pass
        expect(line(self.page)).to_contain_text(f"{done} of {ALL} books")

    def ends(self) -> None:
        self.status = "complete"
        expect(line(self.page)).to_be_hidden()


@pytest.fixture
def slow_site(simulator: ProviderSimulator, tmp_path: Path) -> Iterator[str]:
    """The application, which asks providers that take their time, in many chunks."""
    simulator.latency_s = 1
    with running({**environment(simulator, tmp_path), "CHUNK_SIZE": "40", "CHUNK_PAUSE_SECONDS": "0.5"}) as url:
        yield f"{url}/"


def line(page: Page) -> Any:
    return page.locator(".so-far")


def said(page: Page) -> Any:
    """What a screen reader was told last."""
    return page.locator("body > [role=status]")


@pytest.fixture
def page(open_page: Open) -> Page:
    page = open_page()
    page.add_init_script(WATCH_SHIFTS)
    return page


@pytest.fixture
def job(page: Page, library: Json) -> RunningJob:
    return RunningJob(library, page)


def genres_known(page: Page) -> Any:
    return page.locator("#chart-top-genres .basis p")


def test_what_the_file_tells_is_drawn_and_genres_arrive_in_place(page: Page, job: RunningJob, site: str) -> None:
    page.goto(dashboard_url(site))
    expect(page.locator(".hero h1")).to_contain_text("250 books")
    expect(line(page)).to_contain_text("Looking up genres and covers: 0 of 290 books.")
    expect(page.locator("#chart-books-per-year .plot")).to_be_visible()
    expect(genres_known(page)).to_have_text("0 of 250 read books have genres")

    author = page.locator("#chart-top-authors .plot a").first
    author.focus()
    author.scroll_into_view_if_needed()
    name = author.get_attribute("aria-label")
    before = page.evaluate("document.activeElement.getBoundingClientRect().top")
    job.goes_on(120)
    expect(genres_known(page)).not_to_have_text("0 of 250 read books have genres")
    expect(page.locator("#chart-top-genres .plot")).to_be_visible()
    expect(page.locator("#chart-top-authors .plot a:focus")).to_have_attribute("aria-label", name or "")
    assert abs(page.evaluate("document.activeElement.getBoundingClientRect().top") - before) < 2
    job.ends()
    expect(genres_known(page)).to_contain_text("237 of 250")
    expect(page.locator("#chart-top-authors .plot a:focus")).to_have_attribute("aria-label", name or "")
    assert abs(page.evaluate("document.activeElement.getBoundingClientRect().top") - before) < 2
    assert sum(page.evaluate("window.shifts")) < 0.1
    assert job.drawn == [0, 120, ALL]


def test_a_slow_provider_delays_genres_but_not_the_figures(
    page: Page, simulator: ProviderSimulator, slow_site: str
) -> None:
    page.goto(slow_site)
    page.locator("#file").set_input_files(Path(SAMPLE))
    expect(page.locator(".hero h1")).to_contain_text("216 books")
    expect(line(page)).to_contain_text("Looking up genres and covers")
    expect(page.locator("#chart-books-per-year .plot")).to_be_visible()
    page.get_by_role("link", name="Without genres").click()
    expect(page.locator(".reasons")).to_contain_text("Not looked up yet")
    simulator.latency_s = 0  # it has been seen
    expect(page.get_by_label("Your delete link")).to_be_visible()  # it is complete
    expect(page.locator("main")).not_to_contain_text("Not looked up yet")
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("#chart-top-genres .plot")).to_be_attached()
    assert sum(page.evaluate("window.shifts")) < 0.1


def test_screen_readers_are_told_the_start_and_the_end_only(page: Page, job: RunningJob, site: str) -> None:
    page.goto(dashboard_url(site))
    expect(said(page)).to_have_text("This is what your file tells. Genres and covers arrive as they are found.")
    page.evaluate(
        """() => {
            window.said = [];
            const status = document.querySelector('body > [role=status]');
            new MutationObserver(() => window.said.push(status.textContent))
                .observe(status, { childList: true, characterData: true, subtree: true });
        }"""
    )
    job.goes_on(100)
    job.goes_on(200)
    job.ends()
    expect(said(page)).to_have_text("All genres and covers are there.")
    assert page.evaluate("window.said") == ["All genres and covers are there."]
    assert line(page).get_by_role("status").count() == 0


def test_who_is_typing_in_the_search_box_goes_on_typing(page: Page, job: RunningJob, site: str) -> None:
    page.goto(dashboard_url(site, "#/books"))
    search = page.get_by_label("Search", exact=True)
    search.press_sequentially("garden")
    expect(page.locator(".chip", has_text="garden")).to_be_visible()
    search.evaluate("field => { window.field = field; field.setSelectionRange(2, 4); }")
    job.goes_on(250)
    expect(page.locator(".book-list .chips").first).to_be_visible()
    assert search.evaluate("field => field === window.field && field === document.activeElement")
    assert search.evaluate("field => [field.value, field.selectionStart, field.selectionEnd]") == ["garden", 2, 4]
    genre = page.get_by_label("Genre")
    assert genre.locator("option").count() > 10  # none was known when the form was made
    search.press("End")
    search.press_sequentially(" x")
    expect(page.get_by_text("No book matches all of these filters.")).to_be_visible()


def test_a_link_in_the_list_keeps_focus_and_place(page: Page, job: RunningJob, site: str) -> None:
    page.goto(dashboard_url(site, "#/books"))
    link = page.locator(".book-list a.title").nth(30)
    link.focus()
    link.scroll_into_view_if_needed()
    href = link.get_attribute("href") or ""
    before = page.evaluate("document.activeElement.getBoundingClientRect().top")
    job.goes_on(250)
    expect(page.locator(".book-list .chips").first).to_be_visible()
    expect(page.locator("a:focus")).to_have_attribute("href", href)
    assert abs(page.evaluate("document.activeElement.getBoundingClientRect().top") - before) < 2


def test_without_a_focus_the_topmost_thing_that_is_seen_stays(page: Page, job: RunningJob, site: str) -> None:
    page.goto(dashboard_url(site))
    expect(page.locator("#chart-top-authors .plot")).to_be_attached()
    page.locator("#longest").evaluate("card => scrollTo({ top: card.offsetTop - 100, behavior: 'instant' })")
    top = "document.querySelector('#longest').getBoundingClientRect().top"
    before = page.evaluate(top)
    job.goes_on(250)
    job.ends()
    expect(page.locator("#chart-genres-over-years .plot")).to_be_attached()
    assert abs(page.evaluate(top) - before) < 2


def test_an_open_table_stays_open_with_the_new_numbers(page: Page, job: RunningJob, site: str) -> None:
    job.done = 100
    page.goto(dashboard_url(site))
    card = page.locator("#chart-top-genres")
    card.locator("summary").click()
    before = card.locator("tbody").inner_text()
    job.goes_on(290)
    job.ends()
    expect(card.locator("tbody")).to_be_visible()
    assert card.locator("tbody").inner_text() != before
    assert card.locator("table").count() == 1


def test_a_book_that_was_not_looked_up_yet_is_not_called_unknown(page: Page, job: RunningJob, site: str) -> None:
    page.goto(dashboard_url(site, "#/unenriched"))
    expect(page.locator("main .lead")).to_have_text("290 of 290 books have no genres yet.")
    expect(page.locator(".reasons")).to_have_text("290 Not looked up yet")
    job.goes_on(290)
    job.ends()
    expect(page.locator("main .lead")).to_contain_text("could not be enriched.")
    expect(page.locator("main")).not_to_contain_text("Not looked up yet")


def test_a_list_of_choices_that_is_in_use_stays(page: Page, job: RunningJob, site: str) -> None:
    page.goto(dashboard_url(site))
    select = page.get_by_label("Year", exact=True)
    select.focus()
    select.press("ArrowDown")
    select.evaluate("select => { window.select = select; }")
    job.goes_on(290)
    assert page.evaluate("window.select.isConnected && window.select === document.activeElement")
    job.status = "complete"
    expect(genres_known(page)).to_contain_text("237 of 250")  # a few seconds later the reader is done with it
    expect(select).to_be_focused()


def test_a_job_that_dies_keeps_what_it_had_and_says_so(page: Page, job: RunningJob, site: str) -> None:
    page.goto(dashboard_url(site))
    job.goes_on(100)
    job.status = "failed"
    expect(line(page)).to_contain_text("ended early after 100 of 290 books. Your dashboard shows what was found.")
    expect(said(page)).to_contain_text("ended early")
    expect(page.locator("#chart-top-genres .plot")).to_be_attached()
    page.get_by_role("link", name="Books", exact=True).click()
    expect(page.locator(".book-list .chips").first).to_be_visible()
    line(page).get_by_role("button", name="Close").click()
    expect(line(page)).to_be_hidden()


def test_a_lost_connection_is_told_in_the_line_and_passes(page: Page, job: RunningJob, site: str) -> None:
    page.goto(dashboard_url(site))
    expect(line(page)).to_contain_text("0 of 290")
    page.route("**/data/*", lambda route: route.abort())
    expect(line(page)).to_contain_text("The connection is gone.")
    page.unroute("**/data/*")
    page.route("**/data/*", job.answer)
    job.done = 50
    expect(line(page)).to_contain_text("50 of 290")


def test_a_job_can_be_deleted_while_it_runs(page: Page, job: RunningJob, site: str) -> None:
    page.goto(dashboard_url(site))
    line(page).get_by_role("link", name="Stop and delete").click()
    page.get_by_label("Delete link or token").fill("the-token")
    deleted: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method == "DELETE":
            deleted.append(route.request.url)
            route.fulfill(status=204, body="")
        elif deleted:
            route.fulfill(status=404, body="")
        else:
            route.fallback()

    page.route("**/data/*", answer)
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Your data is deleted")).to_be_focused()
    expect(line(page)).to_be_hidden()
    with pytest.raises(AssertionError):  # nobody asks for it any more
        expect(page.get_by_role("heading", name="There is no dashboard here")).to_be_visible(timeout=3_000)


def test_a_server_without_anything_to_draw_yet_is_waited_for(page: Page, site: str, library: Json) -> None:
    answers: list[tuple[int, Json]] = [(202, {"status": "processing", "books_processed": 10, "books_total": 290})]
    page.route("**/data/*", lambda route: route.fulfill(status=answers[0][0], json=answers[0][1]))
    page.goto(dashboard_url(site))
    expect(page.get_by_role("status")).to_have_text("Looking up genres and covers: 10 of 290 books.")
    answers[0] = (200, library)
    expect(page.locator(".hero h1")).to_contain_text("250 books")
    expect(line(page)).to_be_hidden()


@pytest.mark.parametrize("view", ["constructor", "__proto__", "toString", "no-such", "%zz", "hasOwnProperty?year=%zz"])
def test_an_address_without_a_view_says_so(open_page: Open, site: str, library: Json, view: str) -> None:
    page = open_page(dashboard_url(site, f"#/{view}"), data=library)
    expect(page.get_by_role("heading", name="No such page")).to_be_visible()
    page.get_by_role("link", name="Books", exact=True).click()
    expect(page.locator(".count")).to_contain_text("250 books")


@pytest.mark.parametrize(
    ("path", "job_id"),
    [(f"/dashboard/{JOB_ID}", JOB_ID), (f"/api/dashboard/{JOB_ID}/", JOB_ID), ("/dashboard/%zz", "%zz"), ("/", "")],
)
def test_the_job_is_read_from_every_path(open_page: Open, site: str, path: str, job_id: str) -> None:
    page = open_page(site)
    read = "async path => (await import(new URL('static/pages/site.js', location.href).href)).jobInPath(path)"
    assert page.evaluate(read, path) == job_id


BROKEN = """const make = Document.prototype.createElement;
Document.prototype.createElement = function (name, ...options) {
  if (name === 'article') throw new TypeError('broken on purpose');
  return make.call(this, name, ...options);
};"""
"""Breaks the view of a year, which is an article."""


def faulty(browser: Browser, library: Json, broken: str = BROKEN) -> tuple[Page, list[str]]:
    """A page whose view of a year has a fault, and what its console says."""
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE_MS)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.add_init_script(broken)
    page.route("**/data/*", lambda route: route.fulfill(json=library))
    page.route(lambda address: address.startswith("https://"), lambda route: route.abort())
    return page, told


def test_a_fault_of_the_page_is_told_as_such_and_logged(browser: Browser, site: str, library: Json) -> None:
    page, told = faulty(browser, library)
    page.goto(dashboard_url(site, "#/year"))
    expect(page.get_by_role("heading", name="This page has a fault")).to_be_visible()
    expect(page.locator("main .lead")).to_contain_text("This page has a fault: broken on purpose.")
    assert any("TypeError: broken on purpose" in text for text in told)
    page.get_by_role("link", name="Books", exact=True).click()
    expect(page.locator(".count")).to_contain_text("250 books")
    page.context.close()


def test_a_fault_below_the_figures_is_told_as_well(browser: Browser, site: str, library: Json) -> None:
    page, told = faulty(browser, library, BROKEN.replace("article", "footer"))  # each chart has one
    page.goto(dashboard_url(site))
    expect(page.get_by_role("heading", name="This page has a fault")).to_be_visible()
    assert any("TypeError: broken on purpose" in text for text in told)
    page.get_by_role("link", name="Books", exact=True).click()
    expect(page.locator(".count")).to_contain_text("250 books")
    page.context.close()


def test_a_dashboard_that_cannot_be_read_is_a_fault_too(browser: Browser, site: str) -> None:
    page, told = faulty(browser, {"books": 7})
    page.goto(dashboard_url(site))
    expect(page.get_by_role("heading", name="This page has a fault")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("could not be reached")
    assert any("TypeError" in text for text in told)
    page.evaluate("location.hash = '#/delete'")
    expect(page.get_by_role("heading", name="Delete my data")).to_be_visible()
    page.context.close()
