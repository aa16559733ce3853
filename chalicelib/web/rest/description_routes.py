"""The routes that describe the others to programs."""

from typing import Final

from chalice.app import Blueprint, Response

from chalicelib.web.rest.description.dashboard_schema import DASHBOARD_SCHEMA
from chalicelib.web.rest.description.openapi import OPENAPI
from chalicelib.web.rest.routing import route

routes: Final = Blueprint(__name__)


@route(routes, "/api/openapi.json", "GET")
def openapi() -> Response:
    return Response(OPENAPI)


@route(routes, "/api/schema/dashboard.json", "GET")
def dashboard_schema() -> Response:
    return Response(DASHBOARD_SCHEMA)
