"""`Retry-After` in its two forms, and in forms that it should not have."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.enrichment.http.retry_after import LONGEST_WAIT_S, retry_after_s

NOV_3_2026_12_00 = 1_793_707_200.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0),
        ("7", 7),
        ("900", 900),
        ("901", LONGEST_WAIT_S),
        ("9" * 400, LONGEST_WAIT_S),  # more than a float holds
        ("Tue, 03 Nov 2026 12:01:30 GMT", 90),
        ("Tuesday, 03-Nov-26 12:01:30 GMT", 90),  # obsolete, still to be read
        ("Tue, 03 Nov 2026 12:01:30 -0000", 90),  # read without a time zone, which is UTC
        ("Tue, 03 Nov 2026 13:01:30 +0100", 90),
        ("Tue, 03 Nov 2026 11:59:00 GMT", 0),  # over already
        ("Wed, 04 Nov 2026 12:00:00 GMT", LONGEST_WAIT_S),
        ("Tue, 03 Nov 99999999999999999999 12:00:00 GMT", None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),  # a digit, but no ASCII
    ],
)
def test_a_header_is_read_as_seconds_from_now(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOV_3_2026_12_00) == seconds


def test_a_date_without_a_time_zone_is_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "America/New_York")
        time.tzset()
        seconds = retry_after_s("Tue, 03 Nov 2026 12:01:30 -0000", NOV_3_2026_12_00)
    time.tzset()
    assert seconds == 90


@given(st.text() | st.from_regex(r"\A[A-Z][a-z]{2}, \d{1,25} [A-Z][a-z]{2} \d{1,25} \d+:\d+:\d+ [+-]\d{1,9}\Z"))
def test_any_header_is_a_wait_within_bounds_or_none(header: str) -> None:
    seconds = retry_after_s(header, NOV_3_2026_12_00)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT_S
