"""Words that are two things: "May" in a headline in capitals, and Chinese days like surnames."""

from __future__ import annotations

import pytest

from monitor.claims import read

from .accounts import article, told


@pytest.mark.parametrize(
    ("title", "text", "act"),
    [
        (
            "Lula May Visit Paris",
            "Brazilian President Luiz Inácio Lula da Silva may visit Paris in March.",
            None,
        ),
        (
            "Lula's May visit to Paris",
            "Brazilian President Luiz Inácio Lula da Silva visited Paris on Thursday.",
            "visit",
        ),
    ],
)
def test_what_may_come_about_is_not_told_as_done_in_may(title, text, act):
    assert told("en", title, text, "2026-11-13").act == act


@pytest.mark.parametrize("day", ["周一", "周四", "周五"])
def test_a_chinese_day_behind_an_office_is_nobody(day):
    text = f"欧盟外长{day}在布鲁塞尔开会讨论制裁。"
    people = read(article("zh", "欧盟外长讨论制裁", "2026-11-13"), text).people
    assert all(person.name != day for person in people)
