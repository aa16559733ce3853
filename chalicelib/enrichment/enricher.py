"""One book in, what the providers know of it out. Open Library first; Google Books for what it could not answer."""

import asyncio
from types import TracebackType

from chalicelib.enrichment.http.provider_http import LIMITS, Limits, ProviderHttp
from chalicelib.enrichment.http.provider_state import ProviderState, provider_state
from chalicelib.enrichment.http.session import open_session
from chalicelib.enrichment.log_lines import numbers_asked, summary, title_asked
from chalicelib.enrichment.matching import title_author_key
from chalicelib.enrichment.merging import Findings, leaves_open, merge, nothing_to_look_for
from chalicelib.enrichment.providers import google_books, open_library
from chalicelib.enrichment.providers.answer import Match
from chalicelib.enrichment.providers.batching import LookUp
from chalicelib.enrichment.providers.open_library_queries import BookIds
from chalicelib.errors import ProviderError, QuotaExhausted
from chalicelib.models import BookInfo, EnrichedBook
from chalicelib.settings import Settings
from chalicelib.telemetry.provider_use import ProviderUse


class AsyncGenreEnricher:
    """Asks the providers for books through one HTTP session; use as `async with`, then `enrich` many at once.

    Look-ups that wait at the same moment are sent as one request, so `enrich` books concurrently, not one by one.
    `ask_google` False leaves Google Books out because its quota is out, as somebody else has found.
    """

    def __init__(self, settings: Settings, *, ask_google: bool = True, limits: Limits = LIMITS) -> None:
        self._settings = settings
        self._ask_google = ask_google
        self._limits = limits
        self._uses = {open_library.NAME: ProviderUse(), google_books.NAME: ProviderUse()}

    async def __aenter__(self) -> "AsyncGenreEnricher":
        self._session = open_session(self._settings.contact)
        state = provider_state(self._settings.open_library_url, lambda: ProviderState(open_library.pace()))
        self._open_library_http = ProviderHttp(
            self._session,
            open_library.NAME,
            self._settings.open_library_url,
            state,
            limits=self._limits,
            forbidden=open_library.FORBIDDEN,
        )
        self._open_library = open_library.OpenLibrary(self._open_library_http, state.query_size)
        self._google: google_books.GoogleBooks | None = None
        google = provider_state(self._settings.google_books_url, lambda: ProviderState(google_books.pace()))
        self._google_http = ProviderHttp(
            self._session,
            google_books.NAME,
            self._settings.google_books_url,
            google,
            limits=self._limits,
            forbidden=google_books.FORBIDDEN,
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
        return self._open_library_http.count.sent + self._google_http.count.sent

    @property
    def provider_uses(self) -> dict[str, ProviderUse]:
        """How the providers that were wanted have been used so far, by name."""
        for name, http in ((open_library.NAME, self._open_library_http), (google_books.NAME, self._google_http)):
            use, count = self._uses[name], http.count
            use.requests, use.refusals, use.seconds = count.sent, count.refused, count.seconds
        return {name: use for name, use in self._uses.items() if use != ProviderUse()}

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
        and `error_message` tell of a provider that could not be asked even when the other one answered. `not_asked`
        says why Google Books was left out where it might have added to Open Library's answer.
        """
        if nothing := nothing_to_look_for(book):
            return nothing
        searchable = bool(title_author_key(book.title, book.author))
        findings = Findings()
        try:
            findings.open_library = await self._ask_open_library(book, searchable, findings.logs)
            findings.answered = True
            self._uses[open_library.NAME].answered += 1
        except ProviderError as error:
            self._uses[open_library.NAME].refused[error.reason] += 1
            findings.errors.append(error)
            findings.logs.append(f"failed: {error}")
        if leaves_open(findings.open_library):
            await self._ask_google_books(book, findings)
        return merge(book, findings)

    async def _ask_open_library(self, book: BookInfo, searchable: bool, logs: list[str]) -> Match | None:
        ids = BookIds(book.isbn13, book.goodreads_number)
        if not any(ids):
            return await self._by_title(book, logs)
        shown = await self._open_library.by_ids(ids)
        logs.append(_log_line(numbers_asked(book), shown))
        if shown.match:
            return shown.match
        # Both at once: waiting for the second look-up by number before asking by title would double the time of every
        # chunk.
        by_ids, by_title = await asyncio.gather(
            self._by_ids_of_work(book, ids, logs) if shown.incomplete else _nothing(),
            self._by_title(book, logs) if searchable else _nothing(),
            return_exceptions=True,
        )
        for found in (by_ids, by_title):
            if isinstance(found, Match):
                return found
        for error in (by_ids, by_title):
            if isinstance(error, BaseException):
                # What could not be asked for is not known to be absent.
                raise error
        return None

    async def _by_ids_of_work(self, book: BookInfo, ids: BookIds, logs: list[str]) -> Match | None:
        found = await self._open_library.by_ids_of_work(ids)
        logs.append(_log_line(f"{numbers_asked(book)} among all editions of a work", found))
        return found.match

    async def _by_title(self, book: BookInfo, logs: list[str]) -> Match | None:
        found = await self._open_library.by_title(book.title, book.author)
        logs.append(_log_line(title_asked(book), found))
        if found.match is None:
            found = await self._open_library.by_other_names(book.title, book.author)
            logs.append(_log_line(f"{title_asked(book)} and other names", found))
        return found.match

    async def _ask_google_books(self, book: BookInfo, findings: Findings) -> None:
        if not self._settings.google_books_api_key:
            findings.not_asked = "google_books_no_key"
            findings.logs.append("google_books: not asked, because no key is set")
            return
        use = self._uses[google_books.NAME]
        try:
            if self._google is None:
                raise google_books.quota_is_out()
            findings.google_books = await self._google.find(book)
            findings.answered = True
            use.answered += 1
        except QuotaExhausted as error:
            use.refused[error.reason] += 1
            findings.not_asked = "google_books_quota"
            findings.errors.append(error)
            findings.logs.append(str(error))
        except ProviderError as error:
            use.refused[error.reason] += 1
            findings.errors.append(error)
            findings.logs.append(f"failed: {error}")
        else:
            question = f"ISBN {book.isbn13}" if book.isbn13 else title_asked(book)
            findings.logs.append(f"google_books: asked for {question}: {summary(findings.google_books)}")


async def _nothing() -> None:
    return None


def _log_line(question: str, found: LookUp) -> str:
    others = f" together with {found.books_in_request - 1} others" if found.books_in_request > 1 else ""
    return f"open_library: asked for {question}{others}: {summary(found.match)}"
