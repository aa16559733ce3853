"""An installation for whole jobs among failing parts, and what is promised of every job in it.

The rows add up, no other book is touched, and the reason is told where the reader can see it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import Limits
from chalicelib.enrichment.http.provider_state import ProviderState, provider_state
from chalicelib.jobs.enriching import book_processor
from chalicelib.jobs.job_store import TIME_LIMIT_S, JobStore
from chalicelib.jobs.orchestrator import Services, orchestrate
from chalicelib.jobs.service import Jobs
from chalicelib.seams.cache import EnrichmentCache
from chalicelib.seams.local_invoker import LocalInvoker
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.sqlite_cache import SQLiteCache
from chalicelib.settings import Settings
from tests.answers import checked
from tests.builders import csv_row, export

# As patient as in service, for a machine that is busy; only another attempt is made at once.
PATIENT = Limits(backoff_s=0.001)
# Three that the providers know, by ISBN and by title; some that nobody knows; another shelf; a row that is no book.
MIXED = export(
    csv_row("1", "Dune", "Frank Herbert", "9780441172719"),
    csv_row("2", "Emma", "Jane Austen"),
    csv_row("3", "A Book Without Subjects", "Nora Nobody", "9780306406157", shelf="to-read"),
    *(csv_row(str(number), f"Title {number}", "Some Author") for number in range(10, 15)),
    csv_row("1", "Dune", "Frank Herbert", "9780441172719"),
)
BOOKS, REJECTED = 8, 1


@dataclass
class House:
    """An installation on this machine whose every part can be exchanged for one that fails."""

    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    processor: Any = None
    remaining_s: Callable[[], float] = lambda: TIME_LIMIT_S
    limits: Limits = PATIENT

    def __post_init__(self) -> None:
        self.settings = Settings.from_env(
            {"CHUNK_SIZE": "4", "BOOKS_PER_INVOCATION": "2", "CHUNK_PAUSE_SECONDS": "0", **self.environ}
        )
        self.storage: LocalStorage = LocalStorage(self.folder / "data")
        self.cache: EnrichmentCache = SQLiteCache(self.folder / "cache.sqlite3")
        if self.processor is None:
            self.provider = unpaced(self.settings.open_library_url)
            self.second_provider = unpaced(self.settings.google_books_url)
            self.processor = LocalInvoker(
                lambda event, left_s: book_processor.process(event, self.settings, left_s(), self.limits), 30.0
            )

    def jobs(self) -> Jobs:
        services = Services(self.settings, JobStore(self.storage), self.cache, self.processor)
        run = LocalInvoker(lambda event, _: orchestrate(event, services, self.remaining_s), TIME_LIMIT_S)
        return Jobs(self.settings, JobStore(self.storage), run)

    def dashboard(self, csv: bytes) -> Any:
        """Upload, and check what holds for every job."""
        result = self.jobs().start(csv)
        assert result["status"] == "complete"
        stored = self.jobs().read(result["job_id"]).dashboard
        assert stored is not None
        dashboard = checked(json.loads(stored))
        metadata = dashboard["metadata"]
        books = [*dashboard["books"], *dashboard["other_books"]]
        assert len(books) + len(metadata["rows_rejected"]) == metadata["rows_total"]
        figures = metadata["enrichment"]
        assert figures["successful"] + figures["failed"] == len(books) == result["books_processed"]
        assert sum(figures["failures"].values()) == figures["failed"] == result["failed_enrichments"]
        # A failed book tells why, and none has taken another one's place.
        assert sum(book["enrichment_error"] is not None for book in books) >= figures["failed"]
        assert len({book["goodreads_id"] for book in books}) == len(books)
        return dashboard

    def stored_keys(self) -> set[str]:
        root = self.folder / "data"
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def unpaced(url: str) -> ProviderState:
    """The state of a provider that may be asked at any pace."""
    return provider_state(url, lambda: ProviderState(Pace(1_000_000, 1000)))


def failures(dashboard: Any) -> dict[str, int]:
    found: dict[str, int] = dashboard["metadata"]["enrichment"]["failures"]
    return found


def by_title(dashboard: Any) -> dict[str, Any]:
    return {book["title"]: book for book in (*dashboard["books"], *dashboard["other_books"])}
