"""Library headings in, the genres that readers use out. Pure: the rules are data in ``genres.json``.

What the headings of a book say (see ``headings``) is added up per genre. Whether the book is fiction decides which of a
topic's genres can be meant ("World War, 1939-1945" is History or Historical Fiction), and a genre stays when its
evidence is enough for that many headings.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.enrichment.genres.headings import (
    FICTION,
    HINT,
    NONFICTION,
    Reading,
    Vocabulary,
    load_vocabulary,
    reading_of,
)

MAX_GENRES = 8
MAX_HEADING_CHARS = 200  # longer texts are descriptions or junk
OTHER_KIND = {FICTION: "nonfiction", NONFICTION: "fiction"}

GOOGLE_WEIGHT = 1.5  # Google gives one broad, edited category where Open Library gives forty loose ones
REPEAT_WEIGHT, MAX_REPEATS = 0.3, 4  # "Magic", "Magic, fiction" and "Magic in fiction" are little more than "Magic"
MAX_IMPLIED = 3.0  # evidence for a genre that is passed on to those it implies

# What a genre needs to stay: more when there are many headings or when another genre has very much evidence.
BASE_NEED, NEED_PER_HEADING, MAX_NEED = 0.5, 0.04, 1.2
SHARE_OF_BEST, BEST_CAP = 0.15, 6.0
MAIN_SHARE = 0.4  # the same for a genre marked "main" in the vocabulary


@dataclass(frozen=True)
class GenreEvidence:
    """One genre of a book and the headings that gave it, the weightiest first, as a provider spelled them."""

    genre: str
    headings: tuple[str, ...]


def merge_and_normalize(google_categories: Sequence[str], open_library_subjects: Sequence[str]) -> list[str]:
    """Return a book's genres as ``genres.json`` spells them, the most telling first, Fiction or Nonfiction last.

    Takes the headings as the providers give them, in any order; entries that are no text are ignored. Returns at most 8
    genres without repetition, ``[]`` when the headings name none.

    >>> merge_and_normalize([], ["Fiction, fantasy, general", "Fantasy fiction", "Large type books"])
    ['Fantasy', 'Fiction']
    """
    return [evidence.genre for evidence in explain(google_categories, open_library_subjects)]


def explain(google_categories: Sequence[str], open_library_subjects: Sequence[str]) -> list[GenreEvidence]:
    """Return the genres of ``merge_and_normalize`` in its order, each with the headings that gave it.

    A genre that another one implies (Physics implies Science) names the headings of that one too.
    """
    vocabulary = load_vocabulary()
    readings = _distinct(google_categories, open_library_subjects)
    fiction = round(sum(weight * reading.fiction_vote for reading, weight, _ in readings), 6)  # in any order the same
    nonfiction = round(sum(weight * reading.nonfiction_vote for reading, weight, _ in readings), 6)
    form = "" if fiction == nonfiction == 0 else FICTION if fiction >= nonfiction else NONFICTION
    scores, sources = _add_up(readings, form, vocabulary)
    named = {genre: scores[genre] for genre in _enough(scores, len(readings), vocabulary)}
    for genre, score in named.items():
        for implied, share in vocabulary.implies[genre].items():
            if vocabulary.kind[implied] != OTHER_KIND.get(form):
                scores[implied] = round(scores.get(implied, 0.0) + share * min(score, MAX_IMPLIED), 6)
                sources[implied] += [(share * weight, heading) for weight, heading in sources[genre]]
    kept = _enough(scores, len(readings), vocabulary)[: MAX_GENRES - 1]
    return [GenreEvidence(genre, _weightiest(sources[genre])) for genre in ([*kept, form] if form else kept)]


_Weighed = tuple[Reading, float, str]


def _distinct(google_categories: Iterable[object], open_library_subjects: Iterable[object]) -> list[_Weighed]:
    """Return each heading that says something once: its reading, the weight of its providers, and one spelling."""
    found: dict[str, _Weighed] = {}
    for headings, provider_weight in ((google_categories, GOOGLE_WEIGHT), (open_library_subjects, 1.0)):
        seen: set[str] = set()
        for heading in headings:
            if isinstance(heading, str) and len(heading) <= MAX_HEADING_CHARS and (reading := reading_of(heading)).hits:
                _, weight, spelling = found.get(reading.key, (reading, 0.0, heading))
                weight += 0.0 if reading.key in seen else provider_weight
                found[reading.key] = (reading, weight, min(spelling, heading))
                seen.add(reading.key)
    return list(found.values())


def _add_up(
    readings: Iterable[_Weighed], form: str, vocabulary: Vocabulary
) -> tuple[dict[str, float], dict[str, list[tuple[float, str]]]]:
    """Return the evidence per genre that fits the book's form, and the headings with what each gave."""
    by_rule: dict[tuple[str, str], list[float]] = defaultdict(list)
    sources: dict[str, list[tuple[float, str]]] = defaultdict(list)
    kind, other_kind = vocabulary.kind, OTHER_KIND.get(form)
    for reading, provider_weight, heading in readings:
        for genre, hit_weight, rule, _, in_fiction in reading.hits:
            if form == FICTION if in_fiction else kind[genre] != other_kind:
                weight = hit_weight * provider_weight
                by_rule[genre, rule].append(weight)
                sources[genre].append((weight, heading))
    scores: dict[str, float] = defaultdict(float)
    for (genre, _), weights in by_rule.items():
        scores[genre] += max(weights)
        if len(weights) > 1:
            scores[genre] += REPEAT_WEIGHT * sum(sorted(weights, reverse=True)[1 : MAX_REPEATS + 1])
    return {genre: round(score, 6) for genre, score in scores.items()}, sources


def _enough(scores: Mapping[str, float], headings: int, vocabulary: Vocabulary) -> list[str]:
    """Return the genres with enough evidence, the most first: one odd heading among forty is not enough."""
    specific = {genre: score for genre, score in scores.items() if genre not in (FICTION, NONFICTION)}
    if not specific:
        return []
    best = max(specific.values())
    need = max(min(BASE_NEED + NEED_PER_HEADING * headings, MAX_NEED), SHARE_OF_BEST * min(best, BEST_CAP))
    needs = {genre: max(need, MAIN_SHARE * best) if genre in vocabulary.main else need for genre in specific}
    kept = {genre for genre, score in specific.items() if score >= needs[genre]}
    telling = [genre for genre, score in specific.items() if score >= HINT and vocabulary.kind[genre] != "either"]
    if not kept and telling:
        kept = {min(telling, key=lambda genre: (-specific[genre], genre))}  # nothing but hints: the likeliest genre
    excluded = {no for genre in kept for no in vocabulary.excludes[genre] if scores.get(no, 0.0) <= scores[genre]}
    return sorted(kept - excluded, key=lambda genre: (-scores[genre], genre))


def _weightiest(weighed: Iterable[tuple[float, str]]) -> tuple[str, ...]:
    by_weight = sorted(weighed, key=lambda item: (-item[0], item[1]))
    return tuple(dict.fromkeys(heading for _, heading in by_weight))
