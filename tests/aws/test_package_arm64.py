"""The package for Lambda's arm64: one setting, and the libraries that are pinned."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.aws.stage_project import PROJECT, chalice, prepare


def test_one_setting_packages_for_arm64(tmp_path: Path) -> None:
    folder = prepare("dev", {}, tmp_path / "project", tmp_path / "state")
    path = folder / ".chalice" / "config.json"
    config = json.loads(path.read_text())
    config["stages"]["dev"]["lambda_architecture"] = "arm64"
    path.write_text(json.dumps(config))
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1"}
    try:
        chalice(folder, "package", "--stage", "dev", str(tmp_path / "out"), environment=environment)
    except SystemExit:
        if missing := missing_wheels(tmp_path / "wheels"):
            pytest.skip(f"the package index has no wheels for aarch64: {missing}")
        raise
    with zipfile.ZipFile(tmp_path / "out" / "deployment.zip") as archive:
        compiled = [name for name in archive.namelist() if name.endswith(".so")]
    assert {name.partition("/")[0] for name in compiled} >= {"aiohttp", "multidict", "rapidfuzz", "yarl"}
    assert [name for name in compiled if "-aarch64-linux-gnu" not in name] == []
    resources = json.loads((tmp_path / "out" / "sam.json").read_text())["Resources"].values()
    functions = [resource for resource in resources if resource["Type"] == "AWS::Serverless::Function"]
    assert [function["Properties"]["Architectures"] for function in functions] == [["arm64"]] * 3


def missing_wheels(folder: Path) -> str:
    """What pip says to the pinned libraries as wheels for aarch64; nothing when the index has them."""
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--platform", "manylinux2014_aarch64"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder)]
    done = subprocess.run(
        [*command, "--requirement", str(PROJECT / "requirements.txt")], capture_output=True, text=True, check=False
    )
    return done.stderr.strip() if done.returncode else ""
