"""Google Books' answers to `/books/v1/volumes`, from a catalogue, and its daily quota.

As Google answers: without a key every request is over a shared quota of none; a hit may lack any field, or come as a
positive `totalItems` without items; image links are plain http.
"""

import re
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bench.simulator.book_index import BookIndex, best_edition
from bench.simulator.catalogue import NO_COVER, Work
from bench.simulator.query import Combination, Query, Term, isbn_digits, terms, words
from bench.simulator.traffic import Answer

DEFAULT_MAX_RESULTS = 10
MOST_RESULTS = 40

_FIELDS = {"isbn": "isbn", "intitle": "title", "inauthor": "author"}
_TERM = re.compile(r'\b(isbn|intitle|inauthor):(?:"([^"]*)"|([^\s"+]+))')
_NAMES = re.compile(r"\w+")


class GoogleBooks:
    """Answers for one catalogue, counting what each API key has used; `daily_quota` may change while it runs."""

    def __init__(self, works: tuple[Work, ...], *, daily_quota: int, quota_status: int) -> None:
        self._index = BookIndex(works)
        self._used: Counter[str] = Counter()
        self.daily_quota = daily_quota
        self.quota_status = quota_status

    def answer(self, path: str, params: Mapping[str, str]) -> Answer:
        """The answer to a request for `path` below `/books/v1`."""
        if path != "/books/v1/volumes":
            return Answer.json({"error": {"code": 404, "message": "Not Found", "status": "NOT_FOUND"}}, 404)
        key = params.get("key", "")
        if not key:
            return Answer.json(_quota_error(0), 429)
        if self._used[key] >= self.daily_quota:
            return Answer.json(_quota_error(self.daily_quota), self.quota_status)
        self._used[key] += 1
        query = _volume_query(params.get("q", ""))
        most = params.get("maxResults", str(DEFAULT_MAX_RESULTS))
        if query is None or not most.isdecimal() or int(most) > MOST_RESULTS:
            return Answer.json({"error": {"code": 400, "message": "Bad request", "status": "INVALID_ARGUMENT"}}, 400)
        return Answer.json(self._volumes(query, int(most), params.get("fields", "")))

    def _volumes(self, query: Query, most: int, fields: str) -> dict[str, Any]:
        found = self._index.search(query)
        asked = {isbn_digits(term.text) for term in terms(query) if term.field == "isbn"}
        content: dict[str, Any] = {"kind": "books#volumes", "totalItems": len(found)}
        items = [_volume(work, asked) for work in found[:most] if not _is_withheld(work)]
        if items:
            content["items"] = items
        return _selected(content, set(_NAMES.findall(fields))) if fields else content


def _volume_query(text: str) -> Query | None:
    # The plus of `+inauthor:` arrives as a space from some clients and as itself from those that encode it.
    found = [Term(_FIELDS[name], quoted or bare) for name, quoted, bare in _TERM.findall(text)]
    parts = found or [Term(None, word) for word in words(text)]
    return Combination("AND", tuple(parts)) if parts else None


def _is_withheld(work: Work) -> bool:
    """Whether Google counts the volume and does not show it, as happens for some."""
    return zlib.crc32(work.key.encode()) % 50 == 0


def _volume(work: Work, asked_isbns: set[str]) -> dict[str, Any]:
    number = f"{zlib.crc32(work.key.encode()):08x}GB"
    image = f"http://books.google.com/books/content?id={number}&printsec=frontcover&img=1&source=gbs_api"
    _, edition = best_edition(work, asked_isbns)
    has_image = work.cover_i not in (None, NO_COVER)
    info = {
        "title": work.title,
        "subtitle": work.subtitle,
        "authors": list(work.authors),
        "publishedDate": str(work.first_publish_year) if work.first_publish_year else None,
        "industryIdentifiers": [
            {"type": f"ISBN_{len(isbn)}", "identifier": isbn} for isbn in (edition.isbns if edition else ())
        ],
        "pageCount": work.number_of_pages_median,
        "categories": [work.category] if work.category else None,
        "averageRating": work.ratings_average,
        "imageLinks": {"smallThumbnail": f"{image}&zoom=5", "thumbnail": f"{image}&zoom=1"} if has_image else None,
    }
    return {
        "kind": "books#volume",
        "id": number,
        "volumeInfo": {name: value for name, value in info.items() if value},
    }


def _selected(content: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """A loose reading of `fields`: what it names anywhere is kept; `volumeInfo` named alone is kept whole."""
    kept = {name: value for name, value in content.items() if name in names}
    if "items" in kept and names & {"id", "volumeInfo"}:
        kept["items"] = [
            {name: value for name, value in item.items() if name in names} for item in content.get("items", [])
        ]
        for item in kept["items"]:
            if "volumeInfo" in item and (wanted := names & item["volumeInfo"].keys()):
                item["volumeInfo"] = {name: value for name, value in item["volumeInfo"].items() if name in wanted}
    return kept


def _quota_error(quota: int) -> dict[str, Any]:
    """Google's error for a spent quota, the same body whatever the status; no key means a shared quota of 0."""
    message = (
        "Quota exceeded for quota metric 'Queries' and limit 'Queries per day' of service 'books.googleapis.com' "
        "for consumer 'project_number:1'."
    )
    limit = {
        "quota_location": "global",
        "quota_metric": "books.googleapis.com/default",
        "quota_limit_value": str(quota),
        "service": "books.googleapis.com",
        "consumer": "projects/1",
        "quota_limit": "defaultPerDayPerProject",
        "quota_unit": "1/d/{project}",
    }
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": limit,
    }
    return {
        "error": {
            "code": 429,
            "message": message,
            "errors": [{"message": message, "domain": "global", "reason": "rateLimitExceeded"}],
            "status": "RESOURCE_EXHAUSTED",
            "details": [detail],
        }
    }
