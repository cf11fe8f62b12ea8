"""No pattern of the package goes back and forth over a text: from one place, twice as much of what
it repeats is about twice the steps. Steps are counted, so that a busy machine changes nothing.
"""

import importlib
import math
import re
import sys
import threading

import pytest

from tests.pumping import STEPS_MAX, Asked, Stepper, compiled, pumped

GROWTH_MAX = 2.7  # times the steps for twice the text; the square of it is 4
_SHORT, _LONG = 8, 40  # repetitions; what grows between the short ones alone is bounded
_DEEP = 200_000  # calls: a step is a call within the one before


def growth(pattern, flags=0):
    """The worst, and the text: what stands before, what is repeated, what ends it."""
    stepper = Stepper(pattern, flags)
    return max(
        ((_growth_of(stepper, *parts), parts) for parts in pumped(stepper)), default=(1.0, ())
    )


def _growth_of(stepper, before, body, end):
    for times in (_SHORT, _LONG):
        once, twice = (stepper.steps(before + body * (times * n) + end) for n in (1, 2))
        if twice == STEPS_MAX:
            return math.inf
        if twice <= GROWTH_MAX * once:
            break
    return twice / max(once, 1)


def deeply(do):
    """In a thread with room for as many calls within calls."""
    found, limit, size = [], sys.getrecursionlimit(), threading.stack_size(256 * 2**20)
    sys.setrecursionlimit(_DEEP)
    try:
        thread = threading.Thread(target=lambda: found.append(do()))
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    return found[0]


@pytest.mark.slow
def test_no_pattern_takes_more_than_twice_the_steps_for_twice_the_text():
    patterns, unknown = compiled()
    assert len(patterns) > 700
    assert not unknown
    worst = deeply(lambda: [(*growth(one, flags), where, one) for one, flags, where in patterns])
    assert not [one for one in worst if one[0] > GROWTH_MAX]


@pytest.mark.parametrize(
    ("pattern", "is_fine"),
    [
        (r"(?:a+)+b", False),
        (r"(?:[^\W\d_]|[\u0610-\u065f])+\)", False),
        (r"(?:[^\W\d_]|(?![^\W\d_])[\u0610-\u065f])+\)", True),
        (r"<\s*/?\s*p", False),
        (r"<\s*+/?\s*+p", True),
        (r"\(\s*([^()]{2,40})\s*\)", False),
        (r"(?:a|b)*c", True),
        (r"(?i)[a-z]*[og]$", True),
        (r"(\w+) \1", True),
        (r"(?<=x)\d+(?!\d)", True),
        (r"(?>a*)(?>a*)b", True),
        (r"a*?a*?b", False),
    ],
)
def test_what_goes_back_and_forth_is_seen(pattern, is_fine):
    assert (deeply(lambda: growth(pattern))[0] <= GROWTH_MAX) is is_fine


@pytest.mark.parametrize(
    ("code", "pattern", "is_known"),
    [
        ('re.search(r"(?:a+)+b", text)', r"(?:a+)+b", True),
        ('re.sub(rb"(?:a+)+b", b"", text)', r"(?:a+)+b", True),
        ('re.compile(f"(?:{LETTERS})+b", re.IGNORECASE | re.MULTILINE)', "(?:a+)+b", True),
        ('re.compile("|".join(words))', None, False),
    ],
)
def test_a_pattern_that_nobody_asked_for_is_read_from_the_code_or_said_to_be_unknown(
    code, pattern, is_known, tmp_path, monkeypatch
):
    name = f"written_{abs(hash(code))}"
    (tmp_path / f"{name}.py").write_text(
        f'import re\n\nLETTERS = "a+"\n\n\ndef look(text, words):\n    return {code}\n'
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(re, "_compile", re._compile)  # it is put back
    asked = Asked()
    unknown = list(asked.written(importlib.import_module(name)))
    assert unknown == ([] if is_known else [f"{name}:7"])
    assert [one for one, _flags in asked.patterns] == ([pattern] if is_known else [])


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (r"(a|ab)(c|bcd)(d*)", ["abcd", "abc", "acd", "x"]),
        (r"(?i)ж{2,3}?\b", ["ЖЖЖ", "жж-", "ж"]),
        (r"(?m)^b$|(?<!c)d", ["b", "d", "cd"]),
        (r"(x)?(?(1)y|z)", ["xy", "z", "xz", "y"]),
        (r"[^\w\s]++\Z", ["...", "..a", ""]),
    ],
)
def test_the_matcher_whose_steps_are_counted_finds_what_the_library_finds(pattern, texts):
    stepper = Stepper(pattern, 0)
    for text in texts:
        assert stepper.end(text) == ((found := re.match(pattern, text)) and found.end())
