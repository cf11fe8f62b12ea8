#!/usr/bin/env bash
# Guess: three readers of robots.txt find the group of a robot by its whole name, as RFC 9309 (2022, 2.2.1) demands: the product
# token, compared without regard to case.
# What happens (Protego 0.7.0, robotexclusionrulesparser 1.7.1, Python's own): for all three the group "User-agent: news" holds for
# "newsbot"; for the last two for "mynews" too, Protego looks at beginnings of words only since a change of 2026 (its issue 65).
# Why it matters: where a paper shuts out one aggregator with a short name, a robot with a longer one takes itself to be shut out
# too: the source is reported as forbidden, and nobody looks again.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check protego==0.7.0 robotexclusionrulesparser==1.7.1 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version
from urllib.robotparser import RobotFileParser

from protego import Protego
from robotexclusionrulesparser import RobotExclusionRulesParser

TEXT = "User-agent: news\nDisallow: /\n"
print("protego", version("protego"), "robotexclusionrulesparser", version("robotexclusionrulesparser"))
protego, rules, own = Protego.parse(TEXT), RobotExclusionRulesParser(), RobotFileParser()
rules.parse(TEXT)
own.parse(TEXT.splitlines())


def may(robot):
    url = "https://paper.example/a"
    said = (protego.can_fetch(url, robot), rules.is_allowed(robot, "/a"), own.can_fetch(robot, url))
    print(f"User-agent: news, asked for {robot}: may fetch {said}")
    return said


assert may("news") == (False, False, False)
assert may("newsbot") == (False, False, False)  # by RFC 9309 (True, True, True)
assert may("mynews") == (True, False, False)
assert may("herald") == (True, True, True)
PY
