"""Open Library: look-ups of single books that leave together, a few requests for hundreds of books."""

from collections.abc import Sequence
from typing import Final, cast

from aiodataloader import DataLoader

from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import ProviderHttp
from chalicelib.enrichment.matching import title_author_key
from chalicelib.enrichment.providers.batching import Batching, LookUp
from chalicelib.enrichment.providers.open_library_answers import (
    NAME,
    is_cut_off,
    read_isbn_answer,
    read_title_answer,
)
from chalicelib.enrichment.providers.open_library_queries import TitleAuthor, all_isbns_query, isbn_query, title_query
from chalicelib.errors import ProviderError

__all__ = ["NAME", "OpenLibrary", "pace"]

_PATH: Final = "/search.json"
_TITLE_ROUNDS: Final = 3
"""How often a title is asked for at most, while the answers to its queries are cut off."""


def pace() -> Pace:
    """Open Library's published limit for one address: 180 requests a minute, ten of which may come at once."""
    return Pace(rate_per_s=3.0, burst=10)


class OpenLibrary:
    """Look-ups of single books, coalesced: those that are waiting at the same moment leave in one request.

    Bound to the running event loop; a key is asked for once in the lifetime of an object. All look-ups raise
    `ProviderError` when the book could not be asked for.
    """

    def __init__(self, http: ProviderHttp) -> None:
        self._http = http
        self._isbns = Batching(isbn_query, self._ask_isbns)
        self._isbns_of_works = Batching(all_isbns_query, self._ask_isbns_of_works)
        self._titles = Batching(title_query, self._ask_titles, most_rounds=_TITLE_ROUNDS)
        self._by_isbn = DataLoader[str, LookUp](self._load_isbns)
        self._by_isbn_of_work = DataLoader[str, LookUp](self._load_isbns_of_works)
        self._by_title = DataLoader[TitleAuthor, LookUp](
            self._load_titles, get_cache_key=lambda book: title_author_key(book.title, book.author)
        )

    async def by_isbn(self, isbn13: str) -> LookUp:
        """Look an ISBN-13 up among the editions that the answer shows.

        A work shows one edition only, so of two ISBNs of one work one stays without a record and is `incomplete`.
        """
        return await self._by_isbn.load(isbn13)

    async def by_isbn_of_work(self, isbn13: str) -> LookUp:
        """Look an ISBN-13 up among all ISBNs of the works, shown or not: one request settles all that are asked.

        For what `by_isbn` left `incomplete`. No third look-up by the same ISBN can bring more.
        """
        return await self._by_isbn_of_work.load(isbn13)

    async def by_title(self, title: str, author: str) -> LookUp:
        """Look a title and author up, at most three times while the answers are cut off."""
        return await self._by_title.load(TitleAuthor(title, author))

    async def _load_isbns(self, isbns: list[str]) -> list[LookUp]:
        return _raised_where_awaited(await self._isbns.load(isbns))

    async def _load_isbns_of_works(self, isbns: list[str]) -> list[LookUp]:
        return _raised_where_awaited(await self._isbns_of_works.load(isbns))

    async def _load_titles(self, books: list[TitleAuthor]) -> list[LookUp]:
        return _raised_where_awaited(await self._titles.load(books))

    async def _ask_isbns(self, isbns: Sequence[str]) -> dict[str, LookUp]:
        found = read_isbn_answer(await self._http.get_json(_PATH, isbn_query(isbns)), isbns)
        return {isbn: LookUp(found.get(isbn), len(isbns), incomplete=bool(found)) for isbn in isbns}

    async def _ask_isbns_of_works(self, isbns: Sequence[str]) -> dict[str, LookUp]:
        found = read_isbn_answer(await self._http.get_json(_PATH, all_isbns_query(isbns)), isbns)
        return {isbn: LookUp(found.get(isbn), len(isbns)) for isbn in isbns}

    async def _ask_titles(self, books: Sequence[TitleAuthor]) -> dict[TitleAuthor, LookUp]:
        answer = await self._http.get_json(_PATH, title_query(books))
        found = read_title_answer(answer, books)
        # A further round that asks for the same books would bring the same records.
        incomplete = is_cut_off(answer) and bool(found)
        return {book: LookUp(found.get(book), len(books), incomplete) for book in books}


def _raised_where_awaited(results: list[LookUp | ProviderError]) -> list[LookUp]:
    """The batch as aiodataloader takes it: it raises the errors in it to those who wait, which its types leave out."""
    return cast(list[LookUp], results)
