"""The dashboard of a job while it runs: what the file tells, and what was found until now.

It has the shape of a complete one. `tell_state` adds to both what they say of their job: `metadata.status`, how many
books are processed, and on each book whether it was looked up.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from chalicelib.ingest.parsed_export import ParsedExport
from chalicelib.jobs.dashboard.dashboard_json import JobFigures, create_final_dashboard_json
from chalicelib.jobs.dashboard.summary import success_rate
from chalicelib.jobs.updating.correcting import corrected, corrections_in
from chalicelib.jobs.updating.so_far_store import SoFarStore
from chalicelib.models import BookInfo, EnrichedBook, Json

_REST_AFTER_STORING: Final = 19
"""After a storing that took a second nothing is stored for 19 s: at most a twentieth of the time that follows the first
storing goes into it. The first is the price of a dashboard that is there at once.
"""


def tell_state(dashboard: Json, pending: Sequence[BookInfo], fingerprint: str) -> Json:
    """Add to a dashboard the state of its job, in which the last books of the export, `pending`, are not looked up."""
    books = (*dashboard["books"], *dashboard["other_books"])
    waiting = {book.book_id for book in pending}
    for book in books:
        book["looked_up"] = book["goodreads_id"] not in waiting
    state = {
        "status": "processing" if pending else "complete",
        "books_processed": len(books) - len(pending),
        "books_total": len(books),
    }
    # A newer export of the library fills in the next two, its reader the corrections.
    later: Json = {
        "upload_fingerprint": fingerprint,
        "previous_export_timestamp": None,
        "changes": None,
        "corrections": [],
    }
    metadata = {**state, **dashboard["metadata"], **later}
    return {**dashboard, "metadata": metadata}


def dashboard_so_far(
    export_id: str, export: ParsedExport, results: Sequence[EnrichedBook], figures: JobFigures, fingerprint: str
) -> Json:
    """The dashboard of an export whose first books have results, with the file's own words for the others."""
    pending = [book.info() for book in export.books[len(results) :]]
    # A book that waits has not failed. It is taken out of the figures below.
    blank = [EnrichedBook(book.book_id, book.title, book.author, success=True) for book in pending]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    dashboard = create_final_dashboard_json(export_id, export, [*results, *blank], figures, now)
    enrichment = dashboard["metadata"]["enrichment"]
    enrichment["successful"] -= len(pending)
    enrichment["success_rate"] = success_rate(enrichment["successful"], len(results))
    return corrected(tell_state(dashboard, pending, fingerprint), corrections_in(export))


class SoFar:
    """Stores the dashboard of one running job so far, which will be that of `export_id`.

    `books` tells how many looked-up books the stored one holds."""

    def __init__(
        self,
        job_id: str,
        export_id: str,
        export: ParsedExport,
        fingerprint: str,
        store: SoFarStore,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._job_id = job_id
        self._export_id = export_id
        self._export = export
        self._fingerprint = fingerprint
        self._store = store
        self._clock = clock
        self._rests_until = float("-inf")
        self.books: int | None = None

    def offer(self, results: Sequence[EnrichedBook], figures: JobFigures) -> None:
        """Store the dashboard with these results, unless the last storing was too short a time ago for what it took."""
        started = self._clock()
        if started < self._rests_until:
            return
        dashboard = dashboard_so_far(self._export_id, self._export, results, figures, self._fingerprint)
        if self._store.keep(self._job_id, dashboard):
            self.books = len(results)
        ended = self._clock()
        self._rests_until = ended + _REST_AFTER_STORING * (ended - started)
