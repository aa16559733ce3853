"""The file of learned weights, how it is read, and how weights are learned."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.enrichment.genres.classifier import decide
from chalicelib.enrichment.genres.evidence import Evidence, gather
from chalicelib.enrichment.genres.learned.features import foundation, notes_of_rule, notes_of_year
from chalicelib.enrichment.genres.learned.weights import (
    ALPHABET,
    LIMIT,
    Weights,
    from_data,
    load_weights,
    row_from_text,
    row_to_text,
)
from chalicelib.enrichment.genres.provenance import told_by
from chalicelib.enrichment.genres.vocabulary import Correction, load_vocabulary

FOLDER = Path(__file__).parents[2] / "chalicelib/enrichment/genres"
DATA: dict[str, Any] = json.loads((FOLDER / "learned/learned.json").read_text(encoding="utf-8"))


def test_the_data_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.json")) <= 400_000


def test_the_file_is_well_formed() -> None:
    assert set(DATA["at_rest"]) == set(load_vocabulary().kind)
    assert DATA["needed"] <= DATA["needed_unnamed"]
    for name, row in DATA["rows"].items():
        assert len(row) == len(DATA["at_rest"]), name
        assert set(row) <= set(ALPHABET), name
        assert any(row_from_text(row)), name


def test_every_name_of_a_foundation_has_a_weight() -> None:
    names = {"no form", "other form", "fits", "either", "other kind"}
    names |= {f"margin {step}" for step in range(6)} | {f"score {step}" for step in range(10)}
    names |= {f"share {step}" for step in range(6)} | {f"implied {step}" for step in range(5)}
    names |= {f"both {step}" for step in range(3)}

    assert set(DATA["foundation"]) == names


@pytest.mark.parametrize("weights", [[0], [1, -1, 0], [LIMIT, -LIMIT], list(range(-LIMIT, LIMIT + 1))])
def test_a_row_reads_as_it_was_written(weights: list[int]) -> None:
    assert row_from_text(row_to_text(weights)) == weights


def test_a_row_is_cut_to_its_limit() -> None:
    assert row_from_text(row_to_text([LIMIT + 5, -LIMIT - 5])) == [LIMIT, -LIMIT]


def small(**rows: list[int]) -> dict[str, Any]:
    genres = ["Crime", "Fiction", "Nonfiction", "Romance"]
    return {
        **{"unit": 10, "needed": -5, "needed_unnamed": 0},
        "at_rest": dict.fromkeys(genres, -30),
        "foundation": dict.fromkeys(DATA["foundation"], 0),
        "rows": {name: row_to_text(row) for name, row in rows.items()},
    }


def test_rows_add_up_field_by_field() -> None:
    weights = from_data(small(one=[1, -46, 3, 0], two=[-2, -46, 0, 46]))

    found = weights.sums([frozenset(("one", "unknown")), frozenset(("one", "two"))], [frozenset(("two",))], "")

    assert found == [-30 + 1 - 4, -30 - 46 - 92, -30 + 3, -30 + 92]  # a word once, a note by itself
    assert weights.sums([], [], "") == [-30] * 4
    assert weights.adds(frozenset(("one",)), "Nonfiction") == 0.3


def test_what_was_asked_before_is_answered_alike_and_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.enrichment.genres.learned.weights.MAX_KNOWN", 3)
    weights = from_data(small(one=[1, 0, 0, 0]))

    for _ in range(2):
        for number in range(10):
            names = [frozenset(("one", f"other {number}"))]
            assert weights.sums(names, names, "")[0] == -28
    assert len(weights.known) <= 3
    assert len(weights.noted) <= 3


def test_what_was_asked_before_is_kept_while_there_is_room() -> None:
    weights = from_data(small(one=[1, 0, 0, 0]))
    names = [frozenset(("one", f"other {number}")) for number in range(3)]

    weights.sums(names, names, "")
    for name in names:
        weights.adds(name, "Crime")

    assert set(weights.known) == set(weights.noted) == set(weights.added) == set(names)


def test_what_single_names_add_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.enrichment.genres.learned.weights.MAX_ADDED", 3)
    weights = from_data(small(one=[10, 0, 0, 0]))

    for _ in range(2):
        for number in range(10):
            names = frozenset(("one", f"other {number}"))
            assert weights.adds(names, "Crime") == weights.adds(names, "Crime") == 1.0
            assert len(weights.added) <= 3
    assert weights.adds(frozenset(("unknown",)), "Crime") == 0.0


@pytest.mark.parametrize(
    ("year", "form", "notes"),
    [
        (None, "", {"year: unknown", "year: unknown "}),
        (1850, "Fiction", {"year: known", "year: known Fiction", "year: 1800", "year: 1800 Fiction"}),
        (1799, "Fiction", {"year: known", "year: known Fiction"}),
        (1800, "Fiction", {"year: known", "year: known Fiction", "year: 1800", "year: 1800 Fiction"}),
    ],
)
def test_notes_of_a_year(year: int | None, form: str, notes: set[str]) -> None:
    assert notes_of_year(year, form) == notes


def test_years_part_books_into_times() -> None:
    years = [1800, 1880, 1920, 1940, 1950, 1960, 1970, 1980, 1990, 2000, 2010, 2016]

    for count, year in enumerate(years):
        assert notes_of_year(year, "") - notes_of_year(year - 1, "") == {f"year: {year}", f"year: {year} "}
        assert len(notes_of_year(year, "")) == 2 * (count + 2)


def test_notes_of_a_rule() -> None:
    assert notes_of_rule("Fantasy", 2, 1) == {"rule: Fantasy 0.5", "rule: Fantasy 1.0", "share: Fantasy 0.3"}


def about(form: str = "Fiction", margin: float = 0.0, **scores: float) -> Evidence:
    return Evidence((), form, margin, scores, {"Crime": 0.6}, None)


@pytest.mark.parametrize(
    ("genre", "kind", "evidence", "names"),
    [
        ("Romance", "fiction", about(), ("fits",)),
        ("Romance", "fiction", about("Nonfiction"), ("other kind",)),
        ("Romance", "fiction", about(""), ("either",)),
        ("Romance", "fiction", about(Romance=1.0), ("fits", "score 3", "share 5", "implied 0", "both 1")),
        ("Romance", "fiction", about(Romance=0.5, Horror=2.0), ("fits", "score 1", "share 1", "implied 0", "both 0")),
        ("Crime", "either", about(Crime=0.6), ("either", "score 1", "share 3", "implied 2", "both 2")),
        ("Crime", "either", about(), ("either", "score 0", "share 0", "implied 2", "both 0")),
        ("Fiction", "fiction", about(margin=2.0), ("margin 3",)),
        ("Nonfiction", "nonfiction", about(margin=2.0), ("other form",)),
        ("Nonfiction", "nonfiction", about(""), ("no form",)),
    ],
)
def test_how_a_genre_is_founded(genre: str, kind: str, evidence: Evidence, names: tuple[str, ...]) -> None:
    best = max([1.0, *evidence.scores.values()])

    assert foundation(genre, kind, evidence, best) == names


def test_google_counts_half_as_much_again() -> None:
    assert gather(["Cooking"], []).scores["Food"] == 1.5
    assert gather(["Cooking"], ["Cooking"]).scores["Food"] == 2.5


def test_what_is_implied_has_a_bound() -> None:
    physics = ["Quantum mechanics", "String theory", "Thermodynamics", "Particle physics", "Gravitation"]

    evidence = gather([], physics)

    assert evidence.scores == {"Physics": 5.0}
    assert evidence.implied == {"Science": 3.0, "Astronomy": 0.6}


STEPS = [
    ("score", (0.5, 0.7, 1.0, 1.3, 1.8, 2.4, 3.0, 4.0, 6.0)),
    ("share", (0.15, 0.3, 0.5, 0.75, 1.0)),
    ("implied", (0.3, 0.6, 1.0, 1.6)),
    ("both", (0.9, 1.2)),
    ("margin", (0.5, 1.0, 2.0, 4.0, 6.0)),
]


@pytest.mark.parametrize(("name", "steps"), STEPS)
def test_a_step_begins_at_its_number(name: str, steps: tuple[float, ...]) -> None:
    def names(number: float) -> tuple[str, ...]:
        if name == "margin":
            return foundation("Fiction", "fiction", about(margin=number), 1.0)
        best = number if name == "score" else 1.0
        return foundation("Romance", "fiction", Evidence((), "Fiction", 0.0, scores, implied, None), best)

    for count, step in enumerate(steps):
        for number, expected in ((step, count + 1), (step - 0.01, count)):
            scores = {"Romance": number if name in ("score", "share", "both") else 0.0}
            implied = {"Romance": number if name == "implied" else 0.0}
            assert f"{name} {expected}" in names(number)


def test_a_book_may_be_refused_both_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    correction = {"sketches": Correction(given=(), refused=("Fiction", "Nonfiction"))}
    vocabulary = load_vocabulary()._replace(corrections=correction)
    monkeypatch.setattr("chalicelib.enrichment.genres.classifier.load_vocabulary", lambda: vocabulary)

    assert decide(gather([], ["Sketches", "Love stories", "Fiction"]), judged({"Romance": 5})) == ["Romance"]


def test_weights_decide_within_the_rules() -> None:
    """Weights that give everything to everything still give no genre of the other kind of book, and eight at most."""
    every = dict(DATA, at_rest=dict.fromkeys(DATA["at_rest"], 500))

    found = decide(gather([], ["Fiction", "Love stories"]), from_data(every))

    assert len(found) == 8
    assert found[-1] == "Fiction"
    assert not [genre for genre in found if load_vocabulary().kind[genre] == "nonfiction"]


def test_what_a_rule_names_needs_less() -> None:
    data = small()
    data["at_rest"] |= {"Romance": -3, "Crime": -3}
    full = dict(data, at_rest={genre: data["at_rest"].get(genre, -900) for genre in DATA["at_rest"]})

    assert decide(gather([], ["Love stories"]), from_data(full)) == ["Romance", "Fiction"]
    full["at_rest"]["Crime"] = 0
    assert decide(gather([], ["Love stories"]), from_data(full)) == ["Romance", "Crime", "Fiction"]


def test_a_book_of_which_rules_speak_has_a_genre_however_unlikely() -> None:
    never = dict(DATA, at_rest=dict.fromkeys(DATA["at_rest"], -900))

    assert decide(gather([], ["Love stories"]), from_data(never)) == ["Romance", "Fiction"]


def judged(values: Mapping[str, int], others: int = -900) -> Weights:
    """Weights that give each genre its value, whatever is known of the book; -5 is needed, 0 of an unnamed genre."""
    data = small()
    return from_data(data | {"at_rest": {genre: values.get(genre, others) for genre in DATA["at_rest"]}})


@pytest.mark.parametrize(
    ("headings", "values", "genres"),
    [
        # How likely a genre has to be.
        ("Fantasy fiction;Love stories", {"Fantasy": 9, "Romance": -5}, "Fantasy, Romance, Fiction"),
        ("Fantasy fiction;Love stories", {"Fantasy": 9, "Romance": -6}, "Fantasy, Fiction"),
        ("Fantasy fiction", {"Fantasy": 9, "Romance": 0}, "Fantasy, Romance, Fiction"),
        ("Fantasy fiction", {"Fantasy": 9, "Romance": -1}, "Fantasy, Fiction"),
        ("Science fiction", {"Science Fiction": 9, "Fantasy": -5}, "Science Fiction, Fantasy, Fiction"),  # implied
        # Where none is likely enough, the likeliest that a rule names.
        ("Fantasy fiction;Love stories", {"Fantasy": -7, "Romance": -6}, "Romance, Fiction"),
        ("Fantasy fiction;Love stories", {"Fantasy": -6, "Romance": -7, "Crime": -1}, "Fantasy, Fiction"),
        ("Fantasy fiction;Physics", {"Fantasy": -9, "Physics": -6}, "Fantasy, Fiction"),  # no novel is Physics
        # A correction comes first and is never contradicted.
        ("Discworld (Imaginary place);Love stories", {"Romance": 99}, "Fantasy, Humor, Romance, Fiction"),
        ("Discworld (Imaginary place);Horror tales", {"Horror": 99}, "Fantasy, Humor, Fiction"),
        ("Discworld (Imaginary place);Physics", {"Nonfiction": 99}, "Fantasy, Humor, Fiction"),
        # Genres that a rule names come first, then the likelier, then by name.
        (
            "Love stories;Horror tales;Fantasy fiction",
            {"Fantasy": 4, "Horror": 3, "Romance": 3, "Crime": 9},
            "Fantasy, Horror, Romance, Crime, Fiction",
        ),
        # Of two genres that exclude each other the likelier stays.
        ("Fantasy fiction", {"Fantasy": 9, "Contemporary": 8}, "Fantasy, Fiction"),
        ("Fantasy fiction", {"Fantasy": 9, "Contemporary": 9}, "Fantasy, Fiction"),
        ("Fantasy fiction", {"Fantasy": 9, "Contemporary": 10}, "Fantasy, Contemporary, Fiction"),
        # What a novel may be.
        (
            "Fiction",
            {"Fantasy": 7, "Religion": 5, "Physics": 9, "Young Adult": 3},
            "Fantasy, Religion, Young Adult, Fiction",
        ),
        (
            "Physics",
            {"Nonfiction": 1, "Physics": 5, "Fantasy": 9, "Young Adult": 7},
            "Physics, Young Adult, Nonfiction",
        ),
        # The form: what the headings vote for, or what is likely by itself.
        ("Fantasy fiction", {"Fantasy": 5, "Fiction": -800, "Nonfiction": -801}, "Fantasy, Fiction"),
        ("Fantasy fiction", {"Fantasy": 5, "Fiction": -800, "Nonfiction": -1}, "Fantasy"),
        ("Jugendbuch", {"Young Adult": 5, "Fiction": 0, "Nonfiction": -1}, "Young Adult, Fiction"),
        ("Jugendbuch", {"Young Adult": 5, "Fiction": -1, "Nonfiction": 0}, "Young Adult, Nonfiction"),
        ("Jugendbuch", {"Young Adult": 5, "Fiction": -1, "Nonfiction": -1}, "Young Adult"),
    ],
)
def test_what_the_values_of_genres_decide(headings: str, values: dict[str, int], genres: str) -> None:
    assert decide(gather([], headings.split(";")), judged(values)) == genres.split(", ")


def test_a_book_without_a_form_has_at_most_seven_genres() -> None:
    weights = judged({"Fiction": -1, "Nonfiction": -1}, others=9)

    assert len(decide(gather([], ["Jugendbuch"]), weights)) == 7


@pytest.mark.parametrize(
    ("headings", "year", "told", "hints"),
    [
        # Words say enough for Romance from 0.3 logits on, the year from 0.5 on; 10 units are one logit.
        ("Qwenough", None, ["Qwenough"], []),
        ("Qwlittle;Qwenough", None, ["Qwenough"], []),
        ("Qwenough;Qwmuch", None, ["Qwmuch", "Qwenough"], []),
        ("Qwmuch;Love stories", None, ["Love stories", "Qwmuch"], []),  # one with a rule first
        ("Love stories;Domestic fiction, romance", None, ["Domestic fiction, romance", "Love stories"], []),
        ("Qwmuch", 1960, ["Qwmuch"], ["first published 1960"]),
        ("Qwmuch", 1959, ["Qwmuch"], []),
        ("Qwlittle", 1960, [], ["first published 1960"]),
        # Without any reason the best of them, by the alphabet where they are equal.
        ("Qwother;Qwlittle", None, ["Qwlittle"], []),
        ("Qwother;Qwnothing", 1959, ["Qwnothing"], []),
    ],
)
def test_what_is_told_of_a_genre(headings: str, year: int | None, told: list[str], hints: list[str]) -> None:
    romance = {
        **{"qwenough": 3, "qwlittle": 2, "qwmuch": 9},
        **{"year: 1950": 4, "year: 1960": 1},
    }
    weights = from_data(small(**{name: [0, 0, 0, units] for name, units in romance.items()}))

    found = told_by(gather([], headings.split(";"), year), "Romance", weights)

    assert found == (tuple(told), tuple(hints))


def test_a_correction_is_told_first_and_a_class_among_the_hints() -> None:
    evidence = gather(["Cooking", "Fantasy fiction"], ["Discworld (Imaginary place)"], None, ["641.5", "530"])

    assert told_by(evidence, "Fantasy", load_weights())[0][:2] == ("Discworld (Imaginary place)", "Fantasy fiction")
    assert told_by(gather(["Cooking"], [], None, ["641.5", "530"]), "Food", load_weights()) == (
        ("Cooking",),
        ("Dewey class 641.5",),
    )


def test_the_weights_are_read_once() -> None:
    assert load_weights() is load_weights()
