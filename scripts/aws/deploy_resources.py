"""Create or update a stage's bucket and table (`resources.json`) and record their names; safe to run twice.

python -m scripts.aws.deploy_resources --stage prod
"""

import sys
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from scripts.aws.stage_project import PROJECT, environment_file, record_environment, stack_name, stage_argument

_VARIABLES: Final = {"DataBucketName": "DATA_BUCKET", "CacheTableName": "CACHE_TABLE"}
RECORDED: Final = tuple(_VARIABLES.values())
"""The environment variables that are recorded."""


def deploy_resources(client: Any, stage: str, page_origin: str | None = None) -> dict[str, str]:
    """Bring the stage's stack up to date with a boto3 CloudFormation client.

    Returns its outputs as environment variables. Without `page_origin` the origin stays as it is.
    """
    name = stack_name(stage)
    template = (PROJECT / "resources.json").read_text(encoding="utf-8")
    origin: dict[str, Any] = {"ParameterKey": "PageOrigin", "ParameterValue": page_origin}
    try:
        # A stack that could not be created is removed at once; otherwise the next try would fail because of it.
        client.create_stack(
            StackName=name,
            TemplateBody=template,
            OnFailure="DELETE",
            Parameters=[] if page_origin is None else [origin],
        )
        client.get_waiter("stack_create_complete").wait(StackName=name)
    except client.exceptions.AlreadyExistsException:
        if page_origin is None:
            origin = {"ParameterKey": "PageOrigin", "UsePreviousValue": True}
        _update(client, name, template, [origin])
    outputs = client.describe_stacks(StackName=name)["Stacks"][0]["Outputs"]
    return {
        _VARIABLES[output["OutputKey"]]: output["OutputValue"]
        for output in outputs
        if output["OutputKey"] in _VARIABLES
    }


def _update(client: Any, name: str, template: str, parameters: list[dict[str, Any]]) -> None:
    try:
        client.update_stack(StackName=name, TemplateBody=template, Parameters=parameters)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise
        return
    client.get_waiter("stack_update_complete").wait(StackName=name)


def main() -> int:
    """Deploy and record; returns the exit code."""
    parser = stage_argument("Create or update a stage's bucket and table and record their names.")
    parser.add_argument("--page-origin", help="origin of the pages when they have a domain of their own")
    options = parser.parse_args()
    variables = deploy_resources(boto3.client("cloudformation"), options.stage, options.page_origin)
    path = environment_file(options.stage)
    record_environment(path, variables)
    for variable, value in variables.items():
        print(f"{variable}={value}  (in {path.relative_to(PROJECT)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
