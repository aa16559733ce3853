"""One chunk of books -> one result a book, through invocations of BookProcessor that run at once.

Whatever an invocation does, its books get a result. A batch that made the function fail is sent again in halves, so
that a book that makes it crash costs no other book. An invocation that was lost is repeated once. One that was refused
is not: smaller or later ones would be refused as well. All of this takes at most `MOST_EXTRA_INVOCATIONS` a chunk.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Final

from chalicelib.errors import EventTooLarge, FunctionFailed, InvocationRefused, InvocationTimeout, MalformedBook
from chalicelib.models import BookInfo, EnrichedBook, Json
from chalicelib.seams.background import in_background
from chalicelib.seams.invocation import Invoker
from chalicelib.telemetry.provider_use import ProviderUse, number

_LOG: Final = logging.getLogger(__name__)
DEADLINE_MESSAGE: Final = "the job's time limit was reached before this book was answered"
MOST_EXTRA_INVOCATIONS: Final = 32
"""For one chunk. Halving 350 books down to the one that fails takes 18."""


@dataclass(frozen=True, slots=True)
class FanOut:
    """What came back: one result for each book, in the books' order.

    `retry_after_s` is the longest time that a BookProcessor asked for before the providers may be asked again.
    """

    results: tuple[EnrichedBook, ...]
    provider_requests: int
    google_exhausted: bool
    retry_after_s: float
    providers: Mapping[str, ProviderUse]


@dataclass(frozen=True, slots=True)
class _Batch:
    """The books of one invocation, by their positions in the chunk; `repeated` when it was lost once already."""

    positions: range
    repeated: bool = False

    def halves(self) -> tuple["_Batch", "_Batch"]:
        middle = len(self.positions) // 2
        return _Batch(self.positions[:middle]), _Batch(self.positions[middle:])


def fan_out(
    books: Sequence[BookInfo],
    invoker: Invoker,
    *,
    job_id: str,
    books_per_invocation: int,
    time_left_s: Callable[[], float],
    ask_google: bool,
    on_progress: Callable[[int], None],
) -> FanOut:
    """Enrich `books`, `books_per_invocation` each invocation, all invocations at once; never raises for a book.

    `on_progress` is called with the number of books that have a result, each time an invocation has ended. Ends when
    `time_left_s` is used up. Each event names the seconds left, so that the functions end before that; a function that
    does not is abandoned.
    """
    chunk = _Chunk(books)
    under_way: dict[Future[Json], _Batch] = {}

    def send(batch: _Batch) -> None:
        event = {
            "books": [books[position].to_json() for position in batch.positions],
            "google_books": ask_google,
            "seconds_left": max(0.0, time_left_s()),
            "job_id": job_id,
        }
        under_way[in_background(invoker.invoke, event, None)] = batch

    for start in range(0, len(books), books_per_invocation):
        send(_Batch(range(start, min(start + books_per_invocation, len(books)))))
    while under_way:
        done, _ = wait(under_way, timeout=max(0.0, time_left_s()), return_when=FIRST_COMPLETED)
        if not done:
            break
        for future in done:
            for batch in chunk.receive(under_way.pop(future), future):
                send(batch)
        on_progress(chunk.answered)
    return chunk.outcome()


class _Chunk:
    """The answers so far for the books of one chunk."""

    def __init__(self, books: Sequence[BookInfo]) -> None:
        self._books = books
        self._results: list[EnrichedBook | None] = [None] * len(books)
        self._extra_invocations = 0
        self._provider_requests = 0
        self._google_exhausted = False
        self._retry_after_s = 0.0
        self._providers: dict[str, ProviderUse] = {}

    @property
    def answered(self) -> int:
        """How many books have their result."""
        return sum(result is not None for result in self._results)

    def receive(self, batch: _Batch, future: "Future[Json]") -> Sequence[_Batch]:
        """Record the end of an invocation; returns the batches to send in its place."""
        error = future.exception()
        if error is None:
            try:
                self._take(batch, future.result())
            except FunctionFailed as unusable:
                error = unusable
        if error is None:
            return ()
        again = _instead_of(batch, error)
        if again and self._extra_invocations + len(again) <= MOST_EXTRA_INVOCATIONS:
            self._extra_invocations += len(again)
            _LOG.warning("an invocation for %d books failed (%s); asking again", len(batch.positions), error)
            return again
        for position in batch.positions:
            self._results[position] = EnrichedBook.failed(self._books[position], "invocation", str(error))
        return ()

    def _take(self, batch: _Batch, answer: Json) -> None:
        raw_results = answer.get("results")
        if not isinstance(raw_results, list) or len(raw_results) != len(batch.positions):
            raise FunctionFailed("the function's answer does not hold one result for each book")
        for position, raw in zip(batch.positions, raw_results, strict=True):
            self._results[position] = _checked(self._books[position], raw)
        self._provider_requests += int(number(answer.get("provider_requests")))
        self._google_exhausted = self._google_exhausted or answer.get("google_books_exhausted") is True
        self._retry_after_s = max(self._retry_after_s, number(answer.get("retry_after_s")))
        uses = answer.get("providers")
        for name, use in uses.items() if isinstance(uses, Mapping) else ():
            self._providers.setdefault(name, ProviderUse()).add(ProviderUse.from_json(use))

    def outcome(self) -> FanOut:
        """The results so far; a book without one fails as `deadline`."""
        results = tuple(
            result or EnrichedBook.failed(book, "deadline", DEADLINE_MESSAGE)
            for book, result in zip(self._books, self._results, strict=True)
        )
        return FanOut(results, self._provider_requests, self._google_exhausted, self._retry_after_s, self._providers)


def _instead_of(batch: _Batch, error: BaseException) -> Sequence[_Batch]:
    """The batches to send in place of one that failed; none where sending again cannot help."""
    if isinstance(error, FunctionFailed | EventTooLarge):
        return batch.halves() if len(batch.positions) > 1 else ()
    if isinstance(error, InvocationRefused | InvocationTimeout) or batch.repeated:
        return ()
    return (_Batch(batch.positions, repeated=True),)


def _checked(book: BookInfo, raw: object) -> EnrichedBook:
    try:
        result = EnrichedBook.from_json(raw)
    except MalformedBook as error:
        return EnrichedBook.failed(book, "data_format", str(error))
    if result.book_id != book.book_id:
        return EnrichedBook.failed(book, "invocation", "the function answered for another book")
    return result
