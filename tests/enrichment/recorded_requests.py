"""The requests that Open Library is sent for a small library, as they are recorded in `tests/data`.

    python -m tests.enrichment.recorded_requests > tests/data/open_library_requests.json

records them anew. Look at the difference: it is what the service will be asked from then on.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any, Final

from chalicelib.enrichment.http.provider_http import ProviderHttp
from chalicelib.enrichment.http.provider_state import QuerySize
from chalicelib.enrichment.providers.open_library import OpenLibrary
from chalicelib.enrichment.providers.open_library_queries import BookIds
from chalicelib.models import BookInfo

# Each with what is odd about it.
LIBRARY: Final = (
    BookInfo("Dune (Dune, #1)", "Frank Herbert", "9780441172719", "44767458"),
    BookInfo(
        "The Hobbit, or There and Back Again", "J.R.R. Tolkien", None, "5907"
    ),  # initials; the old way of subtitles
    BookInfo("Anne of Green Gables", "L.M. Montgomery", "9780451528827", "row-7"),  # an id of another site
    BookInfo("The Candy House", "Jennifer Egan", None, None),  # a leading article
    BookInfo("War and Peace", "Leo Tolstoy", None, "656"),  # catalogued as Лев Толстой
    BookInfo("Mistborn: The Final Empire (Mistborn, #1)", "Sanderson, Brandon", None, "68428"),  # behind its series
    BookInfo("From Hell", "Alan Moore", None, None),  # a title that a firewall dislikes
    BookInfo('Say "Cheese" -- Or Else', 'Ada "Bo" Example', None, None),  # quotation marks and dashes
    BookInfo("Emma & Persuasion", "Jane Austen", "9791034300228", None),  # an ISBN that has no short form
    BookInfo("百年の孤独", "村上 春樹", None, "0123"),  # no id of Goodreads begins with 0
    BookInfo("Der Prozeß", "Franz Kafka", None, "1234567890123"),  # nor has one thirteen digits
    BookInfo("Slaughterhouse-Five", "Kurt Vonnegut Jr.", None, "4981"),
)


class RecordingHttp(ProviderHttp):
    """Notes what is asked for and knows no book."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []

    async def get_json(
        self, path: str, params: Mapping[str, str], *, attempts_of_query: int | None = None
    ) -> dict[str, Any]:
        self.sent.append({"path": path, **params})
        return {"numFound": 0, "docs": []}


def sent_requests() -> list[dict[str, str]]:
    """What each kind of look-up sends for the whole library, in the order of the kinds."""
    http = RecordingHttp()

    async def ask() -> None:
        open_library = OpenLibrary(http, QuerySize())
        ids = [BookIds(book.isbn13, book.goodreads_number) for book in LIBRARY]
        known = [one for one in ids if any(one)]
        await asyncio.gather(*(open_library.by_ids(one) for one in known))
        await asyncio.gather(*(open_library.by_ids_of_work(one) for one in known))
        await asyncio.gather(*(open_library.by_title(book.title, book.author) for book in LIBRARY))
        await asyncio.gather(*(open_library.by_other_names(book.title, book.author) for book in LIBRARY))

    asyncio.run(ask())
    return http.sent


if __name__ == "__main__":
    json.dump(sent_requests(), sys.stdout, indent=1, ensure_ascii=False)
    print()
