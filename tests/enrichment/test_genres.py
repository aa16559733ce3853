"""Headings as libraries write them, and the genres that must come of them."""

import importlib.util
import json

import pytest

from chalicelib.enrichment.genres import merge_and_normalize
from tests.enrichment.genre_rules import BOOKS, REPOSITORY

SHARED = REPOSITORY.parent / "shared"

ONE_HEADING = {
    # BISAC as Open Library rewrites it, as Google prints it, and as libraries mark it
    "Fiction, fantasy, general": ["Fantasy", "Fiction"],
    "FICTION / Science Fiction / General": ["Science Fiction", "Fantasy", "Fiction"],  # readers shelve both together
    "FICTION -- Mystery & Detective -- General": ["Mystery", "Fiction"],
    "Fiction, romance, historical, general": ["Historical Fiction", "Romance", "Fiction"],
    "Fiction, thrillers, espionage": ["Thriller", "Mystery", "Fiction"],
    "Comics & Graphic Novels / Manga / General": ["Graphic Novels", "Fiction"],
    "BIOGRAPHY &amp; AUTOBIOGRAPHY / Personal Memoirs": ["Biography", "Memoir", "Nonfiction"],  # an entity left in
    "Biography & Autobiography": ["Biography", "Memoir", "Nonfiction"],
    "Biography": ["Biography", "Nonfiction"],
    "Juvenile Fiction": [
        "Children's",
        "Young Adult",
        "Classics",
        "Fantasy",
        "Fiction",
    ],  # no Young Adult in BISAC before 2016
    "Juvenile Nonfiction": ["Children's", "Nonfiction"],
    "Young Adult Fiction": ["Young Adult", "Fiction"],
    "SOCIAL SCIENCE / Anthropology / Cultural": ["Anthropology", "History", "Nonfiction"],  # not Science
    "SCIENCE / Physics / General": ["Physics", "Science", "History", "Nonfiction"],
    "TRUE CRIME / General": ["Crime", "True Crime", "History", "Nonfiction"],
    "Business & Economics": ["Business", "Self Help", "Nonfiction"],  # so readers shelve most of these
    # LCSH: forms, inverted headings, subdivisions
    "Detective and mystery stories": ["Mystery", "Fiction"],
    "American Science fiction": ["Science Fiction", "Classics", "Fantasy", "Fiction"],  # of the old ones
    "Science fiction, American": ["Science Fiction", "Fantasy", "Fiction"],
    "World War, 1939-1945, fiction": ["Historical Fiction", "War", "Fiction"],  # not History
    "World war, 1939-1945--fiction": ["Historical Fiction", "War", "Fiction"],
    "World War, 1939-1945": ["History", "War", "Nonfiction"],
    "France -- History -- 19th century -- Fiction": ["Historical Fiction", "Fiction"],
    "Magic realism (Literature)": ["Magical Realism", "Fantasy", "Fiction"],
    "Psychology, applied": ["Psychology", "Self Help", "Nonfiction"],
    "Vampires--Fiction.": ["Fantasy", "Paranormal", "Fiction"],
    "Natural history": ["Nature", "Science", "Nonfiction"],  # not History
    "Philosophical fiction": ["Philosophy", "Fiction"],  # a nonfiction genre inside a novel
    "Law": ["Law", "Nonfiction"],
    "Adventure stories": ["Adventure", "Fiction"],  # "stories" are a form, as in "Love stories"
    "Zombies": ["Horror", "Fantasy", "Fiction"],
    "Witches": ["Fantasy", "Fiction"],
    "Brothers": ["Fiction"],  # biographies say more than that
    "English fiction": ["Classics", "Fiction"],
    "Politics": ["Politics", "History", "Nonfiction"],
    "House & Home": ["Nonfiction"],
    "Ability": ["Fiction"],  # the kind of theme that cataloguers give to novels only
    # persons, places, things: the form at most
    "Rincewind the wizard (fictitious character), fiction": ["Fantasy", "Fiction"],
    "Jim Holden (Fictitious character)": ["Fiction"],
    "Discworld (Imaginary place)": ["Fantasy", "Humor", "Fiction"],  # by a correction
    "Singapore, fiction": ["Fiction"],
    "New York (N.Y.)": [],
    "Orwell, George, 1903-1950": [],
    "Dollhouses": [],
    "Brothers-in-law": [],  # no Law
    "War games": [],  # no War
    # shelf marks
    "813/.54 [fic]": ["Fiction"],
    "823/.8": ["Classics", "Fiction"],  # Victorian
    "158/.1": ["Psychology", "Self Help", "Nonfiction"],
    "530.11": ["Physics", "Science", "Nonfiction"],
    "Bf637.s8 c37 1998": ["Psychology", "Self Help", "Nonfiction"],
    "QB981 .H377 1998": ["Astronomy", "Science", "Nonfiction"],
    "GT2850": [],  # a class without a genre
    "PR6029.R8 N49": ["Classics", "Fiction"],  # English authors of 1900 to 1960
    "100 great books": ["Classics", "Fiction"],  # a number, but no shelf mark
    # newspaper lists
    "nyt:trade-fiction-paperback=2016-12-04": ["Fiction"],
    "hardcover_nonfiction=2009-11-01": ["Nonfiction"],
    "nyt:chapter-books=2008-06-22": ["Children's", "Fiction"],
    "nyt:advice-how-to-and-miscellaneous=2018-11-04": ["Self Help", "Psychology", "Nonfiction"],
    # prizes that only one kind of book gets
    "Hugo Award Winner": ["Science Fiction", "Fantasy", "Fiction"],
    "award:Newbery_award": ["Children's", "Classics", "Fiction"],
    "Margaret A. Edwards Award": ["Young Adult", "Fiction"],
    # nothing about the book
    "New York Times bestseller": [],
    "Reading Level-Grade 12": [],
    "Large type books": [],
    "Spanish language materials": [],
    "Open Library Staff Picks": [],
    "Translations into Polish": [],
    "collectionID:ConroeChallenge": [],
    "1939-1945": [],
}

OTHER_LANGUAGES = {
    "Romans, nouvelles": ["Fiction"],
    "Roman policier": ["Crime", "Mystery", "Fiction"],
    "Science-fiction anglaise": ["Science Fiction", "Fiction"],
    "Merveilleux": ["Fantasy", "Fiction"],
    "Histoire": ["History", "Nonfiction"],
    "Histoires d'amour": ["Romance", "Fiction"],  # not History
    "Bandes dessinées": ["Graphic Novels"],
    "Récits personnels": ["Memoir", "Nonfiction"],
    "Développement personnel": ["Self Help", "Nonfiction"],
    "Guerre mondiale, 1939-1945": ["War", "History", "Nonfiction"],
    "Kriminalroman": ["Crime", "Mystery", "Fiction"],
    "Phantastischer Roman": ["Fantasy", "Fiction"],
    "Liebesgeschichte": ["Romance", "Fiction"],
    "Jugendbuch": ["Young Adult"],
    "Wirtschaft": ["Economics", "Nonfiction"],
    "Lebensführung": ["Self Help", "Nonfiction"],
    "Ciencia-ficción": ["Science Fiction", "Fiction"],  # not Science
    "Novela histórica": ["Historical Fiction", "Fiction"],
    "Cuentos de terror": ["Horror", "Fiction"],
    "Superación personal": ["Self Help", "Nonfiction"],
    "Política y gobierno": ["Politics", "Nonfiction"],
    "Fantascienza": ["Science Fiction", "Fiction"],
    "Romanzo storico": ["Historical Fiction", "Fiction"],
    "Ficção científica": ["Science Fiction", "Fiction"],
    "Natuurwetenschappen": ["Science", "Nonfiction"],
    "Kinderboeken": ["Children's"],
    "Skönlitteratur": ["Fiction"],
    "Självbiografi": ["Memoir", "Biography", "Nonfiction"],
    "Ke xue huan xiang xiao shuo": ["Science Fiction", "Fiction"],
}


@pytest.mark.parametrize(("heading", "expected"), [*ONE_HEADING.items(), *OTHER_LANGUAGES.items()])
def test_one_heading(heading: str, expected: list[str]) -> None:
    found = merge_and_normalize([], [heading])

    if heading in OTHER_LANGUAGES:  # implied genres are tested in English
        found = [genre for genre in found if genre in expected]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(("headings", "named", "unnamed"), BOOKS.values(), ids=BOOKS)
def test_book(headings: str, named: str, unnamed: str) -> None:
    found = merge_and_normalize([], headings.split(";"))

    assert set(named.split(", ")) <= set(found)
    assert not set(unnamed.split(", ")) & set(found)


@pytest.mark.skipif(
    not (SHARED / "data/genres/dev.jsonl").exists(), reason="the recorded books are not beside this clone"
)
def test_score_on_recorded_books() -> None:
    spec = importlib.util.spec_from_file_location("genre_score", SHARED / "genre_score.py")
    assert spec is not None
    assert spec.loader is not None
    genre_score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(genre_score)
    lines = (SHARED / "data/genres/dev.jsonl").read_text(encoding="utf-8").splitlines()

    result = genre_score.score([json.loads(line) for line in lines], merge_and_normalize)

    assert result["f1"] >= 0.75, result
    assert result["precision"] >= 0.75, result
    assert 3 <= result["per_book"] <= 6, result
    assert result["hit"] >= 0.97, result
