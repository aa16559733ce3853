"""A range of works with their editions -> packed works, and what leads to them: ISBNs, Goodreads ids, titles."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median_low
from typing import Final, NamedTuple

from chalicelib.enrichment.catalogue.records import Work, pack
from chalicelib.enrichment.catalogue.sqlite_catalogue import BETWEEN_NAMES
from chalicelib.enrichment.catalogue.title_index import keys_of_forms
from chalicelib.enrichment.matching import title_forms
from scripts.catalogue.reading import redirects
from scripts.catalogue.records import EditionEntry, WorkEntry
from scripts.catalogue.runs import Row, Runs, by_range, runs_of, write_run

AUTHORS_FILE: Final = "authors.sqlite3"
PACKED: Final = "packed"
ISBN_SHIFT: Final = 23
GOODREADS_SHIFT: Final = 18
TITLE_SHIFT: Final = 40
"""Each makes ranges of some ten or hundred thousand keys of a full catalogue."""
_MOST_OTHER_TITLES: Final = 30
_MOST_SUBJECTS: Final = 100
_MOST_CODES: Final = 3


class Task(NamedTuple):
    """A range of works to put together."""

    folder: Path
    number: int
    only_numbered: bool
    """Leave out works of which no edition has an ISBN or a Goodreads id."""


class Kept(NamedTuple):
    """How much of a range the catalogue keeps, and how many editions lead to no work of it."""

    works: int
    editions: int
    editions_dropped: int


def ranges_of_works(folder: Path) -> list[int]:
    """The numbers of all ranges that hold works or editions, in order."""
    return sorted({number for kind in ("works", "editions") for number in runs_of(folder, kind).ranges()})


def packed_run(folder: Path, number: int) -> Path:
    """Where the packed works of a range are. The run is written last: where it is, the range is done."""
    return folder / f"{PACKED}-{number:+06}.run"


def kept_of(folder: Path) -> Kept:
    """How much the catalogue keeps, of all ranges together."""
    counts = [Kept._make(row) for row in Runs(folder, "kept").rows(0)]
    return Kept(
        works=sum(count.works for count in counts),
        editions=sum(count.editions for count in counts),
        editions_dropped=sum(count.editions_dropped for count in counts),
    )


def assemble(task: Task) -> None:
    """Write the runs of one range."""
    folder, number = task.folder, task.number
    works = {row[0]: WorkEntry._make(row) for row in runs_of(folder, "works").rows(number)}
    editions: dict[int, list[EditionEntry]] = defaultdict(list)
    dropped = 0
    for row in runs_of(folder, "editions").rows(number):
        entry = EditionEntry._make(row)
        if entry.work in works or entry.work < 0:
            editions[entry.work].append(entry)
        else:
            dropped += 1
    for own_number in [work for work in editions if work < 0]:
        works[own_number] = _work_of(editions[own_number][0])
    votes = {row[0]: row[1:] for row in _votes(folder, number)}
    authors = {place: _authors(folder, work, editions.get(place, ())) for place, work in works.items()}
    names = _names(folder, {author for listed in authors.values() for author in listed})
    packed: list[Row] = []
    isbns: list[Row] = []
    goodreads: list[Row] = []
    titles: list[Row] = []
    kept_editions = 0
    for place in sorted(works):
        own = editions.pop(place, [])
        work, forms = _put_together(works.pop(place), authors.pop(place), own, votes.get(place, (0, 0, 0)))
        numbered = any(entry.isbns or entry.goodreads_ids for entry in own)
        known = [name for author in work.authors for name in names.get(author, ())]
        keys = keys_of_forms(forms, known)
        # A work without a title tells a reader nothing; without a number and an author nobody can find it.
        if not work.title or not (numbered or (keys and not task.only_numbered)):
            dropped += len(own)
            continue
        packed.append((place, pack(work)))
        titles += [(key, place) for key in keys]
        for entry in own:
            leads_to = (place, entry.id, entry.cover, entry.language)
            # The better of two editions with one number comes first: see `read_id_answer`.
            isbns += [(isbn, not entry.cover, len(entry.isbns), *leads_to) for isbn in entry.isbns]
            goodreads += [(id_, not entry.cover, len(entry.isbns), *leads_to) for id_ in entry.goodreads_ids]
        kept_editions += len(own)
    write_run(folder / f"isbns-{number:+06}.run", by_range(isbns, ISBN_SHIFT))
    write_run(folder / f"goodreads-{number:+06}.run", by_range(goodreads, GOODREADS_SHIFT))
    write_run(folder / f"titles-{number:+06}.run", by_range(titles, TITLE_SHIFT))
    write_run(folder / f"kept-{number:+06}.run", {0: [(len(packed), kept_editions, dropped)]})
    write_run(packed_run(folder, number), {number: packed})


def forget_runs() -> None:
    """Forget what this process has read of an earlier build."""
    runs_of.cache_clear()
    redirects.cache_clear()


def _votes(folder: Path, number: int) -> Iterator[Row]:
    """Number of votes, sum of stars and readers of each work in a range."""
    sums: dict[int, list[int]] = {}
    for kind in ("ratings", "reading-log"):
        for work, *counts in runs_of(folder, kind).rows(number):
            sums[work] = [one + more for one, more in zip(sums.get(work, (0, 0, 0)), counts, strict=True)]
    return ((work, *counts) for work, counts in sums.items())


def _authors(folder: Path, work: WorkEntry, editions: Sequence[EditionEntry]) -> tuple[int, ...]:
    """The authors of a work, where it names none those of its editions."""
    listed = work.authors or [author for entry in editions for author in entry.authors]
    return tuple(dict.fromkeys(map(redirects(folder, "authors").follow, listed)))


def _put_together(
    work: WorkEntry, authors: tuple[int, ...], editions: Sequence[EditionEntry], votes: Row
) -> tuple[Work, set[str]]:
    """A work with what its editions add: where it says nothing itself, what they say; and the forms of all titles."""
    years = [year for year in (work.year, *[entry.year for entry in editions]) if year]
    pages = [entry.pages for entry in editions if entry.pages]
    series = [entry.series for entry in editions if entry.series[0]]
    name, position = work.series if work.series[0] or not series else Counter(series).most_common(1)[0][0]
    titles = ((work.title, work.subtitle), *((entry.title, entry.subtitle) for entry in editions))
    title, subtitle = next((one for one in titles if one[0]), ("", ""))
    ratings, stars, readers = votes
    other_titles, forms = _titles(title, subtitle, editions)
    whole = Work(
        title=title,
        subtitle=subtitle,
        authors=authors,
        subjects=work.subjects or _first(_MOST_SUBJECTS, [entry.subjects for entry in editions]),
        people=work.people,
        places=work.places,
        times=work.times,
        ddc=work.ddc or _first(_MOST_CODES, [entry.ddc for entry in editions]),
        lcc=work.lcc or _first(_MOST_CODES, [entry.lcc for entry in editions]),
        series=name,
        series_position=position,
        cover=work.cover or next((entry.cover for entry in editions if entry.cover), 0),
        first_publish_year=min(years, default=0),
        pages=median_low(pages) if pages else 0,
        ratings=ratings,
        stars=stars,
        readers=readers,
        editions=len(editions),
        other_titles=other_titles,
    )
    return whole, forms


def _work_of(edition: EditionEntry) -> WorkEntry:
    """An edition that belongs to no work as a work of its own."""
    return WorkEntry(
        id=edition.work,
        title=edition.title,
        subtitle=edition.subtitle,
        authors=edition.authors,
        subjects=edition.subjects,
        people=(),
        places=(),
        times=(),
        ddc=edition.ddc,
        lcc=edition.lcc,
        series=edition.series,
        cover=edition.cover,
        year=edition.year,
    )


def _titles(
    title: str, subtitle: str, editions: Sequence[EditionEntry]
) -> tuple[tuple[tuple[str, str], ...], set[str]]:
    """The titles of editions under which the work is not found by its own title, and the forms of all titles."""
    written = {f"{title}|{subtitle}".casefold()}
    forms = set(title_forms(title, subtitle))
    found: list[tuple[str, str]] = []
    for entry in editions:
        for other in ((entry.title, entry.subtitle), *((name, "") for name in entry.other_titles)):
            spelled = "|".join(other).casefold()
            if not other[0] or spelled in written or len(found) == _MOST_OTHER_TITLES:
                continue
            written.add(spelled)
            theirs = title_forms(*other)
            if not theirs <= forms:
                forms |= theirs
                found.append(other)
    return tuple(found), forms


def _first(most: int, listed: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The first texts of all, each once."""
    return tuple(dict.fromkeys(text for texts in listed for text in texts))[:most]


def _names(folder: Path, authors: set[int]) -> dict[int, list[str]]:
    address = f"{(folder / AUTHORS_FILE).absolute().as_uri()}?mode=ro&immutable=1"
    select = "SELECT id, names FROM authors WHERE id IN (SELECT value FROM json_each(?))"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        rows = connection.execute(select, (json.dumps(sorted(authors)),))
        return {number: names.split(BETWEEN_NAMES) for number, names in rows}
