"""What the tests of all dialects share: the files, and ways to look at books."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.ingest.library_file import look_over, parse_export
from chalicelib.ingest.parsed_export import BookAnalytics, ParsedExport
from chalicelib.ingest.partial_date import PartialDate

PROJECT = Path(__file__).parent.parent.parent.parent
OWN = PROJECT / "tests" / "data"
OTHER_EXPORTS = PROJECT.parent / "shared" / "data" / "other-exports"


def needs(name: str) -> Any:
    """A real file as a parameter, which is skipped where the file is not at hand."""
    reason = f"no ../shared/data/other-exports/{name} beside this clone"
    return pytest.param(name, marks=pytest.mark.skipif(not (OTHER_EXPORTS / name).is_file(), reason=reason))


def parsed(data: bytes, max_books: int = 3000) -> ParsedExport:
    """Parse, and check what holds for every file."""
    result = parse_export(data, max_books=max_books)
    assert len(result.books) + len(result.rejected) == result.rows_total
    understood = result.understood()
    assert look_over(data, max_books=max_books) == (
        result.source,
        result.rows_total,
        *(understood[name] for name in ("books", "dates", "ratings")),
    )
    ids = [book.goodreads_id for book in result.books]
    assert len(set(ids)) == len(ids)
    assert all(ids)
    return result


def texts(date: PartialDate | None) -> str | None:
    """A date as far as it is known."""
    return date.text() if date else None


def days(book: BookAnalytics) -> list[tuple[str | None, str | None]]:
    """Start and end of each read."""
    return [(texts(one.start), texts(one.end)) for one in book.reads]
