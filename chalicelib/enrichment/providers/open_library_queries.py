"""How Open Library's search is asked: parameters for many books in one request, which is what its maintainers ask for.

The API: https://openlibrary.org/dev/docs/api/search. What its index can match stands in the service's own repository,
internetarchive/openlibrary: `conf/solr/conf/managed-schema.xml` says how titles and names are cut into words,
`openlibrary/plugins/worksearch/schemes/works.py` which fields `title` and `author` stand for.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from chalicelib.enrichment.matching import index_phrase, main_title, own_title, surname
from chalicelib.isbn import isbn10_of

MOST_RESULTS: Final = 1000
_WORK_FIELDS: Final = (
    "key,title,subtitle,author_name,subject,person,place,time,ddc,lcc,series_name,series_position,cover_i,"
    "ratings_average,ratings_count,number_of_pages_median,first_publish_year"
)
_EDITION_FIELDS: Final = (
    "editions,editions.key,editions.title,editions.subtitle,editions.cover_i,editions.isbn,editions.id_goodreads,"
    "editions.language"
)
_RESULTS_PER_TITLE: Final = 10
_LONGEST_PHRASE: Final = 130
"""Letters of a title or name that are asked for: two of these, in any script, fit into one URL."""
_SPECIAL: Final = re.compile(r'["\\]+')
# A quotation mark before two dashes looks like an attack to a firewall. One dash says the same to the index.
_DASHES: Final = re.compile(r"-{2,}")
_NO_WORD_AT_START: Final = re.compile(r"^[^\w#]+(?=.*\w)")


class BookIds(NamedTuple):
    """What identifies an edition exactly: an ISBN-13, Goodreads' own number, or both; at least one is there."""

    isbn13: str | None
    goodreads_id: str | None


class TitleAuthor(NamedTuple):
    """A look-up by title and author, as the export has them."""

    title: str
    author: str


class ById:
    """Asks for books by ISBN-13 and Goodreads id. Each work of the answer shows one edition and its numbers."""

    def parameters(self, keys: Sequence[BookIds]) -> dict[str, str]:
        """The URL's parameters for a group."""
        return _by_id(_numbers(keys, with_isbn10=False), len(keys), f"{_WORK_FIELDS},{_EDITION_FIELDS}")

    def terms(self, key: BookIds) -> int:
        """Each number is one."""
        return (key.isbn13 is not None) + (key.goodreads_id is not None)


class ByIdOfWork:
    """As `ById`, but each work lists the numbers of all its editions too, which can be hundreds.

    Asks by ISBN-10 as well: an ISBN-13 that was catalogued with hyphens is found by it alone.
    """

    def parameters(self, keys: Sequence[BookIds]) -> dict[str, str]:
        """The URL's parameters for a group."""
        fields = f"isbn,id_goodreads,{_WORK_FIELDS},{_EDITION_FIELDS}"
        return _by_id(_numbers(keys, with_isbn10=True), len(keys), fields)

    def terms(self, key: BookIds) -> int:
        """Each number is one."""
        return 2 * (key.isbn13 is not None) + (key.goodreads_id is not None)


class ByTitle:
    """Asks for title and author: the surname, since the index keeps `J.R.R.` as one word, and the main title.

    The author comes first in each clause: a firewall in front of the service refuses queries that begin with a title
    such as `From Hell`.
    """

    def parameters(self, keys: Sequence[TitleAuthor]) -> dict[str, str]:
        """The URL's parameters for a group."""
        clauses = (f"(author:{_phrase(surname(book.author))} AND title:{_title(book)})" for book in keys)
        return _by_title(clauses, len(keys), _WORK_FIELDS)

    def terms(self, key: TitleAuthor) -> int:
        """Author and title."""
        return 2


class ByOtherNames:
    """Asks for what `ByTitle` left: by the author's other names, and by the book's own title within a series."""

    def parameters(self, keys: Sequence[TitleAuthor]) -> dict[str, str]:
        """The URL's parameters for a group."""
        return _by_title((_other_clause(book) for book in keys), len(keys), f"author_alternative_name,{_WORK_FIELDS}")

    def terms(self, key: TitleAuthor) -> int:
        """Other name and title, or author, other name and two titles."""
        return 4 if own_title(key.title) else 2


def _other_clause(book: TitleAuthor) -> str:
    name = _phrase(surname(book.author))
    own = own_title(book.title)
    if not own:
        return f"(author_alternative_name:{name} AND title:{_title(book)})"
    titles = f"{_title(book)} OR {_phrase(index_phrase(own))}"
    return f"((author:{name} OR author_alternative_name:{name}) AND title:({titles}))"


def _by_id(numbers: Sequence[tuple[str, list[str]]], books: int, fields: str) -> dict[str, str]:
    return {
        "q": " OR ".join(f"{field}:({' OR '.join(listed)})" for field, listed in numbers if listed),
        "fields": fields,
        # One number can be on two works, so that an answer may hold more records than books were asked for.
        "limit": str(min(MOST_RESULTS, 2 * books + 10)),
    }


def _numbers(keys: Sequence[BookIds], *, with_isbn10: bool) -> Sequence[tuple[str, list[str]]]:
    isbns = [key.isbn13 for key in keys if key.isbn13]
    short = [isbn10 for isbn in isbns if (isbn10 := isbn10_of(isbn))] if with_isbn10 else []
    return ("isbn", [*isbns, *short]), ("id_goodreads", [key.goodreads_id for key in keys if key.goodreads_id])


def _by_title(clauses: Iterable[str], books: int, fields: str) -> dict[str, str]:
    return {
        "q": " OR ".join(clauses),
        "fields": f"{fields},{_EDITION_FIELDS}",
        "limit": str(min(MOST_RESULTS, _RESULTS_PER_TITLE * books)),
    }


def _title(book: TitleAuthor) -> str:
    return _phrase(index_phrase(main_title(book.title)))


def _phrase(text: str) -> str:
    """A phrase of the query language. What is special within one is left out: the index holds no such sign.

    The beginning of an endless text is enough to find it; the comparison judges by the whole.
    """
    text = _DASHES.sub("-", " ".join(_SPECIAL.sub(" ", text).split()))
    text = _NO_WORD_AT_START.sub("", text)
    if len(text) > _LONGEST_PHRASE:
        text = text[:_LONGEST_PHRASE].rpartition(" ")[0] or text[:_LONGEST_PHRASE]
    return f'"{text}"'
