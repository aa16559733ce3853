"""Creates or updates a CloudFormation stack of a stage; safe to run again, also after a failure."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from scripts.aws.stage_project import STAGE_TAG


class StackFailed(Exception):
    """CloudFormation could not make or change a stack; the message has its reasons, the first cause first."""


def deploy_stack(
    client: Any,
    stage: str,
    name: str,
    template: Mapping[str, Any],
    given: Mapping[str, str],
    at_first: Mapping[str, str] | None = None,
) -> None:
    """Bring the stack `name` up to date with a boto3 CloudFormation client.

    The parameters in `given` are set. Of the others each stays as it is, and one that is new to the stack gets its
    default; a new stack also gets those `at_first`. Raises `StackFailed`.
    """
    defaults = {key: str(one["Default"]) for key, one in template["Parameters"].items()}
    common = {
        "StackName": name,
        "TemplateBody": json.dumps(template),
        "Tags": [{"Key": STAGE_TAG, "Value": stage}],
    }
    try:
        first = _parameters({**defaults, **(at_first or {}), **given})
        # A stack that could not be created is removed at once; otherwise the next try would fail because of it.
        made = client.create_stack(**common, OnFailure="DELETE", Parameters=first)
    except client.exceptions.AlreadyExistsException:
        (stack,) = client.describe_stacks(StackName=name)["Stacks"]
        known = {parameter["ParameterKey"] for parameter in stack.get("Parameters", [])}
        kept = [
            {"ParameterKey": key, "UsePreviousValue": True} for key in defaults if key in known and key not in given
        ]
        added = {key: value for key, value in defaults.items() if key not in known}
        _update(client, common, kept + _parameters({**added, **given}))
    else:
        _wait(client, name, "stack_create_complete", made["StackId"])


def _parameters(values: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


def _update(client: Any, common: Mapping[str, Any], parameters: list[dict[str, Any]]) -> None:
    try:
        updated = client.update_stack(**common, Parameters=parameters)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise
        return
    _wait(client, common["StackName"], "stack_update_complete", updated["StackId"])


def _wait(client: Any, name: str, waiter: str, stack_id: str) -> None:
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
        raise StackFailed(f"The stack {name} could not be made. {'; '.join(reasons) or error}") from error
