"""Works that resemble a book and are not it, which a matcher must turn down."""

import random
from collections.abc import Iterator
from dataclasses import replace

from bench.simulator.records import Edition, Work
from bench.simulator.shelving.books import Book
from bench.simulator.shelving.work_maker import WorkMaker

_OTHER_TITLES = ("The Winter Garden", "Letters Home", "A House by the River", "Collected Stories", "The Last Summer")
_NAMESAKES = ("Harriet Colebrook", "Anselm Ferreira", "Ottilie Brandt")
_STUDY_GUIDE_PUBLISHERS = ("Quick Digest", "Readers' Companion Press")


def lookalikes(work: Work, maker: WorkMaker, draw: random.Random) -> Iterator[Work]:
    """What stands beside a work that is known."""
    if draw.random() < 0.08:
        yield _box_set(work, maker, draw)
    if draw.random() < 0.15:
        yield _study_guide(work, maker, draw)
    if draw.random() < 0.1:
        yield _bare(work, draw.choice(_OTHER_TITLES), work.authors, maker, draw)
    if draw.random() < 0.1:
        yield _sequel(work, maker, draw)


def lookalikes_of_unknown(work: Work, maker: WorkMaker, draw: random.Random) -> Iterator[Work]:
    """What stands where a work would, that is not known."""
    if draw.random() < 0.3:
        yield _study_guide(work, maker, draw)
    if draw.random() < 0.2:
        yield _bare(work, work.editions[-1].title or work.title, (draw.choice(_NAMESAKES),), maker, draw)
    if draw.random() < 0.1:
        yield _sequel(work, maker, draw)


def _box_set(work: Work, maker: WorkMaker, draw: random.Random) -> Work:
    """Two volumes in one; as Open Library has it, the matching edition lists many ISBNs and has no cover."""
    title = f"{work.title} / {draw.choice(_OTHER_TITLES)}"
    isbns = (*work.isbns, maker.isbn(draw), maker.isbn(draw))
    edition = Edition(maker.key_of_edition(), isbns, title=title, language=("eng",))
    box = _bare(work, title, work.authors, maker, draw)
    # Now and then the box is the better known of the two.
    readers = int((work.readinglog_count or 0) * draw.uniform(0.1, 1.3))
    return replace(box, editions=(edition,), subjects=("Boxed sets", "Fiction"), readinglog_count=readers)


def _study_guide(work: Work, maker: WorkMaker, draw: random.Random) -> Work:
    # Some records name the author of the book that they are about as one of their own.
    publisher = draw.choice(_STUDY_GUIDE_PUBLISHERS)
    authors = (publisher, *work.authors) if draw.random() < 0.5 else (publisher,)
    guide = _bare(work, f"Summary of {work.title}", authors, maker, draw)
    return replace(guide, subjects=("Study guides", "Book notes"))


def _sequel(work: Work, maker: WorkMaker, draw: random.Random) -> Work:
    main, _, _ = work.title.partition(": ")
    title = draw.choice(("Return to {}", "{} Revisited", "Children of {}")).format(main)
    return _bare(work, title, work.authors, maker, draw)


def _bare(work: Work, title: str, authors: tuple[str, ...], maker: WorkMaker, draw: random.Random) -> Work:
    """A work of that title alone on its editions; its authors have the other names of the work's where they are it."""
    fresh = maker.work([Book(title, authors[0], None)], draw, draw)
    editions = tuple(replace(edition, title=title, subtitle=None, other_titles=()) for edition in fresh.editions)
    names = work.alternate_names if set(authors) & set(work.authors) else ()
    return replace(fresh, title=title, subtitle=None, authors=authors, alternate_names=names, editions=editions)
