"""Books in, what the catalogue knows of them out: by ISBN and Goodreads id first, then by title and author.

A work of the catalogue is brought into the form of Open Library's search answers, so that the very code that judges and
reads those answers judges and reads it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chalicelib.enrichment.catalogue.interface import Catalogue, Edition
from chalicelib.enrichment.catalogue.records import Work, unpack
from chalicelib.enrichment.catalogue.title_index import keys_to_ask
from chalicelib.enrichment.log_lines import numbers_asked, summary, title_asked
from chalicelib.enrichment.matching import title_author_key, title_forms
from chalicelib.enrichment.merging import Findings
from chalicelib.enrichment.providers.answer import Match
from chalicelib.enrichment.providers.open_library_answers import read_id_answer, read_title_answer
from chalicelib.enrichment.providers.open_library_queries import BookIds, TitleAuthor
from chalicelib.models import BookInfo, Json

_MOST_CANDIDATES: Final = 200
"""Works that are judged for one book: more than this share a title only where it says nothing, like `Poems`."""


def find_in_catalogue(books: Sequence[BookInfo], catalogue: Catalogue) -> list[Findings]:
    """What the catalogue knows of each book, in their order, in a few reads for all of them.

    Every book counts as answered, be it that it is not known. Raises `CatalogueUnavailable`.
    """
    source = f"catalogue of {catalogue.dump_date()}"
    findings = [Findings(answered=True) for _ in books]
    for found, book, match in zip(findings, books, _by_numbers(books, catalogue), strict=True):
        if question := numbers_asked(book):
            found.open_library = match
            found.logs.append(f"{source}: looked for {question}: {summary(match)}")
    left = [
        (found, book)
        for found, book in zip(findings, books, strict=True)
        if found.open_library is None and title_author_key(book.title, book.author)
    ]
    for (found, book), match in zip(left, _by_title([book for _, book in left], catalogue), strict=True):
        found.open_library = match
        found.logs.append(f"{source}: looked for {title_asked(book)}: {summary(match)}")
    return findings


def _by_numbers(books: Sequence[BookInfo], catalogue: Catalogue) -> list[Match | None]:
    by_isbn = catalogue.editions_by_isbn13({book.isbn13 for book in books if book.isbn13})
    by_goodreads_id = catalogue.editions_by_goodreads_id({n for book in books if (n := book.goodreads_number)})
    works = _works({edition.work for edition in (*by_isbn.values(), *by_goodreads_id.values())}, catalogue)
    matches: list[Match | None] = []
    for book in books:
        ids = BookIds(book.isbn13, book.goodreads_number)
        shown: list[Json] = []
        for number, editions, field in (
            (ids.isbn13, by_isbn, "isbn"),
            (ids.goodreads_id, by_goodreads_id, "id_goodreads"),
        ):
            edition = editions.get(number or "")
            if edition and edition.work in works:
                doc = _doc(edition.work, works[edition.work])
                shown.append(doc | _shows({field: [number]} | _edition_doc(edition)))
        matches.append(read_id_answer({"docs": shown}, [ids]).get(ids))
    return matches


def _by_title(books: Sequence[BookInfo], catalogue: Catalogue) -> list[Match | None]:
    keys = [keys_to_ask(book.title, book.author) for book in books]
    filed = catalogue.works_by_title({key for asked in keys for key in asked})
    candidates = [
        list(dict.fromkeys(work for key in sorted(asked) for work in filed.get(key, ())))[:_MOST_CANDIDATES]
        for asked in keys
    ]
    works = _works({work for listed in candidates for work in listed}, catalogue)
    names = catalogue.authors({author for work in works.values() for author in work.authors})
    matches: list[Match | None] = []
    for book, listed in zip(books, candidates, strict=True):
        asked = TitleAuthor(book.title, book.author)
        there = sorted((number for number in listed if number in works), key=lambda number: _standing(works[number]))
        shown = [doc for number in there for doc in _docs_by_title(number, works[number], names, book.title)]
        matches.append(read_title_answer({"docs": shown}, [asked]).get(asked))
    return matches


def _standing(work: Work) -> tuple[int, int]:
    """The most read work first: where several agree alike with a book, it is the one that readers mean."""
    return -work.readers, -work.editions


def _works(ids: set[int], catalogue: Catalogue) -> dict[int, Work]:
    return {number: unpack(record) for number, record in catalogue.works(ids).items()}


def _docs_by_title(number: int, work: Work, names: Mapping[int, Sequence[str]], title: str) -> Iterable[Json]:
    """The work as a search shows it, once with each of its other titles that may be the one asked for."""
    known = [names[author] for author in work.authors if author in names]
    doc = _doc(number, work) | {
        "author_name": [name for name, *_ in known],
        "author_alternative_name": [other for _, *others in known for other in others],
    }
    yield doc
    forms = title_forms(title)
    for other, subtitle in work.other_titles:
        if forms & title_forms(other, subtitle):
            yield doc | _shows({"title": other, "subtitle": subtitle})


def _doc(number: int, work: Work) -> Json:
    return {
        "key": f"/works/OL{number}W" if number > 0 else f"/books/OL{-number}M",
        "title": work.title,
        "subtitle": work.subtitle,
        "subject": list(work.subjects),
        "person": list(work.people),
        "place": list(work.places),
        "time": list(work.times),
        "ddc": list(work.ddc),
        "lcc": list(work.lcc),
        "series_name": [work.series] if work.series else [],
        "series_position": [work.series_position] if work.series_position else [],
        "cover_i": work.cover,
        "ratings_average": work.stars / work.ratings if work.ratings else None,
        "ratings_count": work.ratings,
        "number_of_pages_median": work.pages,
        "first_publish_year": work.first_publish_year or None,
    }


def _edition_doc(edition: Edition) -> Json:
    return {"cover_i": edition.cover, "language": [edition.language] if edition.language else []}


def _shows(edition: Json) -> Json:
    return {"editions": {"docs": [edition]}}
