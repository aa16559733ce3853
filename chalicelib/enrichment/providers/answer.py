"""What a provider knows of a book, in one shape for all providers."""

import re
from dataclasses import dataclass
from typing import Final

from chalicelib.models import MatchedBy, Series

_LONGEST_TEXT: Final = 1000
_MOST_TEXTS: Final = 1000
"""What a provider says at more length than this is no title, name or subject."""
# Half a surrogate pair, which JSON's escapes can hold: nothing can encode it, neither the cache nor the dashboard.
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


# A mean of fewer votes says more of these readers than of the book.
_LEAST_RATINGS: Final = 10


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """One provider's record of a book. `headings` are its subjects or categories as they come; URLs are https.

    `ddc` and `lcc` are Dewey and Library of Congress classes as the provider writes them. `language` is known only
    where the record shows the reader's own edition.
    """

    source: str
    reference: str
    headings: tuple[str, ...] = ()
    ddc: tuple[str, ...] = ()
    lcc: tuple[str, ...] = ()
    thumbnail_url: str | None = None
    small_thumbnail_url: str | None = None
    average_rating: float | None = None
    community_ratings: int | None = None
    num_pages: int | None = None
    publication_year: int | None = None
    series: Series | None = None
    language: str | None = None
    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    times: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A record that is the reader's book, and what it was recognised by."""

    answer: ProviderAnswer
    matched_by: MatchedBy


def as_text(value: object) -> str | None:
    """`value` when it is a non-empty text that can be encoded, else None; providers' fields may hold anything."""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        return None
    return value if value.strip() and not _SURROGATE.search(value) else None


def as_texts(value: object) -> tuple[str, ...]:
    """The texts in `value`, the first thousand, when it is a list, else nothing."""
    return tuple(text for item in value[:_MOST_TEXTS] if (text := as_text(item))) if isinstance(value, list) else ()


def as_number(value: object, least: float, most: float) -> float | None:
    """`value` when it is a number within the bounds, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        return None
    return value


def as_whole(value: object, least: int, most: int) -> int | None:
    """`value` when it is a whole number within the bounds, else None."""
    return value if isinstance(value, int) and as_number(value, least, most) is not None else None


def mean_of_enough(mean: object, ratings: int | None) -> float | None:
    """The mean of 1 to 5 stars with two decimals, None where it is none or has fewer than ten votes."""
    value = as_number(mean, 0.01, 5)
    return round(value, 2) if value is not None and ratings is not None and ratings >= _LEAST_RATINGS else None
