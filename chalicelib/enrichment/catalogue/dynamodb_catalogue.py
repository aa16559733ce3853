"""The catalogue in a DynamoDB table, which `make catalogue STAGE=…` imports from S3; hash key `k` (S), value `v`.

Permission needed: BatchGetItem on the table.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.enrichment.catalogue.interface import Edition
from chalicelib.enrichment.catalogue.records import FORMAT
from chalicelib.errors import CatalogueUnavailable

ABOUT: Final = "about"
ISBN: Final = "i"
GOODREADS_ID: Final = "g"
TITLE: Final = "t"
WORK: Final = "w"
AUTHOR: Final = "a"
"""Beginnings of the keys: `i9780441172719`, `t1a2b3c…` (hexadecimal), `w893415`, `w-7353617`; `about` stands alone."""
BETWEEN: Final = "\n"
"""Between the parts of a value: those of an edition, the works of a title, the names of an author."""
_MOST_READ: Final = 100
_MOST_ROUNDS: Final = 6
_LONGEST_CALL_S: Final = 10.0


class DynamoDBCatalogue:
    """`chalicelib.enrichment.catalogue.interface.Catalogue` over a boto3 DynamoDB client.

    DynamoDB may leave part of a batch unread when it is throttled or the answer is large; that part is asked for again
    with a growing pause. A call that has taken ten seconds, or six rounds for one part, is given up.
    """

    def __init__(
        self,
        client: Any,
        table: str,
        stopwatch: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._table = table
        self._stopwatch = stopwatch
        self._sleep = sleep

    def dump_date(self) -> str:
        """See `Catalogue`; raises `CatalogueUnavailable` too for a table of another format."""
        made_as, _, date = str(self._values("", [ABOUT]).get(ABOUT, "")).partition(BETWEEN)
        if made_as != str(FORMAT):
            raise CatalogueUnavailable(f"the catalogue {self._table} is of another format: build it anew")
        return date

    def editions_by_isbn13(self, isbns: Collection[str]) -> dict[str, Edition]:
        return {isbn: _edition(value) for isbn, value in self._values(ISBN, isbns).items()}

    def editions_by_goodreads_id(self, ids: Collection[str]) -> dict[str, Edition]:
        return {number: _edition(value) for number, value in self._values(GOODREADS_ID, ids).items()}

    def works_by_title(self, keys: Collection[int]) -> dict[int, tuple[int, ...]]:
        found = self._values(TITLE, [f"{key:x}" for key in keys])
        return {int(key, 16): tuple(map(int, works.split(BETWEEN))) for key, works in found.items()}

    def works(self, ids: Collection[int]) -> dict[int, bytes]:
        return {int(number): bytes(record) for number, record in self._values(WORK, map(str, ids)).items()}

    def authors(self, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        found = self._values(AUTHOR, map(str, ids))
        return {int(number): tuple(names.split(BETWEEN)) for number, names in found.items()}

    def _values(self, kind: str, names: Iterable[str]) -> dict[str, Any]:
        """What stands under each name of a kind."""
        keys = [{"k": {"S": f"{kind}{name}"}} for name in dict.fromkeys(names)]
        ends_at = self._stopwatch() + _LONGEST_CALL_S
        found: dict[str, Any] = {}
        for start in range(0, len(keys), _MOST_READ):
            for item in self._read(keys[start : start + _MOST_READ], ends_at):
                (value,) = item["v"].values()
                found[item["k"]["S"].removeprefix(kind)] = value
        return found

    def _read(self, keys: Sequence[Any], ends_at: float) -> Iterator[Any]:
        asked: Any = {self._table: {"Keys": keys}}
        for attempt in range(_MOST_ROUNDS):
            if self._stopwatch() >= ends_at:
                raise CatalogueUnavailable(f"the catalogue {self._table} takes longer than {_LONGEST_CALL_S:.0f} s")
            try:
                response = self._client.batch_get_item(RequestItems=asked)
            except (BotoCoreError, ClientError) as error:
                raise CatalogueUnavailable(f"the catalogue {self._table} cannot be read: {error}") from error
            yield from response["Responses"].get(self._table, [])
            asked = response.get("UnprocessedKeys")
            if not asked:
                return
            self._sleep(0.05 * 2**attempt)
        raise CatalogueUnavailable(f"the catalogue {self._table} is throttled")


def _edition(value: str) -> Edition:
    work, edition, cover, language = value.split(BETWEEN)
    return Edition(int(work), int(edition), int(cover), language)
