"""The routes that describe the others to programs.

What they answer is made when it is first asked for: every function imports this module when it starts.
"""

from typing import Final

from chalice.app import Blueprint, Response

from chalicelib.web.rest.routing import route

routes: Final = Blueprint(__name__)


@route(routes, "/api/openapi.json", "GET")
def openapi() -> Response:
    from chalicelib.web.rest.description.openapi import OPENAPI

    return Response(OPENAPI)


@route(routes, "/api/schema/dashboard.json", "GET")
def dashboard_schema() -> Response:
    from chalicelib.web.rest.description.dashboard_schema import DASHBOARD_SCHEMA

    return Response(DASHBOARD_SCHEMA)
