"""A stage's catalogues in AWS: their files in S3, their imports and their tables.

What an import was started as is noted in the bucket beside its files, before it starts and when it has, so that an
interrupted run is taken up again instead of paid for twice. DynamoDB's own list is documented to name only imports that
have ended.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple
from uuid import uuid4

from scripts.aws.catalogue.export import DIGEST, Export, Tell
from scripts.aws.stage_project import APP_NAME

FILES: Final = "catalogue/"
"""Everything of a catalogue in the bucket is below this prefix, which expires after seven days."""
POLL_S: Final = 30.0


class ImportFailed(Exception):
    """The import has not made the table; the message says why."""


class Note(NamedTuple):
    """An import: its table, the token by which DynamoDB knows it again, and its ARN once DynamoDB has answered."""

    table: str
    token: str
    arn: str | None = None


def is_catalogue(stage: str, table: str) -> bool:
    """Whether a table is named as this stage's catalogues are."""
    return re.fullmatch(f"{APP_NAME}-{stage}-catalogue-[0-9A-Za-z]+-[0-9]+", table) is not None


def catalogue_tables(dynamodb: Any, stage: str) -> list[str]:
    """The names of the stage's catalogue tables; with a boto3 DynamoDB client."""
    pages = dynamodb.get_paginator("list_tables").paginate()
    return [name for page in pages for name in page["TableNames"] if is_catalogue(stage, name)]


def being_made(dynamodb: Any, table: str) -> bool:
    """Whether a table is still being imported; DynamoDB deletes no such table."""
    try:
        status: str = dynamodb.describe_table(TableName=table)["Table"]["TableStatus"]
    except dynamodb.exceptions.ResourceNotFoundException:
        return False
    return status == "CREATING"


def delete_files(s3: Any, bucket: str, prefix: str = FILES) -> None:
    """Delete the objects below a prefix; with a boto3 S3 client."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        keys = [{"Key": entry["Key"]} for entry in page.get("Contents", [])]
        if keys:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})


class CatalogueImport:
    """One catalogue on its way into a table of a stage; with boto3 clients of S3 and DynamoDB."""

    def __init__(
        self,
        s3: Any,
        dynamodb: Any,
        stage: str,
        bucket: str,
        export: Export,
        *,
        sleep: Callable[[float], None],
        tell: Tell,
    ) -> None:
        self._s3 = s3
        self._dynamodb = dynamodb
        self._stage = stage
        self._bucket = bucket
        self._export = export
        self._sleep = sleep
        self._tell = tell
        self._files = f"{FILES}{export.dump_date}/{export.digest}/"
        self._note = f"{FILES}{export.dump_date}/{export.digest}.json"

    def is_held_by(self, table: str) -> bool:
        """Whether a table can be read and holds this very catalogue."""
        try:
            item = self._dynamodb.get_item(TableName=table, Key={"k": {"S": DIGEST}}).get("Item", {})
        except self._dynamodb.exceptions.ResourceNotFoundException:
            return False
        return bool(item.get("v") == {"S": self._export.digest})

    def noted(self) -> Note | None:
        """The import of this very catalogue that an earlier run began; None where there is none."""
        try:
            body = self._s3.get_object(Bucket=self._bucket, Key=self._note)["Body"].read()
        except self._s3.exceptions.NoSuchKey:
            return None
        return Note(**json.loads(body))

    def upload(self) -> None:
        """Upload the files that are not in the bucket yet."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._files)
        there = {entry["Key"]: entry["Size"] for page in pages for entry in page.get("Contents", [])}
        for number, (name, size) in enumerate(self._export.parts, start=1):
            if there.get(self._files + name) != size:
                self._s3.upload_file(str(self._export.folder / name), self._bucket, self._files + name)
            self._tell(f"{number} of {len(self._export.parts)} files are in the bucket")

    def start(self, noted: Note | None) -> Note:
        """Start the import. One that was noted without an ARN may have started: its token starts it once only."""
        note = noted or Note(self._new_table(), uuid4().hex)
        self._write(note)
        answer = self._dynamodb.import_table(
            ClientToken=note.token,
            S3BucketSource={"S3Bucket": self._bucket, "S3KeyPrefix": self._files},
            InputFormat="DYNAMODB_JSON",
            InputCompressionType="GZIP",
            TableCreationParameters={
                "TableName": note.table,
                "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
                "BillingMode": "PAY_PER_REQUEST",
            },
        )
        started = note._replace(arn=answer["ImportTableDescription"]["ImportArn"])
        self._write(started)
        return started

    def wait(self, note: Note) -> None:
        """Wait until the import has ended; raises `ImportFailed` unless the whole catalogue can be read."""
        while (found := self._describe(note))["ImportStatus"] == "IN_PROGRESS":
            done = found.get("ImportedItemCount", 0)
            self._tell(f"{done:,} of {self._export.items:,} items imported ({done / self._export.items:.0%})")
            self._sleep(POLL_S)
        if found["ImportStatus"] != "COMPLETED":
            reason = ": ".join(found[name] for name in ("FailureCode", "FailureMessage") if found.get(name))
            raise ImportFailed(f"the import into {note.table} has ended as {found['ImportStatus']} ({reason})")
        if found.get("ErrorCount") or found["ImportedItemCount"] != self._export.items:
            raise ImportFailed(
                f"the import into {note.table} has taken {found['ImportedItemCount']:,} of {self._export.items:,} items"
            )
        if not self.is_held_by(note.table):
            raise ImportFailed(f"{note.table} does not hold the catalogue of {self._export.dump_date}")

    def undo(self, note: Note | None) -> None:
        """Remove the table of an import that failed, if it came to that, and the files."""
        delete_files(self._s3, self._bucket, self._files)
        if note:
            self.remove_table(note.table)
        self._s3.delete_object(Bucket=self._bucket, Key=self._note)

    def remove_table(self, table: str) -> None:
        """Delete a table of the stage's catalogues, whose import is waited for; one that is gone is no error."""
        if not is_catalogue(self._stage, table):
            raise ValueError(f"{table} is no catalogue of the stage {self._stage}")
        while being_made(self._dynamodb, table):
            self._tell(f"{table} is still being imported; it is removed afterwards.")
            self._sleep(POLL_S)
        try:
            self._dynamodb.delete_table(TableName=table)
        except self._dynamodb.exceptions.ResourceNotFoundException:
            return
        self._tell(f"{table} has been removed.")

    def _new_table(self) -> str:
        prefix = f"{APP_NAME}-{self._stage}-catalogue-{self._export.dump_date.replace('-', '')}-"
        tables = catalogue_tables(self._dynamodb, self._stage)
        used = [int(table.removeprefix(prefix)) for table in tables if table.startswith(prefix)]
        return f"{prefix}{max(used, default=0) + 1}"

    def _write(self, note: Note) -> None:
        self._s3.put_object(Bucket=self._bucket, Key=self._note, Body=json.dumps(note._asdict()).encode())

    def _describe(self, note: Note) -> Any:
        try:
            return self._dynamodb.describe_import(ImportArn=note.arn)["ImportTableDescription"]
        except self._dynamodb.exceptions.ImportNotFoundException as error:
            raise ImportFailed(f"DynamoDB knows no import {note.arn}") from error
