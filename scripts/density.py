"""How dense the code is: branches in ten lines of function bodies, lines over 100 characters, and
class names that stand in two modules.

    python scripts/density.py monitor monitor/reading

A branch is whatever a reader must hold in mind to follow on: if, for, while, except, assert, a
case, a conditional expression, a comprehension's loop and each of its conditions, and each operand
of `and` and `or` after the first. A function counts with all that is defined in it, without its
docstring.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

LINE_MAX = 100
NAMES_SHOWN = 12

_ONE_BRANCH = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.Assert,
    ast.match_case,
    ast.IfExp,
)
_HOLDS_FUNCTIONS = (ast.Module, ast.ClassDef, ast.If, ast.Try, ast.With)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Density:
    branches: int = 0
    body_lines: int = 0
    lines: int = 0
    long_lines: int = 0
    classes: dict[str, set[Path]] = field(default_factory=lambda: defaultdict(set))

    @property
    def branches_in_ten_lines(self) -> float:
        return 10 * self.branches / max(1, self.body_lines)

    @property
    def long_percent(self) -> float:
        return 100 * self.long_lines / max(1, self.lines)

    @property
    def doubled(self) -> list[str]:
        return sorted(name for name, files in self.classes.items() if len(files) > 1)


def density_of(files: Iterable[Path]) -> Density:
    found = Density()
    for file in files:
        source = file.read_text(encoding="utf-8")
        _count_lines(found, source)
        tree = tree_of(file)
        for name in classes_of(tree):
            found.classes[name].add(file)
        for function in _functions(tree):
            found.branches += sum(map(_branches, ast.walk(function)))
            found.body_lines += _body_lines(function)
    return found


@functools.cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def classes_of(tree: ast.Module) -> list[str]:
    """Of the module itself: a class within a class or a function is that one's own business."""
    return [node.name for node in tree.body if isinstance(node, ast.ClassDef)]


def _count_lines(found: Density, source: str) -> None:
    written = [line for line in source.split("\n") if line.strip()]
    found.lines += len(written)
    found.long_lines += sum(len(line) > LINE_MAX for line in written)


def _functions(node: ast.AST) -> Iterator[Function]:
    """The outermost ones: what is defined inside them counts with them."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
        elif isinstance(child, _HOLDS_FUNCTIONS):
            yield from _functions(child)


def _branches(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    return int(isinstance(node, _ONE_BRANCH))


def _body_lines(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def main() -> None:
    for folder in sys.argv[1:]:
        found = density_of(sorted(Path(folder).rglob("*.py")))
        shown = ", ".join(found.doubled[:NAMES_SHOWN])
        print(
            f"{folder}: {found.branches_in_ten_lines:.2f} branches in 10 lines of "
            f"{found.body_lines} · {found.long_percent:.1f} % of lines over {LINE_MAX} · "
            f"{len(found.doubled)} class names in two modules{': ' * bool(shown)}{shown}"
        )


if __name__ == "__main__":
    main()
