"""From the first page to the dashboard: choosing, dropping, watching, stopping, failing, deleting."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from scripts.catalogue.samples import SAMPLE
from tests.browser.conftest import JOB_ID, Open
from tests.browser.library import Json

HEADER = "Book Id,Title,Author,My Rating,Exclusive Shelf,Date Read\n"
SMALL = f"{HEADER}1,Dune,Frank Herbert,5,read,2024/01/31\n"


def choose(page: Page, text: str, name: str = "goodreads_library_export.csv") -> None:
    page.locator("#file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})


def ready(page: Page) -> Locator:
    return page.get_by_role("heading", name="Your dashboard is ready")


def jobs_of(page: Page) -> dict[str, Json]:
    held: dict[str, Json] = page.evaluate("JSON.parse(localStorage.getItem('goodreads-stats:jobs') ?? '{}')")
    return held


def accept_job(page: Page, answers: list[tuple[int, Json]], asked: list[str] | None = None) -> None:
    """Take the upload at once and answer questions about the job from `answers`, the last one for ever."""

    def data(route: Route) -> None:
        if asked is not None:
            asked.append(route.request.method)
        if route.request.method == "DELETE":
            route.fulfill(status=204)
            return
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        route.fulfill(status=status, json=body)

    started = {"job_id": JOB_ID, "status": "processing", "delete_token": "the-token"}
    page.route("**/api/upload?wait=0", lambda route: route.fulfill(status=202, json=started))
    page.route("**/data/*", data)


def test_the_sample_goes_through_to_its_dashboard(open_page: Open, site: str) -> None:
    page = open_page(site)
    page.get_by_role("button", name="Try with a sample library").click()
    expect(ready(page)).to_be_visible()
    page.get_by_role("link", name="Open my dashboard").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("216 books")
    expect(page.locator("#chart-books-per-year .plot a")).not_to_have_count(0)
    page.get_by_role("link", name="Books", exact=True).click()
    expect(page.locator(".count")).to_contain_text("216 books")


def test_a_chosen_file_goes_through_and_is_deleted_with_what_this_browser_keeps(open_page: Open, site: str) -> None:
    page = open_page(site)
    choose(page, SMALL)
    expect(ready(page)).to_be_visible()
    page.get_by_role("link", name="Open my dashboard").click()
    expect(page.locator("#latest")).to_contain_text("Dune")
    expect(page.locator("#latest")).to_contain_text("31 Jan 2024")
    page.get_by_role("link", name="Delete my data").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Your data is deleted")).to_be_focused()
    assert jobs_of(page) == {}
    page.goto(page.url.split("#")[0])
    page.reload()
    expect(page.get_by_role("heading", name="There is no dashboard here")).to_be_visible()


def test_the_delete_link_is_shown_once_and_works_in_another_browser(open_page: Open, site: str) -> None:
    page = open_page(site)
    choose(page, SMALL)
    expect(ready(page)).to_be_visible()
    link = page.get_by_label("Your delete link").input_value()
    assert re.fullmatch(rf"{site}dashboard/[0-9a-f-]{{36}}#/delete\?token=[\w-]+", link)
    page.reload()
    expect(ready(page)).to_be_visible()
    expect(page.get_by_label("Your delete link")).to_be_hidden()

    other = open_page(link)
    expect(other).to_have_url(re.compile(r"#/delete$"))  # the token does not stay in the address
    other.get_by_role("button", name="Delete for good").click()
    expect(other.get_by_role("heading", name="Your data is deleted")).to_be_visible()


def test_a_browser_without_the_token_may_paste_the_link_and_a_wrong_one_is_refused(
    open_page: Open, site: str, sample: Json
) -> None:
    page = open_page(f"{site}dashboard/{sample['export_id']}#/delete")
    page.get_by_label("Delete link or token").fill("not-the-token")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("alert")).to_have_text("This is not the delete link of this dashboard.")


def test_a_file_can_be_dropped_anywhere(open_page: Open, site: str) -> None:
    page = open_page(site)
    transfer = page.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], 'export.csv', { type: 'text/csv' }));
            return transfer;
        }""",
        SMALL,
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": transfer})
    expect(page.locator("#drop")).to_have_class(re.compile("over"))
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    expect(ready(page)).to_be_visible()


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("a,b\n1,2\n", "goodreads_library_export.csv", "not a Goodreads export"),
        (HEADER, "goodreads_library_export.csv", "no row with a book in it"),
        (SMALL, "holiday.jpg", "is no CSV file"),
        ("", "goodreads_library_export.csv", "is empty"),
    ],
)
def test_what_is_wrong_with_a_file_stands_next_to_the_field(
    open_page: Open, site: str, text: str, name: str, words: str
) -> None:
    page = open_page(site)
    mime = "image/jpeg" if name.endswith("jpg") else "text/csv"
    page.locator("#file").set_input_files({"name": name, "mimeType": mime, "buffer": text.encode()})
    expect(page.get_by_role("alert")).to_contain_text(words)
    field = page.locator("#file")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "upload-error" in (field.get_attribute("aria-describedby") or "")


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (
            413,
            {"Code": "PayloadTooLargeError", "Message": "Split it into several files."},
            "Split it into several files.",
        ),
        (429, {"message": "Too Many Requests"}, "Too Many Requests"),
        (500, {"message": "Internal server error"}, "The server is too busy at the moment."),
        (500, {"Code": "InternalServerError", "Message": "An unexpected error."}, "An unexpected error."),
        (504, {"message": "Endpoint request timed out"}, "The server took too long to answer."),
        (500, None, "The server is too busy at the moment."),
        (502, None, "The server answered with an error (502)."),
    ],
)
def test_errors_are_told_in_the_servers_words_or_plain_ones(
    open_page: Open, site: str, status: int, body: Json | None, words: str
) -> None:
    page = open_page(site)
    page.route(
        "**/api/upload?wait=0",
        lambda route: (
            route.fulfill(status=status, body="x") if body is None else route.fulfill(status=status, json=body)
        ),
    )
    choose(page, SMALL)
    expect(page.get_by_role("alert")).to_contain_text(words)


def test_a_lost_connection_is_said_in_plain_words(open_page: Open, site: str) -> None:
    page = open_page(site)
    page.route("**/api/upload?wait=0", lambda route: route.abort())
    choose(page, SMALL)
    expect(page.get_by_role("alert")).to_contain_text("could not be reached")


def test_a_large_file_travels_gzipped(open_page: Open, site: str) -> None:
    page = open_page(site)
    text = HEADER + "".join(f"{row},Title {row},Author,3,read,2024/01/31\n" for row in range(30_000))
    sent: list[tuple[str, bytes]] = []

    def take(route: Route) -> None:
        sent.append((route.request.headers["content-type"], route.request.post_data_buffer or b""))
        route.fulfill(status=413, json={"Code": "PayloadTooLargeError", "Message": "enough"})

    page.route("**/api/upload?wait=0", take)
    choose(page, text)
    expect(page.get_by_role("alert")).to_have_text("enough")
    [(media_type, body)] = sent
    assert media_type == "application/gzip"
    assert gzip.decompress(body).decode() == text


def test_the_progress_bar_shows_the_books_done_of_all(open_page: Open, site: str, library: Json) -> None:
    page = open_page(site)
    answers: list[tuple[int, Json]] = [(202, {"status": "processing", "books_processed": 87, "books_total": 290})]
    accept_job(page, answers)
    choose(page, SMALL)
    bar = page.get_by_role("progressbar")
    expect(page.get_by_role("status")).to_have_text("Looking up genres and covers: 87 of 290 books.")
    assert bar.evaluate("bar => [bar.value, bar.max]") == [87, 290]
    answers[0] = (202, {"status": "processing", "books_processed": 290, "books_total": 290})
    expect(page.get_by_role("status")).to_have_text("Looking up genres and covers: 290 of 290 books.")
    answers[0] = (200, library)
    expect(ready(page)).to_be_visible()
    expect(page.locator("#ready-text")).to_contain_text("290 books looked up")


def test_a_running_job_survives_a_reload(open_page: Open, site: str, library: Json) -> None:
    page = open_page(site)
    answers: list[tuple[int, Json]] = [(202, {"status": "processing", "books_processed": 10, "books_total": 290})]
    accept_job(page, answers)
    choose(page, SMALL)
    expect(page.get_by_role("status")).to_contain_text("10 of 290 books")
    expect(page).to_have_url(f"{site}#job={JOB_ID}")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("10 of 290 books")
    answers[0] = (200, library)
    expect(ready(page)).to_be_visible()


def test_cancel_deletes_the_upload_and_returns_to_the_form(open_page: Open, site: str) -> None:
    page = open_page(site)
    asked: list[str] = []
    accept_job(page, [(202, {"status": "processing", "books_processed": 1, "books_total": 290})], asked)
    choose(page, SMALL)
    expect(page.get_by_role("status")).to_contain_text("1 of 290 books")
    with page.expect_request(lambda request: request.method == "DELETE") as deleted:
        page.get_by_role("button", name="Cancel").click()
    assert deleted.value.headers["authorization"] == "Bearer the-token"
    expect(page.locator("#drop")).to_be_visible()
    expect(page).to_have_url(site)
    # Playwright's own waiting for a script needs eval in the page, which the policy refuses: this waits by itself.
    page.evaluate(
        """() => new Promise((done) => {
            const look = () =>
                localStorage.getItem('goodreads-stats:jobs') === '{}' ? done() : requestAnimationFrame(look);
            look();
        })"""
    )


def test_a_failed_job_says_what_to_do(open_page: Open, site: str) -> None:
    page = open_page(site)
    accept_job(page, [(500, {"Code": "JobFailedError", "Message": "Upload the same file again."})])
    choose(page, SMALL)
    expect(page.get_by_role("alert")).to_have_text("Upload the same file again.")


def test_a_job_is_not_forgotten_while_the_server_is_busy(open_page: Open, site: str) -> None:
    """Its delete token is nowhere else."""
    page = open_page()
    page.clock.install()
    page.goto(site)
    asked: list[str] = []
    accept_job(page, [(500, {"message": "Internal server error"})], asked)
    choose(page, SMALL)
    while len(asked) < 6:
        page.clock.run_for(1000)
    expect(page.get_by_role("alert")).to_contain_text("The server is too busy at the moment.")
    assert jobs_of(page)[JOB_ID]["token"] == "the-token"


def test_earlier_dashboards_of_this_browser_are_listed(open_page: Open, site: str) -> None:
    page = open_page(site)
    choose(page, SMALL, name="<b>mine</b>.csv")
    expect(ready(page)).to_be_visible()
    page.goto(site)
    expect(page.get_by_role("link", name="<b>mine</b>.csv")).to_be_visible()


def test_the_page_says_what_happens_to_the_data_in_two_sentences(open_page: Open, site: str) -> None:
    page = open_page(site)
    text = page.locator("section[aria-labelledby=privacy] p").inner_text()
    assert len(re.findall(r"\.(\s|$)", text)) == 2
    expect(page.get_by_role("heading", name="How to get your export")).to_be_visible()


def test_everything_works_under_a_stage_path(open_page: Open, staged_site: str) -> None:
    page = open_page(staged_site)
    page.locator("#file").set_input_files(Path(SAMPLE))
    expect(ready(page)).to_be_visible()
    page.get_by_role("link", name="Open my dashboard").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("216 books")
    expect(page.locator("#chart-top-genres .plot")).to_be_visible()
    assert page.url.startswith(f"{staged_site}dashboard/")
    page.get_by_role("link", name="Delete my data").click()
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_role("link", name="Upload another export").click()
    expect(page).to_have_url(staged_site)
