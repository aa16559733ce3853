"""The cache as one job uses it, when the cache is slow, broken or wrong."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.errors import CacheUnavailable
from chalicelib.jobs.enriching.job_cache import JobCache
from chalicelib.models import BookInfo
from chalicelib.seams.sqlite_cache import SQLiteCache
from tests.builders import book_info, enriched

BOOKS = [book_info(number) for number in range(1, 4)]


class FailingCache:
    """A cache that fails in some of its calls; each failure takes some seconds of a clock."""

    def __init__(self, failing_calls: Collection[int], seconds: float = 0.0) -> None:
        self.failing_calls = failing_calls
        self.seconds = seconds
        self.now = 1000.0
        self.calls = 0
        self.texts: dict[str, str] = {}

    def _call(self) -> None:
        self.calls += 1
        if self.calls in self.failing_calls:
            self.now += self.seconds
            raise CacheUnavailable("unreachable")

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        self._call()
        return {key: self.texts[key] for key in keys if key in self.texts}

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        self._call()
        self.texts.update(texts)

    def for_job(self) -> JobCache:
        return JobCache(self, google_key=False, clock=lambda: self.now)


def test_what_is_kept_is_found_in_the_order_asked_for(tmp_path: Path) -> None:
    cache = JobCache(SQLiteCache(tmp_path / "cache.sqlite3"), google_key=False)
    cache.keep((book, enriched(book, book.title)) for book in BOOKS[:2])
    found = cache.find([BOOKS[1], BOOKS[2], BOOKS[0]])
    assert [result.final_genres if result else None for result in found] == [("Title 2",), None, ("Title 1",)]


def test_what_may_not_be_kept_is_not(tmp_path: Path) -> None:
    cache = JobCache(SQLiteCache(tmp_path / "cache.sqlite3"), google_key=True)
    without_id = BookInfo("???", "")
    cache.keep(
        [
            (BOOKS[0], replace(enriched(BOOKS[0], "Fantasy"), not_asked=("google_books_quota",))),
            (BOOKS[1], replace(enriched(BOOKS[1], "Fantasy"), error_category="network")),
            (without_id, enriched(without_id, "Fantasy")),
        ]
    )
    assert cache.find([BOOKS[0], BOOKS[1], without_id]) == [None, None, None]


def test_an_answer_from_before_there_was_a_key_is_asked_for_again(tmp_path: Path) -> None:
    stored = SQLiteCache(tmp_path / "cache.sqlite3")
    keyless = replace(enriched(BOOKS[0], "Fantasy"), not_asked=("google_books_no_key",))
    JobCache(stored, google_key=False).keep([(BOOKS[0], keyless)])
    assert JobCache(stored, google_key=False).find(BOOKS[:1]) != [None]
    assert JobCache(stored, google_key=True).find(BOOKS[:1]) == [None]


def test_nothing_to_find_or_keep_asks_nobody() -> None:
    cache = FailingCache(())
    cache.for_job().keep([])
    assert cache.for_job().find([BookInfo("???", "")]) == [None]
    assert cache.calls == 0


def test_a_cache_that_failed_is_asked_again_for_the_next_chunk() -> None:
    cache = FailingCache({1, 3})
    job = cache.for_job()
    assert job.find(BOOKS) == [None, None, None]
    job.keep((book, enriched(book, "Fantasy")) for book in BOOKS)
    assert job.find(BOOKS) == [None, None, None]  # the third call fails, too
    assert None not in job.find(BOOKS)


@pytest.mark.parametrize(
    ("seconds", "calls"),
    [
        (0.0, 5),  # a cache that is not there
        (2.9, 5),
        (4.9, 4),  # 14.7 s are gone after three failures, so a fourth call is made
        (7.5, 2),
        (15.0, 1),
    ],
)
def test_what_failures_may_cost_a_job_is_bounded(seconds: float, calls: int) -> None:
    cache = FailingCache(range(1, 100), seconds)
    job = cache.for_job()
    for _ in range(20):
        job.find(BOOKS)
        job.keep((book, enriched(book, "Fantasy")) for book in BOOKS)
    assert cache.calls == calls


def test_calls_that_succeed_cost_nothing_of_that() -> None:
    cache = FailingCache({1, 2, 3, 4})
    job = cache.for_job()
    for _ in range(100):
        job.find(BOOKS)
    assert cache.calls == 100
