"""`make bench-cold-start`: what a caller waits when Lambda has to start a function first.

The packaged application runs in AWS's own runtime client. Its init phase has a full processor; then the process is held
to the share of one that its memory buys. S3 and DynamoDB are played by moto, Lambda by `runtime_api.py`.
"""

import argparse
import base64
import logging
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import boto3
from moto.server import ThreadedMotoServer

from bench.cpu_share import FULL_PROCESSOR_MB, CpuShare, cpu_s
from bench.library import made_up_library
from bench.prices import MEMORY_GB
from bench.runtime_api import RuntimeApi
from bench.simulator.catalogue import build_catalogue
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.jobs.job_store import upload_key
from chalicelib.models import Json
from scripts.aws.package import package

_BUCKET: Final = "goodreads-stats-bench"
_TABLE: Final = "goodreads-stats-bench-cache"
_JOB: Final = "00000000-0000-4000-8000-000000000000"
_CREDENTIALS: Final = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-central-1",
}
_LIBRARY: Final = made_up_library(100)


@dataclass(frozen=True, slots=True)
class Case:
    """A function's first event."""

    name: str
    function: str
    handler: str
    event: Json


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds of one cold start: the init phase, the first event, the same event again, and the processor's time of the
    first two.
    """

    init_s: float
    first_s: float
    again_s: float
    processor_s: float


def _request(method: str, path: str, query: dict[str, str] | None = None, body: bytes | None = None) -> Json:
    """The event of a request through API Gateway."""
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": {"Content-Type": "text/csv"},
        "multiValueHeaders": {"Content-Type": ["text/csv"]},
        "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()} or None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {"resourcePath": path, "httpMethod": method, "identity": {}, "path": path},
        "body": None if body is None else base64.b64encode(body).decode(),
        "isBase64Encoded": body is not None,
    }


_CASES: Final = (
    Case("`GET /`", "upload handler", "app.app", _request("GET", "/")),
    Case(
        "`POST /api/upload?wait=0`, 100 books",
        "upload handler",
        "app.app",
        _request("POST", "/api/upload", {"wait": "0"}, _LIBRARY.csv()),
    ),
    Case(
        "Orchestrator, a job of 100 books",
        "Orchestrator",
        "app.orchestrator",
        {"csv_key": upload_key(_JOB), "job_id": _JOB},
    ),
    Case(
        "BookProcessor, 10 books",
        "BookProcessor",
        "app.book_processor",
        {"books": [book.to_json() for book in _LIBRARY.books[:10]]},
    ),
)


def measure(case: Case, task_root: Path, services: dict[str, str]) -> Start:
    """Start the function, and hand it its first event and the same one again."""
    with RuntimeApi() as api:
        variables = {
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "AWS_LAMBDA_FUNCTION_NAME": f"goodreads-stats-bench-{case.function}",
            **_CREDENTIALS,
            "AWS_ENDPOINT_URL_LAMBDA": f"http://{api.address}",
            "ORCHESTRATOR_FUNCTION_NAME": "Orchestrator",
            "BOOK_PROCESSOR_FUNCTION_NAME": "BookProcessor",
            "LAMBDA_TASK_ROOT": str(task_root),
            "_HANDLER": case.handler,
            "PYTHONPATH": f"{task_root}:{sysconfig.get_path('platlib')}",
            # The folder of a function's code cannot be written to, so each start compiles it anew.
            "PYTHONDONTWRITEBYTECODE": "1",
            **services,
        }
        share = MEMORY_GB[case.function] * 1024 / FULL_PROCESSOR_MB
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-S", "-m", "awslambdaric", case.handler],
            cwd=task_root,
            env=variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            if not api.ready.wait(120):
                raise RuntimeError(f"{case.name}: the function did not start")
            init_s = time.perf_counter() - started
            with CpuShare(process.pid, share):
                first_s = _timed(api, case.event)
                processor_s = cpu_s(process.pid)
                again_s = _timed(api, case.event)
        finally:
            process.kill()
            process.wait()
    return Start(init_s, first_s, again_s, processor_s)


def _timed(api: RuntimeApi, event: Json) -> float:
    started = time.perf_counter()
    api.invoke(event)
    return time.perf_counter() - started


def _package(folder: Path) -> Path:
    """The unpacked deployment package."""
    package("dev", {}, folder / "package", state=folder / "state")
    with zipfile.ZipFile(folder / "package" / "deployment.zip") as archive:
        archive.extractall(folder / "task")
    return folder / "task"


def _play_aws(url: str) -> dict[str, str]:
    """Make bucket, table and upload in moto; returns the functions' environment variables for them."""
    os.environ.update(_CREDENTIALS)
    s3 = boto3.client("s3", endpoint_url=url)
    s3.create_bucket(Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    boto3.client("dynamodb", endpoint_url=url).create_table(
        TableName=_TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
    )
    return {
        "AWS_ENDPOINT_URL_S3": url,
        "AWS_ENDPOINT_URL_DYNAMODB": url,
        "DATA_BUCKET": _BUCKET,
        "CACHE_TABLE": _TABLE,
    }


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--task-root", type=Path, help="an unpacked deployment package, in place of a new one")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="goodreads-stats-bench-") as name:
        task_root = options.task_root or _package(Path(name))
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        known = [(book.title, book.author, book.isbn13) for book in _LIBRARY.books]
        with ProviderSimulator(build_catalogue(known), latency_s=0, rate_limit=None) as simulator:
            services = {**_play_aws(url), "OPEN_LIBRARY_URL": simulator.open_library_url}
            print("| first event | init s | event s | together s | next event s | processor s |")
            print("|---|---:|---:|---:|---:|---:|")
            for case in _CASES:
                starts = []
                for _ in range(options.rounds):
                    boto3.client("s3", endpoint_url=url).put_object(
                        Bucket=_BUCKET, Key=upload_key(_JOB), Body=_LIBRARY.csv()
                    )
                    boto3.client("s3", endpoint_url=url).delete_object(Bucket=_BUCKET, Key=f"data/{_JOB}.json")
                    starts.append(measure(case, task_root, services))
                _print(case, starts)
        server.stop()
    return 0


def _print(case: Case, starts: Sequence[Start]) -> None:
    """The fastest start: whatever else the machine does only makes it slower."""
    best = min(starts, key=lambda start: start.init_s + start.first_s)
    seconds = (best.init_s, best.first_s, best.init_s + best.first_s, best.again_s, best.processor_s)
    print(f"| {case.name} | " + " | ".join(f"{value:.2f}" for value in seconds) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
