"""Hard pairs: which records are the reader's book, and which only look like it. A wrong genre is worse than none."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.simulator.catalogue import catalogued_title
from chalicelib.enrichment.matching import Agreement, same_kind, title_agreement, title_forms
from chalicelib.enrichment.matching.titles import comparable_title
from chalicelib.ingest.library_file import parse_export
from tests.conftest import real_libraries
from tests.enrichment.matching.title_pairs import OTHER_TITLE, SAME_TITLE


@pytest.mark.parametrize(("ours", "theirs"), SAME_TITLE)
def test_titles_of_one_book_agree(ours: str, theirs: str) -> None:
    assert title_agreement(ours, theirs)
    assert title_agreement(theirs, ours)


@pytest.mark.parametrize(("ours", "theirs"), OTHER_TITLE)
def test_titles_of_other_books_do_not_agree(ours: str, theirs: str) -> None:
    assert title_agreement(ours, theirs) is Agreement.NONE
    assert title_agreement(theirs, ours) is Agreement.NONE


def test_a_subtitle_catalogued_apart_belongs_to_the_title() -> None:
    ours = "Sapiens: A Brief History of Humankind"
    assert title_agreement(ours, "Sapiens", "a brief history of humankind") is Agreement.SAME
    assert not title_agreement("Star Wars: Thrawn", "Star Wars", "Treason")
    assert not title_agreement("The Great Gatsby", "The Great Gatsby", "York Notes")
    assert not title_agreement("Berserk", "Berserk", "Volume 3")


@pytest.mark.parametrize(
    ("theirs", "agreement"),
    [
        ("The Colour of Magic: A Novel", Agreement.SAME),
        ("Colour of Magic : a novel (Discworld, #1)", Agreement.SAME),
        ("The Color of Magic: A Novel", Agreement.WHOLE),
        ("The Colour of Magic A Novel", Agreement.WHOLE),  # no longer a subtitle
        ("The Colour-of-Magic: A No Vel", Agreement.WHOLE),
        ("The Colour of Magic", Agreement.MAIN_TITLE),
        ("The Color of Magic", Agreement.MAIN_TITLE),
        ("The Colour of Magic: A Story", Agreement.NONE),
        ("The Colour", Agreement.NONE),
    ],
)
def test_the_closer_title_ranks_higher(theirs: str, agreement: Agreement) -> None:
    assert title_agreement("The Colour of Magic: A Novel", theirs) is agreement


@pytest.mark.parametrize(
    ("theirs", "agreement"),
    [
        ("The Final Empire", Agreement.MAIN_TITLE),
        ("Final Empire", Agreement.MAIN_TITLE),
        ("Mistborn", Agreement.MAIN_TITLE),
        ("Mistborn: The Final Empire", Agreement.WHOLE),  # the same words, and nothing says that this is a series
        ("Mistborn: The Final Empire (The Mistborn Saga, #1)", Agreement.SAME),
        ("The Final Empire: A Novel", Agreement.NONE),
        ("The Final Empire (Graphic Novel)", Agreement.NONE),
        ("The Well of Ascension", Agreement.NONE),
    ],
)
def test_a_volume_may_lack_the_series_before_its_own_title(theirs: str, agreement: Agreement) -> None:
    assert title_agreement("Mistborn: The Final Empire (Mistborn, #1)", theirs) is agreement


@given(*2 * [st.lists(st.sampled_from(["Dune", "the", "Colour", "Color", ":", "or", "(Dune, #2)", "1"])).map(" ".join)])
def test_titles_that_agree_have_a_form_in_common(ours: str, theirs: str) -> None:
    if title_agreement(ours, theirs):
        assert title_forms(ours) & title_forms(theirs)


def test_the_forms_of_a_title_are_what_is_compared_of_it() -> None:
    assert title_forms("Dune") == {"dune"}
    assert title_forms("Sapiens", "A Brief History") == {"sapiens", "sapiensbriefhistory"}
    assert title_forms("Mistborn: Empire (Mistborn, #1)") == {"mistborn", "mistbornempire", "empire"}
    assert title_forms("???") == frozenset()
    assert title_forms("The", "") == {"the"}


_WORDS = "the The a And le Dune colour one Third v IV Mr vol Part book edition unabridged Deluxe or O b2 C#"


def _forms_as_compared(title: str, subtitle: str) -> set[str]:
    form = comparable_title(f"{title}: {subtitle}"[:1000] if subtitle else title[:1000])
    return {form.main_letters, form.whole_letters, form.own_letters} - {""}


def test_the_forms_of_plain_titles_are_made_without_the_comparison_and_are_the_same() -> None:
    titles = [" ".join(words) for count in range(1, 4) for words in product(_WORDS.split(), repeat=count)]
    odd = ["", " ", "Dune ", "Dune  two", "Dune (the)", "Dune: the", "Düne"]
    pairs = [*product(titles, [""]), *zip(titles, titles[::-1], strict=True), *product(odd, odd)]
    assert [pair for pair in pairs if title_forms(*pair) != _forms_as_compared(*pair)] == []


@pytest.mark.parametrize("letters", range(995, 1002))
def test_the_forms_of_long_titles_are_those_of_what_is_compared(letters: int) -> None:
    title, subtitle = "ab " * 300 + "a" * (letters - 900), "cd"
    assert title_forms(title) == _forms_as_compared(title, "")
    assert title_forms(title, subtitle) == _forms_as_compared(title, subtitle)
    assert title_forms(title[:-4], subtitle) == _forms_as_compared(title[:-4], subtitle)


@pytest.mark.parametrize(
    ("ours", "theirs", "subtitle", "same"),
    [
        ("Dune", "Dune Messiah", None, True),
        ("Dune", "Dune: The Graphic Novel", None, False),
        ("Dune", "Dune", "The Graphic Novel", False),
        ("Dune: The Graphic Novel", "Arrakis", "A graphic novel", True),
        ("Dune (Boxed Set)", "Dune: The Graphic Novel", None, False),
    ],
)
def test_the_kind_of_a_book_is_compared_by_itself(ours: str, theirs: str, subtitle: str | None, same: bool) -> None:
    assert same_kind(ours, theirs, subtitle) is same


def test_agreements_are_ordered_and_only_none_is_false() -> None:
    assert Agreement.NONE < Agreement.MAIN_TITLE < Agreement.WHOLE < Agreement.SAME
    assert [bool(agreement) for agreement in Agreement] == [False, True, True, True]


def test_titles_are_compared_up_to_a_thousand_letters() -> None:
    assert title_agreement("a" * 1000, "a" * 2000) is Agreement.SAME
    assert title_agreement("a" * 999, "a" * 1000) is Agreement.NONE


@given(st.text(), st.text())
def test_the_order_of_two_titles_does_not_matter(ours: str, theirs: str) -> None:
    assert title_agreement(ours, theirs) is title_agreement(theirs, ours)


@pytest.mark.parametrize("path", real_libraries())
def test_real_titles_agree_with_their_catalogued_form(path: Path) -> None:
    titles = [book.title for book in parse_export(path.read_bytes(), max_books=20_000).books]
    assert [title for title in titles if not title_agreement(title, *catalogued_title(title))] == []
