"""The works of the sample library as Open Library's dumps: a small catalogue is built like a large one."""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from scripts.catalogue.building import build
from scripts.catalogue.dumps import find_dumps

_SAMPLES: Final = Path(__file__).parent.parent.parent / "samples"
SAMPLE: Final = _SAMPLES / "goodreads_library_export.csv"
KNOWN_WORKS: Final = _SAMPLES / "catalogue.json"
_DATE: Final = "2026-10-31"
_VOTES: Final = 100
"""Of each work: their mean has two decimals."""


def write_dumps(folder: Path) -> int:
    """Write the dumps of the sample's works into `folder`; returns the number of works."""
    books: list[dict[str, Any]] = json.loads(KNOWN_WORKS.read_text(encoding="utf-8"))["books"]
    authors = {name: number for number, name in enumerate(dict.fromkeys(book["author"] for book in books), start=1)}
    _write(
        folder / f"ol_dump_authors_{_DATE}.txt",
        (_line("author", f"/authors/OL{number}A", {"name": name}) for name, number in authors.items()),
    )
    _write(
        folder / f"ol_dump_works_{_DATE}.txt",
        (
            _line("work", f"/works/OL{number}W", _work(book, authors[book["author"]]))
            for number, book in enumerate(books, start=1)
        ),
    )
    _write(
        folder / f"ol_dump_editions_{_DATE}.txt",
        (_line("edition", f"/books/OL{number}M", _edition(book, number)) for number, book in enumerate(books, start=1)),
    )
    rated = [(number, book["average_rating"]) for number, book in enumerate(books, start=1) if book["average_rating"]]
    _write(folder / f"ol_dump_ratings_{_DATE}.txt", (line for number, mean in rated for line in _ratings(number, mean)))
    return len(books)


def build_sample_catalogue(path: Path) -> int:
    """Build the catalogue of the sample's works at `path`; returns the number of works."""
    with tempfile.TemporaryDirectory(prefix="goodreads-stats-") as folder:
        works = write_dumps(Path(folder))
        build(find_dumps(Path(folder)), path, tell=lambda line: None, processes=1)
    return works


def _work(book: dict[str, Any], author: int) -> dict[str, Any]:
    return {
        "title": book["title"],
        "authors": [{"author": {"key": f"/authors/OL{author}A"}, "type": {"key": "/type/author_role"}}],
        "subjects": book["genres"],
        "first_publish_date": str(book["publication_year"]),
    }


def _edition(book: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "title": book["title"],
        "works": [{"key": f"/works/OL{number}W"}],
        "isbn_13": [book["isbn13"]] if book["isbn13"] else [],
        "number_of_pages": book["num_pages"],
    }


def _ratings(number: int, mean: float) -> Iterable[str]:
    """Votes with this mean."""
    stars = round(mean * _VOTES)
    for vote in range(_VOTES):
        yield f"/works/OL{number}W\t\\N\t{stars // _VOTES + (vote < stars % _VOTES)}\t{_DATE}"


def _line(kind: str, key: str, fields: dict[str, Any]) -> str:
    record = {"type": {"key": f"/type/{kind}"}, "key": key, **fields}
    return f"/type/{kind}\t{key}\t1\t{_DATE}T00:00:00\t{json.dumps(record, ensure_ascii=False)}"


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
