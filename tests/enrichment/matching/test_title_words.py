"""A title as words that can be compared one by one, and what in them names a volume."""

import pytest

from chalicelib.enrichment.matching.title_words import names_volume, note_names_volume, title_words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("The Return of the King", "return of king"),
        ("An Education", "education"),
        ("Salt & Fat and Heat", "salt fat heat"),
        ("Liebe und Hass et Amour", "liebe hass amour"),
        ("The A", "a"),  # the last word stays
        ("The The", "the"),
        ("A Book", "book"),
        ("Me and", "me and"),
        ("Part A of It", "part a of it"),
        ("Part of a Whole", "part of whole"),
        ("M*A*S*H", "m a s h"),
        ("A.I. Stories", "a i stories"),
        ("U.S.A. Stories", "u s a stories"),
        ("A 5 Minute Guide", "5 minute guide"),  # a digit is no initial
        ("Vol. 1, Vols. 2, Volumes 3", "volume 1 volume 2 volume 3"),
        ("Pt. 1, Bk. 2, Bd. 3", "part 1 book 2 band 3"),
        ("Boxed Set", "box set"),
        ("Dr. Who vs. Mr. Saint St. John", "doctor who versus mister saint saint john"),
        ("第１巻", "1 巻"),
        ("Live and Let Die Hard", "live let die hard"),  # articles of other languages stand at the start
        ("???", ""),
    ],
)
def test_a_title_becomes_words(title: str, words: str) -> None:
    assert " ".join(title_words(title)) == words


@pytest.mark.parametrize(
    "article",
    [
        *("the", "a", "an", "le", "la", "les", "l", "un", "une", "der", "die", "das", "ein", "eine"),
        *("el", "los", "las", "una", "il", "lo", "het"),
    ],
)
def test_an_article_at_the_start_is_dropped(article: str) -> None:
    assert title_words(f"{article} Monde") == ("monde",)


@pytest.mark.parametrize(
    "word",
    [
        *("Volume", "Part", "Parts", "Book", "Books", "Issue", "Episode", "Season", "Tome", "Tomo", "Band", "Teil"),
        *("Buch", "Libro", "Livre", "Partie", "Parte", "Deel", "том", "часть", "книга", "τόμος"),
    ],
)
def test_a_volume_word_names_a_volume_with_a_number_or_a_letter(word: str) -> None:
    assert names_volume(title_words(f"{word} 2"))
    assert names_volume(title_words(f"{word} V"))
    assert names_volume(title_words(f"{word} B"))
    assert names_volume(title_words(f"Second {word}"))
    assert not names_volume(title_words(word))
    assert not names_volume(title_words(f"{word} Lovers"))
    assert not names_volume(title_words(f"2 {word}"))  # in two parts, three books in one


@pytest.mark.parametrize(
    ("title", "whole", "note"),
    [
        # (words of a subtitle or a note, whether they name a volume as a subtitle, and as a note in brackets)
        ("Volume 2", True, True),
        ("Naruto, Volume 2", True, True),
        ("Mistborn, Book 2", True, False),  # notes tell where in a series a book stands
        ("The Trilogy, Part 1", True, False),
        ("Book Two", True, True),
        ("Book 12", True, True),
        ("Book 1 of the Inheritance Cycle", False, False),
        ("Book 1 in the Cycle", False, False),
        ("Book 1 by the Cycle", True, True),
        ("Part 1 of 2", True, True),
        ("Part 1 of the 2", True, True),
        ("Volume 1 of the Saga", True, True),  # only ever the name of a volume
        ("The Second Part", True, True),
        ("The second part of the Cycle", False, False),
        ("2", True, True),
        ("#2", True, True),
        ("2-4", True, True),
        ("2nd", True, True),
        ("999", True, True),
        ("1000", False, False),
        ("1999", False, False),  # a year of printing
        ("2 Stories", False, False),
        ("", False, False),
        ("Faith Part", False, False),
        ("Faith Book Two", True, False),
        ("Length Part", False, False),  # ends like an ordinal
        # Japanese, Chinese, Korean
        *((sign, True, True) for sign in ("上", "中", "下", "上巻", "下卷", "上冊", "下册")),
        *((sign, True, True) for sign in ("前編", "中編", "後編", "前篇", "後篇")),
        ("上海", False, False),  # a town
        *((f"第1{counter}", True, True) for counter in "巻卷冊册部"),
        ("1권", True, True),
        ("夜 巻", False, False),
    ],
)
def test_what_names_a_volume(title: str, whole: bool, note: bool) -> None:
    words = title_words(title)
    assert (names_volume(words), note_names_volume(words)) == (whole, note)
