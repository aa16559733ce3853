"""What a clone remembers of a stage: where it stands, and Chalice's own record of what it deployed.

Neither is needed to find a stage. The first refuses to deploy or remove it in another account by mistake. Chalice
looks functions and roles up by name, but knows its API by its record only, and without it makes a second API. So a
clone without a record, or with one that is out of date, takes it from the account.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

import boto3

from chalicelib.seams.deployed_names import FUNCTIONS, function_name
from scripts.aws.stage.account import Place
from scripts.aws.stage.inventory import functions, rest_apis
from scripts.aws.stage_project import API_STAGE

_FUNCTION_ADDRESS: Final = re.compile(r"arn:[\w-]+:lambda:([a-z0-9-]+):(\d{12}):")


class SeveralApis(Exception):
    """The account has more than one API of the stage; the message says which, and how to remove one."""


def recorded_place(state: Path, stage: str) -> Place | None:
    """Where this clone has deployed the stage, by its own note or by the addresses in Chalice's record."""
    note = _place_file(state, stage)
    if note.exists():
        noted = json.loads(note.read_text(encoding="utf-8"))
        return Place(noted["account"], noted["region"])
    record = _record(state, stage)
    found = _FUNCTION_ADDRESS.search(record.read_text(encoding="utf-8") if record.exists() else "")
    return Place(found[2], found[1]) if found else None


def note_place(state: Path, stage: str, place: Place) -> None:
    """Note where the stage is being made, before anything is."""
    path = _place_file(state, stage)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"account": place.account, "region": place.region}) + "\n", encoding="utf-8")


def elsewhere(state: Path, stage: str, place: Place) -> str | None:
    """Why the stage must not be touched in this place, None when it may be."""
    recorded = recorded_place(state, stage)
    if recorded is None or recorded == place:
        return None
    return (
        f"{stage} was deployed from here to {recorded}, and these credentials lead to {place}. Use those of "
        f"{recorded}, or another clone. When nothing of the stage is left there, remove {_place_file(state, stage)} "
        f"and {_record(state, stage).name} beside it"
    )


def forget(state: Path, stage: str) -> None:
    """Remove both records of a stage that is gone."""
    for path in (_place_file(state, stage), _record(state, stage)):
        path.unlink(missing_ok=True)


def restore(session: boto3.Session, state: Path, stage: str) -> str | None:
    """Make Chalice's record anew where it does not name the stage's API; returns the id that it names from now on.

    None where the record is right, or there is no API. Raises `SeveralApis`.
    """
    found = rest_apis(session, stage)
    if not found or _recorded_api(state, stage) in found:
        return None
    if len(found) > 1:
        addresses = ", ".join(url(session, api) for api in found)
        raise SeveralApis(
            f"The account has {len(found)} APIs of {stage}: {addresses}. Remove all but the one in use, by "
            "aws apigateway delete-rest-api --rest-api-id …"
        )
    deployed = functions(session, stage)
    resources: list[dict[str, Any]] = [
        {"name": function, "resource_type": "lambda_function", "lambda_arn": deployed[name]["FunctionArn"]}
        for function in FUNCTIONS
        if (name := function_name(stage, function)) in deployed
    ]
    address = {"rest_api_id": found[0], "rest_api_url": url(session, found[0])}
    resources.append({"name": "rest_api", "resource_type": "rest_api", **address})
    record = {"resources": resources, "schema_version": "2.0", "backend": "api"}
    path = _record(state, stage)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return found[0]


def url(session: boto3.Session, api_id: str) -> str:
    """The address of an API of ours."""
    region = session.region_name
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"https://{api_id}.execute-api.{region}.{suffix}/{API_STAGE}/"


def _recorded_api(state: Path, stage: str) -> str | None:
    if not _record(state, stage).exists():
        return None
    resources = json.loads(_record(state, stage).read_text(encoding="utf-8"))["resources"]
    return next((one["rest_api_id"] for one in resources if one["resource_type"] == "rest_api"), None)


def _record(state: Path, stage: str) -> Path:
    return state / "deployed" / f"{stage}.json"


def _place_file(state: Path, stage: str) -> Path:
    return state / "deployed" / f"place-of-{stage}.json"
