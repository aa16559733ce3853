"""Small dumps for tests, line by line."""

import gzip
import json
from pathlib import Path
from typing import Any

DATE = "2026-10-31"


def line(kind: str, key: str, **fields: Any) -> str:
    """A line as Open Library's dumps have it."""
    record = {"type": {"key": f"/type/{kind}"}, "key": key, **fields}
    return f"/type/{kind}\t{key}\t4\t2020-01-01T00:00:00.000000\t{json.dumps(record)}"


def author(number: int, name: str, **fields: Any) -> str:
    return line("author", f"/authors/OL{number}A", name=name, **fields)


def work(number: int, title: str, *authors: int, **fields: Any) -> str:
    roles = [{"author": {"key": f"/authors/OL{one}A"}, "type": {"key": "/type/author_role"}} for one in authors]
    return line("work", f"/works/OL{number}W", title=title, authors=roles, **fields)


def edition(number: int, of_work: int | None, title: str, **fields: Any) -> str:
    works = {} if of_work is None else {"works": [{"key": f"/works/OL{of_work}W"}]}
    return line("edition", f"/books/OL{number}M", title=title, **works, **fields)


def redirect(key: str, location: str) -> str:
    return line("redirect", key, location=location)


def write_dumps(folder: Path, packed: bool = True, date: str = DATE, /, **dumps: list[str]) -> Path:
    """Write a dump of each kind; `reading_log` is `reading-log`. Kinds that are needed and not given are empty."""
    folder.mkdir(parents=True, exist_ok=True)
    needed: dict[str, list[str]] = {"authors": [], "works": [], "editions": []}
    for kind, lines in (needed | dumps).items():
        text = "".join(f"{one}\n" for one in lines).encode()
        name = f"ol_dump_{kind.replace('_', '-')}_{date}.txt"
        (folder / (f"{name}.gz" if packed else name)).write_bytes(gzip.compress(text) if packed else text)
    return folder
