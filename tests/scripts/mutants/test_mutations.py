"""Every kind of change that a module is tried with, and what is left alone."""

import textwrap

import pytest

from scripts.mutants.mutations import Mutant, changes_anything, places_of


def mutants_of(source: str) -> list[Mutant]:
    return [mutant for place in places_of("m.py", source.encode()) for mutant in place]


def changed(source: str, kind: str) -> list[str]:
    """The source after each change of a kind."""
    return [mutant.applied_to(source.encode()).decode() for mutant in mutants_of(source) if mutant.kind == kind]


def inside(statement: str) -> str:
    return f"def f(a, b, c):\n{textwrap.indent(statement, '    ')}"


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("comparison", "a < b", ["a <= b", "a >= b"]),
        ("comparison", "a <= b", ["a < b", "a > b"]),
        ("comparison", "a > b", ["a >= b", "a <= b"]),
        ("comparison", "a >= b", ["a > b", "a < b"]),
        ("comparison", "a == b", ["a != b"]),
        ("comparison", "a != b", ["a == b"]),
        ("comparison", "a is b", ["a is not b"]),
        ("comparison", "a is  not b", ["a is b"]),
        ("comparison", "a in b", ["a not in b"]),
        ("comparison", "a not in b", ["a in b"]),
        # Each link of a chain by itself; operands that hold the same operator stay.
        ("comparison", "a == b == c", ["a != b == c", "a == b != c"]),
        ("comparison", "(a) == (b)", ["(a) != (b)"]),
        ("boolean", "a and b and c", ["a or b or c"]),
        ("boolean", "(a or b) and c", ["(a or b) or c", "(a and b) and c"]),
        ("boolean", "band and order", ["band or order"]),
        ("not", "not a", ["a"]),
        ("not", "not (a or b)", ["(a or b)"]),
        ("minus", "-a", ["a"]),
        ("arithmetic", "a + b", ["a - b"]),
        ("arithmetic", "a - b", ["a + b"]),
        ("arithmetic", "a * b", ["a / b"]),
        ("arithmetic", "a / b", ["a * b"]),
        ("arithmetic", "a // b", ["a * b"]),
        ("arithmetic", "a % b", ["a // b"]),
        ("arithmetic", "a ** b", ["a * b"]),
        ("arithmetic", "a << b", ["a >> b"]),
        ("arithmetic", "a >> b", ["a << b"]),
        ("arithmetic", "a & b", ["a | b"]),
        ("arithmetic", "a | b", ["a & b"]),
        ("arithmetic", "a ^ b", ["a & b"]),
        ("arithmetic", "a + b - c", ["a + b + c", "a - b - c"]),
        ("constant", "a(7)", ["a(8)", "a(6)"]),
        ("constant", "a(0.5)", ["a(1.0)", "a(0.25)"]),
        ("constant", "a(0.0)", ["a(1.0)"]),
        ("constant", "a(True)", ["a(False)"]),
        ("constant", "a('key')", ["a('')", "a('keyx')"]),
        ("constant", "a('')", ["a('x')"]),
        ("constant", "a(b'key')", ["a(b'')", "a(b'keyx')"]),
        ("constant", "a(b'')", ["a(b'x')"]),
        ("constant", "a(f'{b}/{c}')", ["a('')"]),
        # Letters take several bytes, and what follows them still stands where it stood.
        ("constant", "a('æøå', 7)", ["a('', 7)", "a('æøåx', 7)", "a('æøå', 8)", "a('æøå', 6)"]),
        ("condition", "a if b else c", ["a if True else c", "a if False else c"]),
        ("condition", "[a for a in b if c]", ["[a for a in b if True]", "[a for a in b if False]"]),
        ("keyword", "a(b, c=c)", ["a(b)"]),
        ("keyword", "a(b=b, c=c)", ["a(c=c)", "a(b=b)"]),
        ("keyword", "a(b=b)", ["a()"]),
        ("keyword", "a(**b)", []),
    ],
)
def test_an_expression_is_changed(kind: str, before: str, after: list[str]) -> None:
    assert sorted(changed(before, kind)) == sorted(after)


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("return", "return a + b", ["return None"]),
        ("return", "return None", []),
        ("return", "return", []),
        # False or None is the same to most callers; False is changed into True instead.
        ("return", "return False", []),
        ("deletion", "a.clear()", ["pass"]),
        ("deletion", "a.b = c", ["pass"]),
        ("deletion", "a.b: int = c", ["pass"]),
        ("deletion", "a[b] = c", ["pass"]),
        ("deletion", "a += b", ["pass"]),
        ("deletion", "del a[b]", ["pass"]),
        ("deletion", "raise a", ["pass"]),
        # Without it the function does not run, which says nothing about its tests.
        ("deletion", "d = a", []),
        ("arithmetic", "a += b", ["a -= b"]),
        ("arithmetic", "a //= b", ["a *= b"]),
        ("condition", "if a:\n    b()", ["if True:\n    b()", "if False:\n    b()"]),
        # True would mostly never end, which every test notices.
        ("condition", "while a:\n    b()", ["while False:\n    b()"]),
        ("condition", "while True:\n    b()", []),
        ("loop", "while a:\n    break", ["while a:\n    continue"]),
        ("loop", "for d in a:\n    continue", ["for d in a:\n    break"]),
        ("except", "try:\n    a()\nexcept OSError:\n    b()", ["try:\n    a()\nexcept ():\n    b()"]),
        (
            "except",
            "try:\n    a()\nexcept (OSError, KeyError) as error:\n    b()",
            ["try:\n    a()\nexcept KeyError as error:\n    b()", "try:\n    a()\nexcept OSError as error:\n    b()"],
        ),
        ("except", "try:\n    a()\nexcept:\n    b()", []),
    ],
)
def test_a_statement_is_changed(kind: str, before: str, after: list[str]) -> None:
    assert sorted(changed(inside(before), kind)) == sorted(inside(one) for one in after)


def test_a_default_is_changed() -> None:
    assert changed("def f(a=1, *, b='x'): ...", "constant") == [
        *("def f(a=2, *, b='x'): ...", "def f(a=0, *, b='x'): ..."),
        *("def f(a=1, *, b=''): ...", "def f(a=1, *, b='xx'): ..."),
    ]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('"""A docstring."""', id="docstring of the module"),
        pytest.param('def f():\n    """Short."""', id="docstring of a function"),
        pytest.param('X = a\n"""What X is."""', id="docstring of a constant"),
        pytest.param("def f(a: Literal['x'], *b: int) -> Literal[1]: ...", id="annotations of a function"),
        pytest.param("a: Literal[1] | None = b", id="annotation of a name"),
        pytest.param("from a import b", id="import"),
        pytest.param("__all__ = ['f']", id="what a module offers"),
        pytest.param("if TYPE_CHECKING:\n    a = 1", id="what only the type checker reads"),
        pytest.param("assert a == 1, 'x'", id="assertion"),
        pytest.param("@dataclass(frozen=True)\nclass A: ...", id="dataclass"),
        pytest.param("X = 'Export your library again.'", id="sentence"),
        pytest.param("X = f'Export {a} once again, please.'", id="sentence with a value"),
    ],
)
def test_it_is_left_alone(source: str) -> None:
    assert mutants_of(source) == []


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        # The line may go and its values may change, its words may not.
        ("_LOG.info('job %s', a)", ["deletion"]),
        ("_LOG.info(f'job {a}')", ["deletion"]),
        ("logger.warning('job %s', 1)", ["deletion", "constant", "constant"]),
        ("raise E('no such', a)", ["deletion"]),
        ("raise E(f'no {a}')", ["deletion"]),
        # One word may be a category or a key.
        ("raise E('network')", ["deletion", "constant", "constant"]),
        ("d = cast('X', a)", []),
    ],
)
def test_words_for_people_are_left_alone(statement: str, kinds: list[str]) -> None:
    assert sorted(mutant.kind for mutant in mutants_of(inside(statement))) == sorted(kinds)


SOURCE = """\
import json

LIMIT = 3


class A:
    size = 4

    def f(self, a=5):
        if a > (
            LIMIT
        ):
            return json.dumps(
                a,
                indent=6,
            )
        try:
            return a
        except OSError:
            a.b()


@route("x")
def g(): ...
"""


@pytest.mark.parametrize(
    ("before", "function", "lines"),
    [
        ("LIMIT = 3", "", (0, 0)),
        ("size = 4", "A", (0, 0)),
        ('@route("x")', "", (0, 0)),
        # A default counts wherever the function runs.
        ("def f(self, a=5):", "A.f", (10, 20)),
        # The condition, without what stands under it.
        ("if a > (", "A.f", (10, 12)),
        ("indent=6,", "A.f", (13, 16)),
        ("except OSError:", "A.f", (19, 19)),
        ("a.b()", "A.f", (20, 20)),
    ],
)
def test_a_mutant_tells_where_it_is(before: str, function: str, lines: tuple[int, int]) -> None:
    line = next(number for number, text in enumerate(SOURCE.splitlines(), start=1) if before in text)
    found = {(one.function, (one.first_line, one.last_line)) for one in mutants_of(SOURCE) if one.line == line}
    assert found == {(function, lines)}


def test_a_change_over_several_lines_is_told_in_one() -> None:
    (mutant,) = [one for one in mutants_of(SOURCE) if one.kind == "return" and one.line == 13]
    assert mutant.before == "return json.dumps( a, indent=6, )"
    assert mutant.after == "return None"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (b"2", True),
        (b"1", False),  # the same again
        (b"(1)", False),  # the same in other words
        (b"1 +", False),  # no Python
        (b"return", False),  # no Python either
        (b"(yield)", False),  # Python, but not here
    ],
)
def test_only_a_change_counts(text: bytes, counts: bool) -> None:
    mutant = next(one for one in mutants_of("X = 1") if one.kind == "constant")
    replaced = Mutant(**{**{name: getattr(mutant, name) for name in mutant.__slots__}, "text": text})
    assert changes_anything(replaced, b"X = 1") is counts
