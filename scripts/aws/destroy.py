"""`make destroy`: remove a stage from the account; refuses while a bucket holds data, unless told to delete it.

What belongs to the stage is found in the account, not in a record: also after a deployment that stopped halfway, and
from any clone. Catalogues are no data: their tables and what an interrupted `make catalogue` left in the bucket go in
any case.

python -m scripts.aws.destroy --stage dev
python -m scripts.aws.destroy --stage dev --delete-data yes
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError, WaiterError

from scripts.aws.catalogue.importing import FILES, being_made, catalogue_tables, delete_files
from scripts.aws.catalogue.put_into_use import VARIABLE
from scripts.aws.deploy_resources import RECORDED
from scripts.aws.stage import record
from scripts.aws.stage.account import plain_errors, signed_in
from scripts.aws.stage.inventory import buckets, find
from scripts.aws.stage_project import PROJECT, environment_file, record_environment, stage_argument


def holds_data(client: Any, bucket: str) -> bool:
    """Whether the bucket holds any object besides the files of a catalogue; with a boto3 S3 client."""
    found = client.list_objects_v2(Bucket=bucket, Delimiter="/")
    prefixes = {entry["Prefix"] for entry in found.get("CommonPrefixes", [])}
    return bool(found.get("Contents") or prefixes - {FILES})


def destroy(stage: str, project: Path, *, delete_data: bool, session: boto3.Session | None = None) -> str | None:
    """Remove everything of a stage; `project` holds this clone's records of it, which go last.

    Returns why the stage is not gone. Nothing has been removed where these credentials lead to another account, where
    a bucket holds data that is not to be deleted, or while a catalogue is being imported, which cannot be stopped.
    Otherwise it is a list of what remains, each with the reason; what could be removed has been.
    """
    session, state = session or boto3.Session(), project / ".chalice"
    place = signed_in(session).place
    if refused := record.elsewhere(state, stage, place):
        return refused
    s3, dynamodb = session.client("s3"), session.client("dynamodb")
    standing = buckets(session, stage, place)
    if not delete_data and (full := [bucket for bucket in standing if holds_data(s3, bucket)]):
        return f"the bucket {full[0]} holds data. To delete it too: make destroy STAGE={stage} DELETE_DATA=yes"
    if unfinished := [table for table in catalogue_tables(dynamodb, stage) if being_made(dynamodb, table)]:
        return f"{unfinished[0]} is still being imported. Run this again when that has ended"
    for bucket in standing:
        delete_files(s3, bucket, "" if delete_data else FILES)
    reasons: dict[str, str] = {}
    for found in find(session, stage, place):
        print(f"Removing {found}")
        try:
            found.remove()
        except (ClientError, WaiterError) as error:
            reasons[str(found)] = str(error)
    if remaining := [str(found) for found in find(session, stage, place)]:
        lines = [f"\n  {name}: {reasons.get(name, 'it is still there')}" for name in remaining]
        return f"this remains of {stage}, run the command again:{''.join(lines)}"
    record.forget(state, stage)
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Destroy; returns the exit code."""
    parser = stage_argument("Remove a stage from the account.")
    # Only this word: what else somebody may write may mean no.
    parser.add_argument("--delete-data", choices=["yes"], help="delete all uploads and dashboards too")
    options = parser.parse_args(arguments)
    with plain_errors():
        reason = destroy(options.stage, PROJECT, delete_data=options.delete_data == "yes")
    if reason:
        print(f"Not removed: {reason}", file=sys.stderr)
        return 1
    record_environment(environment_file(options.stage), dict.fromkeys((*RECORDED, VARIABLE)))
    print(f"Nothing is left of the stage {options.stage}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
