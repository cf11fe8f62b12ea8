"""robots.txt as RFC 9309 reads it: the group that names us, else the one for all; of its rules, the
longest that matches.

Pure, and linear in the file for each question; a pattern's `*` never backtracks more than once a
piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

_LINES_MAX = 5_000
_PATTERN_CHARS_MAX = 1_000


class Rule(Struct, frozen=True):
    pattern: str
    allows: bool


class Robots(Struct, frozen=True):
    rules: tuple[Rule, ...] = ()

    def allow(self, url: str) -> bool:
        parts = urlsplit(url)
        target = _comparable(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        matching = [rule for rule in self.rules if _matches(rule.pattern, target)]
        best = max(matching, key=lambda rule: (len(rule.pattern), rule.allows), default=None)
        return best is None or best.allows


ALL_ALLOWED = Robots()
NOTHING_ALLOWED = Robots(rules=(Rule("/", allows=False),))


def robots_of(text: str, *, robot: str) -> Robots:
    ours: list[Rule] = []
    everybodys: list[Rule] = []
    named = False
    for agents, rules in _groups(text):
        if robot.lower() in agents:
            named = True
            ours += rules
        elif "*" in agents:
            everybodys += rules
    return Robots(rules=tuple(ours if named else everybodys))


def _groups(text: str) -> Iterator[tuple[set[str], list[Rule]]]:
    agents: set[str] = set()
    rules: list[Rule] = []
    in_rules = False
    for name, value in _lines(text):
        if name == "user-agent":
            if in_rules:
                yield agents, rules
                agents, rules, in_rules = set(), [], False
            agents.add(value.lower().split("/")[0].strip())
        elif name in {"allow", "disallow"}:
            in_rules = True
            if value:
                rules.append(Rule(_comparable(value[:_PATTERN_CHARS_MAX]), allows=name == "allow"))
    yield agents, rules


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.lstrip("\ufeff").splitlines()[:_LINES_MAX]:
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _comparable(path: str) -> str:
    return quote(unquote(path), safe="/*$?=&:@!'()+,;~-._")


def _matches(pattern: str, target: str) -> bool:
    """`*` stands for anything, `$` at the end for the end."""
    pattern, ends = (pattern[:-1], True) if pattern.endswith("$") else (pattern, False)
    first, *rest = pattern.split("*")
    if not target.startswith(first):
        return False
    position = len(first)
    for piece in rest[:-1] if ends else rest:
        found = target.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    if not ends:
        return True
    if rest:
        return target[position:].endswith(rest[-1])
    return position == len(target)
