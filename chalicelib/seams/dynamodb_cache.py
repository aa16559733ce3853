"""The enrichment cache in a DynamoDB table: hash key `key` (S), TTL attribute `expires_at` (N, epoch seconds).

Permissions needed: BatchGetItem and BatchWriteItem on the table.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import CacheUnavailable

_MOST_READ: Final = 100
_MOST_WRITTEN: Final = 25
_MOST_ROUNDS: Final = 6


class DynamoDBCache:
    """`chalicelib.seams.cache.EnrichmentCache` over a boto3 DynamoDB client.

    DynamoDB may leave part of a batch unprocessed when it is throttled; that part is sent again with a growing pause,
    and given up after some rounds: a cache that does not answer must not hold a job up.
    """

    def __init__(
        self,
        client: Any,
        table: str,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._table = table
        self._clock = clock
        self._sleep = sleep

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        now = int(self._clock())
        found: dict[str, str] = {}
        for part in _parts([{"key": {"S": key}} for key in dict.fromkeys(keys)], _MOST_READ):
            for response in self._rounds(
                "batch_get_item", {self._table: {"Keys": part}}, unprocessed="UnprocessedKeys"
            ):
                for item in response["Responses"].get(self._table, []):
                    # DynamoDB removes expired items within days, not at once.
                    if int(item["expires_at"]["N"]) > now:
                        found[item["key"]["S"]] = item["text"]["S"]
        return found

    def put_many(self, texts: Mapping[str, str], lifetimes_s: Mapping[str, int]) -> None:
        now = int(self._clock())
        requests = [
            {
                "PutRequest": {
                    "Item": {
                        "key": {"S": key},
                        "text": {"S": text},
                        "expires_at": {"N": str(now + lifetimes_s[key])},
                    }
                }
            }
            for key, text in texts.items()
        ]
        for part in _parts(requests, _MOST_WRITTEN):
            for _ in self._rounds("batch_write_item", {self._table: part}, unprocessed="UnprocessedItems"):
                pass

    def _rounds(self, operation: str, items: Mapping[str, Any], *, unprocessed: str) -> Iterator[Any]:
        for attempt in range(_MOST_ROUNDS):
            try:
                response = getattr(self._client, operation)(RequestItems=items)
            except (BotoCoreError, ClientError) as error:
                raise CacheUnavailable(f"the cache table {self._table} cannot be used: {error}") from error
            yield response
            items = response.get(unprocessed) or {}
            if not items:
                return
            self._sleep(0.05 * 2**attempt)
        raise CacheUnavailable(f"the cache table {self._table} is throttled")


def _parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
