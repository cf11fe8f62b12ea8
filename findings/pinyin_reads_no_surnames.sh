#!/usr/bin/env bash
# Guess: a romaniser of Chinese with a dictionary of phrases reads a name as its bearer does; two-letter surnames are there.
# What happens (pypinyin 0.55.0): it knows some two-letter surnames (尉迟 is yu chi, not wei chi), and has no reading of one letter as
# a surname: 解 is jie (Xie), 单 dan (Shan), 仇 chou (Qiu), 翟 di (Zhai), 缪 mou (Miao), 区 qu (Ou), 阚 han (Kan), 曾 ceng (Zeng).
# There is no switch for names; the readings have to be given, letter by letter (load_single_dict).
# Why it matters: the envoy whom agencies call Xie is searched for as Jie, found nowhere, and told as a person who is new.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pypinyin==0.55.0 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from pypinyin import lazy_pinyin

print("pypinyin", version("pypinyin"))
SURNAMES = {"解": ("jie", "xie"), "单": ("dan", "shan"), "仇": ("chou", "qiu"), "翟": ("di", "zhai"),
            "缪": ("mou", "miao"), "区": ("qu", "ou"), "阚": ("han", "kan"), "曾": ("ceng", "zeng")}
for letter, (read, borne) in SURNAMES.items():
    found = lazy_pinyin(letter + "明")
    print(f"{letter}明: {' '.join(found)}; as a surname {borne}")
    assert found == [read, "ming"], found
assert lazy_pinyin("尉迟明") == ["yu", "chi", "ming"]  # this one it knows
PY
