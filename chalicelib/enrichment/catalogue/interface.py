"""The interface of the catalogue: rows under keys. `make catalogue` writes them, the lookup in `finder.py` reads them.

`sqlite_catalogue.py` keeps them in a file on this machine, `dynamodb_catalogue.py` in a table.
"""

from collections.abc import Collection
from typing import NamedTuple, Protocol


class Edition(NamedTuple):
    """What a number of a book leads to. Works and editions are the numbers of Open Library's keys: `OL7353617M` is
    7353617; `work` is negative for an edition that belongs to no work, and is the edition's number then. `cover` is 0
    and `language` (ISO 639-2) empty where the edition has none.
    """

    work: int
    edition: int
    cover: int
    language: str


class Catalogue(Protocol):
    """Rows of the catalogue; what is not there is absent. Methods raise `CatalogueUnavailable`."""

    def dump_date(self) -> str:
        """The date of the dumps that it was made of, `2026-10-31`."""

    def editions_by_isbn13(self, isbns: Collection[str]) -> dict[str, Edition]:
        """The edition of each ISBN-13."""

    def editions_by_goodreads_id(self, ids: Collection[str]) -> dict[str, Edition]:
        """The edition of each of Goodreads' numbers."""

    def works_by_title(self, keys: Collection[int]) -> dict[int, tuple[int, ...]]:
        """The works that are filed under each key of `title_index`."""

    def works(self, ids: Collection[int]) -> dict[int, bytes]:
        """The packed record of each work; see `records.py`."""

    def authors(self, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        """The names of each author, the one they are catalogued under first."""
