"""The pages out of the package, in a browser, under the ten invocations at once that a new account may have."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Response, Route, expect

from chalicelib.web import bundle
from scripts.catalogue.samples import SAMPLE
from tests.aws.api_gateway import ApiGateway
from tests.aws.conftest import API_HANDLER
from tests.aws.exports import export_of
from tests.aws.gateway_server import over_http
from tests.aws.lambda_emulator import LambdaEmulator
from tests.aws.test_packaged_app import assert_error, upload
from tests.chromium import PATIENCE_MS, chromium, stop_waiting, wait

CONCURRENCY: Final = 10
MOST_REQUESTS: Final = 6
FOR_GOOD: Final = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def version(task_root: Path) -> str:
    """The version of the bundle in the package."""
    packaged = bundle.version(task_root / "chalicelib" / "web")
    assert packaged
    return packaged


@pytest.mark.parametrize("page_name", ["index", "dashboard"])
def test_a_first_load_takes_few_requests_and_works_with_ten_at_once(
    page_name: str, browser: Browser, gateway: ApiGateway, emulator: LambdaEmulator, version: str
) -> None:
    path = "" if page_name == "index" else upload(gateway, export_of(30)).json()["dashboard_url"]
    limited = replace(emulator.functions[API_HANDLER], reserved_concurrency=CONCURRENCY)
    emulator.functions = {**emulator.functions, API_HANDLER: limited}
    emulator.cool_down()
    emulator.reset_counters()
    answers: list[Response] = []
    problems: list[str] = []

    def answered(response: Response) -> None:
        answers.append(response)

    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("response", answered)
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    with over_http(gateway) as url:
        page.route(lambda address: not address.startswith(url), lambda route: route.abort())  # covers
        page.goto(f"{url}{path}")
        if page_name == "index":
            expect(page.locator("#starting")).to_have_count(0)
        else:
            expect(page.locator(".shelf .plot")).to_be_visible()
            expect(page.locator(".chart .plot").first).to_be_visible()
    found = {answer.url.removeprefix(url): answer for answer in answers if answer.url.startswith(url)}
    context.close()
    # Covers are not fetched, and a connection that the server has closed meanwhile is opened again.
    passing = ("ERR_FAILED", "ERR_SOCKET_NOT_CONNECTED")
    assert [problem for problem in problems if not any(name in problem for name in passing)] == []
    files = {f"static/{version}/{page_name}.{suffix}" for suffix in ("css", "js")}
    if page_name == "dashboard":
        files |= {f"static/{version}/plot.js", f"{path.replace('dashboard', 'data')}?so_far=1"}
    assert found.keys() - {f"static/{version}/favicon.svg"} == files | {path}
    for name, answer in found.items():
        assert answer.status == 200, name
        assert (answer.headers["cache-control"] == FOR_GOOD) == name.startswith("static/"), name
    # Chromium without a window asks for no icon; other browsers do.
    icon = int(f"static/{version}/favicon.svg" not in found)
    assert emulator.invocations[API_HANDLER] + icon <= MOST_REQUESTS
    assert emulator.throttled[API_HANDLER] == 0


def test_the_files_of_another_deployment_are_not_there(gateway: ApiGateway, version: str) -> None:
    page = gateway.request("GET", "/").body.decode()
    script = re.search(r'src="(static/\w+/index\.js)"', page)
    assert script
    assert gateway.request("GET", f"/{script[1]}").status == 200
    other = gateway.request("GET", f"/{script[1].replace(version, '0' * 16)}")
    assert_error(other, 404, "NotFoundError")
    assert other.headers["cache-control"] == "private, no-cache"


def test_a_page_of_another_deployment_gets_the_new_one_by_trying_again(
    browser: Browser, gateway: ApiGateway, version: str
) -> None:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()

    def of_another_deployment(route: Route) -> None:
        html = gateway.request("GET", "/").body.decode()
        # The styles came before the deployment, the script comes too late.
        route.fulfill(body=html.replace(f"{version}/index.js", f"{'0' * 16}/index.js"), content_type="text/html")

    with over_http(gateway) as url:
        stop_waiting(page)
        page.route(url, of_another_deployment, times=1)
        page.goto(url)
        wait(page, 10_100)
        page.get_by_role("link", name="Try again").click()
        expect(page.locator("#starting")).to_have_count(0)
    context.close()


def test_the_sample_has_the_same_address_in_all_versions(gateway: ApiGateway) -> None:
    answer = gateway.request("GET", "/static/goodreads_library_export.csv")
    assert answer.body == SAMPLE.read_bytes()


def test_the_page_of_a_wrong_address_has_its_style_in_the_bundle(gateway: ApiGateway, version: str) -> None:
    answer = gateway.request("GET", "/dashboard/%zz", headers={"Accept": "text/html"})
    assert answer.status == 404
    links = re.findall(r'href="([^"]+)"', answer.body.decode())
    assert links == [f"../static/{version}/favicon.svg", f"../static/{version}/dashboard.css", "../", "../"]
    for link in links:
        assert gateway.request("GET", link.removeprefix("..")).status == 200


def test_the_gateway_answers_unknown_paths_by_itself(gateway: ApiGateway, emulator: LambdaEmulator) -> None:
    for path in ("/nothing", "/dashboard", "/data/a/b/c"):
        assert_error(gateway.request("GET", path), 404, "NotFoundError")
        page = gateway.request("GET", path, headers={"Accept": "text/html,*/*"})
        assert (page.status, page.headers["content-type"]) == (404, "text/html")
        assert b'href="/$context.stage/"' in page.body, "a variable of API Gateway"
    assert emulator.invocations[API_HANDLER] == 0


def test_a_slash_behind_a_dashboard_leads_to_it(gateway: ApiGateway) -> None:
    path = "/dashboard/528963e8-66d4-445d-9a74-7749e843dd83"
    answer = gateway.request("GET", f"{path}/")
    assert (answer.status, answer.headers["location"]) == (302, path.replace("/dashboard", ".."))
