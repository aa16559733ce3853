"""The recorded books beside the clone: what the providers said of them, and the genres that Goodreads shows."""

import importlib.util
import json
import random
import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from chalicelib.enrichment.genres.evidence import Evidence, gather
from chalicelib.enrichment.genres.vocabulary import load_vocabulary

SHARED = Path(__file__).parent.parent.parent.parent / "shared"
GENRES = tuple(sorted(load_vocabulary().kind))


@dataclass(frozen=True)
class Book:
    """A recorded book; ``truth`` are the genres that Goodreads shows, those that are scored, in our spelling."""

    title: str
    author: str
    group: str
    evidence: Evidence
    truth: frozenset[str]


def scorer() -> ModuleType:
    """Return ``../shared/genre_score.py``, which spells and scores genres; exits where it is not beside the clone."""
    path = SHARED / "genre_score.py"
    if not path.exists():
        sys.exit(f"There is no {path}: the recorded books have to lie beside this clone, in ../shared.")
    spec = importlib.util.spec_from_file_location("genre_score", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} cannot be read.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def recorded_books() -> list[Book]:
    """Return the books of ``dev.jsonl`` and ``more.jsonl``, each with the group that its score is printed under."""
    rules = scorer()
    ours = {rules.canonical(genre): genre for genre in GENRES}
    books = []
    for name in ("dev", "more"):
        for line in (SHARED / f"data/genres/{name}.jsonl").read_text(encoding="utf-8").splitlines():
            record: dict[str, Any] = json.loads(line)
            shown = {rules.canonical(genre) for genre in record["goodreads"]} & rules.VOCABULARY
            books.append(
                Book(
                    title=record["title"],
                    author=author_key(record["author"] or record["title"]),
                    group=f"{name}, one Google category" if rules.google_only(record) else name,
                    evidence=gather([], record["raw"], record.get("first_publish_year")),
                    truth=frozenset(ours.get(genre, genre) for genre in shown),
                )
            )
    return books


def author_key(author: str) -> str:
    """Return the first author's surname and initial, so that two spellings of one author are never in two folds."""
    first = unicodedata.normalize("NFKD", author.split(",")[0]).casefold()
    names = re.sub(r"[^a-z ]", "", first).split()
    return f"{names[-1]} {names[0][0]}" if names else author


def folds_by_author(books: Sequence[Book], count: int, seed: int) -> list[int]:
    """Return each book's fold; the books of one author are in one fold."""
    authors = sorted({book.author for book in books})
    random.Random(seed).shuffle(authors)  # noqa: S311 - no secret
    fold = {author: place % count for place, author in enumerate(authors)}
    return [fold[book.author] for book in books]


@dataclass(frozen=True)
class Score:
    """How given genres agree with Goodreads'; the names are those of ``genre_score.py``."""

    books: int
    precision: float
    recall: float
    f1: float
    per_book: float
    hit: float


def score(answers: Sequence[tuple[Book, Sequence[str]]]) -> Score:
    """Score answers as ``genre_score.py`` does."""
    right = sum(len(book.truth & set(genres)) for book, genres in answers)
    returned = sum(len(genres) for _, genres in answers)
    shown = sum(len(book.truth) for book, _ in answers)
    precision, recall = right / (returned or 1), right / (shown or 1)
    return Score(
        books=len(answers),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall or 1),
        per_book=returned / (len(answers) or 1),
        hit=sum(bool(book.truth & set(genres)) for book, genres in answers) / (len(answers) or 1),
    )
