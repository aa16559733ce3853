"""Shares through the routes: a year goes out on an address of its own, and nothing else of the library does."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client, HTTPResponse

from chalicelib.web.pages import security_headers
from tests.builders import csv_row, export
from tests.flows.test_access import PRIVATE, SECRET_NOTE, SECRET_REVIEW, SECRET_SHELF, TITLES
from tests.flows.test_app import TEXT_CSV, assert_error, upload

JSON = {"Content-Type": "application/json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml"}
NOBODY = "22222222-2222-4222-8222-222222222222"
OTHER_YEAR = csv_row("77", "The Other Year", "Some Body", date_read="2019/03/04")
EXPORT = PRIVATE + OTHER_YEAR.encode() + b"\n"
WRONG = {"Authorization": f"Bearer {'w' * 43}"}


@pytest.fixture
def job(client: Client) -> dict[str, Any]:
    result: dict[str, Any] = upload(client, EXPORT).json_body
    return result


def token(job: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {job['delete_token']}"}


def share(client: Client, job: dict[str, Any], wish: Any, headers: dict[str, str] | None = None) -> HTTPResponse:
    body = wish if isinstance(wish, bytes) else json.dumps(wish).encode()
    return client.http.post(f"/{job['data_url']}/shares", headers={**JSON, **token(job), **(headers or {})}, body=body)


class Heads(HTMLParser):
    """The title of a page and its Open Graph tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.told: dict[str, str] = {}
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._in_title = tag == "title"
        if tag == "meta" and (name := values.get("property") or values.get("name")):
            self.told[name] = values.get("content") or ""

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.told["title"] = data
            self._in_title = False


def test_a_year_is_shared_read_listed_and_taken_back(client: Client, job: dict[str, Any]) -> None:
    made = share(client, job, {"year": 2024})
    assert made.status_code == 201
    assert made.headers["Location"] == made.json_body["share_url"] == f"share/{made.json_body['share_id']}"
    assert (made.json_body["view"], made.json_body["year"]) == ("year", 2024)
    path = f"/{made.json_body['share_url']}"
    copy = client.http.get(f"{path}.json").json_body
    assert [book["title"] for book in copy["books"]] == list(TITLES)
    assert client.http.get(f"/{job['data_url']}/shares", headers=token(job)).json_body == {"shares": [made.json_body]}
    own = f"/{job['data_url']}/shares/{made.json_body['share_id']}"
    assert client.http.delete(own, headers=token(job)).status_code == 204
    assert_error(client.http.get(f"{path}.json"), 404, "NotFoundError")
    assert_error(client.http.get(path), 404, "NotFoundError")
    assert_error(client.http.delete(own, headers=token(job)), 404, "NotFoundError")
    assert client.http.get(f"/{job['data_url']}/shares", headers=token(job)).json_body == {"shares": []}
    page = client.http.get(path, headers=BROWSER)
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "taken back" in page.body.decode()


def test_nothing_private_is_in_what_a_friend_can_ask_for(client: Client, job: dict[str, Any]) -> None:
    made = share(client, job, {"year": 2024}).json_body
    for path in (f"/{made['share_url']}", f"/{made['share_url']}.json"):
        answer = client.http.get(path)
        assert answer.status_code == 200
        told = json.dumps(dict(answer.headers)) + answer.body.decode()
        for private in (
            *(SECRET_NOTE, SECRET_REVIEW, SECRET_SHELF, "The Other Year", "Some Body", "2019", "2023-01-02"),
            *(job["job_id"], job["delete_token"], '"goodreads"'),
        ):
            assert private not in told
    # Nor does the id of the share open anything of the job.
    for path in ("data/{}", "data/{}.csv", "data/{}?so_far=1", "data/{}?download=1"):
        assert client.http.get("/" + path.format(made["share_id"])).status_code == 404
    assert_error(client.http.get(f"/data/{made['share_id']}/shares", headers=token(job)), 403, "ForbiddenError")


def test_the_page_of_a_share_tells_what_it_is_and_is_else_that_of_a_dashboard(
    client: Client, job: dict[str, Any]
) -> None:
    made = share(client, job, {"year": 2024}).json_body
    page = client.http.get(f"/{made['share_url']}", headers=BROWSER)
    html = page.body.decode()
    told = Heads(html).told
    title = "2024 in books: 2 books, 600 pages"
    assert told["title"] == f"{title} · Goodreads Stats"
    assert (told["og:title"], told["og:type"], told["og:site_name"]) == (title, "website", "Goodreads Stats")
    assert re.fullmatch(r"Shared from Goodreads Stats, as it was on \d+ \w+ \d{4}\.", told["og:description"])
    assert told["description"] == told["og:description"]
    assert told["robots"] == "noindex"
    assert page.headers["Link"] == f"<{made['share_id']}.json>; rel=preload; as=fetch; crossorigin"
    assert page.headers["Content-Security-Policy"] == security_headers(())["Content-Security-Policy"]
    dashboard = client.http.get(f"/{job['dashboard_url']}").body.decode()
    without = re.sub(r'<title>.*</title>(\n  <meta (?:name="description"|property="og:).*>)+', "<title/>", html)
    assert without == re.sub(r"<title>.*</title>", "<title/>", dashboard)


def test_a_slash_at_the_end_leads_to_the_page(client: Client, job: dict[str, Any]) -> None:
    made = share(client, job, {"view": "overview"}).json_body
    answer = client.http.get(f"/{made['share_url']}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"../{made['share_id']}")


def test_a_share_stays_as_it_was_through_corrections_and_a_newer_export(client: Client, job: dict[str, Any]) -> None:
    made = share(client, job, {"view": "overview"}).json_body
    before = client.http.get(f"/{made['share_url']}.json").body
    body = json.dumps({"version": 1, "books": [{"goodreads_id": "77", "genres": ["New"]}]}).encode()
    path = f"/{job['data_url']}"
    assert client.http.put(f"{path}/corrections", headers={**JSON, **token(job)}, body=body).status_code == 204
    newer = export(csv_row("5", "Newer", "Some Body"))
    assert client.http.put(path, headers={**TEXT_CSV, **token(job)}, body=newer).status_code == 200
    assert client.http.get(f"/{made['share_url']}.json").body == before
    assert len(client.http.get(f"{path}/shares", headers=token(job)).json_body["shares"]) == 1


def test_deleting_the_dashboard_deletes_its_shares(client: Client, job: dict[str, Any], tmp_path: Path) -> None:
    made = [share(client, job, wish).json_body for wish in ({"year": 2024}, {"view": "overview"})]
    assert client.http.delete(f"/{job['data_url']}", headers=token(job)).status_code == 204
    for one in made:
        assert client.http.get(f"/{one['share_url']}.json").status_code == 404
    assert [path.name for path in tmp_path.rglob("*.json")] == []
    assert_error(client.http.get(f"/{job['data_url']}/shares", headers=token(job)), 404, "NotFoundError")


@pytest.mark.parametrize(
    ("wish", "headers", "status", "code", "says"),
    [
        ({"year": 1999}, {}, 404, "NotFoundError", "1999"),
        ({"year": "2024"}, {}, 400, "BadRequestError", '{"year": 2024}'),
        (b"[" * 100_000, {}, 400, "BadRequestError", '{"view": "overview"}'),
        ({"year": 2024}, {"Authorization": ""}, 403, "ForbiddenError", "delete_token"),
        ({"year": 2024}, WRONG, 403, "ForbiddenError", "delete_token"),
        ({"year": 2024}, {"Content-Type": "text/csv"}, 415, "UnsupportedMediaTypeError", "as application/json"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_refused_is_told_and_shares_nothing(
    client: Client, job: dict[str, Any], wish: Any, headers: dict[str, str], status: int, code: str, says: str
) -> None:
    assert says in assert_error(share(client, job, wish, headers), status, code)
    assert client.http.get(f"/{job['data_url']}/shares", headers=token(job)).json_body == {"shares": []}


def test_the_list_and_the_taking_back_need_the_token_too(client: Client, job: dict[str, Any]) -> None:
    made = share(client, job, {"year": 2024}).json_body
    for headers in ({}, WRONG):
        assert_error(client.http.get(f"/{job['data_url']}/shares", headers=headers), 403, "ForbiddenError")
        own = f"/{job['data_url']}/shares/{made['share_id']}"
        assert_error(client.http.delete(own, headers=headers), 403, "ForbiddenError")
    assert client.http.get(f"/{made['share_url']}.json").status_code == 200


@pytest.mark.parametrize(
    "path", ["x", NOBODY, f"{NOBODY}.json", f"of-{NOBODY}", "..%2fdata", f"{NOBODY}.csv", ".json", "x/"]
)
def test_where_nothing_is_shared_is_a_404(client: Client, path: str) -> None:
    assert_error(client.http.get(f"/share/{path}"), 404, "NotFoundError")


def test_a_job_that_is_unknown_is_a_404(client: Client) -> None:
    stranger = {"job_id": NOBODY, "delete_token": "x" * 43, "data_url": f"data/{NOBODY}"}
    assert_error(share(client, {**stranger, "data_url": "data/x"}, {"year": 2024}), 404, "NotFoundError")
    assert_error(share(client, stranger, {"year": 2024}), 403, "ForbiddenError")
