"""From the first page to the dashboard: choosing, dropping, sending, what is wrong with a file, deleting."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from scripts.catalogue.samples import SAMPLE
from tests.browser.conftest import JOB_ID, Open
from tests.browser.library import Json
from tests.browser.uploads import HEADER, SMALL, choose, jobs_of, opened


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
