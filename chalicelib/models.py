"""The shapes that travel between functions, and the only place where they become JSON or come from it."""

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, cast, get_args

from chalicelib.errors import ErrorCategory, MalformedBook
from chalicelib.isbn import isbn13_of

Json = dict[str, Any]
MatchedBy = Literal["isbn", "goodreads_id", "title_author"]
"""What a record was recognised by; a match by ISBN or by Goodreads' own id is exact."""
NotAsked = Literal["google_books_no_key", "google_books_quota"]
"""Why a provider that might have known more of a book was left out."""
_CATEGORIES = get_args(ErrorCategory)
_LONGEST_GOODREADS_ID = 12
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class BookInfo:
    """What a provider needs to know to find a book; nothing about the reader.

    `isbn13` is a valid ISBN-13 or None: whoever makes a book has normalised it.
    """

    title: str
    author: str
    isbn13: str | None = None
    goodreads_id: str | None = None

    @property
    def book_id(self) -> str:
        """The identity that results are checked by: `goodreads_id`, or `title-author` where there is none."""
        return self.goodreads_id or f"{self.title}-{self.author}"

    @property
    def goodreads_number(self) -> str | None:
        """`goodreads_id` where it is one of Goodreads' own, which are numbers; other files have ids of other kinds."""
        number = self.goodreads_id or ""
        is_number = number.isascii() and number.isdecimal() and not number.startswith("0")
        return number if is_number and len(number) <= _LONGEST_GOODREADS_ID else None

    def to_json(self) -> Json:
        """The `book` of a BookProcessor event."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: object) -> "BookInfo":
        """Read the `book` of an event, whose `isbn13` and `isbn` may hold an ISBN in any notation.

        Raises `MalformedBook` when it is not an object of texts with a title.
        """
        read = _Fields(raw, "book")
        title = read.text("title")
        if not title or not title.strip():
            raise MalformedBook("the book has no title")
        return cls(
            title=title,
            author=read.text("author") or "",
            isbn13=isbn13_of(read.text("isbn13")) or isbn13_of(read.text("isbn")),
            goodreads_id=read.text("goodreads_id"),
        )


@dataclass(frozen=True, slots=True)
class Series:
    """A series and the place of a book in it, as text: `1`, `1.5`, `1-3`; None where it has none."""

    name: str
    position: str | None = None


@dataclass(frozen=True, slots=True)
class EnrichedBook:
    """What is known of one book after asking the providers: the contract's BookProcessor result.

    `not_asked` says which providers were left out although they might have added to the answer: what they know is not
    known to be absent. `community_ratings` counts the votes behind the provider's mean, which `average_rating` holds
    only if there are enough of them. `language` is that of the reader's edition (ISO 639-2). `places`, `people` and
    `times` are settings of the book.
    """

    book_id: str
    title: str
    author: str
    success: bool
    final_genres: tuple[str, ...] = ()
    thumbnail_url: str | None = None
    small_thumbnail_url: str | None = None
    genre_enrichment_success: bool = False
    genre_sources: tuple[str, ...] = ()
    matched_by: MatchedBy | None = None
    error_category: ErrorCategory | None = None
    error_message: str | None = None
    not_asked: tuple[NotAsked, ...] = ()
    processing_logs: tuple[str, ...] = ()
    average_rating: float | None = None
    community_ratings: int | None = None
    num_pages: int | None = None
    publication_year: int | None = None
    series: Series | None = None
    language: str | None = None
    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    times: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """The result as BookProcessor answers it; tuples become lists."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        listed = {name: list(value) if isinstance(value, tuple) else value for name, value in values}
        return listed | {"series": asdict(self.series) if self.series else None}

    @classmethod
    def from_json(cls, raw: object) -> "EnrichedBook":
        """Read a result; raises `MalformedBook` when a field is missing or of another type."""
        read = _Fields(raw, "result")
        category = read.text("error_category")
        matched_by = read.text("matched_by")
        if category is not None and category not in _CATEGORIES:
            raise MalformedBook("the result's error_category is not one of the contract's")
        not_asked = read.texts("not_asked")
        if not set(not_asked) <= set(get_args(NotAsked)):
            raise MalformedBook("the result's not_asked names an unknown reason")
        if matched_by not in (None, *get_args(MatchedBy)):
            raise MalformedBook("the result's matched_by is not one of the contract's")
        return cls(
            book_id=read.required_text("book_id"),
            title=read.required_text("title"),
            author=read.required_text("author"),
            success=read.flag("success"),
            final_genres=read.texts("final_genres"),
            thumbnail_url=read.text("thumbnail_url"),
            small_thumbnail_url=read.text("small_thumbnail_url"),
            genre_enrichment_success=read.flag("genre_enrichment_success"),
            genre_sources=read.texts("genre_sources"),
            matched_by=cast(MatchedBy | None, matched_by),
            error_category=cast(ErrorCategory | None, category),
            error_message=read.text("error_message"),
            not_asked=cast(tuple[NotAsked, ...], not_asked),
            processing_logs=read.texts("processing_logs"),
            average_rating=read.number("average_rating"),
            community_ratings=read.integer("community_ratings"),
            num_pages=read.integer("num_pages"),
            publication_year=read.integer("publication_year"),
            series=read.series("series"),
            language=read.text("language"),
            places=read.texts("places"),
            people=read.texts("people"),
            times=read.texts("times"),
        )

    @classmethod
    def failed(
        cls, book: BookInfo, category: ErrorCategory, message: str, logs: tuple[str, ...] = ()
    ) -> "EnrichedBook":
        """The placeholder of a book that could not be enriched, with its reason."""
        return cls(
            book_id=book.book_id,
            title=book.title,
            author=book.author,
            success=False,
            error_category=category,
            error_message=message,
            processing_logs=(*logs, f"failed: {message}"),
        )


class _Fields:
    """Typed reading of one JSON object; every mismatch is a `MalformedBook` that names the field."""

    def __init__(self, raw: object, what: str) -> None:
        if not isinstance(raw, Mapping):
            raise MalformedBook(f"the {what} is no JSON object")
        self._raw = raw
        self._what = what

    def _wrong(self, name: str) -> MalformedBook:
        return MalformedBook(f"the {self._what}'s {name} is missing or of the wrong type")

    def text(self, name: str) -> str | None:
        value = self._raw.get(name)
        if value is not None and not _is_text(value):
            raise self._wrong(name)
        return cast(str | None, value)

    def required_text(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise self._wrong(name)
        return value

    def flag(self, name: str) -> bool:
        value = self._raw.get(name)
        if not isinstance(value, bool):
            raise self._wrong(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._raw.get(name)
        if not isinstance(value, list) or not all(_is_text(item) for item in value):
            raise self._wrong(name)
        return tuple(value)

    def series(self, name: str) -> Series | None:
        value = self._raw.get(name)
        if value is None:
            return None
        read = _Fields(value, name)
        return Series(read.required_text("name"), read.text("position"))

    def number(self, name: str) -> float | None:
        value = self._raw.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self._wrong(name)
        if isinstance(value, float) and not math.isfinite(value):
            raise self._wrong(name)
        return value

    def integer(self, name: str) -> int | None:
        value = self.number(name)
        if value is not None and not isinstance(value, int):
            raise self._wrong(name)
        return value


def _is_text(value: object) -> bool:
    """Half a surrogate pair, which JSON's escapes can hold, is no text: nothing can encode it."""
    return isinstance(value, str) and not _SURROGATE.search(value)
