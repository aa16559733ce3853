"""What is counted, what is not, and how it reads."""

from scripts.mutants.mutations import Mutant, places_of
from scripts.mutants.report import Fate, Result, percent, report

SOURCE = b"""\
class A:
    def f(self, a):
        return (
            a
            > 1
        )
LIMIT = 3
"""


def mutants(module: str) -> dict[str, Mutant]:
    return {mutant.after: mutant for place in places_of(module, SOURCE) for mutant in place}


def result(module: str, after: str, fate: Fate) -> Result:
    return Result(mutants(module)[after], fate)


RESULTS = [
    result("a.py", "> 2", Fate.NOTICED),
    result("a.py", ">= 1", Fate.SURVIVED),
    result("a.py", "LIMIT = 4", Fate.ACCEPTED),
    result("b.py", "return None", Fate.NOT_RUN),
    result("c.py", "LIMIT = 2", Fate.ACCEPTED),
]


def test_the_score_leaves_out_what_cannot_be_observed() -> None:
    assert percent(RESULTS) == 100 / 3
    assert percent(RESULTS[:1] * 23 + RESULTS[1:3] + RESULTS[1:2]) == 92
    assert percent([]) == percent(RESULTS[-1:]) == 100


def test_the_report_counts_by_module_and_shows_what_survived() -> None:
    assert report(RESULTS).splitlines() == [
        "| module | mutants | noticed | survived | accepted | score |",
        "|---|---:|---:|---:|---:|---:|",
        "| a.py | 3 | 1 | 1 | 1 | 50.0 % |",
        "| b.py | 1 | 0 | 1 | 0 | 0.0 % |",
        "| c.py | 1 | 0 | 0 | 1 | 100.0 % |",
        "| all | 5 | 1 | 2 | 2 | 33.3 % |",
        "",
        "a.py:5 in A.f",
        "- > 1",
        "+ >= 1",
        "",
        "b.py:3 in A.f (no test runs it)",
        "- return ( a > 1 )",
        "+ return None",
        "",
        "33.3 % of the mutants that count were noticed; at least 92 % are required.",
    ]
