"""How what several headings, the year and the classes say of a book is weighed, and what is told of it."""

import random
from typing import Any

import pytest

from chalicelib.enrichment.genres import explain, merge_and_normalize
from chalicelib.enrichment.genres.evidence import gather
from tests.enrichment.genre_rules import BOOKS, DATA, GENRES


def test_more_headings_come_before_one() -> None:
    found = merge_and_normalize(
        [], ["Love stories", "Fantasy fiction", "Magic", "Dragons, fiction", "Fiction, fantasy, epic"]
    )

    assert found == ["Fantasy", "Romance", "Fiction"]


def test_both_providers_come_before_one() -> None:
    assert merge_and_normalize([], ["Cooking", "Travel"])[0] == "Travel"
    assert merge_and_normalize(["Cooking"], ["Cooking", "Travel"])[0] == "Food"


def test_a_heading_twice_counts_once() -> None:
    twice = ["Love stories", "love stories ", "LOVE STORIES", "Fantasy fiction", "Magic"]

    assert merge_and_normalize([], twice)[0] == "Fantasy"


def test_nothing_known_gives_nothing() -> None:
    assert merge_and_normalize([], []) == []
    assert merge_and_normalize(["Fiction"], []) == ["Fiction"]
    assert merge_and_normalize([], ["Large type books", "Dollhouses", "London (England)"]) == []


def test_explain_names_the_headings() -> None:
    headings = ["Fantasy fiction", "Fiction, fantasy, general", "Magic", "bestseller"]
    evidence = {found.genre: found.headings for found in explain([], headings)}

    assert evidence["Fantasy"] == ("Fantasy fiction", "Fiction, fantasy, general", "Magic")  # the hint last
    assert list(evidence) == merge_and_normalize([], headings)


def test_explain_names_the_headings_of_the_implying_genre() -> None:
    evidence = {found.genre: found.headings for found in explain(["Quantum mechanics"], [])}

    assert evidence["Science"] == ("Quantum mechanics",)


@pytest.mark.parametrize(
    ("google", "open_library", "headings"),
    [
        # Dystopia implies Fantasy for 0.3: less than the hint, though Google's heading itself weighs 1.5.
        (["Dystopian fiction"], ["Magic"], ("Magic", "Dystopian fiction")),
        # Science Fiction implies Fantasy for 0.6: of the 2.5 of both providers more than the 1.0 of one.
        (["Science fiction"], ["Science fiction", "Fantasy fiction"], ("Science fiction", "Fantasy fiction")),
    ],
)
def test_a_heading_of_the_implying_genre_weighs_its_share(
    google: list[str], open_library: list[str], headings: tuple[str, ...]
) -> None:
    evidence = {found.genre: found.headings for found in explain(google, open_library)}

    assert evidence["Fantasy"] == headings


def test_a_genre_with_much_evidence_passes_on_no_more_than_three() -> None:
    """Science Fiction implies Fantasy for 0.6."""
    much = gather(["Science fiction"], ["Science fiction", "Space opera", "Alien contact"])

    assert much.scores["Science Fiction"] > 3
    assert much.implied["Fantasy"] == pytest.approx(0.6 * 3)


def test_a_book_has_at_most_eight_genres_its_form_counted() -> None:
    headings = (
        "Fantasy fiction;Science fiction;Detective and mystery stories;Love stories;Horror tales;Historical fiction;"
        "Adventure stories;Humorous stories;Western stories;Young adult fiction;War stories;Short stories"
    )
    found = merge_and_normalize([], headings.split(";"))
    assert len(found) == 8
    assert found[-1] == "Fiction"


def test_fiction_and_nonfiction_exclude_each_other() -> None:
    rng = random.Random(7)
    pool = [heading for headings, _, _ in BOOKS.values() for heading in headings.split(";")]
    for _ in range(500):
        found = merge_and_normalize(rng.sample(pool, 2), rng.sample(pool, rng.randint(0, 30)))
        forms = [genre for genre in found if genre in ("Fiction", "Nonfiction")]
        assert len(forms) <= 1
        assert not forms or found[-1] == forms[0]
        assert len(found) == len(set(found)) <= 8
        if forms:
            other = {"Fiction": "nonfiction", "Nonfiction": "fiction"}[forms[0]]
            in_fiction = [genre for genre in found if "in_fiction" in GENRES[genre] and forms == ["Fiction"]]
            assert not [genre for genre in found if GENRES[genre]["kind"] == other and genre not in in_fiction]


def test_order_of_headings_makes_no_difference() -> None:
    rng = random.Random(11)
    pool = [heading for headings, _, _ in BOOKS.values() for heading in headings.split(";")]
    for _ in range(50):
        google, subjects = rng.sample(pool, 5), rng.sample(pool, 25)
        expected = explain(google, subjects)
        for _ in range(5):
            rng.shuffle(google)
            rng.shuffle(subjects)
            assert explain(google, subjects) == expected


@pytest.mark.parametrize(
    "junk",
    [
        None,
        7,
        b"Fiction",
        ["Fiction"],
        {},
        "",
        " ",
        "x" * 10_000,
        "Fiction " * 2_000,
        "\u200f\u200e",
        "--",
        "=",
        "/ / /",
        "\ud800",
        "¿?",
        "📚",
    ],
)
def test_junk_says_nothing(junk: Any) -> None:
    assert merge_and_normalize([junk], [junk, junk]) == []
    assert merge_and_normalize([junk], ["Fantasy fiction", junk]) == ["Fantasy", "Fiction"]


def test_invisible_marks_do_not_hide_a_genre() -> None:
    assert merge_and_normalize([], ["\u200fFantasy\u200e fiction"]) == ["Fantasy", "Fiction"]


# The year and the classes


def test_an_old_book_is_a_classic_and_says_why() -> None:
    assert "Classics" not in merge_and_normalize([], ["Fiction"])
    assert "Classics" not in merge_and_normalize([], ["Fiction"], first_publish_year=2015)

    evidence = {found.genre: found for found in explain([], ["Fiction"], first_publish_year=1925)}

    assert list(evidence) == ["Classics", "Fiction"]
    assert evidence["Classics"].hints == ("first published 1925",)
    assert evidence["Fiction"].headings == ("Fiction",)


def test_a_year_alone_names_no_genre() -> None:
    assert merge_and_normalize([], [], first_publish_year=1925) == []


@pytest.mark.parametrize(
    ("ddc", "lcc", "genre", "hint"),
    [
        (["641.5"], [], "Food", "Dewey class 641.5"),
        (["641/.5"], [], "Food", "Dewey class 641.5"),
        ([], ["QC-0174.12000000.B73 2019"], "Physics", "Library of Congress class QC174"),
        ([], ["QC--0174.12000000"], "Physics", "Library of Congress class QC174"),
        (["530.11", "530"], [], "Physics", "Dewey class 530"),  # both say the same, which one book says once
    ],
)
def test_a_class_is_evidence_that_is_told_apart(ddc: list[str], lcc: list[str], genre: str, hint: str) -> None:
    found = {found.genre: found for found in explain([], [], ddc=ddc, lcc=lcc)}

    assert found[genre].headings == ()
    assert found[genre].hints == (hint,)


def test_a_class_that_a_heading_has_already_counts_once() -> None:
    (food, _) = explain([], ["641.5"], ddc=["641.5"])

    assert food.headings == ("641.5",)
    assert food.hints == ()


@pytest.mark.parametrize("junk", [None, 7, "", "x" * 1_000, "813", "PZ", "GT-2850.00000000", "--0001", "[Fic]"])
def test_classes_that_say_nothing_change_nothing(junk: Any) -> None:
    expected = merge_and_normalize([], ["Fantasy fiction"])

    assert merge_and_normalize([], ["Fantasy fiction"], ddc=[junk], lcc=[junk]) == expected


# What a maintainer wrote for one heading


@pytest.mark.parametrize(("heading", "said"), DATA["corrections"].items())
@pytest.mark.parametrize("others", ["", "Horror tales;Horror fiction;Ghost stories;Fiction", "True Crime;Biography"])
def test_a_correction_wins_whatever_else_speaks(heading: str, said: list[str], others: str) -> None:
    given = [genre for genre in said if not genre.startswith("not ")]

    found = explain([], [heading.upper(), *others.split(";")], first_publish_year=1925)

    genres = [one.genre for one in found]
    assert set(given) <= set(genres)
    assert not {genre.removeprefix("not ") for genre in said if genre not in given} & set(genres)
    assert all(one.headings[0] == heading.upper() for one in found if one.genre in given)
    assert {"Fiction", "Nonfiction"} & set(genres) == {"Fiction"}


# How much is needed


@pytest.mark.parametrize("count", range(1, 30))
def test_headings_that_say_nothing_take_no_genre_away(count: int) -> None:
    """The need for a genre once grew with the number of headings: 13 gave fewer genres than 12."""
    headings = ["Fantasy fiction", "Love stories", "Fiction", "Adventure stories", "Magic", "Young adult fiction"]

    assert explain([], [*headings, *(f"Qwx{'y' * n}" for n in range(count))]) == explain([], headings)


def test_a_genre_that_no_rule_names_has_to_be_likelier_and_comes_later() -> None:
    found = merge_and_normalize([], ["Science fiction"], first_publish_year=1925)

    assert found[0] == "Science Fiction"
    assert "Classics" in found


def test_every_genre_says_what_gave_it() -> None:
    rng = random.Random(5)
    pool = [heading for headings, _, _ in BOOKS.values() for heading in headings.split(";")]
    for _ in range(300):
        headings = rng.sample(pool, rng.randint(1, 20))
        for found in explain([], headings, first_publish_year=rng.choice([None, 1850, 1975, 2012])):
            assert found.headings or found.hints
            assert set(found.headings) <= set(headings)
