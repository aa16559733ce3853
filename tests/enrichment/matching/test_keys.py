"""Books that the comparison tells apart never share a key; the same book in two spellings of its notes does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.enrichment.matching import Agreement, authors_agree, title_agreement, title_author_key
from tests.enrichment.matching.title_pairs import OTHER_TITLE

PIECES = [
    *("Dune", "Notebook", "Note", "Book", "Colour", "Color", "Iceland", "Ireland", "Legend", "Legends"),
    *("C", "C++", "C#", "The", "A", "and", "&", ":", "-", "; or,", "(2019)", "Deluxe Edition"),
    *("The Graphic Novel", "(Graphic Novel)", "Box Set", "Boxed Set", "(上)", "上"),
    *("(Dune, #1)", "(Dune, #2)", "(Book One)", "(Book Two)", "(Part A)", "(Part B)"),
    *("Vol.", "Volume", "Part", "I", "V", "One", "1", "II", "2", "Two", "12", "Twenty", "22nd", "Second", "1984"),
]
NAMES = [
    *("Frank", "F.", "Herbert", "Herbert,", "Jane", "Homer", "Dr.", "Jr."),
    *("Le", "Guin", "LeGuin", "Müller", "Muller"),
]


def neighbours(pieces: list[str]) -> st.SearchStrategy[tuple[str, str]]:
    """Texts made of pieces, and the same with one piece more, less or exchanged, so that many almost agree."""

    def change(words: list[str], index: int, length: int, insert: list[str]) -> tuple[str, str]:
        at = index % (len(words) + 1)
        return " ".join(words), " ".join([*words[:at], *insert, *words[at + length :]])

    some = st.lists(st.sampled_from(pieces), min_size=1, max_size=5)
    return st.builds(change, some, st.integers(0, 5), st.integers(0, 1), st.lists(st.sampled_from(pieces), max_size=1))


def key(title: str) -> str:
    return title_author_key(title, "Ann Author")


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("Dune (Dune, #1)", "Herbert, Frank", "dune|frank herbert"),
        ("The Martian", "Dr. Andy  Weir", "martian|andy weir"),
        ("Sapiens: A Brief History", "Yuval Noah Harari", "sapiens: brief history|yuval noah harari"),
        ("Saga, Vol. I", "Brian K. Vaughan", "saga volume 1|brian k vaughan"),
        ("Saga: Volume One", "Brian K. Vaughan", "saga volume 1|brian k vaughan"),
        ("Emma (Box Set)", "Jane Austen", "emma (boxset)|jane austen"),
        ("Emma: A Workbook (Boxed Set)", "Jane Austen", "emma: workbook (boxset, workbook)|jane austen"),
        ("1984", "George Orwell", "1984|george orwell"),
        ("Saga: Dog Days (Saga, #4)", "Ada Example", "saga dog days [dog days]|ada example"),
        ("Effective C++", "Scott Meyers", "effective c++|scott meyers"),
        ("???", "Frank Herbert", ""),
        ("Dune", "", ""),
        ("Dune", "---", ""),
    ],
)
def test_a_key_is_what_the_comparison_looks_at(title: str, author: str, expected: str) -> None:
    assert title_author_key(title, author) == expected


@pytest.mark.parametrize(("ours", "theirs"), OTHER_TITLE)
def test_other_books_have_other_keys(ours: str, theirs: str) -> None:
    assert key(ours) != key(theirs) or key(ours) == ""


@given(neighbours(PIECES))
def test_titles_share_a_key_exactly_where_the_comparison_finds_no_difference(titles: tuple[str, str]) -> None:
    ours, theirs = titles
    same = title_agreement(ours, theirs) is Agreement.SAME
    assert same == (key(ours) == key(theirs) != "")


@given(neighbours(PIECES), st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
def test_titles_with_one_key_agree_with_the_same_records(titles: tuple[str, str], record: str) -> None:
    ours, theirs = titles
    if key(ours) == key(theirs):
        assert title_agreement(ours, record) is title_agreement(theirs, record)


@given(neighbours(NAMES), st.lists(st.sampled_from(NAMES), max_size=4).map(" ".join))
def test_authors_with_one_key_agree_with_the_same_names(authors: tuple[str, str], name: str) -> None:
    ours, theirs = (title_author_key("Dune", author) for author in authors)
    if ours == theirs:
        assert authors_agree(authors[0], name) == authors_agree(authors[1], name)
    if not authors_agree(*authors):
        assert ours != theirs or ours == ""


@given(st.text(), st.text())
def test_any_book_with_a_key_agrees_with_itself(title: str, author: str) -> None:
    agrees = title_agreement(title, title) is Agreement.SAME and authors_agree(author, author)
    assert bool(title_author_key(title, author)) == agrees


def test_a_key_is_bounded() -> None:
    """One sign can stand for eighteen letters, and no more than a thousand signs are looked at."""
    assert len(title_author_key("ﷺ" * 10**6, "ﷺ" * 10**6)) <= 2 * 18 * 1000 + 1
    assert title_author_key("a" * 1000, "b" * 1000) == title_author_key("a" * 10**6, "b" * 10**6)
