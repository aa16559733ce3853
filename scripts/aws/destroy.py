"""`make destroy`: remove a stage from the account; refuses while its bucket holds data, unless told to delete it.

Catalogues are no data: their tables and what an interrupted `make catalogue` left in the bucket go in any case.

python -m scripts.aws.destroy --stage dev
python -m scripts.aws.destroy --stage dev --delete-data yes
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from scripts.aws.catalogue import VARIABLE
from scripts.aws.catalogue_import import FILES, being_made, catalogue_tables, delete_files
from scripts.aws.deploy_resources import RECORDED
from scripts.aws.stage_project import (
    FUNCTIONS,
    PROJECT,
    chalice,
    environment_file,
    function_name,
    record_environment,
    stack_name,
    stage_argument,
)


def bucket_of(client: Any, stage: str) -> str | None:
    """The name of the stage's bucket, from a boto3 CloudFormation client; None when there is no stack."""
    try:
        found = client.describe_stack_resource(StackName=stack_name(stage), LogicalResourceId="DataBucket")
    except ClientError as error:
        if "does not exist" not in str(error):
            raise
        return None
    name: str = found["StackResourceDetail"]["PhysicalResourceId"]
    return name


def holds_data(client: Any, bucket: str) -> bool:
    """Whether the bucket holds any object besides the files of a catalogue; with a boto3 S3 client."""
    found = client.list_objects_v2(Bucket=bucket, Delimiter="/")
    prefixes = {entry["Prefix"] for entry in found.get("CommonPrefixes", [])}
    return bool(found.get("Contents") or prefixes - {FILES})


def destroy(stage: str, project: Path, *, delete_data: bool) -> str | None:
    """Remove functions, API, bucket and tables of a stage; `project` holds Chalice's record of what it deployed.

    Returns why nothing has been removed: the bucket holds data that is not to be deleted, or a catalogue is still being
    imported, which cannot be stopped.
    """
    cloudformation, s3, logs, dynamodb = (boto3.client(name) for name in ("cloudformation", "s3", "logs", "dynamodb"))
    bucket = bucket_of(cloudformation, stage)
    if bucket and not delete_data and holds_data(s3, bucket):
        return f"the bucket {bucket} holds data. To delete it too: make destroy STAGE={stage} DELETE_DATA=yes"
    catalogues = catalogue_tables(dynamodb, stage)
    if unfinished := [table for table in catalogues if being_made(dynamodb, table)]:
        return f"{unfinished[0]} is still being imported. Run this again when that has ended"
    if (project / ".chalice" / "deployed" / f"{stage}.json").exists():
        chalice(project, "delete", "--stage", stage)
    for table in catalogues:
        dynamodb.delete_table(TableName=table)
    if bucket:
        delete_files(s3, bucket, "" if delete_data else FILES)
        # CloudFormation itself refuses to delete a bucket that has received data meanwhile.
        cloudformation.delete_stack(StackName=stack_name(stage))
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=stack_name(stage))
    for function in FUNCTIONS:
        try:
            logs.delete_log_group(logGroupName=f"/aws/lambda/{function_name(stage, function)}")
        except logs.exceptions.ResourceNotFoundException:
            print(f"{function} has no log group.")
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Destroy; returns the exit code."""
    parser = stage_argument("Remove a stage from the account.")
    # Only this word: what else somebody may write may mean no.
    parser.add_argument("--delete-data", choices=["yes"], help="delete all uploads and dashboards too")
    options = parser.parse_args(arguments)
    if reason := destroy(options.stage, PROJECT, delete_data=options.delete_data == "yes"):
        print(f"Refused: {reason}", file=sys.stderr)
        return 1
    record_environment(environment_file(options.stage), dict.fromkeys((*RECORDED, VARIABLE)))
    print(f"The stage {options.stage} has been removed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
