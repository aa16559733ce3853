"""Works and editions as Open Library answers them: the fields of a search's documents, and single records."""

import zlib
from collections.abc import Callable, Collection
from typing import Any

from bench.simulator.records import NO_COVER, Edition, Work

_SIZES = ("small", "medium", "large")

_WORK_FIELDS: dict[str, Callable[[Work], Any]] = {
    "already_read_count": lambda work: work.already_read_count,
    "author_alternative_name": lambda work: list(work.alternate_names),
    "author_key": lambda work: [author_key(name) for name in work.authors],
    "author_name": lambda work: list(work.authors),
    "cover_i": lambda work: work.cover_i,
    "ddc": lambda work: list(work.ddc),
    "edition_count": lambda work: len(work.editions),
    "edition_key": lambda work: [edition.key.removeprefix("/books/") for edition in work.editions],
    "first_publish_year": lambda work: work.first_publish_year,
    "id_goodreads": lambda work: list(work.goodreads_ids),
    "isbn": lambda work: list(work.indexed_isbns),
    "key": lambda work: work.key,
    "language": lambda work: list(dict.fromkeys(code for edition in work.editions for code in edition.language)),
    "lcc": lambda work: list(work.lcc),
    "number_of_pages_median": lambda work: work.number_of_pages_median,
    "person": lambda work: list(work.people),
    "place": lambda work: list(work.places),
    "ratings_average": lambda work: work.ratings_average,
    "ratings_count": lambda work: work.ratings_count,
    "readinglog_count": lambda work: work.readinglog_count,
    "series_key": lambda work: [series_key(series.name) for series in work.series],
    "series_name": lambda work: [series.name for series in work.series],
    "series_position": lambda work: [series.position for series in work.series],
    "subject": lambda work: list(work.subjects),
    "subtitle": lambda work: work.subtitle,
    "time": lambda work: list(work.times),
    "title": lambda work: work.title,
}
_EDITION_FIELDS: dict[str, Callable[[Work, Edition], Any]] = {
    "cover_i": lambda _, edition: edition.cover_i,
    "id_goodreads": lambda _, edition: list(edition.goodreads_ids),
    "isbn": lambda _, edition: list(edition.indexed_isbns),
    "key": lambda _, edition: edition.key,
    "language": lambda _, edition: list(edition.language),
    "subtitle": lambda work, edition: work.title_of(edition)[1],
    "title": lambda work, edition: work.title_of(edition)[0],
}
# What a search answers that names no fields.
_DEFAULT_FIELDS = frozenset(
    """
    author_key author_name cover_i edition_count first_publish_year key language series_key series_name series_position
    subtitle title
    """.split()
)


def wants_editions(fields: Collection[str]) -> bool:
    """Whether a search asks for editions; `editions.isbn` without `editions` does not."""
    return "editions" in fields


def document(work: Work, editions: Collection[Edition], fields: Collection[str]) -> dict[str, Any]:
    """A work as a search answers it: the fields that are asked for, absent where unknown, and one edition at most."""
    asked = set(fields) or _DEFAULT_FIELDS
    names = _WORK_FIELDS.keys() if "*" in asked else asked & _WORK_FIELDS.keys()
    doc = _present({name: _WORK_FIELDS[name](work) for name in sorted(names)})
    if wants_editions(asked):
        of_editions = {name.removeprefix("editions.") for name in asked if name.startswith("editions.")}
        wanted = of_editions or asked
        edition_names = _EDITION_FIELDS.keys() if "*" in wanted else wanted & _EDITION_FIELDS.keys()
        doc["editions"] = {
            "numFound": len(editions),
            "start": 0,
            "numFoundExact": True,
            # The others that match are counted, not shown.
            "docs": [
                _present({name: _EDITION_FIELDS[name](work, edition) for name in sorted(edition_names)})
                for edition in list(editions)[:1]
            ],
        }
    return doc


def edition_record(work: Work, edition: Edition) -> dict[str, Any]:
    """An edition as `/isbn/X.json` answers it."""
    title, subtitle = work.title_of(edition)
    content = {
        "key": edition.key,
        "title": title,
        "subtitle": subtitle,
        "works": [{"key": work.key}],
        "authors": [{"key": f"/authors/{author_key(name)}"} for name in work.authors],
        "isbn_13": [number for number in edition.isbns if len(number.replace("-", "")) == 13],
        "isbn_10": [number for number in edition.isbns if len(number.replace("-", "")) == 10],
        "identifiers": {"goodreads": list(edition.goodreads_ids)} if edition.goodreads_ids else None,
        "languages": [{"key": f"/languages/{code}"} for code in edition.language],
        "covers": None if edition.cover_i is None else [edition.cover_i],
        "number_of_pages": work.number_of_pages_median,
    }
    return _present(content)


def work_record(work: Work) -> dict[str, Any]:
    """A work as `/works/OL…W.json` answers it."""
    content = {
        "key": work.key,
        "title": work.title,
        "subtitle": work.subtitle,
        "authors": [{"author": {"key": f"/authors/{author_key(name)}"}} for name in work.authors],
        "subjects": list(work.subjects),
        "subject_people": list(work.people),
        "subject_places": list(work.places),
        "subject_times": list(work.times),
        "covers": None if work.cover_i is None else [work.cover_i],
    }
    return _present(content)


def book_record(work: Work) -> dict[str, Any]:
    """A book as `/api/books` answers it with `jscmd=data`."""
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


def author_key(name: str) -> str:
    """The key of an author of that name."""
    return f"OL{zlib.crc32(name.encode()) % 10**7}A"


def series_key(name: str) -> str:
    """The key of a series of that name."""
    return f"OL{zlib.crc32(name.encode()) % 10**6}L"


def _present(content: dict[str, Any]) -> dict[str, Any]:
    """Open Library leaves out what it does not know; it sends neither null nor an empty list for it."""
    return {name: value for name, value in content.items() if value is not None and value != []}
