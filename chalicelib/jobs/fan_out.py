"""One chunk of books -> one result a book, through invocations of BookProcessor that run at once.

Whatever an invocation does, its books get a result: a batch that crashes is asked again in halves down to single books,
so that one poisonous book costs one book; what is not answered when time is up fails with that reason.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final

from chalicelib.errors import InvocationError, MalformedBook
from chalicelib.models import BookInfo, EnrichedBook, Json
from chalicelib.seams.invocation import Invoker

_LOG: Final = logging.getLogger(__name__)
DEADLINE_MESSAGE: Final = "the job's time limit came before this book was answered"


@dataclass(frozen=True, slots=True)
class FanOut:
    """What came back: one result for each book, in the books' order."""

    results: tuple[EnrichedBook, ...]
    provider_requests: int
    google_exhausted: bool


def fan_out(
    books: Sequence[BookInfo],
    invoker: Invoker,
    *,
    books_per_invocation: int,
    time_left_s: Callable[[], float],
    ask_google: bool,
    on_progress: Callable[[int], None],
) -> FanOut:
    """Enrich `books`, `books_per_invocation` each invocation, all invocations at once; never raises for a book.

    `on_progress` is told how many books have their result, each time an invocation is through. Ends when `time_left_s`
    is used up: invocations that are still out are abandoned.
    """
    if not books:
        return FanOut((), 0, google_exhausted=False)
    answers = _Answers(books)
    executor = ThreadPoolExecutor(max_workers=-(-len(books) // books_per_invocation), thread_name_prefix="invocation")
    out: dict[Future[Json], range] = {}

    def send(places: range) -> None:
        event = {"books": [books[place].to_json() for place in places], "google_books": ask_google}
        out[executor.submit(invoker.invoke, event, None)] = places

    try:
        for start in range(0, len(books), books_per_invocation):
            send(range(start, min(start + books_per_invocation, len(books))))
        while out:
            done, _ = wait(out, timeout=max(0.0, time_left_s()), return_when=FIRST_COMPLETED)
            if not done:
                break
            for future in done:
                for half in answers.receive(out.pop(future), future):
                    send(half)
            on_progress(answers.count)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    return answers.outcome()


class _Answers:
    """What has come back for the books of one chunk, by their position in it."""

    def __init__(self, books: Sequence[BookInfo]) -> None:
        self._books = books
        self._results: dict[int, EnrichedBook] = {}
        self._provider_requests = 0
        self._google_exhausted = False

    @property
    def count(self) -> int:
        return len(self._results)

    def receive(self, places: range, future: "Future[Json]") -> list[range]:
        """Take an invocation's answer in; returns the halves to ask again when the whole batch crashed."""
        error = future.exception()
        raw_results: object = None
        if error is None:
            answer = future.result()
            raw_results = answer.get("results")
            if not isinstance(raw_results, list) or len(raw_results) != len(places):
                error = InvocationError("the function's answer does not hold one result for each book")
        if error is None and isinstance(raw_results, list):
            self._results.update(
                (place, _checked(self._books[place], raw)) for place, raw in zip(places, raw_results, strict=True)
            )
            requests = answer.get("provider_requests")
            self._provider_requests += requests if isinstance(requests, int) else 0
            self._google_exhausted = self._google_exhausted or answer.get("google_books_exhausted") is True
            return []
        if len(places) > 1:
            _LOG.warning("an invocation for %d books failed (%s); asking again in halves", len(places), error)
            middle = len(places) // 2
            return [places[:middle], places[middle:]]
        self._results[places[0]] = EnrichedBook.failed(self._books[places[0]], "invocation", str(error))
        return []

    def outcome(self) -> FanOut:
        results = tuple(
            self._results.get(place) or EnrichedBook.failed(book, "deadline", DEADLINE_MESSAGE)
            for place, book in enumerate(self._books)
        )
        return FanOut(results, self._provider_requests, self._google_exhausted)


def _checked(book: BookInfo, raw: object) -> EnrichedBook:
    try:
        result = EnrichedBook.from_json(raw)
    except MalformedBook as error:
        return EnrichedBook.failed(book, "data_format", str(error))
    if result.book_id != book.book_id:
        return EnrichedBook.failed(book, "invocation", "the function answered for another book")
    return result
