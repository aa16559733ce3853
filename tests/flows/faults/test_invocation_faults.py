"""Whole jobs of which invocations are lost, refused, too large or never answered."""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.errors import EventTooLarge, InvocationLost, InvocationRefused, InvocationTimeout
from chalicelib.models import Json
from tests.flows.faults.house import MIXED, House, by_title, failures
from tests.jobs.enriching.test_fan_out import FakeProcessor, answer_for, titles


def fails_first(times: int, error: Exception) -> Callable[[Mapping[str, Any]], Json]:
    left = [error] * times

    def behave(event: Mapping[str, Any]) -> Json:
        if left:
            raise left.pop()
        return answer_for(event)

    return behave


def raising(error: Exception) -> Callable[[Mapping[str, Any]], Json]:
    def behave(event: Mapping[str, Any]) -> Json:
        raise error

    return behave


def too_large_for(most: int) -> Callable[[Mapping[str, Any]], Json]:
    def behave(event: Mapping[str, Any]) -> Json:
        if len(event["books"]) > most:
            raise EventTooLarge("the event has 7000000 bytes, more than an invocation may carry")
        return answer_for(event)

    return behave


def for_other_books(event: Mapping[str, Any]) -> Json:
    answer = answer_for(event)
    for result in answer["results"]:
        result["book_id"] = "another"
    return answer


def one_result_short(event: Mapping[str, Any]) -> Json:
    answer = answer_for(event)
    return {**answer, "results": answer["results"][:-1]} if len(answer["results"]) > 1 else answer


@pytest.mark.parametrize(
    ("behave", "expected", "reason"),
    [
        pytest.param(fails_first(1, InvocationLost("lost")), {}, None, id="one lost"),
        pytest.param(fails_first(2, RuntimeError("can't start new thread")), {}, None, id="no thread left for a while"),
        pytest.param(
            raising(InvocationRefused("Lambda throttled it 9 times")), {"invocation": 8}, "throttled", id="429"
        ),
        pytest.param(raising(InvocationTimeout("it runs on")), {"invocation": 8}, "runs on", id="slow"),
        pytest.param(too_large_for(1), {}, None, id="too large for two"),
        pytest.param(too_large_for(0), {"invocation": 8}, "bytes", id="too large"),
        pytest.param(for_other_books, {"invocation": 8}, "another book", id="wrong books"),
        pytest.param(one_result_short, {}, None, id="too few results"),
        pytest.param(lambda event: {"results": "x"}, {"invocation": 8}, "one result", id="no results"),
        pytest.param(lambda event: {}, {"invocation": 8}, "one result", id="an empty answer"),
    ],
)
def test_whatever_an_invocation_does_its_books_are_accounted_for(
    tmp_path: Path, behave: Callable[[Mapping[str, Any]], Json], expected: dict[str, int], reason: str | None
) -> None:
    house = House(tmp_path, processor=FakeProcessor(behave))
    dashboard = house.dashboard(MIXED)
    assert failures(dashboard) == expected
    if reason:
        assert all(reason in book["enrichment_error"] for book in by_title(dashboard).values())
    # Nothing of it has spoilt the cache: the next job asks again for what failed, and for nothing else.
    house.processor = FakeProcessor()
    assert failures(house.dashboard(MIXED)) == {}
    assert sum(len(event["books"]) for event in house.processor.events) == sum(expected.values())


def test_an_invocation_that_never_answers_costs_its_books_at_the_time_limit(tmp_path: Path) -> None:
    never = threading.Event()

    def hang(event: Mapping[str, Any]) -> Json:
        if "Dune" in titles(event):
            never.wait(30)
        return answer_for(event)

    ends_at = time.monotonic() + 0.5
    house = House(tmp_path, processor=FakeProcessor(hang), remaining_s=lambda: ends_at - time.monotonic())
    dashboard = house.dashboard(MIXED)
    never.set()
    assert set(failures(dashboard)) == {"deadline"}
    assert "time limit" in by_title(dashboard)["Dune"]["enrichment_error"]
