"""How Open Library's answers are read. Everything that is assumed about the form of an answer stands here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from chalicelib.enrichment.matching import Agreement, authors_agree, same_kind, title_agreement, title_forms
from chalicelib.enrichment.providers.answer import (
    Match,
    ProviderAnswer,
    as_text,
    as_texts,
    as_whole,
    mean_of_enough,
)
from chalicelib.enrichment.providers.open_library_queries import MOST_RESULTS, BookIds, TitleAuthor
from chalicelib.isbn import isbn13_of
from chalicelib.models import MatchedBy, Series

NAME: Final = "open_library"
_MOST_SETTINGS: Final = 5
"""Places, people and times that are kept of a book; the first ones are the most telling."""


class _IdRank(NamedTuple):
    """How well a record answers a number; the least is the best."""

    only_in_list: bool
    """The number is on the work's list and not on the edition shown, which is another one then."""
    by_goodreads_id: bool
    no_cover: bool
    isbns: int
    """ISBNs of the edition shown: many for a box set, few for a single volume. Says nothing of a work's list."""


class _TitleRank(NamedTuple):
    """How well a record answers a title; the greatest is the best."""

    agreement: int
    is_works_title: bool
    """The work has the title, not just one of its editions."""
    has_subjects: bool


def read_id_answer(answer: Mapping[str, object], books: Iterable[BookIds]) -> dict[BookIds, Match]:
    """Match the records of an answer to the books asked for; those without a record are absent.

    Each record is a work that shows one edition. The edition's numbers tell which question it answers, with the
    edition's cover and language; the work's own lists, where they were asked for, answer for the editions not shown,
    with the work's cover. Where two works claim a book, the one whose edition is shown wins, then the one that has its
    ISBN, then one with a cover, then one with fewer ISBNs: the single volume, not the box set.
    """
    by_isbn: dict[str, list[BookIds]] = defaultdict(list)
    by_goodreads_id: dict[str, list[BookIds]] = defaultdict(list)
    for book in books:
        if book.isbn13:
            by_isbn[book.isbn13].append(book)
        if book.goodreads_id:
            by_goodreads_id[book.goodreads_id].append(book)
    best: dict[BookIds, tuple[_IdRank, Match]] = {}

    def offer(claimed: Iterable[BookIds], rank: _IdRank, found: ProviderAnswer) -> None:
        matched_by: MatchedBy = "goodreads_id" if rank.by_goodreads_id else "isbn"
        for book in claimed:
            if book not in best or rank < best[book][0]:
                best[book] = (rank, Match(found, matched_by))

    for record in records(answer):
        edition = _edition(record)
        for only_in_list, listed in ((False, edition), (True, record)):
            found = _provider_answer(record, {} if only_in_list else edition)
            isbns = as_texts(listed.get("isbn"))
            claimed = [book for isbn in {isbn13_of(text) for text in isbns} for book in by_isbn.get(isbn or "", ())]
            length = 0 if only_in_list else len(isbns)
            offer(claimed, _IdRank(only_in_list, False, _cover(listed) is None, length), found)
            numbers = as_texts(listed.get("id_goodreads"))
            claimed = [book for number in dict.fromkeys(numbers) for book in by_goodreads_id.get(number, ())]
            offer(claimed, _IdRank(only_in_list, True, _cover(listed) is None, length), found)
    return {book: match for book, (_, match) in best.items()}


def read_title_answer(answer: Mapping[str, object], books: Sequence[TitleAuthor]) -> dict[TitleAuthor, Match]:
    """Match the records of an answer, which come by relevance over all books asked for, back to those books.

    Title and author must both agree. The title may be the work's or that of the edition that is shown, which has
    another one where it is a translation or appeared elsewhere; the author may be named by one of their other names
    where the answer tells these. Among several records the closest title wins, then one whose work has it, then one
    with subjects, then the more relevant. Books without such a record are absent.
    """
    by_form: dict[str, list[TitleAuthor]] = defaultdict(list)
    for book in dict.fromkeys(books):
        for form in title_forms(book.title):
            by_form[form].append(book)
    best: dict[TitleAuthor, tuple[_TitleRank, ProviderAnswer]] = {}
    for record in records(answer):
        edition = _edition(record)
        has_subjects = bool(as_texts(record.get("subject")))
        for book in _candidates((record, edition), by_form):
            agreement, by_work = _agreement(book.title, record, edition)
            rank = _TitleRank(agreement, by_work, has_subjects)
            if not rank.agreement or (book in best and rank <= best[book][0]):
                continue
            if any(authors_agree(book.author, name) for name in _names(record)):
                # The edition shown is one of many that the title finds, so its language is not the reader's.
                best[book] = (rank, _provider_answer(record, {} if by_work else {"cover_i": edition.get("cover_i")}))
    return {book: Match(found, "title_author") for book, (_, found) in best.items()}


def is_cut_off(answer: Mapping[str, object]) -> bool:
    """Whether more records matched the query than the answer shows."""
    total = as_whole(answer.get("numFound"), 0, 10**9) or 0
    return total > len(records(answer))


def records(answer: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The records of an answer, or the editions of a record; what is no record is left out."""
    docs = answer.get("docs")
    return [doc for doc in docs[:MOST_RESULTS] if isinstance(doc, Mapping)] if isinstance(docs, list) else []


def _candidates(
    titled: Iterable[Mapping[str, object]], by_form: Mapping[str, Sequence[TitleAuthor]]
) -> list[TitleAuthor]:
    """The books that may have the title of a record, each once: titles that agree have a form in common."""
    forms = (form for one in titled if (title := _title(one)) for form in title_forms(*title))
    return list(dict.fromkeys(book for form in forms for book in by_form.get(form, ())))


def _agreement(ours: str, record: Mapping[str, object], edition: Mapping[str, object]) -> tuple[Agreement, bool]:
    """How well a title agrees with that of the work or of its edition, and whether the work's is as close."""
    works, editions = _title(record), _title(edition)
    by_work = title_agreement(ours, *works) if works else Agreement.NONE
    if editions is None or (works and not same_kind(ours, *works)):
        # An edition of a graphic novel may have the bare title of the novel.
        return by_work, True
    by_edition = title_agreement(ours, *editions)
    return max(by_work, by_edition), by_work >= by_edition


def _title(titled: Mapping[str, object]) -> tuple[str, str | None] | None:
    title = as_text(titled.get("title"))
    return (title, as_text(titled.get("subtitle"))) if title else None


def _names(record: Mapping[str, object]) -> tuple[str, ...]:
    return (*as_texts(record.get("author_name")), *as_texts(record.get("author_alternative_name")))


def _edition(record: Mapping[str, object]) -> Mapping[str, object]:
    editions = record.get("editions")
    shown = records(editions) if isinstance(editions, Mapping) else []
    return shown[0] if shown else {}


def _cover(record: Mapping[str, object]) -> int | None:
    return as_whole(record.get("cover_i"), 1, 10**12)


def _provider_answer(record: Mapping[str, object], edition: Mapping[str, object]) -> ProviderAnswer:
    cover = _cover(edition) or _cover(record)
    ratings = as_whole(record.get("ratings_count"), 0, 10**9)
    return ProviderAnswer(
        source=NAME,
        reference=as_text(record.get("key")) or "a work without key",
        headings=as_texts(record.get("subject")),
        ddc=as_texts(record.get("ddc")),
        lcc=as_texts(record.get("lcc")),
        thumbnail_url=f"https://covers.openlibrary.org/b/id/{cover}-M.jpg" if cover else None,
        small_thumbnail_url=f"https://covers.openlibrary.org/b/id/{cover}-S.jpg" if cover else None,
        average_rating=mean_of_enough(record.get("ratings_average"), ratings),
        community_ratings=ratings,
        num_pages=as_whole(record.get("number_of_pages_median"), 1, 50_000),
        publication_year=as_whole(record.get("first_publish_year"), -5000, 9999),
        series=_series(record),
        language=next(iter(as_texts(edition.get("language"))), None),
        places=as_texts(record.get("place"))[:_MOST_SETTINGS],
        people=as_texts(record.get("person"))[:_MOST_SETTINGS],
        times=as_texts(record.get("time"))[:_MOST_SETTINGS],
    )


def _series(record: Mapping[str, object]) -> Series | None:
    """The first series; names and positions are lists of the same order, in which a missing position is empty."""
    name = next(iter(as_texts(record.get("series_name"))), None)
    positions = record.get("series_position")
    position = as_text(positions[0]) if isinstance(positions, list) and positions else None
    return Series(name, position) if name else None
