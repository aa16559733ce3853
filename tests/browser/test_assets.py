"""What the pages are made of: fetched files that are exactly the pinned ones, and files of ours that fit together."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from scripts.local_server import PROJECT
from scripts.web.fetch_assets import (
    BUNDLERS,
    ESBUILD_VERSION,
    PAGES,
    TESTS,
    AssetError,
    Member,
    Package,
    copy_sample,
    fetch,
    fetch_bundler,
)
from tests.http_server import serving

WEB = PROJECT / "chalicelib" / "web"
CONTENT = b"export const answer = 42;\n"


@dataclass(frozen=True)
class LocalPackage(Package):
    """A package of a registry on this machine."""

    base: str = ""

    @property
    def url(self) -> str:
        return f"{self.base}/{self.name}.tgz"


def tarball() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        info = tarfile.TarInfo("package/dist/thing.js")
        info.size = len(CONTENT)
        archive.addfile(info, io.BytesIO(CONTENT))
    return buffer.getvalue()


@pytest.fixture
def package() -> Iterator[LocalPackage]:
    packed = tarball()

    class Registry(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(packed)

    with serving(Registry) as url:
        yield LocalPackage(
            name="thing",
            version="1.0.0",
            integrity="sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode(),
            members=(Member("dist/thing.js", "thing.js", hashlib.sha256(CONTENT).hexdigest()),),
            base=url,
        )


def test_a_package_is_fetched_once(package: LocalPackage, tmp_path: Path) -> None:
    assert fetch(package, tmp_path / "vendor")
    assert (tmp_path / "vendor" / "thing.js").read_bytes() == CONTENT
    unreachable = replace(package, base="http://127.0.0.1:9")
    assert not fetch(unreachable, tmp_path / "vendor")  # all is there: no network at all


def test_a_changed_file_is_fetched_again(package: LocalPackage, tmp_path: Path) -> None:
    (tmp_path / "thing.js").write_bytes(b"tampered")
    assert fetch(package, tmp_path)
    assert (tmp_path / "thing.js").read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["thing.js"]  # no temporary file stays


def test_another_tarball_than_the_pinned_one_is_refused(package: LocalPackage, tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="is not the pinned package"):
        fetch(replace(package, integrity="sha512-AAAA"), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["dist/thing.js", "dist/missing.js"])
def test_another_file_than_the_pinned_one_is_refused(package: LocalPackage, tmp_path: Path, path: str) -> None:
    with pytest.raises(AssetError, match="with the pinned hash"):
        fetch(replace(package, members=(Member(path, "thing.js", "00"),)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_offline_the_error_says_what_to_do(package: LocalPackage, tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="Connect to the internet"):
        fetch(replace(package, base="http://127.0.0.1:9"), tmp_path)


def test_every_asset_is_pinned_on_the_one_registry_and_brings_its_licence() -> None:
    for package in (*PAGES, *TESTS):
        assert package.url.startswith("https://registry.npmjs.org/")
        assert package.version in package.url
        assert package.integrity.startswith("sha512-")
        assert any(member.path == "LICENSE" for member in package.members)


def test_a_program_can_be_run(package: LocalPackage, tmp_path: Path) -> None:
    (member,) = package.members
    fetch(package, tmp_path / "file")
    fetch(replace(package, members=(replace(member, mode=0o755),)), tmp_path / "program")
    assert not os.access(tmp_path / "file" / "thing.js", os.X_OK)
    assert os.access(tmp_path / "program" / "thing.js", os.X_OK)


def test_the_bundler_is_pinned_for_each_machine() -> None:
    names = {package.name: package for package in BUNDLERS.values()}
    assert names.keys() == {f"@esbuild/{name}" for name in ("linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64")}
    for name, package in names.items():
        file = f"{name.rpartition('/')[2]}-{ESBUILD_VERSION}.tgz"
        assert package.url == f"https://registry.npmjs.org/{name}/-/{file}"
    hashes = [(package.integrity, package.members[0].sha256) for package in names.values()]
    assert len(set(hashes)) == len(hashes)


def test_on_another_machine_the_error_names_those_that_can_bundle(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match=r"on Plan9 mips: esbuild is pinned for Linux x86_64, Linux aarch64, Darwin"):
        fetch_bundler(tmp_path, ("Plan9", "mips"))


def test_the_sample_is_copied_when_it_changed(tmp_path: Path) -> None:
    sample = tmp_path / "sample.csv"
    sample.write_text("one")
    assert copy_sample(sample, tmp_path / "vendor")
    assert not copy_sample(sample, tmp_path / "vendor")
    sample.write_text("two")
    assert copy_sample(sample, tmp_path / "vendor")
    assert (tmp_path / "vendor" / "sample.csv").read_text() == "two"


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


@pytest.mark.parametrize(("page", "entry"), [("index.html", "upload.js"), ("dashboard.html", "dashboard.js")])
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
