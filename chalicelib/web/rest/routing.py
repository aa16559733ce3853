"""What all routes share: how one is registered, and what a caller gets for an error."""

import functools
from collections.abc import Callable
from typing import Any

from chalice.app import Blueprint, Response

from chalicelib.errors import StatsError
from chalicelib.telemetry import json_log

View = Callable[..., Response]


def route(routes: Blueprint, path: str, method: str, **options: Any) -> Callable[[View], View]:
    """Like `routes.route`, but a `StatsError` of the view becomes an answer in Chalice's error shape."""

    def register(view: View) -> View:
        @functools.wraps(view)
        def answer(**parameters: str) -> Response:
            try:
                with json_log.of_job(parameters.get("job_id")):
                    return view(**parameters)
            except StatsError as error:
                return Response({"Code": error.code, "Message": error.public_message}, status_code=error.status)

        registered: View = routes.route(path, methods=[method], **options)(answer)
        return registered

    return register
