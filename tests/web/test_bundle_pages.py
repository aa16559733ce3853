"""Bundling: the real esbuild on pages that are small enough to see all of what it makes of them."""

import re
import shutil
from pathlib import Path

import pytest

from chalicelib.web import bundle
from scripts.aws import stage_project
from scripts.local_server import PROJECT
from scripts.web.bundle_pages import PAGES, PROJECT_WEB, AssetError, bundle_pages

PAGE = """<head>
  <link rel="icon" href="{up}static/styles/favicon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="{up}static/styles/theme.css">
  <link rel="stylesheet" href="{up}static/styles/print.css" media="print">
  <link rel="modulepreload" href="{up}static/ui/dom.js">
  <script type="module" src="{up}static/{entry}.js"></script>
</head>
<a href="{up}">Home</a>
"""


@pytest.fixture
def web(tmp_path: Path) -> Path:
    files = {
        "index.html": PAGE.format(up="", entry="upload"),
        "dashboard.html": PAGE.format(up="../", entry="dashboard"),
        "static/styles/favicon.svg": "<svg/>",
        "static/upload.js": 'import { name } from "./ui/dom.js";\nconsole.log("upload ☕", name, import.meta.url);\n',
        "static/dashboard.js": 'import { name } from "./ui/dom.js";\nconsole.log("dashboard", name);\n',
        "static/ui/dom.js": 'export const name = "shared";\nexport const unused = "never asked for";\n',
        "static/styles/theme.css": "body { color: black; }\n",
        "static/styles/print.css": "body { color: gray; }\n",
        "vendor/plot.js": "plot",
        "vendor/plot.LICENSE.txt": "ISC",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_page_becomes_one_script_and_one_style_sheet(web: Path) -> None:
    bundle_pages(web)
    files = {path.name: path.read_text(encoding="utf-8") for path in (web / bundle.FILES).iterdir()}
    assert files.keys() == {
        *("index.js", "index.css", "dashboard.js", "dashboard.css"),
        *("favicon.svg", "plot.js", "plot.LICENSE.txt"),
    }
    for name, own in (("index", "upload ☕"), ("dashboard", "dashboard")):
        assert own in files[f"{name}.js"]
        assert "shared" in files[f"{name}.js"]
        assert "never asked for" not in files[f"{name}.js"]
        assert files[f"{name}.css"] == "body{color:#000}@media print{body{color:gray}}\n"
    # A script finds the site from its own address.
    assert "import.meta.url" in files["index.js"]
    assert (files["plot.js"], files["favicon.svg"]) == ("plot", "<svg/>")


@pytest.mark.parametrize(("page", "up"), [("index", ""), ("dashboard", "../")])
def test_a_page_names_its_files_with_their_version(web: Path, page: str, up: str) -> None:
    version = bundle_pages(web)
    assert version == bundle.version(web)
    assert bundle.page(web, page) == (
        "<head>\n"
        f'  <link rel="icon" href="{up}static/{version}/favicon.svg" type="image/svg+xml">\n'
        f'  <link rel="stylesheet" href="{up}static/{version}/{page}.css">\n'
        f'  <script type="module" src="{up}static/{version}/{page}.js"></script>\n'
        "</head>\n"
        f'<a href="{up}">Home</a>\n'
    )


def test_the_same_pages_have_the_same_version_and_others_another(web: Path) -> None:
    version = bundle_pages(web)
    (web / bundle.FILES / "left_over.js").write_text("")
    assert bundle_pages(web) == version
    assert bundle.fault(web) is None
    assert not list(web.glob(".*"))
    (web / "static/ui/dom.js").write_text('export const name = "changed";\n')
    assert bundle_pages(web) != version
    assert bundle.fault(web) is None


def test_a_comment_changes_what_was_bundled_but_not_the_version(web: Path) -> None:
    version = bundle_pages(web)
    with (web / "static/ui/dom.js").open("a") as script:
        script.write("// A comment.\n")
    assert bundle.fault(web) is not None
    assert bundle_pages(web) == version
    assert bundle.fault(web) is None


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("static/ui/dom.js", "export const = 1;", "dom.js"),
        ("static/upload.js", 'import "./missing.js";', "missing.js"),
        ("static/styles/theme.css", "body { color: black", "theme.css"),
    ],
)
def test_what_esbuild_refuses_or_warns_of_stops_it_and_the_older_bundle_stays(
    web: Path, name: str, text: str, message: str
) -> None:
    version = bundle_pages(web)
    (web / name).write_text(text)
    with pytest.raises(AssetError, match=re.escape(message)):
        bundle_pages(web)
    assert bundle.version(web) == version
    assert bundle.fault(web) is not None


def test_what_was_not_fetched_is_named(web: Path) -> None:
    (web / "vendor/plot.js").unlink()
    with pytest.raises(AssetError, match=r"vendor/plot\.js of the pages is missing\. Run: make assets"):
        bundle_pages(web)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of this project's pages, with what `prepare` takes beside them, from which it prepares deployments."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT_WEB, folder / "chalicelib" / "web")
    shutil.copytree(PROJECT / ".chalice", folder / ".chalice", ignore=shutil.ignore_patterns("deploy*"))
    for name in ("app.py", "requirements.txt"):
        shutil.copy(PROJECT / name, folder / name)
    monkeypatch.setattr(stage_project, "PROJECT", folder)
    return folder


def test_what_is_deployed_is_bundled_anew(project: Path, tmp_path: Path) -> None:
    with (project / "chalicelib/web/static/pages/site.js").open("a") as script:
        script.write('console.log("changed since make assets");\n')
    assert bundle.fault(project / "chalicelib/web") is not None
    web = stage_project.prepare("dev", {}, tmp_path / "copy", tmp_path / "state") / "chalicelib" / "web"
    assert bundle.fault(web) is None
    assert "changed since make assets" in (web / bundle.FILES / "index.js").read_text(encoding="utf-8")


def test_without_what_it_takes_nothing_is_deployed(project: Path, tmp_path: Path) -> None:
    (project / "chalicelib/web/vendor/plot.js").unlink()
    with pytest.raises(SystemExit, match="make assets"):
        stage_project.prepare("dev", {}, tmp_path / "copy", tmp_path / "state")


def test_our_own_pages_name_files_of_their_bundle_and_no_others(tmp_path: Path) -> None:
    web = Path(shutil.copytree(PROJECT_WEB, tmp_path / "web", ignore=shutil.ignore_patterns("bundle")))
    version = bundle_pages(web)
    assert bundle.fault(web) is None
    for name in PAGES:
        named = re.findall(r'(?:href|src)="(?:\.\./)?static/([^"]+)"', bundle.page(web, name))
        assert named == [f"{version}/favicon.svg", f"{version}/{name}.css", f"{version}/{name}.js"]
        assert all((web / bundle.FILES / address.rpartition("/")[2]).is_file() for address in named)
