"""Learning the weights of the genres, on books made up here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.enrichment.genres.classifier import decide
from chalicelib.enrichment.genres.evidence import gather
from chalicelib.enrichment.genres.learned.weights import from_data
from scripts.learn_genres import books as recorded
from scripts.learn_genres.books import Book, author_key, folds_by_author, score
from scripts.learn_genres.model import learn


def book(author: str, headings: list[str], truth: set[str], year: int | None = None) -> Book:
    return Book("A title", author, "made up", gather([], headings, year), frozenset(truth))


def library() -> Iterator[Book]:
    """Love stories of 30 authors; those about zeppelins, a word that no rule has, are adventures to their readers."""
    for number in range(30):
        zeppelin, old = number % 2 == 0, number % 3 == 0
        yield book(
            f"author {number}",
            ["Love stories", "Fiction", *(["Zeppelins"] if zeppelin else ["Typewriters"])],
            {"Romance", "Fiction", *(["Adventure"] if zeppelin else []), *(["Classics"] if old else [])},
            1850 if old else 2015,
        )


def test_words_and_years_are_learned() -> None:
    weights = from_data(learn(list(library())))

    def judged(*headings: str, year: int | None = None) -> set[str]:
        return set(decide(gather([], headings, year), weights))

    assert judged("Love stories", "Fiction", "Zeppelins", year=2015) == {"Romance", "Adventure", "Fiction"}
    assert judged("Love stories", "Fiction", "Typewriters", year=2015) == {"Romance", "Fiction"}
    assert judged("Love stories", "Fiction", "Typewriters", year=1850) == {"Romance", "Classics", "Fiction"}


def test_learning_again_gives_the_same() -> None:
    assert learn(list(library())) == learn(list(library()))


def test_a_word_of_few_authors_is_not_learned() -> None:
    few = [book("one", ["Love stories", "Submarines"], {"Adventure"}) for _ in range(20)]

    assert "zeppelin" in learn([*library(), *few])["rows"]
    assert "submarine" not in learn([*library(), *few])["rows"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Stanisław Lem", "Stanislaw Lem", True),
        ("J.R.R. Tolkien", "John Tolkien", True),
        ("Terry Pratchett, Neil Gaiman", "Terry Pratchett", True),
        ("Charlotte Bronte", "Emily Bronte", False),
    ],
)
def test_spellings_of_one_author_are_one(one: str, other: str, same: bool) -> None:
    assert (author_key(one) == author_key(other)) is same


def test_no_author_is_in_two_folds() -> None:
    books = [book(f"author {number % 7}", [], set()) for number in range(50)]

    folds = folds_by_author(books, 5, seed=1)

    assert set(folds) == set(range(5))
    assert len({(one.author, fold) for one, fold in zip(books, folds, strict=True)}) == 7


def test_the_score_is_that_of_genre_score() -> None:
    if not (recorded.SHARED / "genre_score.py").exists():
        pytest.skip("the recorded books are not beside this clone")
    answers = [
        (book("one", [], {"Science Fiction", "Fiction", "Children's"}), ["Science Fiction", "Horror"]),
        (book("two", [], {"Romance"}), ["Horror"]),
        (book("three", [], {"Self Help"}), []),
    ]
    given = {id(one): genres for one, genres in answers}
    theirs = recorded.scorer().score(
        [{"goodreads": sorted(one.truth), "raw": one} for one, _ in answers], lambda _, raw: given[id(raw)]
    )

    ours = score(answers)

    assert round(ours.precision, 3) == theirs["precision"]
    assert round(ours.recall, 3) == theirs["recall"]
    assert round(ours.f1, 3) == theirs["f1"]
    assert round(ours.hit, 3) == theirs["hit"]


def test_missing_data_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(recorded, "SHARED", tmp_path)

    with pytest.raises(SystemExit, match=r"have to lie beside this clone, in \.\./shared"):
        recorded.recorded_books()
