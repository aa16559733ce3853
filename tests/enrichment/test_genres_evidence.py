"""What headings, classes and the year say of a book, in numbers and names, before the weights judge it."""

from collections.abc import Mapping

import pytest

from chalicelib.enrichment.genres import explain
from chalicelib.enrichment.genres.codes import plain_dewey, plain_lcc, read_code, read_lcc
from chalicelib.enrichment.genres.evidence import Evidence, gather, weight_for
from chalicelib.enrichment.genres.folding import plain_text
from chalicelib.enrichment.genres.headings import read_heading, reading_of, reading_of_dewey, reading_of_lcc
from chalicelib.enrichment.genres.learned.features import best_score, notes_of_book, notes_of_pairs, words_of_book
from chalicelib.enrichment.genres.vocabulary import load_vocabulary

# One heading


@pytest.mark.parametrize(
    ("heading", "fiction", "nonfiction"),
    [
        ("Fiction", 2.0, 0.0),
        ("Ficción", 2.0, 0.0),
        ("Fiction, general", 1.0, 0.0),  # a form, as "Love stories"
        ("Love stories", 1.0, 0.0),
        ("Philosophical fiction", 1.0, 0.0),
        ("Vampires--Fiction.", 1.0, 0.0),
        ("Magic", 0.2, 0.0),  # a hint
        ("Nonfiction", 0.0, 1.5),
        ("Physics", 0.0, 0.6),  # a topic
        ("History", 0.2, 0.6),
        ("Murder", 0.2, 0.3),  # a hint of both
        ("Large type books", 0.0, 0.0),
    ],
)
def test_how_a_heading_votes(heading: str, fiction: float, nonfiction: float) -> None:
    reading = reading_of(heading)

    assert (reading.fiction_vote, reading.nonfiction_vote) == (fiction, nonfiction)


def test_a_hint_on_a_novel_counts_half_as_much_again() -> None:
    said = {hit.genre: hit.weight for hit in reading_of("Vampires--Fiction.").hits}

    assert said == {"Fantasy": 0.75, "Horror": 0.75, "Paranormal": 1.0}
    assert {hit.genre: hit.weight for hit in reading_of("Vampires").hits} == {"Horror": 0.5, "Paranormal": 0.5}


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Fantasy fiction", {"fantasy", "fiction", "fantasy fiction"}),
        ("Fiction, fantasy", {"fiction", "fantasy", "=fiction", "=fantasy"}),
        ("Dark epic fantasy", {"dark", "epic", "fantasy", "dark epic", "epic fantasy"}),
        ("1984", set()),
    ],
)
def test_the_words_by_which_weights_know_a_heading(heading: str, words: set[str]) -> None:
    assert reading_of(heading).words == words


def test_a_class_is_known_by_its_number_alone() -> None:
    for reading in (reading_of_dewey("641/.5"), reading_of_lcc("QC-0174.12")):
        assert reading.words == frozenset()
        assert reading.hits
    assert (reading_of_dewey("641/.5").key, reading_of_lcc("QC-0174.12").key) == ("641.5", "QC174")


# Classes


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        ("813.54", "813.54"),
        ("813/.54", "813.54"),
        ("[813/.54]", "813.54"),
        ("158/.1/", "158.1"),
        ("813.", "813"),
        ("813/.54 [fic]", "813.54"),
        ("823 V947c", "823"),
        ("100 great books", ""),
        ("8135", ""),
        ("813 v", ""),
        ("Fic", ""),
        ("", ""),
    ],
)
def test_a_dewey_number_becomes_plain(number: str, plain: str) -> None:
    assert plain_dewey(number) == plain


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        ("PS-3603.00000000.H53A6 2016", "PS3603"),
        ("QC--0174.12000000", "QC174"),
        ("ps-3603", "PS3603"),
        (" QC-0174.12 ", "QC174"),
        ("Q--0335.00000000.M3 1990", "Q335"),
        ("KFN-0012", "KFN12"),
        ("KFN0012", "KFN12"),
        ("ABCD0001", ""),
        ("Q---0335", ""),
        ("PS-36", ""),
        ("PZ", ""),
        ("--0001", ""),
        ("", ""),
    ],
)
def test_a_sortable_number_of_the_library_of_congress_becomes_plain(number: str, plain: str) -> None:
    assert plain_lcc(number) == plain


@pytest.mark.parametrize(
    ("plain", "rules"),
    [
        ("BF636", ["lcc BF 1-990"]),
        ("BF637", ["lcc BF 637-637"] * 2),  # the narrower class, which names two genres
        ("BF990", ["lcc BF 1-990"]),
        ("BF1", ["lcc BF 1-990"]),
        ("BF991", []),
        ("G148", []),
        ("G149", ["lcc G 149-922"]),
        ("HV6201", ["lcc HV 6201-7220"]),
        ("HV6200", ["lcc HV 1-9960"]),
        ("GT2850", []),
        ("QC174.12", []),  # not as plain as it is to be
        ("", []),
    ],
)
def test_a_class_number_means_the_narrowest_class_it_is_in(plain: str, rules: list[str]) -> None:
    assert [hit.rule for hit in read_lcc(plain, load_vocabulary())] == rules


@pytest.mark.parametrize(
    ("heading", "rules"),
    [
        ("813/.54 [fic]", ["dewey 813"]),
        ("530.11", ["dewey 53"]),
        ("158/.1/", ["dewey 158"] * 2),
        ("100 great books", []),
        ("QB981 .H377 1998", ["lcc QB 1-991"]),
        ("QB981.H3", ["lcc QB 1-991"]),
        ("Qc 174.12 .b73", ["lcc QC 1-999"]),
        ("BF637", ["lcc BF 637-637"] * 2),
        ("BF63", []),  # two letters and two digits may be anything
        ("Bf63 1998", ["lcc BF 1-990"]),
        ("nyt:trade-fiction-paperback=2016-12-04", ["nyt fiction", "nyt trade fiction"]),
        ("hardcover_nonfiction=2009-11-01", ["nyt nonfiction"]),
        ("nyt:chapter-books=2008-06-2", []),
    ],
)
def test_a_shelf_mark_or_a_newspapers_list_names_its_rule(heading: str, rules: list[str]) -> None:
    found = [hit.rule for hit in read_code(plain_text(heading), load_vocabulary())]

    assert sorted(found) == rules


# What a book's headings add up to


@pytest.mark.parametrize(
    ("google", "open_library", "form", "margin"),
    [
        ([], ["Fantasy fiction", "Magic"], "Fiction", 1.2),
        (["Fiction"], ["History"], "Fiction", 2.6),  # Google's counts half as much again: 3.0 + 0.2 - 0.6
        ([], ["Nonfiction"], "Nonfiction", 1.5),
        ([], ["Physics", "Magic"], "Nonfiction", 0.4),
        ([], ["Magic", "Robots", "Private investigators", "Physics"], "Fiction", 0.0),  # a draw, of three times 0.2
        ([], ["Jugendbuch"], "", 0.0),
        ([], [], "", 0.0),
    ],
)
def test_headings_vote_on_the_form(google: list[str], open_library: list[str], form: str, margin: float) -> None:
    found = gather(google, open_library)

    assert found.form == form
    assert found.margin == pytest.approx(margin)


@pytest.mark.parametrize(
    ("google", "open_library", "score"),
    [
        ([], ["Fantasy fiction"], 1.0),
        (["Fantasy fiction"], [], 1.5),
        (["Fantasy fiction"], ["fantasy Fiction"], 2.5),
        (["Fantasy fiction", "FANTASY FICTION"], ["Fantasy fiction", "fantasy fiction"], 2.5),  # each provider once
        ([], ["Fantasy fiction", "Magic"], 1.5),  # another rule
        ([], ["Fantasy fiction", "Magic", "Magic, white"], 1.65),  # the same rule again
        (["Fantasy fiction, a"], ["Fantasy fiction, b"], 1.8),  # the weightier heading counts in full
        ([], [f"Fantasy fiction, {part}" for part in "abcde"], 2.2),
        ([], [f"Fantasy fiction, {part}" for part in "abcdefgh"], 2.2),
        ([], ["Fantasy fiction".ljust(200)], 1.0),
        ([], ["Fantasy fiction".ljust(201)], 0.0),  # no heading is so long
    ],
)
def test_what_the_rules_give_is_added_up(google: list[str], open_library: list[str], score: float) -> None:
    assert gather(google, open_library).scores.get("Fantasy", 0.0) == score


def test_a_genre_passes_on_its_share() -> None:
    found = gather([], ["Robots", "Dystopian fiction"])

    assert (found.scores, found.implied) == (
        {"Science Fiction": 0.5, "Dystopia": 1.0},
        {"Fantasy": 0.6, "Dystopia": 0.1, "Science Fiction": 1.0},
    )


def test_a_heading_has_the_first_of_its_spellings_by_the_alphabet() -> None:
    (found,) = gather(["fantasy Fiction", "FANTASY fiction"], ["Fantasy fiction"]).readings

    assert (found.spelling, found.weight) == ("FANTASY fiction", 2.5)


@pytest.mark.parametrize(
    ("heading", "genre", "form", "weight"),
    [
        ("Epic fantasy", "Fantasy", "Fiction", 1.0),
        ("Dystopian fiction", "Fantasy", "Fiction", 0.3),  # Dystopia implies it for so much
        ("Science fiction fantasy", "Fantasy", "Fiction", 1.006),  # named itself, and implied by Science Fiction
        ("Vampires", "Horror", "Fiction", 0.5),
        ("Physics", "Science", "Nonfiction", 1.0),
        ("Physics", "Science", "", 1.0),
        ("Physics", "Science", "Fiction", 0.0),  # a genre of the other kind of book
        ("Magic", "Fantasy", "Nonfiction", 0.0),
        ("Philosophical fiction", "Philosophy", "Fiction", 0.8),
        ("Philosophical fiction", "Philosophy", "Nonfiction", 0.0),
        ("Philosophical fiction", "Philosophy", "", 0.0),
        ("Epic fantasy", "Romance", "Fiction", 0.0),
        ("Large type books", "Fantasy", "Fiction", 0.0),
    ],
)
def test_how_much_one_heading_says_for_a_genre(heading: str, genre: str, form: str, weight: float) -> None:
    assert weight_for(read_heading(heading), genre, form, load_vocabulary()) == pytest.approx(weight)


def test_classes_are_read_once_in_order_and_told_apart_from_headings() -> None:
    found = gather([], ["641.5"], 1925, ["641.5", "530.11", "530", "Fic", None], ["QC-0174.12", 7])

    assert [(one.spelling, one.weight, one.is_class) for one in found.readings] == [
        ("641.5", 1.0, False),
        ("Dewey class 530", 1.0, True),
        ("Library of Congress class QC174", 1.0, True),
    ]
    assert found.year == 1925


# The names by which the weights know a book


def book(scores: Mapping[str, float], year: int | None = None) -> Evidence:
    return Evidence((), "Fiction", 0.0, scores, {}, year)


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        ({}, 1.0),
        ({"Fantasy": 0.5}, 1.0),
        ({"Fantasy": 2.0, "Horror": 3.0}, 3.0),
        ({"Fiction": 9.0, "Horror": 2.0}, 2.0),
    ],
)
def test_the_best_score_is_that_of_a_genre_and_at_least_one(scores: dict[str, float], best: float) -> None:
    assert best_score(book(scores)) == best


def test_all_notes_of_a_book() -> None:
    year, form, *rules, pairs = notes_of_book(
        book({"Romance": 2.0, "Fantasy": 1.0, "Horror": 0.9, "Fiction": 5.0}, 1850)
    )

    assert year == {"year: known", "year: known Fiction", "year: 1800", "year: 1800 Fiction"}
    assert form == {"form: Fiction"}
    assert rules == [
        {
            *("rule: Romance 0.5", "rule: Romance 1.0", "rule: Romance 2.0"),
            *("share: Romance 0.3", "share: Romance 0.6", "share: Romance 1.0"),
        },
        {"rule: Fantasy 0.5", "rule: Fantasy 1.0", "share: Fantasy 0.3"},
        {"rule: Horror 0.5", "share: Horror 0.3"},
        {
            *("rule: Fiction 0.5", "rule: Fiction 1.0", "rule: Fiction 2.0", "rule: Fiction 3.0"),
            *("share: Fiction 0.3", "share: Fiction 0.6", "share: Fiction 1.0"),
        },
    ]
    assert pairs == {"pair: Fantasy Fiction", "pair: Fantasy Romance", "pair: Fiction Romance"}


def test_pairs_are_those_of_different_genres() -> None:
    assert notes_of_pairs(()) == notes_of_pairs(("Fantasy",)) == frozenset()
    assert notes_of_pairs(("Fantasy", "Romance")) == {"pair: Fantasy Romance"}


def test_the_words_of_a_book_are_those_of_its_headings() -> None:
    assert words_of_book(gather([], ["Magic", "Love stories"])) == [
        {"magic", "=magic"},
        {"love", "story", "love story"},
    ]


# What is told of it


def test_the_weightiest_heading_is_named_first() -> None:
    (food, *_) = explain(["Cooking, French"], ["Cooking", "Cooking, American", "Large type books"])

    assert food.genre == "Food"
    assert food.headings == ("Cooking, French", "Cooking", "Cooking, American")
