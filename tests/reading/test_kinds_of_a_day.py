"""Kinds of faults that an editor found on a day of articles never seen, with inputs of its own."""

from __future__ import annotations

import pytest

from monitor.claims import days, places, read
from monitor.dates.parse import dates_in
from monitor.figures.figures import figures_in
from monitor.gazetteer.themes import themes_in
from monitor.model import Rules
from monitor.reading import read_so_far
from monitor.text.tokens import tokenize

from .accounts import article


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


@pytest.mark.parametrize(
    ("language", "text", "cue"),
    [
        ("ru", "Президент подтвердил поездку в Ригу.", "to"),
        ("ru", "Президент выступил в Риге.", "in"),
        ("ru", "Министр прилетел в Ташкент.", "to"),
        ("ru", "Министры встретились в Баку.", "in"),
        ("ru", "Министры встретились в Афинах.", "in"),
        ("uk", "Міністр прибув у Київ.", "to"),
        ("uk", "Міністри зустрілися в Києві.", "in"),
        ("sr", "Ministar je doputovao u Beograd.", "to"),
        ("sr", "Ministri su se sastali u Beogradu.", "in"),
    ],
)
def test_the_case_tells_where_to_and_where(language, text, cue):
    (sentence,) = read_so_far(article(language), text).sentences
    assert [mention.cue for mention in sentence.scan.places] == [cue]


def test_who_means_to_go_somewhere_did_not_meet_there():
    text = (
        "Президент Египта Абдель Фаттах ас-Сиси принял в среду министра иностранных дел Турции "
        "Хакана Фидана и подтвердил, что намерен посетить Анкару."
    )
    assert reading_of("ru", text, "Президент Египта принял главу МИД Турции").place is None


def test_only_a_dateline_says_where_the_desk_is():
    text = "Bakı, 12 mart. Azərbaycan naziri Elnur Kərimov həmkarı ilə Erlanqendə görüşüb."
    reading = reading_of("az", text)
    sure = [claim.confidence for claim in reading.claims if claim.field == "place"]
    assert all(confidence < Rules().sure_place for confidence in sure)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        (
            "en",
            "On Wednesday the spokesman said that Minister Anna Vogel will visit Riga on 20 March.",
            "2026-03-20",
        ),
        ("ru", "В среду объявлено, что министр Анна Фогель посетит Ригу 20 марта.", "2026-03-20"),
    ],
)
def test_what_is_announced_has_a_day_ahead(language, text, day):
    reading = reading_of(language, text, published="2026-03-12")
    assert reading.date is not None
    assert reading.date.start == day


@pytest.mark.parametrize("words", ["სამი ქვეყნის ელჩმა", "ოთხი ელჩი"])
def test_georgian_numbers_are_no_days(words):
    assert dates_in(words, "ka", "2026-03-12") == []


@pytest.mark.parametrize(
    ("language", "text", "unclosed"),
    [
        ("hi", "सिंह ने कहा, ‘‘यह हमारा ‘आंगन’ है।’’ उन्होंने बताया।", 0),
        ("ko", "장관은 ‘한별호’와 “안전이 우선”이라며 “증거를 받지 못했다”고 말했다.", 0),
        ("en", 'He said: "We shall come.', 1),
    ],
)
def test_marks_that_are_even_are_all_closed(language, text, unclosed):
    assert reading_of(language, text).quotes_unclosed == unclosed


@pytest.mark.parametrize(
    ("language", "text", "known"),
    [
        ("sr", "Ђурић је разговарао са министром Џејхуном Бајрамовим.", "AZ:bairamov"),
        ("hr", "Razgovarao je s ministrom Džejhunom Bajramovim.", "AZ:bairamov"),
        ("uk", "Міністр Андрій Сибіга прибув до Риги.", "UA:sibiha"),
        ("az", "Nazir Ceyhun Bayramov Rigada çıxış edib. C.Bayramov bildirib.", "AZ:bairamov"),
    ],
)
def test_holders_are_known_in_their_neighbours_spelling(language, text, known):
    assert known in {person.known for person in people_of(language, text).values()}


@pytest.mark.parametrize(
    ("text", "surname"),
    [
        ("El canciller Francisco Robles Quintero llegó a Lima.", "Robles Quintero"),
        ("El canciller José Manuel Robles llegó a Lima.", "Robles"),
    ],
)
def test_spanish_names_keep_both_surnames(text, surname):
    assert surname in {person.surname for person in people_of("es", text).values()}


def test_of_two_states_in_the_title_the_other_is_the_other_ministers():
    text = "El canciller Juan Robles y su par boliviano, Luis Vargas, firmaron un acuerdo."
    people = people_of("es", text, "Chile y Bolivia firman un acuerdo")
    assert people["Juan Robles"].country == "CL"
    assert people["Luis Vargas"].country == "BO"


@pytest.mark.parametrize(
    ("language", "text", "themes"),
    [
        ("en", "Talks between the army and the rebels ended with a map of aid corridors.", ()),
        ("ar", "عقد وزير الخارجية والهجرة محمد سالم مباحثات مع نظيره.", ()),
    ],
)
def test_those_who_talk_are_not_what_they_talk_about(language, text, themes):
    assert reading_of(language, text).discussed == themes


def test_a_headline_is_no_sentence_of_a_figure():
    title = "Fourteen states back the centre: 14 countries, 31 ships"
    text = "Kenya and Somalia adopted a declaration on Wednesday."
    assert all(figure.phrase != title for figure in reading_of("en", text, title).figures)


def test_what_somebody_must_do_by_a_day_does_not_happen_on_it():
    text = "Литва объявила двух дипломатов персонами нон грата и велела им уехать до 19 марта."
    found = days.candidates(read_so_far(article("ru"), text))
    assert "2026-03-19" not in {one.key for one in found}


def test_a_president_who_is_visited_is_not_the_spokesman_behind_the_comma():
    text = "Отвечая на вопрос о визите президента Финляндии, Серов сослался на завтрашний день."
    assert all(one.country != "FI" for one in people_of("ru", text).values())


def test_what_is_said_of_a_plan_may_be_that_there_is_none():
    text = (
        "The ministers met in Oslo on Thursday. "
        "President Berg, who faces a vote in May, said the country will host no foreign bases."
    )
    assert reading_of("en", text).upcoming == ()


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "từ ngày 21 đến 22/12/2026"), ("fr", "du 21 au 22/12/2026")],
)
def test_a_day_in_figures_may_end_a_span(language, words):
    (span,) = dates_in(words, language, "2026-12-15")
    assert (span.start, span.end) == ("2026-12-21", "2026-12-22")


@pytest.mark.parametrize(("language", "words"), [("zh", "核心分歧"), ("ja", "中核となる協議")])
def test_a_core_is_not_nuclear(language, words):
    assert {found.value for found in themes_in(tokenize(words), language)} == set()
