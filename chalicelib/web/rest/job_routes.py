"""The routes of jobs: an export goes in, its dashboard comes out, is updated, corrected and deleted.

Every function imports this module when it starts, so what only some routes need is imported by them.
"""

from typing import Final, cast

from chalice.app import Blueprint, Response

from chalicelib import __version__, wiring
from chalicelib.ingest.upload_body import CORRECTIONS_TYPE, MEDIA_TYPES, read_upload, read_wait
from chalicelib.models import Json
from chalicelib.web.rest.job_answers import POLL, state_answer
from chalicelib.web.rest.routing import bearer_token, route

routes: Final = Blueprint(__name__)
_CSV: Final = ".csv"
"""The end of a CSV's address. To API Gateway it is part of the job's id: a variable is a whole part of a path."""


@route(routes, "/api/upload", "POST", content_types=list(MEDIA_TYPES))
def upload() -> Response:
    key = routes.current_request.headers.get("idempotency-key")
    answer = wiring.jobs().start(_export(), read_wait(_query().get("wait")), key)
    return _started(answer, f"data/{answer['job_id']}")


@route(routes, "/data/{job_id}", "PUT", content_types=list(MEDIA_TYPES))
def update(job_id: str) -> Response:
    answer = wiring.updates().start(
        job_id, bearer_token(routes.current_request), _export(), read_wait(_query().get("wait"))
    )
    return _started(answer, f"data/{job_id}?update=1")


@route(routes, "/data/{job_id}/corrections", "PUT", content_types=[CORRECTIONS_TYPE])
def correct(job_id: str) -> Response:
    wiring.corrections().save(job_id, bearer_token(routes.current_request), _body())
    return Response("", status_code=204)


@route(routes, "/data/{job_id}", "GET")
def data(job_id: str) -> Response:
    jobs, query = wiring.jobs(), _query()
    if job_id.endswith(_CSV) or query.get("download") == "1":
        from chalicelib.web.rest import downloads

        if job_id.endswith(_CSV):
            return downloads.csv(jobs, job_id.removesuffix(_CSV))
        return downloads.dashboard(jobs, job_id)
    so_far = query.get("so_far") == "1"
    if query.get("update") == "1":
        return state_answer(wiring.updates().read(job_id, so_far=so_far))
    return state_answer(jobs.read_so_far(job_id) if so_far else jobs.read(job_id))


@route(routes, "/data/{job_id}", "DELETE")
def delete(job_id: str) -> Response:
    wiring.jobs().delete(job_id, bearer_token(routes.current_request))
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
    return Response(answer, status_code=202, headers={"Location": progress, **POLL})


def _query() -> dict[str, str]:
    return dict(routes.current_request.query_params or {})
