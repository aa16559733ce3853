"""`make destroy`: remove a stage from the account; refuses while its bucket holds data, unless told to delete it.

python -m scripts.aws.destroy --stage dev
python -m scripts.aws.destroy --stage dev --delete-data
"""

import sys
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

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
    """Whether the bucket holds any object; with a boto3 S3 client."""
    return bool(client.list_objects_v2(Bucket=bucket, MaxKeys=1).get("KeyCount"))


def empty(client: Any, bucket: str) -> None:
    """Delete every object of the bucket."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        keys = [{"Key": entry["Key"]} for entry in page.get("Contents", [])]
        if keys:
            client.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})


def destroy(stage: str, project: Path, *, delete_data: bool) -> str | None:
    """Remove functions, API, bucket and table of a stage; `project` holds Chalice's record of what it deployed.

    Returns the name of the bucket, having removed nothing, when it holds data that is not to be deleted.
    """
    cloudformation, s3, logs = (boto3.client(name) for name in ("cloudformation", "s3", "logs"))
    bucket = bucket_of(cloudformation, stage)
    if bucket and not delete_data and holds_data(s3, bucket):
        return bucket
    if (project / ".chalice" / "deployed" / f"{stage}.json").exists():
        chalice(project, "delete", "--stage", stage)
    if bucket:
        if delete_data:
            empty(s3, bucket)
        # CloudFormation itself refuses to delete a bucket that has received data meanwhile.
        cloudformation.delete_stack(StackName=stack_name(stage))
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=stack_name(stage))
    for function in FUNCTIONS:
        try:
            logs.delete_log_group(logGroupName=f"/aws/lambda/{function_name(stage, function)}")
        except logs.exceptions.ResourceNotFoundException:
            print(f"{function} has no log group.")
    return None


def main() -> int:
    """Destroy; returns the exit code."""
    parser = stage_argument("Remove a stage from the account.")
    parser.add_argument("--delete-data", action="store_true", help="delete all uploads and dashboards too")
    options = parser.parse_args()
    if bucket := destroy(options.stage, PROJECT, delete_data=options.delete_data):
        print(f"Refused: the bucket {bucket} holds data. To delete it too: --delete-data", file=sys.stderr)
        return 1
    record_environment(environment_file(options.stage), dict.fromkeys(RECORDED))
    print(f"The stage {options.stage} has been removed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
