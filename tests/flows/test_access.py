"""Who may see what: ids before paths, tokens before deletion, headers on everything, nothing private left or logged."""

import json
import logging
import re
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client, HTTPResponse

from app import app
from bench.simulator.catalogue import Catalogue
from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib import wiring
from chalicelib.errors import DeletionRefused, JobNotFound, SettingsError
from chalicelib.jobs.enriching import book_processor
from chalicelib.jobs.job_id import job_id_of, new_delete_token
from chalicelib.jobs.job_store import JobStore, dashboard_key, upload_key
from chalicelib.jobs.service import Jobs
from chalicelib.jobs.updating.corrections import Corrections
from chalicelib.jobs.updating.updates import Updates
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.settings import Settings
from chalicelib.web.pages import security_headers
from scripts.local_server import running
from tests.builders import HEADER, library
from tests.conftest import environment
from tests.flows.test_app import DUNE, TEXT_CSV, assert_error, form, upload
from tests.held import Held
from tests.jobs.test_service import FakeOrchestrator, still_running

UNKNOWN_JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"
NO_IDS = [
    *("", "x", "..", "../uploads", "..%2f..%2fetc%2fpasswd", "%2e%2e", "*", "data", "uploads", "enrichment.sqlite3"),
    *(UNKNOWN_JOB.upper(), f"{UNKNOWN_JOB}.json", f"{UNKNOWN_JOB}%00", f"{UNKNOWN_JOB} ", UNKNOWN_JOB.replace("-", "")),
    *(f"{{{UNKNOWN_JOB}}}", f"urn:uuid:{UNKNOWN_JOB}", "\u0660" * 8 + UNKNOWN_JOB[8:], "a" * 10_000),
]

SECRET_NOTE = "private: lent to my neighbour Wilhelmina"
SECRET_REVIEW = "review: it made me think of my divorce"
SECRET_SHELF = "shelf-of-my-therapist"
TITLES = ("A Title Nobody Else Reads", "Another Quiet Title")
PRIVATE = (
    f"{HEADER}\n"
    f'1,{TITLES[0]},Ada Example,,,,="9781861972712",4,4.00,P,Paperback,300,2001,1999,2024/05/01,2023/01/02,'
    f'{SECRET_SHELF},,read,{SECRET_REVIEW},,"{SECRET_NOTE}",1,0\n'
    f",{TITLES[1]},Bo Example,,,,,3,4.00,P,Paperback,300,2001,1999,2024/05/01,2023/01/02,,,read,,,{SECRET_NOTE},1,0\n"
    f",,Without A Title,,,,,3,,,,,,,,,,,read,{SECRET_REVIEW},,{SECRET_NOTE},1,0\n"
).encode()
HEADERS = {
    "Content-Security-Policy": r"default-src 'self';.*frame-ancestors 'none'",
    "Referrer-Policy": r"^no-referrer$",
    "X-Content-Type-Options": r"^nosniff$",
    "Cache-Control": r"private|no-store|max-age=300",
}


def all_bytes(folder: Path) -> bytes:
    """Everything that is stored anywhere: uploads, dashboards, progress, the cache with its journals."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


# Ids and tokens


class UntouchedStorage:
    """A storage that nobody may touch."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the storage's {name} was reached with an unchecked id")


@pytest.mark.parametrize("job_id", NO_IDS)
def test_what_is_no_id_never_reaches_a_path_or_key(job_id: str) -> None:
    jobs = Jobs(Settings.from_env({}), JobStore(UntouchedStorage()), FakeOrchestrator())
    with pytest.raises(JobNotFound):
        jobs.read(job_id)
    with pytest.raises(JobNotFound):
        jobs.delete(job_id, new_delete_token())
    with pytest.raises(JobNotFound):
        jobs.read_so_far(job_id)
    with pytest.raises(JobNotFound):
        Updates(jobs).read(job_id)
    with pytest.raises(JobNotFound):
        Updates(jobs).start(job_id, new_delete_token(), DUNE)
    with pytest.raises(JobNotFound):
        Corrections(jobs).save(job_id, new_delete_token(), b"")


def test_a_wrong_token_never_reaches_the_storage() -> None:
    """Nor does the answer tell whether the job exists."""
    jobs = Jobs(Settings.from_env({}), JobStore(UntouchedStorage()), FakeOrchestrator())
    for token in ("", "x", UNKNOWN_JOB, new_delete_token()):
        with pytest.raises(DeletionRefused):
            jobs.delete(UNKNOWN_JOB, token)
        with pytest.raises(DeletionRefused):
            Updates(jobs).start(UNKNOWN_JOB, token, DUNE)
        with pytest.raises(DeletionRefused):
            Corrections(jobs).save(UNKNOWN_JOB, token, b"")


def test_ids_are_unguessable_and_do_not_repeat() -> None:
    tokens = {new_delete_token() for _ in range(2000)}
    ids = {job_id_of(token) for token in tokens}
    assert len(tokens) == len(ids) == 2000
    # Version and variant are fixed, 122 bits are not: every other hexadecimal place takes every value.
    places = list(zip(*(job_id.replace("-", "") for job_id in ids), strict=True))
    assert [len(set(place)) for place in places] == [16] * 12 + [1] + [16] * 3 + [4] + [16] * 15


def test_no_route_lists_anything(client: Client) -> None:
    assert {path for path in app.routes if "GET" in app.routes[path] and "{" not in path} == {
        *("/", "/api/health", "/api/openapi.json", "/api/schema/dashboard.json")
    }
    job_id = upload(client, DUNE).json_body["job_id"]
    for path in (
        "/",
        "/api/health",
        "/api/openapi.json",
        "/api/schema/dashboard.json",
        "/static/index.html",
        f"/dashboard/{job_id}",
    ):
        assert job_id not in client.http.get(path).body.decode()


@pytest.mark.parametrize(
    "name",
    [
        *("..%2fapp.py", "..", ".", "index.html", "%2fetc%2fpasswd", "api.js%00", "*", "ui", "ui%2fdom.js"),
        *("../pages.py", "./api.js", "../web/index.html", "nothing/dom.js", "ui/..", "*/dom.js", "vendor/plot.js"),
    ],
)
def test_only_the_pages_own_files_are_served(client: Client, name: str) -> None:
    response = client.http.get(f"/static/{name}")
    assert response.status_code in {403, 404}


def test_the_token_of_one_job_opens_no_other(client: Client) -> None:
    mine, other = upload(client, DUNE).json_body, upload(client, DUNE).json_body
    bearer = {"Authorization": f"Bearer {mine['delete_token']}"}
    assert_error(client.http.delete(f"/data/{other['job_id']}", headers=bearer), 403, "ForbiddenError")
    assert client.http.get(f"/data/{other['job_id']}").status_code == 200


# Headers


def assert_headers(response: HTTPResponse) -> None:
    for name, pattern in HEADERS.items():
        assert re.search(pattern, response.headers[name]), name
    assert not [name for name in response.headers if name.lower().startswith("access-control-")]


def test_every_answer_carries_the_security_headers(client: Client, simulator: ProviderSimulator) -> None:
    complete = upload(client, DUNE).json_body
    bearer = {"Authorization": f"Bearer {complete['delete_token']}"}
    simulator.open_library_fault = held = Held()
    processing = upload(client, library(1), query="?wait=0")
    answers = {
        200: [
            client.http.get(path)
            for path in ("/", "/api/health", f"/{complete['data_url']}", "/static/styles/theme.css")
        ],
        202: [processing, client.http.get(f"/{processing.headers['Location']}")],
        204: [client.http.delete(f"/{complete['data_url']}", headers=bearer)],
        400: [upload(client, b"")],
        403: [client.http.delete(f"/{complete['data_url']}")],
        404: [client.http.get(f"/data/{UNKNOWN_JOB}"), client.http.get("/static/nothing.js")],
        # Chalice's own refusals.
        405: [client.http.put("/api/upload", body=b"")],
        415: [upload(client, DUNE, {"Content-Type": "application/json"})],
    }
    for status, responses in answers.items():
        for response in responses:
            assert response.status_code == status
            assert_headers(response)
    held.let_go()
    # The job ends before the simulator does.
    while client.http.get(f"/{processing.headers['Location']}").status_code == 202:
        pass


class LinkingFolder(LocalStorage):
    """A folder whose files can be read through links, as S3's can."""

    def link(self, key: str, file_name: str | None = None) -> str:
        return f"https://bucket.example/{key}?X-Amz-Expires=300&name={file_name}"


def test_the_redirect_to_a_large_dashboard_is_never_stored(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser that kept it would follow a link that has expired."""
    storage = LinkingFolder(tmp_path)
    storage.put(dashboard_key(UNKNOWN_JOB), b"x" * 2_000_001)
    jobs = replace(wiring.jobs(), store=JobStore(storage))
    monkeypatch.setattr(wiring, "jobs", lambda: jobs)
    response = client.http.get(f"/data/{UNKNOWN_JOB}")
    assert (response.status_code, response.body) == (302, b"")
    assert response.headers["Location"] == storage.link(dashboard_key(UNKNOWN_JOB))
    assert_headers(response)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "value"),
    [("MAX_BOOKS", "s3cret/path"), ("GOOGLE_BOOKS_API_KEY", "s3cret\x07"), ("DATA_DIR", "/home/s3cret\x07")],
)
def test_a_server_error_carries_the_security_headers_and_no_setting(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Its message once named the setting and its value, the key of Google Books included."""
    monkeypatch.setenv(name, value)
    wiring.settings.cache_clear()
    response = upload(client, DUNE)
    assert "s3cret" not in assert_error(response, 500, "InternalServerError")
    assert_headers(response)


def test_a_key_that_cannot_be_used_is_not_quoted_even_in_the_log() -> None:
    with pytest.raises(SettingsError, match="GOOGLE_BOOKS_API_KEY") as refused:
        Settings.from_env({"GOOGLE_BOOKS_API_KEY": "s3cret\x07"})
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_other_origin_may_read_an_answer(client: Client, origin: str) -> None:
    for response in (
        client.http.post("/api/upload", headers={**TEXT_CSV, "Origin": origin}, body=DUNE),
        client.http.get("/api/health", headers={"Origin": origin}),
    ):
        assert response.status_code == 200
        assert_headers(response)


def test_what_the_local_server_says_by_itself_tells_nothing(simulator: ProviderSimulator, tmp_path: Path) -> None:
    """Unknown paths and preflights are answered by API Gateway, here by Chalice's copy of it: no route of ours runs."""
    with running(environment(simulator, tmp_path / "data")) as url:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{url}/data")
        with refused.value:
            told = json.load(refused.value)
            assert (refused.value.code, told["Code"]) == (404, "NotFoundError")
        preflight = urllib.request.Request(
            f"{url}/api/upload",
            method="OPTIONS",
            headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
        )
        with urllib.request.urlopen(preflight) as answer:
            assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_policy_allows_no_script_but_the_pages_own() -> None:
    policy = security_headers(())["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src" not in policy, "falls back on default-src"
    assert re.match(r"default-src 'self';", policy)
    assert "connect-src 'self';" in policy, "without a bucket nothing is fetched from anywhere else"


# What is kept and told


def test_private_notes_are_in_nothing_but_the_upload_while_it_lasts(
    client: Client, simulator: ProviderSimulator, tmp_path: Path
) -> None:
    seen: list[dict[str, bytes]] = []

    def look(_: object) -> None:
        data = tmp_path / "data"
        seen.append({str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()})

    simulator.open_library_fault = look
    headers, body = form(PRIVATE)
    result = upload(client, body, headers).json_body
    assert seen
    for stored in seen:
        assert {name for name, content in stored.items() if SECRET_NOTE.encode() in content} == {
            upload_key(result["job_id"])
        }
    after = all_bytes(tmp_path)
    assert SECRET_NOTE.encode() not in after
    assert SECRET_REVIEW.encode() in after, "in the dashboard, which is the reader's"
    assert not (tmp_path / "data" / "uploads" / result["job_id"]).exists()
    dashboard = client.http.get(f"/{result['data_url']}").json_body
    assert [book["private_notes"] for book in dashboard["books"]] == [None, None]
    assert SECRET_NOTE not in json.dumps(dashboard)
    assert result["delete_token"].encode() not in after


def test_the_cache_holds_nothing_about_the_reader(client: Client, tmp_path: Path) -> None:
    result = upload(client, PRIVATE).json_body
    bearer = {"Authorization": f"Bearer {result['delete_token']}"}
    assert client.http.delete(f"/data/{result['job_id']}", headers=bearer).status_code == 204
    left = all_bytes(tmp_path)
    assert b"9781861972712" in left, "what the providers said of a book"
    for private in (SECRET_NOTE, SECRET_REVIEW, SECRET_SHELF, result["job_id"], result["delete_token"]):
        assert private.encode() not in left


def test_providers_are_told_books_and_nothing_else(client: Client, simulator: ProviderSimulator) -> None:
    job_id = upload(client, PRIVATE).json_body["job_id"]
    asked = " ".join(f"{record.path} {record.query} {record.user_agent}" for record in simulator.requests)
    assert "9781861972712" in asked
    for private in (SECRET_NOTE, SECRET_REVIEW, SECRET_SHELF, job_id, "neighbour", "divorce"):
        assert private not in asked


def test_requests_go_to_the_configured_hosts_only(client: Client, tmp_path: Path) -> None:
    """Another server of this machine, to which the provider redirects, is never asked."""
    with ProviderSimulator(Catalogue.of(), latency_s=0, rate_limit=None) as provider:
        provider.fault = Fault.REDIRECT
        wiring_environment = environment(provider, tmp_path / "data")
        with pytest.MonkeyPatch.context() as patch:
            for name, value in wiring_environment.items():
                patch.setenv(name, value)
            wiring.settings.cache_clear()
            assert upload(client, DUNE).json_body["failed_enrichments"] == 1
        assert {record.provider for record in provider.requests} == {"open_library"}


def test_no_log_line_of_a_job_holds_what_was_uploaded_or_a_token(
    client: Client, simulator: ProviderSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens: list[str] = []
    for fault in (None, Fault.WRONG_DETAILS, Fault.HTML_PAGE, Fault.BAD_REQUEST):
        simulator.open_library_fault = fault
        result = upload(client, PRIVATE.replace(b"9781861972712", b"")).json_body
        tokens.append(result["delete_token"])
        wrong = {"Authorization": "Bearer a-wrong-token"}
        client.http.delete(f"/data/{result['job_id']}", headers=wrong)
        client.http.get(f"/data/{result['job_id']}")
    upload(client, PRIVATE.replace(b"Exclusive Shelf", SECRET_SHELF.encode()))
    upload(client, PRIVATE + b"\xff")
    # Exceptions are written out, as a terminal shows them.
    formatter = logging.Formatter()
    lines = "\n".join(formatter.format(record) for record in caplog.records)
    assert "chunk 1 done" in lines
    for private in (SECRET_NOTE, SECRET_REVIEW, SECRET_SHELF, *TITLES, "a-wrong-token", *tokens):
        assert private not in lines


def test_an_unforeseen_failure_names_no_book_in_the_log(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """Its id may be made of the title."""
    book = {"title": TITLES[0], "author": "Ada Example", "goodreads_id": f"{TITLES[0]}-Ada Example"}
    # Nobody thought of a header over two lines behind `Settings`, which refuses it.
    unforeseen = replace(settings, contact="two\r\nlines")
    answer = book_processor.process({"book": book}, unforeseen, 10.0)
    assert (answer["success"], answer["error_category"]) == (False, "data_format")
    (record,) = [record for record in caplog.records if record.message == "enriching a book failed"]
    assert record.exc_info, "the log says where it happened"
    assert TITLES[0] not in caplog.text


def test_a_job_that_runs_can_be_read_by_its_id_only(tmp_path: Path) -> None:
    jobs = Jobs(Settings.from_env({}), JobStore(LocalStorage(tmp_path)), FakeOrchestrator(still_running))
    job_id = jobs.start(DUNE)["job_id"]
    assert jobs.read(job_id).progress == {
        "status": "processing",
        "books_processed": 0,
        "books_total": 1,
        "books_so_far": None,
    }
    neighbour = f"{'0' if job_id[0] != '0' else '1'}{job_id[1:]}"
    with pytest.raises(JobNotFound):
        jobs.read(neighbour)


def test_what_is_stored_here_is_readable_by_its_owner_only(client: Client, tmp_path: Path) -> None:
    upload(client, DUNE)
    root = tmp_path / "data"
    for path in [root / "data", *(root / "data").iterdir()]:
        assert path.stat().st_mode & 0o077 == 0, path
