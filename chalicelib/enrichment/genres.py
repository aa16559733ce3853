"""Library headings in, the genres that readers use out. Pure: the rules are data in ``genres.json``.

Each heading is normalised and searched for the longest patterns; a heading with a ``drop`` word says nothing. What the
headings say is added up per genre. Whether the book is fiction decides which of a topic's genres can be meant ("World
War, 1939-1945" is History or Historical Fiction), and a genre stays when its evidence is enough for that many headings.
"""

import html
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

MAX_GENRES = 8
MAX_HEADING_CHARS = 200  # longer texts are descriptions or junk
FICTION, NONFICTION = "Fiction", "Nonfiction"
OTHER_KIND = {FICTION: "nonfiction", NONFICTION: "fiction"}

# What one heading is worth. Found by a search over the recorded books, where the score is flat around these values.
PATTERN, HINT, IN_FICTION = 1.0, 0.4, 0.8
HINT_IN_FICTION = 1.5  # times: "Vampires, fiction" says more about a novel than "Vampires"
GOOGLE_WEIGHT = 1.5  # Google gives one broad, edited category where Open Library gives forty loose ones
REPEAT_WEIGHT, MAX_REPEATS = 0.2, 4  # "Magic", "Magic, fiction" and "Magic in fiction" are little more than "Magic"
MAX_IMPLIED = 3.0  # evidence for a genre that is passed on to those it implies

# What a genre needs to stay: more when there are many headings or when another genre has very much evidence.
BASE_NEED, NEED_PER_HEADING, MAX_NEED = 0.5, 0.02, 1.2
SHARE_OF_BEST, BEST_CAP = 0.2, 6.0
MAIN_SHARE = 0.4  # the same for a genre marked "main" in the vocabulary

# Votes on fiction or not. Novels carry topics ("History", "Travel"), so a topic votes less than a literary form.
EXPLICIT_VOTE, FORM_VOTE, NONFICTION_VOTE, TOPIC_VOTE, HINT_VOTE = 2.0, 1.0, 1.5, 0.6, 0.2


@dataclass(frozen=True)
class GenreEvidence:
    """One genre of a book and the headings that gave it, the weightiest first, as a provider spelled them."""

    genre: str
    headings: tuple[str, ...]


class Hit(NamedTuple):
    """A rule that a heading met; ``rule`` is its pattern as compared ("fantasy fiction") or its code ("dewey 813")."""

    genre: str
    weight: float
    rule: str
    whole: bool = False
    in_fiction: bool = False


class _Vocabulary(NamedTuple):
    kind: dict[str, str]
    implies: dict[str, dict[str, float]]
    excludes: dict[str, list[str]]
    main: frozenset[str]
    rules: dict[str, list[Hit]]
    silent: dict[str, bool]  # phrases that say nothing: True when the whole heading then does
    longest: dict[str, int]  # first word of a phrase -> words in the longest phrase that begins so
    codes: dict[str, dict[str, list[str]]]
    lcc: dict[str, list[tuple[int, int, list[str]]]]  # letters of a class -> low, high, genres


class _Reading(NamedTuple):
    key: str
    hits: tuple[Hit, ...]
    fiction_vote: float
    nonfiction_vote: float


def merge_and_normalize(google_categories: Sequence[str], open_library_subjects: Sequence[str]) -> list[str]:
    """Return a book's genres as ``genres.json`` spells them, the most telling first, Fiction or Nonfiction last.

    Takes the headings as the providers give them, in any order; entries that are no text are ignored. Returns at most 8
    genres without repetition, ``[]`` when the headings name none.

    >>> merge_and_normalize([], ["Fiction, fantasy, general", "Fantasy fiction", "Large type books"])
    ['Fantasy', 'Fiction']
    """
    return [evidence.genre for evidence in explain(google_categories, open_library_subjects)]


def explain(google_categories: Sequence[str], open_library_subjects: Sequence[str]) -> list[GenreEvidence]:
    """Return the genres of ``merge_and_normalize`` in its order, each with the headings that gave it.

    A genre that another one implies (Physics implies Science) names the headings of that one too.
    """
    vocabulary = _vocabulary()
    readings = _distinct(google_categories, open_library_subjects)
    fiction = round(sum(weight * reading.fiction_vote for reading, weight, _ in readings), 6)  # in any order the same
    nonfiction = round(sum(weight * reading.nonfiction_vote for reading, weight, _ in readings), 6)
    form = "" if fiction == nonfiction == 0 else FICTION if fiction >= nonfiction else NONFICTION
    scores, sources = _add_up(readings, form, vocabulary)
    named = {genre: scores[genre] for genre in _enough(scores, len(readings), vocabulary)}
    for genre, score in named.items():
        for implied, share in vocabulary.implies[genre].items():
            if vocabulary.kind[implied] != OTHER_KIND.get(form):
                scores[implied] = round(scores.get(implied, 0.0) + share * min(score, MAX_IMPLIED), 6)
                sources[implied] += [(share * weight, heading) for weight, heading in sources[genre]]
    kept = _enough(scores, len(readings), vocabulary)[: MAX_GENRES - 1]
    return [GenreEvidence(genre, _weightiest(sources[genre])) for genre in ([*kept, form] if form else kept)]


def read_heading(heading: str) -> tuple[Hit, ...]:
    """Return the rules that a heading meets, in the order of its words; ``()`` when it says nothing about the genre."""
    vocabulary = _vocabulary()
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
    return f"{word[:-3]}y" if word.endswith("ies") and len(word) > 4 else word[:-1]


def _read_code(plain: str, vocabulary: _Vocabulary) -> tuple[Hit, ...]:
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


@lru_cache(maxsize=20_000)  # libraries repeat themselves, and one instance reads many books
def _reading(heading: str) -> _Reading:
    """Return what a heading says and how it votes on fiction; `key` is equal for spellings of one heading."""
    kind = _vocabulary().kind
    hits = read_heading(heading)
    key = " ".join(_plain(heading).split())
    if any(hit.in_fiction or (hit.weight == PATTERN and kind[hit.genre] == "fiction") for hit in hits):
        boosted = tuple(
            hit._replace(weight=HINT * HINT_IN_FICTION) if hit.weight == HINT and kind[hit.genre] == "fiction" else hit
            for hit in hits
        )
        return _Reading(key, boosted, EXPLICIT_VOTE if key in ("fiction", "ficcion") else FORM_VOTE, 0.0)
    topics = [hit for hit in hits if kind[hit.genre] == "nonfiction"]
    nonfiction = [
        NONFICTION_VOTE if (h.genre, h.weight) == (NONFICTION, PATTERN) else TOPIC_VOTE * h.weight for h in topics
    ]
    fiction = [HINT_VOTE for hit in hits if kind[hit.genre] == "fiction"]
    return _Reading(key, hits, max(fiction, default=0.0), max(nonfiction, default=0.0))


_Weighed = tuple[_Reading, float, str]


def _distinct(google_categories: Iterable[object], open_library_subjects: Iterable[object]) -> list[_Weighed]:
    """Return each heading that says something once: its reading, the weight of its providers, and one spelling."""
    found: dict[str, _Weighed] = {}
    for headings, provider_weight in ((google_categories, GOOGLE_WEIGHT), (open_library_subjects, 1.0)):
        seen: set[str] = set()
        for heading in headings:
            if isinstance(heading, str) and len(heading) <= MAX_HEADING_CHARS and (reading := _reading(heading)).hits:
                _, weight, spelling = found.get(reading.key, (reading, 0.0, heading))
                weight += 0.0 if reading.key in seen else provider_weight
                found[reading.key] = (reading, weight, min(spelling, heading))
                seen.add(reading.key)
    return list(found.values())


def _add_up(
    readings: Iterable[_Weighed], form: str, vocabulary: _Vocabulary
) -> tuple[dict[str, float], dict[str, list[tuple[float, str]]]]:
    """Return the evidence per genre that fits the book's form, and the headings with what each gave."""
    by_rule: dict[tuple[str, str], list[float]] = defaultdict(list)
    sources: dict[str, list[tuple[float, str]]] = defaultdict(list)
    kind, other_kind = vocabulary.kind, OTHER_KIND.get(form)
    for reading, provider_weight, heading in readings:
        for genre, hit_weight, rule, _, in_fiction in reading.hits:
            if form == FICTION if in_fiction else kind[genre] != other_kind:
                weight = hit_weight * provider_weight
                by_rule[genre, rule].append(weight)
                sources[genre].append((weight, heading))
    scores: dict[str, float] = defaultdict(float)
    for (genre, _), weights in by_rule.items():
        scores[genre] += max(weights)
        if len(weights) > 1:
            scores[genre] += REPEAT_WEIGHT * sum(sorted(weights, reverse=True)[1 : MAX_REPEATS + 1])
    return {genre: round(score, 6) for genre, score in scores.items()}, sources


def _enough(scores: Mapping[str, float], headings: int, vocabulary: _Vocabulary) -> list[str]:
    """Return the genres with enough evidence, the most first: one odd heading among forty is not enough."""
    specific = {genre: score for genre, score in scores.items() if genre not in (FICTION, NONFICTION)}
    if not specific:
        return []
    likeliest = min(specific, key=lambda genre: (-specific[genre], genre))
    best = specific[likeliest]
    need = max(min(BASE_NEED + NEED_PER_HEADING * headings, MAX_NEED), SHARE_OF_BEST * min(best, BEST_CAP))
    needs = {genre: max(need, MAIN_SHARE * best) if genre in vocabulary.main else need for genre in specific}
    kept = {genre for genre, score in specific.items() if score >= needs[genre]}
    if not kept and best >= HINT and vocabulary.kind[likeliest] != "either":
        kept = {likeliest}  # a book with nothing but hints gets its likeliest genre
    excluded = {no for genre in kept for no in vocabulary.excludes[genre] if scores.get(no, 0.0) <= scores[genre]}
    return sorted(kept - excluded, key=lambda genre: (-scores[genre], genre))


def _weightiest(weighed: Iterable[tuple[float, str]]) -> tuple[str, ...]:
    by_weight = sorted(weighed, key=lambda item: (-item[0], item[1]))
    return tuple(dict.fromkeys(heading for _, heading in by_weight))


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
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
    return _Vocabulary(
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
