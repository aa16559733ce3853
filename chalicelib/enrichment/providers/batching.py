"""Look-ups of single books as few requests: books asked for at the same moment share queries as long as a URL allows.

A query that the provider refuses is halved, so that a book it cannot digest does not cost the others of its query.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

from chalicelib.enrichment.providers.answer import ProviderAnswer
from chalicelib.errors import ProviderError, QueryRefused

MOST_URL_BYTES: Final = 3900
MOST_KEYS: Final = 200
MOST_EXTRA_REQUESTS: Final = 50
"""Requests for parts of refused queries: enough to find three books among 350, at twice log2(200) for each."""
_LIMIT_DIGITS: Final = 4
_REFUSED_TO_QUARTERS: Final = 1 + 2 + 4
"""A refused query, its two halves and their four halves."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """What one look-up brought: the record or None, and how many books its request asked for.

    `incomplete` tells that the request's answer may not show all that matched it, so that asking again for a book that
    is still without a record may find one.
    """

    answer: ProviderAnswer | None
    books_in_request: int
    incomplete: bool = False


_Key = TypeVar("_Key", bound=Hashable)


class Batching(Generic[_Key]):
    """Sends look-ups of one kind in groups. Made for one chunk of books: what it may spend is spent for good.

    `query` gives the parameters that ask for a group, `ask` sends them and returns a look-up for each key. A group
    whose query is refused (`QueryRefused`) is asked for in halves, and those in halves again, down to single books.
    A book that cannot be digested so costs at most twice log2 of its group's size in extra requests, and itself. This
    ends
    - when the provider is what is wrong: the query, its halves and their halves are all refused, and no query of this
      kind has been answered before;
    - after `MOST_EXTRA_REQUESTS` extra requests.
    From then on every refused query is believed, and its books fail with its error.
    """

    def __init__(
        self,
        query: Callable[[Sequence[_Key]], dict[str, str]],
        ask: Callable[[Sequence[_Key]], Awaitable[Mapping[_Key, LookUp]]],
        *,
        most_rounds: int = 1,
    ) -> None:
        self._query = query
        self._ask = ask
        self._most_rounds = most_rounds
        self._extra_left = MOST_EXTRA_REQUESTS
        self._answered = False

    async def load(self, keys: Sequence[_Key]) -> list[LookUp | ProviderError]:
        """One look-up or error for each key, in their order.

        Keys that an incomplete answer left without a record are asked for again, in `most_rounds` rounds at most.
        """
        results = await self._ask_in_groups(keys)
        for _ in range(self._most_rounds - 1):
            left = [key for key in keys if _may_be_found_yet(results[key])]
            if not left:
                break
            results |= await self._ask_in_groups(left)
        return [results[key] for key in keys]

    async def _ask_in_groups(self, keys: Sequence[_Key]) -> dict[_Key, LookUp | ProviderError]:
        made = groups(keys, self._query)
        outcomes = await asyncio.gather(*(self._attempt(group) for group in made))
        results: dict[_Key, LookUp | ProviderError] = {}
        for group, outcome in zip(made, outcomes, strict=True):
            results |= _for_each(group, outcome)
            if isinstance(outcome, QueryRefused):
                results |= await self._ask_in_halves(group)
        return results

    async def _ask_in_halves(self, refused: Sequence[_Key]) -> dict[_Key, LookUp | ProviderError]:
        """What the parts of a refused group bring, the larger parts first; keys that were not asked for are absent."""
        results: dict[_Key, LookUp | ProviderError] = {}
        refusals = 1
        parts = deque(_halves(refused))
        while parts and self._extra_left > 0:
            self._extra_left -= 1
            part = parts.popleft()
            outcome = await self._attempt(part)
            results |= _for_each(part, outcome)
            if isinstance(outcome, QueryRefused):
                parts.extend(_halves(part))
                refusals += 1
                if refusals == _REFUSED_TO_QUARTERS and not self._answered:
                    self._extra_left = 0
        return results

    async def _attempt(self, group: Sequence[_Key]) -> Mapping[_Key, LookUp] | ProviderError:
        try:
            found = await self._ask(group)
        except ProviderError as error:
            return error
        self._answered = True
        return found


def groups(keys: Sequence[_Key], query: Callable[[Sequence[_Key]], dict[str, str]]) -> list[list[_Key]]:
    """Split into groups in order, as few as possible, none with too many keys or too long a query.

    `query` must grow by each key's own text and " OR ", as all queries here do. A key too long even alone stands alone.
    """
    empty = len(urlencode(query([])))
    made: list[list[_Key]] = []
    length = 0
    for key in keys:
        own = len(urlencode(query([key]))) - empty + len("+OR+")
        if not made or len(made[-1]) == MOST_KEYS or length + own > MOST_URL_BYTES:
            made.append([])
            length = empty + _LIMIT_DIGITS
        made[-1].append(key)
        length += own
    return made


def _halves(keys: Sequence[_Key]) -> list[Sequence[_Key]]:
    middle = len(keys) // 2
    return [keys[:middle], keys[middle:]] if middle else []


def _for_each(
    keys: Sequence[_Key], outcome: Mapping[_Key, LookUp] | ProviderError
) -> Mapping[_Key, LookUp | ProviderError]:
    return dict.fromkeys(keys, outcome) if isinstance(outcome, ProviderError) else outcome


def _may_be_found_yet(result: LookUp | ProviderError) -> bool:
    return isinstance(result, LookUp) and result.answer is None and result.incomplete
