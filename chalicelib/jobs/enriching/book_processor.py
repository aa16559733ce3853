"""The BookProcessor function: books in, one result a book out, in the same order. Touches no AWS service."""

import asyncio
import logging
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from chalicelib.enrichment.enricher import AsyncGenreEnricher
from chalicelib.enrichment.http.provider_http import LIMITS, Limits
from chalicelib.errors import MalformedBook
from chalicelib.models import BookInfo, EnrichedBook, Json
from chalicelib.settings import Settings

_LOG: Final = logging.getLogger(__name__)
_ANSWER_MARGIN_S: Final = 5.0
"""Reserved for turning results into JSON, but at most a tenth of the time left."""


def process(event: Mapping[str, Any], settings: Settings, remaining_s: float, limits: Limits = LIMITS) -> Json:
    """Enrich the books of an event.

    `{"book": {…}}` gives one result; `{"books": […]}` gives `{"results": […], "provider_requests": n,
    "google_books_exhausted": bool, "retry_after_s": seconds, "providers": {name: use}}`. The providers ask to be left
    alone for `retry_after_s`; a use is that of `ProviderUse`. The event may also hold `"google_books": false`, which
    leaves Google Books out, and `"seconds_left"`, after which nobody waits for the answer. The function ends before
    that and before its own time limit (`remaining_s`); books that have no result then fail as `deadline`. A book that
    fails, also because it is malformed, is a result with its error. Only an event without books raises `MalformedBook`.
    """
    many = isinstance(event.get("books"), list)
    if not many and "book" not in event:
        raise MalformedBook("the event has neither a 'book' nor a list of 'books'")
    books = [_read(raw) for raw in (event["books"] if many else [event["book"]])]
    enricher = AsyncGenreEnricher(settings, ask_google=event.get("google_books") is not False, limits=limits)
    answer = asyncio.run(_answer(books, enricher, asking_time_s(event, remaining_s)))
    result: Json = answer if many else answer["results"][0]
    return result


def asking_time_s(event: Mapping[str, Any], remaining_s: float) -> float:
    """The seconds for which the providers may be asked: what is left to the job and to the function, less a margin."""
    left_s = max(0.0, min(remaining_s, _seconds(event.get("seconds_left"))))
    return left_s - min(_ANSWER_MARGIN_S, left_s / 10)


def _seconds(value: object) -> float:
    """The seconds that an event gives; without them the function's own limit is the only one."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.inf


async def _answer(books: Sequence[BookInfo | EnrichedBook], opened: AsyncGenreEnricher, time_limit_s: float) -> Json:
    readable = [book for book in books if isinstance(book, BookInfo)]
    async with opened as enricher:
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
            "retry_after_s": enricher.retry_after_s,
            "providers": {name: use.to_json() for name, use in enricher.provider_uses.items()},
        }


def _result(task: "asyncio.Task[EnrichedBook]", book: BookInfo) -> EnrichedBook:
    if task.cancelled():
        return EnrichedBook.failed(book, "deadline", "the function's time was over before the providers answered")
    error = task.exception()
    if error is None:
        return task.result()
    # An unexpected error, which fails this book only. The log line does not name the book: its id may be made of its
    # title, which is the reader's own.
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
