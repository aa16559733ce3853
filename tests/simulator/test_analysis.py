"""Names and titles become the tokens that the real search engine files."""

import pytest

from bench.simulator.open_library.index.analysis import filed_title_tokens, folded, name_tokens, title_tokens


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("J.R.R. Tolkien", ["j.r.r", "tolkien"]),
        ("J. R. R. Tolkien", ["j", "r", "r", "tolkien"]),
        ("J.K. Rowling", ["j.k", "rowling"]),
        ("Flann O'Brien", ["flann", "o'brien"]),
        ("Flann O\N{RIGHT SINGLE QUOTATION MARK}Brien", ["flann", "o'brien"]),
        ("Jean-Paul Sartre", ["jean", "paul", "sartre"]),
        ("Tolkien, J. R. R.", ["tolkien", "j", "r", "r"]),
        ("Kurt Vonnegut Jr.", ["kurt", "vonnegut", "jr"]),
        ("Charlotte Brontë", ["charlotte", "bronte"]),
        ("Stanisław Lem", ["stanislaw", "lem"]),
        ("Лев Толстой", ["лев", "толстои"]),  # the breve of й is an accent too
        ("村上 春樹", ["村", "上", "春", "樹"]),
        ("a_b & 3.5, 1,000 foo:bar", ["a_b", "3.5", "1,000", "foo:bar"]),
        ("... _ -", []),
    ],
)
def test_names_are_cut_at_word_boundaries(name: str, tokens: list[str]) -> None:
    assert name_tokens(name) == tuple(enumerate(tokens))


@pytest.mark.parametrize(
    ("title", "asked", "joined"),
    [
        ("The Universities", "0=the 1=univers", ""),
        ("The Handmaid's Tale", "0=the 1=handmaid 2=tale", ""),
        ("The Handmaid\N{RIGHT SINGLE QUOTATION MARK}s Tale", "0=the 1=handmaid 2=tale", ""),
        ("Wi-Fi Café", "0=wi 1=fi 2=cafe", "0=wifi"),
        ("McDonald", "0=mcdonald", ""),  # folding leaves no change of case to split at
        ("PS3", "0=ps 1=3", ""),
        ("11/22/63", "0=11 1=22 2=63", "0=112263"),
        ("Catch-22's End", "0=catch 1=22 2=s 3=end", ""),  # a possessive follows a letter
        ("Don't", "0=don 1=t", "0=dont"),
        ("L'Étranger", "0=l 1=etrang", "0=letrang"),
        ("C# and C++", "0=c# 1=and 2=c", ""),
        ("War & Peace", "0=war 2=peac", ""),
        ("-- All --", "1=all", ""),
        ("Psychology, Incredibly", "0=psycholog 1=incred", ""),
        ("Psychologie", "0=psychologi", ""),
        ("J.R.R.", "0=j 1=r 2=r", "0=jrr"),
    ],
)
def test_titles_are_split_and_stemmed(title: str, asked: str, joined: str) -> None:
    def text(tokens: tuple[tuple[int, str], ...]) -> list[str]:
        return [f"{position}={token}" for position, token in tokens]

    assert text(title_tokens(title)) == asked.split()
    assert sorted(text(filed_title_tokens(title))) == sorted([*asked.split(), *joined.split()])


def test_several_empty_places_in_a_row_are_filed_as_one() -> None:
    assert title_tokens("Fear . . . and") == ((0, "fear"), (4, "and"))
    assert filed_title_tokens("Fear . . . and") == ((0, "fear"), (2, "and"))


def test_folding_knows_no_case_accent_or_kind_of_quotation_mark() -> None:
    assert folded("ŁÓDŹ Straße Œuvre ø ﬁ ² “x” – İ ı") == 'lodz strasse oeuvre o fi 2 "x" - i i'
