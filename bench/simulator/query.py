"""The part of the Lucene query language that Open Library's search is asked in, parsed into a small tree.

Understood: `isbn:(A OR B)`, `title:"A" AND author:"X"`, nested groups, AND, OR (AND binds tighter, and is meant
where nothing stands between two terms), quotes, and backslash escapes. Everything else that Lucene gives a meaning,
wildcards and ranges for instance, is a `QueryError`, so that a character left unescaped shows up as a refusal.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn

_FIELDS = {
    "isbn": "isbn",
    "title": "title",
    "alternative_title": "title",
    "author": "author",
    "author_name": "author",
}
_DEEPEST_GROUP = 50
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<bracket>[()])
      | "(?P<phrase>(?:[^"\\]|\\.)*)"
      | (?P<word>(?:[^\s()"\\:^~*?\[\]{}!/+-]|\\.)(?:[^\s()"\\:^~*?\[\]{}!/]|\\.)*)(?P<colon>:)?
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
_APOSTROPHES = "'`\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}"


class QueryError(ValueError):
    """The text is no query of this language."""


@dataclass(frozen=True)
class Term:
    """One word or phrase asked for; `field` None looks at titles, authors and ISBNs alike."""

    field: str | None
    text: str


@dataclass(frozen=True)
class Combination:
    """Parts that must all match (AND) or of which one suffices (OR)."""

    operator: Literal["AND", "OR"]
    parts: tuple["Query", ...]


Query = Term | Combination


def words(text: str) -> tuple[str, ...]:
    """The words of a text as a search index sees them: no case, accents, apostrophes or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS_WITHOUT_DECOMPOSITION))
    kept = (character for character in plain if not unicodedata.combining(character) and character not in _APOSTROPHES)
    return tuple(_WORD.findall("".join(kept)))


def isbn_digits(text: str) -> str:
    """An ISBN without hyphens and spaces, its check letter in upper case."""
    return re.sub(r"[\s-]", "", text).upper()


def terms(query: Query) -> Iterator[Term]:
    """Every term of a query, from left to right."""
    if isinstance(query, Term):
        yield query
    else:
        for part in query.parts:
            yield from terms(part)


def parse_query(text: str) -> Query:
    """The tree of a query; raises `QueryError` where it is broken or uses what this parser leaves out."""
    return _Parser(text).parse()


@dataclass(frozen=True)
class _Token:
    kind: Literal["bracket", "phrase", "word", "field", "operator", "end"]
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at, end)
        if match is None:
            raise QueryError(f"cannot read {text[at : at + 20]!r}")
        at = match.end()
        if bracket := match["bracket"]:
            yield _Token("bracket", bracket)
        elif match["phrase"] is not None:
            yield _Token("phrase", _ESCAPED.sub(r"\1", match["phrase"]))
        elif match["colon"]:
            yield _Token("field", match["word"])
        elif match["word"] in ("AND", "OR"):
            yield _Token("operator", match["word"])
        elif match["word"] in ("NOT", "&&", "||"):
            raise QueryError(f"operator {match['word']} is not understood")
        else:
            yield _Token("word", _ESCAPED.sub(r"\1", match["word"]))
    yield _Token("end", "")


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = next(self._tokens)
        self._depth = 0

    def parse(self) -> Query:
        query = self._alternatives(None)
        if self._next.kind != "end":
            self._fail()
        return query

    def _advance(self) -> _Token:
        token = self._next
        self._next = next(self._tokens)
        return token

    def _fail(self) -> NoReturn:
        raise QueryError(f"unexpected {self._next.text or 'end of the query'}")

    def _alternatives(self, field: str | None) -> Query:
        parts = [self._conjunction(field)]
        while self._next == _Token("operator", "OR"):
            self._advance()
            parts.append(self._conjunction(field))
        return parts[0] if len(parts) == 1 else Combination("OR", tuple(parts))

    def _conjunction(self, field: str | None) -> Query:
        parts = [self._operand(field)]
        while self._next == _Token("operator", "AND") or self._next.kind in ("word", "phrase", "field"):
            if self._next.kind == "operator":
                self._advance()
            parts.append(self._operand(field))
        return parts[0] if len(parts) == 1 else Combination("AND", tuple(parts))

    def _operand(self, field: str | None) -> Query:
        if self._next.kind == "field":
            name = self._advance().text
            if name not in _FIELDS:
                raise QueryError(f"unknown field {name}")
            field = _FIELDS[name]
        if self._next.kind in ("word", "phrase"):
            return Term(field, self._advance().text)
        if self._next != _Token("bracket", "("):
            self._fail()
        return self._group(field)

    def _group(self, field: str | None) -> Query:
        self._depth += 1
        if self._depth > _DEEPEST_GROUP:
            raise QueryError("groups nested too deeply")
        self._advance()
        query = self._alternatives(field)
        if self._next != _Token("bracket", ")"):
            self._fail()
        self._advance()
        self._depth -= 1
        return query
