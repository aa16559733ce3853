"""What a function has made before its first event: all that it needs, and nothing of the others'."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.wiring import init_phase
from tests.aws.conftest import Package

LIBRARIES = ("chalicelib", "boto3", "botocore", "aiohttp", "rapidfuzz")
FIRST_EVENT = {
    "app.app": "wiring.jobs().orchestrator._client_for(2.0)",
    "app.orchestrator": "wiring._services().book_processor._client_for(315.0); wiring.catalogue()",
    "app.book_processor": "wiring.process_books({'books': []}, lambda: 300.0)",
}
"""What the first event of each function makes before it does its work."""
CLIENTS = "[made.cache_info().misses for made in (clients.s3, clients.dynamodb, clients._make_lambda_client)]"


def run(task_root: Path, runtime_path: Path, code: str, **environment: str) -> Any:
    """What `code` prints last, as JSON, in the unpacked package with nothing else of this machine installed."""
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{task_root}:{runtime_path}",
        "AWS_LAMBDA_FUNCTION_NAME": "f",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "DATA_BUCKET": "bucket",
        "CACHE_TABLE": "cache",
        "CATALOGUE_TABLE": "catalogue",
        "ORCHESTRATOR_FUNCTION_NAME": "o",
        "BOOK_PROCESSOR_FUNCTION_NAME": "b",
        **environment,
    }
    command = [sys.executable, "-S", "-c", f"import json, sys\n{code}"]
    done = subprocess.run(command, cwd=task_root, env=variables, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("handler", FIRST_EVENT)
def test_the_first_event_imports_nothing_and_makes_no_client(handler: str, task_root: Path, runtime_path: Path) -> None:
    code = f"""
import app
from chalicelib import wiring
from chalicelib.wiring import aws_clients as clients
modules, made = set(sys.modules), {CLIENTS}
{FIRST_EVENT[handler]}
print(json.dumps([sorted(set(sys.modules) - modules), made, {CLIENTS}]))
"""
    loaded, before, after = run(task_root, runtime_path, code, _HANDLER=handler)
    assert [name for name in loaded if name.startswith(LIBRARIES)] == []
    assert before == after


@pytest.mark.parametrize(
    ("handler", "loads", "leaves"),
    [
        ("app.app", {"boto3"}, {"aiohttp", "rapidfuzz"}),
        ("app.orchestrator", {"boto3"}, {"aiohttp"}),
        ("app.book_processor", {"aiohttp", "rapidfuzz"}, {"boto3", "botocore"}),
    ],
)
def test_a_function_does_not_pay_for_the_others(
    handler: str, loads: set[str], leaves: set[str], task_root: Path, runtime_path: Path
) -> None:
    loaded = set(run(task_root, runtime_path, "import app\nprint(json.dumps(list(sys.modules)))", _HANDLER=handler))
    assert loads <= loaded
    assert not leaves & loaded


@pytest.mark.parametrize("handler", FIRST_EVENT)
def test_a_setting_that_cannot_be_used_is_told_by_the_first_event(
    handler: str, task_root: Path, runtime_path: Path
) -> None:
    code = f"""
import app
from chalicelib import errors, wiring
try:
    {FIRST_EVENT[handler]}
except errors.SettingsError as error:
    print(json.dumps(str(error)))
"""
    told = run(task_root, runtime_path, code, _HANDLER=handler, CHUNK_SIZE="many")
    assert told == "CHUNK_SIZE='many' cannot be used: expected a whole number from 1 to 1000"


def test_every_handler_of_the_template_is_known(packaged: Package) -> None:
    handlers = {
        resource["Properties"]["Handler"]
        for resource in packaged.template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    assert handlers == set(init_phase.HANDLERS) == set(FIRST_EVENT)
