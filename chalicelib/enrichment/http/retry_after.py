"""`Retry-After`: how long a provider asks to be left alone."""

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_WAIT_S: Final = 900.0


def retry_after_s(header: str | None, now: float) -> float | None:
    """The seconds that a `Retry-After` header asks for, 0 to 900; None without a header that can be read.

    The header holds seconds or a date (RFC 9110, 10.2.3); `now` is the Unix time that a date is compared with.
    """
    if header is None:
        return None
    if header.isascii() and header.isdigit():
        seconds = float(header)
    else:
        try:
            date = parsedate_to_datetime(header)
        except (ValueError, OverflowError):
            return None
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
    return min(max(seconds, 0.0), LONGEST_WAIT_S)
