"""Correcting a book on its page: shown at once, kept here, saved with the key, taken home as a file and back."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from scripts import client
from scripts.catalogue.samples import SAMPLE
from tests.answers import checked
from tests.browser.conftest import JOB_ID, Open, dashboard_url, fact
from tests.browser.library import SCRIPT, Json, dashboard, make_library

COVER = "https://books.google.com/books/content?id=other"


def upload(site: str) -> tuple[str, str]:
    """A complete job of the sample, and its token."""
    result = client.upload(site.rstrip("/"), SAMPLE.read_bytes())
    return result["job_id"], result["delete_token"]


def stored(site: str, job_id: str) -> Json:
    answer: Json = checked(client.get(f"{site}data/{job_id}"))
    return answer


def hold_key(page: Page, job_id: str, token: str) -> None:
    jobs = json.dumps({job_id: {"started": "2026-01-01", "token": token, "tokenShown": True}})
    page.add_init_script(f"localStorage.setItem('goodreads-stats:jobs', {json.dumps(jobs)})")


def unfold(page: Page) -> None:
    page.locator("#correct > summary").click()


def add_genre(page: Page, genre: str) -> None:
    page.get_by_label("Add a genre").fill(genre)
    page.get_by_label("Add a genre").press("Enter")


def chips(page: Page) -> list[str]:
    return [name.strip() for name in page.locator(".card:not(.correct) .chips").first.locator("a").all_inner_texts()]


def test_a_corrected_book_is_shown_at_once_and_saved_with_the_key(open_page: Open, site: str) -> None:
    job_id, token = upload(site)
    first = next(book for book in stored(site, job_id)["books"] if len(book["genres"]) > 1)
    page = open_page()
    hold_key(page, job_id, token)
    page.goto(dashboard_url(site, f"#/book/{first['goodreads_id']}", job_id))
    unfold(page)
    page.get_by_role("button", name=f"Remove {first['genres'][0]}").click()
    add_genre(page, SCRIPT)
    page.get_by_label("Address of another cover").fill("https://evil.example/x.jpg")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#cover-error")).to_contain_text("covers.openlibrary.org or books.google.com")
    page.get_by_label("Address of another cover").fill(COVER)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".correct .said")).to_have_text("Saved with your dashboard.")
    assert chips(page) == [*first["genres"][1:], SCRIPT]
    expect(page.locator(".origin")).to_have_text("Corrected by you: genres, cover.")
    assert page.evaluate("window.pwned") is None
    book = next(book for book in stored(site, job_id)["books"] if book["goodreads_id"] == first["goodreads_id"])
    assert (book["genres"], book["thumbnail_url"]) == ([*first["genres"][1:], SCRIPT], COVER)
    assert page.evaluate("Object.keys(localStorage)") == ["goodreads-stats:jobs"]

    page.reload()
    expect(page.locator(".origin")).to_have_text("Corrected by you: genres, cover.")
    unfold(page)
    page.get_by_role("button", name="This is another book").click()
    expect(page.locator(".correct .said")).to_have_text("Saved with your dashboard.")
    expect(page.locator(".origin")).to_have_text("Corrected by you: genres, cover, the book that was found.")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".origin")).to_contain_text("From ")
    expect(page.get_by_label("Address of another cover")).to_have_value("")
    expect(page.locator(".correct .said")).to_have_text("Saved with your dashboard.")
    assert chips(page) == first["genres"]
    after = stored(site, job_id)
    assert after["metadata"]["corrections"] == []
    assert first in after["books"]


def test_without_the_key_corrections_stay_in_the_browser_and_go_home_as_a_file(
    open_page: Open, site: str, tmp_path: Path
) -> None:
    library = make_library(20, 5)
    book = library["books"][0]
    page = open_page(dashboard_url(site, f"#/book/{book['goodreads_id']}"), library)
    unfold(page)
    add_genre(page, "War")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".correct .said")).to_contain_text("Kept in this browser only")
    page.goto(dashboard_url(site, f"#/book/{library['books'][1]['goodreads_id']}"))
    expect(page.locator(".correct .said")).to_have_text("")
    page.goto(dashboard_url(site, "#/books?genre=War"))
    expect(page.locator(".book")).to_have_count(1)
    page.reload()
    expect(page.locator(".book")).to_have_count(1)
    page.get_by_role("link", name="Corrections", exact=True).click()
    expect(page.locator(".lead")).to_have_text("You have corrected 1 book.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as file").click()
    file = tmp_path / "corrections.json"
    download.value.save_as(file)
    page.get_by_role("button", name="Take all back").click()
    expect(page.locator(".lead")).to_contain_text("nothing yet")

    content = json.loads(file.read_text())
    content["books"].append({"goodreads_id": "gone", "match": "dropped"})
    file.write_text(json.dumps(content))
    page.locator("#load-corrections").set_input_files(file)
    expect(page.locator(".lead")).to_have_text("You have corrected 1 book.")
    expect(page.locator("main")).to_contain_text("1 correction loaded. 1 could not be used")
    page.locator("#load-corrections").set_input_files(
        {"name": "x.json", "mimeType": "application/json", "buffer": b"<html>"}
    )
    expect(page.get_by_role("alert")).to_have_text("This is no file of corrections.")
    page.get_by_role("link", name=book["title"], exact=True).click()
    expect(page.locator(".origin")).to_have_text("Corrected by you: genres.")


def test_a_book_without_its_match_shows_nothing_that_was_found(open_page: Open, site: str) -> None:
    library = make_library(20, 5)
    book = next(one for one in library["books"] if one["places"] and one["genres"])
    page = open_page(dashboard_url(site, f"#/book/{book['goodreads_id']}"), library)
    expect(fact(page, "Set in")).to_have_count(1)
    unfold(page)
    page.get_by_role("button", name="This is another book").click()
    expect(page.locator(".origin")).to_have_text("Corrected by you: the book that was found.")
    expect(fact(page, "Set in")).to_have_count(0)
    assert page.locator(".book-page img").count() == 0
    expect(page.locator(".correct")).to_have_attribute("open", "")


def test_a_refused_correction_is_told_and_stays_here(open_page: Open, site: str) -> None:
    library = make_library(3, 0)
    page = open_page(None, library)
    hold_key(page, JOB_ID, "x" * 43)
    said = {"Code": "ConflictError", "Message": "The dashboard is being replaced at this moment."}
    page.route("**/corrections", lambda route: route.fulfill(status=409, json=said))
    page.goto(dashboard_url(site, f"#/book/{library['books'][0]['goodreads_id']}"))
    unfold(page)
    add_genre(page, "War")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".correct .said")).to_have_text(re.compile("^Kept in this browser only. The dashboard"))
    expect(page.locator(".origin")).to_have_text("Corrected by you: genres.")


def test_a_library_of_no_books_has_nothing_to_correct(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site, "#/corrections"), dashboard([], []))
    expect(page.locator(".lead")).to_contain_text("nothing yet")
