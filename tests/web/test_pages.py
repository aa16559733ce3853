"""What a browser is told about each answer, and which files it can get."""

import locale
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.errors import AssetMissing
from chalicelib.web import pages

SELF = "'self'"
NONE = "'none'"
COVER_HOSTS = [
    *("https://covers.openlibrary.org", "https://books.google.com"),
    *("https://archive.org", "https://*.archive.org"),
]
BUCKET_HOSTS = ("https://bucket.s3.amazonaws.com", "https://bucket.s3.eu-central-1.amazonaws.com")
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


@pytest.mark.parametrize("bucket_hosts", [(), BUCKET_HOSTS])
def test_an_answer_has_these_headers_and_no_other(bucket_hosts: tuple[str, ...]) -> None:
    headers = pages.security_headers(bucket_hosts)
    policy = [directive.split() for directive in headers.pop("Content-Security-Policy").split(";")]
    assert {name: sources for name, *sources in policy} == {
        "default-src": [SELF],
        "img-src": [SELF, *COVER_HOSTS],
        "connect-src": [SELF, *bucket_hosts],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
    assert headers == {
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of pages in the place of ours, on a system whose own encoding is not UTF-8."""
    for folder in ("static/ui", "vendor"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(pages, "_WEB", tmp_path)
    before = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C")
    yield tmp_path
    locale.setlocale(locale.LC_CTYPE, before)


def write(path: Path) -> str:
    """Write a file whose text tells its path, and return the text."""
    text = f"{path} – ☕"
    path.write_text(text, encoding="utf-8")
    return text


@pytest.mark.parametrize("name", ["index", "dashboard"])
def test_a_page_is_its_file(web: Path, name: str) -> None:
    text = write(web / f"{name}.html")
    assert pages.page(name) == text


@pytest.mark.parametrize(
    ("place", "folder"), [("static", None), ("vendor", None), ("static/ui", "ui")], ids=["ours", "vendor", "folder"]
)
@pytest.mark.parametrize(("suffix", "media_type"), MEDIA_TYPES.items())
def test_a_file_is_served_as_what_it_is(
    web: Path, place: str, folder: str | None, suffix: str, media_type: str
) -> None:
    text = write(web / place / f"file{suffix}")
    assert pages.asset(f"file{suffix}", folder) == (text, media_type)


def test_our_own_file_comes_before_one_of_a_package(web: Path) -> None:
    text = write(web / "static/d3.js")
    write(web / "vendor/d3.js")
    assert pages.asset("d3.js") == (text, MEDIA_TYPES[".js"])


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        *(("missing.js", None), ("missing.js", "ui"), ("file.js", "missing")),
        *(("file", None), ("file.py", None), ("file.JS", None), ("file.js.map", None)),
        *(("ui", None), ("folder.js", None), ("file.js", ""), ("file.js", "..")),
        *(("ui/file.js", None), ("static/file.js", None), ("../static/file.js", None), ("package.js", "vendor")),
    ],
)
def test_nothing_else_is_served(web: Path, name: str, folder: str | None) -> None:
    for path in ("static/file.js", "static/ui/file.js", "vendor/package.js"):
        write(web / path)
    for path in ("static/file", "static/file.py", "static/file.JS", "static/file.js.map"):
        write(web / path)
    (web / "static/folder.js").mkdir()
    with pytest.raises(AssetMissing):
        pages.asset(name, folder)


def test_every_file_of_the_pages_can_be_served() -> None:
    web = Path(pages.__file__).parent
    files = [path for path in (web / "static").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} <= set(MEDIA_TYPES)
    for path in files:
        folder = None if path.parent.name == "static" else path.parent.name
        assert pages.asset(path.name, folder)[0] == path.read_text(encoding="utf-8")
