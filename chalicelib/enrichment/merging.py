"""What the providers said of one book -> one result. Open Library's details come first, Google Books fills the gaps."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from chalicelib.enrichment.genres import GenreEvidence, explain
from chalicelib.enrichment.genres.headings import reading_of
from chalicelib.enrichment.matching import title_author_key
from chalicelib.enrichment.providers.answer import Match, ProviderAnswer
from chalicelib.errors import ProviderError, QuotaExhausted
from chalicelib.models import BookInfo, EnrichedBook, MatchedBy, NotAsked, Series

_STRONGEST_FIRST: Final[tuple[MatchedBy, ...]] = ("isbn", "goodreads_id", "title_author")
_HEADINGS_IN_LOG: Final = 5
_HEADING_LETTERS_IN_LOG: Final = 60


@dataclass(slots=True)
class Findings:
    """What is gathered of one book while its providers are asked.

    `answered` is True once a provider has answered, be it that it does not know the book; `errors` holds why a provider
    could not be asked, in the order of asking; `not_asked` why Google Books was left out.
    """

    open_library: Match | None = None
    google_books: Match | None = None
    answered: bool = False
    errors: list[ProviderError] = field(default_factory=list)
    not_asked: NotAsked | None = None
    logs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Details:
    """What the answers add up to, with the headings that gave each genre."""

    genres: tuple[str, ...]
    genre_sources: tuple[str, ...]
    thumbnail_url: str | None
    small_thumbnail_url: str | None
    average_rating: float | None
    community_ratings: int | None
    num_pages: int | None
    publication_year: int | None
    series: Series | None
    language: str | None
    places: tuple[str, ...]
    people: tuple[str, ...]
    times: tuple[str, ...]
    evidence: tuple[GenreEvidence, ...]


def nothing_to_look_for(book: BookInfo) -> EnrichedBook | None:
    """The failed result of a book that nobody can be asked for; None for any other book."""
    if book.isbn13 or book.goodreads_number or title_author_key(book.title, book.author):
        return None
    message = "there is neither a valid ISBN, nor a Goodreads id, nor a title and an author to look for"
    return EnrichedBook.failed(book, "data_format", message)


def leaves_open(match: Match | None) -> bool:
    """Whether Open Library's answer lacks what Google Books could add: the record, headings or a cover."""
    return match is None or not match.answer.headings or match.answer.thumbnail_url is None


def merge(book: BookInfo, findings: Findings) -> EnrichedBook:
    """The result for a book. A provider that could not be asked is its error, whatever the other one answered.

    A spent quota is no error, as the book failed nowhere: `not_asked` tells it. Only where Open Library failed too does
    the error's message name both.

    `matched_by` is what the weakest match that added something to the result was recognised by, so that "isbn" says
    that all of the result belongs to that ISBN.
    """
    details = _details(findings.open_library, findings.google_books)
    failures = [error for error in findings.errors if not isinstance(error, QuotaExhausted)]
    logs = [*findings.logs, *(f"genre {one.genre}: {_reasons(one)}" for one in details.evidence)]
    if (findings.open_library or findings.google_books) and not details.evidence:
        logs.append("nothing names a genre")
    return EnrichedBook(
        book_id=book.book_id,
        title=book.title,
        author=book.author,
        success=findings.answered,
        final_genres=details.genres,
        thumbnail_url=details.thumbnail_url,
        small_thumbnail_url=details.small_thumbnail_url,
        genre_enrichment_success=bool(details.genres),
        genre_sources=details.genre_sources,
        matched_by=_matched_by(findings.open_library, findings.google_books, details),
        error_category=failures[0].category if failures else None,
        error_message="; ".join(str(error) for error in findings.errors) if failures else None,
        not_asked=(findings.not_asked,) if findings.not_asked else (),
        processing_logs=tuple(logs),
        average_rating=details.average_rating,
        community_ratings=details.community_ratings,
        num_pages=details.num_pages,
        publication_year=details.publication_year,
        series=details.series,
        language=details.language,
        places=details.places,
        people=details.people,
        times=details.times,
    )


def _details(open_library: Match | None, google_books: Match | None) -> _Details:
    answers = [match.answer for match in (open_library, google_books) if match]
    year = next((answer.publication_year for answer in answers if answer.publication_year), None)
    evidence = explain(
        google_books.answer.headings if google_books else (),
        open_library.answer.headings if open_library else (),
        first_publish_year=year,
        ddc=open_library.answer.ddc if open_library else (),
        lcc=open_library.answer.lcc if open_library else (),
    )
    # Evidence names a heading that both providers have in one spelling only.
    named = {reading_of(heading).key for one in evidence for heading in one.headings}
    with_cover = next((answer for answer in answers if answer.thumbnail_url), None)
    rated = next((answer for answer in answers if answer.average_rating), None)
    # Votes and their mean are of one provider; where no mean is shown, the votes still tell how widely a book is read.
    voted = rated or next((answer for answer in answers if answer.community_ratings is not None), None)
    return _Details(
        genres=tuple(one.genre for one in evidence),
        genre_sources=tuple(answer.source for answer in answers if _gave_genres(answer, named, evidence)),
        thumbnail_url=with_cover.thumbnail_url if with_cover else None,
        small_thumbnail_url=with_cover.small_thumbnail_url if with_cover else None,
        average_rating=rated.average_rating if rated else None,
        community_ratings=voted.community_ratings if voted else None,
        num_pages=next((answer.num_pages for answer in answers if answer.num_pages), None),
        publication_year=year,
        series=next((answer.series for answer in answers if answer.series), None),
        language=next((answer.language for answer in answers if answer.language), None),
        places=next((answer.places for answer in answers if answer.places), ()),
        people=next((answer.people for answer in answers if answer.people), ()),
        times=next((answer.times for answer in answers if answer.times), ()),
        evidence=tuple(evidence),
    )


def _gave_genres(answer: ProviderAnswer, named: Set[str], evidence: Sequence[GenreEvidence]) -> bool:
    """Whether a genre comes from an answer: from its headings, or from its classes where no heading gave any genre."""
    if any(reading_of(heading).key in named for heading in answer.headings):
        return True
    return bool(evidence and not named and (answer.ddc or answer.lcc))


def _matched_by(open_library: Match | None, google_books: Match | None, details: _Details) -> MatchedBy | None:
    if open_library is None or google_books is None:
        only = open_library or google_books
        return only.matched_by if only else None
    if _STRONGEST_FIRST.index(open_library.matched_by) <= _STRONGEST_FIRST.index(google_books.matched_by):
        stronger, weaker, stronger_alone = open_library, google_books, _details(open_library, None)
    else:
        stronger, weaker, stronger_alone = google_books, open_library, _details(None, google_books)
    return stronger.matched_by if stronger_alone == details else weaker.matched_by


def _reasons(evidence: GenreEvidence) -> str:
    """What gave a genre, in words: `from 'Magic', 'Wizards' and 3 more; first published 1925`."""
    shown = ", ".join(repr(heading[:_HEADING_LETTERS_IN_LOG]) for heading in evidence.headings[:_HEADINGS_IN_LOG])
    more = len(evidence.headings) - _HEADINGS_IN_LOG
    named = f"from {shown} and {more} more" if more > 0 else f"from {shown}"
    return "; ".join([named, *evidence.hints] if evidence.headings else evidence.hints)
