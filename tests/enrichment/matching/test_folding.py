"""What two spellings have in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.enrichment.matching import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Les Misérables!", "les miserables"),
        ("Don't – Stop", "dont stop"),
        ("ÆON & Œuvre", "aeon and oeuvre"),
        ("ﬁne １２ ™", "fine 12 tm"),
        ("Straße", "strasse"),
        ("ØŁĐÆŒÐÞ", "oldaeoedth"),
        ("Kılıç", "kilic"),
        ("ガラス", "ガラス"),
        ("한강", "한강"),
        ("हिन्दी", "हिन्दी"),
        ("love\u200b\ufe0f ❤\ufe0f", "love"),
        ("C++, C# & F#", "c++ c# and f#"),
        ("C♯", "c#"),
        ("C++11", "c++11"),
        ("Discworld #2", "discworld 2"),
        ("Discworld#2", "discworld 2"),
        ("Love+Hate", "love hate"),
        ("A+B Testing", "a b testing"),
        ("Romeo + Juliet", "romeo juliet"),
        ("+1 # ++ ##", "1"),
        ("4++", "4"),  # the signs belong to letters
        ("20,000 Leagues", "20000 leagues"),
        ("1,234,567", "1234567"),
        ("1, 2, 3", "1 2 3"),
        ("11,22", "11 22"),
        ("Room,100", "room 100"),
        ("1,2345", "1 2345"),
        ("على مدينة", "علي مدينه"),
        ("???", ""),
        ("\ud800", ""),
    ],
)
def test_folding_keeps_what_two_spellings_have_in_common(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_leaves_words_in_lower_case_parted_by_one_blank(text: str) -> None:
    assert fold(text).casefold() == fold(text) == " ".join(fold(text).split())


@given(st.text(st.characters(max_codepoint=127)))
def test_a_letter_of_another_alphabet_changes_nothing_of_the_others(text: str) -> None:
    # A text of ASCII alone takes a shorter way.
    assert fold(f"{text} \u0416").split() == [*fold(text).split(), "\u0436"]
