"""What is in the deployment package, and what a function loads of it."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.aws.conftest import GOOGLE_BOOKS_KEY, Package, cfn_lint
from tests.aws.execution_environment import RUNTIME

MOST_ZIPPED_BYTES = 10_000_000
# Everything at the top of the zip: our code, Chalice's runtime, and the distributions of requirements.txt.
OURS = {"app.py", "chalicelib", "chalice"}
LIBRARIES = {
    *("aiodataloader", "aiohappyeyeballs", "aiohttp", "aiosignal", "attr", "attrs", "frozenlist", "idna", "multidict"),
    *("multipart.py", "platformdirs", "propcache", "rapidfuzz", "typing_extensions.py", "yarl"),
}


@pytest.fixture(scope="module")
def names(packaged: Package) -> list[str]:
    with zipfile.ZipFile(packaged.zip) as archive:
        return archive.namelist()


def test_the_package_holds_our_code_and_its_requirements_and_nothing_else(names: list[str]) -> None:
    top = {name.partition("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == OURS | LIBRARIES
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".map"))]
    assert {name for name in names if name.startswith("chalice/")} == {"chalice/__init__.py", "chalice/app.py"}


def test_every_file_of_ours_is_in_it(names: list[str]) -> None:
    root = Path(__file__).parent.parent.parent
    files = {path.relative_to(root) for path in (root / "chalicelib").rglob("*") if path.is_file()}
    expected = {str(path) for path in files if "__pycache__" not in path.parts}
    assert {name for name in names if name.startswith("chalicelib/")} == expected


def test_the_package_is_small(packaged: Package) -> None:
    assert packaged.zip.stat().st_size < MOST_ZIPPED_BYTES


def test_compiled_libraries_are_made_for_the_runtime(names: list[str]) -> None:
    compiled = [name for name in names if name.endswith(".so")]
    assert compiled
    cpython = RUNTIME.replace("python", "cpython-").replace(".", "")
    assert all(f"{cpython}-x86_64-linux-gnu" in name for name in compiled)


def test_the_template_passes_the_linter(packaged: Package) -> None:
    assert cfn_lint(packaged.template_file) == ""


def test_the_templates_functions_are_those_of_the_contract(packaged: Package) -> None:
    resources = packaged.template["Resources"]
    limits = {
        name: (
            resource["Properties"]["Runtime"],
            resource["Properties"]["MemorySize"],
            resource["Properties"]["Timeout"],
            resource["Properties"].get("ReservedConcurrentExecutions"),
        )
        for name, resource in resources.items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    assert limits == {
        "APIHandler": (RUNTIME, 512, 120, None),
        "Orchestrator": (RUNTIME, 3008, 900, 2),
        "BookProcessor": (RUNTIME, 512, 300, 350),
    }


def test_an_event_of_the_orchestrator_is_neither_retried_nor_old(packaged: Package) -> None:
    configured = {
        name: resource["Properties"]["EventInvokeConfig"]
        for name, resource in packaged.template["Resources"].items()
        if "EventInvokeConfig" in resource.get("Properties", {})
    }
    assert configured == {"Orchestrator": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 600}}


def test_the_templates_functions_know_each_other_and_the_stores(packaged: Package) -> None:
    stores = {"DATA_BUCKET": {"Ref": "DataBucket"}, "CACHE_TABLE": {"Ref": "CacheTable"}}
    known = {
        "APIHandler": {**stores, "ORCHESTRATOR_FUNCTION_NAME": {"Ref": "Orchestrator"}},
        "Orchestrator": {
            **stores,
            "BOOK_PROCESSOR_FUNCTION_NAME": {"Ref": "BookProcessor"},
            "GOOGLE_BOOKS_ASKED": {"Fn::If": ["HasGoogleBooksApiKey", "1", "0"]},
        },
        "BookProcessor": {**stores, "GOOGLE_BOOKS_API_KEY": {"Ref": "GoogleBooksApiKey"}},
    }
    for name, variables in known.items():
        assert packaged.template["Resources"][name]["Properties"]["Environment"]["Variables"] == variables


def test_the_key_of_google_books_is_a_parameter_that_nobody_sees(packaged: Package) -> None:
    """The package was made with a key."""
    assert GOOGLE_BOOKS_KEY not in packaged.template_file.read_text()
    parameter = packaged.template["Parameters"]["GoogleBooksApiKey"]
    assert (parameter["NoEcho"], parameter["Default"]) == (True, "")
    assert packaged.template["Conditions"]["HasGoogleBooksApiKey"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "GoogleBooksApiKey"}, ""]}]
    }


def loaded_modules(task_root: Path, runtime_path: Path, code: str) -> set[str]:
    """The modules that are loaded after `code` ran in the package, with nothing else of this machine installed."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{task_root}:{runtime_path}",
        "AWS_LAMBDA_FUNCTION_NAME": "f",
        "OPEN_LIBRARY_URL": "http://127.0.0.1:1",
    }
    command = [sys.executable, "-S", "-c", f"{code}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"]
    done = subprocess.run(command, cwd=task_root, env=environment, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_the_handlers_loads_neither_boto3_nor_chalices_commands_nor_aiohttp(
    task_root: Path, runtime_path: Path
) -> None:
    loaded = loaded_modules(task_root, runtime_path, "import app")
    assert "chalicelib.wiring" in loaded
    assert not {name.partition(".")[0] for name in loaded} & {"boto3", "botocore", "click", "aiohttp", "rapidfuzz"}
    assert not [name for name in loaded if name.startswith(("chalice.cli", "chalice.deploy", "chalice.local"))]


def test_a_book_processor_that_answers_has_not_loaded_boto3(task_root: Path, runtime_path: Path) -> None:
    code = "import app\nfrom chalicelib import wiring\nwiring.process_books({'books': []}, lambda: 300.0)"
    loaded = loaded_modules(task_root, runtime_path, code)
    assert "chalicelib.enrichment.enricher" in loaded
    assert not {name.partition(".")[0] for name in loaded} & {"boto3", "botocore", "click"}
