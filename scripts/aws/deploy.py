"""`make deploy`: runs `chalice deploy` for a stage whose resources are recorded, and sets what Chalice cannot set.

python -m scripts.aws.deploy_resources --stage prod
python -m scripts.aws.deploy --stage prod
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import boto3

from chalicelib.errors import PageMissing
from scripts.aws import stage_project
from scripts.aws.event_invocation import set_event_invocation
from scripts.aws.operations.api_stage import log_access, set_rates
from scripts.aws.stage import record
from scripts.aws.stage.account import plain_errors, signed_in
from scripts.aws.stage.log_group import keep_log
from scripts.aws.stage.preflight import look, passes
from scripts.aws.stage_project import (
    API_STAGE,
    PROJECT,
    environment_file,
    function_name,
    prepare,
    read_environment,
    stage_argument,
)

GATEWAY_ANSWERS: Final = {
    "REQUEST_TOO_LARGE": (
        413,
        "PayloadTooLargeError",
        "The upload is over the gateway's limit of about 4.4 MB. Send it gzipped, as application/gzip.",
    ),
    "INTEGRATION_TIMEOUT": (
        504,
        "GatewayTimeoutError",
        "The answer took longer than the gateway waits. Upload with ?wait=0 and read the result later.",
    ),
    "MISSING_AUTHENTICATION_TOKEN": (PageMissing.status, PageMissing.code, str(PageMissing())),
    "THROTTLED": (429, "TooManyRequestsError", "There are too many requests at the moment. Try again in a minute."),
}
"""The errors that API Gateway answers itself, by its response type: status, code and message in our error shape."""
_NOTHING_HERE: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Nothing here · Goodreads Stats</title><h1>There is nothing on this shelf</h1>"
    "<p>The address leads to no page. Perhaps a part of it was lost on the way.</p>"
    '<p><a href="/$context.stage/">Go to the start page</a></p></html>'
)
"""No function runs for it, so it has no styles, and its link holds for API Gateway's own domain."""


def error_body(response_type: str) -> str:
    """The JSON of a gateway answer."""
    _, code, message = GATEWAY_ANSWERS[response_type]
    return json.dumps({"Code": code, "Message": message})


def answer_templates(response_type: str) -> dict[str, str]:
    """A gateway answer by media type. A path that no route has, which API Gateway calls a missing token, has a page.

    Which of both it answers follows from `Accept`; AWS does not document how.
    """
    templates = {"application/json": error_body(response_type)}
    return templates | ({"text/html": _NOTHING_HERE} if response_type == "MISSING_AUTHENTICATION_TOKEN" else {})


def set_gateway_answers(client: Any, rest_api_id: str) -> None:
    """Give API Gateway's own errors our error shape; each `chalice deploy` imports the API again and removes it."""
    for response_type, (status, _, _) in GATEWAY_ANSWERS.items():
        client.put_gateway_response(
            restApiId=rest_api_id,
            responseType=response_type,
            statusCode=str(status),
            responseTemplates=answer_templates(response_type),
        )
    client.create_deployment(restApiId=rest_api_id, stageName=API_STAGE)


def limit_log_retention(client: Any, stage: str) -> None:
    """Limit the upload handler's logs: Chalice's setting uses a log group name that this function does not have."""
    keep_log(client, f"/aws/lambda/{function_name(stage, 'api_handler')}")


def deployed_api(state: Path, stage: str) -> tuple[str, str]:
    """Id and URL of the API that Chalice recorded for a stage."""
    recorded = json.loads((state / "deployed" / f"{stage}.json").read_text(encoding="utf-8"))
    api = next(resource for resource in recorded["resources"] if resource["resource_type"] == "rest_api")
    return api["rest_api_id"], api["rest_api_url"]


def deploy(
    stage: str,
    variables: Mapping[str, str],
    folder: Path,
    state: Path,
    session: boto3.Session | None = None,
    chalice: Callable[..., None] = stage_project.chalice,
) -> str:
    """Deploy a stage with these environment variables, from a copy of the project in `folder`; returns its URL.

    May be run again after any failure. `chalice` runs a command of Chalice on the copy. Raises `SeveralApis`.
    """
    session = session or boto3.Session()
    prepare(stage, variables, folder, state)
    record.restore(session, state, stage)
    chalice(folder, "deploy", "--stage", stage)
    api_id, url = deployed_api(state, stage)
    api, logs = session.client("apigateway"), session.client("logs")
    set_gateway_answers(api, api_id)
    set_rates(api, api_id, stage)
    if reason := log_access(api, logs, api_id, stage):
        print(reason)
    limit_log_retention(logs, stage)
    set_event_invocation(session.client("lambda"), function_name(stage, "Orchestrator"))
    return url


def main() -> int:
    """Deploy; returns the exit code."""
    options = stage_argument("Deploy a stage with Chalice.").parse_args()
    state = PROJECT / ".chalice"
    variables = read_environment(environment_file(options.stage))
    with plain_errors():
        session = boto3.Session()
        looks = look(session, options.stage, variables, state, needs_stack=True)
        # make deploy has told the list before it made bucket and table.
        if any(one.mend for one in looks) and not passes(looks):
            return 1
        record.note_place(state, options.stage, signed_in(session).place)
        try:
            url = deploy(options.stage, variables, PROJECT / "build" / "deploy" / options.stage, state, session)
        except record.SeveralApis as error:
            print(error, file=sys.stderr)
            return 1
    print(f"Goodreads Stats ({options.stage}): {url}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
