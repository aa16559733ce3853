"""Library headings in, the genres that readers use out. Pure: the rules are data in ``genres.json``.

Learned weights (``learned/``) judge how likely readers give the book each genre, by the words of its headings, by what
the hand-written rules say (see ``evidence``) and by the year. A maintainer's correction of a heading always wins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.enrichment.genres.evidence import Evidence, gather
from chalicelib.enrichment.genres.learned.features import best_score, foundation, notes_of_book, words_of_book
from chalicelib.enrichment.genres.learned.weights import Weights, load_weights
from chalicelib.enrichment.genres.provenance import told_by
from chalicelib.enrichment.genres.vocabulary import FICTION, FORMS, Vocabulary, load_vocabulary

MAX_GENRES = 8


@dataclass(frozen=True)
class GenreEvidence:
    """One genre of a book and what gave it.

    ``headings`` are the weightiest first, as a provider spelled them; ``hints`` are what else spoke for the genre, in
    plain words: "first published 1925", "Dewey class 813.54".
    """

    genre: str
    headings: tuple[str, ...]
    hints: tuple[str, ...] = ()


def merge_and_normalize(
    google_categories: Sequence[str],
    open_library_subjects: Sequence[str],
    *,
    first_publish_year: int | None = None,
    ddc: Sequence[str] = (),
    lcc: Sequence[str] = (),
) -> list[str]:
    """Return a book's genres as ``genres.json`` spells them, the most telling first, Fiction or Nonfiction last.

    Takes the headings as the providers give them, in any order; entries that are no text are ignored. The year, and the
    classes in Open Library's form (ddc "813.54", lcc "PS-3603.00000000.H53A6 2016"), help where they are known. Returns
    at most 8 genres without repetition, ``[]`` when the headings and classes name none.

    >>> merge_and_normalize([], ["Fiction, fantasy, general", "Fantasy fiction", "Large type books"])
    ['Fantasy', 'Fiction']
    """
    return decide(gather(google_categories, open_library_subjects, first_publish_year, ddc, lcc), load_weights())


def explain(
    google_categories: Sequence[str],
    open_library_subjects: Sequence[str],
    *,
    first_publish_year: int | None = None,
    ddc: Sequence[str] = (),
    lcc: Sequence[str] = (),
) -> list[GenreEvidence]:
    """Return the genres of ``merge_and_normalize`` in its order, each with the headings and other hints that gave it.

    A genre that another one implies (Physics implies Science) names the headings of that one too.
    """
    evidence = gather(google_categories, open_library_subjects, first_publish_year, ddc, lcc)
    weights = load_weights()
    return [GenreEvidence(genre, *told_by(evidence, genre, weights)) for genre in decide(evidence, weights)]


def decide(evidence: Evidence, weights: Weights) -> list[str]:
    """Return the genres of a book of which this is known."""
    vocabulary = load_vocabulary()
    given, refused = _corrections(evidence, vocabulary)
    if not evidence.scores and not given:
        return []
    value_of = judge(evidence, weights)
    form = _form(evidence, value_of, weights, given, refused)
    named = evidence.scores.keys() | evidence.implied.keys()
    kept = {
        genre
        for genre, value in value_of.items()
        if value >= weights.needed
        and (value >= weights.needed_unnamed or genre in named)
        and _suits(genre, form, vocabulary)
    }
    kept -= {other for genre in kept for other in vocabulary.excludes[genre] if value_of[other] <= value_of[genre]}
    kept = (kept | set(given)) - refused - set(FORMS)
    if not kept:  # the likeliest of those that a rule names
        likeliest = [
            (value_of[genre], genre)
            for genre in evidence.scores
            if genre not in FORMS and genre not in refused and _suits(genre, form, vocabulary)
        ]
        kept = {max(likeliest)[1]} if likeliest else set()
    ordered = sorted(kept, key=lambda genre: (genre not in given, genre not in named, -value_of[genre], genre))
    return [*ordered[: MAX_GENRES - 1], form] if form else ordered[: MAX_GENRES - 1]


def judge(evidence: Evidence, weights: Weights) -> dict[str, int]:
    """Return what the learned weights say of each genre: the higher, the likelier."""
    kind, table, form = load_vocabulary().kind, weights.foundation, evidence.form
    sums = weights.sums(words_of_book(evidence), notes_of_book(evidence), form)
    best = best_score(evidence)
    for genre in {*evidence.scores, *evidence.implied, *FORMS}:
        names = foundation(genre, kind[genre], evidence, best)
        founded = sum([table[name] for name in names])
        sums[weights.place[genre]] += founded - (0 if genre in FORMS else table[names[0]])
    return {genre: sums[place] for genre, place in weights.place.items()}


def _corrections(evidence: Evidence, vocabulary: Vocabulary) -> tuple[list[str], set[str]]:
    """Return what the maintainers' corrections give a book and what they refuse; what one gives, none refuses."""
    if not vocabulary.corrections:
        return [], set()
    said = [
        vocabulary.corrections[one.reading.key]
        for one in evidence.readings
        if one.reading.key in vocabulary.corrections
    ]
    given = sorted({genre for one in said for genre in one.given})
    return given, {genre for one in said for genre in one.refused} - set(given)


def _form(
    evidence: Evidence, value_of: Mapping[str, int], weights: Weights, given: Sequence[str], refused: set[str]
) -> str:
    """Return Fiction or Nonfiction, or ``""`` where neither is likely."""
    named = [form for form in FORMS if form in given]
    if named:
        return named[0]
    open_to = [form for form in FORMS if form not in refused]
    likelier = max(open_to, key=lambda form: value_of[form], default="")
    if likelier and (evidence.form == likelier or value_of[likelier] >= weights.needed_unnamed):
        return likelier
    return ""


def _suits(genre: str, form: str, vocabulary: Vocabulary) -> bool:
    """Whether a book of this form can have the genre: a novel is no Biology, though some are read as Philosophy."""
    kind = vocabulary.kind[genre]
    if kind == "either" or not form:
        return True
    if form == FICTION:
        return kind == "fiction" or genre in vocabulary.in_novels
    return kind == "nonfiction"
