"""What a reader takes home: the library as CSV and JSON, and any list of it as CSV that can be uploaded again."""

from __future__ import annotations

import csv
import io
import json
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.library import Json


def saved(page: Page, link: Locator) -> tuple[str, str]:
    """The name and the text of the file that a click saves."""
    with page.expect_download() as download:
        link.click()
    return download.value.suggested_filename, Path(download.value.path()).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def fetched(address: str) -> str:
    with urllib.request.urlopen(address) as response:
        return str(response.read().decode())


@pytest.mark.parametrize("stage", [False, True], ids=["root", "stage"])
def test_the_library_is_saved_as_csv_and_as_json(
    open_page: Open, site: str, staged_site: str, sample: Json, stage: bool
) -> None:
    job_id = sample["export_id"]
    page = open_page(dashboard_url(staged_site if stage else site, "#/books", job_id))
    foot = page.get_by_role("navigation", name="Your data")
    name, text = saved(page, foot.get_by_role("link", name="Library as CSV"))
    assert name == "goodreads-stats.csv"
    assert rows(text) == rows(fetched(f"{site}data/{job_id}.csv"))
    name, text = saved(page, foot.get_by_role("link", name="Library as JSON"))
    assert name == "goodreads-stats.json"
    assert json.loads(text) == sample
    expect(page.locator(".book-list")).to_be_visible()  # it is still the same page
    assert foot.get_by_role("link", name="Update").count() == 0  # this browser holds no token


def test_a_list_has_the_lines_of_the_servers_csv(open_page: Open, site: str, sample: Json) -> None:
    page = open_page(dashboard_url(site, "#/books?status=all", sample["export_id"]))
    name, text = saved(page, page.get_by_role("button", name="This list as CSV"))
    assert name == "goodreads-stats-list.csv"
    assert text.startswith("\ufeff")
    theirs = rows(fetched(f"{site}data/{sample['export_id']}.csv"))
    ours = rows(text)
    assert ours[0] == theirs[0]
    assert sorted(ours[1:]) == sorted(theirs[1:])
    assert len(ours) > 200


def test_a_filtered_list_is_uploaded_again_as_what_it_was(open_page: Open, site: str, sample: Json) -> None:
    page = open_page(dashboard_url(site, "#/books?rating=5", sample["export_id"]))
    _, text = saved(page, page.get_by_role("button", name="This list as CSV"))
    fives = [book for book in sample["books"] if book["my_rating"] == 5]
    assert len(fives) > 10
    page.goto(site)
    page.locator("#file").set_input_files({"name": "fives.csv", "mimeType": "text/csv", "buffer": text.encode()})
    expect(page.locator(".hero h1")).to_contain_text(f"{len(fives)} books")
    expect(page.locator(".understood")).to_contain_text(f"Goodreads Stats: {len(fives)} rows, ")
    again = json.loads(fetched(page.url.replace("/dashboard/", "/data/").split("#")[0]))
    kept = ("goodreads_id", "title", "my_rating", "date_read", "genres", "num_pages", "series", "bookshelves")
    assert sorted([book[key] for key in kept] for book in again["books"]) == sorted(
        [book[key] for key in kept] for book in fives
    )


def test_a_list_runs_nothing_in_a_spreadsheet(open_page: Open, site: str, library: Json) -> None:
    library = json.loads(json.dumps(library))
    library["books"][0].update(title="=HYPERLINK(1)", publisher="\u200b+1", bookshelves=["@x", "a,b"])
    page = open_page(dashboard_url(site, "#/books?q=hyperlink"), library)
    _, text = saved(page, page.get_by_role("button", name="This list as CSV"))
    head, line = rows(text)
    cells = dict(zip(head, line, strict=True))
    assert (cells["Title"], cells["Publisher"]) == ("'=HYPERLINK(1)", "'\u200b+1")
    assert cells["Bookshelves"] == '\'@x, "a,b"'
    page.get_by_label("Search", exact=True).fill("no such book")
    expect(page.get_by_text("No book matches")).to_be_visible()
    expect(page.get_by_role("button", name="This list as CSV")).to_be_hidden()
