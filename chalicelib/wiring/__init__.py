"""Settings -> storage, cache, invokers: the only place that decides between AWS and this machine.

Everything is made on first use and kept for the life of the process. What a function does not use is not imported: a
machine without an account needs no boto3, and a cold start does not pay for the other functions' libraries.
"""

import logging
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from chalicelib.errors import NotSetUp, SettingsError
from chalicelib.models import Json
from chalicelib.seams import deployed_names
from chalicelib.settings import Settings
from chalicelib.telemetry import json_log
from chalicelib.wiring import aws_clients

if TYPE_CHECKING:
    from chalicelib.enrichment.catalogue.interface import Catalogue
    from chalicelib.jobs.job_store import JobStore
    from chalicelib.jobs.orchestrator import Services
    from chalicelib.jobs.service import Jobs
    from chalicelib.jobs.sharing.shares import Shares
    from chalicelib.jobs.updating.corrections import Corrections
    from chalicelib.jobs.updating.updates import Updates
    from chalicelib.seams.cache import EnrichmentCache
    from chalicelib.seams.invocation import EventInvoker, Invoker
    from chalicelib.seams.storage import Storage

_LOG: Final = logging.getLogger(__name__)
BOOK_PROCESSOR_TIME_LIMIT_S: Final = 300.0
"""BookProcessor's time limit in `.chalice/config.json`."""
_CALL_MARGIN_S: Final = 15.0
"""A caller waits for so much longer than the function may run."""


def prepare(environ: Mapping[str, str]) -> None:
    """Make what this function needs, while Lambda gives it a full processor; see `init_phase.py`."""
    from chalicelib.wiring import init_phase

    init_phase.prepare(environ, BOOK_PROCESSOR_TIME_LIMIT_S + _CALL_MARGIN_S)


def tell_names(function_arn: str) -> None:
    """Tell the settings, before their first use, what a deployed function knows by the address of its invocation."""
    deployed_names.complete(os.environ, function_arn)


@cache
def settings() -> Settings:
    """The settings of this process; raises `SettingsError` for a value that cannot be used."""
    return Settings.from_env(os.environ)


@cache
def jobs() -> "Jobs":
    """What the REST routes work with."""
    from chalicelib.jobs.service import Jobs

    return Jobs(settings(), _job_store(aws_clients.IN_REQUEST), _orchestrator())


@cache
def updates() -> "Updates":
    """What the routes for newer exports work with."""
    from chalicelib.jobs.updating.updates import Updates

    return Updates(jobs())


@cache
def corrections() -> "Corrections":
    """What the route for corrections works with."""
    from chalicelib.jobs.updating.corrections import Corrections

    return Corrections(jobs())


@cache
def shares() -> "Shares":
    """What the routes for shares work with."""
    from chalicelib.jobs.sharing.shares import Shares

    return Shares(jobs())


def orchestrate(event: Mapping[str, Any], remaining_s: Callable[[], float]) -> Json:
    """The Orchestrator function."""
    from chalicelib.jobs import orchestrator

    with json_log.of_job(event.get("job_id")):
        return orchestrator.orchestrate(event, _services(), remaining_s)


def process_books(event: Mapping[str, Any], remaining_s: Callable[[], float]) -> Json:
    """The BookProcessor function."""
    from chalicelib.jobs.enriching import book_processor

    with json_log.of_job(event.get("job_id")):
        answer = book_processor.process(event, settings(), remaining_s())
        if "results" in answer:
            failed = sum(not result["success"] for result in answer["results"])
            _LOG.info(
                "%d books answered, %d of them failed; %d requests to the providers",
                len(answer["results"]),
                failed,
                answer["provider_requests"],
            )
        return answer


@cache
def _services() -> "Services":
    from chalicelib.jobs.orchestrator import Services

    store = _job_store(aws_clients.IN_JOB)
    return Services(settings(), store, enrichment_cache(), _book_processor(), catalogue=catalogue)


@cache
def _job_store(patience: aws_clients.Patience) -> "JobStore":
    from chalicelib.jobs.job_store import JobStore

    return JobStore(_storage(patience))


def _storage(patience: aws_clients.Patience) -> "Storage":
    if settings().data_bucket:
        from chalicelib.seams.s3_storage import S3Storage

        return S3Storage(aws_clients.s3(patience), settings().data_bucket or "")
    _require_local("DATA_BUCKET")
    from chalicelib.seams.local_storage import LocalStorage

    return LocalStorage(_data_dir())


@cache
def bucket_hosts() -> tuple[str, ...]:
    """Where links to large dashboards lead, for the pages' policy: the bucket's global address and its region's."""
    try:
        bucket = settings().data_bucket
    except SettingsError:
        # The request fails with this error as soon as it needs the settings; until then no bucket is known.
        return ()
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
    return (f"https://{bucket}.s3.amazonaws.com", f"https://{bucket}.s3.{region}.amazonaws.com") if bucket else ()


@cache
def enrichment_cache() -> "EnrichmentCache":
    """The cache in front of the providers."""
    table = settings().cache_table
    if table:
        from chalicelib.seams.dynamodb_cache import DynamoDBCache

        return DynamoDBCache(aws_clients.dynamodb(), table)
    from chalicelib.seams.sqlite_cache import SQLiteCache

    return SQLiteCache(_data_dir() / "enrichment.sqlite3")


def catalogue() -> "Catalogue | None":
    """The catalogue to look books up in, None where there is none.

    Raises `SettingsError` where the file that `CATALOGUE` names is not there, or nothing is while `CATALOGUE_ONLY` is
    set.
    """
    if table := settings().catalogue_table:
        return _catalogue_table(table)
    from chalicelib.enrichment.catalogue.sqlite_catalogue import SQLiteCatalogue

    path = catalogue_file()
    if path.is_file():
        return SQLiteCatalogue(path)
    if settings().catalogue:
        raise SettingsError("CATALOGUE", str(path), "a file that make catalogue has made")
    if settings().catalogue_only:
        raise SettingsError("CATALOGUE_ONLY", "1", f"a catalogue: make catalogue makes {path}")
    return None


def catalogue_file() -> Path:
    """Where the catalogue of this machine is, or would be."""
    return settings().catalogue or _data_dir() / "catalogue.sqlite3"


@cache
def _catalogue_table(table: str) -> "Catalogue":
    from chalicelib.enrichment.catalogue.dynamodb_catalogue import DynamoDBCatalogue

    return DynamoDBCatalogue(aws_clients.dynamodb(), table)


@cache
def _orchestrator() -> "EventInvoker":
    from chalicelib.jobs.job_store import TIME_LIMIT_S

    if name := settings().orchestrator_function_name:
        return _lambda_invoker(name, TIME_LIMIT_S)
    _require_local("ORCHESTRATOR_FUNCTION_NAME")
    from chalicelib.seams.local_invoker import LocalInvoker

    return LocalInvoker(orchestrate, TIME_LIMIT_S)


@cache
def _book_processor() -> "Invoker":
    from chalicelib.seams.local_invoker import LocalInvoker

    in_this_process = LocalInvoker(process_books, BOOK_PROCESSOR_TIME_LIMIT_S)
    if name := settings().book_processor_function_name:
        return _lambda_invoker(name, BOOK_PROCESSOR_TIME_LIMIT_S, in_this_process)
    return in_this_process


def _lambda_invoker(function_name: str, time_limit_s: float, spare: "Invoker | None" = None) -> "EventInvoker":
    from chalicelib.seams.lambda_invoker import LambdaInvoker

    return LambdaInvoker(_lambda_client, function_name, time_limit_s + _CALL_MARGIN_S, spare=spare)


def _lambda_client(read_timeout_s: float) -> Any:
    return aws_clients.lambda_(read_timeout_s, connections=settings().chunk_size)


def _require_local(name: str) -> None:
    """Refuse to work locally in Lambda, where files and threads do not outlive a request: every job would be lost."""
    if json_log.in_lambda(os.environ):
        raise NotSetUp(name)


def _data_dir() -> Path:
    from platformdirs import user_data_path

    return settings().data_dir or user_data_path("goodreads-stats", appauthor=False)
