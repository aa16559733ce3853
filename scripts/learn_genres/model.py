"""Recorded books in, weights out: a linear model for each genre, learned in two steps.

First, one logistic regression over all genres at once learns how far the rules can be trusted: what it is worth that a
genre's rules reach this score, and how common the genre is (``features.foundation``). Then, for each genre, a logistic
regression learns what the words, the year and the other genres add to that (``features.words_of_book``). Both are held
small by a penalty on the squares of the weights, so what is seldom seen says little.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from chalicelib.enrichment.genres.learned.features import best_score, foundation, notes_of_book, words_of_book
from chalicelib.enrichment.genres.learned.weights import row_to_text
from chalicelib.enrichment.genres.vocabulary import load_vocabulary
from scripts.learn_genres.books import GENRES, Book

# Chosen on the folds by authors; the score is flat around them.
LIKELY, LIKELY_UNNAMED = 0.33, 0.5  # how likely a genre must be: where a rule names it, and where none does
MIN_AUTHORS = 3  # a word of fewer authors' books is not learned
LEAST = 1  # units: a word that adds less to every genre is left out
UNIT = 25  # weights are whole numbers of this part of a logit
PENALTY = 30.0
FOUNDATION_PENALTY, RARITY_PENALTY, RARE = 3.0, 1.0, -4.0
SCALES = {
    "word": 1.3,
    "two": 1.0,
    "whole": 1.5,
    "year": 2.0,
    "form": 4.0,
    "rule": 1.2,
    "share": 1.75,
    "pair": 1.5,
    "bias": 2.0,
}

Array = npt.NDArray[np.float32]


def learn(books: Sequence[Book]) -> dict[str, Any]:
    """Return the content of ``learned.json``, learned from these books."""
    truth = np.array([[genre in book.truth for genre in GENRES] for book in books], np.float32)
    names, founded = _founded(books)
    table, at_rest = _learn_foundation(founded, truth)
    offset = (founded @ table + at_rest).astype(np.float32)
    words, said = _said(books)
    scaled = said * np.array([_scale(word) for word in words], np.float32)
    kernel = scaled @ scaled.T + SCALES["bias"] ** 2
    dual = _learn_rest(kernel, truth, offset)
    rows = (scaled.T @ dual) * np.array([[_scale(word)] for word in words], np.float32)
    at_rest = at_rest + SCALES["bias"] ** 2 * dual.sum(axis=0)
    whole = np.rint(rows * UNIT).astype(int)
    return {
        "how to read this file": [
            "Learned by 'make learn-genres'; docs/genres.md says how. Correct a genre in genres.json, not here.",
            "Whole numbers, 'unit' of them one logit. A genre is given when its sum reaches 'needed', or",
            "'needed_unnamed' where no rule of genres.json names it.",
            "at_rest: each genre's sum before anything is known. foundation: what the rules add, alike for all genres.",
            "rows: what a word or note adds, one character a genre in the order of at_rest: 'O' is 0, 'P' 1, 'N' -1.",
        ],
        "unit": UNIT,
        "needed": _sum_for(LIKELY),
        "needed_unnamed": _sum_for(LIKELY_UNNAMED),
        "at_rest": {genre: round(UNIT * float(value)) for genre, value in zip(GENRES, at_rest, strict=True)},
        "foundation": {name: round(UNIT * float(value)) for name, value in zip(names, table, strict=True)},
        "rows": {
            word: row_to_text(row.tolist())
            for word, row in zip(words, whole, strict=True)
            if np.abs(row).max() >= LEAST
        },
    }


def _sum_for(likely: float) -> int:
    return round(UNIT * float(np.log(likely / (1 - likely))))


def _founded(books: Sequence[Book]) -> tuple[list[str], Array]:
    """Return the names of ``features.foundation``, and for each book and genre which of them hold."""
    kind = load_vocabulary().kind
    told = [
        [foundation(genre, kind[genre], book.evidence, best) for genre in GENRES]
        for book, best in ((book, best_score(book.evidence)) for book in books)
    ]
    names = sorted({name for row in told for cell in row for name in cell})
    place = {name: number for number, name in enumerate(names)}
    founded = np.zeros((len(books), len(GENRES), len(names)), np.float32)
    for book, row in enumerate(told):
        for genre, cell in enumerate(row):
            founded[book, genre, [place[name] for name in cell]] = 1
    return names, founded


def _said(books: Sequence[Book]) -> tuple[list[str], Array]:
    """Return the names of ``features.said_of_book`` that enough authors' books have, and which books have them."""
    told = [frozenset().union(*words_of_book(book.evidence), *notes_of_book(book.evidence)) for book in books]
    authors: dict[str, set[str]] = defaultdict(set)
    for book, names in zip(books, told, strict=True):
        for name in names:
            authors[name].add(book.author)
    known = sorted(name for name, by in authors.items() if len(by) >= MIN_AUTHORS)
    place = {name: number for number, name in enumerate(known)}
    said = np.zeros((len(books), len(known)), np.float32)
    for number, names in enumerate(told):
        said[number, [place[name] for name in names if name in place]] = 1
    return known, said


def _scale(name: str) -> float:
    """Return how freely the weight of a name may grow."""
    if ": " in name:
        return SCALES[name.split(":")[0]]
    return SCALES["whole" if name.startswith("=") else "two" if " " in name else "word"]


def _learn_foundation(founded: Array, truth: Array) -> tuple[Array, Array]:
    """Return a weight for each name and one for each genre: Newton's method, in steps of at most 1."""
    count, _, width = founded.shape
    flat = founded.reshape(-1, width)
    table = np.zeros(width)
    given = truth.sum(axis=0)
    at_rest = np.maximum(np.log((given + 0.5) / (count - given + 0.5)), -5.0)
    for _ in range(25):
        likely = 1 / (1 + np.exp(-(founded @ table + at_rest)))
        error, spread = likely - truth, likely * (1 - likely)
        by_name = flat.T @ error.ravel() + FOUNDATION_PENALTY * table
        by_genre = error.sum(axis=0) + RARITY_PENALTY * (at_rest - RARE)
        both = np.einsum("bgn,bg->ng", founded, spread)
        genres = spread.sum(axis=0) + RARITY_PENALTY
        square = (flat * spread.reshape(-1, 1)).T @ flat + FOUNDATION_PENALTY * np.eye(width)
        step = np.linalg.solve(square - (both / genres) @ both.T, by_name - (both / genres) @ by_genre)
        genre_step = (by_genre - both.T @ step) / genres
        longest = max(1.0, float(np.abs(step).max()), float(np.abs(genre_step).max()))
        table, at_rest = table - step / longest, at_rest - genre_step / longest
        if longest <= 1.0 and np.abs(step).max() < 1e-3:
            break
    return table.astype(np.float32), at_rest.astype(np.float32)


def _learn_rest(kernel: Array, truth: Array, offset: Array) -> Array:
    """Return each book's part in the weights of each genre: steps under a bound of the curvature, with momentum."""
    step = np.linalg.inv(kernel / 4 + PENALTY * np.eye(len(kernel), dtype=np.float32)).astype(np.float32)
    dual = np.zeros_like(truth)
    ahead, pace = dual, 1.0
    for _ in range(25):
        error = 1 / (1 + np.exp(-(kernel @ ahead + offset))) - truth
        following = ahead - step @ (error + PENALTY * ahead)
        next_pace = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = following + np.float32((pace - 1) / next_pace) * (following - dual)
        dual, pace = following, next_pace
    return dual
