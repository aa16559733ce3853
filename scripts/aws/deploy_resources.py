"""Create or update a stage's bucket and table (`resources.json`) and record their names; safe to run twice.

python -m scripts.aws.deploy_resources --stage prod
"""

import json
import sys
from typing import Any, Final

import boto3

from chalicelib.seams.deployed_names import bucket_name
from scripts.aws.stage.account import plain_errors, signed_in
from scripts.aws.stage.preflight import look, passes
from scripts.aws.stage.record import note_place
from scripts.aws.stage.stack import deploy_stack
from scripts.aws.stage_project import (
    PROJECT,
    environment_file,
    read_environment,
    record_environment,
    stack_name,
    stage_argument,
)

_VARIABLES: Final = {"DataBucketName": "DATA_BUCKET", "CacheTableName": "CACHE_TABLE"}
RECORDED: Final = tuple(_VARIABLES.values())
"""The environment variables that are recorded."""


def deploy_resources(client: Any, stage: str, page_origin: str | None = None) -> dict[str, str]:
    """Bring the stage's stack up to date with a boto3 CloudFormation client.

    Returns its outputs as environment variables. Without `page_origin` the origin stays as it is. Bucket and table of
    a stack that an earlier version made keep the names that CloudFormation gave them: a new name would be a new, empty
    bucket. Raises `StackFailed`.
    """
    name = stack_name(stage)
    template = json.loads((PROJECT / "resources.json").read_text(encoding="utf-8"))
    given = {} if page_origin is None else {"PageOrigin": page_origin}
    # What is new to an older stack gets its default, so that bucket and table keep their names.
    deploy_stack(client, stage, name, template, given, at_first={"NamePrefix": name})
    outputs = client.describe_stacks(StackName=name)["Stacks"][0]["Outputs"]
    return {
        _VARIABLES[output["OutputKey"]]: output["OutputValue"]
        for output in outputs
        if output["OutputKey"] in _VARIABLES
    }


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
        variables = deploy_resources(session.client("cloudformation"), options.stage, options.page_origin)
    record_environment(path, variables)
    if variables["DATA_BUCKET"] != bucket_name(options.stage, place.account, place.region):
        print("The stack is of an earlier version, and its bucket and table keep their names (docs/deploy.md).")
    for variable, value in variables.items():
        print(f"{variable}={value}  (in {path.relative_to(PROJECT)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
