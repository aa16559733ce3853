"""How a test uploads on the first page, and what the browser keeps of it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, Route

from chalicelib.jobs.job_id import job_id_of
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
