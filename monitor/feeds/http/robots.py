"""robots.txt as RFC 9309 reads it: the group that names us, else the one for all; of its rules, the
longest that matches.

Pure, and linear in the file for each question; a pattern's `*` never backtracks more than once a
piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from msgspec import Struct

_LINE_END = re.compile(r"\r\n|\r|\n")
_PATTERN_CHARS_MAX = 1_000


class Rule(Struct, frozen=True):
    pattern: str
    allows: bool


class Robots(Struct, frozen=True):
    rules: tuple[Rule, ...] = ()

    def allow(self, url: str) -> bool:
        parts = urlsplit(url)
        target = _comparable(parts.path or "/", meant="*$")
        target += f"?{_comparable(parts.query, meant='*$')}" if parts.query else ""
        if target == _ITSELF:
            return True
        matching = [rule for rule in self.rules if _matches(rule.pattern, target)]
        best = max(matching, key=lambda rule: (len(rule.pattern), rule.allows), default=None)
        return best is None or best.allows


_ITSELF = "/robots.txt"
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
            agents.add(_product(value))
        elif name in {"allow", "disallow"}:
            in_rules = True
            if value.startswith(("/", "*", "$")):
                pattern = _pattern(value[:_PATTERN_CHARS_MAX])
                rules.append(Rule(pattern, allows=name == "allow"))
    yield agents, rules


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE_END.split(text.lstrip("\ufeff")):
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


_PRODUCT = re.compile(r"\*|[A-Za-z_-]+")


def _product(value: str) -> str:
    """The product token, whatever stands behind it: a version, a comment, a web address."""
    found = _PRODUCT.match(value)
    return found[0].lower() if found else ""


def _pattern(value: str) -> str:
    """A $ is the end only at the end."""
    end = "$" if value.endswith("$") else ""
    return _comparable(value.removesuffix("$"), meant="$") + end


_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _comparable(path: str, *, meant: str = "") -> str:
    """Both sides of a comparison one way: letters, figures and -._~ bare, whatever stands escaped
    (also %2F, %24 and %2A) escaped in capitals, and what is not ASCII escaped. In an address
    (`meant`) * and $ are characters, which a pattern can only name escaped.
    """
    path = _ESCAPE.sub(_bare, path)
    for char in meant:
        path = path.replace(char, f"%{ord(char):02X}")
    return quote(path, safe="%/*$?=&:@!'()+,;~-._[]#|")


def _bare(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char in _PLAIN else escape[0].upper()


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
