"""What of a title names the book."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.enrichment.matching import bare_title, main_title, own_title, series_in_title, title_agreement


@pytest.mark.parametrize(
    ("title", "bare", "main"),
    [
        ("Dune", "Dune", "Dune"),
        ("Dune (Dune, #1)", "Dune", "Dune"),
        ("Thrawn (Star Wars: Thrawn, #1)", "Thrawn", "Thrawn"),
        ("Star Wars: Thrawn (Star Wars)", "Star Wars: Thrawn", "Star Wars"),
        ("Why Nations Fail: The Origins of Power", "Why Nations Fail: The Origins of Power", "Why Nations Fail"),
        ("Emma (Penguin Classics) [Unabridged]", "Emma", "Emma"),
        ("The Alchemist: 25th Anniversary Edition", "The Alchemist", "The Alchemist"),
        ("The Stand: The Complete & Uncut Edition", "The Stand: The Complete & Uncut Edition", "The Stand"),
        ("Spider-Man", "Spider-Man", "Spider-Man"),  # a hyphen is no dash
        ("Either/Or", "Either/Or", "Either/Or"),
        ("(500) Days", "(500) Days", "(500) Days"),
        ("(Untitled)", "(Untitled)", "(Untitled)"),  # nothing would be left
        ("???: A Memoir", "???: A Memoir", "???: A Memoir"),
        # what tells which volume it is stays
        ("Naruto (Volume 2)", "Naruto (Volume 2)", "Naruto (Volume 2)"),
        ("Naruto [Vol. 2]", "Naruto [Vol. 2]", "Naruto [Vol. 2]"),
        ("Naruto (Naruto, Vol. 2)", "Naruto (Naruto, Vol. 2)", "Naruto (Naruto, Vol. 2)"),
        ("Commune (Book Two) (Paperback)", "Commune (Book Two)", "Commune (Book Two)"),
        ("Eragon (Book 1 of the Inheritance Cycle)", "Eragon", "Eragon"),
        ("Eragon (Book 1 in a Series)", "Eragon", "Eragon"),
        ("Eragon (Inheritance, Book 1)", "Eragon", "Eragon"),
        ("Rabid (The Band, #1)", "Rabid", "Rabid"),  # Band 1 is a volume in German
        ("Hamlet (1603)", "Hamlet", "Hamlet"),  # a year is a printing
        ("Hamlet (999)", "Hamlet (999)", "Hamlet (999)"),
        # the old way to give a subtitle
        ("Moby-Dick; or, The Whale", "Moby-Dick; or, The Whale", "Moby-Dick"),
        ("Moby-Dick or, The Whale", "Moby-Dick or, The Whale", "Moby-Dick"),
        ("Twelfth Night, or What You Will", "Twelfth Night, or What You Will", "Twelfth Night"),
        ("Now or Never", "Now or Never", "Now or Never"),
        ("X, Orbit", "X, Orbit", "X, Orbit"),
        ("Saga: Dog Days (Saga, #4)", "Saga: Dog Days", "Saga: Dog Days"),  # "Saga" alone would be the first
        ("Saga: Dog Days (Saga, #1)", "Saga: Dog Days", "Saga"),
        (f"Dune{' (x)' * 11}", "Dune (x)", "Dune (x)"),  # ten notes are taken off, no more
        (f"{'a' * 1001} (x)", "a" * 1000, "a" * 1000),
        (f"Saga: {'a' * 994} (Saga, #4)", f"Saga: {'a' * 994}", "Saga"),  # what is behind a thousand letters is unseen
        ("", "", ""),
    ],
)
def test_a_title_is_stripped_as_far_as_it_names_the_book(title: str, bare: str, main: str) -> None:
    assert (bare_title(title), main_title(title)) == (bare, main)


@pytest.mark.parametrize(
    ("title", "series"),
    [
        ("Dune (Dune, #1)", ("Dune", "1")),
        ("Dune (Dune, #1) ", ("Dune", "1")),
        ("Dune (Dune , #1 )", ("Dune", "1")),
        ("Guards! Guards! (Discworld #8)", ("Discworld", "8")),
        ("Guards! Guards! (Discworld, #8; City Watch, #1)", ("Discworld", "8")),
        ("Guards! Guards! (Discworld #8; City Watch #1)", ("Discworld", "8")),
        ("Guards! Guards! (Discworld, #8; City Watch)", ("Discworld", "8")),
        ("Drive (The Expanse, #0.5)", ("The Expanse", "0.5")),
        ("Box Set (X, #1-3)", ("X", "1-3")),
        ("Box Set (X, #1-3, 5)", ("X", "1-3, 5")),
        ("Thrawn (Star Wars: Thrawn, #1)", ("Star Wars: Thrawn", "1")),
        ("Three Men in a Boat (Penguin) (Three Men, #1)", ("Three Men", "1")),
        ("百年 (シリーズ, #2)", ("シリーズ", "2")),
        # a note, but no place in a series
        ("Dune", None),
        ("Emma (Penguin Classics)", None),
        ("Dune (Dune, #one)", None),
        ("Dune (Dune #)", None),
        ("Dune (Dune, 1)", None),
        ("Dune (, #1)", None),
        ("Dune ( , #1)", None),
        ("Dune (#1)", None),
        ("Dune (#1 Club, #2)", None),
        ("Dune (Dune, #1) and more", None),  # only at the end
        ("Dune, #1", None),
        (f"{'a' * 989} (Saga, #4)", ("Saga", "4")),
        (f"{'a' * 990} (Saga, #4)", None),  # what is behind a thousand letters is unseen
        ("", None),
    ],
)
def test_a_note_at_the_end_names_the_series_and_the_place_in_it(title: str, series: tuple[str, str] | None) -> None:
    assert series_in_title(title) == series


@pytest.mark.parametrize(
    ("title", "own"),
    [
        ("Mistborn: The Final Empire (Mistborn, #1)", "The Final Empire"),
        ("Saga - Dog Days (Saga, #4)", "Dog Days"),
        ("Thrawn: Alliances (Star Wars: Thrawn, #2)", "Alliances"),
        ("Mistborn: The Final Empire: A Novel (Mistborn, #1)", "The Final Empire: A Novel"),
        ("MISTBORN: The Final Empire (Mistborn Saga, #1)", "The Final Empire"),
        ("Dune (Dune, #1)", ""),
        ("Mistborn: The Final Empire", ""),  # nothing says that Mistborn is a series
        ("Mistborn: The Final Empire (Mistborn)", ""),
        ("Sapiens: A Brief History (Big Ideas, #1)", ""),
        ("Star: A Novel (Starship, #1)", ""),  # a part of a word
        ("???: The Final Empire (!!!, #1)", ""),
        ("Mistborn: ??? (Mistborn, #1)", ""),
        (f"Saga: {'a' * 983} (Saga, #4)", "a" * 983),
        (f"Saga: {'a' * 984} (Saga, #4)", ""),  # what is behind a thousand letters is unseen
        ("", ""),
    ],
)
def test_the_own_title_of_a_volume_stands_behind_its_series(title: str, own: str) -> None:
    assert own_title(title) == own


@given(st.text())
def test_the_main_title_is_no_longer_than_the_title(title: str) -> None:
    assert len(main_title(title)) <= len(bare_title(title)) <= len(title)


SLOW = [
    *("-", "(", ")", "[x] ", "(1) ", "+", "a++", "1,111,", ": ", ", or ", "one ", "ii ", "vol 1 ", "第1巻 ", "ﷺ"),
    *("(a, #1", "a, #1; ", ", #"),
]


@pytest.mark.parametrize("piece", SLOW)
def test_a_title_made_to_be_slow_costs_no_more_than_others(piece: str) -> None:
    before = time.process_time()
    title_agreement(piece * 10**6, f"x{piece * 10**6}")
    series_in_title(piece * 10**6)
    own_title(piece * 10**6)
    # By the square of the length it would be hours; a core that is shared takes several times as long as an idle one.
    assert time.process_time() - before < 5
