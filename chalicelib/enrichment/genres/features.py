"""What is known of a book in, the names by which the learned weights know it out. Pure.

There are two sorts. What is said of the book ("fantasy fiction" among its headings, "year 1960" or later) has a weight
for each genre. How well a genre is founded ("score 3": its rules add up to the third step) has one weight for all, so
that a rule for a rare genre counts although no recorded book has it.
"""

from bisect import bisect
from collections.abc import Iterator

from chalicelib.enrichment.genres.evidence import OTHER_KIND, Evidence
from chalicelib.enrichment.genres.vocabulary import FICTION, FORMS, NONFICTION

YEARS = (1800, 1880, 1920, 1940, 1950, 1960, 1970, 1980, 1990, 2000, 2010, 2016)
RULE_STEPS = (0.5, 1.0, 2.0, 3.0)  # of a genre's score by the rules
SHARES = (0.3, 0.6, 1.0)  # of the best genre's score

SCORE_STEPS = (0.5, 0.7, 1.0, 1.3, 1.8, 2.4, 3.0, 4.0, 6.0)
SHARE_STEPS = (0.15, 0.3, 0.5, 0.75, 1.0)
IMPLIED_STEPS = (0.3, 0.6, 1.0, 1.6)
BOTH_STEPS = (0.9, 1.2)  # of score and implied together
MARGIN_STEPS = (0.5, 1.0, 2.0, 4.0, 6.0)


def said_of_book(evidence: Evidence) -> set[str]:
    """Return what is said of the book, in the words of its headings and in our notes."""
    said = {word for one in evidence.readings for word in one.reading.words}
    said.update(notes_of_year(evidence.year))
    said.update(notes_of_rules(evidence))
    return said


def notes_of_year(year: int | None) -> Iterator[str]:
    """Yield the years that the book is not older than; a colon sets notes apart from words of headings."""
    if year is None:
        yield "year: unknown"
        return
    yield "year: known"
    for since in YEARS:
        if year < since:
            return
        yield f"year: {since}"


def notes_of_rules(evidence: Evidence) -> Iterator[str]:
    """Yield the form, and for each genre of the rules how far its score reaches, alone and beside the best."""
    yield f"form: {evidence.form}"
    best = best_score(evidence)
    for genre, score in evidence.scores.items():
        for step in RULE_STEPS:
            if score < step:
                break
            yield f"rule: {genre} {step}"
        for share in SHARES:
            if score < share * best:
                break
            yield f"share: {genre} {share}"


def best_score(evidence: Evidence) -> float:
    """Return the score of the genre that the rules say most for, Fiction and Nonfiction apart; at least 1."""
    return max([1.0, *(score for genre, score in evidence.scores.items() if genre not in FORMS)])


def foundation(genre: str, kind: str, evidence: Evidence, best: float) -> tuple[str, ...]:
    """Return how well a genre is founded in the rules, in names that are the same for all genres."""
    if genre in FORMS:
        if evidence.form not in FORMS:
            return ("no form",)
        return (f"margin {bisect(MARGIN_STEPS, evidence.margin)}",) if genre == evidence.form else ("other form",)
    fit = fit_of(kind, evidence.form)
    score, implied = evidence.scores.get(genre, 0.0), evidence.implied.get(genre, 0.0)
    if not score and not implied:
        return (fit,)
    return (
        fit,
        f"score {bisect(SCORE_STEPS, score)}",
        f"share {bisect(SHARE_STEPS, score / best)}",
        f"implied {bisect(IMPLIED_STEPS, implied)}",
        f"both {bisect(BOTH_STEPS, score + implied)}",
    )


def fit_of(kind: str, form: str) -> str:
    """Return whether a genre of this kind suits a book of this form: "fits", "either" or "other kind"."""
    if form not in (FICTION, NONFICTION) or kind == "either":
        return "either"
    return "other kind" if kind == OTHER_KIND[form] else "fits"
