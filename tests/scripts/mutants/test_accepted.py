"""The list of changes that cannot be observed: readable, with reasons, and about code that exists."""

from pathlib import Path

import pytest

from scripts.mutants.__main__ import ACCEPTED
from scripts.mutants.accepted import Change, as_toml, change_of, read_accepted
from scripts.mutants.line_map import modules_of
from scripts.mutants.mutations import places_of

PROJECT = Path(__file__).parent.parent.parent.parent
CHANGE = Change("a.py", "A.f", 'return "a\\b"', "return ''")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    other = Change("b.py", "", "X = 1", "X = 2")
    file = tmp_path / "changes.toml"
    file.write_text(as_toml([CHANGE, other]).replace('reason = ""', 'reason = "Nobody asks."'), encoding="utf-8")
    assert read_accepted(file) == {CHANGE: "Nobody asks.", other: "Nobody asks."}


def test_every_change_needs_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "changes.toml"
    file.write_text(as_toml([CHANGE]), encoding="utf-8")
    with pytest.raises(ValueError, match=r"no reason for .* in a\.py"):
        read_accepted(file)


def test_a_change_stays_the_same_when_lines_move() -> None:
    def changes(source: str) -> list[Change]:
        return [change_of(mutant) for place in places_of("a.py", source.encode()) for mutant in place]

    source = "def f(a):\n    return a > 1\n"
    assert changes(source) == changes(f"import json\n\n\n{source}")


def test_every_accepted_change_is_one_of_the_code_as_it_is() -> None:
    possible = {
        change_of(mutant)
        for module in modules_of(PROJECT)
        for place in places_of(module, (PROJECT / module).read_bytes())
        for mutant in place
    }
    assert set(read_accepted(PROJECT / ACCEPTED)) - possible == set()
