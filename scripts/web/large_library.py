"""`make bench-pages`: a dashboard of 15,000 books in Chromium, on a processor four times slower; exits 1 over a limit.

First it tells when the application has a dashboard to answer after it has taken the upload, while it still looks up
genres. Each figure is the best of three runs, since other programs only ever add to it. The library is the sample's
rows again and again under other ids, through the real application. A task is what the browser cannot be interrupted in;
it counts with the processor's time that it took. When the first figures are there is told by the clock.
"""

import asyncio
import csv
import io
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from chalicelib.web import bundle
from scripts.catalogue.samples import SAMPLE, build_sample_catalogue
from scripts.client import upload, wait_for
from scripts.local_server import running
from scripts.web.bundle_pages import PROJECT_WEB
from scripts.web.devtools import DevTools
from scripts.web.screenshots import FLAGS, chromium

BOOKS: Final = 15_000
SLOWER: Final = 4
RUNS: Final = 3
LONGEST_TASK_MS: Final = 200
FIRST_FIGURES_MS: Final = 1500
FIRST_DASHBOARD_S: Final = 2.0
_PATIENCE_S: Final = 300
_CATEGORIES: Final = ("devtools.timeline", "disabled-by-default-devtools.timeline")
_OBSERVE: Final = """
    new MutationObserver((_, observer) => {
        if (!document.querySelector(".figures")) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => { window.firstFigures = performance.now(); }));
    }).observe(document, { childList: true, subtree: true });
"""


def library() -> bytes:
    """An export of so many books."""
    rows = list(csv.DictReader(io.StringIO(SAMPLE.read_text(encoding="utf-8"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    for number in range(BOOKS):
        row = rows[number % len(rows)]
        writer.writerow(
            {**row, "Book Id": str(90_000_000 + number), "Title": f"{row['Title']}, copy {number // len(rows)}"}
        )
    return out.getvalue().encode()


_SETTLED: Final = """(async () => {
    const idle = () => new Promise((resolve) => requestIdleCallback(resolve));
    while (!document.querySelector("main > .view:not(.unfinished, .waiting)")) await idle();
    for (let times = 0; times < 2; times += 1) {
        await idle();
        await new Promise((resolve) => setTimeout(resolve, 1000));
    }
})()"""
"""Waits until the page is whole and has done nothing for a while."""


def go(address: str) -> str:
    return f"location.hash = {json.dumps(address)}"


STEPS: Final[tuple[tuple[str, str], ...]] = (
    ("to the end of the overview", "scrollTo(0, document.body.scrollHeight)"),
    ("the books", go("#/books?status=all")),
    ("the books by title", go("#/books?status=all&sort=title")),
    ("the books by author", go("#/books?status=all&sort=author")),
    ("the books with a word", go("#/books?status=all&q=the")),
    ("the books without genres", go("#/unenriched")),
    ("a year", go("#/year")),
    ("a book", go("#/book/90000001")),
    ("series", go("#/series")),
    ("waiting", go("#/waiting")),
    ("authors", go("#/people")),
    ("ratings", go("#/ratings")),
    ("milestones", go("#/milestones")),
    ("years side by side", go("#/years")),
    ("back to the overview", go("#/")),
)


def longest_task_ms(trace: bytes) -> float:
    """The longest task of the page itself in a trace, in milliseconds of the processor."""
    events = json.loads(trace)["traceEvents"]
    pages = {(one["pid"], one["tid"]) for one in events if one.get("args") == {"name": "CrRendererMain"}}
    tasks = (one for one in events if one["name"] == "RunTask" and (one["pid"], one["tid"]) in pages)
    return max((float(one.get("tdur", 0)) for one in tasks), default=0) / 1000


async def measure(program: str, url: str) -> tuple[dict[str, float], float]:
    """The longest task of each step, and when the first figures were there, both in milliseconds."""
    longest: dict[str, float] = {}
    async with asyncio.timeout(_PATIENCE_S), DevTools.of(program, *FLAGS) as page:
        await page.send("Page.enable")
        await page.send("Emulation.setCPUThrottlingRate", rate=SLOWER)
        await page.send("Page.addScriptToEvaluateOnNewDocument", source=_OBSERVE)
        await page.start_trace(*_CATEGORIES)
        loaded = page.next_event("Page.loadEventFired")
        await page.send("Page.navigate", url=url)
        await loaded
        await page.evaluate(_SETTLED)
        longest["the first load"] = longest_task_ms(await page.stop_trace())
        for step, script in STEPS:
            await page.start_trace(*_CATEGORIES)
            await page.evaluate(script)
            await page.evaluate(_SETTLED)
            longest[step] = longest_task_ms(await page.stop_trace())
        first: float = await page.evaluate("window.firstFigures")
    return longest, first


def uploaded(site: str, export: bytes) -> tuple[str, float]:
    """The path of the complete dashboard, and the seconds from the upload's answer to the first one."""
    job_id = upload(site, export, "?wait=0")["job_id"]
    taken = time.monotonic()
    wait_for(f"{site}/data/{job_id}?so_far=1")
    first_s = time.monotonic() - taken
    wait_for(f"{site}/data/{job_id}")
    return f"dashboard/{job_id}", first_s


def main() -> int:
    """Measure; returns the exit code."""
    if fault := bundle.fault(PROJECT_WEB):
        print(f"error: {fault}. Run: make assets", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="goodreads-stats-bench-pages-") as folder:
        build_sample_catalogue(Path(folder) / "catalogue.sqlite3")
        with running({"DATA_DIR": folder, "CATALOGUE_ONLY": "1"}) as site:
            uploads = [uploaded(site, library()) for _ in range(RUNS)]
            runs = [asyncio.run(measure(chromium(), f"{site}/{uploads[-1][0]}")) for _ in range(RUNS)]
    print(f"{BOOKS:,} books")
    over = [
        told("the first dashboard after the upload, s", min(first_s for _, first_s in uploads), FIRST_DASHBOARD_S, 1),
        told("the first figures on the page, ms", min(first_ms for _, first_ms in runs), FIRST_FIGURES_MS),
    ]
    print("the longest task, ms")
    over += [told(step, min(longest[step] for longest, _ in runs), LONGEST_TASK_MS) for step in runs[0][0]]
    return int(any(over))


def told(name: str, value: float, limit: float, digits: int = 0) -> bool:
    """Print a line of the table; returns whether it is over its limit."""
    over = value > limit
    print(f"  {name:40} {value:8.{digits}f}  {'OVER' if over else 'ok'}: at most {limit:g}")
    return over


if __name__ == "__main__":
    sys.exit(main())
