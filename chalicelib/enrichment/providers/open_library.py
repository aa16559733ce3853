"""Open Library: how it is asked, how its answers are read, and how single look-ups become few requests.

Its search takes hundreds of books in one request, which is what its maintainers ask for; everything this module assumes
about a response stands in the two `read_*` functions. (https://openlibrary.org/dev/docs/api/search)
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from aiodataloader import DataLoader

from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import ProviderHttp
from chalicelib.enrichment.matching import authors_agree, main_title, natural_name, title_agreement, title_author_key
from chalicelib.enrichment.providers.answer import ProviderAnswer, as_number, as_text, as_texts, as_whole
from chalicelib.enrichment.providers.batching import LookUp, in_groups, in_rounds
from chalicelib.isbn import isbn13_of

NAME: Final = "open_library"
_PATH: Final = "/search.json"
_WORK_FIELDS: Final = (
    "key,title,subtitle,author_name,subject,cover_i,ratings_average,number_of_pages_median,first_publish_year"
)
_EDITION_FIELDS: Final = "editions,editions.key,editions.cover_i,editions.isbn"
_MOST_RESULTS: Final = 1000
_RESULTS_PER_TITLE: Final = 10
_LONGEST_PHRASE: Final = 130
"""Letters of a title or name that are asked for: two of these, in any script, fit into one URL."""


class TitleAuthor(NamedTuple):
    """A look-up without ISBN, as the export has it."""

    title: str
    author: str


def pace() -> Pace:
    """Open Library's published limit for one address: 180 requests a minute, ten of which may come at once."""
    return Pace(rate_per_s=3.0, burst=10)


def isbn_query(isbns: Sequence[str]) -> dict[str, str]:
    """Parameters that ask for many ISBN-13s at once."""
    return {
        "q": f"isbn:({' OR '.join(isbns)})",
        "fields": f"{_WORK_FIELDS},{_EDITION_FIELDS}",
        # One ISBN can be on two works, so that an answer may hold more records than ISBNs were asked for.
        "limit": str(min(_MOST_RESULTS, 2 * len(isbns) + 10)),
    }


def title_query(books: Sequence[TitleAuthor]) -> dict[str, str]:
    """Parameters that ask for many titles with their authors at once, series and subtitles stripped."""
    clauses = (
        f"(title:{_quoted(main_title(book.title))} AND author:{_quoted(natural_name(book.author))})" for book in books
    )
    return {
        "q": " OR ".join(clauses),
        "fields": _WORK_FIELDS,
        "limit": str(min(_MOST_RESULTS, _RESULTS_PER_TITLE * len(books))),
    }


def read_isbn_answer(answer: Mapping[str, Any], isbns: Iterable[str]) -> dict[str, ProviderAnswer]:
    """Match the records of an answer to the ISBN-13s asked for; those without a record are absent.

    Each record is a work and shows one edition, whose ISBN list tells which question it answers. Where two works claim
    an ISBN (a single volume and a box set), the one whose edition has a cover and fewer ISBNs wins.
    """
    asked = set(isbns)
    best: dict[str, tuple[tuple[bool, int], ProviderAnswer]] = {}
    for record in _records(answer):
        edition = _edition(record)
        listed = as_texts(edition.get("isbn"))
        rank = (_cover(edition) is None, len(listed))
        for isbn in asked & {isbn13_of(text) for text in listed}:
            if isbn is not None and (isbn not in best or rank < best[isbn][0]):
                best[isbn] = (rank, _provider_answer(record, edition))
    return {isbn: found for isbn, (_, found) in best.items()}


def read_title_answer(answer: Mapping[str, Any], books: Sequence[TitleAuthor]) -> dict[TitleAuthor, ProviderAnswer]:
    """Match the records of an answer, which come by relevance over all books asked for, back to those books.

    Title and author must both agree; among several records the closest title wins, then one with subjects, then the
    more relevant. Books without such a record are absent.
    """
    found: dict[TitleAuthor, tuple[tuple[int, bool], ProviderAnswer]] = {}
    for record in _records(answer):
        title = as_text(record.get("title"))
        if title is None:
            continue
        authors = as_texts(record.get("author_name"))
        subtitle = as_text(record.get("subtitle"))
        has_subjects = bool(as_texts(record.get("subject")))
        for book in books:
            agreement = title_agreement(book.title, title, subtitle)
            rank = (agreement, has_subjects)
            if not agreement or (book in found and rank <= found[book][0]):
                continue
            if any(authors_agree(book.author, author) for author in authors):
                found[book] = (rank, _provider_answer(record, {}))
    return {book: answered for book, (_, answered) in found.items()}


class OpenLibrary:
    """Look-ups of single books, coalesced: those that are waiting at the same moment leave in one request.

    Bound to the running event loop; a key is asked for once in the lifetime of an object.
    """

    def __init__(self, http: ProviderHttp) -> None:
        self._http = http
        self._isbns = DataLoader[str, Any](self._load_isbns)
        self._isbns_again = DataLoader[str, Any](self._load_isbns_again)
        self._titles = DataLoader[TitleAuthor, Any](
            self._load_titles, get_cache_key=lambda book: title_author_key(book.title, book.author)
        )

    async def by_isbn(self, isbn13: str) -> LookUp:
        """Look an ISBN-13 up; raises `ProviderError` when it could not be asked."""
        found: LookUp = await self._isbns.load(isbn13)
        return found

    async def by_isbn_again(self, isbn13: str) -> LookUp:
        """Ask again for an ISBN whose first answer said `again`, in rounds until one brings nothing new.

        A work shows one edition only, so of two ISBNs of the same work the first answer hides one.
        """
        found: LookUp = await self._isbns_again.load(isbn13)
        return found

    async def by_title(self, title: str, author: str) -> LookUp:
        """Look a title and author up, in rounds while answers are cut off; raises `ProviderError`."""
        found: LookUp = await self._titles.load(TitleAuthor(title, author))
        return found

    async def _load_isbns(self, isbns: list[str]) -> list[LookUp | Exception]:
        return await in_groups(isbns, isbn_query, self._ask_isbns)

    async def _load_isbns_again(self, isbns: list[str]) -> list[LookUp | Exception]:
        return await in_groups(isbns, isbn_query, lambda group: in_rounds(group, self._ask_isbns))

    async def _load_titles(self, books: list[TitleAuthor]) -> list[LookUp | Exception]:
        return await in_groups(books, title_query, lambda group: in_rounds(group, self._ask_titles))

    async def _ask_isbns(self, isbns: Sequence[str]) -> dict[str, LookUp]:
        found = read_isbn_answer(await self._http.get_json(_PATH, isbn_query(isbns)), isbns)
        return {isbn: LookUp(found.get(isbn), len(isbns), again=bool(found)) for isbn in isbns}

    async def _ask_titles(self, books: Sequence[TitleAuthor]) -> dict[TitleAuthor, LookUp]:
        answer = await self._http.get_json(_PATH, title_query(books))
        found = read_title_answer(answer, books)
        total = as_whole(answer.get("numFound"), 0, 10**9) or 0
        cut_off = total > len(_records(answer))
        return {book: LookUp(found.get(book), len(books), again=cut_off and bool(found)) for book in books}


def _quoted(text: str) -> str:
    """A phrase of the Lucene query language, in which only the quote and the backslash are special.

    The beginning of an endless text is enough to find it; `read_title_answer` judges by the whole.
    """
    if len(text) > _LONGEST_PHRASE:
        text = text[:_LONGEST_PHRASE].rpartition(" ")[0] or text[:_LONGEST_PHRASE]
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _records(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    docs = answer.get("docs")
    return [doc for doc in docs[:_MOST_RESULTS] if isinstance(doc, Mapping)] if isinstance(docs, list) else []


def _edition(record: Mapping[str, Any]) -> Mapping[str, Any]:
    editions = record.get("editions")
    shown = _records(editions) if isinstance(editions, Mapping) else []
    return shown[0] if shown else {}


def _cover(record: Mapping[str, Any]) -> int | None:
    return as_whole(record.get("cover_i"), 1, 10**12)


def _provider_answer(record: Mapping[str, Any], edition: Mapping[str, Any]) -> ProviderAnswer:
    cover = _cover(edition) or _cover(record)
    rating = as_number(record.get("ratings_average"), 0.01, 5)
    return ProviderAnswer(
        source=NAME,
        reference=as_text(record.get("key")) or "a work without key",
        headings=as_texts(record.get("subject")),
        thumbnail_url=f"https://covers.openlibrary.org/b/id/{cover}-M.jpg" if cover else None,
        small_thumbnail_url=f"https://covers.openlibrary.org/b/id/{cover}-S.jpg" if cover else None,
        average_rating=round(rating, 2) if rating is not None else None,
        num_pages=as_whole(record.get("number_of_pages_median"), 1, 50_000),
        publication_year=as_whole(record.get("first_publish_year"), -5000, 9999),
    )
