"""Dumps that nobody wrote, with the shape, sizes and dirt of Open Library's: fields that nobody reads, numbers with
hyphens, covers of -1, redirects, lines with too many columns and lines that hold no record.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final

import orjson
from isal import igzip

from chalicelib.isbn import isbn10_of
from chalicelib.models import BookInfo

DATE: Final = "2026-10-31"
EDITIONS_TO_WORKS: Final = 55 / 40
WORKS_TO_AUTHORS: Final = 40 / 15
"""As many as Open Library holds of each, in millions."""
_DAMAGED: Final = 0.0005
_REDIRECTED: Final = 0.01
_SUBJECTS: Final = (
    "Fiction|Fiction, general|History|Juvenile fiction|Biography|Large type books|Fantasy fiction|Science fiction|"
    "Magic, fiction|Detective and mystery stories|Love stories|Social life and customs|Politics and government|"
    "Criticism and interpretation|World War, 1939-1945|Children's stories|Poetry|Philosophy|Accessible book|In library|"
    "Protected DAISY|Fiction, romance, historical|Fiction, thrillers, suspense|Women authors|Economic conditions|"
    "Study and teaching|Mathematics|Computer programs|Cooking|Description and travel|New York Times bestseller|"
    "Translations into German|Fiction, historical, general|Murder, fiction|Young adult fiction|Families|Friendship"
).split("|")
_PLACES: Final = "England|United States|London (England)|France|Germany|New York (N.Y.)|Great Britain|Italy".split("|")
_PUBLISHERS: Final = "Penguin Books|Harper & Row|Routledge|Springer|Oxford University Press|Knopf|Gallimard".split("|")
_WORDS: Final = """
    account ancient analysis angel art autumn battle beginning bitter black blood blue book boundary bridge bright
    broken
    burning castle century change child city clock cold colour common country courage court crown culture current dance
    dark daughter dawn dead death deep desert development distant door dragon dream earth economic edge education empire
    end energy essay essential evening evidence experience faith fall family fate father field fire first flame flower
    forest forgotten form foundation free future garden general ghost glass golden grammar great green guide harvest
    heart heaven hidden history hollow home honour hope house human hundred hunter idea illustrated industrial
    introduction iron island journey justice keeper king kingdom kitchen knowledge labour land language last law legacy
    letter library life light line little lonely long lord lost love machine manual maiden map master meaning memory
    method midnight mind mirror modern money moon morning mother mountain music mystery name nation nature night north
    ocean old open origin other outline painted paper paradise past path peace people perfect philosophy place poem
    point political power practical prince principle problem promise public quest question quiet rain reader red
    religion
    report return rising river road root rose salt science sea season secret selected shadow silence silver sister sky
    small snow social society song soul south spirit spring stage star state statistics stone storm story stranger
    stream street structure study summer sun sword system tale teaching theory thing thousand time tower trade
    tradition treasure treaty tree truth under union unknown valley village violence voice war watch water way west
    white wild wind window winter wisdom wolf woman wonder wood word work world year young
""".split()
_ENDS: Final = "berg|dale|field|ford|hall|ham|ley|man|mann|more|o|ov|ovsky|ski|son|stein|ton|well|wood|worth".split("|")


class MadeDumps:
    """Writes dumps of `editions` editions and as many works and authors as fit them; `known` books are among them.

    The same `seed` gives the same dumps.
    """

    def __init__(self, editions: int, known: Sequence[BookInfo] = (), seed: int = 1) -> None:
        self._works = round(editions / EDITIONS_TO_WORKS)
        self._authors = round(self._works / WORKS_TO_AUTHORS)
        self._editions = editions
        self._known = known
        self._random = random.Random(seed)

    def write(self, folder: Path) -> int:
        """Write gzipped dumps into `folder`; returns the bytes of text in the dump of editions."""
        names = list(dict.fromkeys(book.author for book in self._known))
        number_of = {name: self._authors + number for number, name in enumerate(names, start=1)}
        _write(folder, "authors", chain(self._authors_made(), (_author(number_of[name], name) for name in names)))
        known_works = (
            self._work(self._works + place, book.title, number_of[book.author])
            for place, book in enumerate(self._known, start=1)
        )
        _write(folder, "works", chain(self._works_made(), known_works))
        known_editions = (
            self._edition(self._editions + place, self._works + place, book.title, book)
            for place, book in enumerate(self._known, start=1)
        )
        size = _write(folder, "editions", chain(self._editions_made(), known_editions))
        _write(folder, "ratings", self._ratings())
        return size

    def _authors_made(self) -> Iterator[dict[str, Any]]:
        chance, choice = self._random.random, self._random.choice
        for number in range(1, self._authors + 1):
            last = choice(_WORDS).title() + choice(_ENDS)
            name = f"{choice(_WORDS).title()} {choice('ABCDEFGHJKLMPRST')}. {last}"
            author = _author(number, name)
            if chance() < 0.05:
                author["alternate_names"] = [f"{last}, {name[0]}.", f"{choice(_WORDS).title()} {last}"]
            yield author

    def _works_made(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self._works + 1):
            if self._random.random() < _REDIRECTED:
                yield _record("redirect", f"/works/OL{number}W", location=f"/works/OL{max(1, number - 7)}W")
            else:
                yield self._work(number, self._title(number), 1 + number * 7919 % self._authors)

    def _editions_made(self) -> Iterator[dict[str, Any]]:
        chance = self._random.random
        work = 1
        for number in range(1, self._editions + 1):
            if chance() < 1 / EDITIONS_TO_WORKS and work < self._works:
                work += 1
            title = self._title(work) if chance() < 0.8 else f"{self._title(work)} {self._random.choice(_WORDS)}"
            yield self._edition(number, work, title, None)

    def _title(self, work: int) -> str:
        """The same for the same work."""
        own = random.Random(work)
        words = [own.choice(_WORDS) for _ in range(own.randint(1, 5))]
        return ("The " if own.random() < 0.3 else "") + " ".join(words).title()

    def _work(self, number: int, title: str, author: int) -> dict[str, Any]:
        chance, some = self._random.random, self._random.sample
        work = _record(
            "work",
            f"/works/OL{number}W",
            title=title,
            authors=[{"author": {"key": f"/authors/OL{author}A"}, "type": {"key": "/type/author_role"}}],
        )
        if chance() < 0.55:
            work["subjects"] = some(_SUBJECTS, min(len(_SUBJECTS), 1 + int(self._random.expovariate(0.25))))
        if chance() < 0.15:
            work["subject_places"] = some(_PLACES, 2)
        if chance() < 0.3:
            work["covers"] = [self._random.randint(1, 14_000_000), -1]
        if chance() < 0.1:
            work["description"] = {"type": "/type/text", "value": self._words(80)}
        if chance() < 0.2:
            work["subtitle"] = self._words(5)
        return work

    def _edition(self, number: int, work: int, title: str, book: BookInfo | None) -> dict[str, Any]:
        chance, choice = self._random.random, self._random.choice
        isbn13 = book.isbn13 if book else _isbn13(number)
        edition = _record(
            "edition",
            f"/books/OL{number}M",
            title=title,
            works=[{"key": f"/works/OL{work}W"}],
            publishers=[choice(_PUBLISHERS)],
            publish_date=choice((f"{self._random.randint(1890, 2026)}", "March 3, 2004", "c1987", "19--")),
            source_records=[f"marc:marc_loc_2016/BooksAll.2016.part{number % 43:02}.utf8:{number * 37}:912"],
            languages=[{"key": f"/languages/{choice(('eng', 'eng', 'eng', 'ger', 'fre', 'spa'))}"}],
            latest_revision=4,
            publish_places=["New York"],
            pagination="xii, 312 p. ;",
            notes={"type": "/type/text", "value": self._words(25)},
            lc_classifications=[f"PS{self._random.randint(100, 3600)}.{choice('ABCDEF')}{number % 90} 1999"],
            number_of_pages=self._random.randint(40, 900),
        )
        if isbn13 and (book or chance() < 0.7):
            hyphened = f"{isbn13[:3]}-{isbn13[3]}-{isbn13[4:9]}-{isbn13[9:12]}-{isbn13[12]}"
            edition["isbn_13"] = [hyphened if chance() < 0.05 else isbn13]
            edition["isbn_10"] = [isbn10_of(isbn13) or "" if chance() < 0.9 else f"{isbn13}_"]
        if book and book.goodreads_id and chance() < 0.6:
            edition["identifiers"] = {"goodreads": [book.goodreads_id], "librarything": [str(number)]}
        elif chance() < 0.12:
            edition["identifiers"] = {"goodreads": [str(number * 3)]}
        if chance() < 0.4:
            edition["covers"] = [choice((-1, self._random.randint(1, 14_000_000)))]
        if chance() < 0.25:
            edition["series"] = [f"{title.split()[0]} series -- {number % 12}"]
        if chance() < 0.3:
            edition["subtitle"] = self._words(5)
        if chance() < 0.5:
            edition["ocaid"] = f"{title[:16].lower().replace(' ', '')}{number:08}"
            edition["table_of_contents"] = [
                {"title": self._words(4), "level": 0, "pagenum": str(9 * n)} for n in range(4)
            ]
        return edition

    def _ratings(self) -> Iterator[bytes]:
        for _ in range(self._works // 20):
            work = self._random.randint(1, self._works)
            yield f"/works/OL{work}W\t\\N\t{self._random.randint(1, 5)}\t2025-01-01\n".encode()

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(_WORDS, k=count))


def _author(number: int, name: str) -> dict[str, Any]:
    return _record("author", f"/authors/OL{number}A", name=name, personal_name=name, birth_date="1931")


def _record(kind: str, key: str, **fields: Any) -> dict[str, Any]:
    at = {"type": "/type/datetime", "value": "2008-04-01T03:28:50.625462"}
    return {"type": {"key": f"/type/{kind}"}, "key": key, **fields, "revision": 3, "created": at, "last_modified": at}


def _isbn13(number: int) -> str:
    body = f"978{number % 10**9:09}"
    return body + str(-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body)) % 10)


def _write(folder: Path, kind: str, lines: Iterable[dict[str, Any] | bytes]) -> int:
    """Write a dump, a few lines of it damaged; returns its bytes before packing."""
    dirt = random.Random(kind)
    size = 0
    with _packed(folder / f"ol_dump_{kind}_{DATE}.txt.gz") as file:
        for entry in lines:
            line = _line(entry) if isinstance(entry, dict) else entry
            if dirt.random() < _DAMAGED:
                line = dirt.choice((line[: len(line) // 2] + b"\n", line[:-1] + b"\tone column more\n"))
            file.write(line)
            size += len(line)
    return size


def _line(record: dict[str, Any]) -> bytes:
    kind, key = record["type"]["key"], record["key"]
    return f"{kind}\t{key}\t3\t2008-04-01T03:28:50.625462\t".encode() + orjson.dumps(record) + b"\n"


def _packed(path: Path) -> IO[bytes]:
    opened: IO[bytes] = igzip.open(path, "wb")  # type: ignore[no-untyped-call]
    return opened
