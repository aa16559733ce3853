"""Many uploads at once: none mixes with another, limits are kept over all of them, threads and memory stay bounded.

The full size, 50 uploads of 500 books, is `python -m scripts.load`; its figures are in docs/reliability.md.
"""

import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib.jobs.job_id import job_id_of, new_delete_token
from chalicelib.jobs.job_store import dashboard_key, progress_key, upload_key
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.sqlite_cache import SQLiteCache
from scripts import load
from scripts.local_server import running
from tests.flows.test_app import TEXT_CSV


def test_uploads_at_once_each_get_the_dashboard_of_their_own_file() -> None:
    figures = load.run(uploads=8, books=8)
    assert figures.complaints() == [], figures.text()
    # Seen at work: the server was watched, and more than the burst that the limit allows at once was asked.
    assert figures.requests > 10
    assert figures.peak_threads == 0 or figures.peak_threads > 8


def test_sixty_connections_at_once_are_all_answered(tmp_path: Path) -> None:
    """Chalice's server lets five wait: what did not fit was dropped, and its sender read "connection reset"."""
    refused: list[int] = []

    def send(number: int) -> None:
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.urlopen(urllib.request.Request(f"{url}/api/upload", b"x" * 60_000, TEXT_CSV, method="POST"))
        with answer.value:
            refused.append(answer.value.code)

    with running({"DATA_DIR": str(tmp_path)}) as url:
        at_once(60, send)
    assert refused == [400] * 60


def test_a_mixed_up_dashboard_would_be_noticed() -> None:
    first, second = load.libraries(2, 10)
    assert not {book.goodreads_id for book in first.books} & {book.goodreads_id for book in second.books}
    figures = load.Figures(2, 10, 1.0, 1.0, 1, 0, 100.0, 10, 0, wrong=[1])
    assert figures.complaints() == ["dashboards that differ: [1]"]


@pytest.mark.parametrize(
    ("figures", "complaint"),
    [
        (load.Figures(2, 10, 1.0, 1.0, 1, 3, 100.0, 10, 0), "3 requests were refused"),
        (load.Figures(2, 10, 1.0, 1.0, 1, 0, 999.0, 10, 0), "999 MB"),
        (load.Figures(2, 10, 1.0, 1.0, 1, 0, 100.0, 999, 0), "999 threads"),
        (load.Figures(2, 10, 1.0, 1.0, 1, 0, 100.0, 10, 7), "7 books failed"),
    ],
)
def test_what_is_promised_under_load_is_checked(figures: load.Figures, complaint: str) -> None:
    (told,) = figures.complaints()
    assert complaint in told


def at_once(times: int, work: Callable[[int], None]) -> None:
    """`work` in `times` threads that start together; raises what one of them raised."""
    barrier = threading.Barrier(times)

    def start(number: int) -> None:
        barrier.wait(10)
        work(number)

    with ThreadPoolExecutor(max_workers=times) as threads:
        list(threads.map(start, range(times)))


def test_a_cache_that_does_not_exist_yet_is_made_once_by_many_threads(tmp_path: Path) -> None:
    cache = SQLiteCache(tmp_path / "new" / "enrichment.sqlite3")

    def use(number: int) -> None:
        for turn in range(5):
            key = f"{number}/{turn}"
            cache.put_many({key: key}, {key: 1000})
            assert cache.get_many([key]) == {key: key}

    at_once(24, use)
    assert len(cache.get_many([f"{number}/{turn}" for number in range(24) for turn in range(5)])) == 120


def test_jobs_that_begin_and_end_at_once_do_not_take_each_others_folders(tmp_path: Path) -> None:
    """A folder once went with its last file, at the moment when another job was about to write into it."""
    storage = LocalStorage(tmp_path)

    def live(number: int) -> None:
        for _ in range(60):
            job_id = job_id_of(new_delete_token())
            for key in (upload_key(job_id), progress_key(job_id), dashboard_key(job_id)):
                storage.put(key, b"{}")
            for key in (upload_key(job_id), progress_key(job_id), dashboard_key(job_id)):
                assert storage.get(key) == b"{}"
                storage.delete(key)

    at_once(12, live)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
