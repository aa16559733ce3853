"""The log lines of a job's start and end, with the metrics that they carry."""

import logging
from collections.abc import Mapping
from typing import Final

from chalicelib.models import Json
from chalicelib.telemetry import metrics
from chalicelib.telemetry.provider_use import ProviderUse

_LOG: Final = logging.getLogger(__name__)


def started(job_id: str, books: int) -> None:
    """An upload was accepted and stored."""
    _LOG.info("job %s starts with %d books", job_id, books, extra=metrics.of({"JobsStarted": 1}))


def waits(job_id: str, reason: str) -> None:
    """A job is left to Lambda's queue, as no Orchestrator is free to run it now."""
    _LOG.warning("job %s waits for its turn: %s", job_id, reason)


def complete(job_id: str, enrichment: Json, seconds: float) -> None:
    """A job has stored its dashboard, whose `metadata.enrichment` this is, `seconds` after it began."""
    successful, failed = enrichment["successful"], enrichment["failed"]
    _LOG.info(
        "job %s complete: %d of %d books enriched in %.1f s, %d of them from the cache",
        job_id,
        successful,
        successful + failed,
        seconds,
        enrichment["cache_hits"],
        extra=metrics.of(
            {
                "JobsCompleted": 1,
                "JobSeconds": seconds,
                "BooksSuccessful": successful,
                "BooksFailed": failed,
                "CacheHits": enrichment["cache_hits"],
            }
        ),
    )
    for category, count in enrichment["failures"].items():
        carried = metrics.of({"BooksFailed": count}, {"Category": category})
        _LOG.info("job %s: %d books failed as %s", job_id, count, category, extra=carried)


def failed(job_id: str, reason: str, *, counted: bool = True) -> None:
    """A job ended without a dashboard; not `counted` where another function has counted it."""
    _LOG.error("job %s failed: %s", job_id, reason, extra=metrics.of({"JobsFailed": 1}) if counted else None)


def providers(job_id: str, uses: Mapping[str, ProviderUse]) -> None:
    """How the providers served a job: a line for each that was wanted, a warning for one that refused everything."""
    for name, use in uses.items():
        level = logging.WARNING if use.refused_everything else logging.INFO
        reasons = use.reasons()
        _LOG.log(
            level,
            "job %s: %s answered %s of %d look-ups; %d requests, %d of them refused, %.1f s%s",
            job_id,
            name,
            use.answered or "none",
            use.answered + use.refused.total(),
            use.requests,
            use.refusals,
            use.seconds,
            f"; not answered: {reasons}" if reasons else "",
            extra=metrics.of(
                {
                    "ProviderRequests": use.requests,
                    "ProviderRefusals": use.refusals,
                    "ProviderSeconds": round(use.seconds, 3),
                },
                {"Provider": name},
            ),
        )
