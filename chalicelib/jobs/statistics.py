"""The figures of a complete job: what the Orchestrator answers, and what an upload answers of it."""

from collections.abc import Mapping
from typing import Any

from chalicelib.models import Json


def statistics(job_id: str, enrichment: Mapping[str, Any], seconds: float) -> Json:
    """The contract's answer of the Orchestrator, out of a dashboard's `metadata.enrichment`."""
    total = enrichment["successful"] + enrichment["failed"]
    return {
        "job_id": job_id,
        "status": "complete",
        "total_books": total,
        "successful_books": enrichment["successful"],
        "failed_books": enrichment["failed"],
        "success_rate": enrichment["success_rate"],
        "chunks_processed": enrichment["chunks"],
        "processing_time_seconds": seconds,
    }


def job_result(figures: Mapping[str, Any], delete_token: str) -> Json:
    """The contract's answer of an upload whose job is complete, out of the Orchestrator's."""
    job_id = figures["job_id"]
    return {
        "job_id": job_id,
        "status": "complete",
        "processing_time": figures["processing_time_seconds"],
        "books_processed": figures["total_books"],
        "successful_enrichments": figures["successful_books"],
        "failed_enrichments": figures["failed_books"],
        "success_rate": figures["success_rate"],
        "delete_token": delete_token,
        "data_url": f"data/{job_id}",
        "dashboard_url": f"dashboard/{job_id}",
    }


def processing_result(job_id: str, delete_token: str) -> Json:
    """The contract's answer of an upload whose job runs on."""
    return {"job_id": job_id, "status": "processing", "delete_token": delete_token}


def result_of(figures: Mapping[str, Any] | None, job_id: str, delete_token: str) -> Json:
    """The contract's answer of an upload, out of the Orchestrator's, which is None while the job runs."""
    return processing_result(job_id, delete_token) if figures is None else job_result(figures, delete_token)
