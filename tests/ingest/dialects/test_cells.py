"""Single cells, whatever site or spreadsheet wrote them."""

import pytest

from chalicelib.ingest.dialects.cells import (
    isbns,
    listed,
    listed_names,
    pages,
    publication,
    reads,
    series,
    turned_names,
)
from chalicelib.ingest.dialects.languages import language_code


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Example", ("Ada Example",)),
        ("Ada Example, Bo Second", ("Ada Example", "Bo Second")),
        ("Leo Tolstoy, Leo Tolstoy, Leo Tolstoy", ("Leo Tolstoy",)),
        ("Walter M. Miller, Jr.", ("Walter M. Miller, Jr.",)),
        ("Walter M. Miller, jr, Bo Second", ("Walter M. Miller, jr", "Bo Second")),
        ("Ada Example, PhD, Bo Second, M.D.", ("Ada Example, PhD", "Bo Second, M.D.")),
        ("Jr.", ("Jr.",)),
        ("Ada Example (Translator), Bo Second", ("Ada Example", "Bo Second")),
        ("Ada Example, Bo Second (Narrator), Cy Third", ("Ada Example", "Bo Second", "Cy Third")),
        ("Ada Example (Author), Ada Example (Narrator)", ("Ada Example",)),
        (" , Ada Example,, ", ("Ada Example",)),
        ("", ()),
        ("(Translator)", ()),
    ],
)
def test_names_in_a_list_lose_their_roles_and_keep_their_suffixes(text: str, names: tuple[str, ...]) -> None:
    assert listed_names(text) == names


def test_the_main_author_is_the_first_without_a_role() -> None:
    text = "Helena Fraga (Translator), Bo Second (Narrator), Dan Simmons, Cy Third"
    assert listed_names(text, main_first=True)[0] == "Dan Simmons"
    assert listed_names("Ada Example (Editor)", main_first=True) == ("Ada Example",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Covey, Stephen R.", ("Stephen R. Covey",)),
        ("Varoufakis, Yanis|Moe, Jacob", ("Yanis Varoufakis", "Jacob Moe")),
        ("King, Martin Luther, Jr.", ("Martin Luther King, Jr.",)),
        ("Collectif", ("Collectif",)),
        ("Example,", ("Example",)),
        ("|Moe, Jacob|", ("Jacob Moe",)),
        ("", ()),
    ],
)
def test_names_with_the_last_one_first_are_turned(text: str, names: tuple[str, ...]) -> None:
    assert turned_names(text, "|") == names


@pytest.mark.parametrize(
    ("text", "publisher", "binding"),
    [
        ("Free Press (2004), Edition: 15th Annv, Paperback", "Free Press", "Paperback"),
        ("Little, Brown and Company (2004), Hardcover, 300 pages", "Little, Brown and Company", "Hardcover"),
        ("Dover (1971), Edition: 1st, Revised, Paperback, 278 pages", "Dover", "Paperback"),
        ("Dover (1971), Edition: 1st", "Dover", None),
        ("Flammarion (date?), Broché", "Flammarion", "Broché"),
        ("HarperCollins", "HarperCollins", None),
        ("Folio, Hardcover, 300 pages", "Folio", "Hardcover"),
        ("Farrar, Straus and Giroux", "Farrar, Straus and Giroux", None),
        ("Harvard, Map", "Harvard, Map", None),
        ("Harvard (University Press) (1999)", "Harvard (University Press)", None),
        ("(1999), Paperback", "(1999)", "Paperback"),
        (" (1999), Paperback", None, "Paperback"),
        ("", None, None),
        (",,", None, None),
        ("300 pages", None, None),
    ],
)
def test_a_publication_tells_publisher_and_binding(text: str, publisher: str | None, binding: str | None) -> None:
    assert publication(text) == (publisher, binding)


@pytest.mark.parametrize(
    ("text", "count"),
    [("1032 ", 1032), ("xxvii; 176 ", 176), ("12; 176", 176), ("176; xii", None), ("", None), ("0", None), ("x", None)],
)
def test_pages_may_stand_behind_those_of_a_foreword(text: str, count: int | None) -> None:
    assert pages(text) == count


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0140283331, 9780140283334", ("0140283331", "9780140283334")),
        ("[080652653X]", ("080652653X",)),
        ("B09LZ3YSCL, 9.78059E+12, 140143505, 38549081, 9880553564921", ()),
        ("[]", ()),
    ],
)
def test_only_a_right_check_digit_makes_an_isbn(text: str, numbers: tuple[str, ...]) -> None:
    assert isbns(text) == numbers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("French", "fre"), ("en", "eng"), ("ENG", "eng"), ("eng, xxx", "eng"), ("German, English", "ger")),
        *(("xxx, eng", None), ("", None), ("Klingon", None), ("und", None), ("12", None)),
    ],
)
def test_a_language_becomes_its_code(text: str, code: str | None) -> None:
    assert language_code(text) == code


def test_a_list_is_cut_at_a_hundred_items() -> None:
    assert len(listed(",".join(map(str, range(500))))) == 100
    assert len(listed_names("\n".join(map(str, range(500))), "\n")) == 100


def test_a_suffix_belongs_to_the_name_before_only_between_commas() -> None:
    assert listed_names("Ann Lee, Jr., Bo") == ("Ann Lee, Jr.", "Bo")
    assert listed_names("Ann Lee\nMa", "\n") == ("Ann Lee", "Ma")


def test_a_cell_of_blanks_is_read_as_quickly_as_any() -> None:
    """A pattern that begins with blanks would try each of a million as its beginning, for half an hour."""
    blanks = "a" + " " * 900_000 + "b"
    assert listed(blanks) == listed_names(blanks) == (blanks,)
    read = series(blanks)
    assert read is not None
    assert read.name == blanks
    assert listed("Classics  (#19)") == ("Classics",)
    assert listed_names("Natasha Wimmer  (Translator)") == ("Natasha Wimmer",)


def test_a_read_is_no_longer_than_two_dates() -> None:
    """Each joint of it is tried, and a hostile cell may have a million."""
    one = "2021-07-13-2021-08-01"
    assert len(reads(one, separator=",", joint="-", day_first=False)) == 1
    assert reads(f"{one}{'-' * 900_000}", separator=",", joint="-", day_first=False) == ()
