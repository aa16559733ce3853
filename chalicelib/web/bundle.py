"""The bundle: what a deployed function serves in place of the modules. One script and one style sheet make up a page.

`scripts/web/bundle_pages.py` makes it, in the folder `bundle/` beside this file:

    index.html, dashboard.html     the pages; they name their files as static/<version>/<name>
    files/                         these files
    bundle.json                    {"version": hash of files/, "sources": hash of what the bundle was made of}

The version is in the addresses, so a page and its scripts always belong together, and browsers keep the files for good.
"""

import hashlib
import json
from pathlib import Path
from typing import Final

from chalicelib.errors import BundleMissing

FOLDER: Final = "bundle"
FILES: Final = "bundle/files"
MANIFEST: Final = "bundle/bundle.json"
SOURCES: Final = ("index.html", "dashboard.html", "static", "vendor")
"""What a bundle is made of."""


def version(web: Path) -> str | None:
    """The version of the bundle in the folder `web`; None where there is no bundle."""
    return _recorded(web).get("version")


def page(web: Path, name: str) -> str:
    """The HTML of a page; raises `BundleMissing` where there is no bundle."""
    try:
        return (web / FOLDER / f"{name}.html").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BundleMissing from error


def fault(web: Path) -> str | None:
    """Why the pages in the folder `web` cannot be deployed, which `make assets` mends; None when they can."""
    recorded = _recorded(web)
    if not recorded:
        return "the pages have no bundle"
    if recorded["sources"] != fingerprint(web, *SOURCES):
        return "the pages were changed after their bundle was made"
    if recorded["version"] != fingerprint(web, FILES):
        return "the bundle of the pages is damaged"
    return None


def fingerprint(folder: Path, *names: str) -> str:
    """16 hexadecimal digits of the SHA-256 of files in `folder`, their names included.

    A folder's name stands for all files below it. Files whose names begin with a dot do not count.
    """
    found = hashlib.sha256()
    for name in names:
        for path in sorted((folder / name, *(folder / name).rglob("*"))):
            if path.is_file() and not path.name.startswith("."):
                found.update(f"{path.relative_to(folder).as_posix()}\0".encode())
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]


def _recorded(web: Path) -> dict[str, str]:
    try:
        recorded: dict[str, str] = json.loads((web / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return recorded
