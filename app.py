"""Goodreads Stats: the routes, the two pure Lambdas, and our errors as HTTP. Everything else is in `chalicelib`."""

import os
import sys

if "chalice.cli" in sys.modules:
    # This comes first: the imports below open files that Chalice's watcher watches.
    from chalicelib.web import chalice_commands

    chalice_commands.prepare(os.environ)

import functools
from collections.abc import Callable
from typing import Any, cast

from chalice.app import Chalice, Request, Response

from chalicelib import __version__, wiring
from chalicelib.errors import StatsError, UnsupportedUpload
from chalicelib.ingest.upload_body import MEDIA_TYPES, WHAT_IS_TAKEN, read_upload, read_wait
from chalicelib.telemetry import json_log
from chalicelib.web import pages

app = Chalice(app_name="goodreads-stats")
app.api.binary_types.extend(MEDIA_TYPES)
json_log.configure(os.environ, app.log)
wiring.prepare(os.environ)

_POLL = {"Retry-After": "2"}


@app.middleware("http")
def security_headers(event: Any, get_response: Callable[[Any], Response]) -> Response:
    """Add the security headers to every answer, errors included."""
    wiring.tell_names(app.lambda_context.invoked_function_arn)
    response = get_response(event)
    if response.status_code == 415:  # Chalice's own answer: another error code, and no advice
        response.body = {"Code": UnsupportedUpload.code, "Message": f"{response.body['Message']}. {WHAT_IS_TAKEN}"}
    response.headers = {**pages.security_headers(wiring.bucket_hosts()), **response.headers}
    return response


def route(path: str, method: str, **options: Any) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Like `app.route`, but a `StatsError` of the view becomes an answer in Chalice's error shape."""

    def register(view: Callable[..., Response]) -> Callable[..., Response]:
        @functools.wraps(view)
        def answer(**parameters: str) -> Response:
            try:
                with json_log.of_job(parameters.get("job_id")):
                    return view(**parameters)
            except StatsError as error:
                return Response({"Code": error.code, "Message": error.public_message}, status_code=error.status)

        registered: Callable[..., Response] = app.route(path, methods=[method], **options)(answer)
        return registered

    return register


@route("/api/upload", "POST", content_types=list(MEDIA_TYPES))
def upload() -> Response:
    request = cast(Request, app.current_request)  # Chalice sets it before it calls a view
    body = cast(bytes, request.raw_body)  # Chalice's type says that it may be a text
    csv = read_upload(request.headers["content-type"], body, max_bytes=wiring.settings().max_upload_bytes)
    answer = wiring.jobs().start(csv, read_wait(dict(request.query_params or {}).get("wait")))
    if answer["status"] == "complete":
        return Response(answer)
    return Response(answer, status_code=202, headers={"Location": f"data/{answer['job_id']}", **_POLL})


@route("/data/{job_id}", "GET")
def data(job_id: str) -> Response:
    found = wiring.jobs().read(job_id)
    if found.dashboard is not None:
        return Response(found.dashboard.decode(), headers={"Content-Type": "application/json"})
    if found.dashboard_url is not None:
        return Response("", status_code=302, headers={"Location": found.dashboard_url, "Cache-Control": "no-store"})
    return Response(found.progress, status_code=202, headers=dict(_POLL))


@route("/data/{job_id}", "DELETE")
def delete(job_id: str) -> Response:
    scheme, _, token = cast(Request, app.current_request).headers.get("authorization", "").partition(" ")
    wiring.jobs().delete(job_id, token.strip() if scheme.casefold() == "bearer" else "")
    return Response("", status_code=204)


@route("/api/health", "GET")
def health() -> Response:
    wiring.jobs().store.storage.check()
    return Response({"status": "ok", "version": __version__})


@route("/", "GET")
def index() -> Response:
    return Response(pages.page("index"), headers={"Content-Type": "text/html; charset=utf-8"})


@route("/dashboard/{job_id}", "GET")
def dashboard_page(job_id: str) -> Response:
    return Response(pages.page("dashboard"), headers={"Content-Type": "text/html; charset=utf-8"})


@route("/static/{place}", "GET")
@route("/static/{place}/{name}", "GET")
def static(place: str, name: str | None = None) -> Response:
    text, headers = pages.asset(place, name)
    return Response(text, headers={**headers})


@app.lambda_function(name="Orchestrator")
def orchestrator(event: dict[str, Any], context: Any) -> dict[str, Any]:
    wiring.tell_names(context.invoked_function_arn)
    return wiring.orchestrate(event, lambda: context.get_remaining_time_in_millis() / 1000)


@app.lambda_function(name="BookProcessor")
def book_processor(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return wiring.process_books(event, lambda: context.get_remaining_time_in_millis() / 1000)
