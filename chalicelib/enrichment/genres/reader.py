"""A reader's own evidence: shelves and the other volumes of a series. Pure; the words are data in ``shelves.json``.

What one reader's shelves say holds for that reader alone: the result is never to be cached for others.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from chalicelib.enrichment.genres.folding import normalize
from chalicelib.enrichment.genres.vocabulary import FICTION, FORMS, NONFICTION, load_vocabulary

MAX_GENRES = 8
FEW = 3  # a volume with fewer genres borrows from its series
MAX_LENT = 5
SHELVES, SERIES = "shelves", "series"


@dataclass(frozen=True)
class ReaderGenres:
    """A book's genres for one reader, in order, and their sources.

    ``sources`` are "shelves" and "series" besides the providers' "open_library" and "google_books". ``because`` holds
    for each genre that came from the reader what gave it, in plain words: "your shelf 'sci-fi'".
    """

    genres: tuple[str, ...]
    sources: tuple[str, ...]
    because: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=4096)  # a library's books stand on the same shelves
def genres_of_shelf(shelf: str) -> tuple[str, ...]:
    """Return the genres that a shelf's name means, ``()`` for a status, a year, or a name that means none.

    >>> genres_of_shelf("ya-fantasy")
    ('Young Adult', 'Fantasy')
    """
    names = _names()
    phrase = normalize(shelf.replace("-", " ").replace("_", " "))
    if phrase not in names.parts:
        for silent in names.silent:
            phrase = f" {phrase} ".replace(f" {silent} ", " ").strip()
    if phrase in names.whole:
        return names.whole[phrase]
    words = phrase.split()
    found: dict[str, None] = {}
    start = 0
    while start < len(words):
        for end in range(len(words), start, -1):
            genres = names.parts.get(" ".join(words[start:end]), ())
            if genres:
                found.update(dict.fromkeys(genres))
                start = end
                break
        else:
            start += 1
    return tuple(found)


def with_shelves(known: ReaderGenres, shelves: Iterable[str]) -> ReaderGenres:
    """Return the genres with those of the reader's shelves, which come first and are never dropped.

    The reader's Fiction or Nonfiction replaces the other, and genres that only the other kind of book has go with it.
    Entries that are no text are ignored.
    """
    said: dict[str, str] = {}
    for shelf in shelves:
        if isinstance(shelf, str):
            for genre in genres_of_shelf(shelf):
                said.setdefault(genre, f"your shelf {shelf.strip()!r}")
    return _added(known, said, SHELVES) if said else known


def with_series(known: ReaderGenres, siblings: Sequence[ReaderGenres]) -> ReaderGenres:
    """Return the genres with those that most other volumes of the series have, where the volume has few or none.

    ``siblings`` are the other volumes in the same library; what a shelf said of one of them counts as well. Genres that
    the volume has stay before those that are lent.
    """
    specific = [genre for genre in known.genres if genre not in FORMS]
    told = [sibling for sibling in siblings if sibling.genres]
    if len(specific) >= FEW or not told:
        return known
    counts = Counter(genre for sibling in told for genre in sibling.genres)
    order = {genre: place for sibling in reversed(told) for place, genre in enumerate(sibling.genres)}
    often = [genre for genre, count in counts.items() if 2 * count > len(told)]
    often.sort(key=lambda genre: (-counts[genre], order[genre], genre))
    form = next((genre for genre in known.genres if genre in FORMS), "") or _form(often)
    lent = [genre for genre in often if genre not in FORMS and genre not in specific and _fits(genre, form)]
    new = lent[: max(0, MAX_LENT - len(specific))]
    new += [form] if form and form not in known.genres else []
    if not new:
        return known
    return ReaderGenres(
        _form_last([*known.genres, *new])[:MAX_GENRES],
        tuple(dict.fromkeys((*known.sources, SERIES))),
        (*known.because, *((genre, "other volumes of the series") for genre in new)),
    )


def _added(known: ReaderGenres, said: Mapping[str, str], source: str) -> ReaderGenres:
    form = _form(said)
    kept = [genre for genre in known.genres if genre not in said and (not form or _fits(genre, form))]
    if form:
        kept = [genre for genre in kept if genre not in FORMS]
    ordered = [genre for genre in (*said, *kept) if genre not in FORMS]
    last = form or next((genre for genre in kept if genre in FORMS), "")
    room = max(MAX_GENRES - bool(last), len([genre for genre in said if genre not in FORMS]))
    return replace(
        known,
        genres=(*ordered[:room], last) if last else tuple(ordered[:room]),
        sources=tuple(dict.fromkeys((*known.sources, source))),
        because=(*known.because, *said.items()),
    )


def _form(genres: Iterable[str]) -> str:
    """Return what the genres say of the book's form: Fiction or Nonfiction itself, else the kind that they all have."""
    named = [genre for genre in genres if genre in FORMS]
    if named:
        return named[0]
    kinds = {_kind(genre) for genre in genres} - {"either"}
    return {"fiction": FICTION, "nonfiction": NONFICTION}[kinds.pop()] if len(kinds) == 1 else ""


def _fits(genre: str, form: str) -> bool:
    kind = _kind(genre)
    return kind in ("either", form.casefold()) or not form or (form == FICTION and genre in load_vocabulary().in_novels)


def _kind(genre: str) -> str:
    """An answer that was cached before a genre was renamed may still name it."""
    return load_vocabulary().kind.get(genre, "either")


def _form_last(genres: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(genres, key=lambda genre: genre in FORMS))


@dataclass(frozen=True)
class _Names:
    parts: Mapping[str, tuple[str, ...]]
    whole: Mapping[str, tuple[str, ...]]
    silent: tuple[str, ...]


@cache
def _names() -> _Names:
    """Read ``shelves.json`` on first use; a genre's own name is a shelf's name too."""
    data: dict[str, Any] = json.loads(Path(__file__).with_name("shelves.json").read_bytes())
    whole = {normalize(name): tuple(genres) for name, genres in data["whole"].items()}
    own = {normalize(genre): (genre,) for genre in load_vocabulary().kind}
    parts = {name: genres for name, genres in own.items() if name not in whole}
    parts |= {normalize(name): tuple(genres) for name, genres in data["shelves"].items()}
    return _Names(
        parts, own | whole, tuple(sorted(map(normalize, data["silent"]), key=lambda name: (-len(name), name)))
    )
