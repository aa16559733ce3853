"""Documentation that would go stale: routes, settings, dashboard keys, commands."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

from app import app
from chalicelib.ingest.dialects.recognition import DIALECTS
from chalicelib.ingest.dialects.table import Source
from chalicelib.ingest.library_file import parse_export
from chalicelib.ingest.rows.csv_text import WHAT_IS_TAKEN
from chalicelib.jobs.dashboard.dashboard_json import JobFigures, create_final_dashboard_json
from chalicelib.jobs.so_far import tell_state
from chalicelib.settings import BOOKS_PER_LAMBDA_INVOCATION, Settings
from tests.builders import csv_row, enriched, export

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def documented(section: str) -> set[str]:
    """The names in the first column of a table of docs/dashboard-json.md."""
    text = (PROJECT / "docs" / "dashboard-json.md").read_text(encoding="utf-8")
    part = re.split(r"^#+ ", text, flags=re.MULTILINE)
    (chosen,) = [one for one in part if one.startswith(section)]
    rows = [line.split("|")[1] for line in chosen.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def dashboard() -> Any:
    parsed = parse_export(export(csv_row("1", "Dune", "Frank Herbert")), max_books=10)
    results = [enriched(parsed.books[0].info(), "Fantasy")]
    figures = JobFigures(1, 1, 0, 0.5)
    return tell_state(create_final_dashboard_json("id", parsed, results, figures, "2026-01-01T00:00:00+00:00"), (), "x")


def test_every_key_of_the_dashboard_is_documented_and_no_other() -> None:
    built = dashboard()
    assert documented("The dashboard JSON") == set(built)
    assert documented("A book") == set(built["books"][0])
    assert documented("`summary`") == set(built["summary"])
    assert documented("`metadata`") == set(built["metadata"])


EXPORTS = (PROJECT / "docs" / "exports.md").read_text(encoding="utf-8")


def test_every_site_whose_files_are_taken_is_documented() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", EXPORTS, flags=re.MULTILINE) == ["source", *get_args(Source)]
    assert set(get_args(Source)) == {dialect.source for dialect in DIALECTS}
    assert {dialect.site.removeprefix("The ") for dialect in DIALECTS} - {"Goodreads Stats"} == {
        site for site in ("Goodreads", "StoryGraph", "LibraryThing", "Hardcover", "BookWyrm") if site in WHAT_IS_TAKEN
    }


def test_every_column_that_is_read_is_documented() -> None:
    lists = re.findall(r"^Columns: (.*?)\.$", EXPORTS, flags=re.MULTILINE | re.DOTALL)
    assert [re.findall(r"`([^`]+)`", " ".join(names.split())) for names in lists] == [
        [column.name for column in dialect.columns if column.field] for dialect in DIALECTS
    ]


def test_every_figure_of_the_enrichment_is_documented() -> None:
    text = (PROJECT / "docs" / "dashboard-json.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in dashboard()["metadata"]["enrichment"])


def test_every_route_is_in_the_readme() -> None:
    routes = {f"{method} {path}" for path, methods in app.routes.items() for method in methods}
    assert {route for route in routes if f"`{route}`" not in README} == set()


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    named = set(re.findall(r"`([A-Z][A-Z_]+)`", README))
    source = (PROJECT / "chalicelib" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    assert len(read) == len(fields(Settings))
    assert read <= named
    defaults = Settings.from_env({})
    for value in (defaults.chunk_size, BOOKS_PER_LAMBDA_INVOCATION, defaults.max_upload_bytes, defaults.max_books):
        assert f"{value}" in README


def test_every_make_command_of_the_documents_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    documents = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").glob("*.md")]
    for document in documents:
        for target in re.findall(r"(?:`|^)make ([a-z-]+)", document.read_text(encoding="utf-8"), flags=re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), f"{document.name}: make {target}"


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for document in [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
