"""The HTTP door against a server that plays the providers, their limits and their faults."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import aiohttp
import pytest

from bench.simulator.catalogue import Catalogue
from bench.simulator.faults import Fault, chosen_fault, first
from bench.simulator.provider_simulator import ProviderSimulator, RateLimit
from chalicelib.enrichment.http.circuit import Circuit
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import (
    MAX_ANSWER_BYTES,
    Limits,
    ProviderHttp,
)
from chalicelib.enrichment.http.provider_state import ProviderState, forget_provider_states, provider_state
from chalicelib.enrichment.http.session import open_session, user_agent
from chalicelib.enrichment.providers import google_books, open_library
from chalicelib.enrichment.providers.open_library_queries import BookIds, ById
from chalicelib.errors import ErrorCategory, ProviderError, QueryRefused, QueryTooHeavy, QuotaExhausted
from chalicelib.models import Json

# A busy machine may take long for an answer that comes.
PATIENT = Limits()
QUICK = Limits(request_s=0.3, budget_s=20)
"""For a provider that hangs at every request."""
QUERY = ById().parameters([BookIds("9780441172719", None)])


def unpaced() -> ProviderState:
    return ProviderState(Pace(1_000_000, 1000))


@dataclass
class Door:
    """One provider asked through the door, with a short wait before another attempt."""

    simulator: ProviderSimulator
    state: ProviderState = field(default_factory=unpaced)
    limits: Limits = PATIENT
    contact: str = "https://example.org/contact"
    wait_s: float = 0.01
    """What is waited before the next attempt, where the provider does not say."""
    attempts_of_query: int | None = None
    longest_waits_s: list[float] = field(default_factory=list)
    """How long each of these waits might have been."""

    def get(self, query: dict[str, str] = QUERY, path: str = "/search.json", times: int = 1) -> Json:
        return self.get_many([query] * times, path)[0]

    def get_many(self, queries: list[dict[str, str]], path: str = "/search.json") -> list[Json]:
        outcomes = self.try_many(queries, path)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]

    def try_many(self, queries: list[dict[str, str]], path: str = "/search.json") -> list[Json | BaseException]:
        async def ask() -> list[Json | BaseException]:
            async with open_session(self.contact) as session:
                http = ProviderHttp(
                    session,
                    "open_library",
                    self.simulator.open_library_url,
                    self.state,
                    limits=self.limits,
                    forbidden="check CONTACT",
                    jitter=self._wait_s,
                )
                asked = (http.get_json(path, query, attempts_of_query=self.attempts_of_query) for query in queries)
                # All of them to their end: a session that closes on a running request leaves its sockets behind.
                return await asyncio.gather(*asked, return_exceptions=True)

        return asyncio.run(asyncio.wait_for(ask(), 60))

    def _wait_s(self, least: float, most: float) -> float:
        assert least == 0.0
        self.longest_waits_s.append(most)
        return self.wait_s


def test_an_answer_is_returned_as_it_is(simulator: ProviderSimulator) -> None:
    answer = Door(simulator).get()
    assert [doc["title"] for doc in answer["docs"]] == ["Dune"]


def test_it_names_itself_and_a_contact(simulator: ProviderSimulator) -> None:
    Door(simulator, contact="mailto:reader@example.org").get()
    assert simulator.requests[0].user_agent == user_agent("mailto:reader@example.org")
    assert simulator.requests[0].user_agent.endswith("(+mailto:reader@example.org)")


def test_at_most_32_connections_are_open_at_once() -> None:
    async def limit() -> int:
        async with open_session("https://example.org") as session:
            assert session.connector is not None
            return session.connector.limit

    assert asyncio.run(limit()) == 32


def test_a_session_asks_for_json_looks_hosts_up_without_waiting_and_keeps_no_cookies() -> None:
    async def look() -> None:
        async with open_session("https://example.org") as session:
            assert session.headers == {"User-Agent": user_agent("https://example.org"), "Accept": "application/json"}
            assert isinstance(session.cookie_jar, aiohttp.DummyCookieJar)

    asyncio.run(look())


class Unplugged:
    """A session whose machine has lost its network, which the system tells in its own way."""

    def get(self, url: str, **options: object) -> None:
        raise OSError("Network is unreachable")


def test_an_error_of_the_system_is_one_of_the_connection() -> None:
    async def ask() -> Json:
        session = cast(aiohttp.ClientSession, Unplugged())
        http = ProviderHttp(
            session,
            "open_library",
            "https://books.invalid",
            unpaced(),
            limits=PATIENT,
            forbidden="",
            jitter=lambda least, most: 0.0,
        )
        return await http.get_json("/search.json", QUERY)

    with pytest.raises(ProviderError, match=r"the connection failed \(OSError\)") as failed:
        asyncio.run(ask())
    assert failed.value.category == "network"


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


def test_only_an_error_can_say_that_the_quota_is_used_up(simulator: ProviderSimulator) -> None:
    async def ask() -> Json:
        async with open_session("https://example.org") as session:
            http = ProviderHttp(
                session,
                "open_library",
                simulator.open_library_url,
                unpaced(),
                limits=PATIENT,
                forbidden="",
                is_quota_refusal=lambda body: True,
            )
            return await http.get_json("/search.json", QUERY)

    assert asyncio.run(ask())["docs"]


def test_without_a_contact_it_is_refused_and_says_which_setting_to_check(simulator: ProviderSimulator) -> None:
    with pytest.raises(ProviderError, match="CONTACT") as refused:
        Door(simulator, contact="").get()
    assert refused.value.category == "rate_limited"
    assert len(simulator.requests) == 1


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


def hanging_once(fault: Fault) -> Limits:
    """Where one request hangs, the time after which that is noticed must do for the answer to the next one."""
    return Limits(request_s=2.0, budget_s=20) if fault is Fault.HANG else PATIENT


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.CUT_OFF, Fault.UNAVAILABLE, Fault.TOO_MANY, Fault.HANG])
def test_a_passing_fault_is_not_noticed(simulator: ProviderSimulator, fault: Fault) -> None:
    simulator.open_library_fault = first(1, fault)
    assert Door(simulator, limits=hanging_once(fault)).get()["docs"]
    assert len(simulator.requests) == 2


@pytest.mark.parametrize(
    "fault", [Fault.HTML_PAGE, Fault.EMPTY, Fault.CUT_JSON, Fault.JSON_ARRAY, Fault.HUGE, Fault.REDIRECT]
)
def test_an_answer_that_cannot_be_used_is_not_asked_for_again(simulator: ProviderSimulator, fault: Fault) -> None:
    simulator.open_library_fault = fault
    with pytest.raises(ProviderError) as failed:
        Door(simulator).get()
    assert failed.value.category == "data_format"
    # A redirect is not followed: requests go to the configured hosts only.
    assert [record.provider for record in simulator.requests] == ["open_library"]


def test_a_huge_answer_is_bounded() -> None:
    assert MAX_ANSWER_BYTES < 10_000_000


@pytest.mark.parametrize("query", [{"q": "Dune", "limit": "many"}, {"q": "x" * 9000}], ids=["422", "414"])
def test_a_refused_query_is_told_from_a_provider_that_fails(
    simulator: ProviderSimulator, query: dict[str, str]
) -> None:
    with pytest.raises(QueryRefused):
        Door(simulator).get(query)
    assert len(simulator.requests) == 1


def test_an_html_404_is_a_refused_query(simulator: ProviderSimulator) -> None:
    with pytest.raises(QueryRefused, match="404"):
        Door(simulator).get({}, path="/isbn/9780000000002.json")


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


# Queries that can be divided


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


# The circuit


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


@pytest.mark.parametrize("status", [429, 403, 400])
def test_a_drained_quota_is_recognised_whatever_its_status(status: int) -> None:
    with ProviderSimulator(
        Catalogue.of(), latency_s=0, rate_limit=None, google_daily_quota=0, google_quota_status=status
    ) as simulator:

        async def ask() -> Json:
            async with open_session("https://example.org") as session:
                is_quota: Callable[[bytes], bool] = google_books.is_quota_refusal
                http = ProviderHttp(
                    session,
                    "google_books",
                    simulator.google_books_url,
                    unpaced(),
                    limits=PATIENT,
                    forbidden=google_books.FORBIDDEN,
                    is_quota_refusal=is_quota,
                )
                return await http.get_json("/volumes", google_books.isbn_query("9780441172719", "key"))

        with pytest.raises(QuotaExhausted):
            asyncio.run(ask())
        assert len(simulator.requests) == 1


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
