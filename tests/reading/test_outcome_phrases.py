"""What was signed is a whole noun phrase, or it is not told."""

import pytest

from monitor.claims import read
from monitor.reading.events.outcome_phrases import whole
from tests.matching.makers import article

WHOLE = [
    ("en", "signed", "a trade agreement on Monday in Lima, state media", "a trade agreement"),
    (
        "en",
        "signed",
        "a Treaty on Good Neighbourliness, Friendship and Cooperation",
        "a Treaty on Good Neighbourliness, Friendship and Cooperation",
    ),
    (
        "en",
        "signed",
        "a joint statement, an accord on visas and a plan for 2027",
        "a joint statement, an accord on visas and a plan for 2027",
    ),
    (
        "es",
        "signed",
        "el jueves en Lima un memorando de seguridad y amenazó con salir",
        "un memorando de seguridad",
    ),
    ("fr", "signed", "samedi un accord de coopération après la visite", "un accord de coopération"),
    ("ru", "signed", "во вторник Договор о дружбе", "Договор о дружбе"),
    (
        "ru",
        "agreed",
        "о масштабном обмене пленными после переговоров",
        "о масштабном обмене пленными",
    ),
    ("zh", "signed", "二十多份文件", "二十多份文件"),
]

NOTHING = [
    ("en", "signed", "except the protocol on visas"),
    ("en", "signed", "which the parliament has ratified"),
    ("en", "concluded", "both sides were pleased"),
    ("en", "signed", "Trump hopes for a new deal"),
    ("fr", "signed", "des contrats seront annoncés"),
    ("de", "signed", "Die Länder haben einen Vertrag"),
    ("ru", "signed", "главами государств шестью днями ранее"),
    ("ru", "signed", "депутаты проголосовали единогласно"),
    ("ru", "concluded", "осудившую удары по соседям"),
    ("ru", "signed", "о судебной экспертизе"),
]


@pytest.mark.parametrize(("language", "kind", "what", "told"), WHOLE)
def test_an_object_is_told_without_day_place_and_teller(language, kind, what, told):
    assert whole(what, kind=kind, language=language) == told


@pytest.mark.parametrize(("language", "kind", "what"), NOTHING)
def test_a_clause_is_no_object(language, kind, what):
    assert whole(what, kind=kind, language=language) == ""


@pytest.mark.parametrize(
    ("agreed", "told"),
    [
        ("most of a draft on access to the sea", "most of a draft on access to the sea"),
        ("parts of a protocol on fisheries", "parts of a protocol on fisheries"),
        ("a draft on access to the sea", "a draft on access to the sea"),
    ],
)
def test_what_was_agreed_in_part_is_not_told_as_agreed(agreed, told):
    text = (
        "Ethiopian and Somali negotiators ended their talks in Ankara on Wednesday and "
        f"agreed on {agreed}, the Turkish foreign minister said."
    )
    (outcome,) = read(article("a", published="2026-11-25", title="Talks in Ankara"), text).outcomes
    assert outcome.what == told


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("中国与马尔代夫27日在马累磋商。双方同意明年上半年签署谅解备忘录。", []),
        ("中国与马尔代夫27日在马累签署渔业合作谅解备忘录。", ["signed"]),
    ],
)
def test_what_two_agreed_to_sign_next_year_was_not_signed(text, kinds):
    found = read(article("a", published="2026-11-27", title="渔业磋商"), text).outcomes
    assert [one.kind for one in found if one.kind == "signed"] == kinds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Arnavutluk Maliye Bakanı Petrit Malaj cuma günü Tiran'da konuştu.", False),
        ("Türkiye Dışişleri Bakanı Hakan Fidan cuma günü Mali'ye gitti.", True),
    ],
)
def test_the_turkish_treasury_is_not_mali(text, told):
    found = read(article("a", published="2026-11-27", title="Ziyaret"), text)
    assert ("ML" in found.countries) == told
