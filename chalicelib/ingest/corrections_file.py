"""Reads the corrections that a reader sends for a dashboard: bytes that anyone may have made -> typed corrections."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, Literal, NotRequired, TypedDict

from chalicelib.errors import BadCorrections, CorrectionsTooLarge
from chalicelib.ingest.upload_body import HOW_TO_CORRECT

VERSION: Final = 1
MOST_BYTES: Final = 1_000_000
MOST_GENRES: Final = 20
"""Providers give eight; a reader may correct them."""
LONGEST_GENRE: Final = 60
LONGEST_ADDRESS: Final = 500
DROPPED: Final = "dropped"
_COVER_HOSTS: Final = ("books.google.com", "covers.openlibrary.org")
"""The hosts whose covers the pages show."""
_COVER_ADDRESSES: Final = tuple(f"https://{host}/" for host in _COVER_HOSTS)
_CORRECTS: Final = ("genres", "thumbnail_url", "match")
_TELLS: Final = ("isbn13", "title", "author")
"""By these a page finds a book of its file again; here the id is enough."""
_UNWRITABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_LONGEST_QUOTED: Final = 60


class Correction(TypedDict):
    """What is corrected of the book with this id; a key that is not there leaves the book's own value."""

    goodreads_id: str
    genres: NotRequired[list[str]]
    thumbnail_url: NotRequired[str | None]
    match: NotRequired[Literal["dropped"]]


def read_corrections(body: bytes, *, max_books: int) -> list[Correction]:
    """The corrections in a body: `{"version": 1, "books": [{"goodreads_id", "genres", "thumbnail_url", "match"}]}`.

    Raises `CorrectionsTooLarge` over `MOST_BYTES` or `max_books`, `BadCorrections` for everything else that docs/api.md
    does not allow.
    """
    if len(body) > MOST_BYTES:
        raise CorrectionsTooLarge(f"The corrections have more than {MOST_BYTES:,} bytes. Send fewer of them.")
    try:
        content = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadCorrections(f"The body is no JSON in UTF-8. {HOW_TO_CORRECT}") from None
    if not isinstance(content, dict) or set(content) != {"version", "books"} or not isinstance(content["books"], list):
        raise BadCorrections('The corrections have to be an object with "version" and "books", a list.')
    if type(content["version"]) is not int or content["version"] != VERSION:
        raise BadCorrections(f"These corrections are of another version. This server knows version {VERSION}.")
    if len(content["books"]) > max_books:
        raise CorrectionsTooLarge(f"The corrections are for more than {max_books} books, the most of one dashboard.")
    corrections = [_correction(raw, number) for number, raw in enumerate(content["books"], 1)]
    seen: set[str] = set()
    for correction in corrections:
        if correction["goodreads_id"] in seen:
            raise BadCorrections(f"The book {quoted(correction['goodreads_id'])} is corrected twice.")
        seen.add(correction["goodreads_id"])
    return corrections


def cover_address(address: str) -> str | None:
    """The address where it is one of a cover that the pages show, else None."""
    is_shown = address.startswith(_COVER_ADDRESSES) and address.isascii() and address.isprintable()
    return address if is_shown and " " not in address else None


def correction_of(raw: Mapping[str, Any]) -> Correction | None:
    """The correction in what a file tells of a book; None for what `read_corrections` would refuse."""
    try:
        return _correction(raw, 1)
    except BadCorrections:
        return None


def quoted(text: str) -> str:
    """A text of a stranger as a message shows it: short, on one line."""
    return ascii(text[:_LONGEST_QUOTED])


def _correction(raw: Any, number: int) -> Correction:
    if not isinstance(raw, dict):
        raise BadCorrections(f"Correction {number} is no object.")
    if unknown := sorted(set(raw) - {"goodreads_id", *_TELLS, *_CORRECTS}):
        raise BadCorrections(f"Correction {number} has a key that is not known: {quoted(unknown[0])}.")
    book_id = raw.get("goodreads_id")
    if not isinstance(book_id, str) or not book_id:
        raise BadCorrections(f"Correction {number} has no goodreads_id, which has to be a text.")
    if any(not isinstance(raw.get(name), str | None) for name in _TELLS):
        raise BadCorrections(f"Correction {number}: {', '.join(_TELLS)} have to be texts or null.")
    if not any(name in raw for name in _CORRECTS):
        raise BadCorrections(f"Correction {number} corrects nothing: it has none of {', '.join(_CORRECTS)}.")
    correction = Correction(goodreads_id=book_id)
    if "genres" in raw:
        correction["genres"] = _genres(raw["genres"], number)
    if "thumbnail_url" in raw:
        correction["thumbnail_url"] = _cover(raw, number)
    if "match" in raw:
        if raw["match"] != DROPPED:
            raise BadCorrections(f'Correction {number}: match can only be "{DROPPED}".')
        correction["match"] = "dropped"
    return correction


def _genres(raw: Any, number: int) -> list[str]:
    if not isinstance(raw, list) or len(raw) > MOST_GENRES:
        raise BadCorrections(f"Correction {number}: genres have to be a list of at most {MOST_GENRES}.")
    genres: list[str] = []
    for item in raw:
        genre = item.strip() if isinstance(item, str) else ""
        if not 1 <= len(genre) <= LONGEST_GENRE or any(unicodedata.category(one) in _UNWRITABLE for one in genre):
            raise BadCorrections(
                f"Correction {number}: a genre has to be a text of 1 to {LONGEST_GENRE} characters on one line."
            )
        genres.append(genre)
    if len({genre.casefold() for genre in genres}) < len(genres):
        raise BadCorrections(f"Correction {number} has the same genre twice.")
    return genres


def _cover(raw: Mapping[str, Any], number: int) -> str | None:
    address = raw["thumbnail_url"]
    if address is None:
        return None
    if not isinstance(address, str) or len(address) > LONGEST_ADDRESS or cover_address(address) is None:
        raise BadCorrections(
            f"Correction {number}: a cover has to be an https address of {' or '.join(_COVER_HOSTS)}, or null."
        )
    return address
