"""`make genre-score`: the classifier against the genres that Goodreads shows, on books by authors it never saw.

The shipped weights are learned from the recorded books, so their score on these says little. Here each book is judged
by weights that were learned from the books of other authors: five folds, as often as there are seeds. Needs ../shared.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import fields

from chalicelib.enrichment.genres.classifier import decide, merge_and_normalize
from chalicelib.enrichment.genres.learned.weights import from_data
from scripts.learn_genres.books import Book, Score, folds_by_author, recorded_books, score
from scripts.learn_genres.model import learn

FOLDS = 5
MEASURES = [field.name for field in fields(Score) if field.name != "books"]
HEAD = f"| {'books':<34} | number | " + " | ".join(f"{name:>15}" for name in MEASURES) + " |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Score the genres on authors held out.")
    parser.add_argument("--seeds", type=int, default=1, help="how many times to split the authors into five folds")
    seeds = range(parser.parse_args(arguments).seeds)
    books = recorded_books()
    scores: dict[str, list[Score]] = {}
    folds: list[Score] = []
    for seed in seeds:
        answers: list[tuple[Book, list[str]]] = []
        fold_of = folds_by_author(books, FOLDS, seed)
        for fold in range(FOLDS):
            weights = from_data(learn([book for book, its in zip(books, fold_of, strict=True) if its != fold]))
            judged = [
                (book, decide(book.evidence, weights)) for book, its in zip(books, fold_of, strict=True) if its == fold
            ]
            folds.append(score([answer for answer in judged if "Google" not in answer[0].group]))
            answers += judged
        for name, chosen in _groups(answers).items():
            scores.setdefault(name, []).append(score(chosen))
    print(f"Authors held out, {FOLDS} folds, {len(seeds)} seed(s): mean over seeds")
    print(HEAD)
    for name, found in scores.items():
        _print_row(name, found, with_spread=False)
    print("\nThe folds themselves, books with Open Library's headings: mean ± standard deviation")
    print(HEAD)
    _print_row("one fold", folds, with_spread=True)
    _print_speed()


def _groups(answers: Sequence[tuple[Book, list[str]]]) -> dict[str, list[tuple[Book, list[str]]]]:
    groups: dict[str, list[tuple[Book, list[str]]]] = {}
    for answer in answers:
        groups.setdefault(answer[0].group, []).append(answer)
    rich = [one for one in answers if "Google" not in one[0].group]
    groups["Open Library's headings"] = rich
    groups["of these, year known"] = [one for one in rich if one[0].evidence.year is not None]
    groups["of these, 12 headings or more"] = [one for one in rich if len(one[0].evidence.readings) >= 12]
    groups["all"] = list(answers)
    return groups


def _print_row(name: str, found: Sequence[Score], *, with_spread: bool) -> None:
    cells = []
    for measure in MEASURES:
        values = [getattr(one, measure) for one in found]
        spread = f" ± {statistics.pstdev(values):.3f}" if with_spread else ""
        cells.append(f"{statistics.mean(values):.3f}{spread}")
    print(f"| {name:<34} | {found[0].books:>6} | " + " | ".join(f"{cell:>15}" for cell in cells) + " |")


def _print_speed() -> None:
    """Time the classifier on real headings, 20 a book, half of which it has read before."""
    headings = sorted({one.spelling for book in recorded_books() for one in book.evidence.readings})
    books = [
        [headings[(number * 7 + place * place * 31) % len(headings)] for place in range(20)] for number in range(15_000)
    ]
    started = time.perf_counter()
    for book in books:
        merge_and_normalize([], book, first_publish_year=1999)
    print(f"\n15,000 books with 20 of {len(headings)} real headings each: {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
