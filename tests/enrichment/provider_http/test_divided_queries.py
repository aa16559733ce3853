"""Queries that can be divided: which faults may be that of one book in them."""

import pytest

from bench.simulator.faults import Fault, first
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.enrichment.http.circuit import Circuit
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_state import ProviderState
from chalicelib.errors import ErrorCategory, ProviderError, QueryRefused, QueryTooHeavy
from tests.enrichment.provider_http.door import PATIENT, QUERY, QUICK, Door, hanging_once, unpaced


@pytest.mark.parametrize("attempts", [1, 2])
@pytest.mark.parametrize(
    ("fault", "category", "says"),
    [
        (Fault.SERVER_ERROR, "network", "HTTP 500"),
        (Fault.HANG, "api_timeout", "no answer"),
        (Fault.FORBIDDEN, "rate_limited", "check CONTACT"),
    ],
)
def test_what_may_be_the_fault_of_one_book_is_raised_as_the_querys_after_so_many_attempts(
    simulator: ProviderSimulator, fault: Fault, category: ErrorCategory, says: str, attempts: int
) -> None:
    simulator.open_library_fault = fault
    limits = QUICK if fault is Fault.HANG else PATIENT
    state = unpaced()
    with pytest.raises(QueryRefused, match=says) as failed:
        Door(simulator, state, limits=limits, attempts_of_query=attempts).get()
    assert failed.value.category == category
    assert isinstance(failed.value, QueryTooHeavy) == (fault is not Fault.FORBIDDEN)
    assert len(simulator.requests) == attempts
    assert state.circuit.refusal() is None, "the others of its chunk are asked for"


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.FORBIDDEN, Fault.HANG])
def test_a_second_attempt_may_pass(simulator: ProviderSimulator, fault: Fault) -> None:
    simulator.open_library_fault = first(1, fault)
    assert Door(simulator, limits=hanging_once(fault), attempts_of_query=2).get()["docs"]
    assert len(simulator.requests) == 2


@pytest.mark.parametrize(
    "fault", [Fault.RESET, Fault.UNAVAILABLE, Fault.UNAVAILABLE_RETRY_AFTER, Fault.TOO_MANY, Fault.TOO_MANY_RETRY_AFTER]
)
def test_other_faults_are_never_the_querys(simulator: ProviderSimulator, fault: Fault) -> None:
    simulator.open_library_fault, simulator.retry_after_s = fault, 0
    with pytest.raises(ProviderError) as failed:
        Door(simulator, attempts_of_query=1).get()
    assert not isinstance(failed.value, QueryRefused)


@pytest.mark.parametrize(
    ("fault", "opens"), [(Fault.SERVER_ERROR, False), (Fault.FORBIDDEN, False), (Fault.HANG, True)]
)
def test_a_provider_that_answers_at_all_is_there(simulator: ProviderSimulator, fault: Fault, opens: bool) -> None:
    """A time-out may be a dead provider: once the circuit is open, none is asked in parts.

    It opens at the first time-out, so that it makes no difference how far apart a busy machine sends the four.
    """
    simulator.open_library_fault = fault
    state = ProviderState(Pace(1_000_000, 1000), Circuit(failures=1, grace_s=0))
    limits = QUICK if fault is Fault.HANG else PATIENT
    outcomes = Door(simulator, state, limits=limits, attempts_of_query=2).try_many([QUERY] * 4)
    assert [isinstance(outcome, QueryRefused) for outcome in outcomes] == [not opens] * 4
    assert (state.circuit.refusal() is not None) == opens


def test_a_403_of_a_query_that_cannot_be_divided_is_the_clients(simulator: ProviderSimulator) -> None:
    simulator.open_library_fault = Fault.FORBIDDEN
    with pytest.raises(ProviderError, match=r"it refused the request \(HTTP 403\): check CONTACT") as failed:
        Door(simulator).get()
    assert not isinstance(failed.value, QueryRefused)
    assert len(simulator.requests) == 1
