"""The routes of shares: the owner makes, lists and takes them back; whoever has the link reads one."""

from typing import Final, cast

from chalice.app import Blueprint, Response

from chalicelib import wiring
from chalicelib.jobs.job_id import is_job_id
from chalicelib.web import pages
from chalicelib.web.rest.job_answers import state_answer
from chalicelib.web.rest.routing import HTML, bearer_token, ends_in_slash, route

routes: Final = Blueprint(__name__)
_JSON: Final = ".json"
"""The end of the address of a share's data. To API Gateway it is part of the id, as in `job_routes.py`."""


@route(routes, "/data/{job_id}/shares", "POST", content_types=["application/json"])
def make(job_id: str) -> Response:
    request = routes.current_request
    body = cast(bytes, request.raw_body)  # Chalice's type says that it may be a text
    made = wiring.shares().make(job_id, bearer_token(request), body)
    return Response(made, status_code=201, headers={"Location": made["share_url"]})


@route(routes, "/data/{job_id}/shares", "GET")
def listed(job_id: str) -> Response:
    return Response({"shares": wiring.shares().listed(job_id, bearer_token(routes.current_request))})


@route(routes, "/data/{job_id}/shares/{share_id}", "DELETE")
def take_back(job_id: str, share_id: str) -> Response:
    wiring.shares().take_back(job_id, bearer_token(routes.current_request), share_id)
    return Response("", status_code=204)


@route(routes, "/share/{share_id}", "GET")
def read(share_id: str) -> Response:
    """The page of a share, or its data where the address ends so."""
    shares = wiring.shares()
    if share_id.endswith(_JSON):
        return state_answer(shares.read(share_id.removesuffix(_JSON)))
    if is_job_id(share_id) and ends_in_slash(routes.current_request):
        return Response("", status_code=302, headers={"Location": f"../{share_id}"})
    title, description = shares.words(share_id)
    return Response(pages.shared(title, description), headers={**HTML, **pages.early_share(share_id)})
