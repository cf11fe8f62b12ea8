"""Words that are two things: "May" in a headline in capitals, Chinese days like surnames, and the
surnames of holders of offices.
"""

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


@pytest.mark.parametrize("day", ["周四", "周五"])
def test_a_chinese_day_behind_an_office_is_nobody(day):
    text = f"欧盟外长{day}在布鲁塞尔开会讨论制裁。"
    people = read(article("zh", "欧盟外长讨论制裁", "2026-11-13"), text).people
    assert all(person.name != day for person in people)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("قال محمد السيسي إن الاتفاق جيد.", None),
        ("قال السيسي إن الاتفاق جيد.", "EG:sisi"),
        ("قال عبد الفتاح السيسي إن الاتفاق جيد.", "EG:sisi"),
        ("قال أسعد حسن الشيباني إن الاتفاق جيد.", "SY:shaibani"),
    ],
)
def test_who_has_another_given_name_is_not_the_holder(text, known):
    people = read(article("ar", "", "2026-11-13"), text).people
    assert {person.known for person in people} == {known}
