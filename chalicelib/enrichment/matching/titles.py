"""Compares two titles word by word and says how well they agree."""

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from chalicelib.enrichment.matching.folding import LONGEST
from chalicelib.enrichment.matching.numerals import is_number
from chalicelib.enrichment.matching.spelling import respelled
from chalicelib.enrichment.matching.title_parts import main_and_subtitle, own_title
from chalicelib.enrichment.matching.title_words import names_volume, plain_words, title_words

# Kinds of book that are made from another book, often by the same author, and must not be taken for it.
_KINDS: Final = re.compile(
    r"\b(?:graphic (?:novel|history|adaptation|edition)|manga|screenplay|novelization|novelisation|retelling|"
    r"box ?sets?|omnibus|complete (?:trilogy|series|collection)|young readers edition|"
    r"(?:study|readers?|reading|teachers?|literature) guide|sparknotes|(?:cliffs ?|york )notes|summary|"
    r"conversation starters|workbook|guided journal|sketchbook|(?:activity|colou?ring|sticker) book)\b"
)
_WORDS_OF_KINDS: Final = re.compile(
    r"graphic|manga|play|noveli|retell|box|omnibus|complete|young|guide|notes|summary|starters|book|journal",
    re.IGNORECASE,
)
"""Every kind holds one of these; most titles hold none, and looking for them first is many times as fast."""


class Agreement(IntEnum):
    """How well two titles agree: the higher, the closer. Only `NONE`, which is false, means another book."""

    NONE = 0
    MAIN_TITLE = 1
    WHOLE = 2
    SAME = 3


class ComparableTitle(NamedTuple):
    """All of a title that the comparison looks at, in words as `title_words` gives them.

    `main` is the title up to a subtitle that may be missing elsewhere. `own` is the own title of a volume that is
    written behind its series, else empty. `kinds` holds the kinds of book that are named anywhere in the title: graphic
    novel, box set, study guide, … The letters are made from the words and are compared.
    """

    main: tuple[str, ...]
    subtitle: tuple[str, ...]
    own: tuple[str, ...]
    kinds: tuple[str, ...]
    main_letters: str
    whole_letters: str
    own_letters: str


# A batch's answers are compared with every book of the batch: each title is taken apart once, not once a comparison.
@lru_cache(maxsize=8192)
def comparable_title(title: str) -> ComparableTitle:
    """Take a title apart. A subtitle that tells which volume it is belongs to the main title: `Berserk: Volume 3`."""
    kinds = sorted({_letters(kind.split()) for kind in _kinds_named(title)})
    main, subtitle = (title_words(part) for part in main_and_subtitle(title))
    if names_volume(subtitle):
        main, subtitle = (*main, *subtitle), ()
    own = title_words(own_title(title))
    main_letters = _letters(main)
    whole = _letters((*main, *subtitle)) if subtitle else main_letters
    return ComparableTitle(main, subtitle, own, tuple(kinds), main_letters, whole, _letters(own))


def title_forms(title: str, subtitle: str | None = None) -> frozenset[str]:
    """What of a title is compared as a whole. Titles that agree have at least one of these in common."""
    main, rest = plain_words(title), plain_words(subtitle) if subtitle else ()
    if main is not None and rest is not None and len(title) + len(subtitle or "") < LONGEST - len(": "):
        # The same as below for most of the hundred million titles of a catalogue, in a tenth of the time.
        letters = "".join(map(respelled, main))
        return frozenset({letters, letters + "".join(map(respelled, rest))})
    form = comparable_title(_with_subtitle(title, subtitle)[:LONGEST])
    return frozenset({form.main_letters, form.whole_letters, form.own_letters}) - {""}


def same_kind(ours: str, theirs: str, their_subtitle: str | None = None) -> bool:
    """Whether both titles name the same kinds of book, or none: a graphic novel, a box set, a study guide, …"""
    theirs = _with_subtitle(theirs, their_subtitle)
    return comparable_title(ours[:LONGEST]).kinds == comparable_title(theirs[:LONGEST]).kinds


def title_agreement(ours: str, theirs: str, their_subtitle: str | None = None) -> Agreement:
    """How well two titles agree, looking at the first 1,000 letters of each; the order of the two does not matter.

    `SAME`: the same words. Case, accents, punctuation, articles, `and`, notes on series and editions do not count, and
    a number is the same in every notation that `read_numbers` knows. Such titles share a key, and no others do.
    `WHOLE`: the same words in other spellings (`colour`), divided differently (`note book`), or with another mark
    before the subtitle.
    `MAIN_TITLE`: one side lacks the subtitle of the other, and the main titles agree in one of these ways. A subtitle
    that says which volume it is must be on both sides. Or one side lacks the series that the other writes before the
    own title of a volume.
    `NONE`: anything else: another word, number or volume, a title without letters and digits, or a kind of book that
    only one side names, wherever in the title: a graphic novel, a box set, a study guide, …
    """
    theirs = _with_subtitle(theirs, their_subtitle)
    one, other = comparable_title(ours[:LONGEST]), comparable_title(theirs[:LONGEST])
    if one.kinds != other.kinds or not one.main:
        return Agreement.NONE
    if one.whole_letters == other.whole_letters:
        return Agreement.SAME if one == other else Agreement.WHOLE
    if bool(one.subtitle) != bool(other.subtitle) and one.main_letters == other.main_letters:
        return Agreement.MAIN_TITLE
    if one.whole_letters == other.own_letters or (one.own and one.own_letters == other.whole_letters):
        return Agreement.MAIN_TITLE
    return Agreement.NONE


def _kinds_named(title: str) -> list[str]:
    if title.isascii() and not _WORDS_OF_KINDS.search(title):
        return []
    return _KINDS.findall(" ".join(title_words(title)))


def _with_subtitle(title: str, subtitle: str | None) -> str:
    return f"{title}: {subtitle}" if subtitle else title


def _letters(words: Iterable[str]) -> str:
    """Words run together, so that `Note book` is `Notebook`; numbers stay apart, so that `1 2` is not `12`."""
    return "".join(f" {word} " if is_number(word) else respelled(word) for word in words)
