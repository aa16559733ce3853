"""A newer export for a dashboard that is there: it stays until the new one is complete, and then says what changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from bench.simulator.provider_simulator import ProviderSimulator
from scripts.local_server import running
from tests.browser.conftest import JOB_ID, Open, dashboard_url
from tests.browser.library import Json, make_library
from tests.browser.uploads import jobs_of
from tests.conftest import environment

HEADER = "Book Id,Title,Author,My Rating,Exclusive Shelf,Date Read\n"
BEFORE = (
    f"{HEADER}1,Dune,Frank Herbert,0,to-read,\n"
    "2,Emma,Jane Austen,0,read,2024/01/31\n3,Gone Girl,Gillian Flynn,3,read,\n"
)
AFTER = (
    f"{HEADER}1,Dune,Frank Herbert,0,read,2024/05/01\n2,Emma,Jane Austen,4,read,2024/01/31\n"
    "4,Ulysses,James Joyce,0,to-read,\n5,Middlemarch,George Eliot,5,read,2024/06/01\n"
)
TOKEN = "T" * 43


@pytest.fixture
def own_site(simulator: ProviderSimulator, tmp_path: Path) -> Iterator[str]:
    """The application, which asks providers of its own for each book alone."""
    with running({**environment(simulator, tmp_path), "CHUNK_SIZE": "1"}) as url:
        yield f"{url}/"


def csv(text: str, name: str = "goodreads_library_export.csv") -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def line(page: Page) -> Locator:
    return page.locator(".so-far")


def update_link(page: Page) -> Locator:
    return page.get_by_role("link", name="Update with a newer export")


def uploaded(page: Page, site: str, text: str) -> None:
    """Upload a file as a reader does, and wait for the complete dashboard."""
    page.goto(site)
    page.locator("#file").set_input_files(csv(text))
    expect(page.get_by_label("Your delete link")).to_be_visible()
    line(page).get_by_role("button", name="Close").click()


def send(page: Page, text: str, name: str = "goodreads_library_export.csv") -> None:
    """Choose the newer file on the view of the update."""
    update_link(page).click()
    expect(page.get_by_role("heading", name="Update with a newer export")).to_be_focused()
    page.locator("#newer").set_input_files(csv(text, name))


def own(page: Page) -> None:
    """Let this browser hold the token of the simulated job."""
    held = f'localStorage.setItem(\'goodreads-stats:jobs\', \'{{"{JOB_ID}": {{"token": "{TOKEN}"}}}}\')'
    page.add_init_script(f"if (!localStorage.getItem('goodreads-stats:jobs')) {held}")


class Updated:
    """Answers for a job whose newer export is as far as the test says."""

    def __init__(self, page: Page, before: Json, after: Json) -> None:
        self.before, self.after, self.state = before, after, "none"
        self.put: tuple[int, Json] = (202, {"job_id": JOB_ID, "status": "processing"})
        self.tokens: list[str] = []
        page.route("**/data/*", self.answer)

    def answer(self, route: Route) -> None:
        if route.request.method == "PUT":
            self.tokens.append(route.request.headers["authorization"])
            if self.put[0] == 202:
                self.state = "runs"
            route.fulfill(status=self.put[0], json=self.put[1])
        elif self.state == "complete":
            route.fulfill(json=self.after)
        elif "update=1" not in route.request.url or self.state == "none":
            route.fulfill(json=self.before)
        elif self.state == "lost":
            route.abort()
        elif self.state == "failed":
            words = "The newer export ended without a result, so the dashboard is as it was. Send the file again."
            route.fulfill(status=500, json={"Code": "JobFailedError", "Message": words})
        else:
            route.fulfill(status=202, json={"status": "processing", "books_processed": 7, "books_total": 70})


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page()


@pytest.fixture
def job(page: Page) -> Updated:
    before, after = make_library(50), make_library(60)
    changed = [book["goodreads_id"] for book in after["books"]]
    gone = {"count": 51, "books": [{"title": f"Lost {number}", "author": "Nobody"} for number in range(50)]}
    after["metadata"] |= {
        "previous_export_timestamp": "2026-05-03T10:00:00Z",
        "changes": {"finished": changed[:4], "rated": changed[3:5], "added": [], "gone": gone},
    }
    own(page)
    return Updated(page, before, after)


def test_a_newer_export_takes_the_place_of_the_dashboard_and_says_what_changed(
    page: Page, simulator: ProviderSimulator, own_site: str
) -> None:
    uploaded(page, own_site, BEFORE)
    expect(page.locator(".hero h1")).to_contain_text("2 books")
    assert page.locator(".changes").count() == 0
    address = page.url.split("#")[0]
    simulator.latency_s = 1
    send(page, AFTER)
    expect(line(page)).to_contain_text("Working on your newer export: ")
    expect(line(page)).to_contain_text("Goodreads: 4 rows, 3 dates, 2 ratings understood.")
    assert line(page).get_by_role("link", name="Stop and delete").count() == 0
    expect(page.locator(".hero h1")).to_contain_text("2 books")  # the old dashboard can still be used
    page.get_by_role("link", name="Books", exact=True).click()
    expect(page.locator(".count")).to_have_text("2 books")
    simulator.latency_s = 0
    expect(page.locator(".count")).to_have_text("3 books")  # in place
    expect(line(page)).to_contain_text("Your dashboard shows the newer export.")
    line(page).get_by_role("button", name="Close").click()
    assert page.url.split("#")[0] == address
    page.get_by_role("link", name="Overview").click()
    said = page.locator(".changes")
    expect(said).to_contain_text("2 finished, 2 rated, 1 added, 1 gone.")
    lists = {"finished": ["Middlemarch", "Dune"], "rated": ["Middlemarch", "Emma"], "added": ["Ulysses"]}
    for kind, titles in lists.items():
        said.get_by_role("link", name=kind).click()
        expect(page.locator(".book-list a.title")).to_have_text(titles)
        expect(page.locator(".chip", has_text=f"{kind} since the export before")).to_be_visible()
        page.go_back()
    said.get_by_role("link", name="1 gone").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gone")
    expect(page.locator(".gone li")).to_contain_text(["Gone Girl"])
    page.reload()  # it is told as long as this dashboard is the current one
    page.get_by_role("link", name="Overview").click()
    expect(said).to_contain_text("2 finished, 2 rated, 1 added, 1 gone.")
    expect(line(page)).to_be_hidden()


def test_the_same_file_again_is_nothing_to_do(page: Page, site: str) -> None:
    uploaded(page, site, BEFORE)
    send(page, BEFORE)
    expect(page.locator("#newer-said")).to_contain_text("made of this very file already")
    expect(page.locator("#newer")).to_be_focused()
    expect(line(page)).to_be_hidden()


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("a,b\n1,2\n", "goodreads_library_export.csv", "export"),
        (HEADER, "goodreads_library_export.csv", "no row with a book in it"),
        (AFTER, "library.xlsx", "is a spreadsheet. Save it as CSV"),
        ("", "library.tsv", "is empty"),
    ],
)
def test_a_file_that_is_refused_leaves_the_dashboard(page: Page, site: str, text: str, name: str, words: str) -> None:
    uploaded(page, site, BEFORE)
    send(page, text, name)
    expect(page.get_by_role("alert")).to_contain_text(words)
    page.get_by_role("link", name="Back to the dashboard").click()
    expect(page.locator(".hero h1")).to_contain_text("2 books")


def test_an_update_that_fails_leaves_the_dashboard_and_the_servers_words(page: Page, job: Updated, site: str) -> None:
    page.goto(dashboard_url(site))
    send(page, AFTER)
    expect(line(page)).to_contain_text("Working on your newer export: 7 of 70 books.")
    assert job.tokens == [f"Bearer {TOKEN}"]
    job.state = "failed"
    expect(line(page)).to_contain_text("The newer export ended without a result, so the dashboard is as it was.")
    expect(page.locator("body > [role=status]")).to_contain_text("ended without a result")
    expect(page.locator(".hero h1")).to_contain_text("50 books")
    line(page).get_by_role("button", name="Close").click()
    page.reload()
    expect(page.locator(".hero h1")).to_contain_text("50 books")
    expect(line(page)).to_be_hidden()  # it is told once


def test_a_reload_goes_on_watching_and_a_lost_connection_passes(page: Page, job: Updated, site: str) -> None:
    page.goto(dashboard_url(site))
    send(page, AFTER)
    expect(line(page)).to_contain_text("7 of 70")
    page.reload()
    expect(page.locator(".hero h1")).to_contain_text("50 books")
    expect(line(page)).to_contain_text("7 of 70")
    job.state = "lost"
    expect(line(page)).to_contain_text("The connection is gone.")
    assert line(page).get_by_role("link", name="Stop and delete").count() == 0
    job.state = "complete"
    expect(page.locator(".hero h1")).to_contain_text("60 books")
    expect(page.locator(".changes")).to_have_text("Since 3 May 2026: 4 finished, 2 rated, 51 gone.")
    assert "updating" not in jobs_of(page)[JOB_ID]
    page.locator(".changes").get_by_role("link", name="51 gone").click()
    expect(page.locator("main .lead")).to_contain_text("51 books of the export before, of 3 May 2026, are not in")
    expect(page.locator("main")).to_contain_text("The first 50 are named.")


def test_what_the_server_refuses_is_told_where_the_reader_is(page: Page, job: Updated, site: str) -> None:
    words = "An export of this dashboard is still being worked on. Send the newer one when it is complete."
    job.put = (409, {"Code": "ConflictError", "Message": words})
    page.goto(dashboard_url(site))
    send(page, AFTER)
    expect(page.get_by_role("alert")).to_have_text(words)
    expect(page.locator("#newer")).to_be_focused()
    assert "updating" not in jobs_of(page)[JOB_ID]
    job.put = (403, {"Code": "ForbiddenError", "Message": "no"})
    page.locator("#newer").set_input_files(csv(AFTER))
    expect(page.get_by_role("alert")).to_have_text("This is not the delete link of this dashboard.")


def test_who_has_the_delete_link_updates_in_another_browser(open_page: Open, site: str) -> None:
    page = open_page()
    job = Updated(page, make_library(50), make_library(60))
    page.goto(dashboard_url(site, "#/update"))
    assert update_link(page).count() == 0
    page.locator("#newer").set_input_files(csv(AFTER))
    expect(page.get_by_role("alert")).to_contain_text("Paste the delete link first")
    assert job.tokens == []
    page.get_by_label("Your delete link").fill(f"{dashboard_url(site)}#/delete?token={TOKEN}")
    page.locator("#newer").set_input_files(csv(AFTER))
    expect(line(page)).to_contain_text("7 of 70")
    assert job.tokens == [f"Bearer {TOKEN}"]
    assert jobs_of(page)[JOB_ID]["token"] == TOKEN  # it was right, so it is kept


def test_a_file_is_dropped_anywhere_on_the_view_and_nowhere_else(page: Page, job: Updated, site: str) -> None:
    page.goto(dashboard_url(site))
    update_link(page).click()
    transfer = page.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], 'export.csv', { type: 'text/csv' }));
            return transfer;
        }""",
        AFTER,
    )
    page.get_by_role("link", name="Back to the dashboard").click()
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    update_link(page).click()
    assert job.tokens == []
    page.dispatch_event("body", "dragover", {"dataTransfer": transfer})
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    expect(line(page)).to_contain_text("7 of 70")
    assert job.tokens == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"source": "storygraph", "rows_total": 412}, "The StoryGraph: 412 rows, 388 dates, 1 rating understood."),
        ({"rows_total": 412}, ""),
    ],
)
def test_the_dashboard_says_whose_file_it_was(open_page: Open, site: str, told: Json, words: str) -> None:
    library = make_library(50)
    library["metadata"] |= {"understood": {"dates": 388, "ratings": 1}} | told
    page = open_page(dashboard_url(site), library)
    expect(page.locator(".understood")).to_have_text(words)


def test_the_upload_page_says_what_was_understood_while_it_goes_on(page: Page, site: str) -> None:
    page.route("**/data/*", lambda route: route.fulfill(status=202, json={"status": "processing"}))
    page.goto(site)
    page.locator("#file").set_input_files(
        csv("Title,Authors,Read Status,Star Rating,Moods\nDune,Frank Herbert,read,4.5,\n")
    )
    expect(page.locator("#working-hint")).to_contain_text("The StoryGraph: 1 row, no dates, 1 rating understood.")


def test_what_was_deleted_is_no_longer_offered(page: Page, job: Updated, site: str) -> None:
    page.goto(dashboard_url(site, "#/update"))
    foot = page.get_by_role("navigation", name="Your data")
    expect(foot.get_by_role("link")).to_have_text(
        [
            "Books without genres",
            "Corrections",
            "Library as CSV",
            "Library as JSON",
            "Update with a newer export",
        ]
    )
    expect(update_link(page)).to_have_attribute("aria-current", "page")
    page.route("**/data/*", lambda route: route.fulfill(status=204))
    page.evaluate("location.hash = '#/delete'")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Your data is deleted")).to_be_visible()
    expect(foot.get_by_role("link")).to_have_text(["Books without genres", "Corrections"])
