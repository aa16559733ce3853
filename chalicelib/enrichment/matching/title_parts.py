"""Takes an exported title apart: the title itself, its subtitle, and notes on series, format and edition."""

import re
from typing import Final

from chalicelib.enrichment.matching.folding import LONGEST, fold
from chalicelib.enrichment.matching.title_words import note_names_volume, title_words

_MOST_SUFFIXES: Final = 10
_NOTE_AT_END: Final = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\])$")
_SERIES_AT_END: Final = re.compile(r"\(([^()]*?),? #(\d[^()#]*)\)\s*$")
_NUMBERED: Final = re.compile(r"([^#]+?),? #(\d[^#]*)")
_EDITION_AT_END: Final = re.compile(
    # Tried only at the start of a run of separators: otherwise a title of ten thousand dashes would take minutes.
    r"(?<![\s,:;–—-])[\s,:;–—-]++(?:the\s+)?(?:(?:\w+|\d+(?:st|nd|rd|th))\s+)?"
    r"(?:(?:anniversary|revised|updated|expanded|deluxe|illustrated|annotated|unabridged|abridged|special|collector's|"
    r"kindle|movie tie-in|film tie-in)(?:\s+(?:and|&)\s+\w+)?\s+edition|unabridged|movie tie-in|film tie-in)\s*$",
    re.IGNORECASE,
)
_EDITION_NAMES: Final = ("edition", "abridged", "tie-in")
"""Every ending that `_EDITION_AT_END` finds holds one of these; looking for them first is many times as fast."""
_SUBTITLE: Final = re.compile(r"\s*:\s+|\s+[–—-]\s+|\s*[,;]\s+(?=or\b)|\s+(?=or,\s)", re.IGNORECASE)


def bare_title(title: str) -> str:
    """The title without series, format and edition notes at its end: `Dune (Dune, #1)` -> `Dune`. Subtitles stay.

    A note that tells which volume it is stays too: `Naruto (Volume 2)`.
    """
    bare = " ".join(title[:LONGEST].split())
    for _ in range(_MOST_SUFFIXES):
        shorter = _without_note(bare)
        lower = shorter.casefold()
        if any(name in lower for name in _EDITION_NAMES):
            shorter = _EDITION_AT_END.sub("", shorter)
        shorter = shorter.strip()
        if shorter == bare or not fold(shorter):
            break
        bare = shorter
    return bare


def main_title(title: str) -> str:
    """The bare title up to its subtitle: `Why Nations Fail: The Origins of Power` -> `Why Nations Fail`.

    Returns the whole bare title where the part before the colon is only the name of the series.
    """
    return main_and_subtitle(title)[0]


def main_and_subtitle(title: str) -> tuple[str, str]:
    """The main title and the rest of the bare title behind it, which is empty where there is no subtitle."""
    bare = bare_title(title)
    main, *rest = _SUBTITLE.split(bare, maxsplit=1)
    series = _series_at_end(title)
    only_series = series and series[2].strip() != "1" and fold(series[1]) == fold(main)
    if not rest or not fold(main) or only_series:
        return bare, ""
    return main, rest[0]


def own_title(title: str) -> str:
    """The own title of a volume that is written behind its series: `Mistborn: The Final Empire (Mistborn, #1)`.

    Here `The Final Empire`, as which a library may catalogue it. Empty where there is no such title. The series is
    known by the note at the end.
    """
    series = _series_at_end(title)
    if series is None:
        return ""
    main, *rest = _SUBTITLE.split(bare_title(title), maxsplit=1)
    if not rest or not fold(main) or not fold(rest[0]):
        return ""
    return rest[0] if f" {fold(main)} " in f" {fold(series[1])} " else ""


def series_in_title(title: str) -> tuple[str, str] | None:
    """The series that a title's note names, and the place in it: `Dune (Dune Saga, #1)` -> `Dune Saga`, `1`.

    Of several (`Guards! Guards! (Discworld, #8; City Watch, #1)`) the first. None without such a note.
    """
    series = _series_at_end(title)
    if series is None:
        return None
    parts = f"{series[1]}, #{series[2]}".split(";")
    numbered = next((found for part in parts if (found := _NUMBERED.fullmatch(part.strip()))), None)
    return (numbered[1].strip(), numbered[2].strip()) if numbered and fold(numbered[1]) else None


def _series_at_end(title: str) -> re.Match[str] | None:
    title = title[:LONGEST].rstrip()
    return _SERIES_AT_END.search(title) if title.endswith(")") else None


def _without_note(bare: str) -> str:
    note = _NOTE_AT_END.search(bare) if bare.endswith((")", "]")) else None
    # "(The Band, #1)" is a series and a number in it, though "Band 1" alone would be a volume.
    if note is None or (", #" not in note[0] and note_names_volume(title_words(note[0]))):
        return bare
    return bare[: note.start()]
