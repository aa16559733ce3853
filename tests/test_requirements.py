"""What is deployed is pinned, and every file of it is known by its hash."""

import re
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parent.parent
DEPLOYED = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
BLOCKS = [block for block in re.split(r"\n(?=\S)", DEPLOYED) if block and not block.startswith("#")]


def pinned(line: str) -> str | None:
    match = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==[\w.]+(?=\s|;|$)", line)
    return match[1].lower() if match else None


def test_every_deployed_package_is_pinned_with_hashes() -> None:
    assert len(BLOCKS) > 10
    for block in BLOCKS:
        assert pinned(block), block.splitlines()[0]
        # A wheel and a source archive at least: whoever deploys may be on another system than Lambda.
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block)) >= 2, block.splitlines()[0]


def test_what_is_asked_for_is_what_is_deployed() -> None:
    asked = [
        line for line in (PROJECT / "requirements.in").read_text(encoding="utf-8").splitlines() if line[:1] not in "#"
    ]
    heads = {block.split(" ")[0] for block in BLOCKS}
    assert asked
    assert {line for line in asked if line not in heads} == set()


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_each_python_gets_all_that_it_needs(version: str) -> None:
    """pip refuses to install by hashes when something is missing that only another Python needs."""
    names = {canonicalize_name(block.partition("==")[0]) for block in BLOCKS}
    environment = {"python_version": version, "python_full_version": f"{version}.0", "extra": ""}
    needed = [Requirement(line) for name in names for line in requires(name) or ()]
    assert len(needed) > len(names)
    wanted = {canonicalize_name(one.name) for one in needed if one.marker is None or one.marker.evaluate(environment)}
    assert wanted - names == set()


def test_every_tool_is_pinned() -> None:
    tools = (PROJECT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in tools if line and not line.startswith("#") and not pinned(line)] == []
