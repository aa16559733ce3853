"""Corrections through the routes: a correction goes in, the dashboard and its files show it, and everything goes."""

import json
from typing import Any

import pytest
from chalice.test import Client, HTTPResponse

from tests.answers import checked
from tests.builders import csv_row, export
from tests.flows.test_app import DUNE, TEXT_CSV, assert_error, upload
from tests.flows.test_downloads import rows_of

JSON = {"Content-Type": "application/json"}
COVER = "https://books.google.com/books/content?id=x"


def correct(client: Client, job: dict[str, Any], body: Any, headers: dict[str, str] | None = None) -> HTTPResponse:
    sent = body if isinstance(body, bytes) else json.dumps({"version": 1, "books": body}).encode()
    headers = {**JSON, "Authorization": f"Bearer {job['delete_token']}", **(headers or {})}
    return client.http.put(f"/data/{job['job_id']}/corrections", headers=headers, body=sent)


@pytest.fixture
def job(client: Client) -> dict[str, Any]:
    result: dict[str, Any] = upload(client, DUNE).json_body
    return result


def test_corrections_are_shown_survive_a_newer_export_and_go_with_the_job(client: Client, job: dict[str, Any]) -> None:
    path = f"/data/{job['job_id']}"
    before = client.http.get(path).json_body
    answer = correct(client, job, [{"goodreads_id": "1", "genres": ["Sand, and Spice"], "thumbnail_url": COVER}])
    assert (answer.status_code, answer.body) == (204, b"")
    shown = checked(client.http.get(path).json_body)
    (book,) = shown["books"]
    assert (book["genres"], book["thumbnail_url"]) == (["Sand, and Spice"], COVER)
    assert book["corrected"] == ["genres", "thumbnail_url"]
    assert shown["summary"]["most_common_genres"][0]["genre"] == "Sand, and Spice"
    (row,) = rows_of(client.http.get(f"{path}.csv").body)
    assert (row["Genres"], row["Cover"]) == ('"Sand, and Spice"', COVER)

    newer = export(csv_row("1", "Dune", "Frank Herbert", "9780441172719"), csv_row("2", "Emma", "Jane Austen"))
    token = {"Authorization": f"Bearer {job['delete_token']}"}
    assert client.http.put(path, headers={**TEXT_CSV, **token}, body=newer).status_code == 200
    books = checked(client.http.get(path).json_body)["books"]
    assert [book["corrected"] for book in books] == [["genres", "thumbnail_url"], []]

    assert correct(client, job, []).status_code == 204
    assert client.http.get(path).json_body["books"][0] == before["books"][0]
    assert client.http.delete(path, headers=token).status_code == 204
    assert_error(correct(client, job, []), 404, "NotFoundError")


def test_a_charset_is_no_other_type_and_every_other_type_is_told_what_is_taken(
    client: Client, job: dict[str, Any]
) -> None:
    assert correct(client, job, [], {"Content-Type": "application/json; charset=utf-8"}).status_code == 204
    for media_type in ("text/csv", "text/plain", "application/x-www-form-urlencoded"):
        message = assert_error(correct(client, job, [], {"Content-Type": media_type}), 415, "UnsupportedMediaTypeError")
        assert message.endswith("Send the corrections as application/json; docs/api.md says what is in them.")


@pytest.mark.parametrize(
    ("body", "headers", "status", "code", "says"),
    [
        ([{"goodreads_id": "7", "match": "dropped"}], {}, 400, "BadRequestError", "no book with the id '7'"),
        (b"[" * 100_000, {}, 400, "BadRequestError", "no JSON"),
        (b'{"version": NaN, "books": []}', {}, 400, "BadRequestError", "another version"),
        (b" " * 1_000_001, {}, 413, "PayloadTooLargeError", "1,000,000 bytes"),
        ([], {"Authorization": ""}, 403, "ForbiddenError", "delete_token"),
        ([], {"Authorization": "Basic x"}, 403, "ForbiddenError", "delete_token"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_refused_is_told_and_changes_nothing(
    client: Client, job: dict[str, Any], body: Any, headers: dict[str, str], status: int, code: str, says: str
) -> None:
    before = client.http.get(f"/data/{job['job_id']}").body
    assert says in assert_error(correct(client, job, body, headers), status, code)
    assert client.http.get(f"/data/{job['job_id']}").body == before
