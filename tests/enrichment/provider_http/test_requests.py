"""What the HTTP door sends, and what it makes of one answer."""

import asyncio
from collections.abc import Callable
from typing import cast

import aiohttp
import pytest

from bench.simulator.catalogue import Catalogue
from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.enrichment.http.provider_http import MAX_ANSWER_BYTES, ProviderHttp
from chalicelib.enrichment.http.session import open_session, user_agent
from chalicelib.enrichment.providers import google_books
from chalicelib.errors import ProviderError, QueryRefused, QuotaExhausted
from chalicelib.models import Json
from tests.enrichment.provider_http.door import PATIENT, QUERY, Door, unpaced


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
