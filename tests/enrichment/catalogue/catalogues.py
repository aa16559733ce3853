"""A catalogue in memory, for tests of what uses one."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from chalicelib.enrichment.catalogue.interface import Edition
from chalicelib.enrichment.catalogue.records import Work, pack
from chalicelib.enrichment.catalogue.title_index import keys_of_work


@dataclass
class MemoryCatalogue:
    """`chalicelib.enrichment.catalogue.interface.Catalogue` with what `add` was given; counts its reads."""

    names: dict[int, tuple[str, ...]] = field(default_factory=dict)
    reads: int = 0

    def __post_init__(self) -> None:
        self._works: dict[int, bytes] = {}
        self._isbns: dict[str, Edition] = {}
        self._goodreads: dict[str, Edition] = {}
        self._titles: dict[int, list[int]] = defaultdict(list)

    def add(
        self, number: int, work: Work, *, isbn: str = "", goodreads_id: str = "", edition: Edition | None = None
    ) -> None:
        """File a work under its titles and under the numbers of one edition."""
        self._works[number] = pack(work)
        shown = edition or Edition(number, 70 + number, 0, "")
        if isbn:
            self._isbns[isbn] = shown
        if goodreads_id:
            self._goodreads[goodreads_id] = shown
        names = [name for author in work.authors for name in self.names[author]]
        for key in keys_of_work([(work.title, work.subtitle), *work.other_titles], names):
            self._titles[key].append(number)

    def dump_date(self) -> str:
        return "2026-10-31"

    def editions_by_isbn13(self, isbns: Collection[str]) -> dict[str, Edition]:
        self.reads += 1
        return {isbn: self._isbns[isbn] for isbn in isbns if isbn in self._isbns}

    def editions_by_goodreads_id(self, ids: Collection[str]) -> dict[str, Edition]:
        self.reads += 1
        return {number: self._goodreads[number] for number in ids if number in self._goodreads}

    def works_by_title(self, keys: Collection[int]) -> dict[int, tuple[int, ...]]:
        self.reads += 1
        return {key: tuple(self._titles[key]) for key in keys if key in self._titles}

    def works(self, ids: Collection[int]) -> dict[int, bytes]:
        self.reads += 1
        return {number: self._works[number] for number in ids if number in self._works}

    def authors(self, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        self.reads += 1
        return {number: self.names[number] for number in ids if number in self.names}
