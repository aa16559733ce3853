"""The house rules that imports and sizes can break: who may know whom, and how large a room may grow."""

import ast
import os
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from chalicelib.ingest.dialects.table import Source

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "chalicelib"
MOST_LINES = 250
MOST_LINES_OF_APP = 120

MOST_SIBLINGS = 12
NOT_OURS = {"__pycache__", "bundle", "vendor"}
AWS_EDGE = {
    "seams.s3_storage",
    "seams.dynamodb_cache",
    "seams.lambda_invoker",
    "enrichment.catalogue.dynamodb_catalogue",
}
GROUND = {"errors", "models", "settings", "telemetry", "isbn"}
"""What every wing may import, besides itself."""
MAY_IMPORT = {
    "ingest": set[str](),
    "enrichment": set[str](),
    "seams": set[str](),
    "jobs": {"ingest", "enrichment", "seams"},
    "web": set[str](),
    "web.rest": {"ingest", "jobs", "web", "wiring"},
}
"""The wings, and the other wings that each may import."""
PURE = {
    "models",
    "isbn",
    "errors",
    "errors.answers",
    "errors.base",
    "errors.inner",
    "settings",
    "ingest.partial_date",
    "chalicelib.ingest.book_format",
    "ingest.date_precision",
    "ingest.foreign_files",
    "ingest.rows.csv_text",
    "ingest.rows.csv_rows",
    "ingest.rows.json_rows",
    "ingest.rows.tab_rows",
    "ingest.rows.row_recovery",
    "ingest.dialects.cells",
    "ingest.dialects.file_columns",
    "ingest.dialects.sites.bookwyrm",
    "ingest.dialects.sites.goodreads",
    "ingest.dialects.sites.hardcover",
    "ingest.dialects.sites.own",
    "ingest.dialects.recognition",
    "ingest.dialects.known_facts",
    "ingest.dialects.languages",
    "ingest.dialects.sites.librarything",
    "ingest.dialects.record",
    "ingest.dialects.sites.storygraph",
    "ingest.dialects.table",
    "ingest.library_file",
    "chalicelib.ingest.parsed_export",
    "ingest.upload_body",
    "enrichment.matching",
    "enrichment.matching.folding",
    "enrichment.matching.keys",
    "enrichment.matching.names",
    "enrichment.matching.numerals",
    "enrichment.matching.spelling",
    "enrichment.matching.title_parts",
    "enrichment.matching.title_words",
    "enrichment.matching.titles",
    "ingest.own_file.cells",
    "ingest.own_file.columns",
    "jobs.downloads.library_csv",
    "jobs.dashboard.dashboard_json",
    "jobs.dashboard.reader_genres",
    "jobs.dashboard.summary",
    "jobs.sharing.shared_copy",
    "jobs.job_id",
}


class Import(NamedTuple):
    """`module` imports `target`; `inside` tells that it happens only when a function runs."""

    module: str
    target: str
    inside: bool


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports_of(module: str, path: Path) -> list[Import]:
    found: list[Import] = []

    def walk(node: ast.AST, inside: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            if isinstance(child, ast.Import):
                found.extend(Import(module, alias.name, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{module}: imports are absolute"
                for alias in child.names:
                    submodule = f"{child.module}.{alias.name}"
                    found.append(Import(module, submodule if submodule in MODULES else child.module or "", inside))
            walk(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))

    walk(ast.parse(path.read_text(encoding="utf-8")), inside=False)
    return found


IMPORTS = [found for module, path in MODULES.items() for found in imports_of(module, path)]


def importers_of(library: str) -> set[str]:
    return {found.module for found in IMPORTS if found.target == library or found.target.startswith(f"{library}.")}


def named(*names: str) -> set[str]:
    return {f"chalicelib.{name}" for name in names}


def wing(module: str) -> str:
    """The folder below `chalicelib` that a module is in, or the name of a module on the ground.

    The routes are a wing of their own inside `web`: they are above `wiring`, the pages below it.
    """
    first, *inner = module.removeprefix("chalicelib.").split(".")
    return f"{first}.{inner[0]}" if inner and f"{first}.{inner[0]}" in MAY_IMPORT else first


def test_the_walk_sees_what_it_should() -> None:
    assert Import("chalicelib.wiring.aws_clients", "boto3", inside=True) in IMPORTS
    assert Import("chalicelib.enrichment.http.provider_http", "aiohttp", inside=False) in IMPORTS
    assert Import("chalicelib.jobs.orchestrator", "chalicelib.jobs.job_store", inside=False) in IMPORTS


def test_only_app_and_the_routes_know_the_web_framework() -> None:
    others = {module for module in importers_of("chalice") if wing(module) != "web.rest"}
    assert others <= named("web.local_serving", "web.local_compression")
    assert all(found.inside for found in IMPORTS if found.module in others and found.target.startswith("chalice."))


def test_nobody_below_app_imports_the_routes() -> None:
    """They are known to `app.py` alone, which is not one of these modules."""
    importers = {found.module for found in IMPORTS if wing(found.target) == "web.rest"}
    assert {wing(module) for module in importers} <= {"web.rest"}


def test_one_module_creates_clients_and_only_when_asked() -> None:
    assert importers_of("boto3") == named("wiring.aws_clients")
    assert importers_of("chalicelib.wiring.aws_clients") == named("wiring", "wiring.init_phase")
    assert all(found.inside for found in IMPORTS if found.target.split(".")[0] == "boto3")


def test_only_the_aws_edge_knows_botocore() -> None:
    assert importers_of("botocore") == named("wiring.aws_clients", *AWS_EDGE)
    client_imports = [found for found in IMPORTS if found.module == "chalicelib.wiring.aws_clients"]
    assert all(found.inside for found in client_imports if found.target.startswith("botocore"))


def test_only_wiring_knows_the_aws_edge() -> None:
    for name in AWS_EDGE:
        assert importers_of(f"chalicelib.{name}") == named("wiring", "wiring.init_phase")


def test_there_is_one_door_to_the_internet() -> None:
    assert importers_of("aiohttp") == named(
        "enrichment.http.provider_http", "enrichment.http.resolver", "enrichment.http.session"
    )
    assert importers_of("socket") == named("enrichment.http.resolver")
    others = ("requests", "urllib.request", "urllib3", "httpx", "http.client")
    assert [library for library in others if importers_of(library)] == []


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_a_wing_imports_the_ground_and_the_wings_below_it(name: str) -> None:
    allowed = {name, *GROUND, *MAY_IMPORT[name], "chalicelib"}
    assert {
        (found.module, found.target)
        for found in IMPORTS
        if wing(found.module) == name and found.target.startswith("chalicelib") and wing(found.target) not in allowed
    } == set()


def test_every_module_is_in_a_wing_or_on_the_ground() -> None:
    assert {wing(module) for module in MODULES} == {*MAY_IMPORT, *GROUND, "wiring", "chalicelib"}


def test_a_folder_can_be_taken_in_at_a_glance() -> None:
    crowded = {}
    for top in ("chalicelib", "bench", "scripts"):
        for folder, folders, files in os.walk(ROOT / top):
            folders[:] = [name for name in folders if name not in NOT_OURS]
            if len(folders) + len(files) > MOST_SIBLINGS:
                crowded[folder] = len(folders) + len(files)
    assert crowded == {}


def test_the_book_processor_touches_no_aws_service_storage_or_cache() -> None:
    reached = {"chalicelib.jobs.enriching.book_processor"}
    while more := {found.target for found in IMPORTS if found.module in reached} - reached:
        reached |= more
    assert reached.isdisjoint({"boto3", "botocore", "chalice", *named("wiring", "wiring.aws_clients")})
    assert {module for module in reached if wing(module) == "seams"} == set()


def test_pure_rooms_do_no_input_and_output() -> None:
    outside = {"os", "socket", "subprocess", "asyncio", "threading", "tempfile", "sqlite3", "aiohttp", "time", "random"}
    assert {
        (found.module, found.target)
        for found in IMPORTS
        if found.module in named(*PURE) and found.target.split(".")[0] in outside
    } == set()


def test_imports_run_one_way() -> None:
    graph = {module: {found.target for found in IMPORTS if found.module == module} for module in MODULES}
    # The package itself holds nothing but the version.
    graph["chalicelib"] = set()
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"modules import each other: {error.args[1]}")
    assert order.index("chalicelib.wiring") > order.index("chalicelib.jobs.orchestrator")


def test_no_code_but_the_tables_knows_a_site_by_name() -> None:
    """What is particular about a site stands in its table."""
    named = {
        (module, node.value)
        for module, path in MODULES.items()
        if module.startswith(("chalicelib.ingest", "chalicelib.jobs", "chalicelib.enrichment"))
        and ".sites." not in module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in get_args(Source)
    }
    assert {pair for pair in named if pair[0] != "chalicelib.ingest.dialects.table"} == {
        ("chalicelib.ingest.book_format", "hardcover"),  # the binding
        # Of before other sites were read.
        ("chalicelib.ingest.parsed_export", "goodreads"),
        ("chalicelib.jobs.updating.book_pairs", "goodreads"),
    }


def test_nobody_but_the_routes_imports_wiring() -> None:
    assert {wing(module) for module in importers_of("chalicelib.wiring")} == {"wiring", "web.rest"}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_about_one_idea(module: str) -> None:
    lines = len(MODULES[module].read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, "split it in the same change"


def test_the_entry_file_is_thin() -> None:
    text = (ROOT / "app.py").read_text(encoding="utf-8")
    lines = len(text.splitlines())
    assert lines <= MOST_LINES_OF_APP
    assert "boto3" not in text


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("chalicelib.jobs.enriching.book_processor", ("boto3", "botocore", "chalice", "sqlite3")),
        ("chalicelib.jobs.orchestrator", ("boto3", "botocore", "chalice", "aiohttp")),
        ("chalicelib.wiring", ("boto3", "botocore", "chalice", "aiohttp", "sqlite3")),
        ("chalicelib.jobs.service", ("boto3", "botocore", "chalice", "aiohttp", "rapidfuzz")),
        ("app", ("boto3", "botocore", "chalice.cli", "aiohttp")),
        ("app", ("chalicelib.jobs.service", "chalicelib.ingest.library_file", "chalicelib.web.rest.description")),
    ],
)
def test_a_cold_start_loads_only_what_it_needs(module: str, unwanted: tuple[str, ...]) -> None:
    script = f"import sys, {module}; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert module in loaded
    assert loaded.isdisjoint(unwanted)
