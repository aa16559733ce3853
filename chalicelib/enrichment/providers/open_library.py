"""Open Library: look-ups of single books that leave together, a few requests for hundreds of books."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar, cast

from aiodataloader import DataLoader

from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import ProviderHttp
from chalicelib.enrichment.http.provider_state import QuerySize
from chalicelib.enrichment.matching import title_author_key
from chalicelib.enrichment.providers.batching import Batching, LookUp, Query
from chalicelib.enrichment.providers.open_library_answers import (
    NAME,
    is_cut_off,
    read_id_answer,
    read_title_answer,
)
from chalicelib.enrichment.providers.open_library_queries import (
    BookIds,
    ById,
    ByIdOfWork,
    ByOtherNames,
    ByTitle,
    TitleAuthor,
)
from chalicelib.models import Json

__all__ = ["FORBIDDEN", "NAME", "OpenLibrary", "pace"]

FORBIDDEN: Final = (
    "its firewall may not let this query pass; where it refuses every book, it may not accept this client: "
    "set CONTACT to an address of yours"
)
_PATH: Final = "/search.json"
_TITLE_ROUNDS: Final = 2
"""How often a title is asked for in each of its two forms at most, while the answers to its queries are cut off."""


def pace() -> Pace:
    """Open Library's published limit for one address: 180 requests a minute, ten of which may come at once."""
    return Pace(rate_per_s=3.0, burst=10)


_Key = TypeVar("_Key", BookIds, TitleAuthor)


class OpenLibrary:
    """Look-ups of single books, coalesced: those that are waiting at the same moment leave in one request.

    Bound to the running event loop; a key is asked for once in the lifetime of an object. All look-ups raise
    `ProviderError` when the book could not be asked for. `size` is how much one query may ask for.
    """

    def __init__(self, http: ProviderHttp, size: QuerySize) -> None:
        self._http = http
        self._size = size
        self._by_ids = self._loader(ById(), _read_ids)
        self._by_ids_of_work = self._loader(ByIdOfWork(), _read_ids)
        self._by_title = self._loader(ByTitle(), _read_titles, _title_key, _TITLE_ROUNDS)
        self._by_other_names = self._loader(ByOtherNames(), _read_titles, _title_key, _TITLE_ROUNDS)

    def _loader(
        self,
        query: Query[_Key],
        read: Callable[[Json, Sequence[_Key]], dict[_Key, LookUp]],
        cache_key: Callable[[_Key], object] | None = None,
        most_rounds: int = 1,
    ) -> DataLoader[_Key, LookUp]:
        async def ask(keys: Sequence[_Key], attempts: int) -> dict[_Key, LookUp]:
            answer = await self._http.get_json(_PATH, query.parameters(keys), attempts_of_query=attempts)
            return read(answer, keys)

        batching = Batching(
            query,
            ask,
            size=self._size,
            provider_fails=lambda error: self._http.trip(error.category),
            most_rounds=most_rounds,
        )

        async def load(keys: list[_Key]) -> list[LookUp]:
            # aiodataloader raises the errors in a batch to those who wait for them, which its types leave out.
            return cast(list[LookUp], await batching.load(keys))

        return DataLoader(load, get_cache_key=cache_key)

    async def by_ids(self, ids: BookIds) -> LookUp:
        """Look a book up by its numbers among the editions that the answer shows.

        A work shows one edition only, so of two editions of one work one stays without a record and is `incomplete`.
        """
        return await self._by_ids.load(ids)

    async def by_ids_of_work(self, ids: BookIds) -> LookUp:
        """Look a book up among the numbers of all editions of the works, shown or not.

        For what `by_ids` left `incomplete`. No third look-up by the same numbers can bring more.
        """
        return await self._by_ids_of_work.load(ids)

    async def by_title(self, title: str, author: str) -> LookUp:
        """Look a title and author up, at most twice while the answers are cut off."""
        return await self._by_title.load(TitleAuthor(title, author))

    async def by_other_names(self, title: str, author: str) -> LookUp:
        """Look up what `by_title` left, by other names of the author and by the own title of a volume of a series.

        At most twice while the answers are cut off.
        """
        return await self._by_other_names.load(TitleAuthor(title, author))


def _read_ids(answer: Json, books: Sequence[BookIds]) -> dict[BookIds, LookUp]:
    found = read_id_answer(answer, books)
    return {book: LookUp(found.get(book), len(books), incomplete=bool(found)) for book in books}


def _read_titles(answer: Json, books: Sequence[TitleAuthor]) -> dict[TitleAuthor, LookUp]:
    found = read_title_answer(answer, books)
    # A further round that asks for the same books would bring the same records.
    incomplete = is_cut_off(answer) and bool(found)
    return {book: LookUp(found.get(book), len(books), incomplete) for book in books}


def _title_key(book: TitleAuthor) -> str:
    return title_author_key(book.title, book.author)
