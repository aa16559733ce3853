"""Google Books: how it is asked and how its answers are read. One request a book, and only with a key.

Without a key its quota is 0; with a free one 1,000 requests a day. A quota refusal ends it for the job.
(https://developers.google.com/books/docs/v1/using)
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import ProviderHttp
from chalicelib.enrichment.http.quota import Quota
from chalicelib.enrichment.matching import authors_agree, main_title, natural_name, title_agreement
from chalicelib.enrichment.providers.answer import (
    Match,
    ProviderAnswer,
    as_text,
    as_texts,
    as_whole,
    mean_of_enough,
)
from chalicelib.errors import QuotaExhausted
from chalicelib.isbn import isbn13_of
from chalicelib.models import BookInfo, MatchedBy

NAME: Final = "google_books"
FORBIDDEN: Final = "its key may not be allowed to ask for books, or not from this address"
_VOLUME_FIELDS: Final = (
    "title,subtitle,authors,categories,imageLinks,industryIdentifiers,pageCount,averageRating,ratingsCount"
)
_FIELDS: Final = f"totalItems,items(id,volumeInfo({_VOLUME_FIELDS}))"
# Google refuses a request whose country it cannot tell, as from machines in a cloud. What is read is the same in all.
_COUNTRY: Final = "US"
_QUOTA_REASONS: Final = frozenset({"rateLimitExceeded", "dailyLimitExceeded", "quotaExceeded", "userRateLimitExceeded"})


_PER_MINUTE: Final = re.compile(r"per ?minute|\b\d+/min\b", re.IGNORECASE)


def pace() -> Pace:
    """Google publishes a daily quota only; requests take turns, see `Quota`, so this is hardly what they wait for."""
    return Pace(rate_per_s=10.0, burst=10)


def quota_is_out() -> QuotaExhausted:
    """Why Google Books is not asked once its quota is known to be out."""
    return QuotaExhausted(NAME, "not asked, because the daily quota is used up")


def is_quota_refusal(body: bytes) -> bool:
    """Whether an error body says that the quota of the day is out.

    A drained key may answer 429, 403 or 400 with the same body. A limit per minute has the same reason and names the
    minute in the limit or in the message: it passes by itself.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return False
    error = answer.get("error") if isinstance(answer, dict) else None
    reasons = error.get("errors") if isinstance(error, dict) else None
    if not isinstance(reasons, list) or _PER_MINUTE.search(json.dumps(error)):
        return False
    return any(isinstance(reason, dict) and as_text(reason.get("reason")) in _QUOTA_REASONS for reason in reasons)


def isbn_query(isbn13: str, key: str) -> dict[str, str]:
    """Parameters that ask for one ISBN-13."""
    return _parameters(f"isbn:{isbn13}", 1, key)


def title_query(title: str, author: str, key: str) -> dict[str, str]:
    """Parameters that ask for one title and author, series and subtitle stripped; quotes cannot be escaped here."""
    words = main_title(title).replace('"', " "), natural_name(author).replace('"', " ")
    return _parameters(f'intitle:"{words[0]}" inauthor:"{words[1]}"', 5, key)


def _parameters(q: str, most: int, key: str) -> dict[str, str]:
    # The plus between two terms in Google's documentation is an encoded blank, which the client writes.
    return {"q": q, "fields": _FIELDS, "maxResults": str(most), "country": _COUNTRY, "key": key}


def read_volumes(answer: Mapping[str, object], book: BookInfo) -> Match | None:
    """The first volume that is the book, by its ISBN or else by title and author; None when there is none."""
    items = answer.get("items")
    for item in items if isinstance(items, list) else []:
        info = item.get("volumeInfo") if isinstance(item, Mapping) else None
        if not isinstance(info, Mapping):
            continue
        matched_by = _matched_by(info, book)
        if matched_by is not None:
            return Match(_provider_answer(as_text(item.get("id")) or "a volume without id", info), matched_by)
    return None


class GoogleBooks:
    """Look-ups of single books; `exhausted` once the quota is out, from when on it is not asked any more."""

    def __init__(self, http: ProviderHttp, key: str, quota: Quota) -> None:
        self._http = http
        self._key = key
        self._quota = quota
        self.exhausted = False

    async def find(self, book: BookInfo) -> Match | None:
        """Look a book up by its ISBN, without one by title and author; None when it is not known.

        Raises `QuotaExhausted` when the quota is or was out, `ProviderError` when it could not be asked.
        """
        if book.isbn13:
            query = isbn_query(book.isbn13, self._key)
        else:
            query = title_query(book.title, book.author, self._key)
        async with self._quota.turn() as left:
            if not left:
                self.exhausted = True
                raise quota_is_out()
            try:
                answer = await self._http.get_json("/volumes", query)
            except QuotaExhausted:
                self.exhausted = True
                self._quota.ran_out()
                raise
        return read_volumes(answer, book)


def _matched_by(info: Mapping[str, object], book: BookInfo) -> MatchedBy | None:
    identifiers = info.get("industryIdentifiers")
    listed = identifiers if isinstance(identifiers, list) else []
    isbns = {isbn13_of(as_text(item.get("identifier"))) for item in listed if isinstance(item, Mapping)}
    if book.isbn13 and book.isbn13 in isbns:
        return "isbn"
    title = as_text(info.get("title"))
    if title is None or not title_agreement(book.title, title, as_text(info.get("subtitle"))):
        return None
    return "title_author" if any(authors_agree(book.author, name) for name in as_texts(info.get("authors"))) else None


def _provider_answer(volume_id: str, info: Mapping[str, object]) -> ProviderAnswer:
    ratings = as_whole(info.get("ratingsCount"), 0, 10**9)
    images = info.get("imageLinks")
    links = images if isinstance(images, Mapping) else {}
    return ProviderAnswer(
        source=NAME,
        reference=volume_id,
        headings=as_texts(info.get("categories")),
        thumbnail_url=_https(links.get("thumbnail")),
        small_thumbnail_url=_https(links.get("smallThumbnail")),
        average_rating=mean_of_enough(info.get("averageRating"), ratings),
        community_ratings=ratings,
        num_pages=as_whole(info.get("pageCount"), 1, 50_000),
    )


def _https(link: object) -> str | None:
    """Google's cover links come as http, which a page served over https must not embed; other hosts are no covers."""
    text = as_text(link)
    if text is None:
        return None
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in {"http", "https"} or not rest.startswith("books.google.com/"):
        return None
    return f"https://{rest}"
