"""What was signed and only accounts in other languages name: its kind and subject, once, with whose
word it is.
"""

import pytest
from digest_seeds import TREND
from msgspec import structs

from monitor.digest.wording import objects
from monitor.digest.wording.documents import documents
from monitor.digest.wording.locale import words_for
from monitor.digest.wording.typed_documents import kind_and_subject, typed
from monitor.model import Outcome


def account(language, *whats, kind="signed", name="a", background=False):
    outcomes = tuple(
        Outcome(kind=kind, what=what, key=what, background=background) for what in whats
    )
    reading = structs.replace(TREND.reading, language=language, outcomes=outcomes)
    article = structs.replace(TREND.article, id=name)
    return structs.replace(TREND, article=article, reading=reading)


def told(*accounts, reader="en"):
    found = typed(documents(accounts))
    return [kind_and_subject(document, words_for(reader)) for document in found]


@pytest.mark.parametrize(
    ("language", "what", "shown"),
    [
        ("ru", "декларацию о границе и водных ресурсах", "declaration (borders, water)"),
        ("kk", "су саласындағы ынтымақтастық туралы меморандумға", "memorandum (water)"),
        ("de", "eine gemeinsame Erklärung zur Energie", "declaration (energy)"),
        ("fr", "un accord sur le commerce", "agreement (trade)"),
        ("es", "un tratado de amistad", "treaty"),
        ("uz", "savdo to‘g‘risidagi bitim", "agreement (trade)"),
        ("tr", "enerji alanında mutabakat zaptı", "memorandum (energy)"),
        ("zh", "关于能源合作的协议", "agreement (energy)"),
        ("ar", "مذكرة تفاهم في مجال الطاقة", "memorandum (energy)"),
        ("uk", "угоду про торгівлю", "agreement (trade)"),
        ("uk", "угоду про торгівлю на 2027 рік", "agreement (trade)"),
    ],
)
def test_one_paper_is_told_by_its_kind_and_subject(language, what, shown):
    assert told(account(language, what)) == [shown]


@pytest.mark.parametrize(
    ("language", "what"),
    [
        ("ru", "договоры о границе и торговле"),
        ("ru", "соглашения о торговле"),
        ("uk", "28 угод про торгівлю"),
        ("ru", "12 соглашений о торговле"),
        ("kk", "су туралы меморандумдарға"),
        ("de", "mehrere Abkommen über Energie"),
        ("fr", "des accords sur le commerce"),
        ("es", "tratados de amistad"),
        ("uz", "savdo to‘g‘risidagi bitimlar"),
        ("zh", "多项能源协议"),
        ("ar", "مذكرات تفاهم في مجال الطاقة"),
        ("he", "הסכם סחר"),
    ],
)
def test_papers_that_may_be_several_and_languages_without_a_list_are_left_out(language, what):
    assert told(account(language, what)) == []


def test_what_was_only_agreed_or_was_signed_before_is_left_out():
    assert told(account("fr", "un accord sur le commerce", kind="agreed")) == []
    assert told(account("fr", "un accord sur le commerce", background=True)) == []


def test_accounts_in_two_languages_never_tell_one_paper_twice():
    one = account("ru", "договор о границе", name="a")
    other = account("fr", "un accord sur les frontières", "une déclaration sur l’eau", name="b")
    assert told(one, other) == ["agreement (borders)", "declaration (water)"]


def test_the_words_are_the_readers():
    assert told(account("fr", "un accord sur le commerce"), reader="ru") == [
        "соглашение (торговля)"
    ]


def test_where_nouns_stand_last_what_describes_one_is_no_paper():
    assert objects.told("Ortak Planlama Grubu'nun", "signed", "tr") == ""
    assert objects.told("Ortak Planlama Grubu'nun tutanağını", "signed", "tr") != ""
