"""Fetch the pinned browser assets and the bundler (npm tarballs, no Node), and copy the sample beside them.

Every tarball is named by exact version and checked against the integrity that npm publishes for it; every file
taken out of it is checked again. Where a folder already holds the right files, nothing is fetched.

    python -m scripts.web.fetch_assets          # what the pages need, into chalicelib/web/vendor/, build/esbuild/
    python -m scripts.web.fetch_assets --dev    # and what the browser tests need, into build/axe/
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import http.client
import io
import os
import platform
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENDOR = ROOT / "chalicelib" / "web" / "vendor"
AXE = ROOT / "build" / "axe"
ESBUILD = ROOT / "build" / "esbuild"
SAMPLE = ROOT / "samples" / "goodreads_library_export.csv"
REGISTRY = "https://registry.npmjs.org"
TIMEOUT_S = 60
MAX_TARBALL_BYTES = 32 * 1024 * 1024


class AssetError(Exception):
    """An asset could not be fetched; the message says what to do."""


@dataclass(frozen=True)
class Member:
    """One file of a tarball, where it goes and what it must hash to."""

    path: str
    target: str
    sha256: str
    mode: int = 0o644


@dataclass(frozen=True)
class Package:
    """An npm package at one version; `integrity` is npm's own SRI string for the tarball."""

    name: str
    version: str
    integrity: str
    members: tuple[Member, ...]

    @property
    def url(self) -> str:
        return f"{REGISTRY}/{self.name}/-/{self.name.rsplit('/', 1)[-1]}-{self.version}.tgz"


PAGES = (
    Package(
        "@observablehq/plot",
        "0.6.17",
        "sha512-/qaXP/7mc4MUS0s4cPPFASDRjtsWp85/TbfsciqDgU1HwYixbSbbytNuInD8AcTYC3xaxACgVX06agdfQy9W+g==",
        (
            Member(
                "dist/plot.umd.min.js",
                "plot.umd.min.js",
                "4358086467740777dd788d6b27a95cebdbaefdd50c730a3060117073bd7134cb",
            ),
            Member(
                "LICENSE",
                "plot.LICENSE.txt",
                "4b295e011e0e046170041b5b46f1349393aeceb95797793a55bd21dbb543363a",
            ),
        ),
    ),
    Package(
        "d3",
        "7.9.2",
        "sha512-ZKb/mONPVKzaO5UlcWcwN8bS4ezvQaYu+bsou+XgNABdGC800kwH651ADTbbTxMPHW13UlvbQafdmJQDk1w7Mg==",
        (
            Member(
                "dist/d3.min.js",
                "d3.min.js",
                "912111098ea99503a6f4967361d2bbdc9dbf58cf9c678c8e27e5b02d1a07f0c1",
            ),
            Member(
                "LICENSE",
                "d3.LICENSE.txt",
                "2a6d2d5f32ba0b755ddbc1c833f766e30cdbe6ebe9a6d4e3e24427721f0b63d3",
            ),
        ),
    ),
)
TESTS = (
    Package(
        "axe-core",
        "4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        (
            Member(
                "axe.min.js",
                "axe.min.js",
                "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
            ),
            Member(
                "LICENSE",
                "axe.LICENSE.txt",
                "af175b9d96ee93c21a036152e1b905b0b95304d4ae8c2c921c7609100ba8df7e",
            ),
        ),
    ),
)


ESBUILD_VERSION = "0.28.2"
BUNDLERS = {
    (system, machine): Package(
        f"@esbuild/{name}", ESBUILD_VERSION, integrity, (Member("bin/esbuild", "esbuild", sha256, 0o755),)
    )
    for system, machine, name, integrity, sha256 in (
        (
            *("Linux", "x86_64", "linux-x64"),
            "sha512-4xTZr1FUmSoQW4XIWmit3tzQrUTZM+N3P0XV8xROKYF50XfI7xeO90+1bZvNwxIufQ9hDQVRJH5YhgPVF8A/HQ==",
            "e1698a3d5c6c0798fee4fd3b5cc816651f460c63d390a7a26ea4beb0b1884100",
        ),
        (
            *("Linux", "aarch64", "linux-arm64"),
            "sha512-pW4AC0P3it8c7do9MVM4p51FzHzdM/TZrerurgRcHJ2WTa1VQ1CIq18xncfpBJw4ojkiZZrKW2yIBWBP92j6Ug==",
            "90bd269553d258e80b19e3ccab4f98f0831f87442a2f056510ce24fd1b425fc2",
        ),
        (
            *("Darwin", "x86_64", "darwin-x64"),
            "sha512-uq6suIWYP37qzGddBKPw5QEQPi6HiLGsO7UmkpfyaYNQ3D+rN6w6WfwH+nuqcGXWvawGwxOEroO4YGnFh95azw==",
            "7fe5c9c905fff0a05d92db98929434ab4d3b6dd92d7a7688922db74380c75df3",
        ),
        (
            *("Darwin", "arm64", "darwin-arm64"),
            "sha512-n4KqkOQrraxHJcgjM1RvwbigfQKIKJVpM7xp+KsxiyUSrRdIXnt73VhrPAx0fV44hgfmIVKjxMN9J1t5jySVkw==",
            "10b6243df618d374bb2d5c9cfbe7052e1405f6aa4e53a6164f11a91b9f2e1384",
        ),
    )
}
"""esbuild, which makes the bundle: one native program for each system and machine, as `platform` names them."""


def is_current(path: Path, sha256: str) -> bool:
    """True when `path` exists and holds exactly the pinned bytes."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def write_atomically(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a temporary file and rename it: a reader sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def download(package: Package) -> bytes:
    """The tarball of `package`, checked against its integrity; raises AssetError."""
    try:
        with urllib.request.urlopen(package.url, timeout=TIMEOUT_S) as answer:
            tarball: bytes = answer.read(MAX_TARBALL_BYTES + 1)
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        raise AssetError(
            f"{package.name} {package.version} could not be fetched from {package.url} ({error}).\n"
            "The pages need it once, at set-up. Connect to the internet (or set HTTPS_PROXY) and run this again, or "
            "copy chalicelib/web/vendor/ and build/ from another checkout of the same version."
        ) from error
    algorithm, _, expected = package.integrity.partition("-")
    actual = base64.b64encode(hashlib.new(algorithm, tarball).digest()).decode()
    if len(tarball) > MAX_TARBALL_BYTES or actual != expected:
        raise AssetError(
            f"{package.name} {package.version}: what {package.url} sent is not the pinned package "
            f"(expected {algorithm}-{expected}, got {algorithm}-{actual}). Nothing was written."
        )
    return tarball


def extract(tarball: bytes, package: Package) -> dict[str, bytes]:
    """The pinned members of `tarball` by target name; raises AssetError when one is missing or differs."""
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        for member in package.members:
            try:
                stream = archive.extractfile(f"package/{member.path}")
            except KeyError:
                stream = None
            content = stream.read() if stream else b""
            if hashlib.sha256(content).hexdigest() != member.sha256:
                raise AssetError(f"{package.name} {package.version} holds no {member.path} with the pinned hash.")
            found[member.target] = content
    return found


def fetch(package: Package, folder: Path) -> bool:
    """Fetch `package` into `folder`; False when all its files are already there."""
    if all(is_current(folder / member.target, member.sha256) for member in package.members):
        return False
    contents = extract(download(package), package)
    for member in package.members:
        write_atomically(folder / member.target, contents[member.target], member.mode)
    return True


def fetch_bundler(folder: Path = ESBUILD, machine: tuple[str, str] | None = None) -> Path:
    """The esbuild program for this machine, fetched into `folder` unless it is there; raises AssetError."""
    system, processor = machine or (platform.system(), platform.machine())
    package = BUNDLERS.get((system, processor))
    if package is None:
        known = ", ".join(" ".join(key) for key in BUNDLERS)
        raise AssetError(
            f"The bundle of the pages cannot be made on {system} {processor}: esbuild is pinned for {known}.\n"
            "Deploy from one of these, or add the package of your machine to BUNDLERS in scripts/web/fetch_assets.py."
        )
    if fetch(package, folder):
        print(f"fetched {package.name} {package.version} into {folder.relative_to(ROOT)}")
    return folder / "esbuild"


def copy_sample(sample: Path, folder: Path) -> bool:
    """Copy the sample library beside the assets; False when it is already there or there is none to copy."""
    if not sample.is_file():
        print(f"note: no {sample.name} in samples/ yet; the sample button will not work", file=sys.stderr)
        return False
    content = sample.read_bytes()
    if is_current(folder / sample.name, hashlib.sha256(content).hexdigest()):
        return False
    write_atomically(folder / sample.name, content)
    return True


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Fetch the pinned browser assets.")
    parser.add_argument("--dev", action="store_true", help="also fetch what the browser tests need")
    options = parser.parse_args(arguments)
    plan = [(package, VENDOR) for package in PAGES]
    if options.dev:
        plan += [(package, AXE) for package in TESTS]
    try:
        for package, folder in plan:
            if fetch(package, folder):
                print(f"fetched {package.name} {package.version} into {folder.relative_to(ROOT)}")
        copy_sample(SAMPLE, VENDOR)
    except AssetError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
