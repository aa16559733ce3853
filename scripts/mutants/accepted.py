"""Changes that no test can observe, each with its reason; a survivor that stands here does not count."""

import tomllib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from json import dumps
from pathlib import Path

from scripts.mutants.mutations import Mutant


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A change by what it does, not by where it stands: it stays the same when lines move."""

    module: str
    function: str
    before: str
    after: str


def change_of(mutant: Mutant) -> Change:
    """The change that a mutant makes."""
    return Change(mutant.module, mutant.function, mutant.before, mutant.after)


def read_accepted(file: Path) -> dict[Change, str]:
    """The accepted changes of a TOML file -> the reason of each; raises `ValueError` for one without a reason."""
    accepted = {}
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["change"]:
        reason = entry.pop("reason").strip()
        change = Change(**entry)
        if not reason:
            raise ValueError(f"{file.name}: no reason for {change.before!r} in {change.module}")
        accepted[change] = reason
    return accepted


def as_toml(changes: Iterable[Change]) -> str:
    """The changes as entries of such a file, whose reasons are still to be written."""
    fields = ("module", "function", "before", "after", "reason")
    return "\n".join(
        "[[change]]\n"
        + "".join(
            f"{name} = {dumps(value, ensure_ascii=False)}\n"
            for name, value in zip(fields, (*astuple(change), ""), strict=True)
        )
        for change in changes
    )
