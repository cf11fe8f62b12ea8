"""Do the tests notice when the code is wrong? Small faults are put into the judge, the decider and
the outbox, one at a time.

    make mutants                            all three
    make mutants PART=monitor.delivery.plan   one of them

A fault that no test of its room notices has survived: it is a rule without a test, or it changes
nothing that anybody could see. Those of the second kind stand in bench/mutants.md with the reason;
any other survivor ends this with exit status 1. Own code, and not mutmut or cosmic-ray: both start
Python anew for each fault, which is most of the time here; this forks.
"""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import hypothesis.configuration
import msgspec
import pytest
import rapidfuzz

HOUSE = Path(__file__).resolve().parents[1]
EXPLAINED = HOUSE / "bench" / "mutants.md"
TARGETS: dict[str, tuple[str, ...]] = {  # module → the tests of its room
    "monitor.matching.judge": ("tests/matching/test_comparisons.py", "tests/matching"),
    "monitor.stories.decide": ("tests/stories/test_corrections.py", "tests/stories"),
    "monitor.delivery.plan": ("tests/delivery/test_outcomes.py", "tests/delivery/test_plan.py"),
    "monitor.delivery.probe": (
        "tests/delivery/test_probe.py",
        "tests/delivery/test_outcomes.py",
        "tests/delivery/test_plan.py",
    ),
}
LOADED_BEFORE = (msgspec, pytest, rapidfuzz)  # once, not in each fork
CPU_S_MAX, WALL_S_MAX = 60, 300  # a fault that makes a loop endless is noticed by this
_QUIET = [
    "-x",
    "-q",
    "-p",
    "no:randomly",
    "-p",
    "no:xdist",
    "-p",
    "no:cacheprovider",
    "--hypothesis-seed=0",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
]
_SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.And: (ast.Or,),
    ast.Or: (ast.And,), ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,), ast.Pow: (ast.Mult,),
}  # fmt: skip
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_CONTEXT = 24  # letters shown around what differs
_WORDS = frozenset({"hint", "reason", "rule"})  # people may be told in other words


class Fault(NamedTuple):
    """`name` is what bench/mutants.md calls it: the function, and what stands there instead of
    what.
    """

    name: str
    line: int
    source: str


class Place(NamedTuple):
    parent: ast.AST
    field: str
    at: int | None
    node: ast.AST
    within: str  # the function or class

    def put(self, node: ast.AST) -> None:
        if self.at is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.at] = node


def faults(path: Path) -> Iterator[Fault]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    right, names = ast.unparse(tree), Counter[str]()
    for place in _places(tree, "module"):
        for new in _instead_of(place.node):
            place.put(ast.copy_location(new, place.node))
            source = ast.unparse(ast.fix_missing_locations(tree))
            place.put(place.node)
            if source != right:
                name = f"{place.within}: {_difference(right, source)}"
                names[name] += 1
                again = f" ({names[name]})" if names[name] > 1 else ""
                yield Fault(name + again, getattr(place.node, "lineno", 0), source)


def _places(node: ast.AST, within: str) -> Iterator[Place]:
    for field, value in ast.iter_fields(node):
        if not _is_left_alone(node, field):
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.AST):
                    yield Place(node, field, index, child, within)
                    inner = (
                        child.name if isinstance(child, ast.FunctionDef | ast.ClassDef) else within
                    )
                    yield from _places(child, inner)


def _is_left_alone(node: ast.AST, field: str) -> bool:
    """Annotations, how a class is made, and words for people."""
    worded = isinstance(node, ast.Raise | ast.JoinedStr) or (
        isinstance(node, ast.keyword) and node.arg in _WORDS
    )
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    kinds = isinstance(node, ast.ClassDef) and field in {"keywords", "bases"}
    return worded or docstring or kinds or field in {"annotation", "returns", "decorator_list"}


def _instead_of(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901, PLR0912 — one case for each kind of fault
    match node:
        case ast.Compare():
            for index, op in enumerate(node.ops):
                for other in _SWAPS.get(type(op), ()):
                    yield _with(node, ops=[*node.ops[:index], other(), *node.ops[index + 1 :]])
        case ast.BoolOp() | ast.BinOp():
            for other in _SWAPS.get(type(node.op), ()):
                yield _with(node, op=other())
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() | float() as number):
            yield ast.Constant(number + 1)
        case ast.Constant(value=str()):
            yield ast.Constant("" if node.value else "x")
        case ast.IfExp():
            yield from (node.body, node.orelse)
        case ast.If() | ast.While():
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension():
            yield from (
                _with(node, ifs=_without(node.ifs, index)) for index in range(len(node.ifs))
            )
        case ast.Call():
            if isinstance(node.func, ast.Name) and node.func.id in _NAMES:
                yield _with(node, func=ast.Name(_NAMES[node.func.id], ast.Load()))
            for index, given in enumerate(node.keywords):
                if given.arg not in _WORDS:
                    yield _with(node, keywords=_without(node.keywords, index))
        case ast.List() | ast.Tuple() if len(node.elts) > 1 and isinstance(node.ctx, ast.Load):
            yield from (
                _with(node, elts=_without(node.elts, index)) for index in range(len(node.elts))
            )
        case ast.match_case() if node.guard:
            yield _with(node, guard=None)
        case ast.Return(value=ast.AST()):
            yield ast.Return(None)
        case ast.Expr(value=ast.Constant()):
            pass  # a docstring
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
            yield ast.Pass()
        case _:
            pass


def _with(node: ast.AST, **fields: Any) -> ast.AST:
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _without(items: list[Any], index: int) -> list[Any]:
    return [*items[:index], *items[index + 1 :]]


def _difference(was: str, now: str) -> str:
    """The lines that differ, as one line each."""
    before, after = was.splitlines(), now.splitlines()
    first = next(
        i for i, (a, b) in enumerate(zip([*before, ""], [*after, ""], strict=False)) if a != b
    )
    behind = next(
        i
        for i, (a, b) in enumerate(zip([*before[::-1], ""], [*after[::-1], ""], strict=False))
        if a != b
    )
    shared = min(behind, len(before) - first, len(after) - first)
    sides = [
        " ".join(line.strip() for line in lines[first : len(lines) - shared])
        for lines in (before, after)
    ]
    same = _alike(*sides)
    tail = _alike(*(side[:same:-1] for side in sides))
    begin = sides[0].rfind(" ", 0, max(0, same - _CONTEXT)) + 1
    return " → ".join(
        side[begin : len(side) - max(0, tail - _CONTEXT)] or "nothing" for side in sides
    )


def _alike(a: str, b: str) -> int:
    """How many letters they have in common from the left."""
    return next(
        (n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other),
        min(len(a), len(b)),
    )


# --- trying one ---


class _Wrong(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Hands out one module with its fault, whoever imports it."""

    def __init__(self, module: str, path: Path, source: str) -> None:
        self._module, self._path, self._source = module, path, source

    def find_spec(self, name: str, _path: object = None, _target: ModuleType | None = None) -> Any:
        return importlib.util.spec_from_loader(name, self) if name == self._module else None

    def get_source(self, _fullname: str) -> str:
        return self._source

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._source, str(self._path), "exec"), module.__dict__)


def is_noticed(module: str, path: Path, source: str, tests: tuple[str, ...]) -> bool:
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_S_MAX, CPU_S_MAX))
            signal.alarm(WALL_S_MAX)
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            sys.meta_path.insert(0, _Wrong(module, path, source))
            status = int(pytest.main([*_QUIET, *tests]))
        except BaseException:  # noqa: BLE001 — whatever it was, the fault made it
            status = 3
        os._exit(status)
    return os.waitpid(child, 0)[1] != 0


def main(wanted: list[str]) -> int:
    os.chdir(HOUSE)
    with tempfile.TemporaryDirectory() as folder:
        hypothesis.configuration.set_hypothesis_home_dir(folder)
        left = [_survivors(module, TARGETS[module]) for module in wanted or TARGETS]
    return 1 if any(left) else 0


def _survivors(module: str, tests: tuple[str, ...]) -> list[str]:
    """Those that nobody has explained."""
    path = HOUSE / f"{module.replace('.', '/')}.py"
    if is_noticed(module, path, path.read_text(encoding="utf-8"), tests):
        raise SystemExit(f"{' '.join(tests)} fail before any fault is made")
    every = list(faults(path))
    explained = EXPLAINED.read_text(encoding="utf-8") if EXPLAINED.exists() else ""
    survived, left = 0, list[str]()
    for fault in every:
        if is_noticed(module, path, fault.source, tests):
            continue
        survived += 1
        known = f"`{fault.name}`" in explained
        left += [] if known else [fault.name]
        print(
            f"{'explained' if known else 'survived '} {path.name}:{fault.line}  {fault.name}",
            flush=True,
        )
    print(
        (
            f"{module}: {len(every)} faults, {len(every) - survived} noticed, "
            f"{survived - len(left)} explained, {len(left)} left"
        ),
        flush=True,
    )
    return left


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
