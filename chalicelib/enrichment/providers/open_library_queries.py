"""How Open Library's search is asked: parameters for many books in one request, which is what its maintainers ask for.

(https://openlibrary.org/dev/docs/api/search)
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from chalicelib.enrichment.matching import main_title, natural_name

MOST_RESULTS: Final = 1000
_WORK_FIELDS: Final = (
    "key,title,subtitle,author_name,subject,cover_i,ratings_average,number_of_pages_median,first_publish_year"
)
_EDITION_FIELDS: Final = "editions,editions.key,editions.cover_i,editions.isbn"
_RESULTS_PER_TITLE: Final = 10
_LONGEST_PHRASE: Final = 130
"""Letters of a title or name that are asked for: two of these, in any script, fit into one URL."""


class TitleAuthor(NamedTuple):
    """A look-up without ISBN, as the export has it."""

    title: str
    author: str


def isbn_query(isbns: Sequence[str]) -> dict[str, str]:
    """Parameters that ask for many ISBN-13s at once. Each work of the answer shows one edition and its ISBNs."""
    return {
        "q": f"isbn:({' OR '.join(isbns)})",
        "fields": f"{_WORK_FIELDS},{_EDITION_FIELDS}",
        # One ISBN can be on two works, so that an answer may hold more records than ISBNs were asked for.
        "limit": str(min(MOST_RESULTS, 2 * len(isbns) + 10)),
    }


def all_isbns_query(isbns: Sequence[str]) -> dict[str, str]:
    """As `isbn_query`, but each work lists the ISBNs of all its editions too, which can be hundreds."""
    query = isbn_query(isbns)
    return {**query, "fields": f"isbn,{query['fields']}"}


def title_query(books: Sequence[TitleAuthor]) -> dict[str, str]:
    """Parameters that ask for many titles with their authors at once, series and subtitles stripped."""
    clauses = (
        f"(title:{_quoted(main_title(book.title))} AND author:{_quoted(natural_name(book.author))})" for book in books
    )
    return {
        "q": " OR ".join(clauses),
        "fields": _WORK_FIELDS,
        "limit": str(min(MOST_RESULTS, _RESULTS_PER_TITLE * len(books))),
    }


def _quoted(text: str) -> str:
    """A phrase of the Lucene query language, in which only the quote and the backslash are special.

    The beginning of an endless text is enough to find it; `read_title_answer` judges by the whole.
    """
    if len(text) > _LONGEST_PHRASE:
        text = text[:_LONGEST_PHRASE].rpartition(" ")[0] or text[:_LONGEST_PHRASE]
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
