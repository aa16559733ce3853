"""The query language of Open Library's search, as the service reads it, parsed into a small tree.

Understood: `isbn:(A OR B)`, `title:"A" AND author:"X"`, nested groups, AND, OR, NOT, `+`, `-`, quotes and backslash
escapes. All words must match where nothing stands between them; a field's name goes for the words that follow it
(`title:dune messiah`), until a phrase, a group or another field. As in Lucene, `a AND b OR c` needs only `a`: brackets
are the way to say more. The colon after what is no field is a character like others.

A query that is broken is not refused: every special character in it is taken for a plain one, and all its words are
searched. That happens here to ranges too, which the service understands; wildcards match nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NoReturn

_NAMES = {
    **{"author": "author_name", "authors": "author_name", "by": "author_name"},
    **{"title": "alternative_title", "subtitle": "alternative_subtitle", "work_title": "title"},
    **{"work_subtitle": "subtitle", "number_of_pages": "number_of_pages_median", "publishers": "publisher"},
}
_FIELDS = frozenset(
    """
    key title subtitle alternative_title alternative_subtitle chapter cover_i edition_count edition_key publish_date
    lccn oclc ia isbn contributor publisher author_key author_name author_alternative_name subject person place time
    language number_of_pages_median first_publish_year ratings_count readinglog_count already_read_count series_key
    series_name series_position lcc ddc text publish_year format has_fulltext first_sentence by_statement
    """.split()
)
_DEEPEST_GROUP = 50
_HIDDEN = re.compile(r"[/?~]")
_SPECIAL = re.compile(r"[\[\](){}:\"\-+?~^/\\,']")
_WORD = r"""(?:[^\s:^~()\[\]{}/,"'+\-\\!]|\\.)(?:[^\s:^~()\[\]{}\\!"]|\\.)*"""
_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<bracket>[()])
      | "(?P<phrase>(?:[^"\\]|\\.)*)"(?:\^[\d.]*)?
      | (?P<word>{_WORD})(?:(?P<colon>\s*:)|\^[\d.]*)?
      | (?P<sign>[+-])
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WILDCARD = re.compile(r"(?<!\\)(?:\\\\)*[*?]")
_OPERATORS: dict[str, Literal["AND", "OR", "NOT"]] = {"AND": "AND", "&&": "AND", "OR": "OR", "||": "OR", "NOT": "NOT"}


class QueryError(ValueError):
    """The text is no query of this language."""


@dataclass(frozen=True)
class Term:
    """One word or phrase asked for; `field` None looks at titles, authors and ISBNs alike.

    `alone` is true for a single word right after its field, the one place where an ISBN loses its hyphens.
    """

    field: str | None
    text: str
    alone: bool = False
    wildcard: bool = False


@dataclass(frozen=True)
class Combination:
    """Parts of which all that are required must match, none that is prohibited, and one at least of all."""

    required: tuple["Query", ...] = ()
    optional: tuple["Query", ...] = ()
    prohibited: tuple["Query", ...] = ()

    @property
    def parts(self) -> tuple["Query", ...]:
        """All parts."""
        return (*self.required, *self.optional, *self.prohibited)


Query = Term | Combination


def terms(query: Query) -> Iterator[Term]:
    """Every term of a query, from left to right within each kind of part."""
    if isinstance(query, Term):
        yield query
    else:
        for part in query.parts:
            yield from terms(part)


def escaped(text: str) -> str:
    """A text whose every special character stands for itself and whose operators are words."""
    return re.sub("AND|OR|NOT", lambda found: found[0].lower(), _SPECIAL.sub(r"\\\g<0>", text))


@lru_cache(maxsize=1000)
def parse_query(text: str) -> Query:
    """The tree of a query; of one that is broken, all its words. Raises `QueryError` when nothing is left to search."""
    try:
        # The service hides these three from its parser, even where the client did so before.
        return strictly_parsed(_HIDDEN.sub(r"\\\g<0>", text.strip()))
    except QueryError:
        return strictly_parsed(escaped(text))


def strictly_parsed(text: str) -> Query:
    """The tree of a query; raises `QueryError` where it is broken."""
    return _Parser(text).parse()


def simplest(combination: Combination) -> Query:
    """The one part of a combination that has no other, else the combination."""
    return combination.parts[0] if len(combination.parts) == 1 and not combination.prohibited else combination


@dataclass(frozen=True)
class _Token:
    kind: Literal["bracket", "phrase", "word", "field", "operator", "sign", "end"]
    text: str
    wildcard: bool = False


_END = _Token("end", "")


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at, end)
        if match is None:
            raise QueryError(f"cannot read {text[at : at + 20]!r}")
        at = match.end()
        word = match["word"] or ""
        if bracket := match["bracket"]:
            yield _Token("bracket", bracket)
        elif match["phrase"] is not None:
            yield _Token("phrase", _ESCAPED.sub(r"\1", match["phrase"]))
        elif sign := match["sign"]:
            yield _Token("sign", sign)
        elif match["colon"] and is_field(word.lower()):
            yield _Token("field", _NAMES.get(word.lower(), word.lower()))
        elif word in _OPERATORS and not match["colon"]:
            yield _Token("operator", _OPERATORS[word])
        else:
            colon = ":" if match["colon"] else ""
            yield _Token("word", _ESCAPED.sub(r"\1", word) + colon, _WILDCARD.search(word) is not None)
    yield _END


def is_field(name: str) -> bool:
    """Whether the service takes a colon after this name for a field's."""
    return name in _FIELDS or name in _NAMES or name.startswith("id_")


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def parse(self) -> Query:
        query = self._sequence(None)
        if self._next.kind != "end":
            self._fail()
        return query

    def _advance(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _fail(self) -> NoReturn:
        raise QueryError(f"unexpected {self._next.text or 'end of the query'}")

    def _sequence(self, field: str | None, *, words_only: bool = False, first: Query | None = None) -> Query:
        """Operands and what joins them, up to a bracket or the end; with `words_only`, as far as bare words follow."""
        clauses: list[tuple[Literal["required", "optional", "prohibited"], Query]] = []
        while True:
            joint = ""
            if first is None or clauses:
                if words_only and not self._word_follows():
                    break
                if self._next.kind == "end" or self._next == _Token("bracket", ")"):
                    if not clauses:
                        self._fail()
                    break
                if clauses and self._next.kind == "operator" and self._next.text != "NOT":
                    joint = self._advance().text
            mark = self._mark()
            operand = first if first is not None and not clauses else self._operand(field)
            if joint and clauses[-1][0] != "prohibited":
                clauses[-1] = ("required" if joint == "AND" else "optional", clauses[-1][1])
            role: Literal["required", "optional", "prohibited"] = "optional" if joint == "OR" else "required"
            clauses.append(("prohibited" if mark == "-" else "required" if mark == "+" else role, operand))
        required, optional, prohibited = (
            tuple(operand for role, operand in clauses if role == wanted)
            for wanted in ("required", "optional", "prohibited")
        )
        return simplest(Combination(required, optional, prohibited))

    def _word_follows(self) -> bool:
        skipped = self._next.kind == "operator" and self._next.text != "NOT"
        return self._tokens[self._at + skipped].kind == "word"

    def _mark(self) -> str:
        mark = ""
        while self._next.kind == "sign" or self._next == _Token("operator", "NOT"):
            mark = "-" if self._advance().text != "+" else "+"
        return mark

    def _operand(self, field: str | None) -> Query:
        named = self._next.kind == "field"
        if named:
            field = self._advance().text
        if self._next.kind in ("word", "phrase"):
            token = self._advance()
            bare = named and token.kind == "word"
            term = Term(field, token.text, alone=bare, wildcard=token.wildcard)
            if not bare or not self._word_follows():
                return term
            return self._sequence(field, words_only=True, first=Term(field, token.text, wildcard=token.wildcard))
        if self._next != _Token("bracket", "("):
            self._fail()
        self._depth += 1
        if self._depth > _DEEPEST_GROUP:
            raise QueryError("groups nested too deeply")
        self._advance()
        query = self._sequence(field)
        if self._next != _Token("bracket", ")"):
            self._fail()
        self._advance()
        self._depth -= 1
        return query
