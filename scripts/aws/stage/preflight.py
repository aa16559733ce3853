"""The look before the leap: everything that a deployment needs, told in one list before anything is created.

    python -m scripts.aws.stage.preflight --stage prod

prints the list and ends with exit code 1 where something is missing. It only reads, and `make deploy` and plain
`chalice deploy` begin with it.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from chalicelib.seams.deployed_names import FUNCTIONS, bucket_name, function_name, names_of, stack_name
from chalicelib.web import bundle
from scripts.aws.google_books_key import FLAG
from scripts.aws.stage.account import NotSignedIn, Place, plain_errors, signed_in
from scripts.aws.stage.inventory import buckets, stacks
from scripts.aws.stage.record import elsewhere
from scripts.aws.stage_project import PROJECT, configured, environment_file, read_environment, stage_argument, stages
from scripts.web.bundle_pages import PROJECT_WEB

UNRESERVED: Final = 100
"""Concurrent executions that AWS keeps for functions without a reservation.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
"""
PYTHONS: Final = ((3, 11), (3, 12), (3, 13))


@dataclass(frozen=True)
class Look:
    """One line of the list: what was looked at, what was found, and what to do where that will not do."""

    subject: str
    found: str
    mend: str | None = None


def look(
    session: boto3.Session, stage: str, variables: Mapping[str, str], state: Path, *, needs_stack: bool
) -> list[Look]:
    """The whole list. `variables` are set beside those of `.chalice/config.json`; `state` holds this clone's records.

    `needs_stack`: bucket and table must be there already.
    """
    if stage not in stages():
        return [Look("stage", stage, f"use a stage that .chalice/config.json configures: {', '.join(stages())}")]
    here = [_python(), _assets()]
    try:
        account = signed_in(session)
    except NotSignedIn as error:
        return [Look("account", "nobody is signed in", str(error)), *here]
    place = account.place
    refused = elsewhere(state, stage, place)
    return [
        Look("account", f"{place.account}, as {account.user}", refused),
        Look("region", place.region),
        *here,
        _answered("stack", lambda: _stack(session, stage, variables, place, needs_stack=needs_stack)),
        _answered("concurrency", lambda: concurrency(session.client("lambda"), stage)),
        _answered("settings", lambda: _settings(session.client("lambda"), stage, variables, place)),
    ]


def passes(looks: list[Look], tell: Callable[[str], None] = print) -> bool:
    """Tell the list, and then what has to be done; returns whether that is nothing."""
    for one in looks:
        tell(f"{'-' if one.mend is None else '!'} {one.subject + ':':13} {one.found}")
    mends = [one for one in looks if one.mend is not None]
    for one in mends:
        tell(f"\nBefore this can be deployed ({one.subject}): {one.mend}.")
    return not mends


def _python() -> Look:
    version = sys.version_info[:2]
    wanted = ", ".join(f"{major}.{minor}" for major, minor in PYTHONS)
    mend = None if version in PYTHONS else f"use one of Python {wanted}: the functions run on the Python that deploys"
    return Look("Python", f"{version[0]}.{version[1]}", mend)


def _assets() -> Look:
    if fault := bundle.fault(PROJECT_WEB):
        return Look("page assets", fault, "make assets makes the bundle anew")
    return Look("page assets", "complete")


def _stack(
    session: boto3.Session, stage: str, variables: Mapping[str, str], place: Place, *, needs_stack: bool
) -> Look:
    if stack_name(stage) in stacks(session, stage):
        told = {**configured(stage, "api_handler").environment_variables, **variables}
        own = bucket_name(stage, place.account, place.region)
        if needs_stack and "DATA_BUCKET" not in told and own not in buckets(session, stage, place):
            mend = f"make deploy STAGE={stage} tells the functions what this older stack calls its bucket and table"
            return Look("stack", f"{stack_name(stage)}, with names that no function knows by itself", mend)
        return Look("stack", f"{stack_name(stage)}, with bucket and table")
    if needs_stack:
        mend = f"python -m scripts.aws.deploy_resources --stage {stage} makes bucket and table"
        return Look("stack", f"{stack_name(stage)} is not there", mend)
    return Look("stack", f"{stack_name(stage)} will be made")


def concurrency(client: Any, stage: str) -> Look:
    """Whether the account has room for what the stage reserves; with a boto3 Lambda client."""
    limits = client.get_account_settings()["AccountLimit"]
    limit, unreserved = limits["ConcurrentExecutions"], limits["UnreservedConcurrentExecutions"]
    wanted = sum(configured(stage, function).reserved_concurrency or 0 for function in FUNCTIONS)
    held = sum(_reserved(client, function_name(stage, function)) for function in FUNCTIONS)
    found = f"limit {limit}, {unreserved} of it unreserved; {stage} reserves {wanted} and holds {held}"
    if not wanted or unreserved + held - wanted >= UNRESERVED:
        return Look("concurrency", found)
    needed = limit - unreserved - held + wanted + UNRESERVED
    return Look(
        "concurrency",
        found,
        f"ask for a limit of {needed} or more (Service Quotas, AWS Lambda, Concurrent executions), since AWS keeps "
        f'{UNRESERVED} unreserved; or remove "reserved_concurrency" of {stage} from .chalice/config.json',
    )


def _reserved(client: Any, function: str) -> int:
    try:
        found: int = client.get_function_concurrency(FunctionName=function).get("ReservedConcurrentExecutions", 0)
    except client.exceptions.ResourceNotFoundException:
        return 0
    return found


class UnreadableVariables(Exception):
    """Lambda does not tell the variables of a function, because these credentials may not decrypt them."""


def _settings(client: Any, stage: str, variables: Mapping[str, str], place: Place) -> Look:
    try:
        lost = sorted({name for function in FUNCTIONS for name in _lost(client, stage, function, variables, place)})
    except UnreadableVariables as error:
        return Look("settings", str(error), "get permission to decrypt them, since this deployment may remove some")
    if not lost:
        return Look("settings", "the functions keep all that they have")
    return Look(
        "settings",
        f"this deployment would remove {', '.join(lost)}",
        f"python -m scripts.aws.stage.settings --stage {stage} takes what is missing over from the functions, into "
        f"{environment_file(stage).relative_to(PROJECT)}, which make deploy STAGE={stage} uses. For plain chalice "
        'deploy, write it under "environment_variables" in .chalice/config.json. To drop one, set it to ""',
    )


def _lost(client: Any, stage: str, function: str, variables: Mapping[str, str], place: Place) -> Iterator[str]:
    """The variables that the live function has and would not have any more; not those that it would tell by itself."""
    kept = {**configured(stage, function).environment_variables, **variables}
    known = names_of(stage, place.account, place.region)
    for name, value in live_variables(client, function_name(stage, function)).items():
        if value.strip() and name not in kept and known.get(name) != value:
            yield name


def live_variables(client: Any, function: str) -> dict[str, str]:
    """The settings of a deployed function; none where there is none. What deploying makes of the key is no setting.

    Raises `UnreadableVariables`.
    """
    try:
        found = client.get_function_configuration(FunctionName=function)
    except client.exceptions.ResourceNotFoundException:
        return {}
    environment = found.get("Environment", {})
    if "Error" in environment:
        raise UnreadableVariables(f"the variables of {function} cannot be read: {environment['Error'].get('Message')}")
    variables: dict[str, str] = environment.get("Variables", {})
    return {name: value for name, value in variables.items() if name != FLAG}


def _answered(subject: str, ask: Callable[[], Look]) -> Look:
    """What may not be asked is told and stops nothing: deploying may need no permission for it."""
    try:
        return ask()
    except ClientError as error:
        return Look(subject, f"could not be asked ({error.response['Error']['Code']})")


def main() -> int:
    """Look; returns the exit code."""
    options = stage_argument("Tell what a stage needs before it can be deployed.").parse_args()
    variables = read_environment(environment_file(options.stage))
    with plain_errors():
        looks = look(boto3.Session(), options.stage, variables, PROJECT / ".chalice", needs_stack=False)
    return 0 if passes(looks) else 1


if __name__ == "__main__":
    sys.exit(main())
