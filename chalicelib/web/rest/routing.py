"""What all routes share: how one is registered, and what a caller gets for an error."""

import functools
from collections.abc import Callable
from typing import Any, Final

from chalice.app import Blueprint, Request, Response

from chalicelib.errors import StatsError
from chalicelib.telemetry import json_log
from chalicelib.web import pages

HTML: Final = {"Content-Type": "text/html; charset=utf-8"}
_WITHOUT_BODY: Final = frozenset({"GET", "DELETE"})
View = Callable[..., Response]


def route(routes: Blueprint, path: str, method: str, **options: Any) -> Callable[[View], View]:
    """Like `routes.route`, but a `StatsError` of the view becomes an answer.

    A request without a body may name any media type or none: some programs always name one.
    """
    if method in _WITHOUT_BODY:
        options["content_types"] = []

    def register(view: View) -> View:
        @functools.wraps(view)
        def answer(**parameters: str) -> Response:
            try:
                with json_log.of_job(parameters.get("job_id")):
                    return view(**parameters)
            except StatsError as error:
                return _told(error, routes.current_request)

        registered: View = routes.route(path, methods=[method], **options)(answer)
        return registered

    return register


def ends_in_slash(request: Request) -> bool:
    """Whether the path was asked for with a slash at its end, which the routes do not see."""
    path: str = request.context.get("path", "")
    return path.endswith("/")


def bearer_token(request: Request) -> str:
    """The delete token that a request carries; an empty text where it carries none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else ""


def _told(error: StatsError, request: Request) -> Response:
    """An error in Chalice's shape; as a page where a browser opens an address where there is nothing."""
    if error.status == 404 and request.method == "GET" and pages.wants_page(request.headers.get("accept", "")):
        path = request.path + ("/" if ends_in_slash(request) else "")
        return Response(pages.missing(path), status_code=error.status, headers=dict(HTML))
    return Response({"Code": error.code, "Message": error.public_message}, status_code=error.status)
