"""Figures in Chinese, Japanese and Korean, whose scale and unit are written with the number."""

from __future__ import annotations

import re

from monitor.figures.made import FoundFigure, made_of
from monitor.figures.units import YEAR
from monitor.figures.words import counters, currency_of
from monitor.text.normalize import plain

CJK_NUMBER = re.compile(
    r"(?<![\d.,:/A-Za-z-])(?P<num>\d[\d,]*(?:\.\d+)?)(?P<more>[余餘多])?(?P<scale>[万萬亿億兆千百十]{1,2})?(?P<more2>[余餘多])?(?P<unit>美元|美金|欧元|歐元|卢布|坚戈|人民币|元|ドル|円|ユーロ|[%％]|个百分点)?"
)
_CJK_SCALE = {
    "十": 10.0,
    "百": 100.0,
    "千": 1e3,
    "万": 1e4,
    "萬": 1e4,
    "亿": 1e8,
    "億": 1e8,
    "兆": 1e12,
}


def cjk_figure(text: str, match: re.Match[str], language: str) -> FoundFigure | None:
    digits = match["num"].replace(",", "")
    if (
        digits.count(".") > 1
        or (not match["scale"] and not match["unit"] and YEAR.match(digits))
        or text[max(0, match.start() - 1) : match.start()] == "第"
    ):
        return None
    scale = 1.0
    for char in match["scale"] or "":
        scale *= _CJK_SCALE[char]
    unit = match["unit"] or ""
    code = "%" if unit in ("%", "％", "个百分点") else currency_of(unit) if unit else None
    noun = ""
    if not code:
        noun = plain(
            re.sub(r"[^\u3040-\u9fff\uac00-\ud7af]", "", text[match.end() : match.end() + 1])
        )
    if not code and (not noun or text[match.end() :].startswith(counters())):
        return None
    value = float(digits) * scale
    return made_of(text, match.span(), value, code or noun, language=language, known=bool(code))
