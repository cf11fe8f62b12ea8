"""Words that readers follow, met in any of their forms and in every script."""

import pytest

from monitor.model import PackedStems
from monitor.reading.events.keywords import _stems
from monitor.text.forms import Phrase, Sayings, said_in_title
from monitor.text.tokens import tokenize


def says(account, phrase):
    """Whether an account whose title this is says the phrase."""
    words = PackedStems.of((stem, 1, False) for stem in _stems(tokenize(account)))
    said = {*(stem for stem, _, _ in words.stems()), *said_in_title(account)}
    return bool(Sayings([(0, said)]).saying(Phrase.of(phrase)))


@pytest.mark.parametrize(
    ("phrase", "account"),
    [
        ("санкции", "Противодействие новым санкциям"),
        ("санкции", "Пакет санкций"),
        ("санкция", "с новыми санкциями"),
        ("санкции", "Жаңа санкцияларды талқылады"),
        ("дәліз", "Орта дәлізді дамыту"),
        ("Орта дәліз", "Орта дәліздің жүк көлемі"),
        ("мұнай", "мұнайдың бағасы"),
        ("железная дорога", "о железных дорогах"),
        ("газ", "Поставки газа"),
        ("sanctions", "A new sanction"),
        ("railway", "New railways are built"),
        ("railways", "A railway to the sea"),
        ("Middle Corridor", "Freight on the Middle Corridor grows"),
        ("Seidenstraße", "Entlang der Seidenstraße"),
        ("κυρώσεις", "Η άρση των κυρώσεων"),
        ("عقوبات", "رفع العقوبات"),
        ("العقوبات", "عقوبات جديدة"),
        ("制裁", "新的制裁措施"),
        ("中间走廊", "发展中间走廊"),
        ("סנקציות", "הסנקציות החדשות"),
        ("제재", "제재를 해제"),
        ("ტრანზიტი", "ტრანზიტის ზრდა"),
        ("tariff*", "Die Tarifffrage tarifflich"),
    ],
)
def test_a_word_meets_its_forms(phrase, account):
    assert says(account, phrase)


@pytest.mark.parametrize(
    ("phrase", "account"),
    [
        ("nation", "A question of nationality"),
        ("санкции", "Санкт-Петербург"),
        ("制裁", "裁军谈判"),
        ("Middle Corridor", "A corridor to the sea"),
        ("газ", "Газеты пишут"),
        ("дәліз", "дала"),
    ],
)
def test_another_word_is_not_met(phrase, account):
    assert not says(account, phrase)


def test_what_says_nothing_is_met_by_nothing():
    assert Phrase.of("!!! 12").words == ()
    assert not says("12 !!!", "!!! 12")
