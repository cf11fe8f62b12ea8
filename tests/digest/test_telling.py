"""Which sentence of a quotation is told, and which documents are one."""

from datetime import date

import pytest
from digest_seeds import IZVESTIA, TREND
from msgspec import structs

from monitor.claims import read
from monitor.digest.wording.documents import documents, short
from monitor.digest.wording.quote_budget import fitting
from monitor.digest.wording.sentence_weight import CONCRETE, dated, most_telling, telling
from monitor.model import Outcome


@pytest.mark.parametrize(
    ("language", "more", "less"),
    [
        ("en", "Kazakhstan and Russia are allies.", "The visit was indeed very productive."),
        ("en", "We agreed to reopen the border.", "Thank you for the warm welcome, Mr President."),
        ("en", "The parties must withdraw their troops.", "It must go on."),
        (
            "ru",
            "Отношения Казахстана и России развиваются.",
            "Благодарю за тёплый приём и гостеприимство.",
        ),
        (
            "fr",
            "La France et le Kazakhstan renforcent leur coopération.",
            "Merci de votre accueil chaleureux.",
        ),
        ("sw", "Kenya na Tanzania zimekubaliana leo mjini.", "Asante sana kwa kila mtu."),
    ],
)
def test_ties_and_decisions_tell_more_than_greetings(language, more, less):
    assert telling(more, language) > telling(less, language)


def test_a_figure_that_stands_in_another_line_tells_little():
    sentence = "Trade of Kazakhstan reached 2 billion."
    assert telling(sentence, "en", told=["2 billion"]) == telling(sentence, "en") - 2


def test_thanks_to_somebody_is_no_thanks():
    assert telling("Thanks to Russia, relations reached an unprecedented level.", "en") >= CONCRETE


def test_nothing_said_weighs_nothing():
    assert most_telling("", "en") == 0.0


def test_of_a_long_quotation_the_sentence_that_tells_most_is_shown():
    text = IZVESTIA.reading.quotations[1].text
    assert "unprecedented level" in fitting(text, 32, language="en")


def account(member, *whats, kind="signed", background=True):
    outcomes = tuple(Outcome(kind=kind, what=what, key="", background=background) for what in whats)
    return structs.replace(member, reading=structs.replace(member.reading, outcomes=outcomes))


def test_two_accounts_of_the_same_documents_name_them_once_and_shortly():
    one = account(
        TREND,
        (
            "a plan for interparliamentary cooperation between the Federation Council and the "
            "Senate for 2025-2027"
        ),
        "An agreement on cooperation between the offices of the Federation Council and the Senate",
    )
    other = account(
        IZVESTIA,
        (
            "a plan of interparliamentary cooperation for 2025-2027 and an agreement on "
            "cooperation between the apparatuses"
        ),
    )
    worded = [document.worded("en")[1] for document in documents([one, other])]
    assert worded == [
        "plan of interparliamentary cooperation for 2025-2027",
        "agreement on cooperation between the apparatuses",
    ]


def test_documents_that_were_signed_now_are_one_only_if_worded_alike():
    one = account(TREND, "an agreement on cooperation in energy", background=False)
    other = account(IZVESTIA, "an agreement on cooperation in education", background=False)
    assert len(documents([one, other])) == 2


def foreign(member, language, *whats):
    told = account(member, *whats, background=False)
    return structs.replace(told, reading=structs.replace(told.reading, language=language))


def test_one_document_in_three_languages_is_named_once_in_the_readers():
    accounts = [
        foreign(TREND, "ru", "программа сотрудничества между министерствами на 2027-2028 годы"),
        foreign(IZVESTIA, "fr", "un programme de coopération entre leurs ministères"),
        foreign(TREND, "en", "a cooperation program between the foreign ministries for 2027-2028"),
    ]
    worded = [document.worded("en")[1] for document in documents(accounts)]
    assert worded == ["cooperation program between the foreign ministries for 2027-2028"]


@pytest.mark.parametrize(
    "what",
    ["меморандум о сотрудничестве в энергетике", "программа сотрудничества на 2029-2030 годы"],
)
def test_documents_of_other_kinds_or_other_years_stay_two_in_any_language(what):
    accounts = [
        foreign(TREND, "en", "a cooperation program for 2027-2028"),
        foreign(IZVESTIA, "ru", what),
    ]
    assert len(documents(accounts)) == 2


def test_what_the_headline_calls_a_deal_is_the_agreement_of_the_text():
    told = foreign(TREND, "en", "trade deal", "an agreement on trade in pharmaceuticals")
    told = structs.replace(
        told, reading=structs.replace(told.reading, title="Modi meets Lula, trade deal signed")
    )
    assert [document.worded("en")[1] for document in documents([told])] == [
        "agreement on trade in pharmaceuticals"
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("We do not know what they … would do on this matter.", None),
        ("That cannot happen. We will wait ... for the vote.", "That cannot happen."),
        ("When they go low, we go high ... Like our bond rating of today.", None),
        ("Are you aware of the way that they . . .", None),
        ("Our ties are strong and growing.", "Our ties are strong and growing."),
    ],
)
def test_a_sentence_with_words_left_out_is_not_whole(text, shown):
    assert fitting(text, 32, language="en") == shown


@pytest.mark.parametrize(
    ("language", "what", "shown"),
    [
        ("en", "the Senate of the Republic of Kazakhstan", "Senate of Kazakhstan"),
        ("en", "An agreement with the Islamic Republic of Iran", "agreement with Iran"),
        ("en", "number of the Republic", "number of the Republic"),
        ("fr", "un accord de paix", "accord de paix"),
        ("ru", "соглашение о торговле", "соглашение о торговле"),
    ],
)
def test_documents_are_worded_without_ceremony(language, what, shown):
    assert short(what, language) == shown


def test_a_sentence_that_goes_on_with_i_after_its_speaker_is_one_whole():
    text = (
        "“In light of the leak of my papers,” Anthony Scaramucci wrote, “I will be contacting the "
        "police.”"
    )
    article = structs.replace(TREND.article, outlet="A", lang="en", title="Leak")
    shown = [quotation.text for quotation in read(article, text).quotations]
    assert shown == ["In light of the leak of my papers, I will be contacting the police."]


@pytest.mark.parametrize(
    ("language", "words", "shown"),
    [
        ("kk", "биылғы он айда", "биылғы [2025] он айда"),
        ("en", "trade grew this year", "trade grew this year [2025]"),
    ],
)
def test_a_year_is_put_behind_the_whole_word(language, words, shown):
    assert dated(words, language, "2025-11-20", date(2026, 3, 14)) == shown
