"""What is equal of two headings for the rules: plain text, parts and words without a plural s."""

import pytest

from chalicelib.enrichment.genres.folding import normalize, parts_of, plain_text, words_of


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Fantasy Fiction ", "fantasy fiction"),
        ("Café", "cafe"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("\u200fFantasy\u200e", "fantasy"),  # marks that nobody sees
        ("Children's", "childrens"),
        ("Children\u2019s", "childrens"),
        ("O'Brien's", "o'briens"),
        ("AT&T", "at and t"),
        ("A &amp; B", "a  and  b"),
        ("&#65;", "a"),
    ],
)
def test_capitals_accents_entities_and_invisible_marks_make_no_difference(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    ("plain", "parts"),
    [
        ("fiction, fantasy, general", ["fiction", "fantasy", "general"]),
        ("a;b:c/d|e(f)g[h]", list("abcdefgh")),
        ("a->b", ["a", "b"]),
        ("a - b", ["a", "b"]),
        ("a--b", ["a", "b"]),
        ("a---b", ["a", "b"]),
        ("well-known", ["well known"]),  # one hyphen parts words only
        ("self_help", ["self help"]),
        ("foo $x bar", ["foo", "bar"]),  # subfields of a catalogue card
        ("foo ‡v bar", ["foo", "bar"]),
        ("world war, 1939-1945--fiction", ["world war", "fiction"]),
        ("19th century", ["century"]),
        ("b2b stories", ["story"]),
        ("a,,b", ["a", "b"]),
        ("$x", []),
        ("  ", []),
    ],
)
def test_a_heading_has_parts(plain: str, parts: list[str]) -> None:
    assert [" ".join(words) for words in parts_of(plain)] == parts


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("cats", "cat"),
        ("gas", "gas"),  # too short
        ("news", "new"),
        ("glass", "glass"),
        ("physics", "physics"),
        ("stories", "story"),
        ("dies", "die"),
        ("ties", "tie"),
        ("churches", "church"),
        ("bushes", "bush"),
        ("classes", "class"),
        ("heroes", "hero"),
        ("prefixes", "prefix"),
        ("boxes", "boxe"),  # too short for more than the s
        ("horses", "horse"),
        ("fiction", "fiction"),
    ],
)
def test_a_plural_s_makes_no_difference(word: str, folded: str) -> None:
    assert words_of(word) == [folded]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("=Fairy tales", "fairy tale"),
        ("Children's  Literature", "children literature"),
        ("World War, 1939-1945", "world war"),
        ("813.54", ""),
    ],
)
def test_a_pattern_is_compared_as_words(text: str, folded: str) -> None:
    assert normalize(text) == folded
