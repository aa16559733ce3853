"""The circuit breaker, by a clock that only moves when told to."""

from concurrent.futures import Future

import pytest

from chalicelib.enrichment.http.circuit import Circuit


class Clock:
    def __init__(self) -> None:
        self.now = 0.0  # as after a machine has started

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circuit(clock: Clock) -> Circuit:
    return Circuit(failures=3, grace_s=8.0, rest_s=30.0, clock=clock)


def fail_for(circuit: Circuit, clock: Clock, *moments: float) -> None:
    """Requests sent now, which fail at these moments from now."""
    started = clock.now
    for moment in moments:
        clock.now = started + moment
        circuit.failed(started, "api_timeout")


def opened(circuit: Circuit, clock: Clock) -> None:
    fail_for(circuit, clock, 10, 10, 10)
    assert circuit.refusal() == "api_timeout"


def test_a_new_circuit_lets_everything_pass(circuit: Circuit) -> None:
    assert [circuit.refusal() for _ in range(3)] == [None] * 3


def test_unless_told_otherwise_it_opens_after_three_failures_over_eight_seconds_for_thirty(clock: Clock) -> None:
    circuit = Circuit(clock=clock)
    fail_for(circuit, clock, 7.9, 7.9, 7.9)
    assert circuit.refusal() is None, "not long enough"
    circuit.succeeded()
    fail_for(circuit, clock, 8, 8)
    assert circuit.refusal() is None, "not often enough"
    circuit.failed(clock.now, "api_timeout")
    assert circuit.refusal() == "api_timeout"
    assert circuit.rest_left_s == 30


def test_failures_of_one_short_fault_do_not_open_it(circuit: Circuit, clock: Clock) -> None:
    fail_for(circuit, clock, *(0.1 for _ in range(50)))
    assert circuit.refusal() is None


def test_too_few_failures_do_not_open_it_however_long_they_take(circuit: Circuit, clock: Clock) -> None:
    fail_for(circuit, clock, 10, 60)
    assert circuit.refusal() is None


def test_failures_over_the_whole_span_open_it_and_it_says_why(circuit: Circuit, clock: Clock) -> None:
    fail_for(circuit, clock, 1, 2, 7.9)
    assert circuit.refusal() is None
    circuit.failed(clock.now, "api_timeout")
    assert circuit.refusal() is None, "7.9 s after the first failing request started"
    clock.now += 0.1
    circuit.failed(clock.now, "network")
    assert circuit.refusal() == "network"


def test_requests_that_hang_open_it_by_the_time_they_were_sent(circuit: Circuit, clock: Clock) -> None:
    fail_for(circuit, clock, 10, 10)
    assert circuit.refusal() is None
    circuit.failed(clock.now, "api_timeout")
    assert circuit.refusal() == "api_timeout"


def test_one_answer_in_between_starts_the_count_anew(circuit: Circuit, clock: Clock) -> None:
    fail_for(circuit, clock, 10, 10)
    circuit.succeeded()
    fail_for(circuit, clock, 10, 10)
    assert circuit.refusal() is None


def test_one_probe_may_pass_after_each_rest(circuit: Circuit, clock: Clock) -> None:
    opened(circuit, clock)
    clock.now += 29.9
    assert circuit.refusal() == "api_timeout"
    clock.now += 0.1
    assert [circuit.refusal() for _ in range(3)] == [None, "api_timeout", "api_timeout"]
    clock.now += 30
    assert [circuit.refusal() for _ in range(2)] == [None, "api_timeout"], "a probe that never comes back is no end"


def test_a_probe_that_fails_keeps_it_open(circuit: Circuit, clock: Clock) -> None:
    opened(circuit, clock)
    clock.now += 30
    assert circuit.refusal() is None
    clock.now += 10
    circuit.failed(clock.now - 10, "network")
    clock.now += 29
    assert circuit.refusal() == "network"


def test_a_probe_that_succeeds_closes_it(circuit: Circuit, clock: Clock) -> None:
    opened(circuit, clock)
    clock.now += 30
    assert circuit.refusal() is None
    circuit.succeeded()
    assert [circuit.refusal() for _ in range(3)] == [None] * 3
    fail_for(circuit, clock, 10, 10)
    assert circuit.refusal() is None, "earlier failures are forgotten"


def test_tripping_opens_it_at_once_for_as_long_as_the_provider_said(circuit: Circuit, clock: Clock) -> None:
    circuit.trip("rate_limited", 120)
    clock.now += 119
    assert circuit.refusal() == "rate_limited"
    clock.now += 1
    assert circuit.refusal() is None


def test_tripping_without_a_time_lasts_one_rest(circuit: Circuit, clock: Clock) -> None:
    circuit.trip("rate_limited")
    clock.now += 29
    assert circuit.refusal() == "rate_limited"
    clock.now += 1
    assert circuit.refusal() is None


def test_a_later_failure_does_not_shorten_a_long_absence(circuit: Circuit, clock: Clock) -> None:
    circuit.trip("rate_limited", 900)
    opened_for = clock.now
    fail_for(circuit, clock, 10, 10, 10)
    clock.now = opened_for + 899
    assert circuit.refusal() is not None


def test_the_span_counts_from_the_first_failure_after_the_last_answer(circuit: Circuit, clock: Clock) -> None:
    circuit.failed(clock.now, "network")
    circuit.succeeded()
    clock.now += 3600
    fail_for(circuit, clock, 0.1, 0.2, 7.9)
    assert circuit.refusal() is None, "an hour lies between the failures, but an answer too"
    clock.now += 0.1
    circuit.failed(clock.now, "network")
    assert circuit.refusal() == "network"


def test_an_answer_ends_an_absence_for_good(circuit: Circuit, clock: Clock) -> None:
    circuit.trip("rate_limited", 900)
    circuit.succeeded()
    assert circuit.rest_left_s == 0
    circuit.trip("rate_limited", 5)
    assert circuit.rest_left_s == 5


def test_the_rest_is_told_in_seconds(circuit: Circuit, clock: Clock) -> None:
    assert circuit.rest_left_s == 0
    opened(circuit, clock)
    assert circuit.rest_left_s == 30
    clock.now += 29
    assert circuit.rest_left_s == 1
    clock.now += 5
    assert circuit.rest_left_s == 0, "a probe may pass"
    assert circuit.refusal() is None
    assert circuit.rest_left_s == 30, "a probe is out"
    circuit.succeeded()
    assert circuit.rest_left_s == 0


def probing(circuit: Circuit, clock: Clock) -> Future[None]:
    opened(circuit, clock)
    assert circuit.probe is None
    clock.now += 30
    assert circuit.refusal() is None
    probe = circuit.probe
    assert probe is not None
    assert not probe.done()
    return probe


@pytest.mark.parametrize("decide", ["succeeded", "failed", "tripped", "lost"])
def test_a_probe_is_done_when_it_has_found_out_or_the_next_one_leaves(
    circuit: Circuit, clock: Clock, decide: str
) -> None:
    probe = probing(circuit, clock)
    match decide:
        case "succeeded":
            circuit.succeeded()
        case "failed":
            circuit.failed(clock.now, "network")
        case "tripped":
            circuit.trip("rate_limited")
        case "lost":
            clock.now += 30
            assert circuit.refusal() is None
    assert probe.done()
    assert circuit.probe is not probe


def test_whoever_waits_for_a_probe_cannot_cancel_it(circuit: Circuit, clock: Clock) -> None:
    assert not probing(circuit, clock).cancel()
    circuit.succeeded()
