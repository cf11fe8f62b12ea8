"""Kinds of faults that an editor found on a day of articles never seen, with inputs of its own."""

from __future__ import annotations

import pytest

from monitor.claims import places, read
from monitor.dates.parse import dates_in
from monitor.figures.figures import figures_in
from monitor.gazetteer.themes import themes_in
from monitor.model import Article
from monitor.reading import read_so_far
from monitor.text.tokens import tokenize


def article(language, title="", published="2026-03-12"):
    return Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        lang=language,
        published=published,
        title=title,
    )


def reading_of(language, text, title="", published="2026-03-12"):
    return read(article(language, title, published), text)


def people_of(language, text, title=""):
    return {person.name: person for person in reading_of(language, text, title).people}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("az", "Nazir Elnur Kərimov Vyanada Avstriya həmkarı ilə görüşüb.", "Elnur Kərimov"),
        ("az", "Xarici işlər naziri Elnur Kərimov Oslodan qayıdıb.", "Elnur Kərimov"),
        ("tr", "Dışişleri Bakanı Kemal Aydın Viyana'da temaslarda bulundu.", "Kemal Aydın"),
        (
            "uz",
            "Tashqi ishlar vaziri Anvar Qodirov Shveysariyaning Bern shahrida.",
            "Anvar Qodirov",
        ),
    ],
)
def test_where_somebody_is_belongs_to_no_name(language, text, name):
    assert name in people_of(language, text)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("ar", "التقى وزير الخارجية السوداني محمد الشيخ وبحثا التعاون.", "محمد الشيخ"),
        ("ar", "استقبل وزير الدفاع اليمني خالد السالم وناقش معه الأوضاع.", "خالد السالم"),
    ],
)
def test_an_arabic_verb_with_its_and_belongs_to_no_name(language, text, name):
    assert name in people_of(language, text)


@pytest.mark.parametrize(
    ("language", "text", "name", "country"),
    [
        ("en", "German Trade Minister Paula Stein spoke in Rome.", "Paula Stein", "DE"),
        ("en", "Turkish Food and Forestry Minister Ali Demir spoke.", "Ali Demir", "TR"),
        ("tr", "Katar Enerji Bakanı Ahmed Nasır konuştu.", "Ahmed Nasır", "QA"),
        ("en", "Chancellor Anna Vogel and Trade Minister Paula Stein spoke.", "Paula Stein", None),
    ],
)
def test_a_minister_is_of_the_country_before_what_he_is_for(language, text, name, country):
    assert people_of(language, text)[name].country == country


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Emir, Sheikh Tamim bin Hamad Al Thani, received the minister in Doha."),
        ("de", "Der Emir von Katar, Scheich Tamim bin Hamad Al Thani, empfing den Minister."),
        ("ru", "Министр встретился с шейхом Тамимом бен Хамадом Аль Тани в Дохе."),
    ],
)
def test_somebody_is_known_by_his_father_with_the_family_behind(language, text):
    assert "QA:binhamad" in {person.known for person in people_of(language, text).values()}


@pytest.mark.parametrize(
    ("language", "words", "themes"),
    [
        ("ru", "итоги визита министра", set()),
        ("ru", "отменить визы и визовый сбор", {"migration"}),
        ("ru", "в Газахском районе", set()),
        ("de", "Flüssiggas aus Katar", set()),
        ("de", "Schutz der Flüsse", {"water"}),
    ],
)
def test_a_theme_is_a_word_of_its_own_language(language, words, themes):
    assert {found.value for found in themes_in(tokenize(words), language)} == themes


@pytest.mark.parametrize(
    ("language", "text", "discussed"),
    [
        ("en", "The ministers discussed fisheries and energy in Oslo.", "energy"),
        ("ru", "Министры обсудили в Осло вопросы энергетики.", "energy"),
    ],
)
def test_what_was_discussed_is_told(language, text, discussed):
    assert discussed in reading_of(language, text).discussed


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Energy Minister Paula Stein held talks with Ali Demir in Oslo."),
        ("en", "Anna Vogel met Ali Demir in Oslo. Energy prices rose by two per cent."),
        ("ru", "Анна Фогель встретилась с Али Демиром в зоне отдыха. Энергетика растёт."),
    ],
)
def test_an_office_or_another_sentence_says_nothing_of_what_was_discussed(language, text):
    assert "energy" not in reading_of(language, text).discussed


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The consulate in Riga issued visas to the delegation."),
        ("ru", "Консульство в Риге выдало визы делегации."),
        ("tr", "Konsolosluk istişareleri Riga'da yapıldı."),
        ("fr", "Le consulat à Riga a délivré des visas."),
    ],
)
def test_a_consulate_alone_is_no_opening(language, text):
    assert "opening" not in reading_of(language, text).acts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Latvia opened a consulate in Almaty on Thursday."),
        ("ru", "Латвия открыла консульство в Алматы."),
        ("fr", "La Lettonie inaugure un consulat à Almaty: ouverture du consulat jeudi."),
    ],
)
def test_a_consulate_that_opens_is_one(language, text):
    assert "opening" in reading_of(language, text).acts


@pytest.mark.parametrize(
    "text",
    [
        "Ministerin Stein wollte am Nachmittag eine Absichtserklärung zur Energie unterzeichnen.",
        "Ministerin Stein, die am Nachmittag eine Absichtserklärung unterzeichnen wollte, sprach.",
        "Stein sagte, dass ein Abkommen über Energie unterzeichnet werden soll.",
    ],
)
def test_what_somebody_means_to_sign_is_not_signed(text):
    assert reading_of("de", text).outcomes == ()


def test_those_who_agree_are_not_what_is_agreed():
    text = "After two days, negotiators from Kenya and Somalia agreed on Monday to reopen the road."
    assert reading_of("en", text).outcomes == ()


@pytest.mark.parametrize("mark", ["‘", "’", "ʻ", "'"])
def test_a_sentence_that_recalls_does_so_with_whatever_apostrophe(mark):
    text = (
        "Vazirlar Oslo shahrida uchrashdi. "
        f"Eslatib o{mark}tamiz, ular Rigada hamkorlik dasturini imzolagan edi."
    )
    assert all(one.background for one in reading_of("uz", text).outcomes)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "it",
            "La Camera ha ratificato il 12 marzo 2026 il trattato, fatto a Riga il 3 maggio 2024.",
        ),
        (
            "en",
            "Parliament on 12 March 2026 ratified the pact done at Riga on 3 May 2024.",
        ),
        (
            "ru",
            "12 марта 2026 года парламент ратифицировал пакт, подписанный в Риге 3 мая 2024 года.",
        ),
    ],
)
def test_where_a_treaty_was_signed_long_ago_nothing_happens_now(language, text):
    found = places.candidates(read_so_far(article(language), text))
    assert "Riga" not in {one.key for one in found}


@pytest.mark.parametrize(
    ("words", "day"),
    [("۱۹ اکتوبر ۲۰۲۵", "2025-10-19"), ("۳۱ جنوری ۲۰۲۷", "2027-01-31"), ("۵ اگست", "2026-08-05")],
)
def test_months_have_their_dari_names(words, day):
    assert [span.start for span in dates_in(words, "fa", "2026-09-01")] == [day]


def test_a_day_in_a_month_that_nobody_knows_is_no_figure():
    assert figures_in("It was signed on 19 Brumaire 2024 in Riga.", "en") == []
    assert figures_in("It cost 19 million dollars in 2024.", "en") != []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sr", "Predsednik Srbije Aleksandar Vučić govorio je sa ambasadorom Al Rašidom."),
        ("hr", "Predsjednik Hrvatske Zoran Milanović razgovarao je s veleposlanikom Al Rašidom."),
    ],
)
def test_the_president_who_spoke_is_not_the_envoy_who_was_named_last(language, text):
    office = "predsednik" if language == "sr" else "predsjednik"
    words = (
        f"{text} Al Rašid je stigao juče. „Očekujem prve putnike već na leto”, rekao je {office}."
    )
    said = reading_of(language, words).quotations
    assert all("Rašid" not in one.speaker for one in said)


@pytest.mark.parametrize(
    "teller", ["пошутил, по словам участника встречи, Демир", "сказал, по словам источника, Демир"]
)
def test_what_an_unnamed_source_heard_is_not_quoted(teller):
    text = f"Али Демир встретился с Анной Фогель. «Мы ждём ваш ответ к весне», — {teller}."
    assert reading_of("ru", text).quotations == ()
