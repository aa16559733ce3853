"""Providers that are left alone for a while: who finds out that one is back, and who knows of it."""

import asyncio
import time

import pytest

from bench.simulator.catalogue import Catalogue
from bench.simulator.faults import Fault, first
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.enrichment.http.circuit import Circuit
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import Limits, ProviderHttp
from chalicelib.enrichment.http.provider_state import ProviderState, forget_provider_states, provider_state
from chalicelib.enrichment.http.session import open_session
from chalicelib.errors import ErrorCategory, ProviderError
from tests.enrichment.provider_http.door import PATIENT, QUERY, QUICK, Door, unpaced


def test_a_provider_that_fails_at_everything_is_left_alone(simulator: ProviderSimulator) -> None:
    state = unpaced()

    async def trip() -> None:
        async with open_session("https://example.org") as session:
            url = simulator.open_library_url
            ProviderHttp(session, "open_library", url, state, limits=PATIENT, forbidden="").trip("network")

    asyncio.run(trip())
    with pytest.raises(ProviderError, match="has not answered for a while"):
        Door(simulator, state).get()
    assert simulator.requests == []


def resting() -> ProviderState:
    """The state of a provider that was not asked for a while, and may be from now on."""
    state = unpaced()
    state.circuit.trip("rate_limited", 0.0)
    return state


def test_look_ups_wait_for_the_one_that_finds_out_whether_the_provider_is_back() -> None:
    with ProviderSimulator(Catalogue.of(), latency_s=0.2, latency_sigma=0, rate_limit=None) as simulator:
        answers = Door(simulator, resting()).get_many([QUERY] * 5)
        assert len(answers) == len(simulator.requests) == 5
        probe, *others = simulator.requests
        assert all(record.at_s - probe.at_s >= 0.2 for record in others)


@pytest.mark.parametrize("fault", [Fault.HTML_PAGE, Fault.HUGE, Fault.FORBIDDEN, Fault.BAD_REQUEST])
def test_whatever_a_provider_answers_it_is_back(simulator: ProviderSimulator, fault: Fault) -> None:
    simulator.open_library_fault = first(1, fault)
    outcomes = Door(simulator, resting()).try_many([QUERY] * 3)
    assert [isinstance(outcome, dict) for outcome in outcomes] == [False, True, True]


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.TOO_MANY, Fault.TOO_MANY_RETRY_AFTER, Fault.HANG])
def test_while_the_provider_is_not_back_one_request_finds_out_for_all(
    simulator: ProviderSimulator, fault: Fault
) -> None:
    simulator.open_library_fault, simulator.retry_after_s = fault, 100
    state = resting()
    limits = QUICK if fault is Fault.HANG else PATIENT
    outcomes = Door(simulator, state, limits=limits).try_many([QUERY] * 5)
    assert all(isinstance(outcome, ProviderError) for outcome in outcomes)
    assert len(simulator.requests) == 1
    assert state.circuit.probe is None
    assert state.circuit.rest_left_s > (90 if fault is Fault.TOO_MANY_RETRY_AFTER else 20)


def test_a_probe_that_is_lost_is_waited_for_no_longer_than_a_request_may_take(simulator: ProviderSimulator) -> None:
    state = resting()
    assert state.circuit.refusal() is None, "whoever asks now is the probe, and never comes back"
    started = time.monotonic()
    with pytest.raises(ProviderError, match="has refused too many requests"):
        Door(simulator, state, limits=Limits(request_s=0.2, budget_s=5)).get()
    assert 0.2 <= time.monotonic() - started < 30
    assert simulator.requests == []


@pytest.mark.parametrize(
    ("fault", "says", "category"),
    [
        (Fault.HANG, "no answer", "api_timeout"),
        (Fault.RESET, "the connection failed", "network"),
        (Fault.SERVER_ERROR, "HTTP 500", "network"),
    ],
)
def test_a_dead_provider_opens_the_circuit_and_is_asked_no_more(
    simulator: ProviderSimulator, fault: Fault, says: str, category: ErrorCategory
) -> None:
    simulator.open_library_fault = fault
    state = ProviderState(Pace(1_000_000, 1000), Circuit(failures=2, grace_s=0))
    limits = QUICK if fault is Fault.HANG else PATIENT
    with pytest.raises(ProviderError, match=says):
        Door(simulator, state, limits).get()
    asked = len(simulator.requests)
    with pytest.raises(ProviderError, match="has not answered for a while") as failed:
        Door(simulator, state).get()
    assert failed.value.category == category
    assert len(simulator.requests) == asked


def test_endless_429_opens_the_circuit(simulator: ProviderSimulator) -> None:
    simulator.open_library_fault = Fault.TOO_MANY
    state = unpaced()
    for _ in range(2):
        with pytest.raises(ProviderError) as failed:
            Door(simulator, state).get()
        assert failed.value.category == "rate_limited"
    assert len(simulator.requests) == 5


# What a process knows of its providers


def test_a_process_has_one_state_for_a_provider() -> None:
    made = provider_state("https://a.example", unpaced)
    assert provider_state("https://a.example", unpaced) is made
    assert provider_state("https://b.example", unpaced) is not made


def test_states_can_be_forgotten() -> None:
    made = provider_state("https://a.example", unpaced)
    forget_provider_states()
    assert provider_state("https://a.example", unpaced) is not made


@pytest.mark.parametrize("turn", [1, 2])
def test_no_test_knows_what_another_learnt_of_a_provider(turn: int) -> None:
    """Whichever of the two runs second would get the first one's state: simulators' ports are used again."""
    mine = unpaced()
    assert provider_state("https://learnt.example", lambda: mine) is mine
