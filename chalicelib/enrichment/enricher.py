"""One book in, what the providers know of it out. Open Library first; Google Books for what it could not answer."""

import asyncio
from types import TracebackType
from typing import Final

from chalicelib.enrichment.genres import explain
from chalicelib.enrichment.http.provider_http import LIMITS, Limits, ProviderHttp, open_session
from chalicelib.enrichment.http.provider_state import ProviderState, provider_state
from chalicelib.enrichment.matching import title_author_key
from chalicelib.enrichment.providers import google_books, open_library
from chalicelib.enrichment.providers.answer import ProviderAnswer
from chalicelib.enrichment.providers.batching import LookUp
from chalicelib.errors import ProviderError
from chalicelib.models import BookInfo, EnrichedBook, MatchedBy
from chalicelib.settings import Settings

_HEADINGS_IN_LOG: Final = 5
_HEADING_LETTERS_IN_LOG: Final = 60

_Found = tuple[ProviderAnswer, MatchedBy]


class AsyncGenreEnricher:
    """Asks the providers for books through one HTTP session; use as `async with`, then `enrich` many at once.

    Look-ups that wait at the same moment are sent as one request, so `enrich` books concurrently, not one by one.
    `ask_google` False leaves Google Books out even when a key is set.
    """

    def __init__(self, settings: Settings, *, ask_google: bool = True, limits: Limits = LIMITS) -> None:
        self._settings = settings
        self._ask_google = ask_google
        self._limits = limits

    async def __aenter__(self) -> "AsyncGenreEnricher":
        self._session = open_session(self._settings.contact)
        self._open_library_http = ProviderHttp(
            self._session,
            open_library.NAME,
            self._settings.open_library_url,
            provider_state(self._settings.open_library_url, lambda: ProviderState(open_library.pace())),
            limits=self._limits,
        )
        self._open_library = open_library.OpenLibrary(self._open_library_http)
        self._google: google_books.GoogleBooks | None = None
        google = provider_state(self._settings.google_books_url, lambda: ProviderState(google_books.pace()))
        self._google_http = ProviderHttp(
            self._session,
            google_books.NAME,
            self._settings.google_books_url,
            google,
            limits=self._limits,
            is_quota_refusal=google_books.is_quota_refusal,
        )
        if self._settings.google_books_api_key and self._ask_google:
            self._google = google_books.GoogleBooks(
                self._google_http, self._settings.google_books_api_key, google.quota
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    @property
    def provider_requests(self) -> int:
        """Requests sent to the providers so far, retries included."""
        return self._open_library_http.requests + self._google_http.requests

    @property
    def google_exhausted(self) -> bool:
        """Whether Google Books has said that its quota is out."""
        return self._google is not None and self._google.exhausted

    @property
    def retry_after_s(self) -> float:
        """Seconds until every provider that this process has stopped asking may be asked again; 0.0 without such a one.

        A provider is not asked for a while after it refused too many requests, did not answer or could not be reached.
        """
        return max(self._open_library_http.rest_left_s, self._google_http.rest_left_s if self._google else 0.0)

    async def enrich(self, book: BookInfo) -> EnrichedBook:
        """Ask for one book. A provider that cannot be asked makes a failed result, never an exception.

        `success` is True when at least one provider answered, be it that it does not know the book; `error_category`
        and `error_message` tell of a provider that could not be asked even when the other one answered.
        """
        searchable = bool(title_author_key(book.title, book.author))
        if not book.isbn13 and not searchable:
            return EnrichedBook.failed(
                book, "data_format", "there is neither a valid ISBN nor a title and an author to look for"
            )
        logs: list[str] = []
        failures: list[ProviderError] = []
        by_open_library: _Found | None = None
        by_google: _Found | None = None
        asked = 1
        try:
            by_open_library = await self._ask_open_library(book, searchable, logs)
        except ProviderError as error:
            failures.append(error)
            logs.append(f"failed: {error}")
        if self._google is not None and _leaves_open(by_open_library):
            asked += 1
            try:
                by_google = await self._google.find(book)
                logs.append(f"google_books: asked for {_question(book, book.isbn13)}: {_told(by_google)}")
            except ProviderError as error:
                failures.append(error)
                logs.append(f"failed: {error}")
        return _merge(book, by_open_library, by_google, failures, all_failed=len(failures) == asked, logs=logs)

    async def _ask_open_library(self, book: BookInfo, searchable: bool, logs: list[str]) -> _Found | None:
        isbn13 = book.isbn13
        if isbn13 is None:
            only = await self._open_library.by_title(book.title, book.author)
            logs.append(_line(_question(book, None), only))
            return (only.answer, "title_author") if only.answer else None
        first = await self._open_library.by_isbn(isbn13)
        logs.append(_line(_question(book, isbn13), first))
        if first.answer:
            return first.answer, "isbn"
        # Both at once: waiting for the second ISBN round before asking by title would double the time of every chunk.
        again, by_title = await asyncio.gather(
            self._open_library.by_isbn_again(isbn13) if first.again else _nothing(),
            self._open_library.by_title(book.title, book.author) if searchable else _nothing(),
            return_exceptions=True,
        )
        for question, found in ((f"ISBN {isbn13} again", again), (_question(book, None), by_title)):
            if isinstance(found, LookUp):
                logs.append(_line(question, found))
        if isinstance(again, LookUp) and again.answer:
            return again.answer, "isbn"
        if isinstance(by_title, LookUp) and by_title.answer:
            return by_title.answer, "title_author"
        for error in (again, by_title):
            if isinstance(error, BaseException):
                raise error
        return None


async def _nothing() -> None:
    return None


def _leaves_open(found: _Found | None) -> bool:
    """Whether Open Library's answer lacks what Google Books could add: subjects or a cover."""
    return found is None or not found[0].headings or found[0].thumbnail_url is None


def _merge(
    book: BookInfo,
    by_open_library: _Found | None,
    by_google: _Found | None,
    failures: list[ProviderError],
    *,
    all_failed: bool,
    logs: list[str],
) -> EnrichedBook:
    found = [one for one in (by_open_library, by_google) if one is not None]
    answers = [answer for answer, _ in found]
    evidence = explain(
        by_google[0].headings if by_google else (),
        by_open_library[0].headings if by_open_library else (),
    )
    logs.extend(f"genre {one.genre}: {_quote(one.headings)}" for one in evidence)
    if found and not evidence:
        logs.append("no heading names a genre")
    with_cover = next((answer for answer in answers if answer.thumbnail_url), None)
    named = {heading for one in evidence for heading in one.headings}
    return EnrichedBook(
        book_id=book.book_id,
        title=book.title,
        author=book.author,
        success=not all_failed,
        final_genres=tuple(one.genre for one in evidence),
        thumbnail_url=with_cover.thumbnail_url if with_cover else None,
        small_thumbnail_url=with_cover.small_thumbnail_url if with_cover else None,
        genre_enrichment_success=bool(evidence),
        genre_sources=tuple(answer.source for answer in answers if named.intersection(answer.headings)),
        matched_by=found[0][1] if found else None,
        error_category=failures[0].category if failures else None,
        error_message="; ".join(str(failure) for failure in failures) or None,
        processing_logs=tuple(logs),
        average_rating=next((answer.average_rating for answer in answers if answer.average_rating), None),
        num_pages=next((answer.num_pages for answer in answers if answer.num_pages), None),
        publication_year=next((answer.publication_year for answer in answers if answer.publication_year), None),
    )


def _question(book: BookInfo, isbn13: str | None) -> str:
    return f"ISBN {isbn13}" if isbn13 else f"title {book.title!r} by {book.author!r}"


def _line(question: str, found: LookUp) -> str:
    company = f" together with {found.asked - 1} others" if found.asked > 1 else ""
    told = _told((found.answer, "isbn") if found.answer else None)
    return f"open_library: asked for {question}{company}: {told}"


def _told(found: _Found | None) -> str:
    if found is None:
        return "not known"
    answer = found[0]
    cover = "a cover" if answer.thumbnail_url else "no cover"
    return f"{answer.reference} with {len(answer.headings)} headings and {cover}"


def _quote(headings: tuple[str, ...]) -> str:
    if not headings:
        return "implied by the others"
    shown = ", ".join(repr(heading[:_HEADING_LETTERS_IN_LOG]) for heading in headings[:_HEADINGS_IN_LOG])
    more = len(headings) - _HEADINGS_IN_LOG
    return f"from {shown} and {more} more" if more > 0 else f"from {shown}"
