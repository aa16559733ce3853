"""Look-ups of single books as few requests: books asked for at the same moment share queries as long as a URL allows.

A query that the provider refuses or fails at is halved, so that a book it cannot digest does not cost the others of its
query, and so that a provider that is slow is asked for less at once.
"""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from chalicelib.enrichment.http.provider_state import QuerySize
from chalicelib.enrichment.providers.answer import Match
from chalicelib.errors import ProviderError, QueryRefused, QueryTooHeavy

MOST_URL_BYTES: Final = 6200
"""Of the parameters, so that request line and headers stay within the 8 KB that nginx reads by default."""
MOST_EXTRA_REQUESTS: Final = 50
"""Requests for parts of refused queries: enough to find three books among 350, at twice log2(100) for each."""
_LEAST_TERMS: Final = 20
_ATTEMPTS: Final = 2
"""A whole group is asked for again before it is halved: most faults pass by themselves."""
_LIMIT_DIGITS: Final = 4
_REFUSED_TO_QUARTERS: Final = 1 + 2 + 4
"""A refused query, its two halves and their four halves."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """What one look-up brought: the record or None, and how many books its request asked for.

    `incomplete` tells that the request's answer may not show all that matched it, so that asking again for a book that
    is still without a record may find one.
    """

    match: Match | None
    books_in_request: int
    incomplete: bool = False


_Key = TypeVar("_Key", bound=Hashable)
_Asked = TypeVar("_Asked", bound=Hashable, contravariant=True)


class Query(Protocol[_Asked]):
    """How a group of keys is asked for."""

    def parameters(self, keys: Sequence[_Asked]) -> dict[str, str]:
        """The URL's parameters. They must grow by each key's own text and " OR "."""

    def terms(self, key: _Asked) -> int:
        """How many search terms a key takes."""


class Ask(Protocol[_Key]):
    """Sends the query for a group."""

    async def __call__(self, keys: Sequence[_Key], attempts: int) -> Mapping[_Key, LookUp]:
        """A look-up for each key; raises `ProviderError`, after `attempts` `QueryRefused` where a part may pass."""


class Batching(Generic[_Key]):
    """Sends look-ups of one kind in groups. Made for one chunk of books: what it may spend is spent for good.

    A group whose query is refused (`QueryRefused`) is asked for in halves, and those in halves again, down to single
    books. A book that cannot be digested so costs at most twice log2 of its group's size in extra requests, and itself.
    This ends
    - when the provider is what is wrong: the query, its halves and their halves are all refused, and no query of this
      kind has been answered before. `provider_fails` is told;
    - after `MOST_EXTRA_REQUESTS` extra requests.
    From then on every refused query is believed, and its books fail with its error.

    Where the provider fails at a group and answers both halves, the group was too large: `size`, which all look-ups of
    this provider share, then keeps to what was answered.
    """

    def __init__(
        self,
        query: Query[_Key],
        ask: Ask[_Key],
        *,
        size: QuerySize,
        provider_fails: Callable[[QueryRefused], None],
        most_rounds: int = 1,
    ) -> None:
        self._query = query
        self._ask = ask
        self._size = size
        self._provider_fails = provider_fails
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
        made = groups(keys, self._query, self._size.most_terms)
        outcomes = await asyncio.gather(*(self._attempt(group, _ATTEMPTS) for group in made))
        results: dict[_Key, LookUp | ProviderError] = {}
        for group, outcome in zip(made, outcomes, strict=True):
            results |= _for_each(group, outcome)
            if isinstance(outcome, QueryRefused):
                results |= await self._ask_in_halves(group, outcome)
        return results

    async def _ask_in_halves(self, group: Sequence[_Key], refusal: QueryRefused) -> dict[_Key, LookUp | ProviderError]:
        """What the parts of a refused group bring, the larger parts first; keys that were not asked for are absent."""
        results: dict[_Key, LookUp | ProviderError] = {}
        refusals = 1
        refused: list[tuple[Sequence[_Key], QueryRefused]] = [(group, refusal)]
        while refused:
            pairs = [(whole, error, _halves(whole)) for whole, error in refused if len(whole) > 1]
            pairs = pairs[: self._extra_left // 2]
            self._extra_left -= 2 * len(pairs)
            outcomes = await asyncio.gather(*(self._attempt(half, 1) for _, _, halves in pairs for half in halves))
            refused = []
            for (_, error, halves), pair in zip(pairs, zip(outcomes[::2], outcomes[1::2], strict=True), strict=True):
                for half, outcome in zip(halves, pair, strict=True):
                    results |= _for_each(half, outcome)
                    if isinstance(outcome, QueryRefused):
                        refused.append((half, outcome))
                if isinstance(error, QueryTooHeavy) and not any(isinstance(half, ProviderError) for half in pair):
                    self._keep_to(halves)
            refusals += len(refused)
            if refusals == _REFUSED_TO_QUARTERS and not self._answered:
                self._extra_left = 0
                self._provider_fails(refusal)
                break
        return results

    async def _attempt(self, group: Sequence[_Key], attempts: int) -> Mapping[_Key, LookUp] | ProviderError:
        try:
            found = await self._ask(group, attempts)
        except ProviderError as error:
            return error
        self._answered = True
        return found

    def _keep_to(self, answered: Sequence[Sequence[_Key]]) -> None:
        terms = max(sum(self._query.terms(key) for key in half) for half in answered)
        self._size.most_terms = max(_LEAST_TERMS, min(self._size.most_terms, terms))


def groups(keys: Sequence[_Key], query: Query[_Key], most_terms: int) -> list[list[_Key]]:
    """Split into groups in order, as few as possible, none with more than `most_terms` terms or too long a query.

    A key too long even alone stands alone.
    """
    empty = len(urlencode(query.parameters([])))
    made: list[list[_Key]] = []
    length = terms = 0
    for key in keys:
        own = len(urlencode(query.parameters([key]))) - empty + len("+OR+")
        own_terms = query.terms(key)
        if not made or terms + own_terms > most_terms or length + own > MOST_URL_BYTES:
            made.append([])
            length, terms = empty + _LIMIT_DIGITS, 0
        made[-1].append(key)
        length += own
        terms += own_terms
    return made


def _halves(keys: Sequence[_Key]) -> tuple[Sequence[_Key], Sequence[_Key]]:
    middle = len(keys) // 2
    return keys[:middle], keys[middle:]


def _for_each(
    keys: Sequence[_Key], outcome: Mapping[_Key, LookUp] | ProviderError
) -> Mapping[_Key, LookUp | ProviderError]:
    return dict.fromkeys(keys, outcome) if isinstance(outcome, ProviderError) else outcome


def _may_be_found_yet(result: LookUp | ProviderError) -> bool:
    return isinstance(result, LookUp) and result.match is None and result.incomplete
