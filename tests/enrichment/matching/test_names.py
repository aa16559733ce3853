"""Which spellings of a name may be one person's."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.enrichment.matching import authors_agree, fold, natural_name, surname

SAME_AUTHOR = [
    ("J.R.R. Tolkien", "Tolkien, J. R. R."),
    ("J.R.R. Tolkien", "John Ronald Reuel Tolkien"),
    ("J.K. Rowling", "JK Rowling"),
    ("J.K. Rowling", "Joanne K. Rowling"),
    ("C.S. Lewis", "Clive Staples Lewis"),
    ("S.E. Hinton", "Susan Eloise Hinton"),
    ("Stephen King", "S. King"),
    ("Stephen R. Donaldson", "Stephen Donaldson"),
    ("Mary Shelley", "Mary Wollstonecraft Shelley"),
    ("David Foster Wallace", "David Wallace"),
    ("Ursula K. Le Guin", "Le Guin, Ursula K."),
    ("Ursula K. Le Guin", "Ursula Le Guin"),
    ("Ursula K. Le Guin", "Ursula K. LeGuin"),
    ("Gabriel García Márquez", "García Márquez, Gabriel"),
    ("Gabriel García Márquez", "Gabriel Garcia Marquez"),
    ("Antoine de Saint-Exupéry", "Saint-Exupéry, Antoine de"),
    ("Kazuo Ishiguro", "Ishiguro Kazuo"),
    ("Liu Cixin", "Cixin Liu"),
    ("Fyodor Dostoyevsky", "Fyodor Dostoevsky"),
    ("Fyodor Dostoevsky", "Fedor Dostoyevsky"),
    ("Leo Tolstoy", "Lev Tolstoi"),
    ("Leo Tolstoy", "Lew Tolstoj"),
    ("Alexander Pushkin", "Aleksandr Sergeevich Pushkin"),
    ("Isaac Babel", "Isaak Babel"),
    ("Henryk Sienkiewicz", "Henry Sienkiewicz"),
    ("Sigrid Undset", "Undset, Sigrid"),
    ("Anton Chekhov", "Anton Pavlovich Tchekhov"),
    ("Leo Tolstoy", "Leo Tolstoi"),  # a surname 0.7 % above the limit
    ("Alexandr Dovzhenko", "Oleksandr Dovzhenko"),  # a given name 0.6 % above the limit
    ("Ann Abcdefghijklmnopqrst", "Ann Abcdefghijklmnopqxyz"),  # 17 letters of 20: the limit itself
    ("Abcdefghij Rao", "Abcdefgxyz Rao"),  # 7 letters of 10
    ("Stanisław Lem", "Stanislaw Lem"),
    ("Søren Kierkegaard", "Soren Kierkegaard"),
    ("Nguyễn Du", "Nguyen Du"),
    ("Martin Luther King Jr.", "Martin Luther King"),
    ("Martin Luther King, Jr.", "Martin Luther King"),
    ("John  Green", "John Green"),  # Goodreads doubles blanks
    ("Homer", "Homer"),
    ("Dostoyevsky", "Dostoevsky"),
    ("Anonymous", "Anonymous"),
    ("Лев Толстой", "Лев Николаевич Толстой"),
    ("Νίκος Καζαντζάκης", "Νικος Καζαντζακης"),
    ("村上春樹", "村上 春樹"),
    ("한강", "한강"),
    ("نجيب محفوظ", "نجيب محفوظ"),
]
OTHER_AUTHOR = [
    ("Stephen King", "Tabitha King"),
    ("Leo Tolstoy", "Alexei Tolstoy"),  # another writer of that name
    ("Leo Tolstoy", "Leon Trotsky"),
    ("Vladimir Nabokov", "Viktor Nabokov"),
    ("Karl Popper", "Peter Popper"),
    ("Stephen King", "Stephen Hawking"),
    ("Anne Brontë", "Charlotte Brontë"),
    ("Anne Brontë", "C. Brontë"),
    ("Brian Herbert", "Frank Herbert"),
    ("David Mitchell", "Margaret Mitchell"),
    ("John Green", "Hank Green"),
    ("T.S. Eliot", "George Eliot"),
    ("Henry James", "P.D. James"),
    ("Ryū Murakami", "Haruki Murakami"),
    ("Naomi Klein", "Naomi Wolf"),
    ("Max Bronstein", "Max Braunstein"),  # a surname 0.8 % below the limit
    ("Krishnaraj Rao", "Krishnamurthy Rao"),  # a given name 0.4 % below the limit
    ("Tom Wolfe", "Thomas Mann"),
    ("Mary Wollstonecraft", "Mary Wollstonecraft Shelley"),
    ("Alexandre Dumas", "Alexandre Dumas fils"),
    ("Homer", "Homer Hickam"),
    ("Homer", "Jane Homer"),
    ("Homer", "H. Homer"),
    ("William Shakespeare", "SparkNotes"),
    ("Yuval Noah Harari", "Readtrepreneur Publishing"),
    ("Robert Galbraith", "J.K. Rowling"),  # one person, but nothing in the names says so
    ("Haruki Murakami", "村上春樹"),
    ("Leo Tolstoy", "Лев Толстой"),
    ("Unknown", "Anonymous"),
    ("", "Stephen King"),
    ("", ""),
    ("???", "???"),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME_AUTHOR)
def test_spellings_of_one_author_agree(ours: str, theirs: str) -> None:
    assert authors_agree(ours, theirs)
    assert authors_agree(theirs, ours)


@pytest.mark.parametrize(("ours", "theirs"), OTHER_AUTHOR)
def test_other_authors_do_not_agree(ours: str, theirs: str) -> None:
    assert not authors_agree(ours, theirs)
    assert not authors_agree(theirs, ours)


@pytest.mark.parametrize(
    ("author", "natural"),
    [
        ("Le Guin, Ursula K.", "Ursula K. Le Guin"),
        ("Ursula K. Le Guin", "Ursula K. Le Guin"),
        ("King, Jr.", "King, Jr."),
        ("Frank  Herbert ", "Frank Herbert"),
        ("Herbert,", "Herbert,"),
        ("", ""),
    ],
)
def test_a_name_is_put_in_reading_order(author: str, natural: str) -> None:
    assert natural_name(author) == natural


@pytest.mark.parametrize(
    "noise", ["Jr", "Jr.", "Sr", "PhD", "MD", "Dr.", "Sir", "Prof.", "Mr", "Mrs.", "Ms", "II", "III"]
)
def test_titles_of_a_person_are_no_names(noise: str) -> None:
    for spelled in (f"{noise} Seuss", f"Seuss {noise}"):
        assert authors_agree(spelled, "Seuss")
        assert authors_agree("Seuss", spelled)


def test_a_name_of_nothing_but_titles_is_a_name() -> None:
    assert authors_agree("Mr. Mrs.", "mr mrs")
    assert not authors_agree("Sir", "Dr")


@given(st.text(), st.text())
def test_the_order_of_two_names_does_not_matter(ours: str, theirs: str) -> None:
    assert authors_agree(ours, theirs) == authors_agree(theirs, ours)


def test_names_are_compared_up_to_a_thousand_letters() -> None:
    name = "Ab" * 500
    assert natural_name(f"{name}, Ann") == name
    assert authors_agree(name, f"{name} and {'on ' * 10**6}")


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("J.R.R. Tolkien", "Tolkien"),
        ("Le Guin, Ursula K.", "Guin"),
        ("Ursula K. Le Guin", "Guin"),
        ("Kurt Vonnegut Jr.", "Vonnegut"),
        ("Martin Luther King, Jr.", "King"),
        ("Antoine de Saint-Exupéry", "Saint-Exupéry"),
        ("Liu Cixin", "Cixin"),  # a spelling in the other order holds the word too
        ("Homer", "Homer"),
        ("Dr. Seuss", "Seuss"),
        ("Dr.", "Dr."),  # nothing else is left
        ("村上春樹", "村上春樹"),
        ("John  Green ", "Green"),
        ("Flann O'Brien", "O'Brien"),
        ("Someone ...", "Someone"),
        ("", ""),
    ],
)
def test_the_surname_is_the_last_word_that_names_a_person(author: str, name: str) -> None:
    assert surname(author) == name


def test_the_table_of_given_names_is_well_formed() -> None:
    path = Path("chalicelib/enrichment/matching/given_names.json")
    rows = [row.split() for row in json.loads(path.read_text(encoding="utf-8"))["names"]]
    spellings = [spelling for row in rows for spelling in row]
    assert len(spellings) == len(set(spellings)), "a spelling stands in one row"
    assert all(fold(spelling) == spelling and len(spelling) > 1 for spelling in spellings)
    assert all(len(row) > 1 for row in rows)
    assert rows == sorted(rows), "a reader finds a name by the alphabet"
