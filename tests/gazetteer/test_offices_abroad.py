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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The president of the Latvian ice hockey federation met the minister."),
        ("en", "Latvian Chamber of Commerce president Ozols spoke."),
        ("fr", "Le président de la fédération lettone de natation a été reçu."),
        ("es", "El presidente de la federación chilena de tenis se reunió."),
        ("de", "Der Präsident des Lettischen Fußball-Bundes sprach."),
        ("ru", "Президент Латвийской ассоциации врачей выступил."),
        ("tr", "Letonya Futbol Federasyonu Başkanı geldi."),
    ],
)
def test_who_leads_an_association_is_no_head_of_state(language, text):
    found = [(one.office, one.country) for one in scan(text, language).offices]
    assert found[0] == ("chair", None)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The president of the Russian Federation spoke."),
        ("fr", "Le président de la Fédération de Russie a parlé."),
        ("ru", "Президент Российской Федерации выступил."),
    ],
)
def test_a_state_that_is_called_a_federation_has_a_president(language, text):
    assert [(one.office, one.country) for one in scan(text, language).offices] == [
        ("president", "RU")
    ]


def test_a_high_commissioner_is_an_envoy_unless_for_something():
    text = "The Kenyan High Commissioner met the High Commissioner for Human Rights."
    found = [(one.office, one.country) for one in scan(text, "en").offices]
    assert found == [("ambassador", "KE"), ("commissioner", None)]


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("India's foreign secretary spoke.", "deputy-foreign-minister"),
        (
            "Foreign Secretary Vikram Misri and the Bangladeshi ambassador.",
            "deputy-foreign-minister",
        ),
        ("The British foreign secretary spoke.", "foreign-minister"),
        ("Philippine Foreign Secretary Lazaro spoke.", "foreign-minister"),
        ("US Secretary of State Marco Rubio and India spoke.", "foreign-minister"),
    ],
)
def test_a_foreign_secretary_is_a_minister_but_where_one_stands_above_him(text, office):
    assert scan(text, "en").offices[0].office == office


@pytest.mark.parametrize(
    "text",
    [
        "Russian Federation Council Speaker Valentina Matviyenko arrived.",
        "Chairwoman of the Federation Council of the Russian Federation arrived.",
    ],
)
def test_a_body_with_the_name_of_an_association_is_its_states(text):
    found = scan(text, "en").offices[0]
    assert (found.office, found.country) == ("speaker-upper", "RU")
