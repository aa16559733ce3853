"""The catalogue as one job uses it: which books it settles, and which are left to the providers."""

import logging
from collections.abc import Sequence
from typing import Final, NamedTuple

from chalicelib.enrichment.catalogue.finder import find_in_catalogue
from chalicelib.enrichment.catalogue.interface import Catalogue
from chalicelib.enrichment.merging import Findings, leaves_open, merge, nothing_to_look_for
from chalicelib.errors import CatalogueUnavailable
from chalicelib.models import BookInfo, EnrichedBook

_LOG: Final = logging.getLogger(__name__)
_MOST_FAILURES: Final = 2


class Known(NamedTuple):
    """What the catalogue knows of a book, None where it does not; and whether nobody else is to be asked for it."""

    result: EnrichedBook | None
    settled: bool


class JobCatalogue:
    """Finds books for one job. Where there is no catalogue it knows and settles nothing.

    With `only`, it settles every book, as no provider may be asked. Otherwise it leaves to the providers what it does
    not know and, where there is a key for Google Books (`google_key`), what that may add headings or a cover to.
    A catalogue that cannot be read costs the job what it would have found, and with `only` the books fail; after the
    second failure it is not read again, as each may have taken as long as a table may take to answer.
    """

    def __init__(self, catalogue: Catalogue | None, *, only: bool, google_key: bool) -> None:
        self._catalogue = catalogue
        self._only = only
        self._google_key = google_key
        self._failures: list[CatalogueUnavailable] = []

    def find(self, books: Sequence[BookInfo]) -> list[Known]:
        """What is known of each book, in the order of the books."""
        if self._catalogue is None or not books:
            return [Known(None, settled=False)] * len(books)
        if len(self._failures) >= _MOST_FAILURES:
            return [self._unread(book, self._failures[-1]) for book in books]
        try:
            findings = find_in_catalogue(books, self._catalogue)
        except CatalogueUnavailable as error:
            self._failures.append(error)
            _LOG.warning("%s; this chunk goes on without it", error)
            return [self._unread(book, error) for book in books]
        return [self._known(book, found) for book, found in zip(books, findings, strict=True)]

    def _known(self, book: BookInfo, found: Findings) -> Known:
        match = found.open_library
        if match is None and not self._only:
            return Known(None, settled=False)
        result = nothing_to_look_for(book) or merge(book, found)
        return Known(result, settled=self._only or not (self._google_key and leaves_open(match)))

    def _unread(self, book: BookInfo, error: CatalogueUnavailable) -> Known:
        return Known(EnrichedBook.failed(book, "data_format", str(error)) if self._only else None, settled=self._only)
