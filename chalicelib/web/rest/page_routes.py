"""The routes of the pages and of what they load."""

from typing import Final

from chalice.app import Blueprint, Response

from chalicelib.web import pages
from chalicelib.web.rest.routing import route

routes: Final = Blueprint(__name__)
_HTML: Final = {"Content-Type": "text/html; charset=utf-8"}


@route(routes, "/", "GET")
def index() -> Response:
    return Response(pages.page("index"), headers=dict(_HTML))


@route(routes, "/dashboard/{job_id}", "GET")
def dashboard_page(job_id: str) -> Response:
    return Response(pages.page("dashboard"), headers={**_HTML, **pages.early_data(job_id)})


@route(routes, "/static/{place}", "GET")
@route(routes, "/static/{place}/{name}", "GET")
def static(place: str, name: str | None = None) -> Response:
    text, headers = pages.asset(place, name)
    return Response(text, headers={**headers})
