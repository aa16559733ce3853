"""Measures how long each function takes to import its code in a fresh process, as it does before its first event."""

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

_RUNS: Final = 5
_MODULES: Final = {
    "upload handler": "app, chalicelib.jobs.service, chalicelib.seams.s3_storage, chalicelib.seams.lambda_invoker, "
    "boto3",
    "Orchestrator": "app, chalicelib.jobs.orchestrator, chalicelib.seams.s3_storage, chalicelib.seams.dynamodb_cache, "
    "chalicelib.seams.lambda_invoker, boto3",
    "BookProcessor": "app, chalicelib.jobs.book_processor",
}
_SCRIPT: Final = """
import json, sys, time
started = time.perf_counter()
import {modules}
seconds = time.perf_counter() - started
print(json.dumps([seconds, "boto3" in sys.modules, "chalice.cli" in sys.modules]))
"""


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Median import time of a function's handler, and whether it loads what it should not."""

    function: str
    seconds: float
    loads_boto3: bool
    loads_chalice_cli: bool


def measure() -> list[ColdStart]:
    """Import each function's modules in fresh processes, with compiled files in place, as in a deployed package."""
    found = []
    for function, modules in _MODULES.items():
        runs = []
        for _ in range(_RUNS):
            ran = subprocess.run(
                [sys.executable, "-c", _SCRIPT.format(modules=modules)], capture_output=True, text=True, check=True
            )
            runs.append(json.loads(ran.stdout))
        found.append(ColdStart(function, statistics.median(run[0] for run in runs), runs[0][1], runs[0][2]))
    return found
