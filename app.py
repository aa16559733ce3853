"""Goodreads Stats: the application, its two pure Lambdas, what every answer carries. The rest is in `chalicelib`."""

import os
import sys

if "chalice.cli" in sys.modules:
    # This comes first: the imports below open files that Chalice's watcher watches.
    from chalicelib.web import chalice_commands

    chalice_commands.prepare(os.environ)

from collections.abc import Callable
from typing import Any

from chalice.app import Chalice, Response

from chalicelib import wiring
from chalicelib.errors import UnsupportedUpload
from chalicelib.ingest.upload_body import MEDIA_TYPES, what_is_taken
from chalicelib.telemetry import json_log
from chalicelib.web import pages
from chalicelib.web.rest import description_routes, job_routes, page_routes, share_routes

app = Chalice(app_name="goodreads-stats")
app.api.binary_types.extend(MEDIA_TYPES)
json_log.configure(os.environ, app.log)
wiring.prepare(os.environ)
app.register_blueprint(job_routes.routes)
app.register_blueprint(share_routes.routes)
app.register_blueprint(page_routes.routes)
app.register_blueprint(description_routes.routes)


@app.middleware("http")
def security_headers(event: Any, get_response: Callable[[Any], Response]) -> Response:
    """Add the security headers to every answer, errors included."""
    wiring.tell_names(app.lambda_context.invoked_function_arn)
    response = get_response(event)
    # Chalice's own answer has another error code and no advice.
    if response.status_code == 415 and response.body["Code"] != UnsupportedUpload.code:
        taken = what_is_taken(event.path)
        response.body = {"Code": UnsupportedUpload.code, "Message": f"{response.body['Message']}. {taken}"}
    response.headers = {**pages.security_headers(wiring.bucket_hosts()), **response.headers}
    return response


@app.lambda_function(name="Orchestrator")
def orchestrator(event: dict[str, Any], context: Any) -> dict[str, Any]:
    wiring.tell_names(context.invoked_function_arn)
    return wiring.orchestrate(event, lambda: context.get_remaining_time_in_millis() / 1000)


@app.lambda_function(name="BookProcessor")
def book_processor(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return wiring.process_books(event, lambda: context.get_remaining_time_in_millis() / 1000)
