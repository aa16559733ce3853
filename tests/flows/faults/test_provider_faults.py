"""Whole jobs among ill providers."""

from dataclasses import replace

import pytest

from bench.simulator.faults import Fault, when_asked
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.enrichment.http.circuit import Circuit
from chalicelib.enrichment.http.provider_http import Limits
from tests.flows.faults.house import BOOKS, MIXED, PATIENT, REJECTED, House, by_title, failures

QUICK = Limits(request_s=0.3, budget_s=0.5, backoff_s=0.001)
"""Where no provider answers in time."""
CATEGORIES: dict[Fault, str | None] = {
    Fault.HANG: "api_timeout",
    Fault.SLOW: "api_timeout",
    Fault.RESET: "network",
    Fault.CUT_OFF: "network",
    Fault.SERVER_ERROR: "network",
    Fault.UNAVAILABLE: "network",
    Fault.UNAVAILABLE_RETRY_AFTER: "network",
    Fault.TOO_MANY: "rate_limited",
    Fault.TOO_MANY_RETRY_AFTER: "rate_limited",
    Fault.FORBIDDEN: "rate_limited",
    Fault.BAD_REQUEST: "data_format",
    Fault.HTML_PAGE: "data_format",
    Fault.EMPTY: "data_format",
    Fault.CUT_JSON: "data_format",
    Fault.JSON_ARRAY: "data_format",
    Fault.HUGE: "data_format",
    Fault.REDIRECT: "data_format",
    # An answer in the right form that shows no book says that the book is not known.
    Fault.WRONG_TYPES: None,
    Fault.WRONG_DETAILS: None,
    Fault.WRONG_SHAPE: None,
}


def limits_among(fault: Fault) -> Limits:
    """Impatient where it is the fault that takes long."""
    return QUICK if fault in {Fault.HANG, Fault.SLOW} else PATIENT


def test_every_fault_of_the_simulator_is_here() -> None:
    assert set(CATEGORIES) == set(Fault)


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_under_every_provider_fault_the_job_completes_and_says_why(
    house: House, simulator: ProviderSimulator, fault: Fault
) -> None:
    simulator.fault = fault
    # Longer than any of the budgets: it is not waited for.
    simulator.retry_after_s = 100
    house.limits = limits_among(fault)
    dashboard = house.dashboard(MIXED)
    category = CATEGORIES[fault]
    assert failures(dashboard) == ({category: BOOKS} if category else {})
    assert len(dashboard["metadata"]["rows_rejected"]) == REJECTED
    if category:
        assert all(book["enrichment_error"].startswith("open_library: ") for book in by_title(dashboard).values())
    # Redirects are not followed: nobody but the configured host was asked.
    assert {record.provider for record in simulator.requests} == {"open_library"}
    # A failure is not kept: once the provider is well again and its rest over, all is asked and found.
    simulator.fault = None
    house.limits = PATIENT
    house.provider.circuit.succeeded()
    well = by_title(house.dashboard(MIXED))
    if category:
        assert well["Dune"]["matched_by"] == "isbn"
        assert well["Emma"]["matched_by"] == "title_author"


def test_a_provider_that_falls_ill_costs_only_what_was_asked_from_then_on(
    house: House, simulator: ProviderSimulator
) -> None:
    simulator.fault = when_asked("Title 1", Fault.SERVER_ERROR)
    dashboard = house.dashboard(MIXED)
    books = by_title(dashboard)
    assert [books[title]["matched_by"] for title in ("Dune", "A Book Without Subjects")] == ["isbn", "isbn"]
    assert "Science Fiction" in books["Dune"]["genres"]
    assert failures(dashboard) == {"network": sum(book["enrichment_error"] is not None for book in books.values())}
    assert all(book["enrichment_error"] is None for title, book in books.items() if book["matched_by"])


@pytest.mark.parametrize(
    "fault",
    [Fault.HANG, Fault.RESET, Fault.TOO_MANY, Fault.HTML_PAGE, Fault.CUT_JSON, Fault.HUGE, Fault.REDIRECT],
    ids=lambda fault: fault.name,
)
def test_an_ill_second_provider_costs_nothing_that_the_first_one_knows(
    house: House, simulator: ProviderSimulator, fault: Fault
) -> None:
    # All in one invocation, which waits once for a provider that hangs: long enough for the answers of the other one.
    house.settings = replace(house.settings, google_books_api_key="a-key", chunk_size=BOOKS, books_per_invocation=BOOKS)
    house.second_provider.circuit = Circuit(failures=1, grace_s=0)
    simulator.google_fault = fault
    house.limits = Limits(request_s=3.0, budget_s=3.0) if fault is Fault.HANG else PATIENT
    dashboard = house.dashboard(MIXED)
    assert failures(dashboard) == {}
    books = by_title(dashboard)
    assert (books["Dune"]["matched_by"], books["Dune"]["enrichment_error"]) == ("isbn", None)
    asked = [book for title, book in books.items() if title not in {"Dune", "Emma"}]
    assert all("google_books: " in book["enrichment_error"] for book in asked)
    assert {record.provider for record in simulator.requests} == {"open_library", "google_books"}
