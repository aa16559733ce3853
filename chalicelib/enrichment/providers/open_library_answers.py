"""How Open Library's answers are read. Everything that is assumed about the form of an answer stands here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from chalicelib.enrichment.matching import authors_agree, title_agreement
from chalicelib.enrichment.providers.answer import ProviderAnswer, as_number, as_text, as_texts, as_whole
from chalicelib.enrichment.providers.open_library_queries import MOST_RESULTS, TitleAuthor
from chalicelib.isbn import isbn13_of

NAME: Final = "open_library"


class _IsbnRank(NamedTuple):
    """How well a record answers an ISBN; the least is the best."""

    only_in_list: bool
    """The ISBN is on the work's list and not on the edition shown, which is another one then."""
    no_cover: bool
    isbns: int
    """ISBNs of the edition shown: many for a box set, few for a single volume. Says nothing of a work's list."""


class _TitleRank(NamedTuple):
    """How well a record answers a title; the greatest is the best."""

    agreement: int
    has_subjects: bool


def read_isbn_answer(answer: Mapping[str, object], isbns: Iterable[str]) -> dict[str, ProviderAnswer]:
    """Match the records of an answer to the ISBN-13s asked for; those without a record are absent.

    Each record is a work that shows one edition. The edition's ISBNs tell which question it answers, with the edition's
    cover; the work's own list of ISBNs, where it was asked for, answers for the editions not shown, with the work's
    cover. Where two works claim an ISBN (a single volume and a box set), the one whose edition is shown, with a cover
    and fewer ISBNs, wins.
    """
    asked = set(isbns)
    best: dict[str, tuple[_IsbnRank, ProviderAnswer]] = {}

    def offer(listed: tuple[str, ...], rank: _IsbnRank, found: ProviderAnswer) -> None:
        for isbn in asked & {isbn13_of(text) for text in listed}:
            if isbn is not None and (isbn not in best or rank < best[isbn][0]):
                best[isbn] = (rank, found)

    for record in records(answer):
        edition = _edition(record)
        shown = as_texts(edition.get("isbn"))
        offer(shown, _IsbnRank(False, _cover(edition) is None, len(shown)), _provider_answer(record, edition))
        offer(as_texts(record.get("isbn")), _IsbnRank(True, _cover(record) is None, 0), _provider_answer(record, {}))
    return {isbn: found for isbn, (_, found) in best.items()}


def read_title_answer(answer: Mapping[str, object], books: Sequence[TitleAuthor]) -> dict[TitleAuthor, ProviderAnswer]:
    """Match the records of an answer, which come by relevance over all books asked for, back to those books.

    Title and author must both agree; among several records the closest title wins, then one with subjects, then the
    more relevant. Books without such a record are absent.
    """
    best: dict[TitleAuthor, tuple[_TitleRank, ProviderAnswer]] = {}
    for record in records(answer):
        title = as_text(record.get("title"))
        if title is None:
            continue
        authors = as_texts(record.get("author_name"))
        subtitle = as_text(record.get("subtitle"))
        has_subjects = bool(as_texts(record.get("subject")))
        for book in books:
            rank = _TitleRank(title_agreement(book.title, title, subtitle), has_subjects)
            if not rank.agreement or (book in best and rank <= best[book][0]):
                continue
            if any(authors_agree(book.author, author) for author in authors):
                best[book] = (rank, _provider_answer(record, {}))
    return {book: found for book, (_, found) in best.items()}


def is_cut_off(answer: Mapping[str, object]) -> bool:
    """Whether more records matched the query than the answer shows."""
    total = as_whole(answer.get("numFound"), 0, 10**9) or 0
    return total > len(records(answer))


def records(answer: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The records of an answer, or the editions of a record; what is no record is left out."""
    docs = answer.get("docs")
    return [doc for doc in docs[:MOST_RESULTS] if isinstance(doc, Mapping)] if isinstance(docs, list) else []


def _edition(record: Mapping[str, object]) -> Mapping[str, object]:
    editions = record.get("editions")
    shown = records(editions) if isinstance(editions, Mapping) else []
    return shown[0] if shown else {}


def _cover(record: Mapping[str, object]) -> int | None:
    return as_whole(record.get("cover_i"), 1, 10**12)


def _provider_answer(record: Mapping[str, object], edition: Mapping[str, object]) -> ProviderAnswer:
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
