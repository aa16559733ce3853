"""The report on all mutants: a table by module, the survivors as lines of a diff, and the verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from scripts.mutants.mutations import Mutant

LEAST_PERCENT: Final = 92.0


class Fate(Enum):
    """What became of a mutant."""

    NOTICED = "noticed"
    SURVIVED = "survived"
    NOT_RUN = "no test runs it"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Result:
    """A mutant and what became of it."""

    mutant: Mutant
    fate: Fate

    @property
    def counts(self) -> bool:
        return self.fate is not Fate.ACCEPTED

    @property
    def survived(self) -> bool:
        return self.fate in (Fate.SURVIVED, Fate.NOT_RUN)


def percent(results: Iterable[Result]) -> float:
    """How many percent of the mutants that count were noticed; 100 where none counts."""
    counted = [result for result in results if result.counts]
    return 100 * sum(result.fate is Fate.NOTICED for result in counted) / len(counted) if counted else 100.0


def report(results: Sequence[Result]) -> str:
    """The report as Markdown."""
    by_module: dict[str, list[Result]] = {}
    for result in results:
        by_module.setdefault(result.mutant.module, []).append(result)
    rows = [_row(module, by_module[module]) for module in sorted(by_module)]
    table = ["| module | mutants | noticed | survived | accepted | score |", "|---|---:|---:|---:|---:|---:|"]
    survivors = [line for result in results if result.survived for line in _diff(result)]
    verdict = (
        f"{percent(results):.1f} % of the mutants that count were noticed; at least {LEAST_PERCENT:g} % are required."
    )
    return "\n".join([*table, *rows, _row("all", results), "", *survivors, verdict])


def _row(name: str, results: Sequence[Result]) -> str:
    noticed = sum(result.fate is Fate.NOTICED for result in results)
    survived = sum(result.survived for result in results)
    accepted = sum(not result.counts for result in results)
    return f"| {name} | {len(results)} | {noticed} | {survived} | {accepted} | {percent(results):.1f} % |"


def _diff(result: Result) -> list[str]:
    mutant = result.mutant
    within = f" in {mutant.function}" if mutant.function else ""
    note = f" ({result.fate.value})" if result.fate is Fate.NOT_RUN else ""
    return [f"{mutant.module}:{mutant.line}{within}{note}", f"- {mutant.before}", f"+ {mutant.after}", ""]
