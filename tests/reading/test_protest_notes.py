"""A note of protest handed over, an ambassador called in, a diplomat told to go: diplomacy in every
language, by whatever form of the word it is told.
"""

from __future__ import annotations

import pytest

from monitor.claims import read
from monitor.claims.gate import no_diplomacy
from monitor.model import Rules

from .accounts import article


@pytest.mark.parametrize(
    ("language", "title", "text", "act"),
    [
        (
            "pl",
            "MSZ wręczyło notę protestacyjną ambasadorowi Białorusi",
            (
                "Ministerstwo Spraw Zagranicznych wręczyło w czwartek ambasadorowi Białorusi notę "
                "protestacyjną w związku z incydentem na granicy."
            ),
            "protest",
        ),
        (
            "pl",
            "Ambasador Rosji wezwany do MSZ",
            "Ambasador Rosji został wezwany w czwartek do MSZ w Warszawie.",
            "protest",
        ),
        (
            "lt",
            "URM iškvietė Baltarusijos ambasadorių",
            (
                "Lietuvos užsienio reikalų ministerija ketvirtadienį iškvietė Baltarusijos "
                "ambasadorių ir įteikė protesto notą."
            ),
            "protest",
        ),
        (
            "lv",
            "ĀM izsauca Krievijas vēstnieku",
            (
                "Latvijas Ārlietu ministrija ceturtdien izsauca Krievijas vēstnieku un pasniedza "
                "protesta notu."
            ),
            "protest",
        ),
        (
            "hy",
            "Բողոքի նոտա դեսպանին",
            "ՀՀ արտաքին գործերի նախարարությունը հինգշաբթի բողոքի նոտա հանձնեց Ադրբեջանի դեսպանին.",
            "protest",
        ),
        (
            "mk",
            "МНР врачи протестна нота",
            (
                "Министерството за надворешни работи во четвртокот му врачи протестна нота на "
                "бугарскиот амбасадор."
            ),
            "protest",
        ),
        (
            "sl",
            "Ljubljana poklicala veleposlanika",
            (
                "Slovensko zunanje ministrstvo je v četrtek poklicalo veleposlanika Rusije in mu "
                "izročilo protestno noto."
            ),
            "protest",
        ),
        (
            "de",
            "Prag erklärt Diplomaten zur unerwünschten Person",
            (
                "Tschechien hat am Donnerstag einen russischen Diplomaten zur unerwünschten Person "
                "erklärt."
            ),
            "expulsion",
        ),
        (
            "es",
            "Perú declara persona no grata al embajador",
            "Perú declaró este jueves persona no grata al embajador de México.",
            "expulsion",
        ),
        (
            "tr",
            "Büyükelçi Dışişleri Bakanlığına çağrıldı",
            (
                "Hollanda'nın Ankara Büyükelçisi perşembe günü Dışişleri Bakanlığına çağrıldı ve "
                "kendisine protesto notası verildi."
            ),
            "protest",
        ),
    ],
)
def test_protests_and_expulsions_are_diplomacy(language, title, text, act):
    reading = read(article(language, title, "2026-11-13"), text)
    assert reading.acts[:1] == (act,)
    assert no_diplomacy(reading, Rules()) == ""
