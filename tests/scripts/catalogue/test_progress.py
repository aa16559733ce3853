"""What is told of a build while it runs."""

from scripts.catalogue.progress import Progress

SHARES = {"reading": 0.5, "writing": 0.5}


class Watch:
    """A clock that tests set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def progress() -> tuple[Progress, Watch, list[str]]:
    watch, told = Watch(), list[str]()
    return Progress(SHARES, told.append, watch), watch, told


def test_the_share_that_is_done_and_the_time_left_are_told() -> None:
    steps, watch, told = progress()
    with steps.step("reading") as advance:
        advance(0.0)
        watch.now += 10
        advance(0.5)
    with steps.step("writing") as advance:
        watch.now += 30
        advance(0.5)
    assert told == [" 25 %  reading, about 30 s left", " 75 %  writing, about 13 s left"]


def test_it_is_told_now_and_then() -> None:
    steps, watch, told = progress()
    with steps.step("reading") as advance:
        for part in range(100):
            watch.now += 0.1
            advance(part / 100)
    assert len(told) == 1


def test_long_times_are_told_in_minutes_and_hours() -> None:
    steps, watch, told = progress()
    with steps.step("reading") as advance:
        advance(0.0)
        for part, seconds in ((0.1, 60), (0.2, 6000), (0.21, 6)):
            watch.now += seconds
            advance(part)
    assert told == [
        "  5 %  reading, about 19 min left",
        " 10 %  reading, about 15 h 9 min left",
        " 10 %  reading, about 14 h 22 min left",
    ]


def test_what_a_stopped_build_had_done_does_not_count_for_the_speed() -> None:
    steps, watch, told = progress()
    with steps.step("reading") as advance:
        advance(0.8)
        watch.now += 10
        advance(1.0)
    assert told == [" 50 %  reading, about 50 s left"]


def test_at_the_beginning_no_time_is_guessed() -> None:
    steps, watch, told = progress()
    with steps.step("reading") as advance:
        advance(0.0)
        watch.now += 10
        advance(0.01)
    assert told == ["  0 %  reading"]
