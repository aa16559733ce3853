"""Codes of languages: sites write a name, a code of two letters or one of three; the dashboard has ISO 639-2."""

import re
from typing import Final

_CODES: Final = {
    **dict.fromkeys(("en", "english"), "eng"),
    **dict.fromkeys(("fr", "french"), "fre"),
    **dict.fromkeys(("de", "german"), "ger"),
    **dict.fromkeys(("es", "spanish"), "spa"),
    **dict.fromkeys(("it", "italian"), "ita"),
    **dict.fromkeys(("pt", "portuguese"), "por"),
    **dict.fromkeys(("nl", "dutch"), "dut"),
    **dict.fromkeys(("sv", "swedish"), "swe"),
    **dict.fromkeys(("da", "danish"), "dan"),
    **dict.fromkeys(("no", "norwegian"), "nor"),
    **dict.fromkeys(("nb", "norwegian (bokmål)"), "nob"),
    **dict.fromkeys(("fi", "finnish"), "fin"),
    **dict.fromkeys(("is", "icelandic"), "ice"),
    **dict.fromkeys(("pl", "polish"), "pol"),
    **dict.fromkeys(("cs", "czech"), "cze"),
    **dict.fromkeys(("sk", "slovak"), "slo"),
    **dict.fromkeys(("hu", "hungarian"), "hun"),
    **dict.fromkeys(("ro", "romanian"), "rum"),
    **dict.fromkeys(("bg", "bulgarian"), "bul"),
    **dict.fromkeys(("el", "greek"), "gre"),
    **dict.fromkeys(("la", "latin"), "lat"),
    **dict.fromkeys(("ru", "russian"), "rus"),
    **dict.fromkeys(("uk", "ukrainian"), "ukr"),
    **dict.fromkeys(("tr", "turkish"), "tur"),
    **dict.fromkeys(("he", "hebrew"), "heb"),
    **dict.fromkeys(("ar", "arabic"), "ara"),
    **dict.fromkeys(("fa", "persian"), "per"),
    **dict.fromkeys(("hi", "hindi"), "hin"),
    **dict.fromkeys(("zh", "chinese"), "chi"),
    **dict.fromkeys(("ja", "japanese"), "jpn"),
    **dict.fromkeys(("ko", "korean"), "kor"),
    **dict.fromkeys(("ca", "catalan"), "cat"),
    **dict.fromkeys(("hr", "croatian"), "hrv"),
    **dict.fromkeys(("sr", "serbian"), "srp"),
    **dict.fromkeys(("sl", "slovenian"), "slv"),
    **dict.fromkeys(("vi", "vietnamese"), "vie"),
    **dict.fromkeys(("id", "indonesian"), "ind"),
    **dict.fromkeys(("ga", "irish"), "gle"),
    **dict.fromkeys(("cy", "welsh"), "wel"),
    **dict.fromkeys(("eu", "basque"), "baq"),
}
_NONE: Final = frozenset({"und", "mis", "xxx", "zxx", "all"})


def language_code(text: str) -> str | None:
    """The code of the first language in a list with commas, or None where it is none that is known here."""
    first = text.partition(",")[0].strip().casefold()
    if found := _CODES.get(first):
        return found
    return first if re.fullmatch("[a-z]{3}", first) and first not in _NONE else None
