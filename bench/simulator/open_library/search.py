"""Open Library's `/search.json`: its parameters, what is wrong with them, and the works that it answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.simulator.isbns import isbn_digits
from bench.simulator.open_library.documents import document, wants_editions
from bench.simulator.open_library.index.book_index import BookIndex
from bench.simulator.open_library.index.query import Query, QueryError, escaped, parse_query, terms
from bench.simulator.records import Work
from bench.simulator.traffic import Answer

DEFAULT_LIMIT = 100
_SHORTEST_QUERY = 3
_REFUSED_QUERIES = frozenset({"the"})
_LEAST = {"limit": 0, "offset": 0, "page": 1}
_AUTHOR_KEY = re.compile(r"OL\d+A")


@dataclass(frozen=True)
class SlowQueries:
    """Queries of more than `over_clauses` words and phrases time out, after `seconds`, with a page and status 500."""

    over_clauses: int = 80
    seconds: float = 10.0

    def time_out(self, path: str, params: Mapping[str, str]) -> bool:
        """Whether a request is one of them."""
        return path == "/search.json" and clauses(params) > self.over_clauses


class OpenLibrarySearch:
    """Searches one catalogue."""

    def __init__(self, works: tuple[Work, ...]) -> None:
        self._index = BookIndex(works)

    def answer(self, params: Mapping[str, str]) -> Answer:
        """The answer to a search; 422 with the reasons where a parameter is wrong."""
        numbers: dict[str, int] = {}
        wrong = [reason for name in _LEAST if (reason := _read_number(name, params, numbers))]
        if reason := _query_fault(params.get("q", "")):
            wrong.append(reason)
        if wrong:
            return Answer.json({"detail": wrong}, 422)
        limit = numbers.get("limit", DEFAULT_LIMIT)
        start = numbers.get("offset", limit * (numbers.get("page", 1) - 1))
        fields = [field.strip() for field in params.get("fields", "").split(",") if field.strip()]
        query = search_query(params)
        found = self._index.search(query, with_editions=wants_editions(fields)) if query else []
        content = {
            "numFound": len(found),
            "start": start,
            "numFoundExact": True,
            "num_found": len(found),
            "documentation_url": "https://openlibrary.org/dev/docs/api/search",
            "q": params.get("q", ""),
            "offset": numbers.get("offset"),
            "docs": [document(match.work, match.editions, fields) for match in found[start : start + limit]],
        }
        return Answer.json(content)


def search_query(params: Mapping[str, str]) -> Query | None:
    """What a search asks for, in `q` and in `title`, `author` and `isbn`; None when that is nothing."""
    parts = [f"({params['q']})" if len(params) > 1 and _has_parameters(params) else params["q"]] if _q(params) else []
    if title := params.get("title", "").strip():
        parts.append(f"title:({escaped(title)})")
    if author := params.get("author", "").strip():
        if found := _AUTHOR_KEY.search(author):
            parts.append(f"author_key:({found[0]})")
        else:
            parts.append(f"(author_name:({escaped(author)}) OR author_alternative_name:({escaped(author)}))")
    if isbn := params.get("isbn", "").strip():
        parts.append(f"isbn:({isbn_digits(isbn) or isbn})")
    if not parts:
        return None
    try:
        return parse_query(" AND ".join(parts))
    except QueryError:
        return None


def clauses(params: Mapping[str, str]) -> int:
    """How many words and phrases a search asks for."""
    query = search_query(params)
    return 0 if query is None else sum(1 for _ in terms(query))


def keys_asked(path: str, params: Mapping[str, str]) -> int:
    """How many books a request asks for: its identifiers and title phrases, at least one."""
    if path == "/api/books":
        return max(1, len([key for key in params.get("bibkeys", "").split(",") if key]))
    query = search_query(params) if path == "/search.json" else None
    if query is None:
        return 1
    asked = ("isbn", "id_goodreads", "alternative_title")
    return max(1, sum(term.field in asked for term in terms(query)))


def _q(params: Mapping[str, str]) -> str:
    return params.get("q", "").strip()


def _has_parameters(params: Mapping[str, str]) -> bool:
    return any(params.get(name, "").strip() for name in ("title", "author", "isbn"))


def _read_number(name: str, params: Mapping[str, str], numbers: dict[str, int]) -> dict[str, Any] | None:
    text = params.get(name)
    if text is None:
        return None
    try:
        number = int(text)
    except ValueError:
        return _fault("int_parsing", name, "not a whole number", text)
    if number < _LEAST[name]:
        return _fault("greater_than_equal", name, f"less than {_LEAST[name]}", text)
    numbers[name] = number
    return None


def _query_fault(query: str) -> dict[str, Any] | None:
    if query and len(query) < _SHORTEST_QUERY:
        return _fault("value_error", "q", f"fewer than {_SHORTEST_QUERY} characters", query)
    if query.lower() in _REFUSED_QUERIES:
        return _fault("value_error", "q", "a query that is not allowed", query)
    return None


def _fault(kind: str, name: str, message: str, given: str) -> dict[str, Any]:
    return {"type": kind, "loc": ["query", name], "msg": message, "input": given}
