"""What is known of a book in, the names by which the learned weights know it out. Pure.

There are two sorts. What is said of the book ("fantasy fiction" among its headings, "year 1960" or later) has a weight
for each genre. How well a genre is founded ("score 3": its rules add up to the third step) has one weight for all, so
that a rule for a rare genre counts although no recorded book has it.
"""

from bisect import bisect
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from chalicelib.enrichment.genres.evidence import OTHER_KIND, Evidence
from chalicelib.enrichment.genres.vocabulary import FORMS

YEARS = (1800, 1880, 1920, 1940, 1950, 1960, 1970, 1980, 1990, 2000, 2010, 2016)
RULE_STEPS = (0.5, 1.0, 2.0, 3.0)  # of a genre's score by the rules
SHARES = (0.3, 0.6, 1.0)  # of the best genre's score
STRONG = 1.0  # the score of a genre that stands beside others

SCORE_STEPS = (0.5, 0.7, 1.0, 1.3, 1.8, 2.4, 3.0, 4.0, 6.0)
SHARE_STEPS = (0.15, 0.3, 0.5, 0.75, 1.0)
IMPLIED_STEPS = (0.3, 0.6, 1.0, 1.6)
BOTH_STEPS = (0.9, 1.2)  # of score and implied together
MARGIN_STEPS = (0.5, 1.0, 2.0, 4.0, 6.0)


def words_of_book(evidence: Evidence) -> list[frozenset[str]]:
    """Return the words of each heading."""
    return [one.reading.words for one in evidence.readings]


def notes_of_book(evidence: Evidence) -> Iterator[frozenset[str]]:
    """Yield what else is said of the book; no note is in two of the sets. A colon sets notes apart from words."""
    yield notes_of_year(evidence.year, evidence.form)
    yield frozenset((f"form: {evidence.form}",))
    best = best_score(evidence)
    strong = []
    for genre, score in evidence.scores.items():
        yield notes_of_rule(genre, bisect(RULE_STEPS, score), bisect(SHARES, score / best))
        if score >= STRONG:
            strong.append(genre)
    yield notes_of_pairs(tuple(sorted(strong)))


@lru_cache(maxsize=1_000)
def notes_of_year(year: int | None, form: str) -> frozenset[str]:
    """Return the years that the book is not older than; for a novel they mean something else than for a history."""
    since = ["unknown"] if year is None else ["known", *[str(since) for since in YEARS if year >= since]]
    return frozenset((*(f"year: {note}" for note in since), *(f"year: {note} {form}" for note in since)))


@lru_cache(maxsize=4_000)
def notes_of_pairs(genres: tuple[str, ...]) -> frozenset[str]:
    """Return which genres the rules find together: a mystery with a love story is another book than each alone."""
    return frozenset(f"pair: {one} {other}" for one, other in combinations(genres, 2))


@lru_cache(maxsize=4_000)
def notes_of_rule(genre: str, steps: int, shares: int) -> frozenset[str]:
    """Return how far a genre's score by the rules reaches, alone and beside the best genre's."""
    return frozenset(
        (
            *(f"rule: {genre} {step}" for step in RULE_STEPS[:steps]),
            *(f"share: {genre} {share}" for share in SHARES[:shares]),
        )
    )


def best_score(evidence: Evidence) -> float:
    """Return the score of the genre that the rules say most for, Fiction and Nonfiction apart; at least 1."""
    return max([1.0, *[score for genre, score in evidence.scores.items() if genre not in FORMS]])


def foundation(genre: str, kind: str, evidence: Evidence, best: float) -> tuple[str, ...]:
    """Return how well a genre is founded in the rules, in names that are the same for all genres."""
    form = evidence.form
    if genre in FORMS:
        if not form:
            return ("no form",)
        return (f"margin {bisect(MARGIN_STEPS, evidence.margin)}",) if genre == form else ("other form",)
    score, implied = evidence.scores.get(genre, 0.0), evidence.implied.get(genre, 0.0)
    if not score and not implied:
        return (fit_of(kind, form),)
    return _founded(
        fit_of(kind, form),
        bisect(SCORE_STEPS, score),
        bisect(SHARE_STEPS, score / best),
        bisect(IMPLIED_STEPS, implied),
        bisect(BOTH_STEPS, score + implied),
    )


@lru_cache(maxsize=10_000)
def _founded(fit: str, score: int, share: int, implied: int, both: int) -> tuple[str, ...]:
    return (fit, f"score {score}", f"share {share}", f"implied {implied}", f"both {both}")


def fit_of(kind: str, form: str) -> str:
    """Return whether a genre of this kind suits a book of this form: "fits", "either" or "other kind"."""
    if not form or kind == "either":
        return "either"
    return "other kind" if kind == OTHER_KIND[form] else "fits"
