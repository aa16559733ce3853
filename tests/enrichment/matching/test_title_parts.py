"""What of a title names the book."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.enrichment.matching import bare_title, main_title, title_agreement


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


@given(st.text())
def test_the_main_title_is_no_longer_than_the_title(title: str) -> None:
    assert len(main_title(title)) <= len(bare_title(title)) <= len(title)


SLOW = ["-", "(", ")", "[x] ", "(1) ", "+", "a++", "1,111,", ": ", ", or ", "one ", "ii ", "vol 1 ", "第1巻 ", "ﷺ"]


@pytest.mark.parametrize("piece", SLOW)
def test_a_title_made_to_be_slow_costs_no_more_than_others(piece: str) -> None:
    before = time.process_time()
    title_agreement(piece * 10**6, f"x{piece * 10**6}")
    # By the square of the length it would be hours.
    assert time.process_time() - before < 0.5
