"""The answers that a browser saves as a file: the library as CSV, and the dashboard JSON under a name."""

from typing import Any

from chalice.app import Response

from chalicelib.jobs.downloads.library_download import CSV_FILE, JSON_FILE, csv_of_job, named_link
from chalicelib.jobs.service import Jobs, JobState
from chalicelib.telemetry import json_log
from chalicelib.web.rest.job_answers import state_answer


class CsvResponse(Response):
    """A CSV that goes out as text, although `text/csv` is among the binary types that uploads need.

    API Gateway decodes a binary answer only for callers whose Accept begins with its type, and Chalice refuses callers
    without one; browsers send another one, and some programs none.
    """

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:
        answer = super().to_dict(binary_types)
        answer["headers"]["Content-Type"] = "text/csv; charset=utf-8"
        return answer


def csv(jobs: Jobs, job_id: str) -> Response:
    """The library of a job as CSV, a redirect to it, or the progress of the job."""
    json_log.from_here_of_job(job_id)
    found = csv_of_job(jobs, job_id)
    if found.dashboard is None:
        return state_answer(found)
    headers: dict[str, str | list[str]] = {"Content-Type": "text/plain; charset=utf-8", **_saved_as(CSV_FILE)}
    return CsvResponse(found.dashboard.decode(), headers)


def dashboard(jobs: Jobs, job_id: str) -> Response:
    """The dashboard of a job as a file, a redirect to it, or the progress of the job."""
    found = jobs.read(job_id)
    if found.dashboard_url is not None:
        found = JobState(dashboard_url=named_link(jobs.store, job_id))
    return state_answer(found, **_saved_as(JSON_FILE))


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
