"""What a browser gets where there is nothing: a page with a way home; everyone else gets our error shape."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from chalice.local import LambdaContext
from chalice.test import Client

from app import app
from bench.simulator.catalogue import Catalogue
from bench.simulator.provider_simulator import ProviderSimulator
from scripts.local_server import running
from tests.conftest import environment
from tests.flows.test_app import assert_error

JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"
# Chromium's and Firefox's.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
OTHERS = ["", "*/*", "application/json", "text/css,*/*;q=0.1", "image/svg+xml", "application/xhtml+xml"]
NO_DASHBOARDS = ["%zz", "wrong", JOB.upper(), JOB[:-1], f"{JOB}.json", "constructor", "%2e%2e%2f", "a" * 3000]


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', html)


@pytest.mark.parametrize("name", NO_DASHBOARDS)
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_malformed_id_is_a_page_for_a_browser_and_json_for_others(client: Client, name: str, slash: str) -> None:
    path = f"/dashboard/{name}{slash}"
    answer = client.http.get(path, headers={"Accept": BROWSER})
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    html = answer.body.decode()
    assert "nothing on this shelf" in html
    assert name not in html
    assert {urljoin(f"https://x/api{path}", link) for link in links(html)} == {
        "https://x/api/",
        *(f"https://x/api/static/styles/{name}" for name in ("favicon.svg", "theme.css", "dashboard.css")),
    }
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("accept", OTHERS)
@pytest.mark.parametrize("path", ["/dashboard/%zz", f"/data/{JOB}", "/static/nothing.js"])
def test_a_script_gets_json(client: Client, accept: str, path: str) -> None:
    assert_error(client.http.get(path, headers={"Accept": accept} if accept else {}), 404, "NotFoundError")


@pytest.mark.parametrize("accept", ["text/html", "TEXT/HTML;q=0.9", "application/json, text/html ;q=0.1"])
def test_who_takes_html_gets_the_page(client: Client, accept: str) -> None:
    assert client.http.get(f"/data/{JOB}", headers={"Accept": accept}).body.startswith(b"<!doctype html>")


def test_what_is_refused_to_a_form_stays_json(client: Client) -> None:
    """Only an address that is opened becomes a page."""
    assert_error(client.http.delete("/data/x", headers={"Accept": BROWSER}), 404, "NotFoundError")


@pytest.mark.parametrize("query", ["", "?so_far=1"])
def test_a_slash_behind_a_dashboard_leads_to_the_address_without_it(client: Client, query: str) -> None:
    answer = client.http.get(f"/dashboard/{JOB}/{query}", headers={"Accept": BROWSER})
    assert answer.status_code == 302
    assert urljoin(f"https://x/api/dashboard/{JOB}/", answer.headers["Location"]) == f"https://x/api/dashboard/{JOB}"
    assert client.http.get(f"/dashboard/{JOB}").status_code == 200


def test_the_root_of_a_stage_without_its_slash_leads_to_the_one_with_it(client: Client) -> None:
    """Asked once: a gateway that tells no slash although there is one gets the page."""

    def ask(path: str, query: dict[str, list[str]] | None) -> tuple[int, str]:
        context = {"httpMethod": "GET", "resourcePath": "/", "path": path, "identity": {}}
        event = {
            "requestContext": context,
            "headers": {},
            "pathParameters": None,
            "multiValueQueryStringParameters": query,
            "body": None,
            "stageVariables": None,
        }
        answer = app(event, LambdaContext("f", 512))
        return answer["statusCode"], answer["headers"].get("Location", "")

    assert ask("/api/", None) == (200, "")
    status, location = ask("/api", None)
    assert (status, urljoin("https://x/api", location)) == (302, "https://x/api/?start")
    assert ask("/api", {"start": [""]}) == (200, "")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        ProviderSimulator(Catalogue.of(), latency_s=0, rate_limit=None) as providers,
        running(environment(providers, tmp_path_factory.mktemp("data"))) as served,
    ):
        yield served


def ask(address: str, accept: str, method: str = "GET") -> tuple[int, str, str]:
    """Status, media type and text of a refused request."""
    request = urllib.request.Request(address, method=method, headers={"Accept": accept})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value as answer:
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        return answer.code, answer.headers["Content-Type"], answer.read().decode()


@pytest.mark.parametrize("path", ["/nothing", "/nothing/", "/a/b/c/d", "/dashboard", "/%zz", "/wp-login.php?x=/a/b/"])
def test_the_local_server_answers_unknown_paths_as_the_application_does(url: str, path: str) -> None:
    status, media_type, html = ask(f"{url}{path}", BROWSER)
    assert (status, media_type) == (404, "text/html; charset=utf-8")
    assert urljoin(f"{url}{path}", links(html)[-1]) == f"{url}/"
    status, media_type, text = ask(f"{url}{path}", "*/*")
    assert (status, media_type, json.loads(text)["Code"]) == (404, "application/json", "NotFoundError")
    assert ask(f"{url}{path}", "*/*", "POST")[0] == 404
