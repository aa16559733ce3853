"""Open Library's dump files in a folder (https://openlibrary.org/developers/dumps), plain or gzipped, as streams."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final, NamedTuple

from isal import igzip

from scripts.catalogue import BuildFailed

WHERE: Final = "https://openlibrary.org/developers/dumps"
PIECE_BYTES: Final = 32_000_000
"""Of unpacked text. A piece is what one worker takes at a time; its ends depend on nothing but the file."""
NEEDED: Final = ("authors", "works", "editions")
WELCOME: Final = ("ratings", "reading-log")
_NAME: Final = re.compile(
    r"ol_dump_(authors|works|editions|ratings|reading-log)_(\d{4}-\d\d-\d\d|latest)\.txt(?:\.gz)?"
)


@dataclass(frozen=True, slots=True)
class Dump:
    """One dump file. `date` is that of its name, or of the file where the name says `latest`."""

    kind: str
    path: Path
    date: str

    @property
    def size(self) -> int:
        """Bytes as the file is, packed or not."""
        return self.path.stat().st_size


class Piece(NamedTuple):
    """Some whole lines of a dump, and how far into the file (in its own bytes) they reach."""

    number: int
    text: bytes
    position: int


def find_dumps(folder: Path) -> dict[str, Dump]:
    """The newest dump of each kind; raises `BuildFailed` where one that is needed is not there."""
    if not folder.is_dir():
        raise BuildFailed(f"There is no folder {folder}. Name the one with Open Library's dumps: DUMPS=<folder>")
    found: dict[str, Dump] = {}
    for path in sorted(folder.iterdir()):
        if match := _NAME.fullmatch(path.name):
            dump = Dump(match[1], path, match[2] if match[2] != "latest" else _day_of(path))
            if dump.kind not in found or dump.date >= found[dump.kind].date:
                found[dump.kind] = dump
    missing = [f"ol_dump_{kind}_….txt.gz" for kind in NEEDED if kind not in found]
    if missing:
        raise BuildFailed(f"{folder} lacks {', '.join(missing)}. They are at {WHERE}")
    return found


def pieces(dump: Dump, size: int = PIECE_BYTES) -> Iterator[Piece]:
    """The dump as pieces of about `size` bytes of text, each ending at the end of a line.

    Raises `BuildFailed` for a file that is cut off or damaged as a whole.
    """
    number = 0
    rest = b""
    with dump.path.open("rb") as packed:
        text = _unpacked(packed) if dump.path.suffix == ".gz" else packed
        try:
            while block := text.read(size):
                whole, newline, end = block.rpartition(b"\n")
                if newline:
                    yield Piece(number, rest + whole + newline, packed.tell())
                    number += 1
                    rest = end
                else:
                    rest += block
        except (EOFError, zlib.error, igzip.BadGzipFile) as error:
            raise BuildFailed(f"{dump.path.name} is cut off or damaged ({error}). Download it again.") from error
        if rest:
            yield Piece(number, rest, packed.tell())


def _unpacked(packed: IO[bytes]) -> IO[bytes]:
    opened: IO[bytes] = igzip.open(packed, "rb")  # type: ignore[no-untyped-call]
    return opened


def _day_of(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
