"""One line of a dump in, what the catalogue keeps of it out. Everything that is assumed about the dumps stands here.

The form of the records: `openlibrary/plugins/openlibrary/types` in internetarchive/openlibrary, and what the dumps
really hold: texts where lists are expected, numbers with hyphens, covers of -1, lines with more or fewer columns.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import orjson

from chalicelib.isbn import isbn13_of

_LONGEST_TEXT: Final = 1000
_LONGEST_SUBJECT: Final = 200
_MOST_SUBJECTS: Final = 100
_MOST_SETTINGS: Final = 5
_MOST_CODES: Final = 3
_MOST_AUTHORS: Final = 10
_MOST_NAMES: Final = 20
_MOST_NUMBERS: Final = 20
_GREATEST_NUMBER: Final = 2**40
_KEY: Final = re.compile(r"/(?:works|books|authors)/OL(\d{1,10})[WMA]")
_YEAR: Final = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_LCC: Final = re.compile(r"\s*([A-Z]{1,3})[\s-]*(\d{1,4})(?!\d)", re.IGNORECASE)
_SERIES: Final = re.compile(
    r"(.+?)[\s,;:.(\[#-]*(?:\b(?:bk|book|vol|volume|no|number|part|pt|bd|band|t|tome)\b\.?)?[\s#(-]*(\d{1,4}(?:\.\d)?)[)\].\s]*",
    re.IGNORECASE,
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Author = tuple[int, str]
"""Number and names, one a line, the catalogued one first."""


class WorkEntry(NamedTuple):
    """A work of the dump; `year` is that of its own date of first publication, 0 without one."""

    id: int
    title: str
    subtitle: str
    authors: tuple[int, ...]
    subjects: tuple[str, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]
    times: tuple[str, ...]
    ddc: tuple[str, ...]
    lcc: tuple[str, ...]
    series: tuple[str, str]
    cover: int
    year: int


class EditionEntry(NamedTuple):
    """An edition of the dump; `work` is its own number, negative, where it belongs to no work."""

    work: int
    id: int
    title: str
    subtitle: str
    isbns: tuple[int, ...]
    goodreads_ids: tuple[int, ...]
    cover: int
    language: str
    pages: int
    year: int
    authors: tuple[int, ...]
    subjects: tuple[str, ...]
    ddc: tuple[str, ...]
    lcc: tuple[str, ...]
    series: tuple[str, str]
    other_titles: tuple[str, ...]


class Redirect(NamedTuple):
    """A record that became part of another one."""

    id: int
    target: int


class Damaged(Exception):
    """A line that holds no record."""


def records(text: bytes) -> Iterator[tuple[str, Mapping[str, Any]] | None]:
    """The type (`work`, `redirect`, …) and the JSON of each line; None for a line that is damaged."""
    for line in text.split(b"\n"):
        if line.strip():
            try:
                yield _record(line)
            except Damaged:
                yield None


def _record(line: bytes) -> tuple[str, Mapping[str, Any]]:
    start, end = line.find(b"\t{"), line.rfind(b"}")
    if start < 0 or end < start:
        raise Damaged
    try:
        record = orjson.loads(line[start + 1 : end + 1])
    except orjson.JSONDecodeError:
        try:
            # The standard library accepts half a surrogate pair, which costs its own text and not the record.
            record = json.loads(line[start + 1 : end + 1])
        except (ValueError, RecursionError):
            raise Damaged from None
    kind = record.get("type")
    name = kind.get("key") if isinstance(kind, dict) else kind
    if not isinstance(name, str):
        name = line.partition(b"\t")[0].decode("utf-8", "replace")
    return name.removeprefix("/type/"), record


def redirect(record: Mapping[str, Any]) -> Redirect | None:
    """Where a redirected record leads; None for one that leads nowhere."""
    number, target = number_of(record.get("key")), number_of(record.get("location"))
    return Redirect(number, target) if number and target else None


def author(record: Mapping[str, Any]) -> Author | None:
    """An author with all names; None for one without a number or a name."""
    number = number_of(record.get("key"))
    listed = (record.get("name"), record.get("personal_name"), record.get("fuller_name"))
    others = record.get("alternate_names")
    names = [_text(name) for name in (*listed, *(others if isinstance(others, list) else [others]))]
    distinct = list(dict.fromkeys(name for name in names if name))[:_MOST_NAMES]
    return (number, "\n".join(distinct)) if number and distinct else None


def work(record: Mapping[str, Any]) -> WorkEntry | None:
    """A work; None for one without a number. One without a title may get that of an edition."""
    number = number_of(record.get("key"))
    if not number:
        return None
    return WorkEntry(
        id=number,
        title=_title(record),
        subtitle=_text(record.get("subtitle")),
        authors=_authors(record),
        subjects=_texts(record.get("subjects"), _MOST_SUBJECTS, _LONGEST_SUBJECT),
        people=_texts(record.get("subject_people"), _MOST_SETTINGS, _LONGEST_SUBJECT),
        places=_texts(record.get("subject_places"), _MOST_SETTINGS, _LONGEST_SUBJECT),
        times=_texts(record.get("subject_times"), _MOST_SETTINGS, _LONGEST_SUBJECT),
        ddc=_texts(record.get("dewey_number"), _MOST_CODES, _LONGEST_SUBJECT),
        lcc=_lcc(record),
        series=_series(record),
        cover=_cover(record),
        year=_year(record.get("first_publish_date")),
    )


def edition(record: Mapping[str, Any]) -> EditionEntry | None:
    """An edition; None for one without a number."""
    number = number_of(record.get("key"))
    if not number:
        return None
    works = record.get("works")
    of_work = next(filter(None, map(_key_number, works)), 0) if isinstance(works, list) else 0
    pages = record.get("number_of_pages")
    return EditionEntry(
        work=of_work or -number,
        id=number,
        title=_title(record),
        subtitle=_text(record.get("subtitle")),
        isbns=_isbns(record),
        goodreads_ids=_goodreads_ids(record),
        cover=_cover(record),
        language=_language(record),
        pages=pages if isinstance(pages, int) and 0 < pages <= 50_000 else 0,
        year=_year(record.get("publish_date")),
        authors=_authors(record),
        subjects=_texts(record.get("subjects"), _MOST_SUBJECTS, _LONGEST_SUBJECT),
        ddc=_texts(record.get("dewey_decimal_class"), _MOST_CODES, _LONGEST_SUBJECT),
        lcc=_lcc(record),
        series=_series(record),
        other_titles=_texts(record.get("other_titles"), _MOST_SETTINGS, _LONGEST_TEXT),
    )


def number_of(key: object) -> int:
    """The number of a key: 45804 for `/works/OL45804W`; 0 for anything else."""
    match = _KEY.fullmatch(key) if isinstance(key, str) else None
    return int(match[1]) if match else 0


def _key_number(reference: object) -> int:
    return number_of(reference.get("key") if isinstance(reference, dict) else reference)


def _authors(record: Mapping[str, Any]) -> tuple[int, ...]:
    """The authors of a work, which stand in a role each, or of an edition."""
    listed = record.get("authors")
    if not isinstance(listed, list):
        return ()
    found = (
        _key_number(one["author"] if isinstance(one, dict) and "author" in one else one)
        for one in listed[:_MOST_AUTHORS]
    )
    return tuple(dict.fromkeys(number for number in found if number))


def _title(record: Mapping[str, Any]) -> str:
    prefix, title = record.get("title_prefix"), _text(record.get("title"))
    return f"{_text(prefix)} {title}" if prefix and title and _text(prefix) else title


def _text(value: object, longest: int = _LONGEST_TEXT) -> str:
    """A text on one line; empty for what is none, or is too long to be a title or a name."""
    if not value:
        return ""
    if isinstance(value, dict):
        value = value.get("value")
    if not isinstance(value, str) or len(value) > longest or (not value.isascii() and _SURROGATE.search(value)):
        return ""
    return " ".join(value.split())


def _texts(value: object, most: int, longest: int) -> tuple[str, ...]:
    if not value:
        return ()
    if not isinstance(value, list):
        value = [value]
    if len(value) == 1:
        text = _text(value[0], longest)
        return (text,) if text else ()
    texts = (text for one in value[: 2 * most] if (text := _text(one, longest)))
    return tuple(dict.fromkeys(texts))[:most]


def _isbns(record: Mapping[str, Any]) -> tuple[int, ...]:
    bodies: set[str] = set()
    isbns: dict[int, None] = {}
    for field in ("isbn_13", "isbn_10"):
        listed = record.get(field)
        if not listed:
            continue
        for text in (listed if isinstance(listed, list) else [listed])[:_MOST_NUMBERS]:
            # Most editions have their number in both forms, which are one.
            if isinstance(text, str) and f"978{text[:9]}" not in bodies and (isbn := isbn13_of(text.replace("_", ""))):
                bodies.add(isbn[:12])
                isbns[int(isbn)] = None
    return tuple(isbns)


def _goodreads_ids(record: Mapping[str, Any]) -> tuple[int, ...]:
    identifiers = record.get("identifiers")
    listed = identifiers.get("goodreads") if isinstance(identifiers, dict) else None
    if not listed:
        return ()
    texts = [str(one).strip() for one in (listed if isinstance(listed, list) else [listed])[:_MOST_NUMBERS]]
    numbers = (int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < _MOST_NUMBERS)
    return tuple(dict.fromkeys(number for number in numbers if 0 < number < _GREATEST_NUMBER))


def _cover(record: Mapping[str, Any]) -> int:
    covers = record.get("covers")
    if not isinstance(covers, list):
        return 0
    return next((one for one in covers if isinstance(one, int) and 0 < one < _GREATEST_NUMBER), 0)


def _language(record: Mapping[str, Any]) -> str:
    languages = record.get("languages")
    for one in languages if isinstance(languages, list) else ():
        key = one.get("key") if isinstance(one, dict) else one
        if isinstance(key, str) and key.startswith("/languages/") and len(key) == len("/languages/eng"):
            return key[-3:]
    return ""


def _year(value: object) -> int:
    match = _YEAR.search(value) if isinstance(value, str) else None
    return int(match[1]) if match else 0


def _lcc(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Classes in the form in which Open Library's search answers them, as far as the class goes: `PS-3603`."""
    texts = _texts(record.get("lc_classifications"), _MOST_CODES, _LONGEST_SUBJECT)
    if not texts:
        return ()
    found = (_LCC.match(text) for text in texts)
    return tuple(dict.fromkeys(f"{match[1].upper():-<3}{int(match[2]):04}" for match in found if match))


def _series(record: Mapping[str, Any]) -> tuple[str, str]:
    """The name of the first series and the place in it: `Discworld -- 8` is `Discworld`, `8`; empty without one."""
    listed = record.get("series")
    if not listed:
        return "", ""
    text = next(iter(_texts(listed, 1, _LONGEST_SUBJECT)), "")
    match = _SERIES.fullmatch(text)
    name, position = (match[1], match[2]) if match else (text, "")
    return name.strip(" ,;:.-/("), position
