"""Create or update a stage's bucket and table (`resources.json`) and record their names; safe to run twice.

python -m scripts.aws.deploy_resources --stage prod
"""

import json
import sys
from collections.abc import Mapping
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError, WaiterError

from chalicelib.seams.deployed_names import bucket_name
from scripts.aws.stage.account import plain_errors, signed_in
from scripts.aws.stage.preflight import look, passes
from scripts.aws.stage.record import note_place
from scripts.aws.stage_project import (
    PROJECT,
    STAGE_TAG,
    environment_file,
    read_environment,
    record_environment,
    stack_name,
    stage_argument,
)

_VARIABLES: Final = {"DataBucketName": "DATA_BUCKET", "CacheTableName": "CACHE_TABLE"}
RECORDED: Final = tuple(_VARIABLES.values())
"""The environment variables that are recorded."""


class StackFailed(Exception):
    """CloudFormation could not make or change the stack; the message has its reasons, the first cause first."""


def deploy_resources(client: Any, stage: str, page_origin: str | None = None) -> dict[str, str]:
    """Bring the stage's stack up to date with a boto3 CloudFormation client.

    Returns its outputs as environment variables. Without `page_origin` the origin stays as it is. Bucket and table of
    a stack that an earlier version made keep the names that CloudFormation gave them: a new name would be a new, empty
    bucket. Raises `StackFailed`.
    """
    name = stack_name(stage)
    template = (PROJECT / "resources.json").read_text(encoding="utf-8")
    defaults = {key: one["Default"] for key, one in json.loads(template)["Parameters"].items()}
    given = {} if page_origin is None else {"PageOrigin": page_origin}
    common = {"StackName": name, "TemplateBody": template, "Tags": [{"Key": STAGE_TAG, "Value": stage}]}
    try:
        # A stack that could not be created is removed at once; otherwise the next try would fail because of it.
        first = _parameters({**defaults, "NamePrefix": name, **given})
        made = client.create_stack(**common, OnFailure="DELETE", Parameters=first)
        _wait(client, "stack_create_complete", made["StackId"])
    except client.exceptions.AlreadyExistsException:
        (stack,) = client.describe_stacks(StackName=name)["Stacks"]
        known = {parameter["ParameterKey"] for parameter in stack.get("Parameters", [])}
        kept = [{"ParameterKey": key, "UsePreviousValue": True} for key in known & set(defaults) - set(given)]
        # What is new to the stack gets its default, so that bucket and table keep their names.
        added = {key: value for key, value in defaults.items() if key not in known}
        _update(client, common, kept + _parameters({**added, **given}))
    outputs = client.describe_stacks(StackName=name)["Stacks"][0]["Outputs"]
    return {
        _VARIABLES[output["OutputKey"]]: output["OutputValue"]
        for output in outputs
        if output["OutputKey"] in _VARIABLES
    }


def _parameters(values: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


def _update(client: Any, common: Mapping[str, Any], parameters: list[dict[str, Any]]) -> None:
    try:
        updated = client.update_stack(**common, Parameters=parameters)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise
        return
    _wait(client, "stack_update_complete", updated["StackId"])


def _wait(client: Any, waiter: str, stack_id: str) -> None:
    """Wait for a stack, by its id: a stack that failed may have been removed. Raises `StackFailed`."""
    try:
        client.get_waiter(waiter).wait(StackName=stack_id)
    except WaiterError as error:
        events = client.describe_stack_events(StackName=stack_id)["StackEvents"]
        reasons = [
            f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}"
            for event in reversed(events)
            if event["ResourceStatus"].endswith("_FAILED") and "ResourceStatusReason" in event
        ]
        raise StackFailed("; ".join(reasons) or str(error)) from error


def main() -> int:
    """Deploy and record; returns the exit code."""
    parser = stage_argument("Create or update a stage's bucket and table and record their names.")
    parser.add_argument("--page-origin", help="origin of the pages when they have a domain of their own")
    options = parser.parse_args()
    path, state = environment_file(options.stage), PROJECT / ".chalice"
    with plain_errors():
        session = boto3.Session()
        if not passes(look(session, options.stage, read_environment(path), state, needs_stack=False)):
            return 1
        place = signed_in(session).place
        note_place(state, options.stage, place)
        try:
            variables = deploy_resources(session.client("cloudformation"), options.stage, options.page_origin)
        except StackFailed as error:
            print(f"Bucket and table could not be made. {error}", file=sys.stderr)
            return 1
    record_environment(path, variables)
    if variables["DATA_BUCKET"] != bucket_name(options.stage, place.account, place.region):
        print("The stack is of an earlier version, and its bucket and table keep their names (docs/deploy.md).")
    for variable, value in variables.items():
        print(f"{variable}={value}  (in {path.relative_to(PROJECT)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
