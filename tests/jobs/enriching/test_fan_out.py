"""One chunk through invocations that may do anything: every book gets a result, and no other book's."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.errors import (
    EventTooLarge,
    FunctionFailed,
    InvocationLost,
    InvocationRefused,
    InvocationTimeout,
)
from chalicelib.jobs.enriching.fan_out import MOST_EXTRA_INVOCATIONS, FanOut, fan_out
from chalicelib.models import BookInfo, Json
from tests.builders import book_info, enriched

BOOKS = [book_info(number) for number in range(1, 11)]


def answer_for(event: Mapping[str, Any]) -> Json:
    """What a healthy BookProcessor answers."""
    books = [BookInfo.from_json(raw) for raw in event["books"]]
    return {"results": [enriched(book, "Fiction").to_json() for book in books], "provider_requests": 1}


@dataclass
class FakeProcessor:
    """An invoker that notes its events and behaves as told."""

    behave: Callable[[Mapping[str, Any]], Json] = answer_for
    events: list[Mapping[str, Any]] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def invoke(self, event: Mapping[str, Any], wait_s: float | None) -> Json:
        with self.lock:
            self.events.append(event)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return self.behave(event)
        finally:
            with self.lock:
                self.in_flight -= 1


def run(
    processor: FakeProcessor,
    size: int = 4,
    seconds: float = 30.0,
    progress: list[int] | None = None,
    google: bool = True,
    books: Sequence[BookInfo] = BOOKS,
) -> FanOut:
    ends_at = time.monotonic() + seconds
    return fan_out(
        books,
        processor,
        job_id="a-job",
        books_per_invocation=size,
        time_left_s=lambda: ends_at - time.monotonic(),
        ask_google=google,
        on_progress=(progress if progress is not None else []).append,
    )


def titles(event: Mapping[str, Any]) -> list[str]:
    return [book["title"] for book in event["books"]]


def outcomes(result: FanOut) -> list[str]:
    return ["ok" if one.success else str(one.error_category) for one in result.results]


def test_every_book_gets_its_own_result_in_its_own_place() -> None:
    processor = FakeProcessor()
    result = run(processor)
    assert [one.book_id for one in result.results] == [book.book_id for book in BOOKS]
    assert outcomes(result) == ["ok"] * 10
    assert sorted(len(event["books"]) for event in processor.events) == [2, 4, 4]
    assert result.provider_requests == 3


@pytest.mark.parametrize(("size", "invocations"), [(1, 10), (3, 4), (10, 1), (350, 1)])
def test_books_per_invocation_decides_how_many_invocations_there_are(size: int, invocations: int) -> None:
    processor = FakeProcessor()
    run(processor, size)
    assert len(processor.events) == invocations


def test_all_invocations_of_a_chunk_are_in_flight_at_once() -> None:
    barrier = threading.Barrier(10, timeout=10)

    def wait_for_all(event: Mapping[str, Any]) -> Json:
        barrier.wait()
        return answer_for(event)

    processor = FakeProcessor(wait_for_all)
    assert outcomes(run(processor, size=1)) == ["ok"] * 10
    assert processor.most_in_flight == 10


def test_a_poisonous_book_costs_one_book() -> None:
    def crash_on_seven(event: Mapping[str, Any]) -> Json:
        if "Title 7" in titles(event):
            raise FunctionFailed("the function failed (Runtime.ExitError)")
        return answer_for(event)

    result = run(FakeProcessor(crash_on_seven), size=10)
    assert outcomes(result) == ["ok"] * 6 + ["invocation"] + ["ok"] * 3
    assert result.results[6].error_message == "the function failed (Runtime.ExitError)"
    assert result.results[6].title == "Title 7"


def test_an_invocation_that_is_lost_once_is_repeated_and_costs_nothing() -> None:
    failures = [InvocationLost("lost")]

    def fail_once(event: Mapping[str, Any]) -> Json:
        if failures:
            raise failures.pop()
        return answer_for(event)

    processor = FakeProcessor(fail_once)
    assert outcomes(run(processor, size=10)) == ["ok"] * 10
    assert [len(event["books"]) for event in processor.events] == [10, 10]


@pytest.mark.parametrize(
    ("error", "invocations"),
    [
        (InvocationRefused("Lambda refused the invocation (AccessDeniedException)"), 1),  # smaller ones are, too
        (InvocationTimeout("it runs on"), 1),
        (InvocationLost("the connection broke"), 2),
        (RuntimeError("can't start new thread"), 2),
        (FunctionFailed("Runtime.ExitError"), 1 + MOST_EXTRA_INVOCATIONS),
        (EventTooLarge("the event has 7000000 bytes"), 1 + MOST_EXTRA_INVOCATIONS),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_always_fails_is_asked_for_no_more_often_than_can_help(error: Exception, invocations: int) -> None:
    def fail(event: Mapping[str, Any]) -> Json:
        raise error

    processor = FakeProcessor(fail)
    result = run(processor, size=350, books=[book_info(number) for number in range(350)])
    assert outcomes(result) == ["invocation"] * 350
    assert len(processor.events) == invocations
    assert {one.error_message for one in result.results} == {str(error)}


@pytest.mark.parametrize("poisonous", [0, 174, 175, 349])
def test_finding_one_poisonous_book_takes_few_more_invocations(poisonous: int) -> None:
    def crash(event: Mapping[str, Any]) -> Json:
        if f"Title {poisonous}" in titles(event):
            raise FunctionFailed("Runtime.ExitError")
        return answer_for(event)

    processor = FakeProcessor(crash)
    result = run(processor, size=175, books=[book_info(number) for number in range(350)])
    assert outcomes(result).count("ok") == 349
    assert outcomes(result)[poisonous] == "invocation"
    assert len(processor.events) <= 2 + 16


def test_a_bug_in_the_invoker_is_a_failed_invocation_too() -> None:
    def raise_anything(event: Mapping[str, Any]) -> Json:
        raise RuntimeError("can't start new thread")

    assert outcomes(run(FakeProcessor(raise_anything))) == ["invocation"] * 10


@pytest.mark.parametrize(
    "answer",
    [{}, {"results": None}, {"results": []}, {"results": "x" * 10}, {"results": [{}]}, {"errorMessage": "?"}],
    ids=["empty", "null", "none", "text", "too few", "error"],
)
def test_an_unusable_answer_is_asked_for_again_and_then_failed(answer: Json) -> None:
    processor = FakeProcessor(lambda event: dict(answer))
    result = run(processor, size=10)
    assert set(outcomes(result)) <= {"invocation", "data_format"}
    assert len(processor.events) > 1


def test_a_result_for_another_book_is_a_failure_of_that_book_only() -> None:
    def swap(event: Mapping[str, Any]) -> Json:
        answer = answer_for(event)
        answer["results"][0], answer["results"][1] = answer["results"][1], answer["results"][0]
        return answer

    result = run(FakeProcessor(swap), size=5)
    assert outcomes(result) == ["invocation"] * 2 + ["ok"] * 3 + ["invocation"] * 2 + ["ok"] * 3
    assert [one.book_id for one in result.results] == [book.book_id for book in BOOKS]


def test_a_malformed_result_is_a_failure_of_that_book_only() -> None:
    def spoil(event: Mapping[str, Any]) -> Json:
        answer = answer_for(event)
        answer["results"][2]["final_genres"] = [None]
        return answer

    assert outcomes(run(FakeProcessor(spoil), size=10)) == ["ok", "ok", "data_format"] + ["ok"] * 7


def test_what_is_not_back_when_time_is_up_fails_with_that_reason_and_the_rest_is_kept() -> None:
    release = threading.Event()

    def hang_on_first(event: Mapping[str, Any]) -> Json:
        if "Title 1" in titles(event):
            release.wait(30)
        return answer_for(event)

    started = time.monotonic()
    result = run(FakeProcessor(hang_on_first), size=5, seconds=0.3)
    # It is not waited for, neither here nor when the process ends.
    assert time.monotonic() - started < 10
    assert all(thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread())
    release.set()
    assert outcomes(result) == ["deadline"] * 5 + ["ok"] * 5


def test_progress_counts_answered_books_up_to_all() -> None:
    progress: list[int] = []
    run(FakeProcessor(), size=4, progress=progress)
    assert progress == sorted(progress)
    assert progress[-1] == 10


@pytest.mark.parametrize("google", [True, False])
def test_whether_to_ask_google_is_passed_on(google: bool) -> None:
    processor = FakeProcessor()
    run(processor, google=google)
    assert {event["google_books"] for event in processor.events} == {google}


def test_one_exhausted_invocation_exhausts_google_for_the_job() -> None:
    def exhausted(event: Mapping[str, Any]) -> Json:
        return {**answer_for(event), "google_books_exhausted": "Title 1" in titles(event)}

    assert run(FakeProcessor(exhausted), size=2).google_exhausted
    assert not run(FakeProcessor(), size=2).google_exhausted


def test_every_event_tells_its_job_and_the_seconds_left() -> None:
    processor = FakeProcessor()
    run(processor, seconds=30.0)
    assert {event["job_id"] for event in processor.events} == {"a-job"}
    assert all(29 < event["seconds_left"] <= 30 for event in processor.events)


@pytest.mark.parametrize(
    ("answered", "requests", "retry_after_s"),
    [
        ([{"provider_requests": 2, "retry_after_s": 7.5}, {"provider_requests": 3, "retry_after_s": 30.0}], 5, 30.0),
        ([{"provider_requests": "many", "retry_after_s": None}, {"retry_after_s": -1}], 0, 0.0),
        ([{"provider_requests": -3, "retry_after_s": float("nan")}, {"retry_after_s": 1e300}], 0, 0.0),
    ],
)
def test_the_figures_of_the_answers_are_added_up(answered: list[Json], requests: int, retry_after_s: float) -> None:
    def figures(event: Mapping[str, Any]) -> Json:
        return {**answer_for(event), "provider_requests": 0, **answered["Title 1" in titles(event)]}

    outcome = run(FakeProcessor(figures), size=5)
    assert (outcome.provider_requests, outcome.retry_after_s) == (requests, retry_after_s)
