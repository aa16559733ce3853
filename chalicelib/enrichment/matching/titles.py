"""Whether two titles are one book's."""

import re
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import ratio

from chalicelib.enrichment.matching.folding import LONGEST, fold
from chalicelib.enrichment.matching.title_parts import bare_title, main_title

_TITLE_AGREES: Final = 92
_ARTICLE: Final = re.compile(r"^(?:the|an?|le|la|les|l|der|die|das|el|los|las|il) (?=.)")
_NUMBERS: Final = {
    word: str(number)
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "_ ii iii iv _ vi vii viii ix _ xi xii xiii xiv xv xvi",
    )
    for number, word in enumerate(words.split(), start=1)
    if word != "_"
}
_VOLUMES: Final = frozenset("上中下")
_SAME_WORD: Final = {**_NUMBERS, "vol": "volume", "vols": "volume", "pt": "part"}
# What is another book than the one it is about, drawn from or collected in, often by the same author.
_OTHER_KIND: Final = re.compile(
    r"\b(?:graphic (?:novel|history|adaptation|edition)|box(?:ed)? ?sets?|(?:study|readers|reading) guide|sparknotes|"
    r"(?:cliffs ?|york )notes|workbook|guided journal|sketchbook|screenplay|summary|retelling|volume \w+)\b"
)


def title_agreement(ours: str, theirs: str, their_subtitle: str | None = None) -> int:
    """How well two titles agree: 0 (not the same book) to 100 (the same letters).

    A subtitle may be missing on one side, but not one that tells of another kind of book (`The Graphic Novel`) or of a
    volume. When both have one, both must agree: `Star Wars: Thrawn` is not `Star Wars: Treason`. Numbers must be the
    same on both sides: volume 1 is not volume 2.
    """
    if their_subtitle:
        theirs = f"{theirs}: {their_subtitle}"
    ours, theirs = ours[:LONGEST], theirs[:LONGEST]
    our_full, our_main = _forms(ours)
    their_full, their_main = _forms(theirs)
    best = _similarity(our_full, their_full)
    if our_full == our_main or their_full == their_main:
        # Agreement without a subtitle ranks below agreement with it, so that the better of two records wins.
        best = max(best, _similarity(our_main, their_main) - 1)
    return best if best >= _TITLE_AGREES - 1 and _kinds(ours) == _kinds(theirs) else 0


# A batch's answers are compared with every book of the batch: each title is folded once, not once a comparison.
@lru_cache(maxsize=8192)
def _forms(title: str) -> tuple[str, str]:
    return _comparable(bare_title(title)), _comparable(main_title(title))


@lru_cache(maxsize=8192)
def _kinds(title: str) -> frozenset[str]:
    return frozenset(kind.replace(" ", "") for kind in _OTHER_KIND.findall(_comparable(title)))


def _comparable(title: str) -> str:
    return _ARTICLE.sub("", " ".join(_SAME_WORD.get(word, word) for word in fold(title).split()))


def _similarity(ours: str, theirs: str) -> int:
    if not ours or not theirs:
        return 0
    if " " not in ours or " " not in theirs:
        # One word, or a script without blanks: a single letter makes another title ("Legend", "Legends").
        return 100 if ours.replace(" ", "") == theirs.replace(" ", "") else 0
    agreement = int(ratio(ours, theirs, score_cutoff=_TITLE_AGREES - 1))
    return agreement if agreement and _numbers(ours) == _numbers(theirs) else 0


def _numbers(folded: str) -> list[str]:
    return sorted(word for word in folded.split() if word.isdigit() or word in _VOLUMES)
