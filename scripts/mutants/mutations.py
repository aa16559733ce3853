"""The source of a module -> every mutant of it: a copy with one small change.

Not changed: docstrings, type annotations, imports, `__all__`, code under `if TYPE_CHECKING`, assertions, the arguments
of `@dataclass`, and texts for people: sentences in a log line or after `raise`, and texts of four words or more.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_COMPARISONS: Final[dict[type[ast.cmpop], tuple[str, tuple[str, ...]]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: (r"is", ("is not",)),
    ast.IsNot: (r"is\s+not", ("is",)),
    ast.In: (r"in", ("not in",)),
    ast.NotIn: (r"not\s+in", ("in",)),
}
"""Operator -> the pattern of its source, and what may stand there instead: a boundary moved, the opposite."""
_ARITHMETIC: Final[dict[type[ast.operator], tuple[str, str]]] = {
    ast.Add: (r"\+", "-"),
    ast.Sub: (r"-", "+"),
    ast.Mult: (r"\*", "/"),
    ast.Div: (r"/", "*"),
    ast.FloorDiv: (r"//", "*"),
    ast.Mod: (r"%", "//"),
    ast.Pow: (r"\*\*", "*"),
    ast.LShift: (r"<<", ">>"),
    ast.RShift: (r">>", "<<"),
    ast.BitAnd: (r"&", "|"),
    ast.BitOr: (r"\|", "&"),
    ast.BitXor: (r"\^", "&"),
}
_LOG_METHODS: Final = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
_WORDS_OF_A_MESSAGE: Final = 4
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to a module: the bytes from `start` to `end` become `text`.

    `function` is the qualified name of the function or class around it, empty for the module itself. A test that runs
    one of the lines from `first_line` to `last_line` runs the change; both are 0 for code that runs at import.
    """

    module: str
    function: str
    kind: str
    line: int
    start: int
    end: int
    text: bytes
    before: str
    after: str
    first_line: int
    last_line: int

    def applied_to(self, source: bytes) -> bytes:
        """The mutated source."""
        return source[: self.start] + self.text + source[self.end :]


def places_of(module: str, source: bytes) -> list[list[Mutant]]:
    """The places of a module that can be changed, in the order of the text; at each one or more ways to change it."""
    finder = _Finder(module, source)
    finder.visit(ast.parse(source))
    return [finder.places[position] for position in sorted(finder.places)]


def changes_anything(mutant: Mutant, source: bytes) -> bool:
    """Whether the mutated source compiles, and to something else than the source itself."""
    try:
        mutated = ast.parse(mutant.applied_to(source))
        compile(mutated, mutant.module, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return ast.dump(mutated) != ast.dump(ast.parse(source))


class _Finder(ast.NodeVisitor):
    def __init__(self, module: str, source: bytes) -> None:
        self.places: dict[tuple[int, int, str], list[Mutant]] = {}
        self._module = module
        self._source = source
        lengths = [len(line) for line in source.splitlines(keepends=True)]
        self._line_starts = [sum(lengths[:index]) for index in range(len(lengths) + 1)]
        self._scope: list[_Definition] = []
        self._lines = (0, 0)

    def visit(self, node: ast.AST) -> None:
        before = self._lines
        if isinstance(node, ast.stmt):
            self._lines = self._lines_of(node)
        super().visit(node)
        self._lines = before

    # What is left alone, wholly or in part.

    def visit_Import(self, node: ast.Import) -> None: ...

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None: ...

    def visit_Assert(self, node: ast.Assert) -> None: ...

    def visit_arg(self, node: ast.arg) -> None: ...

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._delete_assignment(node, [node.target])
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets):
            self._delete_assignment(node, node.targets)
            self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        decorators = [one for one in node.decorator_list if "dataclass" not in ast.unparse(one)]
        self._visit_all([*decorators, *node.bases, *node.keywords])
        self._visit_inside(node, node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_function(node)

    def _visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._visit_all(node.decorator_list)
        # A default counts when the function runs, not when the module is imported.
        outside, self._lines = self._lines, (node.body[0].lineno, node.body[-1].end_lineno or 0)
        self._visit_inside(node, [node.args])
        self._lines = outside
        self._visit_inside(node, node.body)

    def _visit_inside(self, definition: _Definition, nodes: Iterable[ast.AST]) -> None:
        self._scope.append(definition)
        self._visit_all(nodes)
        self._scope.pop()

    # What is changed.

    def visit_Compare(self, node: ast.Compare) -> None:
        operands = [node.left, *node.comparators]
        for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
            pattern, others = _COMPARISONS[type(operator)]
            for other in others:
                self._replace_operator("comparison", left, right, pattern, other)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in _ARITHMETIC:
            self._replace_operator("arithmetic", node.left, node.right, *_ARITHMETIC[type(node.op)])
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if type(node.op) in _ARITHMETIC:
            pattern, other = _ARITHMETIC[type(node.op)]
            self._replace_operator("arithmetic", node.target, node.value, f"{pattern}(?==)", other)
        self._delete(node)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        word, other = (rb"\band\b", b"or") if isinstance(node.op, ast.And) else (rb"\bor\b", b"and")
        start, end = self._span(node)
        text = b""
        for left, right in zip(node.values, node.values[1:], strict=False):
            gap_start, gap_end = self._span(left)[1], self._span(right)[0]
            text += self._source[start:gap_start] + re.sub(word, other, self._source[gap_start:gap_end], count=1)
            start = gap_end
        self._add("boolean", node, text + self._source[start:end])
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        start, end = self._span(node)
        if isinstance(node.op, ast.Not):
            self._add("not", node, self._source[start + len("not") : end].strip())
        elif isinstance(node.op, ast.USub):
            self._add("minus", node, self._source[start + len("-") : end].strip())
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._add("constant", node, repr(not value))
        elif isinstance(value, int):
            self._add("constant", node, repr(value + 1), repr(value - 1))
        elif isinstance(value, float):
            self._add("constant", node, *((repr(value * 2), repr(value / 2)) if value else ("1.0",)))
        elif isinstance(value, str) and not _is_message(value):
            self._add("constant", node, *(("''", repr(f"{value}x")) if value else ("'x'",)))
        elif isinstance(value, bytes):
            self._add("constant", node, *(("b''", repr(value + b"x")) if value else ("b'x'",)))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """As a whole only: Python 3.11 does not know where the parts of an f-string stand."""
        texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
        if not _is_message(" ".join(str(text) for text in texts)):
            self._add("constant", node, "''")

    def visit_Return(self, node: ast.Return) -> None:
        # None for False, 0 or an empty text is rarely another answer; a constant is changed as such.
        if node.value is not None and not isinstance(node.value, ast.Constant):
            self._add("return", node, "return None")
        self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        self._delete(node)
        if isinstance(node.exc, ast.Call):
            self._visit_all(_arguments_but_texts(node.exc))

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self._delete(node)
            self.generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> None:
        self._delete(node)

    def visit_Break(self, node: ast.Break) -> None:
        self._add("loop", node, "continue")

    def visit_Continue(self, node: ast.Continue) -> None:
        self._add("loop", node, "break")

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" not in ast.unparse(node.test):
            self._add("condition", node.test, "True", "False")
            self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._add("condition", node.test, "True", "False")
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        if not isinstance(node.test, ast.Constant):
            self._add("condition", node.test, "False")
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._add("condition", test, "True", "False")
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            outside, self._lines = self._lines, (node.lineno, node.type.end_lineno or 0)
            self._add("except", node.type, *_fewer(node.type))
            self._lines = outside
        self._visit_all(node.body)

    def visit_Call(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg is not None:
                self._drop(keyword)
        if _is_log_line(node):
            self._visit_all(_arguments_but_texts(node))
        elif isinstance(node.func, ast.Name) and node.func.id == "cast":
            self._visit_all(node.args[1:])
        else:
            self.generic_visit(node)

    # How a change is written down.

    def _visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def _replace_operator(self, kind: str, left: ast.expr, right: ast.expr, pattern: str, other: str) -> None:
        gap = self._span(left)[1], self._span(right)[0]
        found = re.search(pattern.encode(), self._source[slice(*gap)])
        if found:
            self._add_span(kind, gap[0] + found.start(), gap[0] + found.end(), other.encode())

    def _delete_assignment(self, node: ast.stmt, targets: Sequence[ast.expr]) -> None:
        """Of attributes and items: without that of a name the function could not run on, which every test would see."""
        if all(isinstance(target, ast.Attribute | ast.Subscript) for target in targets):
            self._delete(node)

    def _delete(self, node: ast.stmt) -> None:
        self._add("deletion", node, "pass")

    def _drop(self, keyword: ast.keyword) -> None:
        start, end = self._span(keyword)
        before = self._source[:start].rstrip()
        if before.endswith(b","):
            start = len(before) - 1
        elif comma := re.match(rb"\s*,\s*", self._source[end:]):
            end += comma.end()
        self._add_span("keyword", start, end, b"")

    def _add(self, kind: str, node: ast.expr | ast.stmt, *texts: str | bytes) -> None:
        start, end = self._span(node)
        for text in texts:
            self._add_span(kind, start, end, text.encode() if isinstance(text, str) else text)

    def _add_span(self, kind: str, start: int, end: int, text: bytes) -> None:
        mutated = self._source[:start] + text + self._source[end:]
        line_start = self._source.rfind(b"\n", 0, start) + 1
        line_end = (self._source + b"\n").find(b"\n", end)
        new_end = line_end + len(mutated) - len(self._source)
        mutant = Mutant(
            module=self._module,
            function=".".join(one.name for one in self._scope),
            kind=kind,
            line=self._source.count(b"\n", 0, start) + 1,
            start=start,
            end=end,
            text=text,
            before=_one_line(self._source[line_start:line_end]),
            after=_one_line(mutated[line_start:new_end]),
            first_line=self._lines[0],
            last_line=self._lines[1],
        )
        self.places.setdefault((start, end, kind), []).append(mutant)

    def _span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        start = self._line_starts[node.lineno - 1] + node.col_offset
        return start, self._line_starts[end_line - 1] + end_column

    def _lines_of(self, statement: ast.stmt) -> tuple[int, int]:
        """The lines of a statement without the statements in it; 0 for one outside of every function."""
        if not any(isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) for one in self._scope):
            return 0, 0
        inner = [child for child in ast.walk(statement) if isinstance(child, ast.stmt | ast.ExceptHandler)]
        first_inner = min((child.lineno for child in inner if child is not statement), default=0)
        last = statement.end_lineno or statement.lineno
        return statement.lineno, max(statement.lineno, first_inner - 1) if first_inner else last


def _is_message(text: str) -> bool:
    return len(text.split()) >= _WORDS_OF_A_MESSAGE


def _arguments_but_texts(call: ast.Call) -> Iterator[ast.expr]:
    """The values that a log line or an error is given, without its sentences; a single word may be a category."""
    for value in (*call.args, *(keyword.value for keyword in call.keywords)):
        text = value.value if isinstance(value, ast.Constant) else None
        if not isinstance(value, ast.JoinedStr) and not (isinstance(text, str) and " " in text):
            yield value


def _fewer(caught: ast.expr) -> list[str]:
    """What an `except` may catch instead: all but one of several exceptions, nothing instead of one."""
    names = [ast.unparse(one) for one in caught.elts] if isinstance(caught, ast.Tuple) else [ast.unparse(caught)]
    rests = [[*names[:index], *names[index + 1 :]] for index in range(len(names))]
    return [rest[0] if len(rest) == 1 else f"({', '.join(rest)})" for rest in rests]


def _is_log_line(call: ast.Call) -> bool:
    method = call.func
    return (
        isinstance(method, ast.Attribute) and method.attr in _LOG_METHODS and "log" in ast.unparse(method.value).lower()
    )


def _one_line(text: bytes) -> str:
    return " ".join(line.strip() for line in text.decode().splitlines())
