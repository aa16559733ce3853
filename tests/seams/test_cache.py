"""The enrichment cache's contract, over every implementation."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.errors import CacheUnavailable
from chalicelib.seams.cache import EnrichmentCache
from chalicelib.seams.dynamodb_cache import DynamoDBCache
from chalicelib.seams.sqlite_cache import SQLiteCache

NOW = 1_700_000_000.0


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "dynamodb"])
def cache(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> EnrichmentCache:
    if request.param == "sqlite":
        return SQLiteCache(tmp_path / "enrichment.sqlite3", clock)
    client = boto3.client("dynamodb", endpoint_url=request.getfixturevalue("moto_url"))
    table = f"cache-{abs(hash(tmp_path))}"
    client.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return DynamoDBCache(client, table, clock)


def test_what_was_put_is_found_and_nothing_else(cache: EnrichmentCache) -> None:
    cache.put_many({"isbn:1": "one", "title:é|ü": "zwei"}, {"isbn:1": 60, "title:é|ü": 60})
    assert cache.get_many(["isbn:1", "title:é|ü", "isbn:3"]) == {"isbn:1": "one", "title:é|ü": "zwei"}


def test_putting_again_replaces(cache: EnrichmentCache) -> None:
    cache.put_many({"k": "old"}, {"k": 60})
    cache.put_many({"k": "new"}, {"k": 60})
    assert cache.get_many(["k"]) == {"k": "new"}


def test_each_text_is_found_until_its_own_expiry(cache: EnrichmentCache, clock: Clock) -> None:
    cache.put_many({"long": "l", "short": "s"}, {"long": 100, "short": 10})
    clock.now += 9
    assert cache.get_many(["long", "short"]) == {"long": "l", "short": "s"}
    clock.now += 1
    assert cache.get_many(["long", "short"]) == {"long": "l"}
    clock.now += 90
    assert cache.get_many(["long", "short"]) == {}


def test_asking_for_nothing_finds_nothing(cache: EnrichmentCache) -> None:
    assert cache.get_many([]) == {}


def test_more_than_one_batch_is_put_and_found(cache: EnrichmentCache) -> None:
    """DynamoDB reads 100 and writes 25 items a request."""
    texts = {f"isbn:{number}": "x" * number for number in range(260)}
    cache.put_many(texts, dict.fromkeys(texts, 60))
    assert cache.get_many(set(texts)) == texts


def test_a_key_asked_for_twice_is_no_error(cache: EnrichmentCache) -> None:
    cache.put_many({"k": "v"}, {"k": 60})
    assert cache.get_many(["k", "k"]) == {"k": "v"}


def test_a_corrupt_file_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "enrichment.sqlite3"
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(CacheUnavailable):
        SQLiteCache(path).get_many(["k"])


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(CacheUnavailable):
        SQLiteCache(tmp_path / "data" / "enrichment.sqlite3").put_many({"k": "v"}, {"k": 60})


def test_expired_rows_are_removed_when_new_ones_come(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "enrichment.sqlite3"
    cache = SQLiteCache(path, clock)
    cache.put_many({f"old:{number}": "x" for number in range(9)}, {f"old:{number}": 5 for number in range(9)})
    clock.now += 6
    cache.put_many({"new": "y"}, {"new": 5})
    clock.now -= 6
    assert cache.get_many([*(f"old:{number}" for number in range(9)), "new"]) == {"new": "y"}


def test_a_cache_folder_that_does_not_exist_yet_is_made(tmp_path: Path) -> None:
    cache = SQLiteCache(tmp_path / "not" / "yet" / "enrichment.sqlite3")
    assert cache.get_many(["k"]) == {}
    cache.put_many({"k": "v"}, {"k": 60})
    assert cache.get_many(["k"]) == {"k": "v"}
    assert (tmp_path / "not" / "yet").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("version", "kept"), [(0, {}), (1, {}), (2, {"k": "old"}), (3, {})])
def test_only_a_file_of_this_form_is_read_and_any_other_is_filled_again(
    tmp_path: Path, version: int, kept: dict[str, str]
) -> None:
    path = tmp_path / "enrichment.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE enrichment (key TEXT PRIMARY KEY, text TEXT NOT NULL, expires_at INTEGER NOT NULL) "
            "WITHOUT ROWID"
        )
        connection.execute("INSERT INTO enrichment VALUES ('k', 'old', 9999999999)")
        connection.execute(f"PRAGMA user_version = {version}")
    assert SQLiteCache(path).get_many(["k"]) == kept
    SQLiteCache(path).put_many({"k": "new"}, {"k": 60})
    assert SQLiteCache(path).get_many(["k"]) == {"k": "new"}


def test_expired_rows_are_found_without_reading_the_others(tmp_path: Path) -> None:
    """A scan of 200,000 rows in each chunk took half a second."""
    path = tmp_path / "enrichment.sqlite3"
    SQLiteCache(path).put_many({"k": "v"}, {"k": 60})
    with closing(sqlite3.connect(path)) as connection:
        plan = connection.execute("EXPLAIN QUERY PLAN DELETE FROM enrichment WHERE expires_at <= 7").fetchall()
    assert "USING INDEX" in plan[0][-1] or "USING COVERING INDEX" in plan[0][-1]


def test_processes_that_open_a_new_file_at_once_make_one_table(tmp_path: Path) -> None:
    barrier = threading.Barrier(8, timeout=30)

    def put(number: int) -> None:
        barrier.wait()
        SQLiteCache(tmp_path / "enrichment.sqlite3").put_many({f"k{number}": "v"}, {f"k{number}": 60})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(put, range(8)))
    assert len(SQLiteCache(tmp_path / "enrichment.sqlite3").get_many([f"k{number}" for number in range(8)])) == 8


class ThrottledDynamoDB:
    """A DynamoDB client that processes one item a request and leaves the rest, for so many rounds."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.stored: dict[str, Any] = {}

    def batch_write_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803  (boto3's own name)
        ((table, requests),) = RequestItems.items()
        self.rounds -= 1
        if self.rounds >= 0:
            item = requests[0]["PutRequest"]["Item"]
            self.stored[item["key"]["S"]] = item
            requests = requests[1:]
        return {"UnprocessedItems": {table: requests} if requests else {}}

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803  (boto3's own name)
        ((table, part),) = RequestItems.items()
        self.rounds -= 1
        found, left = (part["Keys"][:1], part["Keys"][1:]) if self.rounds >= 0 else ([], part["Keys"])
        items = [self.stored[key["key"]["S"]] for key in found]
        return {"Responses": {table: items}, "UnprocessedKeys": {table: {"Keys": left}} if left else {}}


def _put_and_get(count: int, rounds: int, pauses: list[float]) -> dict[str, str]:
    """Put and get so many texts; one round processes one of them."""
    client = ThrottledDynamoDB(rounds)
    sleep: Callable[[float], None] = pauses.append
    cache = DynamoDBCache(client, "table", sleep=sleep)
    texts = {f"k{number}": f"text {number}" for number in range(count)}
    cache.put_many(texts, dict.fromkeys(texts, 60))
    assert len(client.stored) == count
    client.rounds = rounds
    return cache.get_many(texts)


def test_what_dynamodb_leaves_unprocessed_is_sent_again_with_growing_pauses() -> None:
    pauses: list[float] = []
    assert _put_and_get(6, 6, pauses) == {f"k{number}": f"text {number}" for number in range(6)}
    assert pauses == [0.05, 0.1, 0.2, 0.4, 0.8] * 2


@pytest.mark.parametrize(("count", "rounds"), [(3, 1), (7, 7)])
def test_a_dynamodb_that_stays_throttled_is_given_up(count: int, rounds: int) -> None:
    with pytest.raises(CacheUnavailable, match="throttled"):
        _put_and_get(count, rounds, [])


def test_a_dynamodb_that_stays_throttled_is_given_up_when_read_too() -> None:
    client = ThrottledDynamoDB(1)
    DynamoDBCache(client, "table").put_many({"k": "x"}, {"k": 60})
    with pytest.raises(CacheUnavailable, match="throttled"):
        DynamoDBCache(client, "table", sleep=lambda seconds: None).get_many(["k", "other"])


class SlowDynamoDB:
    """A DynamoDB client that takes some seconds of a clock for each request."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.now = 0.0
        self.requests = 0

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803  (boto3's own name)
        self.requests += 1
        self.now += self.seconds
        return {"Responses": {}}


@pytest.mark.parametrize(("seconds", "requests"), [(1.0, 9), (4.0, 3), (10.0, 1)])
def test_a_slow_dynamodb_is_given_up_before_it_holds_a_job_up(seconds: float, requests: int) -> None:
    client = SlowDynamoDB(seconds)
    cache = DynamoDBCache(client, "table", stopwatch=lambda: client.now)
    keys = [f"isbn:{number}" for number in range(900)]
    if seconds == 1.0:
        assert cache.get_many(keys) == {}
    else:
        with pytest.raises(CacheUnavailable, match="longer than 10 s"):
            cache.get_many(keys)
    assert client.requests == requests
