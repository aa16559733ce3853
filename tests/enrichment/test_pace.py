"""The pace of requests, by a clock that only moves when told to."""

import pytest

from chalicelib.enrichment.http.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def waits(pace: Pace, count: int) -> list[float]:
    return [round(pace.reserve(), 6) for _ in range(count)]


def test_a_burst_leaves_at_once_and_the_rest_at_the_rate(clock: Clock) -> None:
    assert waits(Pace(2.0, 3, clock), 6) == [0, 0, 0, 0.5, 1.0, 1.5]


def test_a_burst_of_one_is_one_at_a_time(clock: Clock) -> None:
    assert waits(Pace(4.0, 1, clock), 3) == [0, 0.25, 0.5]


def test_time_that_passes_fills_the_burst_again_but_never_beyond(clock: Clock) -> None:
    pace = Pace(2.0, 3, clock)
    waits(pace, 3)
    clock.now += 1.0
    assert waits(pace, 3) == [0, 0, 0.5], "two places came back in one second"
    clock.now += 3600
    assert waits(pace, 4) == [0, 0, 0, 0.5]


def test_never_more_leave_than_the_rate_allows(clock: Clock) -> None:
    pace = Pace(3.0, 10, clock)
    leaving = [pace.reserve() + clock.now]
    for _ in range(200):
        clock.now += 0.1
        leaving.append(pace.reserve() + clock.now)
    for start in leaving:
        assert sum(start <= moment < start + 10 for moment in leaving) <= 10 + 3 * 10


def test_a_hold_stops_everything_and_then_goes_on_one_at_a_time(clock: Clock) -> None:
    pace = Pace(2.0, 3, clock)
    pace.hold(5.0)
    assert waits(pace, 3) == [5.0, 5.5, 6.0]


def test_a_shorter_hold_does_not_shorten_a_longer_one(clock: Clock) -> None:
    pace = Pace(2.0, 3, clock)
    pace.hold(5.0)
    pace.hold(1.0)
    assert pace.reserve() == 5.0


def test_a_hold_does_not_move_those_who_wait_longer_anyway(clock: Clock) -> None:
    pace = Pace(1.0, 1, clock)
    waits(pace, 10)
    pace.hold(2.0)
    assert pace.reserve() == 10.0
