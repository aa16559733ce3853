"""A clone of the project as `git clone` and `make assets` leave it, and plain Chalice in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from scripts.aws.stage_project import PROJECT

_CLONED = ("app.py", "chalicelib", "scripts", "samples", "requirements.txt", "resources.json")


def clone(folder: Path) -> Path:
    """Copy what git tracks and a deployment reads, and the page assets, into a new folder; no record of any stage."""
    folder.mkdir()
    for name in _CLONED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)
    (folder / ".chalice").mkdir()
    for path in (PROJECT / ".chalice").glob("*.json"):
        if not path.name.startswith("environment-"):
            shutil.copy2(path, folder / ".chalice" / path.name)
    return folder


def chalice_in(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run plain Chalice in a clone as one types it, with this process's environment or the given one."""
    command = [str(Path(sys.executable).parent / "chalice"), *arguments]
    env = {**(os.environ if environment is None else environment), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
