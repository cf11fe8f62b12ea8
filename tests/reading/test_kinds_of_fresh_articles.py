"""Kinds of faults found in three sets of articles never seen, each with inputs of its own."""

from __future__ import annotations

import pytest
from msgspec import structs

from monitor.claims import parties, places, read
from monitor.dates.parse import dates_in
from monitor.gazetteer.acts import stage_of
from monitor.gazetteer.countries import countries_in
from monitor.reading import read_so_far
from monitor.text.tokens import tokenize

from . import accounts
from .accounts import article


def reading_of(language, text, title="", published="2026-03-12"):
    return read(article(language, title, published), text)


def told(language, text, title="", published="2026-03-12"):
    """Let in however little of diplomacy is in it."""
    rules = structs.replace(accounts.EAGER, sure_diplomatic=0.0)
    return accounts.told(language, title, text, published, rules=rules)


def quotations_of(language, text):
    return [(one.speaker, one.text) for one in reading_of(language, text).quotations]


# --- denied, called off, put off ---


@pytest.mark.parametrize(
    ("language", "text", "stage"),
    [
        ("en", 'dismissed as "pure fantasy" a report that the two had met', "denied"),
        ("en", "rejects claims of a meeting in Baku", "denied"),
        ("en", "rejected the offer of talks", None),
        ("fr", "Oslo rejette les informations sur une rencontre", "denied"),
        ("de", "wies Berichte über ein Treffen in Riga zurück", "denied"),
        ("en", "suspended the second round of talks on the river", "cancelled"),
        ("en", "suspended three officers before the talks", None),
    ],
)
def test_who_rejects_an_account_denies_what_it_tells(language, text, stage):
    assert stage_of(tokenize(text), language) == stage


@pytest.mark.parametrize(
    ("language", "title", "stage"),
    [
        ("it", "Mattarella riceve Sandu: firmata un'intesa, rinviata la seconda", "done"),
        ("uk", "Рада ратифікувала договір з Данією, розгляд іншого перенесли", "done"),
        ("en", "Ruto met Mahama in Accra, signing of the treaty postponed", "done"),
        ("ru", "Визит Сийярто в Ереван, намеченный на пятницу, отменён", "off"),
        ("en", "Ruto was to meet Mahama in Accra, but called it off", "off"),
    ],
)
def test_a_half_of_the_title_that_tells_of_another_act_says_nothing_of_this_one(
    language, title, stage
):
    line = told(language, title.replace(":", ".") + ".", title)
    assert (line.stage in ("cancelled", "denied")) is (stage == "off")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Встреча Путина со Стуббом не планируется, сообщили в Кремле."),
        ("en", "No meeting between Vladimir Putin and Alexander Stubb is planned, Moscow said."),
    ],
)
def test_what_was_never_planned_is_denied_and_not_cancelled(language, text):
    assert reading_of(language, text, text.split(",")[0]).stage == "denied"


def test_the_day_of_denying_is_not_the_day_of_what_is_denied():
    text = "Oslo on Wednesday denied a report that its minister had met a Taliban envoy in Doha."
    assert told("en", text, "Oslo denies report of a meeting in Doha").date is None


# --- who, and to whom ---


@pytest.mark.parametrize(
    ("language", "title", "text", "first"),
    [
        (
            "pt",
            "Filipe Nyusi felicita Mahama",
            "O Presidente Filipe Nyusi enviou uma mensagem ao seu homólogo do Gana, John Mahama.",
            "Nyusi",
        ),
        (
            "en",
            "Mahama receives congratulations from Ruto",
            (
                "Ghana's President John Mahama received congratulations from Kenya's President "
                "William Ruto."
            ),
            "Ruto",
        ),
    ],
)
def test_who_sends_a_message_stands_before_whom_it_is_for(language, title, text, first):
    seen = read_so_far(article(language, title), text)
    people = parties.senders_first(seen, "congratulation")
    assert people[0].name.endswith(first)


def test_of_three_nobody_is_told_to_have_congratulated_another():
    text = (
        "President William Ruto of Kenya, President John Mahama of Ghana and President Hakainde "
        "Hichilema of Zambia congratulated the winner."
    )
    assert "congratulated" not in told("en", text, "Ruto, Mahama, Hichilema congratulate").headline


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("ky", "Президент Садыр Жапаров БШКдагы жыйынга катышты деди ШКУдагы өкүл.", "ШКУдагы"),
        ("de", "Boris Pistorius reiste nach Oslo, sagte eine Abgeordnete der Linken.", "Linken"),
        ("az", "Nazir Elnur Kərimov nümayəndə ilə Orta Dəhlizi müzakirə edib.", "Dəhlizi"),
    ],
)  # fmt: skip
def test_bodies_parties_and_routes_are_nobody(language, text, wrong):
    assert all(wrong not in person.name for person in reading_of(language, text).people)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("fr", "Le ministre Alain M'Bolo, arrivé hier, a rencontré Kaja Kallas.", "M'Bolo"),
        ("hu", "Pénteken Debrecenben Magyar Péter miniszterelnök tárgyalt.", "Magyar"),
        ("fa", "حسین امیرعبداللهیان وزیر امور خارجه ایران با وزیر خارجه عمان دیدار کرد.", "حسین"),
    ],
)
def test_names_are_whole(language, text, name):
    assert any(name in person.name for person in reading_of(language, text).people)


def test_a_town_before_a_hungarian_name_is_not_part_of_it():
    people = reading_of("hu", "Pénteken Debrecenben Magyar Péter miniszterelnök tárgyalt.").people
    assert all("Debrecenben" not in person.name for person in people)


@pytest.mark.parametrize(
    "text",
    [
        "박진 외교부 장관은 11일 서울에서 회담했다. 박 장관은 만족을 표했다.",
        "윤석열 대통령은 11일 서울에서 회담했다. 윤 대통령은 만족을 표했다.",
    ],
)
def test_a_korean_surname_before_an_office_repeats_a_name(text):
    names = [person.name for person in reading_of("ko", text, published="2023-03-12").people]
    assert all(len(name) > 1 for name in names)
    assert len(names) == 1


def test_a_korean_office_behind_a_whole_foreign_name_is_his():
    text = "윤석열 대통령은 11일 서울에서 기시다 후미오 일본 총리와 회담했다."
    people = reading_of("ko", text, published="2025-03-12").people
    assert {person.known for person in people} == {"KR:ionsukeol", "JP:kishida"}


def test_an_ambassador_is_not_the_president_of_his_surname():
    text = "Predsednik Srbije Aleksandar Vučić razgovarao je sa ambasadorom Stubom."
    assert all(person.known != "FI:stub" for person in reading_of("sr", text).people)


@pytest.mark.parametrize(
    ("language", "text", "absent"),
    [
        ("zh", "习近平主席特使王勇会见秘鲁总统博鲁阿尔特。", "习近平"),
        ("ko", "윤석열 대통령의 특사인 장성민 의원이 몽골 대통령을 예방했다.", "윤석열"),
    ],
)
def test_whose_envoy_somebody_is_does_not_take_part(language, text, absent):
    roles = {one.name: one.role for one in reading_of(language, text, "", "2023-03-12").people}
    assert roles.get(absent, "mentioned") == "mentioned"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("hi", "विदेश मंत्री ने ईरान के निर्वाचित राष्ट्रपति मसूद से मुलाकात की।"),
        ("zh", "外长会见阿根廷当选总统的代表。"),
    ],
)
def test_who_is_only_elected_is_not_the_holder(language, text):
    people = reading_of(language, text, "", "2024-07-08").people
    assert all(person.office != "president" for person in people)


@pytest.mark.parametrize("text", ["ambasador Nigerii", "premier Słowacji", "rząd Danii"])
def test_polish_states_in_their_cases(text):
    codes = {"Nigerii": "NG", "Słowacji": "SK", "Danii": "DK"}
    found = [one.code for one in countries_in(tokenize(text), "pl")]
    assert found == [codes[text.split()[1]]]


def test_a_spokesman_of_the_head_of_state_is_no_president():
    text = "Визит не планируется, сообщил пресс-секретарь главы государства Пётр Орлов."
    offices = {person.name: person.office for person in reading_of("ru", text).people}
    assert offices["Пётр Орлов"] == "spokesperson"


# --- quotations ---


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        (
            "de",
            (
                "Außenminister Johann Wadephul reiste ab.\n\n»Wir holen den Besuch bald nach«, "
                "sagte Wadephul in Berlin."
            ),
            "Johann Wadephul",
        ),
        (
            "pl",
            (
                "Minister spraw zagranicznych Radosław Sikorski był w Rydze.\n\n– To nasza "
                "odpowiedź na tę decyzję – powiedział Sikorski."
            ),
            "Radosław Sikorski",
        ),
        (
            "hu",
            (
                "Szijjártó Péter külügyminiszter Pozsonyban járt.\n\n– Végre ugyanarról beszélünk "
                "mindnyájan – mondta Szijjártó Péter a tájékoztatón. Később hazautazott."
            ),
            "Péter Szijjártó",
        ),
        (
            "sr",
            (
                "Predsednik Srbije Aleksandar Vučić bio je u Beču.\n\n„Nadamo se brzom odgovoru "
                "druge strane“, rekao je Vučić posle sastanka."
            ),
            "Aleksandar Vučić",
        ),
        (
            "ru",
            (
                "Встреча с президентом Финляндии Александром Стуббом не планируется, сообщил "
                "журналистам пресс-секретарь главы государства Дмитрий Песков.\n\n"
                '"В графике её нет. Её можно организовать быстро", - сказал он журналистам.'
            ),
            "Дмитрий Песков",
        ),
        (
            "fa",
            (
                "عباس عراقچی وزیر امور خارجه ایران با وزیر خارجه عمان دیدار کرد.\n\nعراقچی در این "
                "دیدار با اشاره به مذاکرات گفت: «ما همیشه آماده گفت‌وگو بوده‌ایم و هستیم.»"
            ),
            "عباس عراقچی",
        ),
    ],
)
def test_whose_words_they_are(language, text, speaker):
    assert [who for who, _ in quotations_of(language, text)] == [speaker]


def test_he_is_nobody_where_the_sentence_before_does_not_end_with_who_said_it():
    text = (
        "Дмитрий Песков сообщил журналистам, что Владимир Путин встретит Александра Стубба.\n\n"
        '"В графике встреча есть. Её организуют быстро", - сказал он журналистам.'
    )
    assert quotations_of("ru", text) == []


# --- places and days ---


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("en", "The Shanghai Cooperation Organisation holds a summit in Tashkent.", "Shanghai"),
        ("ro", "Reprezentanții Chișinăului s-au întâlnit vineri la Odesa.", "Chișinău"),
    ],
)
def test_a_name_of_a_body_or_of_a_government_is_no_place(language, text, wrong):
    found = places.candidates(read_so_far(article(language), text))
    assert found
    assert all(one.value.name != wrong for one in found)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "has put off a trip to Latvia planned for Friday"),
        ("ru", "отменил визит, намеченный на пятницу"),
        ("cs", "odložil cestu plánovanou na pátek"),
        ("tr", "cuma günü yapılması planlanan ziyareti erteledi"),
    ],
)
def test_a_day_that_something_was_planned_for_is_ahead(language, text):
    assert [day.start for day in dates_in(text, language, "2026-11-26")] == ["2026-11-27"]


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("fa", "وزیر خارجه در دوشنبه با همتای خود دیدار کرد", []),
        ("fa", "وزیر خارجه روز دوشنبه با همتای خود دیدار کرد", ["2026-11-23"]),
        ("tg", "Вазир дар Душанбе мулоқот кард", []),
    ],
)
def test_dushanbe_is_no_monday(language, text, days):
    assert [day.start for day in dates_in(text, language, "2026-11-26")] == days


# --- what came out ---


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The two agreed on Friday in Narva, a town that lies on the river."),
        ("en", "It gets half, according to a draft of the treaty ratified by parliament."),
        ("ru", "Подготовлены к подписанию четыре документа."),
    ],
)
def test_what_nobody_agreed_or_signed_is_no_outcome(language, text):
    assert reading_of(language, text).outcomes == ()


def test_talks_after_which_somebody_announces_something_are_not_ahead():
    line = told(
        "en",
        "The Commission will publish its report on December 16, Kaja Kallas said after talks with "
        "Georgian Foreign Minister Maka Botchorishvili.",
        "EU to publish report on Georgia on Dec 16, Kallas says",
        "2026-11-27",
    )
    assert line.act is None


def test_paying_last_respects_is_no_town():
    text = "Bộ trưởng Ngoại giao Lê Hoài Trung đã hội đàm tại Viêng Chăn với người đồng cấp."
    assert "condolence" not in reading_of("vi", text).acts


# --- who is who ---


def people_of(language, text, title=""):
    return {one.name: one for one in reading_of(language, text, title).people}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Danish Prime Minister Anders Modi met Latvian Foreign Minister Edgars Lavrov.", "Modi"),
        ("Latvian Foreign Minister Edgars Lavrov met Danish Prime Minister Ib Modi.", "Lavrov"),
    ],
)
def test_a_name_behind_an_office_is_nobody_known_by_its_last_word(text, name):
    found = people_of("en", text, f"Danish PM meets {name}")
    assert [one.known for one in found.values()] == [None, None]
    assert all(" " in full for full in found)


def test_a_second_of_a_list_has_an_office_that_is_not_the_firsts():
    title = "Orlova, Kenyan envoy agree on fish"
    text = "Austria's Vera Orlova and Kenyan High Commissioner Amina Odhiambo agreed on Thursday."
    assert people_of("en", text, title)["Vera Orlova"].country != "KE"


def test_an_apposition_that_a_comma_closes_or_nothing_follows_is_his():
    text = "Vera Orlova, Austrian foreign minister, met Amina Odhiambo, Kenyan envoy to the UN."
    found = people_of("en", text)
    assert found["Vera Orlova"].country == "AT"
    assert found["Amina Odhiambo"].country == "KE"


def test_a_chinese_name_ends_before_where_he_speaks():
    text = "外交部发言人毛宁在当天例行记者会上表示，中方“注意到有关提议”。"
    assert list(people_of("zh", text)) == ["毛宁"]


def test_two_states_of_one_syllable_are_no_korean():
    text = "조현 외교부 장관은 25일 도쿄에서 모테기 도시미쓰 일본 외무상과 회담했다."
    assert "한일" not in people_of("ko", text, "한일 외교장관 회담")


# --- between two states ---


@pytest.mark.parametrize(
    ("language", "title", "text", "sides"),
    [
        (
            "en",
            "Kenya and Austria sign a pact",
            "Kenyan and Austrian ministers signed it in Vienna. Kenya and Austria will build.",
            "KE AT",
        ),
        ("en", "Kenya opens a port", "Kenya opened a port on Thursday.", ""),
    ],
)
def test_two_states_that_an_event_is_between_are_read(language, title, text, sides):
    assert " ".join(reading_of(language, text, title).sides) == sides


def test_who_mediates_is_no_side():
    title = "Kenya mediates as Austria and Chad exchange prisoners"
    text = "Austria and Chad exchanged prisoners on Thursday after mediation by Kenya."
    assert reading_of("en", text, title).sides == ()
