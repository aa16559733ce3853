"""What a day of calls at the limits of a stage costs, in US dollars.

python -m bench.flood --stage prod

Somebody calls every route as often as its rate allows (`scripts/aws/operations/api_stage.py`), and uploads files that
keep an Orchestrator busy for as long as one may run. All that AWS charges for by request, second, byte stored or logged
is in the sum. Traffic is not: no limit of AWS's bounds it, so its price is printed for itself.
"""

import json
from typing import Any, Final

from app import app
from bench import prices
from chalicelib.jobs.job_store import TIME_LIMIT_S
from chalicelib.settings import Settings
from scripts.aws.operations.api_stage import EACH, SHARE, UPDATE, UPLOAD, Rate, Route, rates
from scripts.aws.stage_project import PROJECT, stage_argument

DAY_S: Final = 86_400
MOST_A_DAY: Final = 20.0
"""US dollars."""
CALL_S: Final = 0.05
"""What the upload handler takes for a page or an answer, at 512 MB."""
UPLOAD_S: Final = 2.0
"""What it takes to unpack, count and store 20 MB there."""
SHARE_S: Final = 2.0
"""What it takes to copy a dashboard of 20,000 books."""
SHARE_STORAGE_WRITES: Final = 2
"""The list of a job's shares, and the copy."""
CALL_LOG_BYTES: Final = 600
"""An access log line, and the three that Lambda writes of each invocation."""
JOB_LOG_BYTES: Final = 2_000
"""What a job logs in a second."""
CALL_STORAGE_READS: Final = 7
"""To answer the dashboard so far of a job that has failed."""
CHUNK_INVOCATIONS: Final = 2
"""Of BookProcessor, at once, for each Orchestrator: 350 books, 175 each."""


def uploads_kept_days(template: Any) -> int:
    """How long the bucket keeps an upload whose job never ran."""
    rules = template["Resources"]["DataBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    days: int = next(rule["ExpirationInDays"] for rule in rules if rule.get("Prefix") == "uploads/")
    return days


def calls_a_day(stage: str) -> dict[Route, float]:
    """The most calls of each method of the API. API Gateway limits each method for itself."""
    limited = rates(stage)
    methods = [Route(path, method) for path, found in app.routes.items() for method in found]
    return {method: _a_day(limited.get(method, limited[EACH])) for method in methods}


def orchestrator_seconds(stage: str, uploads: float) -> float:
    """The most seconds that Orchestrators can run in a day: those that may run at once, or those that are started."""
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    at_once = config["stages"][stage]["lambda_functions"]["Orchestrator"].get("reserved_concurrency")
    started = uploads * TIME_LIMIT_S
    return started if at_once is None else min(started, float(at_once) * DAY_S)


def flood(stage: str) -> dict[str, float]:
    """The dollars of a day, by what they pay for."""
    template = json.loads((PROJECT / "resources.json").read_text(encoding="utf-8"))
    cache = template["Resources"]["CacheTable"]["Properties"]["OnDemandThroughput"]
    calls = calls_a_day(stage)
    uploads = calls.pop(UPLOAD) + calls.pop(UPDATE)
    shares = calls[SHARE]
    of_jobs = sum(count for route, count in calls.items() if route.path.startswith(("/data/", "/share/")))
    others = sum(calls.values())
    busy_s = orchestrator_seconds(stage, uploads)
    stored_gb = uploads * Settings.from_env({}).max_upload_bytes / 1e9
    handler_s = others * CALL_S + uploads * UPLOAD_S + shares * SHARE_S
    return {
        "API Gateway": (others + uploads) * prices.API_GATEWAY_REQUEST,
        "upload handler": (others + uploads) * prices.LAMBDA_REQUEST + _gb_s("upload handler", handler_s),
        "Orchestrator": uploads * prices.LAMBDA_REQUEST + _gb_s("Orchestrator", busy_s),
        "BookProcessor": CHUNK_INVOCATIONS * (busy_s * prices.LAMBDA_REQUEST + _gb_s("BookProcessor", busy_s)),
        "cache": DAY_S
        * (
            cache["MaxReadRequestUnits"] * prices.DYNAMODB_READ_UNIT
            + cache["MaxWriteRequestUnits"] * prices.DYNAMODB_WRITE_UNIT
        ),
        # An upload and its first progress; of a running job, its progress once a second.
        "bucket": (2 * uploads + busy_s + SHARE_STORAGE_WRITES * shares) * prices.S3_WRITE
        + (CALL_STORAGE_READS * of_jobs + busy_s) * prices.S3_READ
        + stored_gb * uploads_kept_days(template) * prices.S3_GB_DAY,
        "logs": ((others + uploads) * CALL_LOG_BYTES + busy_s * JOB_LOG_BYTES) / 1e9 * prices.LOG_GB,
    }


def _a_day(rate: Rate) -> float:
    return rate.per_second * DAY_S + rate.burst


def _gb_s(function: str, seconds: float) -> float:
    return seconds * prices.MEMORY_GB[function] * prices.LAMBDA_GB_SECOND


def main() -> None:
    """Print the table of a stage."""
    stage = stage_argument("What a day of calls at the limits of a stage costs.").parse_args().stage
    costs = flood(stage)
    for what, dollars in costs.items():
        print(f"{what:16}{dollars:8.2f}")
    print(f"{'a day, US$':16}{sum(costs.values()):8.2f}")
    print(f"Traffic is extra: US$ {prices.TRAFFIC_GB:.2f} a GB, US$ {_full_line():.0f} a day for a line of 100 Mbit/s.")


def _full_line() -> float:
    return 100e6 / 8 * DAY_S / 1e9 * prices.TRAFFIC_GB


if __name__ == "__main__":
    main()
