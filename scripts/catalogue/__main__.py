"""`make catalogue`: build the catalogue of this machine from Open Library's dumps, or a small one from the sample.

python -m scripts.catalogue --dumps <folder>
python -m scripts.catalogue --seed samples
"""

import argparse
import errno
import sqlite3
import sys
import time
from pathlib import Path
from typing import Final

from chalicelib import wiring
from scripts.catalogue import BuildFailed
from scripts.catalogue.building import build
from scripts.catalogue.dumps import WHERE, find_dumps
from scripts.catalogue.samples import build_sample_catalogue

STOPPED: Final = 130
"""The exit code of a program that Ctrl-C ended."""


def main(arguments: list[str] | None = None) -> int:
    """Build; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dumps", type=Path, help="folder with Open Library's dumps")
    parser.add_argument("--seed", choices=["samples"], help="the works of the sample library instead of dumps")
    parser.add_argument("--file", type=Path, help="file to build; the catalogue of this machine without it")
    parser.add_argument(
        "--only-numbered", action="store_true", help="only works with an edition that has an ISBN or a Goodreads id"
    )
    options = parser.parse_args(arguments)
    path: Path = options.file or wiring.catalogue_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if options.dumps is None and options.seed is None:
            raise BuildFailed(f"Name what to build it of. The dumps are at {WHERE}: DUMPS=<folder>, or SEED=samples.")
        if options.seed:
            print(f"{build_sample_catalogue(path)} works of the sample are in {path}")
        else:
            _build(options.dumps, path, only_numbered=options.only_numbered)
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, sqlite3.Error) as error:
        print(_what_the_disk_says(error, path), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The same command goes on from here.", file=sys.stderr)
        return STOPPED
    return 0


def _build(dumps: Path, path: Path, *, only_numbered: bool) -> None:
    started = time.monotonic()
    found = find_dumps(dumps)
    for dump in found.values():
        print(f"Reads {dump.path.name}, {dump.size / 1e6:,.1f} MB", flush=True)
    made = build(found, path, only_numbered=only_numbered, tell=lambda line: print(line, flush=True))
    if made is None:
        print(f"{path} is made of these dumps already")
        return
    size = path.stat().st_size
    each = size / max(1, made.editions)
    print(f"{made.lines:,} lines read, {made.damaged_lines:,} of them damaged and skipped")
    print(f"{made.works:,} works and {made.editions:,} editions, {size / 1e6:,.1f} MB, {each:.0f} bytes an edition")
    print(f"{made.editions_dropped:,} editions lead to no work that a reader could look for")
    seconds = time.monotonic() - started
    print(f"{path} is in use from now on; it took {seconds:,.0f} s and {made.bytes_meanwhile / 1e6:,.1f} MB meanwhile")


def _what_the_disk_says(error: OSError | sqlite3.Error, path: Path) -> str:
    full = getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error)
    if full:
        return (
            f"The disk of {path.parent} is full. Make room and give the same command again: it goes on from here. "
            "A catalogue that was there before stays in use."
        )
    return f"The catalogue could not be built at {path}: {error}. One that was there before stays in use."


if __name__ == "__main__":
    sys.exit(main())
