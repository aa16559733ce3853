"""`make logs`: what one function of a stage has logged, from any clone.

python -m scripts.aws.stage.logs --stage prod --function Orchestrator --since 1h
"""

import sys
from collections.abc import Sequence
from typing import IO

from botocore.session import Session
from chalice.awsclient import TypedAWSClient
from chalice.logs import LogEventGenerator, LogRetrieveOptions, LogRetriever, display_logs

from chalicelib.seams.deployed_names import FUNCTIONS, function_name
from scripts.aws.stage import record
from scripts.aws.stage.account import plain_errors, signed_in
from scripts.aws.stage_project import PROJECT, stage_argument


def print_log(stage: str, function: str, options: LogRetrieveOptions, out: IO[str]) -> str | None:
    """Write what a function has logged, as `chalice logs` writes it, but without Chalice's record.

    Returns why there is nothing to read: the stage is elsewhere, or the function has no log.
    """
    if refused := record.elsewhere(PROJECT / ".chalice", stage, signed_in().place):
        return refused
    client = TypedAWSClient(Session())
    group = f"/aws/lambda/{function_name(stage, function)}"
    if not client.log_group_exists(group):
        return f"{function} of {stage} has no log here: it has not been deployed, or has not run yet"
    display_logs(LogRetriever(LogEventGenerator(client), group), out, options)
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the log; returns the exit code."""
    parser = stage_argument("Print what a function of a stage has logged.")
    parser.add_argument("--function", choices=FUNCTIONS, default="Orchestrator")
    parser.add_argument("--since", default="1h", help="such as 10m, 1h, 2d, or a time in ISO 8601")
    options = parser.parse_args(arguments)
    try:
        chosen = LogRetrieveOptions.create(since=options.since)
    except ValueError:
        parser.error(f"--since {options.since}: expected 10m, 1h, 2d, or a time in ISO 8601")
    with plain_errors():
        reason = print_log(options.stage, options.function, chosen, sys.stdout)
    if reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
