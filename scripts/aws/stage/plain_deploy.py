"""Makes plain `chalice deploy` safe from any clone: it looks first, and knows the API that the account already has.

Chalice imports `app.py` before it creates or changes anything, and `prepare` is called then. But by that time Chalice
has read its record of the stage, which a fresh clone has not got. So when the record had to be made, the same command
is run again by a process of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import boto3
import click

from scripts.aws.stage import record
from scripts.aws.stage.account import plain_errors, signed_in
from scripts.aws.stage.preflight import look, passes
from scripts.aws.stage_project import chalice


def prepare() -> None:
    """End `chalice deploy` with what is missing, where something is; do nothing for Chalice's other commands."""
    command = click.get_current_context(silent=True)
    if command is None or command.info_name != "deploy":
        return
    project, stage = Path(command.obj["project_dir"]), command.params["stage"]
    state = project / ".chalice"
    with plain_errors():
        session = boto3.Session(profile_name=command.params["profile"])
        if not passes(look(session, stage, {}, state, needs_stack=True)):
            raise SystemExit(1)
        record.note_place(state, stage, signed_in(session).place)
        try:
            restored = record.restore(session, state, stage)
        except record.SeveralApis as error:
            raise SystemExit(str(error)) from None
    if restored:
        print(f"This clone had no record of the API {restored} of {stage}. It has one now, and Chalice begins again.")
        chalice(project, "deploy", *_options(command))
        raise SystemExit(0)


def _options(command: click.Context) -> Iterator[str]:
    """The options that the command was given, or has by default, as they would be written."""
    for option in command.command.params:
        value = command.params.get(option.name or "")
        if isinstance(option, click.Option) and option.is_flag and value is not None:
            yield option.opts[0] if value else option.secondary_opts[0]
        elif value is not None:
            yield from (option.opts[-1], str(value))
