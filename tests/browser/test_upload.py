"""From the first page to the dashboard: choosing, dropping, sending, watching, stopping, failing, deleting."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from chalicelib.jobs.job_id import job_id_of
from scripts.catalogue.samples import SAMPLE
from tests.browser.conftest import JOB_ID, Open
from tests.browser.library import Json

HEADER = "Book Id,Title,Author,My Rating,Exclusive Shelf,Date Read\n"
SMALL = f"{HEADER}1,Dune,Frank Herbert,5,read,2024/01/31\n"


def choose(page: Page, text: str, name: str = "goodreads_library_export.csv") -> None:
    page.locator("#file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})


def opened(page: Page) -> Locator:
    """The figures of the dashboard that the upload page leads to by itself."""
    return page.get_by_role("list", name="At a glance")


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

    page.route("**/api/upload?wait=0", lambda route: route.fulfill(status=202, json=started(route)))
    page.route("**/data/*", data)


def started(route: Route) -> Json:
    """What the server answers to an upload that brings its own token."""
    token = route.request.headers["idempotency-key"]
    return {"job_id": job_id_of(token), "status": "processing", "delete_token": token}


def until_kept(page: Page, condition: str) -> None:
    """Wait until what the browser keeps of its jobs fulfils a condition.

    Playwright's own waiting for a script needs eval in the page, which the policy refuses: this waits by itself.
    """
    page.evaluate(
        f"""() => new Promise((done) => {{
            const look = () => {{
                const jobs = Object.values(JSON.parse(localStorage.getItem('goodreads-stats:jobs') ?? '{{}}'));
                if ({condition}) done();
                else requestAnimationFrame(look);
            }};
            look();
        }})"""
    )


def test_the_sample_goes_through_to_its_dashboard(open_page: Open, site: str) -> None:
    page = open_page(site)
    page.get_by_role("button", name="Try with a sample library").click()
    expect(opened(page)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("216 books")
    expect(page.locator("#chart-books-per-year .plot a")).not_to_have_count(0)
    page.get_by_role("link", name="Books", exact=True).click()
    expect(page.locator(".count")).to_contain_text("216 books")


def test_a_chosen_file_goes_through_and_is_deleted_with_what_this_browser_keeps(open_page: Open, site: str) -> None:
    page = open_page(site)
    choose(page, SMALL)
    expect(opened(page)).to_be_visible()
    expect(page.locator("#latest")).to_contain_text("Dune")
    expect(page.locator("#latest")).to_contain_text("31 Jan 2024")
    page.get_by_role("link", name="Delete my data").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Your data is deleted")).to_be_focused()
    assert jobs_of(page) == {}
    page.goto(page.url.split("#")[0])
    page.reload()
    expect(page.get_by_role("heading", name="There is no dashboard here")).to_be_visible()


def test_the_delete_link_is_shown_once_stays_within_reach_and_works_in_another_browser(
    open_page: Open, site: str
) -> None:
    page = open_page(site)
    choose(page, SMALL)
    expect(opened(page)).to_be_visible()
    field = page.get_by_label("Your delete link")
    link = field.input_value()
    assert re.fullmatch(rf"{site}dashboard/[0-9a-f-]{{36}}#/delete\?token=[\w-]{{43}}", link)
    page.get_by_role("button", name="Close").click()
    expect(field).to_be_hidden()
    expect(page.locator("main")).to_be_focused()
    page.reload()
    expect(opened(page)).to_be_visible()
    expect(field).to_be_hidden()
    page.get_by_role("link", name="Delete my data").click()
    expect(field).to_have_value(link)

    other = open_page(link)
    expect(other).to_have_url(re.compile(r"#/delete$"))  # the token does not stay in the address
    other.get_by_role("button", name="Delete for good").click()
    expect(other.get_by_role("heading", name="Your data is deleted")).to_be_visible()


@pytest.mark.parametrize("allowed", [True, False])
def test_a_link_counts_as_copied_only_when_it_was(open_page: Open, site: str, allowed: bool) -> None:
    page = open_page(f"{site}dashboard/{JOB_ID}#/delete?token=a-token")
    if allowed:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:
        page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
        )
    page.get_by_role("button", name="Copy").click()
    said = page.locator(".copy-said")
    field = page.get_by_label("Your delete link")
    link = field.input_value()
    if allowed:
        expect(said).to_have_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == link
    else:
        expect(said).to_contain_text("The link is selected")
        expect(field).to_be_focused()
        assert field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == link


def test_a_browser_without_the_token_may_paste_the_link_and_a_wrong_one_is_refused(
    open_page: Open, site: str, sample: Json
) -> None:
    page = open_page(f"{site}dashboard/{sample['export_id']}#/delete")
    for text in ("not-the-token", "ключ"):  # the second cannot even be sent
        page.get_by_label("Delete link or token").fill(text)
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
    expect(opened(page)).to_be_visible()


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("a,b\n1,2\n", "goodreads_library_export.csv", "not a Goodreads export"),
        (HEADER, "goodreads_library_export.csv", "no row with a book in it"),
        (SMALL, "holiday.jpg", "is no library export"),
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
    expect(opened(page)).to_be_visible()


def test_a_running_job_survives_a_reload(open_page: Open, site: str, library: Json) -> None:
    page = open_page(site)
    answers: list[tuple[int, Json]] = [(202, {"status": "processing", "books_processed": 10, "books_total": 290})]
    accept_job(page, answers)
    choose(page, SMALL)
    expect(page.get_by_role("status")).to_contain_text("10 of 290 books")
    [job_id] = jobs_of(page)
    expect(page).to_have_url(f"{site}#job={job_id}")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("10 of 290 books")
    answers[0] = (200, library)
    expect(opened(page)).to_be_visible()
    page.go_back()  # to the form, which does not lead on again
    expect(page.locator("#drop")).to_be_visible()
    expect(page).to_have_url(site)
    expect(page.get_by_role("link", name="goodreads_library_export.csv")).to_be_visible()


def test_cancel_deletes_the_upload_and_returns_to_the_form(open_page: Open, site: str) -> None:
    page = open_page(site)
    asked: list[str] = []
    accept_job(page, [(202, {"status": "processing", "books_processed": 1, "books_total": 290})], asked)
    choose(page, SMALL)
    expect(page.get_by_role("status")).to_contain_text("1 of 290 books")
    [[job_id, job]] = jobs_of(page).items()
    with page.expect_request(lambda request: request.method == "DELETE") as deleted:
        page.get_by_role("button", name="Cancel").click()
    assert deleted.value.url == f"{site}data/{job_id}"
    assert deleted.value.headers["authorization"] == f"Bearer {job['token']}"
    expect(page.locator("#drop")).to_be_visible()
    expect(page).to_have_url(site)
    until_kept(page, "jobs.length === 0")


def test_who_cancels_while_the_file_is_sent_leaves_nothing_behind(open_page: Open, site: str) -> None:
    """The server may have the file already, and may answer "not there" before it has it."""
    page = open_page()
    page.clock.install()
    page.goto(site)
    deletions: list[str] = []

    def data(route: Route) -> None:
        assert route.request.method == "DELETE"
        deletions.append(route.request.headers["authorization"])
        status = {1: 404, 2: 503}.get(len(deletions), 204)
        route.fulfill(status=status, json={"Code": "Error", "Message": "no"} if status != 204 else None)

    page.route("**/api/upload?wait=0", lambda route: None)  # never answers
    page.route("**/data/*", data)
    with page.expect_request("**/api/upload?wait=0") as upload:
        choose(page, SMALL)
    expect(page.get_by_text("Closing this page stops the upload.")).to_be_visible()
    token = upload.value.headers["idempotency-key"]
    assert jobs_of(page)[job_id_of(token)]["token"] == token
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#drop")).to_be_visible()
    until_kept(page, "jobs.length === 1 && jobs[0].deleting")
    while len(deletions) < 3:
        page.clock.run_for(500)
    until_kept(page, "jobs.length === 0")
    assert deletions == [f"Bearer {token}"] * 3


def test_a_deletion_that_failed_is_carried_out_on_the_next_visit(open_page: Open, site: str) -> None:
    page = open_page(site)
    accept_job(page, [(202, {"status": "processing", "books_processed": 1, "books_total": 290})])
    choose(page, SMALL)
    expect(page.get_by_role("status")).to_contain_text("1 of 290 books")
    page.route("**/data/*", lambda route: route.abort())
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("this page keeps trying")
    expect(page.get_by_role("link", name="goodreads_library_export.csv")).to_have_count(0)
    page.unroute("**/data/*")
    page.route("**/data/*", lambda route: route.fulfill(status=204))
    page.reload()
    until_kept(page, "jobs.length === 0")


def test_a_tab_that_was_closed_while_sending_is_heard_of_on_the_next_visit(open_page: Open, site: str) -> None:
    page = open_page(site)
    page.route("**/api/upload?wait=0", lambda route: None)  # never answers
    with page.expect_request("**/api/upload?wait=0"):
        choose(page, SMALL)
    [job_id] = jobs_of(page)
    there = page.get_by_role("link", name="goodreads_library_export.csv")
    page.route("**/data/*", lambda route: route.fulfill(status=404, json={"Code": "JobNotFoundError", "Message": "no"}))
    with page.expect_request("**/data/*"):
        page.goto(site)
    expect(there).to_have_count(0)
    assert list(jobs_of(page)) == [job_id]  # it may still arrive
    page.unroute("**/data/*")
    page.route("**/data/*", lambda route: route.fulfill(json={"books": []}))
    page.reload()
    expect(there).to_have_attribute("href", f"dashboard/{job_id}")


def test_an_upload_without_an_answer_is_sent_again_with_its_token(open_page: Open, site: str, library: Json) -> None:
    page = open_page(site)
    tokens: list[str] = []

    def lose_the_first(route: Route) -> None:
        tokens.append(route.request.headers["idempotency-key"])
        if len(tokens) == 1:
            route.abort()
        else:
            route.fulfill(status=202, json=started(route))

    page.route("**/api/upload?wait=0", lose_the_first)
    page.route("**/data/*", lambda route: route.fulfill(json=library))
    choose(page, SMALL)
    again = page.get_by_role("button", name="Send it again")
    expect(again).to_be_focused()
    again.click()
    expect(opened(page)).to_be_visible()
    assert len(tokens) == 2
    assert tokens[0] == tokens[1]


def test_a_page_without_secure_hashes_uses_the_servers_token(open_page: Open, site: str, library: Json) -> None:
    """As one that came over plain http from another machine of the household."""
    page = open_page()
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    sent: list[dict[str, str]] = []

    def take(route: Route) -> None:
        sent.append(route.request.headers)
        route.fulfill(status=202, json={"job_id": JOB_ID, "status": "processing", "delete_token": "the-token"})

    page.route("**/api/upload?wait=0", take)
    page.route("**/data/*", lambda route: route.fulfill(json=library))
    page.goto(site)
    choose(page, SMALL)
    expect(opened(page)).to_be_visible()
    assert "idempotency-key" not in sent[0]
    assert jobs_of(page)[JOB_ID]["token"] == "the-token"


def test_a_failed_job_says_what_to_do_and_leaves_nothing_behind(open_page: Open, site: str) -> None:
    page = open_page(site)
    accept_job(page, [(500, {"Code": "JobFailedError", "Message": "Upload the same file again."})])
    with page.expect_request(lambda request: request.method == "DELETE"):
        choose(page, SMALL)
    expect(page.get_by_role("alert")).to_have_text("Upload the same file again.")
    until_kept(page, "jobs.length === 0")


def test_watching_outlasts_a_busy_server_and_a_lost_network(open_page: Open, site: str, library: Json) -> None:
    page = open_page()
    page.clock.install()
    page.goto(site)
    asked: list[str] = []
    answers: list[tuple[int, Json]] = [(500, {"message": "Internal server error"})]
    accept_job(page, answers, asked)
    choose(page, SMALL)
    expect(page.get_by_role("status")).to_contain_text("The server is too busy at the moment.")
    [job_id] = jobs_of(page)

    def lose(route: Route) -> None:
        asked.append("lost")
        route.abort()

    page.route("**/data/*", lose)
    while len(asked) < 9:
        page.clock.run_for(1000)
    expect(page.get_by_role("status")).to_contain_text("The connection is gone.")
    expect(page).to_have_url(f"{site}#job={job_id}")
    assert "token" in jobs_of(page)[job_id]
    page.unroute("**/data/*")
    page.route("**/data/*", lambda route: route.fulfill(json=library))
    page.evaluate("dispatchEvent(new Event('online'))")  # the clock stands, and the pause would be half a minute
    expect(opened(page)).to_be_visible()


def test_earlier_dashboards_of_this_browser_are_listed(open_page: Open, site: str) -> None:
    page = open_page(site)
    choose(page, SMALL, name="<b>mine</b>.csv")
    expect(opened(page)).to_be_visible()
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
    expect(opened(page)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("216 books")
    expect(page.locator("#chart-top-genres .plot")).to_be_visible()
    assert page.url.startswith(f"{staged_site}dashboard/")
    page.get_by_role("link", name="Delete my data").click()
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_role("link", name="Upload another export").click()
    expect(page).to_have_url(staged_site)
