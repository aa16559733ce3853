"""What an exported title is made of: the title proper, its subtitle, and notes on series, format and edition."""

import re
from typing import Final

from chalicelib.enrichment.matching.folding import LONGEST, fold

_MOST_SUFFIXES: Final = 10
# "(Volume 2)" tells which book it is; "(Discworld, #2)" only tells where it stands.
_BRACKETS_AT_END: Final = re.compile(
    r"\s*(?:\((?!(?:vol|volume|part|pt)\b)[^()]*\)|\[(?!(?:vol|volume|part|pt)\b)[^\[\]]*\])\s*$", re.IGNORECASE
)
_SERIES_AT_END: Final = re.compile(r"\(([^()]*?),? #(\d[^()#]*)\)\s*$")
_EDITION_AT_END: Final = re.compile(
    # Tried once a run of separators and never again from within it: a title of ten thousand dashes takes no minutes.
    r"(?<![\s,:;–—-])[\s,:;–—-]++(?:the\s+)?(?:(?:\w+|\d+(?:st|nd|rd|th))\s+)?"
    r"(?:(?:anniversary|revised|updated|expanded|deluxe|illustrated|annotated|unabridged|abridged|special|collector's|"
    r"kindle|movie tie-in|film tie-in)(?:\s+(?:and|&)\s+\w+)?\s+edition|unabridged|movie tie-in|film tie-in)\s*$",
    re.IGNORECASE,
)
_SUBTITLE: Final = re.compile(r"\s*:\s+|\s+[–—-]\s+|\s*[,;]\s+or\b,?\s+|\s+or,\s+", re.IGNORECASE)


def bare_title(title: str) -> str:
    """The title without series, format and edition words: `Dune (Dune, #1)` -> `Dune`. Subtitles stay."""
    bare = " ".join(title[:LONGEST].split())
    for _ in range(_MOST_SUFFIXES):
        shorter = _EDITION_AT_END.sub("", _BRACKETS_AT_END.sub("", bare)).strip()
        if shorter == bare or not fold(shorter):
            break
        bare = shorter
    return bare


def main_title(title: str) -> str:
    """The bare title up to its subtitle: `Why Nations Fail: The Origins of Power` -> `Why Nations Fail`.

    The whole bare title where what stands before the colon is only the name of the series.
    """
    bare = bare_title(title)
    main = _SUBTITLE.split(bare, maxsplit=1)[0]
    series = _SERIES_AT_END.search(title[:LONGEST])
    if series and series[2].strip() != "1" and fold(series[1]) == fold(main):
        return bare
    return main if fold(main) else bare
