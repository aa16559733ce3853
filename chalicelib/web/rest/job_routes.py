"""The routes of jobs: an export goes in, its dashboard comes out, and is deleted."""

from typing import Final, cast

from chalice.app import Blueprint, Response

from chalicelib import __version__, wiring
from chalicelib.ingest.upload_body import MEDIA_TYPES, read_upload, read_wait
from chalicelib.web.rest import downloads
from chalicelib.web.rest.routing import route

routes: Final = Blueprint(__name__)
_POLL: Final = {"Retry-After": "2"}


@route(routes, "/api/upload", "POST", content_types=list(MEDIA_TYPES))
def upload() -> Response:
    request = routes.current_request
    body = cast(bytes, request.raw_body)  # Chalice's type says that it may be a text
    csv = read_upload(request.headers["content-type"], body, max_bytes=wiring.settings().max_upload_bytes)
    wait_s = read_wait(_query().get("wait"))
    answer = wiring.jobs().start(csv, wait_s, request.headers.get("idempotency-key"))
    if answer["status"] == "complete":
        return Response(answer)
    return Response(answer, status_code=202, headers={"Location": f"data/{answer['job_id']}", **_POLL})


@route(routes, "/data/{job_id}", "GET")
def data(job_id: str) -> Response:
    jobs = wiring.jobs()
    if job_id.endswith(downloads.CSV):
        return downloads.csv(jobs, job_id.removesuffix(downloads.CSV))
    if _query().get("download") == "1":
        return downloads.dashboard(jobs, job_id)
    found = jobs.read_so_far(job_id) if _query().get("so_far") == "1" else jobs.read(job_id)
    if found.dashboard is not None:
        return Response(found.dashboard.decode(), headers={"Content-Type": "application/json"})
    if found.dashboard_url is not None:
        return Response("", status_code=302, headers={"Location": found.dashboard_url, "Cache-Control": "no-store"})
    return Response(found.progress, status_code=202, headers=dict(_POLL))


@route(routes, "/data/{job_id}", "DELETE")
def delete(job_id: str) -> Response:
    wiring.jobs().delete(job_id, _bearer_token())
    return Response("", status_code=204)


@route(routes, "/api/health", "GET")
def health() -> Response:
    wiring.jobs().store.storage.check()
    return Response({"status": "ok", "version": __version__})


def _query() -> dict[str, str]:
    return dict(routes.current_request.query_params or {})


def _bearer_token() -> str:
    """The delete token that the request carries; an empty text where it carries none."""
    scheme, _, token = routes.current_request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else ""
