"""How many look-ups become few requests: groups by the length of a URL, rounds for what an answer hid, halving."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from chalicelib.enrichment.providers.answer import ProviderAnswer
from chalicelib.errors import ProviderError, QueryRefused

MOST_URL_BYTES: Final = 3900
MOST_KEYS: Final = 200
_LIMIT_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class LookUp:
    """What one look-up brought: the record or None, and how many books the same request asked for.

    `again` is True when asking again for what is still open may bring more: the answer showed something, and what it
    showed may have hidden the rest.
    """

    answer: ProviderAnswer | None
    asked: int
    again: bool = False


_Key = TypeVar("_Key", bound=Any)
_Ask = Callable[[Sequence[_Key]], Awaitable[dict[_Key, LookUp]]]
_Query = Callable[[Sequence[_Key]], dict[str, str]]


async def in_rounds(keys: Sequence[_Key], ask: _Ask[_Key]) -> dict[_Key, LookUp]:
    """Ask for what is still open until everything is answered or a round says that no other is worth it."""
    results: dict[_Key, LookUp] = {}
    waiting = list(keys)
    while waiting:
        results |= await ask(waiting)
        waiting = [key for key in waiting if results[key].answer is None and results[key].again]
    return results


async def in_groups(keys: Sequence[_Key], query: _Query[_Key], ask: _Ask[_Key]) -> list[LookUp | Exception]:
    """Ask for all keys in as few requests as the length of a URL allows, at once; one result or error for each key."""
    results: dict[_Key, LookUp | Exception] = {}

    async def resolve(group: Sequence[_Key]) -> None:
        try:
            results.update(await ask(group))
        except QueryRefused as error:
            # One key that the search cannot digest must not cost the others: find it by halving.
            if len(group) == 1:
                results[group[0]] = error
                return
            middle = len(group) // 2
            await resolve(group[:middle])
            await resolve(group[middle:])
        except ProviderError as error:
            results.update(dict.fromkeys(group, error))

    await asyncio.gather(*(resolve(group) for group in groups(keys, query)))
    return [results[key] for key in keys]


def groups(keys: Sequence[_Key], query: _Query[_Key]) -> list[list[_Key]]:
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
