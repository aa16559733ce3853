"""An upload that runs: its progress, a reload, cancelling, a closed tab, lost answers, and a job that fails."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from chalicelib.jobs.job_id import job_id_of
from tests.browser.conftest import JOB_ID, Open
from tests.browser.library import Json
from tests.browser.uploads import SMALL, accept_job, choose, jobs_of, opened, started, until_kept


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
