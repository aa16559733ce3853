"""`make lighthouse`: what Lighthouse says of the pages on a phone; exits 1 where a limit is not kept.

It looks at the first page and at the dashboard of an export, as `chalice local` serves the bundle. The providers and
the covers are played on this machine, so that no figure depends on the internet. Each page is looked at three times,
and the figures are those of the middle run by performance: a busy machine makes single runs worse.

    python -m scripts.web.lighthouse --export my_export.csv
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.simulator.catalogue import build_catalogue
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.ingest.library_file import parse_export
from chalicelib.web import bundle
from scripts.client import upload
from scripts.local_server import PROJECT, running
from scripts.web.bundle_pages import PROJECT_WEB, SAMPLE
from scripts.web.covers import serving_covers
from scripts.web.screenshots import chromium

PROGRAM: Final = PROJECT / "build/lighthouse/node_modules/lighthouse/cli/index.js"
NODE: Final = Path(sys.executable).parent / "node"
CATEGORIES: Final = ("performance", "accessibility", "best-practices")
FLAGS: Final = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run")
RUNS: Final = 3


@dataclass(frozen=True)
class Report:
    """One run: the scores of 100, and the measurements in milliseconds and shifts."""

    performance: int
    accessibility: int
    best_practices: int
    paint_ms: float
    largest_ms: float
    blocked_ms: float
    shift: float
    kilobytes: float
    faults: tuple[str, ...]

    @classmethod
    def of(cls, result: Any) -> "Report":
        audits = result["audits"]
        named = {audit["id"] for category in CATEGORIES[1:] for audit in result["categories"][category]["auditRefs"]}
        performance, accessibility, best = (round(100 * result["categories"][one]["score"]) for one in CATEGORIES)
        return cls(
            performance,
            accessibility,
            best,
            audits["first-contentful-paint"]["numericValue"],
            audits["largest-contentful-paint"]["numericValue"],
            audits["total-blocking-time"]["numericValue"],
            audits["cumulative-layout-shift"]["numericValue"],
            audits["total-byte-weight"]["numericValue"] / 1000,
            tuple(sorted(name for name in named if audits[name]["score"] not in (None, 1))),
        )

    def within(self) -> bool:
        """Whether it keeps the limits that docs/web.md states."""
        return (
            self.performance >= 95
            and (self.accessibility, self.best_practices) == (100, 100)
            and self.largest_ms < 2500
            and self.shift == 0
        )

    def text(self) -> str:
        scores = f"{self.performance} | {self.accessibility} | {self.best_practices}"
        times = f"{self.paint_ms / 1000:.1f} | {self.largest_ms / 1000:.1f} | {self.blocked_ms:.0f}"
        return f"{scores} | {times} | {self.shift:.3f} | {self.kilobytes:.0f} |"


def looked_at(url: str, chromium_flags: Sequence[str], folder: Path) -> Report:
    """The middle one of several runs."""
    reports: list[Report] = []
    for _ in range(RUNS):
        file = folder / "report.json"
        command = [
            *(str(NODE), str(PROGRAM), url, "--quiet", "--output=json", f"--output-path={file}"),
            *(f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=" + " ".join(chromium_flags)),
        ]
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium()})
        reports.append(Report.of(json.loads(file.read_text(encoding="utf-8"))))
    return sorted(reports, key=lambda report: report.performance)[RUNS // 2]


def quoted(option: str) -> str:
    """An option of Chromium as Lighthouse reads it, which knows quotation marks around a value alone."""
    name, mark, value = option.partition("=")
    return f'{name}{mark}"{value}"' if " " in value else option


def main() -> int:
    """Look at both pages; returns the exit code."""
    parser = argparse.ArgumentParser(description="What Lighthouse says of the pages on a phone.")
    parser.add_argument("--export", type=Path, default=SAMPLE)
    csv = parser.parse_args().export.read_bytes()
    if fault := bundle.fault(PROJECT_WEB):
        print(f"error: {fault}. Run: make assets", file=sys.stderr)
        return 1
    books = parse_export(csv, max_books=20_000).books
    catalogue = build_catalogue([(book.title, book.author, book.isbn13, book.goodreads_id) for book in books])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goodreads-stats-lighthouse-")))
        simulator = stack.enter_context(ProviderSimulator(catalogue, latency_s=0, rate_limit=None))
        covers = stack.enter_context(serving_covers())
        environment = {
            "DATA_DIR": str(folder),
            "OPEN_LIBRARY_URL": simulator.open_library_url,
            "GOOGLE_BOOKS_URL": simulator.google_books_url,
            "CHUNK_PAUSE_SECONDS": "0",
        }
        site = stack.enter_context(running(environment))
        flags = [*FLAGS, *map(quoted, covers)]
        pages = {"the first page": "", f"a dashboard of {len(books)} books": upload(site, csv)["dashboard_url"]}
        reports = {name: looked_at(f"{site}/{path}", flags, folder) for name, path in pages.items()}
    print(
        "| page | performance | accessibility | best practices | first paint s | largest s | blocked ms | shift | kB |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, report in reports.items():
        print(f"| {name} | {report.text()}")
        for audit in report.faults:
            print(f"  not passed: {audit}")
    return 0 if all(report.within() for report in reports.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
