"""Whose an ambassador is, and where: the country behind "to" is only where he serves."""

import pytest

from monitor.reading.events.annotate import scan


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("en", "Mongolia's new ambassador to Slovenia, Oyun Batsukh, arrived.", "MN"),
        ("en", "Kenya's outgoing high commissioner to India arrived.", "KE"),
        ("en", "The ambassador to Slovenia, Oyun Batsukh, arrived.", None),
        ("en", "Ambassador of Kazakhstan to Russia Dauren Abayev arrived.", "KZ"),
        ("ru", "Посол Монголии в Словении Оюун Батсух прибыла.", "MN"),
        ("ru", "Посол в Словении Оюун Батсух прибыла.", None),
        ("fr", "L'ambassadeur de Mongolie en Slovénie est arrivé.", "MN"),
        ("fr", "L'ambassadeur au Bénin, Kadadé Chaïbou, est rentré.", None),
        ("es", "El embajador en Nicaragua, Álvaro Barba, regresó.", None),
        ("de", "Der deutsche Botschafter in Polen sprach.", "DE"),
    ],
)
def test_an_ambassador_is_of_the_country_that_sends_him(language, text, country):
    sent = [one for one in scan(text, language).offices if one.office == "ambassador"]
    assert [one.country for one in sent] == [country]


def test_other_offices_are_of_the_country_behind_them():
    found = scan("He was received by the president of Slovenia.", "en").offices
    assert [(one.office, one.country) for one in found] == [("president", "SI")]
