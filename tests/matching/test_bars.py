"""What forbids two articles to be one: read from texts of two languages, invented."""

from functools import cache

import pytest

from monitor.claims import read
from monitor.matching import compare
from monitor.matching.guards import guard
from monitor.matching.index import NO_NORMS, Index
from monitor.matching.traits import traits_of
from tests.matching.makers import article

DAY = "2026-05-21"


@cache
def told(title, text, *, name="a", published=DAY):
    piece = article(name, published=published, title=title)
    return traits_of(piece, read(piece, text))


SUMMIT = {
    "en": (
        "Leaders open Tbilisi summit on rail links",
        (
            "Heads of state gathered in Tbilisi on Thursday for the summit on rail links. "
            "President Sadyr Japarov told the plenary session that the mountains need tunnels."
        ),
    ),
    "ru": (
        "Жапаров выступил на саммите в Тбилиси",
        (
            "Президент Кыргызстана Садыр Жапаров выступил на пленарном заседании саммита по "
            "железным дорогам в Тбилиси. Он призвал строить тоннели."
        ),
    ),
}
ASIDE = {
    "en": (
        "Japarov and Mirziyoyev meet in Tbilisi",
        (
            "Kyrgyz President Sadyr Japarov and Uzbek President Shavkat Mirziyoyev met in Tbilisi "
            "on Thursday on the sidelines of the summit. They discussed water and signed a "
            "protocol."
        ),
    ),
    "ru": (
        "Жапаров и Мирзиёев встретились в Тбилиси",
        (
            "Президент Кыргызстана Садыр Жапаров и президент Узбекистана Шавкат Мирзиёев провели "
            "встречу на полях саммита в Тбилиси. Обсудили воду."
        ),
    ),
}


@pytest.mark.parametrize("one", ["en", "ru"])
@pytest.mark.parametrize("other", ["en", "ru"])
def test_two_who_met_beside_a_summit_are_no_part_of_it(one, other):
    assert "at its side" in guard(told(*ASIDE[one]), told(*SUMMIT[other]))
    assert guard(told(*SUMMIT[other]), told(*ASIDE[one])) == guard(
        told(*ASIDE[one]), told(*SUMMIT[other])
    )


@pytest.mark.parametrize("same", [ASIDE, SUMMIT])
def test_two_reports_of_either_are_not_barred(same):
    assert guard(told(*same["en"]), told(*same["ru"])) is None


def test_two_who_met_are_not_the_delegations_of_another_two_countries():
    with_finland = told(
        "Chilean and Finnish ministers hold talks in Helsinki",
        "Chile's Foreign Minister Alberto Klaven and Finland's Foreign Minister Elina Rantala held "
        "talks in Helsinki on Thursday.",
    )
    with_peru = told(
        "Чили и Перу обсудили границу",
        "Делегации Чили и Перу провели в Лиме переговоры о границе.",
    )
    assert guard(with_finland, with_peru) is not None


def test_talks_of_one_country_with_two_others_are_two():
    greek = told("Greece and Egypt talk power cable", "Greece and Egypt held talks in Athens.")
    libyan = told(
        "Grèce et Libye échangent des cartes",
        "La Grèce et la Libye ont tenu des pourparlers à Tripoli.",
    )
    assert "other two countries" in guard(greek, libyan)


def test_an_ambassadors_credentials_are_no_talks_of_the_same_country():
    received = told(
        "Finland's envoy presents credentials in Astana",
        "President Kassym-Jomart Tokayev received the credentials of Finland's ambassador.",
    )
    talks = told(
        "Қазақстан мен Финляндия келіссөз жүргізді",
        "Астанада Қазақстан мен Финляндия арасында келіссөздер өтті.",
    )
    assert "credentials" in guard(received, talks)


def test_reports_of_one_summit_through_other_leaders_are_not_held_against_each_other():
    sadyr = told(*SUMMIT["en"])
    rahmon = told(
        "Рахмон выступил на саммите в Тбилиси",
        "Президент Таджикистана Эмомали Рахмон выступил на пленарном заседании саммита по "
        "железным дорогам в Тбилиси. Он призвал беречь ледники.",
    )
    later = told(
        "Рахмон выступил на саммите в Тбилиси",
        "Президент Таджикистана Эмомали Рахмон выступил на пленарном заседании саммита по "
        "железным дорогам в Тбилиси.",
        published="2026-05-29",
    )
    against = ("other leads", "other countries", "no country shared", "nobody shared")
    asked = compare.arriving(sadyr, Index())
    told_now = dict(zip(compare.NAMES, compare.factors(asked, rahmon, NO_NORMS), strict=True))
    told_later = dict(zip(compare.NAMES, compare.factors(asked, later, NO_NORMS), strict=True))
    assert not any(told_now[name] for name in against)
    assert any(told_later[name] for name in against)


VOTES = {
    "en": (
        "UN committee backs draft on fees for landlocked states by 121 votes to 9",
        (
            "A committee of the United Nations General Assembly on Thursday adopted a draft "
            "resolution on transit fees, by 121 votes to 9. The text was put forward by Paraguay "
            "and Malawi."
        ),
    ),
    "fr": (
        "ONU : la Troisième Commission adopte une résolution sur le droit à l'eau",
        (
            "La Troisième Commission de l'Assemblée générale des Nations unies a adopté jeudi, par "
            "148 voix contre 3, un projet de résolution sur l'eau potable. Le texte était présenté "
            "par l'Espagne et l'Allemagne."
        ),
    ),
    "the same": (
        "ONU : une commission demande des droits de transit plus bas",
        (
            "Une commission de l'Assemblée générale des Nations unies a adopté jeudi, par 121 voix "
            "contre 9, un projet de résolution sur les droits de transit. Les États-Unis ont voté "
            "contre."
        ),
    ),
}


def test_two_votes_of_one_body_on_one_day_are_two():
    assert guard(told(*VOTES["en"]), told(*VOTES["fr"], name="b")) is not None


def test_a_vote_is_known_again_by_its_count():
    assert guard(told(*VOTES["en"]), told(*VOTES["the same"], name="b")) is None


LOANS = {
    "Zambia": (
        "IMF board releases $190 million to Zambia",
        (
            "The executive board of the International Monetary Fund on Thursday completed the "
            "review of its agreement with Zambia and released 190 million dollars. The fund "
            "praised the debt deal."
        ),
    ),
    "Honduras": (
        "El FMI aprueba un acuerdo con Honduras",
        (
            "El directorio del Fondo Monetario Internacional aprobó el jueves la revisión del "
            "acuerdo con Honduras y desembolsará 120 millones de dólares. El fondo elogió al "
            "gobierno."
        ),
    ),
}


def test_what_a_body_does_with_two_states_are_two():
    zambia, honduras = (told(*LOANS[name], name=name) for name in LOANS)
    assert set(zambia.organisations) & set(honduras.organisations)
    assert guard(zambia, honduras) is not None
