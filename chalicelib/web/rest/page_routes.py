"""The routes of the pages and of what they load.

The pages' links are relative, so an address has to end as they expect: the root with a slash, a dashboard without.
"""

from typing import Final

from chalice.app import Blueprint, Response

from chalicelib.errors import PageMissing
from chalicelib.jobs.job_id import is_job_id
from chalicelib.web import pages
from chalicelib.web.rest.routing import HTML, ends_in_slash, route

routes: Final = Blueprint(__name__)


@route(routes, "/", "GET")
def index() -> Response:
    request = routes.current_request
    stage = request.context.get("path", "").rpartition("/")[2]
    # The stage without its slash is the root, too. A gateway that always leaves the slash out is not asked twice.
    if stage and not request.query_params:
        return _moved(f"{stage}/?start")
    return Response(pages.page("index"), headers=dict(HTML))


@route(routes, "/dashboard/{job_id}", "GET")
def dashboard_page(job_id: str) -> Response:
    if not is_job_id(job_id):
        raise PageMissing
    if ends_in_slash(routes.current_request):
        return _moved(f"../{job_id}")
    return Response(pages.page("dashboard"), headers={**HTML, **pages.early_data(job_id)})


@route(routes, "/static/{place}", "GET")
@route(routes, "/static/{place}/{name}", "GET")
def static(place: str, name: str | None = None) -> Response:
    text, headers = pages.asset(place, name)
    return Response(text, headers={**headers})


def _moved(address: str) -> Response:
    return Response("", status_code=302, headers={"Location": address})
