"""Make the bundle of the pages (see `chalicelib/web/bundle.py`) with esbuild, a native program that npm installs.

A page's own HTML says what it is made of: its style sheets become one, its script and all that this imports become one.
The sample library is copied beside the chart library first, so that both are served from one folder.

    python -m scripts.web.bundle_pages
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from chalicelib.web import bundle

ROOT: Final = Path(__file__).parent.parent.parent
PROJECT_WEB: Final = ROOT / "chalicelib" / "web"
PAGES: Final = ("index", "dashboard")
SAMPLE: Final = ROOT / "samples" / "goodreads_library_export.csv"
BUNDLER: Final = ROOT / "node_modules" / "@esbuild"
AS_THEY_ARE: Final = ("static/styles/favicon.svg", "vendor/plot.js", "vendor/plot.LICENSE.txt")
"""Files that are bundled unchanged: the icon, and the chart library, which loads after the first figures are shown."""
_OPTIONS: Final = ("--bundle", "--minify", "--charset=utf8", "--log-level=warning")
_FILE: Final = r"(?P<up>(?:\.\./)?)static/(?P<name>[\w./-]+)"
_SCRIPT: Final = re.compile(rf'<script type="module" src="{_FILE}"></script>')
_STYLE: Final = re.compile(rf'<link rel="stylesheet" href="{_FILE}"(?: media="(?P<media>\w+)")?>')
_LINKS: Final = re.compile(r'^ *<link rel="(?:stylesheet|modulepreload)"[^>]*>\n', flags=re.MULTILINE)
_ADDRESS: Final = re.compile(r'(?<=href=")(?P<up>(?:\.\./)?)static/(?:styles/)?')


class AssetError(Exception):
    """The pages cannot be bundled; the message says what to do."""


def bundle_pages(web: Path = PROJECT_WEB) -> str:
    """Make `bundle/` in the folder `web` of what is there now, replacing an older one; returns its version.

    Raises `AssetError` when something that it takes is not there, or when esbuild refuses a file.
    """
    if missing := [name for name in AS_THEY_ARE if not (web / name).is_file()]:
        raise AssetError(f"{', '.join(missing)} of the pages is missing. Run: make assets")
    esbuild = _bundler()
    sources = bundle.fingerprint(web, *bundle.SOURCES)
    with tempfile.TemporaryDirectory(prefix=".bundle.", dir=web) as temporary:
        made = Path(temporary)
        files = made / bundle.FILES
        files.mkdir(parents=True)
        for name in AS_THEY_ARE:
            shutil.copyfile(web / name, files / Path(name).name)
        pages = {name: (web / f"{name}.html").read_text(encoding="utf-8") for name in PAGES}
        for name, html in pages.items():
            _bundle_scripts(esbuild, web / "static", html, files / f"{name}.js")
            _bundle_styles(esbuild, web / "static", html, files / f"{name}.css")
        version = bundle.fingerprint(made, bundle.FILES)
        for name, html in pages.items():
            (made / bundle.FOLDER / f"{name}.html").write_text(_rewritten(html, name, version), encoding="utf-8")
        manifest = {"version": version, "sources": sources}
        (made / bundle.MANIFEST).write_text(json.dumps(manifest) + "\n", encoding="utf-8")
        if (web / bundle.FOLDER).exists():
            (web / bundle.FOLDER).rename(made / "before")
        (made / bundle.FOLDER).rename(web / bundle.FOLDER)
    return version


def _bundler() -> Path:
    """The program for this machine: npm installs it alone of those that esbuild offers."""
    found = next(BUNDLER.glob("*/bin/esbuild"), None)
    if found is None:
        raise AssetError("esbuild, which bundles the pages, is missing. Run: make assets")
    return found


def _bundle_scripts(esbuild: Path, static: Path, html: str, target: Path) -> None:
    (script,) = _SCRIPT.finditer(html)
    _run(esbuild, static, "", f"./{script['name']}", "--format=esm", f"--outfile={target}")


def _bundle_styles(esbuild: Path, static: Path, html: str, target: Path) -> None:
    imports = [f'@import "./{style["name"]}" {style["media"] or ""};' for style in _STYLE.finditer(html)]
    _run(esbuild, static, "\n".join(imports), "--loader=css", f"--outfile={target}")


def _run(esbuild: Path, folder: Path, text: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(esbuild), *arguments, *_OPTIONS], cwd=folder, input=text, capture_output=True, text=True, check=False
    )
    if done.returncode or done.stderr:
        raise AssetError(f"esbuild could not bundle the pages.\n{done.stderr}")


def _rewritten(html: str, page: str, version: str) -> str:
    """The HTML of a page with the addresses of its bundle in place of those of its modules."""
    html = _ADDRESS.sub(rf"\g<up>static/{version}/", _LINKS.sub("", html))
    place = rf"\g<up>static/{version}/{page}"
    return _SCRIPT.sub(
        rf'<link rel="stylesheet" href="{place}.css">\n  <script type="module" src="{place}.js"></script>', html
    )


def main() -> int:
    """Make the bundle of this project; returns the exit code."""
    argparse.ArgumentParser(description="Make the bundle of the pages.").parse_args()
    try:
        shutil.copyfile(SAMPLE, PROJECT_WEB / "vendor" / SAMPLE.name)
        version = bundle_pages()
    except AssetError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"bundled the pages as version {version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
