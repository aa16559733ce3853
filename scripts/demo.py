"""`make demo`: uploads the sample library to the real server, as any client would, and shows the result."""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from scripts.catalogue.samples import KNOWN_WORKS, SAMPLE, build_sample_catalogue
from scripts.client import upload, wait_for
from scripts.local_server import PROJECT, running

RESULT: Final = PROJECT / "build" / "demo" / "dashboard.json"


def main() -> int:
    """Run the demo; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="goodreads-stats-demo-") as data_dir:
        known = build_sample_catalogue(Path(data_dir) / "catalogue.sqlite3")
        print(
            f"{known} well-known books come from a catalogue made of {KNOWN_WORKS.relative_to(PROJECT)}, so this works"
        )
        print("without internet; make catalogue makes one of all books of Open Library.")
        with running({"DATA_DIR": data_dir, "CATALOGUE_ONLY": "1"}) as url:
            print(f"Server:    {url}")
            started = time.monotonic()
            job_id = upload(url, SAMPLE.read_bytes(), "?wait=0")["job_id"]
            print(f"Uploaded:  {SAMPLE.relative_to(PROJECT)} as job {job_id}")
            dashboard = json.loads(wait_for(f"{url}/data/{job_id}", _Progress().tell))
            seconds = time.monotonic() - started
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(dashboard, ensure_ascii=False, indent=1), encoding="utf-8")
    _tell(dashboard, seconds)
    print(f"Dashboard: {RESULT}")
    return 0


class _Progress:
    """Prints how far a job is, each time that it is further."""

    def __init__(self) -> None:
        self._told = -1

    def tell(self, progress: dict[str, Any]) -> None:
        if progress["books_processed"] != self._told:
            self._told = progress["books_processed"]
            print(f"Progress:  {self._told} of {progress['books_total']} books", flush=True)


def _tell(dashboard: dict[str, Any], seconds: float) -> None:
    summary, enrichment = dashboard["summary"], dashboard["metadata"]["enrichment"]
    genres = ", ".join(f"{entry['genre']} {entry['count']}" for entry in summary["most_common_genres"][:6])
    print(f"Complete:  {dashboard['metadata']['rows_total']} rows in {seconds:.1f} s")
    print(f"           {summary['read_books']} read, {summary['other_books']} on other shelves")
    print(f"           {enrichment['successful']} enriched, {enrichment['failed']} failed ", end="")
    print(f"({enrichment['success_rate']} %), {summary['genre_enriched_books']} of the read ones with genres, ", end="")
    print(f"{enrichment['provider_requests']} requests")
    print(f"           {summary['total_pages']} pages; genres: {genres}")


if __name__ == "__main__":
    sys.exit(main())
