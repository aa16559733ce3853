"""Makes the copy of the project that is deployed as one stage, under `build/`, configured with that stage's settings.

The settings of a stage do not belong in the repository. They stand in `.chalice/environment-<stage>.json`, which git
ignores, and are written into the copy's configuration. The copy is made anew each time and may be deleted at any time;
Chalice's own record of what it deployed stays in `.chalice/deployed/`.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from chalice.config import Config

from chalicelib.seams.deployed_names import APP_NAME as APP_NAME
from chalicelib.seams.deployed_names import FUNCTIONS as FUNCTIONS
from chalicelib.seams.deployed_names import function_name as function_name
from chalicelib.seams.deployed_names import stack_name as stack_name
from scripts.aws import google_books_key
from scripts.web.bundle_pages import AssetError, bundle_pages

PROJECT: Final = Path(__file__).parent.parent.parent
API_STAGE: Final = "api"
STAGE_TAG: Final = "goodreads-stats-stage"
"""The tag that names the stage on what a stack makes; `.chalice/config.json` gives it to the functions."""
LOG_RETENTION_DAYS: Final = 30
_SHARED_STATE: Final = ("deployed", "deployments")
_NOT_DEPLOYED: Final = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def stages() -> list[str]:
    """The stages that `.chalice/config.json` configures."""
    return list(_config()["stages"])


def stage_argument(description: str) -> argparse.ArgumentParser:
    """A command line with `--stage`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--stage", choices=stages(), default="dev")
    return parser


def configured(stage: str, function: str) -> Config:
    """What `.chalice/config.json` says of a function, as Chalice reads it."""
    return Config(chalice_stage=stage, function_name=function, config_from_disk=_config())


def environment_file(stage: str) -> Path:
    """Where a stage's environment variables are kept: those recorded by deploying, and those set by its owner."""
    return PROJECT / ".chalice" / f"environment-{stage}.json"


def read_environment(path: Path) -> dict[str, str]:
    """The variables in an environment file; none when there is no such file."""
    if not path.exists():
        return {}
    variables: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
        raise SystemExit(f"{path} must hold one JSON object whose values are strings")
    return variables


def record_environment(path: Path, changes: Mapping[str, str | None]) -> None:
    """Set variables in an environment file, or remove those that are None; the others stay."""
    variables = {**read_environment(path), **changes}
    kept = {name: value for name, value in sorted(variables.items()) if value is not None}
    path.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def prepare(stage: str, variables: Mapping[str, str], folder: Path, state: Path = PROJECT / ".chalice") -> Path:
    """Copy the project for a stage into `folder`, replacing what was there, and return the folder.

    `variables` become environment variables of all functions, except for the key of Google Books. Chalice keeps its
    record of deployments in `state`. The pages are bundled in the copy; where that cannot be done, the process ends
    with what to do about it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / ".chalice").mkdir(parents=True)
    for name in ("app.py", "requirements.txt"):
        shutil.copy2(PROJECT / name, folder / name)
    shutil.copytree(PROJECT / "chalicelib", folder / "chalicelib", ignore=_NOT_DEPLOYED)
    try:
        bundle_pages(folder / "chalicelib" / "web")
    except AssetError as error:
        raise SystemExit(f"error: {error}") from error
    for policy in (PROJECT / ".chalice").glob("policy-*.json"):
        shutil.copy2(policy, folder / ".chalice" / policy.name)
    config = _config()
    options = config["stages"][stage]
    options["environment_variables"] = {
        **options.get("environment_variables", {}),
        **google_books_key.without_key(variables),
    }
    for function, own in google_books_key.with_key(variables).items():
        options["lambda_functions"][function].setdefault("environment_variables", {}).update(own)
    (folder / ".chalice" / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    for name in _SHARED_STATE:
        (state / name).mkdir(parents=True, exist_ok=True)
        (folder / ".chalice" / name).symlink_to((state / name).resolve(), target_is_directory=True)
    return folder


def chalice(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Run this interpreter's Chalice on a project; its failure ends this process with its exit code."""
    command = [str(Path(sys.executable).parent / "chalice"), "--project-dir", str(folder), *arguments]
    # Chalice imports the project before it packs it, and would also pack the files that Python compiles then.
    env = {**(os.environ if environment is None else environment), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=env, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def _config() -> Any:
    return json.loads((PROJECT / ".chalice" / "config.json").read_text(encoding="utf-8"))
