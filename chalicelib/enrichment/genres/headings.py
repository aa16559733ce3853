"""One library heading in, the rules of ``genres.json`` that it meets out, and whether it speaks for a novel. Pure.

A heading is folded to plain words and searched for the longest patterns; one with a ``drop`` word says nothing. Call
numbers and newspaper lists are read by the tables under ``codes``.
"""

import html
import json
import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

FICTION, NONFICTION = "Fiction", "Nonfiction"

# What one heading is worth. Found by a search over recorded books, where the score is flat around these values.
PATTERN, HINT, IN_FICTION = 1.0, 0.5, 0.8
HINT_IN_FICTION = 1.5  # times: "Vampires, fiction" says more about a novel than "Vampires"

# Votes on fiction or not. Novels carry topics ("History", "Travel"), so a topic votes less than a literary form.
EXPLICIT_VOTE, FORM_VOTE, NONFICTION_VOTE, TOPIC_VOTE, HINT_VOTE = 2.0, 1.0, 1.5, 0.6, 0.2


class Hit(NamedTuple):
    """A rule that a heading met; ``rule`` is its pattern as compared ("fantasy fiction") or its code ("dewey 813")."""

    genre: str
    weight: float
    rule: str
    whole: bool = False
    in_fiction: bool = False


class Vocabulary(NamedTuple):
    """The rules of ``genres.json``, indexed for reading."""

    kind: dict[str, str]
    implies: dict[str, dict[str, float]]
    excludes: dict[str, list[str]]
    main: frozenset[str]
    rules: dict[str, list[Hit]]
    silent: dict[str, bool]  # phrases that say nothing: True when the whole heading then does
    longest: dict[str, int]  # first word of a phrase -> words in the longest phrase that begins so
    codes: dict[str, dict[str, list[str]]]
    lcc: dict[str, list[tuple[int, int, list[str]]]]  # letters of a class -> low, high, genres


class Reading(NamedTuple):
    """What a heading says and how it votes on fiction; ``key`` is equal for spellings of one heading."""

    key: str
    hits: tuple[Hit, ...]
    fiction_vote: float
    nonfiction_vote: float


def read_heading(heading: str) -> tuple[Hit, ...]:
    """Return the rules that a heading meets, in the order of its words; ``()`` when it says nothing about the genre."""
    vocabulary = load_vocabulary()
    plain = _plain(heading)
    if code := _read_code(plain, vocabulary):
        return code
    words: list[str] = []
    edges = {0}  # where a part of the heading begins or ends
    for part in _PART_BREAKS.split(_WITH_DIGIT.sub(" ", plain)):
        words += _words(part)
        edges.add(len(words))
    hits: list[Hit] = []
    start = 0
    while start < len(words):
        step = 1
        for length in range(min(vocabulary.longest.get(words[start], 0), len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + length])
            is_silent = vocabulary.silent.get(phrase)
            if is_silent:
                return ()
            is_whole = start in edges and start + length in edges
            found = [rule for rule in vocabulary.rules.get(phrase, ()) if is_whole or not rule.whole]
            if found or is_silent is not None:
                hits += found
                step = length
                break
        start += step
    return tuple(dict.fromkeys(hits))


def normalize(text: str) -> str:
    """Return a pattern or heading as it is compared: ``"=Fairy tales"`` becomes ``"fairy tale"``."""
    return " ".join(_words(_WITH_DIGIT.sub(" ", _plain(text))))


@lru_cache(maxsize=20_000)  # libraries repeat themselves, and one instance reads many books
def reading_of(heading: str) -> Reading:
    """Return what a heading says; a hint in a heading that names a novel counts more."""
    kind = load_vocabulary().kind
    hits = read_heading(heading)
    key = " ".join(_plain(heading).split())
    if any(hit.in_fiction or (hit.weight == PATTERN and kind[hit.genre] == "fiction") for hit in hits):
        boosted = tuple(
            hit._replace(weight=HINT * HINT_IN_FICTION) if hit.weight == HINT and kind[hit.genre] == "fiction" else hit
            for hit in hits
        )
        return Reading(key, boosted, EXPLICIT_VOTE if key in ("fiction", "ficcion") else FORM_VOTE, 0.0)
    topics = [hit for hit in hits if kind[hit.genre] == "nonfiction"]
    nonfiction = [
        NONFICTION_VOTE if (h.genre, h.weight) == (NONFICTION, PATTERN) else TOPIC_VOTE * h.weight for h in topics
    ]
    fiction = [HINT_VOTE for hit in hits if kind[hit.genre] == "fiction"]
    return Reading(key, hits, max(fiction, default=0.0), max(nonfiction, default=0.0))


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """Read ``genres.json`` on first use; it lies beside this file, in the Lambda package too."""
    data: dict[str, Any] = json.loads(Path(__file__).with_name("genres.json").read_text(encoding="utf-8"))
    genres: dict[str, dict[str, Any]] = data["genres"]
    rules: dict[str, list[Hit]] = defaultdict(list)
    for genre, entry in genres.items():
        for key, weight in (("patterns", PATTERN), ("hints", HINT), ("in_fiction", IN_FICTION)):
            for pattern in entry.get(key, ()):
                phrase = normalize(pattern)
                rules[phrase].append(Hit(genre, weight, phrase, pattern.startswith("="), key == "in_fiction"))
    silent = {normalize(phrase): key == "drop" for key in ("skip", "drop") for phrase in data[key]}
    longest: dict[str, int] = defaultdict(int)
    for phrase in (*rules, *silent):
        first, *others = phrase.split()
        longest[first] = max(longest[first], 1 + len(others))
    lcc: dict[str, list[tuple[int, int, list[str]]]] = defaultdict(list)
    for key, named in data["codes"]["lcc"].items():
        letters, low, high = re.split("[ -]", key)
        lcc[letters].append((int(low), int(high), named))
    return Vocabulary(
        kind={genre: entry["kind"] for genre, entry in genres.items()},
        implies={genre: entry.get("implies", {}) for genre, entry in genres.items()},
        excludes={genre: entry.get("excludes", []) for genre, entry in genres.items()},
        main=frozenset(genre for genre, entry in genres.items() if entry.get("main")),
        rules=dict(rules),
        silent=silent,
        longest=dict(longest),
        codes=data["codes"],
        lcc=dict(lcc),
    )


_PART_BREAKS = re.compile(r"[,;:/|()\[\]]|--+|->|\s-\s|‡\w|\$\w\b")
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_WITH_DIGIT = re.compile(r"\w*\d\w*")  # years, centuries and shelf marks never belong to a pattern
_NYT_LIST = re.compile(r"(?:nyt:)?([a-z][a-z_-]+)=\d{4}-\d\d-\d\d")
_DEWEY = re.compile(r"\[?(\d{3}(?=$|[./]|\s\[|\s[a-z]\d)[\d/.]*)")  # "813/.54 [fic]" and "813 v947c", not "100 books"
_LCC = re.compile(r"([a-z]{1,3})\s?(\d{1,4})(?:\.\d+)?(?:\s?\.?[a-z]\d|\s\d{4}\b|(?<=\d{3})$)")  # "Ps3603.h53 a6 2016"


def _plain(text: str) -> str:
    """Fold capitals, accents, entities and invisible marks: what is left differs only when the words differ."""
    plain = (html.unescape(text) if "&" in text else text).casefold().strip()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in decomposed if unicodedata.category(char) not in {"Mn", "Cf"})
    return _POSSESSIVE.sub("s", plain).replace("&", " and ")


def _words(plain: str) -> list[str]:
    """Return the words without plural s: both sides of every comparison are folded alike."""
    return [_singular(word) for word in _WORD.findall(plain)]


def _singular(word: str) -> str:
    if len(word) < 4 or word[-1] != "s" or word.endswith(("ss", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes", "oes")) and len(word) > 5 else word[:-1]


def _read_code(plain: str, vocabulary: Vocabulary) -> tuple[Hit, ...]:
    """Read call numbers and newspaper lists, which name a genre by their own scheme."""
    if listed := _NYT_LIST.fullmatch(plain):
        name = f" {normalize(listed[1].replace('_', ' '))} "
        found = {key: genres for key, genres in vocabulary.codes["nyt"].items() if f" {normalize(key)} " in name}
        return tuple(Hit(genre, PATTERN, f"nyt {key}") for key, genres in found.items() for genre in genres)
    if dewey := _DEWEY.match(plain):
        code = f"{dewey[1][:3]}.{re.sub('[./]', '', dewey[1][3:])}"
        known = [code[:length] for length in range(len(code), 0, -1) if code[:length] in vocabulary.codes["dewey"]]
        return tuple(
            Hit(genre, PATTERN, f"dewey {key}") for key in known[:1] for genre in vocabulary.codes["dewey"][key]
        )
    if lcc := _LCC.match(plain):
        fitting = [row for row in vocabulary.lcc.get(lcc[1].upper(), ()) if row[0] <= int(lcc[2]) <= row[1]]
        low, high, genres = min(fitting, key=lambda row: row[1] - row[0], default=(0, 0, []))
        return tuple(Hit(genre, PATTERN, f"lcc {lcc[1].upper()} {low}-{high}") for genre in genres)
    return ()
