"""Other attempts at one request: after which fault, how long after it, and what the last one tells."""

import time

import pytest

from bench.simulator.catalogue import Catalogue
from bench.simulator.faults import Fault, chosen_fault, first
from bench.simulator.provider_simulator import ProviderSimulator, RateLimit
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import Limits
from chalicelib.enrichment.http.provider_state import ProviderState
from chalicelib.enrichment.providers import open_library
from chalicelib.errors import ErrorCategory, ProviderError
from tests.enrichment.provider_http.door import PATIENT, QUERY, QUICK, Door, hanging_once, unpaced


def test_another_attempt_comes_after_a_wait(simulator: ProviderSimulator) -> None:
    simulator.open_library_fault = first(1, Fault.UNAVAILABLE)
    Door(simulator, wait_s=0.3).get()
    failed, served = simulator.requests
    assert served.at_s - failed.at_s >= 0.3


@pytest.mark.parametrize(
    ("limits", "waits"), [(Limits(), [1.0, 2.0, 4.0, 8.0, 8.0]), (Limits(backoff_s=3.0), [6.0, 8.0, 8.0, 8.0, 8.0])]
)
def test_each_wait_may_be_twice_as_long_up_to_a_limit(
    simulator: ProviderSimulator, limits: Limits, waits: list[float]
) -> None:
    simulator.open_library_fault = Fault.UNAVAILABLE
    door = Door(simulator, limits=limits)
    with pytest.raises(ProviderError):
        door.get()
    assert door.longest_waits_s == waits


@pytest.mark.parametrize(
    ("fault", "category"),
    [
        (Fault.HANG, "api_timeout"),
        (Fault.RESET, "network"),
        (Fault.CUT_OFF, "network"),
        (Fault.SERVER_ERROR, "network"),
        (Fault.UNAVAILABLE, "network"),
        (Fault.UNAVAILABLE_RETRY_AFTER, "network"),
        (Fault.TOO_MANY, "rate_limited"),
        (Fault.TOO_MANY_RETRY_AFTER, "rate_limited"),
    ],
)
def test_a_lasting_fault_is_retried_within_the_budget_and_has_its_category(
    simulator: ProviderSimulator, fault: Fault, category: ErrorCategory
) -> None:
    simulator.open_library_fault, simulator.retry_after_s = fault, 0
    limits = QUICK if fault is Fault.HANG else PATIENT
    started = time.monotonic()
    with pytest.raises(ProviderError) as failed:
        Door(simulator, limits=limits).get()
    assert failed.value.category == category
    assert str(failed.value).startswith("open_library: ")
    assert time.monotonic() - started < limits.budget_s + 20
    assert len(simulator.requests) > 1


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.CUT_OFF, Fault.UNAVAILABLE, Fault.TOO_MANY, Fault.HANG])
def test_a_passing_fault_is_not_noticed(simulator: ProviderSimulator, fault: Fault) -> None:
    simulator.open_library_fault = first(1, fault)
    assert Door(simulator, limits=hanging_once(fault)).get()["docs"]
    assert len(simulator.requests) == 2


TOLD_TO_WAIT = [Fault.TOO_MANY_RETRY_AFTER, Fault.UNAVAILABLE_RETRY_AFTER]


@pytest.mark.parametrize("fault", TOLD_TO_WAIT)
def test_retry_after_is_obeyed_when_it_fits_into_the_budget(simulator: ProviderSimulator, fault: Fault) -> None:
    simulator.open_library_fault = first(1, fault)
    assert Door(simulator).get()["docs"]
    refused, served = simulator.requests
    assert served.at_s - refused.at_s >= 1.0


def test_nginx_refuses_a_burst_without_pace_and_nothing_with_it() -> None:
    """Open Library's limit of 3/s: the same forty requests, with the published pace and without."""
    limit = RateLimit()
    with ProviderSimulator(Catalogue.of(), latency_s=0, rate_limit=limit) as simulator:
        with pytest.raises(ProviderError):
            Door(simulator).get(times=40)
        assert simulator.refused > 0
    with ProviderSimulator(Catalogue.of(), latency_s=0, rate_limit=limit) as simulator:
        Door(simulator, state=ProviderState(open_library.pace())).get_many([QUERY] * 14)
        assert simulator.refused == 0
        assert len(simulator.requests) == 14


@pytest.mark.parametrize(
    ("fault", "category"),
    [(TOLD_TO_WAIT[0], "rate_limited"), (TOLD_TO_WAIT[1], "network")],
    ids=str,
)
def test_a_retry_after_that_does_not_fit_is_not_waited_for_and_nobody_asks_before_it_is_over(
    simulator: ProviderSimulator, fault: Fault, category: ErrorCategory
) -> None:
    simulator.open_library_fault, simulator.retry_after_s = fault, 100
    state = unpaced()
    door = Door(simulator, state)
    for _ in range(2):
        with pytest.raises(ProviderError) as failed:
            door.get()
        assert failed.value.category == category
    assert len(simulator.requests) == 1
    assert 90 < state.circuit.rest_left_s <= 100


@pytest.mark.parametrize("fault", TOLD_TO_WAIT)
def test_told_to_wait_no_other_request_leaves_before_the_wait_is_over(
    simulator: ProviderSimulator, fault: Fault
) -> None:
    simulator.open_library_fault = first(1, fault)
    state = ProviderState(Pace(1_000_000, 1000, clock=lambda: 0.0))
    assert Door(simulator, state).get()["docs"]
    assert state.pace.reserve() >= 1.0, "where no time passes, the wait is still to be kept"


def test_a_plain_503_holds_up_nobody_else(simulator: ProviderSimulator) -> None:
    simulator.open_library_fault = Fault.UNAVAILABLE
    state = unpaced()
    with pytest.raises(ProviderError, match="HTTP 503"):
        Door(simulator, state).get()
    assert (state.circuit.rest_left_s, state.pace.reserve()) == (0, 0)


# What the last attempt of a budget tells


def test_a_last_attempt_that_the_budget_cuts_short_does_not_hide_what_was_met_before(
    simulator: ProviderSimulator,
) -> None:
    """An HTTP 500 once came out as "no answer within 0 s"."""
    passing = first(1, Fault.SERVER_ERROR)
    simulator.open_library_fault = lambda record: chosen_fault(passing, record) or Fault.HANG
    with pytest.raises(ProviderError, match="HTTP 500") as failed:
        Door(simulator, limits=Limits(request_s=2.5, budget_s=2.0)).get()
    assert failed.value.category == "network"
    assert len(simulator.requests) == 2


def test_an_attempt_that_had_its_full_time_tells_what_it_met(simulator: ProviderSimulator) -> None:
    passing = first(1, Fault.SERVER_ERROR)
    simulator.open_library_fault = lambda record: chosen_fault(passing, record) or Fault.HANG
    with pytest.raises(ProviderError, match=r"no answer within 0\.3 s") as failed:
        Door(simulator, limits=Limits(request_s=0.3, budget_s=1.0)).get()
    assert failed.value.category == "api_timeout"


def test_a_last_attempt_that_is_answered_tells_what_it_met_however_short_it_was(simulator: ProviderSimulator) -> None:
    passing = first(1, Fault.HANG)
    simulator.open_library_fault = lambda record: chosen_fault(passing, record) or Fault.SERVER_ERROR
    with pytest.raises(ProviderError, match="HTTP 500"):
        Door(simulator, limits=Limits(request_s=2.0, budget_s=4.5)).get()


def test_a_first_attempt_that_the_budget_cuts_short_tells_what_it_met(simulator: ProviderSimulator) -> None:
    simulator.open_library_fault = Fault.HANG
    with pytest.raises(ProviderError, match=r"no answer within 0\.2 s"):
        Door(simulator, limits=Limits(request_s=5, budget_s=0.2)).get()


@pytest.mark.parametrize(("budget_s", "attempts"), [(2.5, 1), (3.19, 2)])
def test_an_attempt_that_has_hardly_time_to_be_answered_is_not_made(
    simulator: ProviderSimulator, budget_s: float, attempts: int
) -> None:
    """A quarter of the time for a request must be left: here 2 s, after waiting 0.6 s."""
    simulator.open_library_fault = Fault.SERVER_ERROR
    with pytest.raises(ProviderError, match="HTTP 500"):
        Door(simulator, limits=Limits(request_s=8, budget_s=budget_s), wait_s=0.6).get()
    assert len(simulator.requests) == attempts
