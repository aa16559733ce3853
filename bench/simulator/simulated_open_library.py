"""Open Library's answers to its search, edition, work and bibkeys addresses, from a catalogue.

Shapes and quirks as Open Library documents and answers them: one document per work, exactly one edition in each, absent
rather than null, 1,000 documents at most, an HTML page where an edition is not known.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bench.simulator.book_index import BookIndex, best_edition
from bench.simulator.catalogue import NO_COVER, Edition, Work
from bench.simulator.query import Combination, Query, QueryError, Term, isbn_digits, parse_query, terms, words
from bench.simulator.traffic import Answer

MAX_TARGET_BYTES = 4096 + 256
"""Path and query together; "about 4 KB" is what Open Library asks clients to keep to."""
DEFAULT_LIMIT = 100
MAX_LIMIT = 1000

_DEFAULT_FIELDS = ("author_key", "author_name", "cover_i", "edition_count", "first_publish_year", "key", "title")
_DEFAULT_EDITION_FIELDS = ("key", "title", "cover_i")

_DOC_FIELDS: dict[str, Callable[[Work], Any]] = {
    "author_key": lambda work: [_author_key(name) for name in work.authors],
    "author_name": lambda work: list(work.authors),
    "cover_i": lambda work: work.cover_i,
    "edition_count": lambda work: len(work.editions),
    "first_publish_year": lambda work: work.first_publish_year,
    "isbn": lambda work: list(work.isbns),
    "key": lambda work: work.key,
    "number_of_pages_median": lambda work: work.number_of_pages_median,
    "ratings_average": lambda work: work.ratings_average,
    "subject": lambda work: list(work.subjects),
    "subtitle": lambda work: work.subtitle,
    "title": lambda work: work.title,
}


class OpenLibrary:
    """Answers for one catalogue; knows nothing of limits, latency and faults."""

    def __init__(self, works: tuple[Work, ...]) -> None:
        self._index = BookIndex(works)

    def answer(self, path: str, params: Mapping[str, str]) -> Answer:
        """The answer to a request for `path`; an HTML 404 page for one that is not played."""
        if path == "/search.json":
            return self._search(params)
        if path == "/api/books":
            return self._books(params)
        name = path.removesuffix(".json")
        if name != path and name.startswith("/isbn/"):
            return self._edition(isbn_digits(name.removeprefix("/isbn/")))
        if name != path and (work := self._index.work(name)):
            return Answer.json(_work_record(work))
        return Answer.page("404 Not Found", 404)

    def _search(self, params: Mapping[str, str]) -> Answer:
        try:
            query = search_query(params)
            limit = min(max(int(params.get("limit", DEFAULT_LIMIT)), 0), MAX_LIMIT)
            start = max(int(params.get("offset", 0)), 0)
        except ValueError as error:
            return Answer.json({"error": f"Bad request: {error}"}, 400)
        found = self._index.search(query)
        fields = [field for field in params.get("fields", "").split(",") if field]
        asked = {isbn_digits(term.text) for term in terms(query) if term.field == "isbn"}
        content = {
            "numFound": len(found),
            "start": start,
            "numFoundExact": True,
            "num_found": len(found),
            "documentation_url": "https://openlibrary.org/dev/docs/api/search",
            "q": params.get("q", ""),
            "offset": start if "offset" in params else None,
            "docs": [_doc(work, fields, asked) for work in found[start : start + limit]],
        }
        return Answer.json(content)

    def _edition(self, isbn: str) -> Answer:
        work = self._index.by_isbn(isbn)
        _, edition = best_edition(work, {isbn}) if work else (0, None)
        if work is None or edition is None:
            return Answer.page("404 Not Found", 404)
        content = {
            "key": edition.key,
            "title": work.title,
            "works": [{"key": work.key}],
            "authors": [{"key": f"/authors/{_author_key(name)}"} for name in work.authors],
            "isbn_13": [number for number in edition.isbns if len(number) == 13],
            "isbn_10": [number for number in edition.isbns if len(number) == 10],
            "covers": None if edition.cover_i is None else [edition.cover_i],
            "number_of_pages": work.number_of_pages_median,
        }
        return Answer.json(_present(content))

    def _books(self, params: Mapping[str, str]) -> Answer:
        asked = [key for key in params.get("bibkeys", "").split(",") if key]
        found = {key: self._index.by_isbn(key.removeprefix("ISBN:")) for key in asked}
        return Answer.json({key: _book_record(work) for key, work in found.items() if work})


def search_query(params: Mapping[str, str]) -> Query:
    """What a `/search.json` request asks for, in `q` or in `title`, `author` and `isbn`; all words of each must match.

    Raises `QueryError` when it asks for nothing or `q` is not in the query language.
    """
    parts: list[Query] = [parse_query(params["q"])] if params.get("q", "").strip() else []
    for field in ("title", "author"):
        parts += [Term(field, word) for word in words(params.get(field, ""))]
    if isbn := params.get("isbn"):
        parts.append(Term("isbn", isbn))
    if not parts:
        raise QueryError("nothing asked for")
    return parts[0] if len(parts) == 1 else Combination("AND", tuple(parts))


def keys_asked(path: str, params: Mapping[str, str]) -> int:
    """How many books a request asks for: its ISBNs and title phrases, at least one."""
    if path == "/api/books":
        return max(1, len([key for key in params.get("bibkeys", "").split(",") if key]))
    if path != "/search.json" or not params.get("q", "").strip():
        return 1
    try:
        asked = parse_query(params["q"])
    except QueryError:
        return 1
    return max(1, sum(term.field in ("isbn", "title") for term in terms(asked)))


def _doc(work: Work, fields: Iterable[str], asked_isbns: set[str]) -> dict[str, Any]:
    asked = set(fields) or set(_DEFAULT_FIELDS)
    names = _DOC_FIELDS.keys() if "*" in asked else asked & _DOC_FIELDS.keys()
    doc = _present({name: _DOC_FIELDS[name](work) for name in sorted(names)})
    if "editions" in asked:
        edition_fields = [name.removeprefix("editions.") for name in asked if name.startswith("editions.")]
        number, edition = best_edition(work, asked_isbns)
        doc["editions"] = {
            "numFound": number,
            "start": 0,
            "numFoundExact": True,
            # Open Library fixes editions.rows at 1: the others that match are counted, not shown.
            "docs": [_edition_doc(work, edition, edition_fields or _DEFAULT_EDITION_FIELDS)] if edition else [],
        }
    return doc


def _edition_doc(work: Work, edition: Edition, fields: Iterable[str]) -> dict[str, Any]:
    content = {"key": edition.key, "title": work.title, "cover_i": edition.cover_i, "isbn": list(edition.isbns)}
    return _present({name: content[name] for name in fields if name in content})


def _work_record(work: Work) -> dict[str, Any]:
    content = {
        "key": work.key,
        "title": work.title,
        "subtitle": work.subtitle,
        "authors": [{"author": {"key": f"/authors/{_author_key(name)}"}} for name in work.authors],
        "subjects": list(work.subjects),
        "covers": None if work.cover_i is None else [work.cover_i],
    }
    return _present(content)


def _book_record(work: Work) -> dict[str, Any]:
    covers = {size: f"https://covers.openlibrary.org/b/id/{work.cover_i}-{size[0].upper()}.jpg" for size in _SIZES}
    content = {
        "key": work.key,
        "title": work.title,
        "subtitle": work.subtitle,
        "authors": [{"name": name} for name in work.authors],
        "subjects": [{"name": subject} for subject in work.subjects],
        "number_of_pages": work.number_of_pages_median,
        "cover": covers if work.cover_i not in (None, NO_COVER) else None,
    }
    return _present(content)


_SIZES = ("small", "medium", "large")


def _author_key(name: str) -> str:
    return f"OL{zlib.crc32(name.encode()) % 10**7}A"


def _present(content: dict[str, Any]) -> dict[str, Any]:
    """Open Library leaves out what it does not know; it sends neither null nor an empty list for it."""
    return {name: value for name, value in content.items() if value is not None and value != []}
