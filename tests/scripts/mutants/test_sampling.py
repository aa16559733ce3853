"""The sample is the same for the same seed, and another for another."""

from scripts.mutants.mutations import places_of
from scripts.mutants.sampling import sample

MODULE = b"".join(b"def f%d(a, b):\n    return a + b if a < %d else not b\n" % (number, number) for number in range(9))
COMMENTED = b"x = (a  # less: <\n     < b)\n"
SOURCES = {"b.py": MODULE, "a.py": MODULE, "empty.py": b""}


def test_the_same_seed_gives_the_same_mutants_in_the_order_of_the_text() -> None:
    first = sample(SOURCES, seed=1, per_module=7)
    assert first == sample(dict(reversed(SOURCES.items())), seed=1, per_module=7)
    assert [mutant.module for mutant in first] == ["a.py"] * 7 + ["b.py"] * 7
    assert first[:7] == sorted(first[:7], key=lambda mutant: mutant.start)


def test_another_seed_and_another_module_give_other_mutants() -> None:
    def places(seed: int, module: str) -> list[tuple[int, str]]:
        return [(one.start, one.kind) for one in sample(SOURCES, seed=seed, per_module=7) if one.module == module]

    assert places(1, "a.py") != places(2, "a.py")
    assert places(1, "a.py") != places(1, "b.py")


def test_a_module_does_not_move_the_sample_of_another() -> None:
    alone = sample({"b.py": MODULE}, seed=1, per_module=7)
    assert [mutant for mutant in sample(SOURCES, seed=1, per_module=7) if mutant.module == "b.py"] == alone


def test_no_place_is_changed_twice_and_a_small_module_gives_what_it_has() -> None:
    few = sample({"a.py": b"def f(a):\n    return a > 1\n"}, seed=1, per_module=14)
    assert sorted(mutant.kind for mutant in few) == ["comparison", "constant", "return"]


def test_a_change_of_a_comment_is_not_in_the_sample() -> None:
    # The text between the operands is searched for the operator, and a comment may stand there.
    assert places_of("a.py", COMMENTED) != []
    assert sample({"a.py": COMMENTED}, seed=1, per_module=14) == []
