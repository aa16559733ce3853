"""The routes of jobs: an export goes in, its dashboard comes out, and is deleted."""

from typing import Final, cast

from chalice.app import Blueprint, Response

from chalicelib import __version__, wiring
from chalicelib.ingest import corrections_file
from chalicelib.ingest.upload_body import MEDIA_TYPES, read_upload, read_wait
from chalicelib.models import Json
from chalicelib.web.rest import downloads
from chalicelib.web.rest.routing import route

routes: Final = Blueprint(__name__)
_POLL: Final = {"Retry-After": "2"}


@route(routes, "/api/upload", "POST", content_types=list(MEDIA_TYPES))
def upload() -> Response:
    key = routes.current_request.headers.get("idempotency-key")
    answer = wiring.jobs().start(_export(), read_wait(_query().get("wait")), key)
    return _started(answer, f"data/{answer['job_id']}")


@route(routes, "/data/{job_id}", "PUT", content_types=list(MEDIA_TYPES))
def update(job_id: str) -> Response:
    answer = wiring.updates().start(job_id, _bearer_token(), _export(), read_wait(_query().get("wait")))
    return _started(answer, f"data/{job_id}?update=1")


@route(routes, "/data/{job_id}/corrections", "PUT", content_types=[corrections_file.MEDIA_TYPE])
def correct(job_id: str) -> Response:
    wiring.corrections().save(job_id, _bearer_token(), _body())
    return Response("", status_code=204)


@route(routes, "/data/{job_id}", "GET")
def data(job_id: str) -> Response:
    jobs = wiring.jobs()
    if job_id.endswith(downloads.CSV):
        return downloads.csv(jobs, job_id.removesuffix(downloads.CSV))
    if _query().get("download") == "1":
        return downloads.dashboard(jobs, job_id)
    so_far = _query().get("so_far") == "1"
    if _query().get("update") == "1":
        found = wiring.updates().read(job_id, so_far=so_far)
    else:
        found = jobs.read_so_far(job_id) if so_far else jobs.read(job_id)
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


def _export() -> bytes:
    """The file that the request carries, unpacked."""
    content_type = routes.current_request.headers["content-type"]
    return read_upload(content_type, _body(), max_bytes=wiring.settings().max_upload_bytes)


def _body() -> bytes:
    return cast(bytes, routes.current_request.raw_body)  # Chalice's type says that it may be a text


def _started(answer: Json, progress: str) -> Response:
    if answer["status"] == "complete":
        return Response(answer)
    return Response(answer, status_code=202, headers={"Location": progress, **_POLL})


def _query() -> dict[str, str]:
    return dict(routes.current_request.query_params or {})


def _bearer_token() -> str:
    """The delete token that the request carries; an empty text where it carries none."""
    scheme, _, token = routes.current_request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else ""
