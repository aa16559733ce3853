"""Headings as libraries write them, the genres that must come of them, and the rules of `genres.json` themselves."""

import importlib.util
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from chalicelib.enrichment.genres import explain, merge_and_normalize
from chalicelib.enrichment.genres.evidence import gather
from chalicelib.enrichment.genres.headings import normalize, read_heading

REPOSITORY = Path(__file__).parent.parent.parent
SHARED = REPOSITORY.parent / "shared"
DATA: dict[str, Any] = json.loads((REPOSITORY / "chalicelib/enrichment/genres/genres.json").read_text(encoding="utf-8"))
GENRES: dict[str, dict[str, Any]] = DATA["genres"]

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

# Whole books. Left: genres that must come, right: genres that must not.
BOOKS: dict[str, tuple[str, str, str]] = {
    "dollhouses on a Discworld novel": (
        "Discworld (Imaginary place); Fiction; Romans; Merveilleux; Fantasy; parody; humour; Dollhouses;"
        "Doll furniture; Miniature objects; Collectors and collecting; Fiction, humorous; Wizards; Tourism;"
        "Fiction, fantasy, general; Satire; Humorous stories; Fantasy fiction; English literature;"
        "Dollhouses -- Collectors and collecting",
        "Fantasy, Humor, Fiction",
        "Travel, Art, Nonfiction, Design",
    ),
    "topics of a novel are no subjects": (
        "Fiction; Fiction, general; Historical fiction; Missionaries, fiction; History; Psychology; Politics; Religion;"
        "Families; Travel; Africa, fiction; Domestic fiction",
        "Historical Fiction, Fiction",
        "History, Psychology, Politics, Travel, Family, Nonfiction",
    ),
    "comic editions do not make a novel a graphic one": (
        "Fiction; Dystopias; Fiction, dystopian; Science fiction; Fiction, science fiction, general; Totalitarianism;"
        "Political fiction; Comics & graphic novels, adaptations; Classic Literature; Dystopian fiction; Sci-fi",
        "Dystopia, Science Fiction, Classics, Fiction",
        "Graphic Novels",
    ),
    "a graphic novel is one": (
        "Comic books, strips; Superheroes; Graphic novels; Comics & Graphic Novels; Cartoons and comics; Fiction",
        "Graphic Novels, Fiction",
        "Nonfiction",
    ),
    "a horror writer's handbook is no horror": (
        "Authorship; American Novelists; Biography; Biography & Autobiography; Creative writing; Horror fiction;"
        "Horror tales--Authorship; Style; Bram Stoker Award winner; Authors, biography; Personal memoirs;"
        "science fiction; Memoir",
        "Writing, Memoir, Biography, Nonfiction",
        "Horror, Science Fiction, Fiction",
    ),
    "popular physics": (
        "Cosmology; Physics; Science; Universe; Big bang theory; Black holes; QB981 .H377; 523.1; Space and time",
        "Science, Physics, Astronomy, Nonfiction",
        "Science Fiction, Fiction",
    ),
    "a nineteenth-century love story": (
        "Courtship; Sisters; Social classes; Fiction; Love stories; England, fiction; Domestic fiction; 823/.7;"
        "Classic Literature; Man-woman relationships; Fiction, romance, historical, regency; History and criticism",
        "Classics, Romance, Fiction",
        "Contemporary, History, Sociology",
    ),
    "a murder that happened": (
        "Murder; Case studies; Murderers; True Crime; Nonfiction; 364.1523; HV6533.K3; Investigation",
        "True Crime, Crime, Nonfiction",
        "Mystery, Thriller, Fiction",
    ),
    "a murder that did not": (
        "Detective and mystery stories; Private investigators; Murder; Fiction, mystery & detective, general; Fiction",
        "Mystery, Crime, Fiction",
        "True Crime, Nonfiction",
    ),
    "travels on foot": (
        "Travel; Description and travel; Hiking; Humor; Nature; Natural history; American wit and humor",
        "Travel, Humor, Nature, Nonfiction",
        "History, Fiction",
    ),
    "a memoir in pictures": (
        "Graphic novels; Biography; Cartoonists; Lesbians; Fathers and daughters; Comic books, strips;"
        "Memoir; Gay fathers",
        "Graphic Novels, Memoir, LGBT, Nonfiction",
        "Fiction",
    ),
    "history in a novel is historical fiction": (
        "Fiction; Historical fiction; World War, 1939-1945; Jews; Holocaust, Jewish (1939-1945); History; Girls;"
        "Fiction, historical, general; Friendship, fiction",
        "Historical Fiction, Fiction",
        "History, Religion, Nonfiction",
    ),
    "a detective among robots": (
        "Science fiction; Fiction; Robots; Robots, fiction; Detective and mystery stories; Police;"
        "Fiction, science fiction, general; Fiction, mystery & detective, general; American Science fiction",
        "Science Fiction, Mystery, Fiction",
        "Thriller, Contemporary",
    ),
    "a translated classic": (
        "Fiction; Russian fiction; Translations into English; Fiction, general; Social life and customs; Families;"
        "Fiction, psychological; Historical fiction; Manners and customs",
        "Classics, Historical Fiction, Fiction",
        "Contemporary, Literary Fiction",
    ),
    "advice from psychology is no economics": (
        "Psychology; Habit; Change (Psychology); Business & Economics; Self-Help; Success; Social aspects",
        "Psychology, Self Help, Business, Nonfiction",
        "Economics",
    ),
    "a school of wizards": (
        "Fantasy fiction; Juvenile fiction; Magic; Schools; Wizards; Fiction; Children's stories; Witches; Ghosts;"
        "JUVENILE FICTION / Fantasy & Magic; Hogwarts School (Imaginary organization); nyt:chapter-books=2008-01-01",
        "Fantasy, Children's, Young Adult, Fiction",
        "Horror, Education, Paranormal",
    ),
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


def test_corrections_are_well_formed() -> None:
    for heading, said in DATA["corrections"].items():
        assert {genre.removeprefix("not ") for genre in said} <= set(GENRES), heading


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


# The rules themselves


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
