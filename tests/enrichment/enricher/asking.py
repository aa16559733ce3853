"""What the tests of the enricher share: books, and ways to ask both providers for them."""

import asyncio
from dataclasses import replace

from chalicelib.enrichment.enricher import AsyncGenreEnricher
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import Limits
from chalicelib.enrichment.http.provider_state import ProviderState, provider_state
from chalicelib.isbn import to_isbn13
from chalicelib.models import BookInfo, EnrichedBook
from chalicelib.settings import Settings

# As patient as in service, for a machine that is busy; only another attempt is made at once.
PATIENT = Limits(backoff_s=0.001)
QUICK = Limits(request_s=0.3, budget_s=0.6, backoff_s=0.001)
"""For a provider that hangs."""
DUNE = BookInfo("Dune (Dune, #1)", "Frank Herbert", isbn13="9780441172719", goodreads_id="1")
DUNE_BY_TITLE = replace(DUNE, isbn13=None)
BARE = BookInfo("A Book Without Subjects", "Nora Nobody", isbn13="9780306406157", goodreads_id="2")
SHOWN = BookInfo("Emma", "Jane Austen", isbn13="9780141439587", goodreads_id="5")
# Another edition of it, not to be found by its title, so that only the second look-up by ISBN can find it.
HIDDEN = BookInfo("Emma, gekürzt", "J. A.", isbn13="9780199535521", goodreads_id="6")
UNKNOWN = BookInfo("Nobody Wrote This", "No One At All", isbn13="9781861972712", goodreads_id="3")


def enrich(
    settings: Settings, *books: BookInfo, ask_google: bool = True, limits: Limits = PATIENT
) -> list[EnrichedBook]:
    async def ask() -> list[EnrichedBook]:
        async with AsyncGenreEnricher(settings, ask_google=ask_google, limits=limits) as enricher:
            return await asyncio.gather(*(enricher.enrich(book) for book in books))

    return asyncio.run(ask())


def with_key(settings: Settings) -> Settings:
    return replace(settings, google_books_api_key="a-key")


def hasten(settings: Settings) -> None:
    """Let the providers of these settings be asked without pace: what is counted here are requests, not seconds."""
    for url in (settings.open_library_url, settings.google_books_url):
        provider_state(url, lambda: ProviderState(Pace(1_000_000, 1000)))


def isbns(count: int, first: int = 0) -> list[str]:
    return [str(to_isbn13(f"{number:09}0")) for number in range(first, first + count)]
