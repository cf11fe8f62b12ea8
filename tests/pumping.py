"""How many steps a backtracking matcher takes for a pattern on texts made of the pattern's own
parts, repeated: the steps are counted, so that no busy machine changes them.

The matcher goes the way the standard library's does, over the same parse tree; it knows what the
patterns of this project use, and says so of anything else.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

from tests.house import HOUSE

Go = Callable[[int], bool]
Match = Callable[[int, Go], bool]

# Letters that classes mostly hold or leave out.
SAMPLES = (
    "a",
    "o",
    "A",
    "1",
    " ",
    "\n",
    ".",
    ",",
    "-",
    "'",
    '"',
    "“",
    "й",
    "中",
    "ـ",
    "<",
    "/",
    "_",
)
_ENDS = ("", "\0", "!")


STEPS_MAX = 60_000


class TooManyStepsError(Exception):
    """The bound that was set is passed."""


class Stepper:
    """A pattern as nested functions, each with what comes behind it as an argument."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.tree = parser.parse(pattern, flags)
        self._flags = self.tree.state.flags
        self._text, self._left = "", 0
        self._groups: dict[int, tuple[int, int]] = {}
        self._match = self._all(list(self.tree))

    def steps(self, text: str, most: int = STEPS_MAX) -> int:
        """Of looking for it where the text begins; at most so many."""
        self._text, self._left, self._groups = text, most, {}
        try:
            self._match(0, lambda _end: True)
        except TooManyStepsError:
            return most
        return most - self._left

    def end(self, text: str) -> int | None:
        """Of the match where the text begins."""
        found: list[int] = []
        self._text, self._left, self._groups = text, STEPS_MAX, {}
        self._match(0, lambda end: not found.append(end))
        return found[0] if found else None

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooManyStepsError

    def _all(self, items: list) -> Match:
        parts = [self._one(*item) for item in items]

        def match(at: int, go: Go, nth: int = 0) -> bool:
            if nth == len(parts):
                return go(at)
            return parts[nth](at, lambda end: match(end, go, nth + 1))

        return match

    def _one(self, kind: object, value: object) -> Match:
        if kind in _LETTERS:
            return self._letter(kind, value)
        return getattr(self, f"_{str(kind).lower()}")(value)

    def _letter(self, kind: object, value: object) -> Match:
        fits = self.fits(kind, value)

        def match(at: int, go: Go) -> bool:
            self._count()
            return at < len(self._text) and fits(self._text[at]) and go(at + 1)

        return match

    def fits(self, kind: object, value: object) -> Callable[[str], bool]:
        """Whether a letter is one of these; asked of the library, and kept."""
        known: dict[str, bool] = {}
        both = bool(self._flags & re.IGNORECASE)
        dot = bool(self._flags & re.DOTALL)

        def fits(letter: str) -> bool:
            if letter not in known:
                forms = {letter, letter.lower(), letter.upper()} if both else {letter}
                single = [form for form in forms if len(form) == 1]
                known[letter] = any(_is_one_of(kind, value, form, dot=dot) for form in single)
            return known[letter]

        return fits

    def _branch(self, value: tuple) -> Match:
        ways = [self._all(list(way)) for way in value[1]]
        return lambda at, go: any(way(at, go) for way in ways)

    def _subpattern(self, value: tuple) -> Match:
        group, _, _, inside = value
        within = self._all(list(inside))

        def match(at: int, go: Go) -> bool:
            def close(end: int) -> bool:
                before = self._groups.get(group)
                self._groups[group] = at, end
                if go(end):
                    return True
                self._groups.pop(group) if before is None else self._groups.update({group: before})
                return False

            return within(at, go if group is None else close)

        return match

    def _max_repeat(self, value: tuple) -> Match:
        return self._repeat(*value, greedy=True)

    def _min_repeat(self, value: tuple) -> Match:
        return self._repeat(*value, greedy=False)

    def _repeat(self, least: int, most: int, inside: list, *, greedy: bool) -> Match:
        if len(inside) == 1 and inside[0][0] in _LETTERS:
            return self._run(int(least), int(most), self.fits(*inside[0]), greedy=greedy)
        within, most = self._all(list(inside)), int(most)

        def match(at: int, go: Go, done: int = 0) -> bool:
            self._count()

            def more(end: int) -> bool:
                return (end > at or done < least) and match(end, go, done + 1)

            if done < least:
                return within(at, more)
            if greedy:
                return (done < most and within(at, more)) or go(at)
            return go(at) or (done < most and within(at, more))

        return match

    def _run(self, least: int, most: int, fits: Callable[[str], bool], *, greedy: bool) -> Match:
        """Of one letter: counted at a stretch, as the library does."""

        def match(at: int, go: Go) -> bool:
            end, stop = at, min(len(self._text), at + most)
            while end < stop and fits(self._text[end]):
                self._count()
                end += 1
            ends = range(at + least, end + 1)
            for one in reversed(ends) if greedy else ends:
                self._count()
                if go(one):
                    return True
            return False

        return match

    def _possessive_repeat(self, value: tuple) -> Match:
        return self._whole(self._repeat(*value, greedy=True))

    def _atomic_group(self, value: list) -> Match:
        return self._whole(self._all(list(value)))

    def _whole(self, within: Match) -> Match:
        def match(at: int, go: Go) -> bool:
            found: list[int] = []
            return within(at, lambda end: not found.append(end)) and go(found[0])

        return match

    def _assert(self, value: tuple, *, wanted: bool = True) -> Match:
        behind, inside = value
        within, tree = self._all(list(inside)), inside

        def match(at: int, go: Go) -> bool:
            self._count()
            start = at - tree.getwidth()[0] if behind < 0 else at
            return (start >= 0 and within(start, lambda _end: True)) is wanted and go(at)

        return match

    def _assert_not(self, value: tuple) -> Match:
        return self._assert(value, wanted=False)

    def _at(self, value: object) -> Match:
        multiline = bool(self._flags & re.MULTILINE)

        def match(at: int, go: Go) -> bool:
            self._count()
            return _stands(value, self._text, at, multiline=multiline) and go(at)

        return match

    def _groupref(self, value: int) -> Match:
        def match(at: int, go: Go) -> bool:
            self._count()
            start, end = self._groups.get(value, (0, -1))
            said = self._text[start:end] if end >= start else None
            return said is not None and self._text.startswith(said, at) and go(at + len(said))

        return match

    def _groupref_exists(self, value: tuple) -> Match:
        group, then, other = value
        yes, no = self._all(list(then)), self._all(list(other or ()))

        def match(at: int, go: Go) -> bool:
            return yes(at, go) if group in self._groups else no(at, go)

        return match


_LETTERS = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)


def _is_one_of(kind: object, value: object, letter: str, *, dot: bool) -> bool:
    if kind is op.ANY:
        return dot or letter != "\n"
    if kind is op.IN:
        listed = list(value)  # type: ignore[call-overload]
        negated = listed[0][0] is op.NEGATE
        return negated != any(_is_one_of(*one, letter, dot=dot) for one in listed[negated:])
    if kind is op.RANGE:
        return value[0] <= ord(letter) <= value[1]  # type: ignore[index]
    if kind is op.CATEGORY:
        return bool(_CATEGORIES[value](letter))  # type: ignore[index]
    return (ord(letter) == value) is (kind is op.LITERAL)


_CATEGORIES: dict[object, Callable[[str], object]] = {
    op.CATEGORY_DIGIT: re.compile(r"\d").match,
    op.CATEGORY_NOT_DIGIT: re.compile(r"\D").match,
    op.CATEGORY_SPACE: re.compile(r"\s").match,
    op.CATEGORY_NOT_SPACE: re.compile(r"\S").match,
    op.CATEGORY_WORD: re.compile(r"\w").match,
    op.CATEGORY_NOT_WORD: re.compile(r"\W").match,
}


def _stands(where: object, text: str, at: int, *, multiline: bool) -> bool:
    if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
        lines = multiline and where is op.AT_BEGINNING
        return at == 0 or (lines and text[at - 1] == "\n")
    if where is op.AT_END_STRING:
        return at == len(text)
    if where is op.AT_END:
        return text[at:] in ("", "\n") or (multiline and text[at] == "\n")
    word = [
        bool(re.match(r"\w", one)) for one in (text[at - 1 : at] if at else "", text[at : at + 1])
    ]
    return (word[0] != word[1]) is (where is op.AT_BOUNDARY)


# --- texts ---


def pumped(stepper: Stepper) -> Iterator[tuple[str, str, str]]:
    """(what stands before, what is repeated, what ends it) for each part that may come often."""
    for before, body in dict.fromkeys(_repeats(stepper, list(stepper.tree), "")):
        for end in _ENDS:
            yield before, body, end


def _repeats(stepper: Stepper, items: list, before: str) -> Iterator[tuple[str, str]]:
    for kind, value in items:
        for inside in _insides(kind, value):
            yield from _repeats(stepper, list(inside), before)
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT) and int(value[1]) >= _OFTEN:
            for letter in ("", *SAMPLES):
                if body := _example(stepper, list(value[2]), letter):
                    yield before, body
        before += _example(stepper, [(kind, value)], "")


_OFTEN = 8


def _insides(kind: object, value: object) -> list:
    if kind is op.BRANCH:
        return list(value[1])  # type: ignore[index]
    if kind is op.SUBPATTERN:
        return [value[3]]  # type: ignore[index]
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return [value[2]]  # type: ignore[index]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]  # type: ignore[index]
    return [value] if kind is op.ATOMIC_GROUP else []


def _example(stepper: Stepper, items: list, letter: str) -> str:
    """A short text that the items match, of this letter where they take it."""
    said = ""
    for kind, value in items:
        if kind in _LETTERS:
            fits = stepper.fits(kind, value)
            own = chr(value) if kind is op.LITERAL else ""
            said += next(
                (one for one in (letter, own, *SAMPLES, *_own(kind, value)) if one and fits(one)),
                "",
            )
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            said += _example(stepper, list(value[2]), letter) * max(1, int(value[0]))
        elif kind not in (op.ASSERT, op.ASSERT_NOT):
            said += "".join(
                _example(stepper, list(one), letter) for one in _insides(kind, value)[:1]
            )
    return said


def _own(kind: object, value: object) -> Iterator[str]:
    """Letters that a class lists itself."""
    for one, what in value if kind is op.IN else ():  # type: ignore[union-attr]
        if one is op.LITERAL:
            yield chr(what)
        elif one is op.RANGE:
            yield chr(what[0])


# --- the patterns ---


def compiled() -> tuple[list[tuple[str, int, str]], list[str]]:
    """(pattern, flags, where) of each that the package asks for when it is imported, when its
    functions make one, when articles are read, and that it writes down where none of this comes
    by; and the places whose pattern nobody knows. Asked of a process that has compiled none yet.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.pumping"], cwd=HOUSE, capture_output=True, check=True
    )
    found, unknown = json.loads(done.stdout)
    return [tuple(one) for one in found], unknown


class Asked:
    """What the package asks of `re`, from now on: the pattern of bytes as one of their letters."""

    def __init__(self) -> None:
        self.patterns: dict[tuple[str, int], str] = {}  # where each was asked for first
        self.places: set[tuple[str, int]] = set()  # module and line of each call
        self._make = re._compile  # type: ignore[attr-defined]
        re._compile = self._noted  # type: ignore[attr-defined]

    def _noted(self, pattern: object, flags: int = 0) -> re.Pattern:
        made = self._make(pattern, flags)
        frame = sys._getframe(1)
        while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] == "re":
            frame = frame.f_back
        module = frame.f_globals.get("__name__", "")
        if module.split(".")[0] == "monitor":
            self.places.add((module, frame.f_lineno))
            self.add(pattern, made.flags, f"{module}:{frame.f_lineno}")
        return made

    def add(self, pattern: object, flags: int, where: str) -> None:
        if isinstance(pattern, bytes):
            pattern, flags = pattern.decode("latin-1"), flags | re.ASCII
        if isinstance(pattern, str):  # one that is compiled already was seen when it was made
            self.patterns.setdefault((pattern, flags & ~re.UNICODE), where)

    def written(self, module: ModuleType) -> Iterator[str]:
        """Notes what the module's code says of the patterns that nobody asked for: as written, or
        made of the module's own names. The places where it says too little.
        """
        for call in ast.walk(ast.parse(inspect.getsource(module))):
            if not (isinstance(call, ast.Call) and _is_of_re(call.func)):
                continue
            lines = range(call.lineno, (call.end_lineno or call.lineno) + 1)
            if any((module.__name__, line) in self.places for line in lines):
                continue
            where = f"{module.__name__}:{call.lineno}"
            flags = [one for one in _arguments(call) if _is_of_re(one)]
            try:
                pattern, *given = (_value(one, module) for one in (call.args[0], *flags))
            except NameError:
                yield where
                continue
            self.add(pattern, self._make(pattern, sum(given)).flags, where)


_FUNCTIONS = frozenset(
    ["compile", "match", "fullmatch", "search", "split", "findall", "finditer", "sub", "subn"]
)


def _is_of_re(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_of_re(node.left)
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "re"
        and (node.attr in _FUNCTIONS or node.attr.isupper())
    )


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args[1:], *(keyword.value for keyword in call.keywords)]


def _value(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), module.__name__, "eval"), vars(module))


def _modules() -> list[ModuleType]:
    package = importlib.import_module("monitor")
    names = [one.name for one in pkgutil.walk_packages(package.__path__, "monitor.")]
    for name in names:
        if not name.endswith("__main__") and find_spec(name):
            with suppress(ModuleNotFoundError):  # of an extra that is not installed
                importlib.import_module(name)
    return [sys.modules[name] for name in names if name in sys.modules]


def _make_all(modules: Sequence[ModuleType]) -> None:
    """Of each function that says it hands out patterns, those of all it may be asked for."""
    datafiles = importlib.import_module("monitor.datafiles")
    languages, table = datafiles.languages(), datafiles.table
    known: dict[str, Iterable[Any]] = {
        "language": languages,
        "languages": [languages],
        "hedge_pattern.key": table("figures.toml")["hedge"],
        "_words.group": table("recall.toml")["written"],
        "_openings.group": table("recall.toml")["background"],
        "_either.words": [("Xi", "Xi Jinping")],  # what somebody searched for
        "_compiled.pattern": ["/*/#/a*b#*"],  # of an address, as config may have it
    }
    for module in modules:
        for name, made in vars(module).items():
            inner = getattr(made, "__wrapped__", made)
            if not inspect.isfunction(inner) or inner.__module__ != module.__name__:
                continue
            if "re.Pattern[str]" in str(inner.__annotations__.get("return")):
                wanted = inspect.signature(inner).parameters
                of_each = (known.get(f"{name}.{one}", known.get(one, ())) for one in wanted)
                for asked in product(*of_each):
                    made(*asked)


def _read_some() -> None:
    hostile = importlib.import_module("bench.hostile")
    read = importlib.import_module("monitor.claims").read
    incoming = importlib.import_module("monitor.intake.normalize").incoming
    for text in (*hostile.real_texts()[::12], *hostile.BAIT):
        came = incoming(text=text, outlet="x", published="2024-03-15")
        read(came.article, came.text)


if __name__ == "__main__":
    asked = Asked()
    modules = _modules()
    _make_all(modules)
    _read_some()
    unknown = [where for module in modules for where in asked.written(module)]
    json.dump(
        [[[*key, where] for key, where in sorted(asked.patterns.items())], unknown], sys.stdout
    )
