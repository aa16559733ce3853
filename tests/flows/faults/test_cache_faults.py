"""Whole jobs with a cache out of reach or spoilt."""

import sqlite3
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import pytest

from chalicelib.errors import CacheUnavailable
from tests.flows.faults.house import BOOKS, MIXED, House, by_title, failures


class UnreachableCache:
    """A cache that fails from its nth use on."""

    def __init__(self, uses: int) -> None:
        self._left = uses

    def _use(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise CacheUnavailable("the table does not answer")

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        self._use()
        return {}

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        self._use()


@pytest.mark.parametrize("uses", [0, 1, 2, 3])
def test_without_a_cache_a_job_goes_on(house_of_fakes: House, uses: int) -> None:
    house_of_fakes.cache = UnreachableCache(uses)
    assert failures(house_of_fakes.dashboard(MIXED)) == {}


def spoil_file(path: Path) -> None:
    path.write_bytes(b"no database at all " * 100)


def cut_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def no_file(path: Path) -> None:
    path.unlink()
    path.mkdir()


def garbage_texts(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        garbage = ["", "[]", "null", '{"result": 7}', '{"result": {}, "found_on": 1}', "\x00", b"\xff\xfe", 17]
        for number, (key,) in enumerate(connection.execute("SELECT key FROM enrichment").fetchall()):
            value = garbage[number % len(garbage)]
            connection.execute("UPDATE enrichment SET text = ? WHERE key = ?", (value, key))
    connection.close()


@pytest.mark.parametrize("spoil", [spoil_file, cut_file, no_file, garbage_texts])
def test_a_corrupt_cache_is_as_good_as_none(house_of_fakes: House, spoil: Callable[[Path], None]) -> None:
    house_of_fakes.dashboard(MIXED)
    healthy = by_title(house_of_fakes.dashboard(MIXED))
    spoil(house_of_fakes.folder / "cache.sqlite3")
    house_of_fakes.processor.events.clear()
    assert by_title(house_of_fakes.dashboard(MIXED)) == healthy
    assert sum(len(event["books"]) for event in house_of_fakes.processor.events) == BOOKS
