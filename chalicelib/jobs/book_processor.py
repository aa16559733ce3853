"""The BookProcessor function: books in, one result a book out, in the same order. Touches no AWS service."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from chalicelib.enrichment.enricher import AsyncGenreEnricher
from chalicelib.enrichment.http.provider_http import LIMITS, Limits
from chalicelib.errors import MalformedBook
from chalicelib.models import BookInfo, EnrichedBook, Json
from chalicelib.settings import Settings

_LOG: Final = logging.getLogger(__name__)
_ANSWER_MARGIN_S: Final = 5.0
"""Kept back from the time left for turning results into JSON; a tenth of it when there is little."""


def process(event: Mapping[str, Any], settings: Settings, remaining_s: float, limits: Limits = LIMITS) -> Json:
    """Enrich the books of an event.

    `{"book": {…}}` gives one result; `{"books": […]}` gives `{"results": […], "provider_requests": n,
    "google_books_exhausted": bool}`. `"google_books": false` beside it leaves Google Books out, which the Orchestrator
    says once its quota is out. A book that fails, a malformed one included, is a result with its error. Only an event
    without books raises `MalformedBook`.
    """
    if "books" in event and isinstance(event["books"], list):
        return _process_many(event["books"], settings, event.get("google_books") is not False, remaining_s, limits)
    if "book" in event:
        answered = _process_many([event["book"]], settings, event.get("google_books") is not False, remaining_s, limits)
        result: Json = answered["results"][0]
        return result
    raise MalformedBook("the event has neither a 'book' nor a list of 'books'")


def _process_many(
    raw_books: list[object], settings: Settings, ask_google: bool, remaining_s: float, limits: Limits
) -> Json:
    books = [_read(raw) for raw in raw_books]
    readable = [book for book in books if isinstance(book, BookInfo)]
    enricher = AsyncGenreEnricher(settings, ask_google=ask_google, limits=limits)
    time_limit_s = max(0.0, remaining_s - min(_ANSWER_MARGIN_S, remaining_s / 10))
    return asyncio.run(_answer(books, readable, enricher, time_limit_s))


async def _answer(
    books: Sequence[BookInfo | EnrichedBook],
    readable: Sequence[BookInfo],
    asking: AsyncGenreEnricher,
    time_limit_s: float,
) -> Json:
    async with asking as enricher:
        tasks = [asyncio.create_task(enricher.enrich(book)) for book in readable]
        if tasks:
            await asyncio.wait(tasks, timeout=time_limit_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        enriched = iter([_result(task, book) for task, book in zip(tasks, readable, strict=True)])
        return {
            "results": [(next(enriched) if isinstance(book, BookInfo) else book).to_json() for book in books],
            "provider_requests": enricher.provider_requests,
            "google_books_exhausted": enricher.google_exhausted,
        }


def _result(task: "asyncio.Task[EnrichedBook]", book: BookInfo) -> EnrichedBook:
    if task.cancelled():
        return EnrichedBook.failed(book, "deadline", "the function's time limit came before the providers' answer")
    error = task.exception()
    if error is None:
        return task.result()
    # Not a provider's failure but a case nobody thought of: it costs this one book. The log shows where to look, not
    # which book it is: an id may be made of its title, which is the reader's own.
    _LOG.error("enriching a book failed", exc_info=error)
    return EnrichedBook.failed(book, "data_format", f"the answer could not be processed ({type(error).__name__})")


def _read(raw: object) -> BookInfo | EnrichedBook:
    try:
        return BookInfo.from_json(raw)
    except MalformedBook as error:
        fields = raw if isinstance(raw, Mapping) else {}
        known = {
            name: value for name in ("title", "author", "goodreads_id") if isinstance(value := fields.get(name), str)
        }
        book = BookInfo(known.get("title", ""), known.get("author", ""), goodreads_id=known.get("goodreads_id"))
        return EnrichedBook.failed(book, "data_format", str(error))
