"""Take over the settings of a deployed stage into the file that `make deploy` uses, for a clone that has not got it.

    python -m scripts.aws.stage.settings --stage prod

What the file has already stays as it is; values are not printed, because some are secret.
"""

import sys
from collections.abc import Mapping

import boto3

from chalicelib.seams.deployed_names import FUNCTIONS, function_name, names_of
from scripts.aws.stage.account import plain_errors, signed_in
from scripts.aws.stage.preflight import UnreadableVariables, live_variables
from scripts.aws.stage_project import environment_file, read_environment, record_environment, stage_argument


def missing_settings(session: boto3.Session, stage: str, kept: Mapping[str, str]) -> dict[str, str]:
    """The variables of the stage's functions that are not in `kept` and that no function could tell by itself."""
    place = signed_in(session).place
    known = names_of(stage, place.account, place.region)
    client = session.client("lambda")
    return {
        name: value
        for function in FUNCTIONS
        for name, value in live_variables(client, function_name(stage, function)).items()
        if value.strip() and name not in kept and known.get(name) != value
    }


def main() -> int:
    """Take over; returns the exit code."""
    options = stage_argument("Take over the settings of a deployed stage.").parse_args()
    path = environment_file(options.stage)
    with plain_errors():
        try:
            found = missing_settings(boto3.Session(), options.stage, read_environment(path))
        except UnreadableVariables as error:
            print(error, file=sys.stderr)
            return 1
    record_environment(path, found)
    print(f"Taken over into {path}: {', '.join(sorted(found)) or 'nothing, the file has all'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
