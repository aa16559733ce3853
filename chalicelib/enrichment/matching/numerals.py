"""Numbers in one notation: digits, English number words, ordinals and Roman numerals become digits."""

import re
from collections.abc import Iterable
from typing import Final

_UNITS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_UNITS_TH: Final = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS_TH: Final = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"


def _values(units: str, tens: str) -> dict[str, int]:
    by_one = {word: value for value, word in enumerate(units.split())}
    by_ten = {word: 10 * value for value, word in enumerate(tens.split(), start=2)}
    return by_one | by_ten


_CARDINALS: Final = _values(_UNITS, _TENS) | {"hundred": 100, "thousand": 1000}
_ORDINALS: Final = _values(_UNITS_TH, _TENS_TH) | {"hundredth": 100, "thousandth": 1000}

_ROMAN_UNITS: Final = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN: Final = {
    f"{tens}{units}": str(10 * ten + unit)
    for ten, tens in enumerate(("", "x", "xx", "xxx"))
    for unit, units in enumerate(_ROMAN_UNITS)
}
"""I to XXXIX: with L, C, D and M, ordinary words would be numbers."""
MAY_BE_NUMBERS: Final = frozenset({*_CARDINALS, *_ORDINALS, *_ROMAN})
"""Words without a digit that `read_numbers` may read as numbers."""
_RUNS: Final = re.compile(r"\d+(?:st|nd|rd|th)$|\d+|\D+")

VOLUME_WORDS: Final = frozenset(
    {"volume", "part", "parts", "book", "books", "issue", "episode", "season"}
    | {"tome", "tomo", "band", "teil", "buch", "libro", "livre", "partie", "parte", "deel"}
    | {"том", "часть", "книга", "τομοσ"}
)
"""Words that name one volume together with the number or letter behind them."""


def part_digits(words: Iterable[str]) -> list[str]:
    """Separate letters from digits: `vol1` becomes `vol`, `1`; `21st` stays one word."""
    words = list(words)
    if "".join(words).isalpha():
        return words
    return [run for word in words for run in _RUNS.findall(word)]


def read_numbers(words: Iterable[str]) -> tuple[str, ...]:
    """Folded words with every number as digits: `twenty first` -> `21th`, `viii` -> `8`, `book v` -> `book 5`.

    Ordinals end in `th`. Roman numerals are read up to XXXIX, a single `i`, `v` or `x` only behind a volume word:
    `x ray` stays. English words that spell one number together become one, years in pairs included:
    `nineteen eighty four` -> `1984`.
    """
    words = tuple(words)
    if MAY_BE_NUMBERS.isdisjoint(words) and "".join(words).isalpha():
        return words
    read: list[str] = []
    spelled = 0  # The number that the last words spell so far.
    for word in words:
        value = _CARDINALS.get(word, _ORDINALS.get(word))
        if value is None:
            spelled = 0
            read.append(_numeral(word, read[-1] if read else ""))
            continue
        if grown := _grown(spelled, value):
            read.pop()
            value = grown
        spelled = value if word in _CARDINALS else 0
        read.append(str(value) if word in _CARDINALS else f"{value}th")
    return tuple(read)


def is_number(word: str) -> bool:
    """Whether a word of `read_numbers` is a number, ordinal or not."""
    return word[:1].isdecimal()


def _grown(spelled: int, value: int) -> int:
    """The number that `spelled` and the next number word make together; 0 where the word begins a new number."""
    if value in (100, 1000):
        return spelled * value if spelled < value else 0
    tens_and_unit = spelled % 10 == 0 and spelled % 100 >= 20 and 0 < value < 10
    after_hundreds = spelled % 100 == 0 and spelled >= 100
    if tens_and_unit or after_hundreds:
        return spelled + value
    return spelled * 100 + value if 13 <= spelled <= 20 and value >= 10 else 0


def _numeral(word: str, before: str) -> str:
    if word[0].isdecimal():
        digits = word.rstrip("stndrh")
        return f"{int(digits)}th" if digits != word else str(int(digits))
    if len(word) > 1 or before in VOLUME_WORDS:
        return _ROMAN.get(word, word)
    return word
