"""Reads the text of single cells, whatever site or spreadsheet wrote it."""

import json
import math
import re
from typing import Final, NamedTuple

from chalicelib.ingest.book_format import format_of
from chalicelib.ingest.parsed_export import Reading
from chalicelib.ingest.partial_date import parse_date
from chalicelib.isbn import parse_isbn
from chalicelib.models import Series

MOST_LISTED: Final = 100
"""Shelves, or additional authors, that are kept of one book."""
_LONGEST_READ: Final = 80
"""Letters of two dates and what may stand between them."""
_SUFFIX: Final = re.compile(
    r"(jr|sr|ii|iii|iv|esq|ph\. ?d|phd|m\.? ?d|m\.? ?a|d\.? ?d)\.?(\s*\([^()]*\))?", re.IGNORECASE
)
_YEAR_IN_BRACKETS: Final = re.compile(r"\s\((?:-?[0-9]{1,4}|[^()0-9]*\?|no date|pas de date|aucune date)\)")
_PAGES: Final = re.compile(r"[0-9]+ (pages|p\.)")
# None of these begins with blanks, of which a hostile cell may have a million: each would be a place to begin.
_PLACE: Final = re.compile(r"\(#[0-9]+\)$")
_IN_SERIES: Final = re.compile(r"(\S.*?)\(#([^()]*)\)")
_UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")
_ROLE: Final = re.compile(r"\([^()]*\)$")
_WHOLE: Final = re.compile(r"\s*(-?[0-9]{1,9})(?:\.0+)?\s*")
_STARS: Final = re.compile(r"\s*([0-9])(?:[.,]([0-9]{1,9}))?\s*")


def listed(text: str, separator: str = ",") -> tuple[str, ...]:
    """The items between separators, or of a JSON list, without blanks and a place (`#19`) around them.

    None is empty or there twice.
    """
    pieces = _json_list(text) if text.startswith('["') else text.split(separator, MOST_LISTED)
    items = (_PLACE.sub("", piece.strip()).rstrip() for piece in pieces[:MOST_LISTED])
    return tuple(dict.fromkeys(filter(None, items)))


def _json_list(text: str) -> list[str]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [_UNWRITABLE.sub("", item) for item in items if isinstance(item, str)]


def series(text: str) -> Series | None:
    """The first series in a list like `Hyperion Cantos (#1.0)`; its position is text."""
    text = text.strip()
    if match := _IN_SERIES.match(text):
        return Series(match[1].rstrip(), match[2].strip().removesuffix(".0") or None)
    return Series(text) if text else None


def listed_names(text: str, separator: str = ",", *, main_first: bool = False) -> tuple[str, ...]:
    """The names in a list like `Natasha Wimmer (Translator), Roberto Bolaño`, or the first one without a role first.

    What stands in brackets behind a name is a role and is left out. `Jr.` and the like belong to the name before.
    """
    names: list[str] = []
    for item in listed(text, separator):
        if names and separator == "," and _SUFFIX.fullmatch(item):
            names[-1] = f"{names[-1]}, {item}"
        else:
            names.append(item)
    if main_first:
        names.sort(key=lambda name: _ROLE.search(name) is not None)
    return tuple(dict.fromkeys(filter(None, (_ROLE.sub("", name).rstrip() for name in names))))


def turned_names(text: str, separator: str) -> tuple[str, ...]:
    """The names in a list like `Varoufakis, Yanis|King, Martin Luther, Jr.`, the first name first."""
    return tuple(dict.fromkeys(map(_turned, listed(text, separator))))


def _turned(name: str) -> str:
    last, *rest = (part.strip() for part in name.split(","))
    return ", ".join([f"{rest[0]} {last}".strip(), *filter(None, rest[1:])]) if rest else name


class Publication(NamedTuple):
    """What a line like `Free Press (2004), Edition: 15th, Paperback, 384 pages` tells of publisher and binding."""

    publisher: str | None
    binding: str | None


def publication(text: str) -> Publication:
    """Read such a line. Parts may be missing; a publisher's name may hold commas, so the year tells where it ends.

    Without a year the last part is a binding only where it is a known one.
    """
    publisher, *behind = _YEAR_IN_BRACKETS.split(text, maxsplit=1)
    has_year = bool(behind)
    rest = behind[0] if behind else publisher
    parts = [part.strip() for part in rest.split(",")]
    while parts and (not parts[-1] or _PAGES.fullmatch(parts[-1])):
        parts.pop()
    is_binding = bool(parts) and not parts[-1].startswith("Edition:") and (has_year or format_of(parts[-1]) is not None)
    binding = parts.pop() if is_binding else None
    if not has_year:
        publisher = ", ".join(part for part in parts if not part.startswith("Edition:"))
    return Publication(publisher.strip() or None, binding)


def pages(text: str) -> int | None:
    """A number of pages, also behind that of a foreword (`xxvii; 176`)."""
    return positive(text.rpartition(";")[2])


def isbns(text: str) -> tuple[str, ...]:
    """The valid ISBNs in a list with commas, in its order; an ASIN or a number without a right check digit is none."""
    if not text:
        return ()
    return tuple(filter(None, map(parse_isbn, text.strip("[]").split(",", MOST_LISTED)[:MOST_LISTED])))


def reads(text: str, *, separator: str, joint: str, day_first: bool) -> tuple[Reading, ...]:
    """The times a book was read, in the order of time; an item that names no date is left out.

    Start and end are parted at a joint that leaves a date, or nothing, on both sides: `2021-07-13` is one date,
    although the joint may stand in dates, too.
    """
    items = (item.strip() for item in text.split(separator, MOST_LISTED)[:MOST_LISTED])
    found = (_reading(item, joint, day_first) for item in items if 0 < len(item) <= _LONGEST_READ)
    return tuple(sorted(dict.fromkeys(filter(None, found)), key=_time_of))


def _reading(item: str, joint: str, day_first: bool) -> Reading | None:
    if end := parse_date(item, day_first=day_first):
        return Reading(None, end)
    for match in re.finditer(re.escape(joint), item):
        texts = item[: match.start()].strip(), item[match.end() :].strip()
        start, end = (parse_date(text, day_first=day_first) for text in texts)
        if (start or end) and (start or not texts[0]) and (end or not texts[1]):
            return Reading(start, end)
    return None


def _time_of(reading: Reading) -> str:
    known = reading.end or reading.start
    return known.text() if known else ""


def whole(text: str) -> int | None:
    """A whole number of at most nine digits, also as a spreadsheet may write it ("4.0"); None for anything else."""
    match = _WHOLE.fullmatch(text)
    return int(match[1]) if match else None


def rating(text: str) -> float | None:
    """Stars above 0 and at most 5, in quarters; whole ones are whole numbers. 0 means not rated."""
    match = _STARS.fullmatch(text)
    stars = float(f"{match[1]}.{match[2] or 0}") if match else 0.0
    if not 0 < stars <= 5 or stars * 4 != int(stars * 4):
        return None
    return int(stars) if stars == int(stars) else stars


def positive(text: str) -> int | None:
    """A whole number above zero."""
    number = whole(text)
    return number if number and number > 0 else None


def year(text: str) -> int | None:
    """A year, also that of a date; it may be before our era, and there is no year 0."""
    number = whole(text)
    if number is None and (date := parse_date(text)):
        return date.year
    return number if number and -5000 < number < 10000 else None


def average(text: str) -> float | None:
    """The community's mean, above 0 and at most 5; Goodreads writes 0.0 for a book that nobody has rated.

    A spreadsheet that writes semicolons writes a decimal comma, too.
    """
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 < number <= 5 else None
