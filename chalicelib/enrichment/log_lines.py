"""The words in which `processing_logs` tell what was asked for and what was found."""

from chalicelib.enrichment.providers.answer import Match
from chalicelib.models import BookInfo


def numbers_asked(book: BookInfo) -> str:
    """The numbers by which a book is looked up: `ISBN 9780140283334 and Goodreads id 5129`."""
    named = (("ISBN", book.isbn13), ("Goodreads id", book.goodreads_number))
    return " and ".join(f"{name} {number}" for name, number in named if number)


def title_asked(book: BookInfo) -> str:
    """The title and author by which a book is looked up."""
    return f"title {book.title!r} by {book.author!r}"


def summary(match: Match | None) -> str:
    """What was found: `/works/OL45804W with 12 headings and a cover`."""
    if match is None:
        return "not known"
    cover = "a cover" if match.answer.thumbnail_url else "no cover"
    return f"{match.answer.reference} with {len(match.answer.headings)} headings and {cover}"
