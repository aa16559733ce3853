"""Google Books' answers to `/books/v1/volumes`, from a catalogue, its limits, and where it cannot tell the country.

As Google answers: without a key every request is over a shared quota of none; a hit may lack any field, or come as a
positive `totalItems` without items; image links are plain http. Terms of a query are parted by blanks (the documented
`+` is one, encoded); a plus sign itself is part of the text, and what stands behind it is no term of its own.
"""

import re
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Literal

from bench.simulator.google_books.volume_index import VolumeIndex, best_edition
from bench.simulator.isbns import isbn_digits
from bench.simulator.plain_words import words
from bench.simulator.records import NO_COVER, Work
from bench.simulator.traffic import Answer

DEFAULT_MAX_RESULTS = 10
MOST_RESULTS = 40
_MINUTE_S = 60.0

_FIELDS = {"isbn": "isbn", "intitle": "title", "inauthor": "author"}
_TERM = re.compile(r'(?:^|(?<=\s))(isbn|intitle|inauthor):(?:"([^"]*)"|([^\s"]+))')
_NAMES = re.compile(r"\w+")


class GoogleBooks:
    """Answers for one catalogue, counting what each API key has used.

    `daily_quota`, `quota_status`, `minute_quota` (None: no limit a minute) and `cloud_address` may change while it
    runs. Asked from a cloud machine's address, Google does not know the country, and refuses who does not name it.
    """

    def __init__(
        self,
        works: tuple[Work, ...],
        *,
        daily_quota: int,
        quota_status: int,
        minute_quota: int | None = None,
        cloud_address: bool = False,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._index = VolumeIndex(works)
        self._used: Counter[str] = Counter()
        self._times: dict[str, list[float]] = defaultdict(list)
        self._now_s = now_s
        self.daily_quota = daily_quota
        self.quota_status = quota_status
        self.minute_quota = minute_quota
        self.cloud_address = cloud_address

    def answer(self, path: str, params: Mapping[str, str]) -> Answer:
        """The answer to a request for `path` below `/books/v1`."""
        if path != "/books/v1/volumes":
            return Answer.json({"error": {"code": 404, "message": "Not Found", "status": "NOT_FOUND"}}, 404)
        if refusal := self._refusal(params):
            return refusal
        asked = _volume_query(params.get("q", ""))
        most = params.get("maxResults", str(DEFAULT_MAX_RESULTS))
        if not asked or not most.isdecimal() or int(most) > MOST_RESULTS:
            return Answer.json({"error": {"code": 400, "message": "Bad request", "status": "INVALID_ARGUMENT"}}, 400)
        return Answer.json(self._volumes(asked, int(most), params.get("fields", "")))

    def _refusal(self, params: Mapping[str, str]) -> Answer | None:
        key = params.get("key", "")
        if not key:
            return Answer.json(_quota_error(0), 429)
        if self.cloud_address and not params.get("country"):
            return Answer.json(_UNKNOWN_COUNTRY, 403)
        if self._used[key] >= self.daily_quota:
            return Answer.json(_quota_error(self.daily_quota), self.quota_status)
        now = self._now_s()
        recent = self._times[key] = [then for then in self._times[key] if now - then < _MINUTE_S]
        if self.minute_quota is not None and len(recent) >= self.minute_quota:
            return Answer.json(_quota_error(self.minute_quota, "minute"), 429)
        recent.append(now)
        self._used[key] += 1
        return None

    def _volumes(self, asked: list[tuple[str, str]], most: int, fields: str) -> dict[str, Any]:
        found = self._index.search(asked)
        content: dict[str, Any] = {"kind": "books#volumes", "totalItems": len(found)}
        isbns = {isbn_digits(text) for field, text in asked if field == "isbn"}
        items = [_volume(work, isbns) for work in found[:most] if not _is_withheld(work)]
        if items:
            content["items"] = items
        return _selected(content, set(_NAMES.findall(fields))) if fields else content


_UNKNOWN_COUNTRY = {
    "error": {
        "code": 403,
        "message": "Cannot determine user location for geographically restricted operation.",
        "errors": [
            {
                "message": "Cannot determine user location for geographically restricted operation.",
                "domain": "global",
                "reason": "unknownLocation",
            }
        ],
    }
}


def _volume_query(text: str) -> list[tuple[str, str]]:
    """Fields and texts asked for; words outside of terms are looked for anywhere."""
    found = [(_FIELDS[name], quoted or bare) for name, quoted, bare in _TERM.findall(text)]
    return found + [("", word) for word in words(_TERM.sub(" ", text))]


def _is_withheld(work: Work) -> bool:
    """Whether Google counts the volume and does not show it, as happens for some."""
    return zlib.crc32(work.key.encode()) % 50 == 0


def _volume(work: Work, asked_isbns: set[str]) -> dict[str, Any]:
    number = f"{zlib.crc32(work.key.encode()):08x}GB"
    image = f"http://books.google.com/books/content?id={number}&printsec=frontcover&img=1&source=gbs_api"
    edition = best_edition(work, asked_isbns)
    has_image = work.cover_i not in (None, NO_COVER)
    info = {
        "title": work.title,
        "subtitle": work.subtitle,
        "authors": list(work.authors),
        "publishedDate": str(work.first_publish_year) if work.first_publish_year else None,
        "industryIdentifiers": [
            {"type": f"ISBN_{len(isbn)}", "identifier": isbn}
            for isbn in map(isbn_digits, edition.isbns if edition else ())
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


def _quota_error(quota: int, unit: Literal["day", "minute"] = "day") -> dict[str, Any]:
    """Google's error for a spent quota, the same body whatever the status; no key means a shared quota of 0.

    That of a minute has the reason of a day's, and differs in what the message and the details name.
    """
    message = (
        f"Quota exceeded for quota metric 'Queries' and limit 'Queries per {unit}' of service 'books.googleapis.com' "
        "for consumer 'project_number:1'."
    )
    limit = {
        "quota_location": "global",
        "quota_metric": "books.googleapis.com/default",
        "quota_limit_value": str(quota),
        "service": "books.googleapis.com",
        "consumer": "projects/1",
        "quota_limit": f"defaultPer{unit.title()}PerProject",
        "quota_unit": f"1/{'d' if unit == 'day' else 'min'}/{{project}}",
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
