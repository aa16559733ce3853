"""The enrichment cache in a DynamoDB table: hash key `key` (S), TTL attribute `expires_at` (N, epoch seconds).

Permissions needed: BatchGetItem and BatchWriteItem on the table.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import CacheUnavailable

_MOST_READ: Final = 100
_MOST_WRITTEN: Final = 25
_MOST_ROUNDS: Final = 6
_LONGEST_CALL_S: Final = 10.0


class DynamoDBCache:
    """`chalicelib.seams.cache.EnrichmentCache` over a boto3 DynamoDB client.

    DynamoDB may leave part of a batch unprocessed when it is throttled; that part is sent again with a growing pause. A
    call that has taken ten seconds, or six rounds for one part, is given up before the next request.
    """

    def __init__(
        self,
        client: Any,
        table: str,
        clock: Callable[[], float] = time.time,
        stopwatch: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._table = table
        self._clock = clock
        self._stopwatch = stopwatch
        self._sleep = sleep

    def get_many(self, keys: Collection[str]) -> dict[str, str]:
        now = int(self._clock())
        found: dict[str, str] = {}
        parts = _parts([{"key": {"S": key}} for key in dict.fromkeys(keys)], _MOST_READ)
        for response in self._ask("batch_get_item", ({"Keys": part} for part in parts), unprocessed="UnprocessedKeys"):
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
        for _ in self._ask("batch_write_item", _parts(requests, _MOST_WRITTEN), unprocessed="UnprocessedItems"):
            pass

    def _ask(self, operation: str, parts: Iterable[Any], *, unprocessed: str) -> Iterator[Any]:
        """Send each part until nothing of it is left unprocessed, and yield the answers."""
        ends_at = self._stopwatch() + _LONGEST_CALL_S
        for part in parts:
            items = {self._table: part}
            for attempt in range(_MOST_ROUNDS):
                if self._stopwatch() >= ends_at:
                    raise CacheUnavailable(f"the cache table {self._table} takes longer than {_LONGEST_CALL_S:.0f} s")
                try:
                    response = getattr(self._client, operation)(RequestItems=items)
                except (BotoCoreError, ClientError) as error:
                    raise CacheUnavailable(f"the cache table {self._table} cannot be used: {error}") from error
                yield response
                items = response.get(unprocessed) or {}
                if not items:
                    break
                self._sleep(0.05 * 2**attempt)
            else:
                raise CacheUnavailable(f"the cache table {self._table} is throttled")


def _parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
