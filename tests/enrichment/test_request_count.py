"""Which requests count as refused."""

import asyncio

import pytest

from chalicelib.enrichment.http.request_count import RequestCount
from chalicelib.errors import ProviderError


def test_a_request_that_is_answered_is_sent_and_takes_its_time() -> None:
    count = RequestCount()
    for _ in range(2):
        with count.request():
            assert count.seconds >= 0
    assert (count.sent, count.refused) == (2, 0)
    assert 0 < count.seconds < 5


def test_one_that_ends_in_an_error_is_refused() -> None:
    count = RequestCount()
    with pytest.raises(ProviderError), count.request():
        raise ProviderError("network", "open_library", "it answered HTTP 500")
    assert (count.sent, count.refused) == (1, 1)
    assert count.seconds > 0


def test_one_that_nobody_waits_for_any_more_is_not() -> None:
    count = RequestCount()
    with pytest.raises(asyncio.CancelledError), count.request():
        raise asyncio.CancelledError
    assert (count.sent, count.refused) == (1, 0)
