"""Whether the bundle of the pages is there, of today's pages, and whole."""

import os
from pathlib import Path

import pytest

from chalicelib.web.bundle import FILES, SOURCES, fault, fingerprint, version


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """Pages with a bundle that fits them."""
    for folder in ("static/ui", "vendor", "bundle/files"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("index.html", "dashboard.html", "static/ui/dom.js", "vendor/d3.js", "bundle/files/index.js"):
        (tmp_path / name).write_text(name)
    record(tmp_path)
    return tmp_path


def record(web: Path) -> None:
    (web / "bundle/bundle.json").write_text(
        f'{{"version": "{fingerprint(web, FILES)}", "sources": "{fingerprint(web, *SOURCES)}"}}'
    )


def test_a_bundle_of_todays_pages_has_no_fault(web: Path) -> None:
    assert fault(web) is None


def test_pages_without_a_bundle_are_told(web: Path) -> None:
    (web / "bundle/bundle.json").unlink()
    assert fault(web) == "the pages have no bundle"
    assert version(web) is None


@pytest.mark.parametrize("name", ["index.html", "dashboard.html", "static/ui/dom.js", "vendor/d3.js", "static/new.js"])
def test_a_change_of_any_source_is_told(web: Path, name: str) -> None:
    (web / name).write_text("another")
    assert fault(web) == "the pages were changed after their bundle was made"


@pytest.mark.parametrize("name", ["bundle/files/index.js", "bundle/files/new.js"])
def test_a_bundle_that_was_changed_is_told(web: Path, name: str) -> None:
    (web / name).write_text("another")
    assert fault(web) == "the bundle of the pages is damaged"


def test_a_fingerprint_knows_names_and_contents_only(tmp_path: Path) -> None:
    def of(files: dict[str, str]) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        for name, text in files.items():
            (folder / "a" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "a" / name).write_text(text)
            os.utime(folder / "a" / name, (0, len(text)))
        return fingerprint(folder, "a")

    known = of({"one": "1", "two": "2"})
    assert len(known) == 16
    assert of({"two": "2", "one": "1", ".hidden": "3"}) == known
    others = [{"one": "1"}, {"one": "2", "two": "1"}, {"one": "1", "z/two": "2"}, {"one": "12", "two": ""}]
    assert len({known, *map(of, others)}) == 5
