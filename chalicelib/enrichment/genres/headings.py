"""One library heading in, the rules of ``genres.json`` that it meets out, its words, and its vote on fiction.

Pure. A heading is folded to plain words and searched for the longest patterns; one with a ``drop`` word meets no rule.
"""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from chalicelib.enrichment.genres.codes import plain_dewey, plain_lcc, read_code, read_lcc
from chalicelib.enrichment.genres.folding import normalize, parts_of, plain_text
from chalicelib.enrichment.genres.vocabulary import (
    HINT,
    NONFICTION,
    PATTERN,
    Hit,
    heading_key,
    load_vocabulary,
)

__all__ = ["Reading", "normalize", "read_heading", "reading_of", "reading_of_dewey", "reading_of_lcc"]

HINT_IN_FICTION = 1.5  # times: "Vampires, fiction" says more about a novel than "Vampires"

# Votes on fiction or not. Novels carry topics ("History", "Travel"), so a topic votes less than a literary form.
EXPLICIT_VOTE, FORM_VOTE, NONFICTION_VOTE, TOPIC_VOTE, HINT_VOTE = 2.0, 1.0, 1.5, 0.6, 0.2


class Reading(NamedTuple):
    """What a heading says and how it votes on fiction.

    ``key`` is equal for spellings of one heading. ``words`` are what the learned weights know a heading by: its words
    ("fantasy"), pairs of neighbours ("fantasy fiction") and words that fill a part of it ("=fantasy").
    """

    key: str
    hits: tuple[Hit, ...]
    fiction_vote: float
    nonfiction_vote: float
    words: frozenset[str] = frozenset()


def read_heading(heading: str) -> tuple[Hit, ...]:
    """Return the rules that a heading meets, in the order of its words; ``()`` when it says nothing about the genre."""
    vocabulary = load_vocabulary()
    plain = plain_text(heading)
    if code := read_code(plain, vocabulary):
        return code
    words: list[str] = []
    edges = {0}  # where a part of the heading begins or ends
    for part in parts_of(plain):
        words += part
        edges.add(len(words))
    hits: list[Hit] = []
    start = 0
    while start < len(words):
        step = 1
        for length in range(min(vocabulary.longest.get(words[start], 0), len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + length])
            is_silent = vocabulary.silent.get(phrase)
            if is_silent:
                return ()
            is_whole = start in edges and start + length in edges
            found = [rule for rule in vocabulary.rules.get(phrase, ()) if is_whole or not rule.whole]
            if found or is_silent is not None:
                hits += found
                step = length
                break
        start += step
    return tuple(dict.fromkeys(hits))


@lru_cache(maxsize=20_000)  # libraries repeat themselves, and one instance reads many books
def reading_of(heading: str) -> Reading:
    """Return what a heading says; a hint in a heading that names a novel counts more."""
    return _reading(heading_key(heading), read_heading(heading), _words(heading))


def _words(heading: str) -> frozenset[str]:
    found: set[str] = set()
    for part in parts_of(plain_text(heading)):
        found.update(part, map(" ".join, pairwise(part)))
        if len(part) == 1:
            found.add(f"={part[0]}")
    return frozenset(found)


@lru_cache(maxsize=2_000)
def reading_of_dewey(number: str) -> Reading:
    """Return what a Dewey number of Open Library says; its key is the number."""
    plain = plain_dewey(number)
    return _reading(plain, read_heading(plain), frozenset())


@lru_cache(maxsize=2_000)
def reading_of_lcc(number: str) -> Reading:
    """Return what a Library of Congress number of Open Library's sortable form says; its key is the plain number."""
    plain = plain_lcc(number)
    return _reading(plain, read_lcc(plain, load_vocabulary()), frozenset())


def _reading(key: str, hits: tuple[Hit, ...], words: frozenset[str]) -> Reading:
    kind = load_vocabulary().kind
    if any(hit.in_fiction or (hit.weight == PATTERN and kind[hit.genre] == "fiction") for hit in hits):
        boosted = tuple(
            hit._replace(weight=HINT * HINT_IN_FICTION) if hit.weight == HINT and kind[hit.genre] == "fiction" else hit
            for hit in hits
        )
        return Reading(key, boosted, EXPLICIT_VOTE if key in ("fiction", "ficcion") else FORM_VOTE, 0.0, words)
    topics = [hit for hit in hits if kind[hit.genre] == "nonfiction"]
    nonfiction = [
        NONFICTION_VOTE if (h.genre, h.weight) == (NONFICTION, PATTERN) else TOPIC_VOTE * h.weight for h in topics
    ]
    fiction = [HINT_VOTE for hit in hits if kind[hit.genre] == "fiction"]
    return Reading(key, hits, max(fiction, default=0.0), max(nonfiction, default=0.0), words)
