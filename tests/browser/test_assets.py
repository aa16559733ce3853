"""What the pages are made of: a chart library of pinned packages, and files of ours that fit together."""

from __future__ import annotations

import json
import re

import pytest

from scripts.local_server import PROJECT

WEB = PROJECT / "chalicelib" / "web"
VENDOR = WEB / "vendor"


def test_every_package_is_pinned_and_names_no_mirror() -> None:
    named = json.loads((PROJECT / "package.json").read_text(encoding="utf-8"))
    for version in (named.get("dependencies", {}) | named["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    locked = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, package in locked.items():
        assert not name or package["integrity"].startswith("sha512-")
        assert "resolved" not in package


def test_the_chart_library_brings_the_licence_of_every_package_in_it() -> None:
    script = (VENDOR / "plot.js").read_text(encoding="utf-8")
    assert "plot.LICENSE.txt" in script.splitlines()[0]
    licences = (VENDOR / "plot.LICENSE.txt").read_text(encoding="utf-8")
    named = re.findall(r"^(\S+) \d+\.\d+\.\d+ \(ISC\)$", licences, flags=re.MULTILINE)
    assert {"@observablehq/plot", "d3-array", "d3-scale", "d3-selection", "isoformat"} <= set(named)
    assert licences.count("Permission to use, copy, modify") == len(named)


def test_the_chart_library_is_small_and_asks_for_nothing_else() -> None:
    script = (VENDOR / "plot.js").read_text(encoding="utf-8")
    assert len(script.encode()) < 170_000
    assert not re.search(r"\bimport\b", script)
    for unused in ("mercator", "viridis", "pointermove", "hexbin", "catmull-rom"):
        assert f'"{unused}"' not in script


def imported_by(entry: str) -> set[str]:
    """The modules that an entry loads, itself not counted."""
    found: set[str] = set()
    waiting = [entry]
    while waiting:
        module = WEB / "static" / waiting.pop()
        text = module.read_text(encoding="utf-8")
        for target in re.findall(r'^import .*?"(\.[\w./-]+)";$', text, flags=re.MULTILINE):
            name = (module.parent / target).resolve().relative_to(WEB / "static").as_posix()
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


@pytest.mark.parametrize(
    ("page", "entry"), [("index.html", "pages/upload.js"), ("dashboard.html", "pages/dashboard.js")]
)
def test_a_page_names_all_of_its_modules_so_that_they_load_at_once(page: str, entry: str) -> None:
    text = (WEB / page).read_text(encoding="utf-8")
    preloaded = re.findall(r'rel="modulepreload" href="(?:\.\./)?static/([\w./-]+)"', text)
    assert set(preloaded) == imported_by(entry)
    assert len(set(preloaded)) == len(preloaded)


def test_pages_have_no_inline_script_or_style_and_only_relative_addresses() -> None:
    for page in ("index.html", "dashboard.html"):
        text = (WEB / page).read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)
        assert re.findall(r'(?:href|src)="(?:/|https?:)[^"]*"', text) == []


def test_no_script_makes_markup_of_text() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    for script in (WEB / "static").rglob("*.js"):
        assert not forbidden.search(script.read_text(encoding="utf-8")), script
