"""The answers that a browser saves as a file: the library as CSV, and the dashboard JSON under a name."""

from typing import Any, Final

from chalice.app import Response

from chalicelib.jobs.downloads.library_download import CSV_FILE, JSON_FILE, csv_of_job, named_link
from chalicelib.jobs.service import Jobs, JobState
from chalicelib.telemetry import json_log

CSV: Final = ".csv"
"""The end of a CSV's address. To API Gateway it is part of the job's id: a variable is a whole part of a path."""


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
        return _without_content(found)
    return CsvResponse(found.dashboard.decode(), _file_headers("text/plain; charset=utf-8", CSV_FILE))


def dashboard(jobs: Jobs, job_id: str) -> Response:
    """The dashboard of a job as a file, a redirect to it, or the progress of the job."""
    found = jobs.read(job_id)
    if found.dashboard is not None:
        return Response(found.dashboard.decode(), _file_headers("application/json", JSON_FILE))
    if found.dashboard_url is not None:
        found = JobState(dashboard_url=named_link(jobs.store, job_id))
    return _without_content(found)


def _without_content(found: JobState) -> Response:
    if found.dashboard_url is not None:
        return Response("", status_code=302, headers={"Location": found.dashboard_url, "Cache-Control": "no-store"})
    return Response(found.progress, status_code=202, headers={"Retry-After": "2"})


def _file_headers(media_type: str, name: str) -> dict[str, str | list[str]]:
    return {"Content-Type": media_type, "Content-Disposition": f'attachment; filename="{name}"'}
