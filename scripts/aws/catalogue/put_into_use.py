"""`make catalogue STAGE=…`, after the build: puts a finished SQLite catalogue into a DynamoDB table of the stage.

    python -m scripts.aws.catalogue --stage prod --file catalogue.sqlite3

names the cost and asks, uploads the catalogue, has DynamoDB import it into a new table, makes the stage use that table
and removes the former one. May be stopped at any time and goes on when it is run again; until the new table is
complete, the former one stays in use.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import boto3
from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.jobs.job_store import TIME_LIMIT_S
from scripts.aws.catalogue.costs import bill
from scripts.aws.catalogue.export import PART_BYTES, Export, ExportFailed, Tell, export_catalogue
from scripts.aws.catalogue.importing import (
    CatalogueImport,
    ImportFailed,
    Note,
    catalogue_tables,
    delete_files,
    is_catalogue,
)
from scripts.aws.stage_project import (
    environment_file,
    function_name,
    read_environment,
    record_environment,
    stage_argument,
)

VARIABLE: Final = "CATALOGUE_TABLE"
_GOES_ON: Final = "No catalogue in use was touched. Run the command again: it goes on where it stopped."


class Stopped(Exception):
    """The command cannot go on; the message says why. Nothing has been removed."""


@dataclass(frozen=True)
class Operator:
    """Whoever runs the command: how they agree to the cost, see progress and wait."""

    agrees: Callable[[], bool]
    tell: Tell = print
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Stage:
    """A deployed stage: its name, the file of its environment variables, and boto3 clients of its account."""

    name: str
    environment: Path
    s3: Any
    dynamodb: Any
    functions: Any


def put_into_use(stage: Stage, file: Path, folder: Path, operator: Operator, part_bytes: int = PART_BYTES) -> str:
    """Bring the catalogue in `file` into a table that the stage uses from then on; returns the table's name.

    `folder` holds the files to upload meanwhile. Raises `ExportFailed`; `Stopped` for a stage without a bucket, for
    costs that are not agreed to and for a function whose variables cannot be read; `ImportFailed` after a failure whose
    table and files in S3 have been removed. Errors of boto3 come through where what was begun can go on.
    """
    variables = read_environment(stage.environment)
    bucket = variables.get("DATA_BUCKET")
    if not bucket:
        raise Stopped(f"the stage {stage.name} has no bucket yet: make deploy STAGE={stage.name} comes first")
    export = export_catalogue(file, folder, part_bytes, operator.tell)
    if export.left_out:
        operator.tell(f"{export.left_out:,} rows are larger than DynamoDB takes and were left out.")
    way = CatalogueImport(
        stage.s3, stage.dynamodb, stage.name, bucket, export, sleep=operator.sleep, tell=operator.tell
    )
    table = variables.get(VARIABLE)
    if table and is_catalogue(stage.name, table) and way.is_held_by(table):
        operator.tell(f"{table} holds this catalogue already.")
    else:
        table = _imported(way, export, operator).table
    live = _switch(stage, table, operator.tell)
    _tidy(stage, way, table, bucket, operator, live=live)
    rmtree(folder, ignore_errors=True)
    return table


def _imported(way: CatalogueImport, export: Export, operator: Operator) -> Note:
    """The completed import, which an earlier run may have begun; what fails for good is removed."""
    note = way.noted()
    if note is None:
        operator.tell(bill(export))
        if not operator.agrees():
            raise Stopped("the cost was not agreed to; nothing has been started")
    else:
        operator.tell(f"An earlier run has begun the import into {note.table}; this one goes on with it.")
    try:
        if note is None or note.arn is None:
            way.upload()
            note = way.start(note)
            operator.tell(f"DynamoDB imports into {note.table}.")
        way.wait(note)
    except (ImportFailed, Boto3Error, ClientError, OSError) as error:
        if note is not None and note.arn and not isinstance(error, ImportFailed):
            # Only the question how far it is has failed: the import goes on.
            raise
        way.undo(note or way.noted())
        raise ImportFailed(f"{error}; the table and the files in S3 have been removed") from error
    return note


def _switch(stage: Stage, table: str, tell: Tell) -> bool:
    """Make the Orchestrator use the table, now and after the next deployment; returns whether it is deployed."""
    live = _update_function(stage, table)
    record_environment(stage.environment, {VARIABLE: table})
    if live:
        tell(f"{table} is in use.")
    else:
        tell(f"{table} is used from the next make deploy STAGE={stage.name} on.")
    return live


def _update_function(stage: Stage, table: str) -> bool:
    """Set the variable of the deployed Orchestrator, whose others stay; False where there is none."""
    name = function_name(stage.name, "Orchestrator")
    try:
        found = stage.functions.get_function_configuration(FunctionName=name)
    except stage.functions.exceptions.ResourceNotFoundException:
        return False
    environment = found.get("Environment", {})
    if "Error" in environment:
        # Lambda tells no variables where it may not decrypt them; to write now would remove them.
        raise Stopped(f"the variables of {name} cannot be read: {environment['Error'].get('Message')}")
    variables = environment.get("Variables", {})
    if variables.get(VARIABLE) != table:
        # With the revision, Lambda refuses to undo what somebody else has changed since.
        revision = {"RevisionId": found["RevisionId"]} if "RevisionId" in found else {}
        changed = {"Variables": {**variables, VARIABLE: table}}
        stage.functions.update_function_configuration(FunctionName=name, Environment=changed, **revision)
        stage.functions.get_waiter("function_updated").wait(FunctionName=name)
    return True


def _tidy(stage: Stage, way: CatalogueImport, table: str, bucket: str, operator: Operator, *, live: bool) -> None:
    """Remove the stage's other catalogue tables, once no running job reads them, and all files of catalogues in S3."""
    others = [other for other in catalogue_tables(stage.dynamodb, stage.name) if other != table]
    if others and live:
        operator.tell(f"Jobs that run now may read the former table: it is removed in {TIME_LIMIT_S / 60:.0f} minutes.")
        operator.sleep(TIME_LIMIT_S)
    for other in others:
        way.remove_table(other)
    delete_files(stage.s3, bucket)


def _ask() -> bool:
    try:
        return input("Go on? [y/N] ").strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def main(arguments: Sequence[str] | None = None, sleep: Callable[[float], None] = time.sleep) -> int:
    """Put a catalogue into use; returns the exit code."""
    options = _parser().parse_args(arguments)
    stage = Stage(
        options.stage,
        environment_file(options.stage),
        boto3.client("s3"),
        boto3.client("dynamodb"),
        boto3.client("lambda"),
    )
    folder = options.folder or options.file.with_name(f"{options.file.name}.export")
    operator = Operator((lambda: True) if options.yes else _ask, sleep=sleep)
    try:
        put_into_use(stage, options.file, folder, operator)
    except (ExportFailed, Stopped) as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1
    except ImportFailed as error:
        print(f"Failed: {error}. The former catalogue stays in use.", file=sys.stderr)
        return 1
    except (BotoCoreError, Boto3Error, ClientError, OSError) as error:
        print(f"Interrupted: {error}. {_GOES_ON}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\nStopped. {_GOES_ON}", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = stage_argument("Put a catalogue into a DynamoDB table that the stage uses from then on.")
    parser.add_argument("--file", type=Path, required=True, help="the SQLite file that make catalogue has built")
    parser.add_argument("--folder", type=Path, help="for the files to upload; beside the catalogue unless given")
    parser.add_argument("--yes", action="store_true", help="agree to the cost without being asked")
    return parser
