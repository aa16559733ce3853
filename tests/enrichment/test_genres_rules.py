"""The rules of `genres.json` themselves: each is well formed, is used, and stands there once."""

from collections import Counter

import pytest

from chalicelib.enrichment.genres.headings import normalize, read_heading
from tests.enrichment.genre_rules import DATA, GENRES


def test_corrections_are_well_formed() -> None:
    for heading, said in DATA["corrections"].items():
        assert {genre.removeprefix("not ") for genre in said} <= set(GENRES), heading


def test_entries_have_known_keys_and_values() -> None:
    for genre, entry in GENRES.items():
        assert set(entry) <= {"kind", "patterns", "hints", "in_fiction", "implies", "excludes"}, genre
        assert entry["kind"] in ("fiction", "nonfiction", "either"), genre
        assert entry["patterns"], genre
        assert all(0 < share <= 1 for share in entry.get("implies", {}).values()), genre
        assert "in_fiction" not in entry or entry["kind"] == "nonfiction", genre
    assert 60 <= len(GENRES) <= 90


def test_every_named_genre_exists() -> None:
    named = {other for entry in GENRES.values() for key in ("implies", "excludes") for other in entry.get(key, ())}
    named |= {genre for scheme in ("dewey", "lcc", "nyt") for row in DATA["codes"][scheme].values() for genre in row}

    assert named <= set(GENRES)


def test_no_genre_excludes_what_it_implies() -> None:
    for genre, entry in GENRES.items():
        assert genre not in entry.get("excludes", ()), genre
        assert not set(entry.get("implies", ())) & {genre, *entry.get("excludes", ())}, genre


def test_every_pattern_decides_for_its_own_heading() -> None:
    """A pattern that a drop or skip phrase, or a longer pattern, takes away would never be used."""
    unused = [
        (genre, key, pattern)
        for genre, entry in GENRES.items()
        for key in ("patterns", "hints", "in_fiction")
        for pattern in entry.get(key, ())
        if (genre, normalize(pattern)) not in {(hit.genre, hit.rule) for hit in read_heading(pattern.lstrip("="))}
    ]

    assert unused == []


def test_no_pattern_is_listed_twice_in_a_genre() -> None:
    for genre, entry in GENRES.items():
        for keys in (("patterns", "hints"), ("in_fiction",)):
            found = Counter(normalize(pattern) for key in keys for pattern in entry.get(key, ()))
            assert [pattern for pattern, times in found.items() if times > 1] == [], genre


def test_every_silent_phrase_silences_something() -> None:
    drop, skip = ([normalize(phrase) for phrase in DATA[key]] for key in ("drop", "skip"))
    rules = {
        normalize(p) for e in GENRES.values() for key in ("patterns", "hints", "in_fiction") for p in e.get(key, ())
    }

    for phrases in (drop, skip):
        assert len(phrases) == len(set(phrases))
    assert not rules & {*drop, *skip}
    for phrase in drop:
        assert read_heading(f"{phrase}, science fiction") == ()
        assert not [other for other in drop if other != phrase and f" {other} " in f" {phrase} "], phrase
    for phrase in skip:
        words = phrase.split()
        parts = {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
        assert parts & rules, f"{phrase} hides no rule"
        assert read_heading(phrase) == ()


@pytest.mark.parametrize("scheme", ["dewey", "lcc", "nyt"])
def test_every_code_is_reachable(scheme: str) -> None:
    if scheme == "dewey":
        headings = [f"{number:03}" for number in range(1000)] + [
            f"{key}12" for key in DATA["codes"][scheme] if "." in key
        ]
    elif scheme == "lcc":
        rows = [key.replace("-", " ").split() for key in DATA["codes"][scheme]]
        headings = [f"{letters}{n} .A1 2000" for letters, low, high in rows for n in range(int(low), int(high) + 1)]
    else:
        headings = [f"nyt:{key.replace(' ', '-')}=2016-12-04" for key in DATA["codes"][scheme]]
    used = {hit.rule for heading in headings for hit in read_heading(heading)}

    assert {f"{scheme} {key}" for key in DATA["codes"][scheme]} <= used
