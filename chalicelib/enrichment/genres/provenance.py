"""A genre of a book in, the headings and other hints that gave it out. Pure."""

from chalicelib.enrichment.genres.evidence import Evidence, weight_for
from chalicelib.enrichment.genres.learned.features import notes_of_year
from chalicelib.enrichment.genres.learned.weights import Weights
from chalicelib.enrichment.genres.vocabulary import load_vocabulary

TELLING = 0.3  # logits: words that add less to a genre are not named as what gave it
TELLING_YEAR = 0.5


def told_by(evidence: Evidence, genre: str, weights: Weights) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the headings and the hints that gave a genre, the weightiest first.

    Headings whose rules name the genre come before those that only have words which its books often have. Where there
    is neither, the heading that says most for the genre is named, so that a genre is never without a reason.
    """
    vocabulary = load_vocabulary()
    by_rule: list[tuple[float, str]] = []
    by_words: list[tuple[float, str]] = []
    hints: list[str] = []
    for reading, weight, spelling, is_class, *_ in evidence.readings:
        correction = vocabulary.corrections.get(reading.key)
        ruled = weight * weight_for(reading.hits, genre, evidence.form, vocabulary)
        if correction and genre in correction.given:
            ruled = float("inf")
        if is_class:
            hints += [spelling] if ruled else []
        elif ruled:
            by_rule.append((-ruled, spelling))
        else:
            by_words.append((-weights.adds(reading.words, genre), spelling))
    by_words.sort()
    telling = [(learned, spelling) for learned, spelling in by_words if learned <= -TELLING]
    headings = [spelling for _, spelling in sorted(by_rule) + telling]
    if evidence.year is not None and weights.adds(notes_of_year(evidence.year, evidence.form), genre) >= TELLING_YEAR:
        hints.append(f"first published {evidence.year}")
    if not headings and not hints:
        headings = [spelling for _, spelling in by_words[:1]]
    return tuple(headings), tuple(hints)
