"""What a browser is told about each answer, and which files it can get."""

import json
import locale
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.errors import AssetMissing, BundleMissing
from chalicelib.web import pages
from chalicelib.web.bundle import FILES, SOURCES, fingerprint

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
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_NAME", raising=False)
    for folder in ("static/ui", "vendor", "bundle/files"):
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


def record(web: Path, version: str) -> None:
    """Note the version of the bundle, as whoever makes a bundle does."""
    (web / "bundle/bundle.json").write_text(json.dumps({"version": version, "sources": "5"}), encoding="utf-8")


@pytest.mark.parametrize("name", ["index", "dashboard"])
def test_a_page_is_its_file_and_a_deployed_one_that_of_the_bundle(
    web: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = write(web / f"{name}.html")
    bundled = write(web / f"bundle/{name}.html")
    assert pages.page(name) == text
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "goodreads-stats-prod")
    assert pages.page(name) == bundled


def test_on_this_machine_a_page_is_that_of_the_bundle_until_something_is_changed(web: Path) -> None:
    text, bundled = write(web / "index.html"), write(web / "bundle/index.html")
    manifest = {"version": fingerprint(web, FILES), "sources": fingerprint(web, *SOURCES)}
    (web / "bundle/bundle.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert pages.page("index") == bundled
    write(web / "static/ui/dom.js")
    assert pages.page("index") == text


def test_a_function_that_was_deployed_without_the_bundle_says_so(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(web / "index.html")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "goodreads-stats-prod")
    with pytest.raises(BundleMissing, match="make assets"):
        pages.page("index")


def test_the_page_of_a_share_tells_its_words_as_text(web: Path) -> None:
    (web / "dashboard.html").write_text("<head>\n  <title>Old</title>\n</head>", encoding="utf-8")
    html = pages.shared('</title>"&', "\\1 'b'")
    assert html.splitlines()[1:4] == [
        "  <title>&lt;/title&gt;&quot;&amp; · Goodreads Stats</title>",
        '  <meta name="description" content="\\1 &#x27;b&#x27;">',
        '  <meta property="og:title" content="&lt;/title&gt;&quot;&amp;">',
    ]
    assert html.endswith('"Goodreads Stats">\n</head>')


FOR_FIVE_MINUTES = "max-age=300"
FOR_GOOD = "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("folder", "place", "caching"),
    [
        ("static", None, FOR_FIVE_MINUTES),
        ("vendor", None, FOR_FIVE_MINUTES),
        ("static/ui", "ui", FOR_FIVE_MINUTES),
        ("bundle/files", "0123456789abcdef", FOR_GOOD),
    ],
    ids=["ours", "vendor", "folder", "bundle"],
)
@pytest.mark.parametrize(("suffix", "media_type"), MEDIA_TYPES.items())
def test_a_file_is_served_as_what_it_is(
    web: Path, folder: str, place: str | None, caching: str, suffix: str, media_type: str
) -> None:
    record(web, "0123456789abcdef")
    text = write(web / folder / f"file{suffix}")
    served = pages.asset(f"file{suffix}") if place is None else pages.asset(place, f"file{suffix}")
    assert served == (text, {"Content-Type": media_type, "Cache-Control": caching})


def test_our_own_file_comes_before_one_of_a_package(web: Path) -> None:
    text = write(web / "static/d3.js")
    write(web / "vendor/d3.js")
    assert pages.asset("d3.js")[0] == text


@pytest.mark.parametrize(
    ("place", "name"),
    [
        *(("missing.js", None), ("ui", "missing.js"), ("missing", "file.js")),
        *(("file", None), ("file.py", None), ("file.JS", None), ("file.js.map", None)),
        *(("ui", None), ("folder.js", None), ("", "file.js"), ("..", "file.js")),
        *(("ui/file.js", None), ("static/file.js", None), ("../static/file.js", None), ("vendor", "package.js")),
        # Of the bundle: no other version, nothing that is only among the modules, and none of its pages.
        *(("0123456789abcde0", "bundled.js"), ("bundle", "bundled.js"), ("files", "bundled.js"), ("bundled.js", None)),
        *(("0123456789abcdef", "file.js"), ("0123456789abcdef", "package.js"), ("0123456789abcdef", "index.html")),
    ],
)
def test_nothing_else_is_served(web: Path, place: str, name: str | None) -> None:
    record(web, "0123456789abcdef")
    for path in ("static/file.js", "static/ui/file.js", "vendor/package.js", "bundle/files/bundled.js"):
        write(web / path)
    write(web / "bundle/index.html")
    for path in ("static/file", "static/file.py", "static/file.JS", "static/file.js.map"):
        write(web / path)
    (web / "static/folder.js").mkdir()
    with pytest.raises(AssetMissing):
        pages.asset(place, name)


def test_without_a_bundle_there_is_no_version(web: Path) -> None:
    write(web / "bundle/files/file.js")
    with pytest.raises(AssetMissing):
        pages.asset("None", "file.js")


def test_every_file_of_the_pages_can_be_served() -> None:
    web = Path(pages.__file__).parent
    files = [path for path in (web / "static").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} <= set(MEDIA_TYPES)
    for path in files:
        ours = path.parent.name == "static"
        served = pages.asset(path.name) if ours else pages.asset(path.parent.name, path.name)
        assert served[0] == path.read_text(encoding="utf-8")
