"""All that is known of a book in, what the hand-written rules say of each genre out. Pure.

Headings vote on fiction or not, and the vote decides which of a topic's genres can be meant: "World War, 1939-1945" is
History, but Historical Fiction on a novel. What the rules give is then added up per genre.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from chalicelib.enrichment.genres.headings import Reading, reading_of, reading_of_dewey, reading_of_lcc
from chalicelib.enrichment.genres.vocabulary import FICTION, FORMS, NONFICTION, Hit, Vocabulary, load_vocabulary

MAX_HEADING_CHARS = 200  # longer texts are descriptions or junk
OTHER_KIND = {FICTION: "nonfiction", NONFICTION: "fiction"}

GOOGLE_WEIGHT = 1.5  # Google gives one broad, edited category where Open Library gives forty loose ones
REPEAT_WEIGHT, MAX_REPEATS = 0.3, 4  # "Magic", "Magic, fiction" and "Magic in fiction" are little more than "Magic"
MAX_IMPLIED = 3.0  # evidence for a genre that is passed on to those it implies


class Weighed(NamedTuple):
    """A heading that was read: the weight of the providers that gave it, one spelling, whether it is a class number."""

    reading: Reading
    weight: float
    spelling: str
    is_class: bool
    fiction_vote: float
    nonfiction_vote: float
    points: Mapping[str, tuple[tuple[tuple[str, str], float], ...]]  # form -> genre and rule -> what it is worth


@lru_cache(maxsize=20_000)  # libraries repeat themselves, and one instance reads many books
def weighed(heading: str, weight: float) -> Weighed:
    """Return a heading that providers of this weight gave."""
    return _weighed(reading_of(heading), weight, heading)


def _weighed(reading: Reading, weight: float, spelling: str, *, is_class: bool = False) -> Weighed:
    kind = load_vocabulary().kind
    points = {
        form: tuple(((hit.genre, hit.rule), hit.weight * weight) for hit in reading.hits if fits(hit, form, kind))
        for form in ("", *FORMS)
    }
    votes = weight * reading.fiction_vote, weight * reading.nonfiction_vote
    return Weighed(reading, weight, spelling, is_class, *votes, points)


class Evidence(NamedTuple):
    """What is known of one book; ``scores`` and ``implied`` hold only genres that have some."""

    readings: tuple[Weighed, ...]
    form: str  # Fiction, Nonfiction, or "" where nothing speaks for either
    margin: float  # by how much the vote for the form was won
    scores: Mapping[str, float]
    implied: Mapping[str, float]
    year: int | None


def gather(
    google_categories: Iterable[object],
    open_library_subjects: Iterable[object],
    first_publish_year: int | None = None,
    ddc: Iterable[object] = (),
    lcc: Iterable[object] = (),
) -> Evidence:
    """Return what is known of a book. Entries that are no text, or too long for a heading, are ignored."""
    vocabulary = load_vocabulary()
    readings = _distinct(google_categories, open_library_subjects)
    if ddc or lcc:
        readings += _classes(ddc, lcc, {one.reading.hits for one in readings})
    fiction = nonfiction = 0.0
    for one in readings:
        fiction += one.fiction_vote
        nonfiction += one.nonfiction_vote
    fiction, nonfiction = round(fiction, 6), round(nonfiction, 6)  # in any order the same
    form = "" if fiction == nonfiction == 0 else FICTION if fiction >= nonfiction else NONFICTION
    scores = _add_up(readings, form)
    return Evidence(
        tuple(readings), form, abs(fiction - nonfiction), scores, _implied(scores, vocabulary), first_publish_year
    )


def weight_for(hits: Sequence[Hit], genre: str, form: str, vocabulary: Vocabulary) -> float:
    """Return how much one heading's rules say for a genre, itself or by a genre that implies it."""
    if not hits:
        return 0.0
    fitting = [hit for hit in hits if fits(hit, form, vocabulary.kind)]
    itself = max((hit.weight for hit in fitting if hit.genre == genre), default=0.0)
    implied = max((hit.weight * vocabulary.implies[hit.genre].get(genre, 0.0) for hit in fitting), default=0.0)
    return itself + implied / 100 if itself else implied


def fits(hit: Hit, form: str, kind: Mapping[str, str]) -> bool:
    """Whether a rule speaks for its genre on a book of this form."""
    return form == FICTION if hit.in_fiction else kind[hit.genre] != OTHER_KIND.get(form)


def _distinct(google_categories: Iterable[object], open_library_subjects: Iterable[object]) -> list[Weighed]:
    """Return each heading once: its reading, the weight of its providers, and one spelling."""
    found: dict[str, Weighed] = {}
    for headings, provider_weight in ((open_library_subjects, 1.0), (google_categories, GOOGLE_WEIGHT)):
        seen: set[str] = set()
        for heading in headings:
            if not isinstance(heading, str) or len(heading) > MAX_HEADING_CHARS:
                continue
            new = weighed(heading, provider_weight)
            key = new.reading.key
            known = found.setdefault(key, new)
            if known is not new:
                weight = known.weight if key in seen else known.weight + provider_weight
                found[key] = weighed(min(known.spelling, heading), weight)
            seen.add(key)
    return list(found.values())


def _classes(ddc: Iterable[object], lcc: Iterable[object], told: set[tuple[Hit, ...]]) -> Iterator[Weighed]:
    """Return the class numbers that say something which no shelf mark among the headings says already."""
    for name, numbers, read in (
        ("Dewey", ddc, reading_of_dewey),
        ("Library of Congress", lcc, reading_of_lcc),
    ):
        for number in sorted({number for number in numbers if isinstance(number, str)}):
            reading = read(number[:MAX_HEADING_CHARS])
            if reading.hits and reading.hits not in told:
                told.add(reading.hits)
                yield _weighed(reading, 1.0, f"{name} class {reading.key}", is_class=True)


def _add_up(readings: Iterable[Weighed], form: str) -> dict[str, float]:
    """Return the evidence per genre that fits the book's form: a rule that is met again adds little."""
    by_rule: dict[tuple[str, str], list[float]] = {}
    for one in readings:
        for rule, points in one.points[form]:
            if rule in by_rule:
                by_rule[rule].append(points)
            else:
                by_rule[rule] = [points]
    scores: dict[str, float] = {}
    for (genre, _), weights in by_rule.items():
        points = weights[0] if len(weights) == 1 else _with_repeats(weights)
        scores[genre] = scores.get(genre, 0.0) + points
    return {genre: round(score, 6) for genre, score in scores.items()}


def _with_repeats(weights: list[float]) -> float:
    first, *others = sorted(weights, reverse=True)
    return first + REPEAT_WEIGHT * sum(others[:MAX_REPEATS])


def _implied(scores: Mapping[str, float], vocabulary: Vocabulary) -> dict[str, float]:
    """Return what each genre gets from those that imply it."""
    implied: dict[str, float] = defaultdict(float)
    for genre, score in scores.items():
        for other, share in vocabulary.implies[genre].items():
            implied[other] += share * min(score, MAX_IMPLIED)
    return {genre: round(score, 6) for genre, score in implied.items()}
