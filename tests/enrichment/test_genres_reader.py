"""A reader's shelves and series, and what they say of a book's genres for that reader."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.enrichment.genres.folding import normalize
from chalicelib.enrichment.genres.reader import ReaderGenres, genres_of_shelf, with_series, with_shelves
from chalicelib.enrichment.genres.vocabulary import load_vocabulary

SHELVES: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "chalicelib/enrichment/genres/shelves.json").read_text(encoding="utf-8")
)

FOUND = ReaderGenres(("Mystery", "Thriller", "Fiction"), ("open_library",))
NOTHING = ReaderGenres((), ())


@pytest.mark.parametrize(
    ("shelf", "genres"),
    [
        ("sci-fi", ("Science Fiction",)),
        ("Sci_Fi", ("Science Fiction",)),
        ("ya-fantasy", ("Young Adult", "Fantasy")),
        ("memoirs", ("Memoir",)),
        ("self-help", ("Self Help",)),
        ("Children's", ("Children's",)),
        ("kids-books", ("Children's",)),
        ("fantasy", ("Fantasy",)),  # a genre's own name
        ("historical-fiction", ("Historical Fiction",)),  # the longest name wins: no Fiction
        ("crime-fiction", ("Crime", "Mystery")),
        ("dark-romance", ("Romance",)),
        ("owned-fantasy", ("Fantasy",)),  # a status beside a genre
        ("classics-to-read", ("Classics",)),
        ("best-horror-2019", ("Horror",)),
        ("art", ("Art",)),
        ("martial-art", ()),  # a word of other meanings counts alone
        ("owned-art", ("Art",)),
        ("i-own-art", ("Art",)),  # the longest status is taken off first
        ("audio-book-art", ("Art",)),
        ("star-wars", ("Science Fiction",)),
        ("non-fiction", ("Nonfiction",)),
        ("to-read", ()),
        ("currently-reading", ()),
        ("owned", ()),
        ("favorites", ()),
        ("2019", ()),
        ("audiobooks", ()),
        ("aunt-ellen", ()),
        ("", ()),
        ("---", ()),
    ],
)
def test_what_a_shelf_means(shelf: str, genres: tuple[str, ...]) -> None:
    assert genres_of_shelf(shelf) == genres


def test_the_readers_word_comes_first_and_says_where_from() -> None:
    found = with_shelves(FOUND, ["to-read", "sci-fi", "thrillers"])

    assert found.genres == ("Science Fiction", "Thriller", "Mystery", "Fiction")
    assert found.sources == ("open_library", "shelves")
    assert found.because == (("Science Fiction", "your shelf 'sci-fi'"), ("Thriller", "your shelf 'thrillers'"))


def test_shelves_that_mean_nothing_change_nothing() -> None:
    assert with_shelves(FOUND, ["to-read", "2019"]) is FOUND
    assert with_shelves(FOUND, []) is FOUND


def test_a_shelf_is_enough_for_a_book_that_no_provider_knows() -> None:
    assert with_shelves(NOTHING, ["sci-fi"]) == ReaderGenres(
        ("Science Fiction", "Fiction"), ("shelves",), (("Science Fiction", "your shelf 'sci-fi'"),)
    )


@pytest.mark.parametrize(
    ("shelves", "genres"),
    [
        (["nonfiction"], ("Nonfiction",)),  # the reader says that it is no novel
        (["memoirs"], ("Memoir", "Nonfiction")),
        (["non-fiction", "mystery"], ("Mystery", "Nonfiction")),  # and is never contradicted
        (["humor"], ("Humor", "Mystery", "Thriller", "Fiction")),  # of both kinds of books
    ],
)
def test_the_readers_form_replaces_the_other(shelves: list[str], genres: tuple[str, ...]) -> None:
    assert with_shelves(FOUND, shelves).genres == genres


def test_a_novel_keeps_of_nonfiction_only_what_novels_have() -> None:
    known = ReaderGenres(("Biology", "Philosophy", "Nonfiction"), ("open_library",))

    assert with_shelves(known, ["fantasy"]).genres == ("Fantasy", "Philosophy", "Fiction")


@pytest.mark.parametrize(
    ("known", "shelves", "genres"),
    [
        ("Fantasy", ["mystery", "memoir"], "Mystery, Memoir, Fantasy"),  # of two kinds: no form
        ("Religion, Nonfiction", ["mystery"], "Mystery, Religion, Fiction"),  # a novel may be about it
        ("History, Nonfiction", ["mystery"], "Mystery, Fiction"),
        ("Religion, History, Fiction", ["fiction"], "Religion, Fiction"),
        ("Fantasy, Renamed since", ["nonfiction"], "Renamed since, Nonfiction"),  # of an answer from the cache
        ("", ["fiction", "nonfiction"], "Fiction"),  # the first
        ("", ["young-adult"], "Young Adult"),
        ("Fantasy, Fiction", ["young-adult"], "Young Adult, Fantasy, Fiction"),
        ("A, B, C, D, E, F, G, H", ["young-adult"], "Young Adult, A, B, C, D, E, F, G"),
        ("A, B, C, D, E, F, G, Fiction", ["young-adult"], "Young Adult, A, B, C, D, E, F, Fiction"),
    ],
)
def test_what_a_shelf_makes_of_the_genres(known: str, shelves: list[str], genres: str) -> None:
    found = with_shelves(ReaderGenres(tuple(known.split(", ")) if known else (), ()), shelves)

    assert found.genres == tuple(genres.split(", "))


def test_of_two_shelves_that_mean_one_genre_the_first_is_named_as_the_reader_spells_it() -> None:
    found = with_shelves(
        ReaderGenres(("Humor",), ("shelves", "open_library"), (("Humor", "why"),)), [" sci-fi ", "scifi"]
    )

    assert found.because == (("Humor", "why"), ("Science Fiction", "your shelf 'sci-fi'"))
    assert found.sources == ("shelves", "open_library")


def test_the_readers_genres_are_never_dropped_for_room() -> None:
    many = ReaderGenres(
        ("Mystery", "Thriller", "Crime", "Horror", "Fantasy", "Adventure", "Classics", "Fiction"), ("open_library",)
    )

    found = with_shelves(many, ["romance"])

    assert found.genres == (
        *("Romance", "Mystery", "Thriller", "Crime", "Horror", "Fantasy", "Adventure"),
        "Fiction",
    )


def test_all_shelves_count_however_many() -> None:
    shelves = ["romance", "mystery", "thriller", "crime", "horror", "fantasy", "adventure", "classics", "humor"]

    assert len(with_shelves(NOTHING, shelves).genres) == 10


def test_entries_that_are_no_text_are_ignored() -> None:
    junk: Any = [None, 7, "sci-fi"]

    assert with_shelves(NOTHING, junk).genres == ("Science Fiction", "Fiction")


FANTASY = ReaderGenres(("Fantasy", "Young Adult", "Fiction"), ("open_library",))


def test_a_series_lends_what_most_volumes_have() -> None:
    other = ReaderGenres(("Fantasy", "Romance", "Fiction"), ("shelves",))

    found = with_series(NOTHING, [FANTASY, other, FANTASY])

    assert found.genres == ("Fantasy", "Young Adult", "Fiction")
    assert found.sources == ("series",)
    assert found.because[0] == ("Fantasy", "other volumes of the series")


def test_half_of_the_volumes_are_not_most() -> None:
    other = ReaderGenres(("Fantasy", "Romance", "Fiction"), ("open_library",))

    assert with_series(NOTHING, [FANTASY, other]).genres == ("Fantasy", "Fiction")


def test_a_volume_keeps_its_own_genres_before_those_that_are_lent() -> None:
    found = with_series(ReaderGenres(("Adventure", "Fiction"), ("google_books",)), [FANTASY, NOTHING])

    assert found.genres == ("Adventure", "Fantasy", "Young Adult", "Fiction")
    assert found.sources == ("google_books", "series")


def test_a_volume_with_enough_genres_borrows_none() -> None:
    known = ReaderGenres(("Adventure", "Humor", "Romance", "Fiction"), ("open_library",))

    assert with_series(known, [FANTASY]) is known


def test_a_series_lends_at_most_so_many() -> None:
    sibling = ReaderGenres(
        ("Fantasy", "Young Adult", "Adventure", "Romance", "Humor", "Mystery", "Fiction"), ("open_library",)
    )

    assert with_series(NOTHING, [sibling]).genres == (
        *("Fantasy", "Young Adult", "Adventure", "Romance", "Humor"),
        "Fiction",
    )


@pytest.mark.parametrize(
    ("known", "siblings", "genres"),
    [
        # A volume of so many genres borrows, one with three does not.
        ("Adventure, Humor, Fiction", ["Fantasy, Fiction"], "Adventure, Humor, Fantasy, Fiction"),
        ("Adventure, Humor, Romance", ["Fantasy, Fiction"], "Adventure, Humor, Romance"),
        # With its own it has five at most.
        (
            "Adventure, Humor",
            ["Fantasy, Crime, Mystery, Horror, Fiction"],
            "Adventure, Humor, Fantasy, Crime, Mystery, Fiction",
        ),
        # What more volumes have comes first, then what stands further in front, in the first of them.
        ("", ["Fantasy, Crime, Horror", "Crime, Fantasy, Horror"], "Fantasy, Crime, Horror, Fiction"),
        ("", ["Fantasy, Crime, Horror", "Crime, Horror", "Horror, Crime, Fantasy"], "Crime, Horror, Fantasy, Fiction"),
        # Volumes of which nothing is known do not count.
        ("", ["Fantasy", "", "", ""], "Fantasy, Fiction"),
        # The form is that of the volume, or that which most have, or the kind of what they have.
        ("Nonfiction", ["Fantasy, Young Adult, Fiction"], "Young Adult, Nonfiction"),
        ("", ["Young Adult"], "Young Adult"),
        ("", ["History", "History"], "History, Nonfiction"),
        ("", ["Fantasy, History"], "Fantasy, History"),
        ("Adventure", ["Fiction"], "Adventure, Fiction"),
        ("Adventure, Fiction", ["Adventure, Fiction"], "Adventure, Fiction"),  # nothing new
    ],
)
def test_what_a_series_makes_of_the_genres(known: str, siblings: list[str], genres: str) -> None:
    of = [ReaderGenres(tuple(one.split(", ")) if one else (), ()) for one in (known, *siblings)]

    assert with_series(of[0], of[1:]).genres == tuple(genres.split(", "))


def test_what_is_lent_is_told_apart_from_what_was_known() -> None:
    known = ReaderGenres(("Humor",), ("series", "shelves"), (("Humor", "your shelf 'fun'"),))

    found = with_series(known, [FANTASY])

    assert found.because == (
        ("Humor", "your shelf 'fun'"),
        *((genre, "other volumes of the series") for genre in ("Fantasy", "Young Adult", "Fiction")),
    )
    assert found.sources == ("series", "shelves")


def test_a_companion_of_another_form_borrows_only_what_fits() -> None:
    guide = ReaderGenres(("Reference", "Nonfiction"), ("open_library",))

    assert with_series(guide, [FANTASY]).genres == ("Reference", "Young Adult", "Nonfiction")


def test_nothing_is_borrowed_where_nothing_is_known() -> None:
    assert with_series(NOTHING, []) is NOTHING
    assert with_series(NOTHING, [NOTHING]) is NOTHING
    assert with_series(FANTASY, [FANTASY]) is FANTASY


def test_shelf_names_are_well_formed() -> None:
    for key in ("shelves", "whole"):
        names = [normalize(name) for name in SHELVES[key]]
        assert len(names) == len(set(names)), key
        for name, genres in SHELVES[key].items():
            assert set(genres) <= set(load_vocabulary().kind), name
            assert genres_of_shelf(name) == tuple(genres), name
    for name in SHELVES["silent"]:
        assert genres_of_shelf(name) == (), name
