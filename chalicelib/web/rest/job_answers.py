"""The state of a job as an HTTP answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalice.app import Response

if TYPE_CHECKING:
    from chalicelib.jobs.service import JobState

POLL: Final = {"Retry-After": "2"}


def state_answer(found: JobState, **headers: str) -> Response:
    """The dashboard JSON with these headers, a redirect to one that is too large for an answer, or the progress."""
    if found.dashboard is not None:
        return Response(found.dashboard.decode(), headers={"Content-Type": "application/json", **headers})
    if found.dashboard_url is not None:
        return Response("", status_code=302, headers={"Location": found.dashboard_url, "Cache-Control": "no-store"})
    return Response(found.progress, status_code=202, headers=dict(POLL))
