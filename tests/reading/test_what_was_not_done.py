"""What was put off, not done, called false, or done by somebody else is never told as done."""

from __future__ import annotations

from functools import partial

import pytest

from monitor.claims import read
from monitor.dates.parse import dates_in
from monitor.reading.events.annotate import scan

from . import accounts
from .accounts import article

told = partial(accounts.told, published="2026-11-13")


# --- moved to another day ---


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Call between Mahama and Gnassingbé moved",
            (
                "A call between Ghana's President John Mahama and Togolese President Faure "
                "Gnassingbé set for Saturday was moved to Sunday, the presidency in Accra said."
            ),
        ),
        (
            "fr",
            "Rencontre décalée",
            (
                "La rencontre entre Jean-Noël Barrot et Nasser Bourita, prévue samedi à Rabat, "
                "a été décalée à dimanche, a annoncé le ministère des Affaires étrangères."
            ),
        ),
        (
            "uk",
            "Зустріч Сибіги",
            (
                "Зустріч Андрія Сибіги з Радославом Сікорським, заплановану на суботу, "
                "перенесли на неділю, повідомило МЗС України."
            ),
        ),
        (
            "sv",
            "Möte flyttat",
            (
                "Mötet mellan utrikesminister Maria Malmer Stenergard och hennes estniska kollega "
                "Margus Tsahkna, planerat till lördag, har flyttats till söndag."
            ),
        ),
        (
            "zh",
            "外长会谈",
            "原定周六举行的中国外长王毅与俄罗斯外长拉夫罗夫的会谈改至周日举行。",
        ),
        (
            "id",
            "Pertemuan diundur",
            (
                "Pertemuan Menteri Luar Negeri Sugiono dengan Menteri Luar Negeri Malaysia Mohamad "
                "Hasan yang dijadwalkan Sabtu diundur ke Minggu."
            ),
        ),
        (
            "tr",
            "Görüşmenin günü",
            (
                "Dışişleri Bakanı Hakan Fidan ile Bulgaristan Dışişleri Bakanı Georg Georgiev'in "
                "cumartesi yapılması planlanan görüşmesi pazar gününe alındı."
            ),
        ),
    ],
)
def test_what_was_moved_to_another_day_was_put_off_and_not_held(language, title, text):
    line = told(language, title, text)
    assert line.stage in {"cancelled", None}
    assert line.act is None or line.stage == "cancelled"
    assert line.date is None or line.date.start == "2026-11-15"


def test_talks_that_were_only_put_off_are_not_what_two_will_do():
    line = told(
        "ru",
        "Президенты Кыргызстана и Таджикистана откроют пункт пропуска 1 декабря",
        "Президенты Садыр Жапаров и Эмомали Рахмон 1 декабря откроют в Баткенской области новый "
        "пункт пропуска. Переговоры в Душанбе, намеченные на субботу, перенесены на воскресенье.",
    )
    assert line.act != "talks"


def test_a_president_called_william_does_not_look_ahead():
    text = "President John Mahama met President William Ruto in Nairobi on Thursday."
    assert [day.start for day in dates_in(text, "en", "2026-11-13")] == ["2026-11-12"]


# --- a negation, and a break-off, of its own clause ---


@pytest.mark.parametrize(
    ("language", "title", "text", "act"),
    [
        (
            "en",
            "Peña does not fear tariffs and discussed trade with Lee",
            (
                "Paraguay's President Santiago Peña does not fear tariffs and discussed trade with "
                "South Korean President Lee Jae-myung in Asuncion on Thursday."
            ),
            "talks",
        ),
        (
            "es",
            "Paraguay no teme aranceles y negocia con Corea",
            (
                "El presidente de Paraguay, Santiago Peña, no teme los aranceles y conversó por "
                "teléfono con su par surcoreano, Lee Jae-myung, sobre comercio."
            ),
            "call",
        ),
        (
            "ru",
            "Токаев не боится санкций и обсудил торговлю с Пашиняном",
            (
                "Президент Казахстана Касым-Жомарт Токаев не боится санкций и обсудил торговлю с "
                "премьер-министром Армении Николом Пашиняном в четверг в Астане."
            ),
            "talks",
        ),
        (
            "de",
            "Wadephul fürchtet keine Zölle und sprach mit Fidan",
            (
                "Außenminister Johann Wadephul fürchtet keine Zölle und sprach am Donnerstag in "
                "Berlin mit seinem türkischen Kollegen Hakan Fidan über Handel."
            ),
            "talks",
        ),
        (
            "pl",
            "Sikorski",
            (
                "Minister spraw zagranicznych Radosław Sikorski nie boi się ceł i spotkał się w "
                "czwartek w Warszawie z ministrem spraw zagranicznych Litwy Kęstutisem Budrysem."
            ),
            "meeting",
        ),
    ],
)
def test_what_somebody_does_not_fear_undoes_nothing_of_what_he_did(language, title, text, act):
    line = told(language, title, text)
    assert line.act == act
    assert line.stage not in {"denied", "cancelled"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Foreign Minister Espen Barth Eide did not come and meet Le Hoai Trung in Hanoi."),
        ("en", "Foreign Minister Espen Barth Eide did not discuss fish with Le Hoai Trung."),
        ("fr", "Jean-Noël Barrot n'a pas voulu attendre et rencontrer Nasser Bourita à Rabat."),
        ("de", "Außenminister Johann Wadephul und Hakan Fidan trafen sich nicht in Berlin."),
    ],
)
def test_a_negation_goes_on_over_verbs_that_it_governs(language, text):
    line = told(language, "", text)
    assert line.act is None or line.stage == "denied"


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Rubio met Lavrov in Geneva; Gaza talks collapsed",
            (
                "U.S. Secretary of State Marco Rubio met Russian Foreign Minister Sergei Lavrov in "
                "Geneva on Thursday."
            ),
        ),
        (
            "fr",
            "Barrot rencontre Bourita",
            (
                "Jean-Noël Barrot, ministre des Affaires étrangères, a rencontré jeudi à Rabat son "
                "homologue marocain Nasser Bourita, alors que les négociations de pêche ont été "
                "rompues."
            ),
        ),
        (
            "de",
            "Wadephul trifft Fidan",
            (
                "Außenminister Johann Wadephul hat am Donnerstag in Berlin seinen türkischen "
                "Kollegen Hakan Fidan getroffen, nachdem die Gespräche in Genf abgebrochen "
                "worden waren."
            ),
        ),
        (
            "ru",
            "Лавров встретился с Мирзояном",
            (
                "Министр иностранных дел России Сергей Лавров встретился в четверг в Москве с "
                "главой МИД Армении Араратом Мирзояном, а переговоры в Женеве были прерваны."
            ),
        ),
    ],
)
def test_talks_of_others_that_broke_down_leave_the_meeting_as_it_was(language, title, text):
    assert told(language, title, text).act == "meeting"


# --- of a report that is called false ---


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "A video claiming that President William Ruto met President Yoweri Museveni in "
                "Kampala on Thursday is fake, the presidency said."
            ),
        ),
        (
            "ru",
            (
                "МИД Армении назвал фейком сообщение о встрече Арарата Мирзояна с Джейхуном "
                "Байрамовым в Вене во вторник."
            ),
        ),
        (
            "uk",
            (
                "МЗС України назвало фейком повідомлення про зустріч Андрія Сибіги з Сергієм "
                "Лавровим у Стамбулі в четвер."
            ),
        ),
        (
            "de",
            (
                "Das Außenministerium in Eriwan nannte den Bericht über ein Treffen von Ararat "
                "Mirsojan mit Dschejhun Bajramow am Dienstag in Wien eine Falschmeldung."
            ),
        ),
        (
            "fr",
            (
                "Le ministère des Affaires étrangères du Burundi a qualifié de fausse "
                "l'information selon laquelle Olivier Nduhungirehe avait rencontré jeudi à "
                "Nairobi Édouard Bizimana."
            ),
        ),
        (
            "es",
            (
                "La cancillería de Bolivia calificó de falsa la noticia de una reunión entre el "
                "presidente Rodrigo Paz y el presidente Gabriel Boric en Arica el jueves."
            ),
        ),
        (
            "it",
            (
                "La Farnesina ha definito falsa la notizia di un incontro tra Antonio Tajani e "
                "Sergej Lavrov a Istanbul giovedì."
            ),
        ),
        (
            "pt",
            (
                "O Ministério dos Negócios Estrangeiros classificou de falsa a notícia de um "
                "encontro entre Paulo Rangel e Sergei Lavrov em Istambul na quinta-feira."
            ),
        ),
        (
            "pl",
            (
                "MSZ nazwało fałszywą informację o spotkaniu Radosława Sikorskiego z Siergiejem "
                "Ławrowem w czwartek w Stambule."
            ),
        ),
        (
            "zh",
            "泰国外交部称，有关泰国外长西哈萨与柬埔寨外长布拉索昆12日在新加坡会谈的报道是假消息。",
        ),
    ],
)
def test_of_a_meeting_that_a_report_made_up_nothing_is_told(language, text):
    line = told(language, "", text)
    assert (line.act, line.stage, line.place) == (None, None, None)
    assert line.date is None or line.date.start == "2026-11-13"


def test_a_meeting_stays_whose_guest_called_a_report_false():
    line = told(
        "en",
        "Lavrov meets Fidan in Ankara",
        "Russian Foreign Minister Sergei Lavrov met Turkish Foreign Minister Hakan Fidan in Ankara "
        "on Thursday and called a report of new sanctions false.",
    )
    assert line.act == "meeting"
    assert line.stage == "happened"


# --- who may meet, and who stands on the same side ---


@pytest.mark.parametrize(
    "title", ["Trump Could Meet Xi Jinping", "TRUMP COULD MEET XI JINPING IN SEOUL"]
)
def test_what_could_come_about_is_not_told_whatever_the_capitals_of_its_title(title):
    text = "US President Donald Trump could meet Chinese President Xi Jinping in Seoul."
    assert told("en", title, text).act is None


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Outgoing and incoming foreign ministers of Slovenia tour Gulf together",
            (
                "Slovenia's outgoing foreign minister Tanja Fajon and the incoming foreign "
                "minister, Anže Logar, arrived in Muscat on Tuesday. They were received by Badr "
                "Albusaidi."
            ),
        ),
        (
            "de",
            "Scheidender und künftiger Außenminister in Wien",
            (
                "Der scheidende slowakische Außenminister Ivan Kovac und der künftige "
                "Außenminister Peter Hruby trafen am Donnerstag in Wien Außenministerin Beate "
                "Meinl-Reisinger."
            ),
        ),
        (
            "fr",
            "Passation",
            (
                "Le ministre sortant des Affaires étrangères du Tchad, Abdoulaye Sabre, et le "
                "nouveau ministre, Moussa Dago, ont reçu jeudi à N'Djamena l'ambassadeur de "
                "Chine."
            ),
        ),
    ],
)
def test_who_leaves_an_office_has_not_met_who_takes_it_over(language, title, text):
    assert told(language, title, text).act not in {"meeting", "talks"}


def test_a_name_that_holds_its_neighbour_leads_nothing():
    line = told(
        "en",
        "Lavrov Says Talks With Rubio Useful",
        "Foreign Minister Sergei Lavrov Says Talks With Marco Rubio Useful. They met on Thursday.",
    )
    assert all("Useful" not in person.name for person in line.actors)


# --- envoys, and delegations ---


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "ro",
            (
                "Ambasadorul Japoniei la București, Takashi Katae, a efectuat joi o vizită la "
                "Bârlad, unde a fost primit de primar."
            ),
        ),
        (
            "en",
            (
                "The French ambassador in Tunis, Anne Guéguen, visited Sfax on Thursday and met "
                "the governor."
            ),
        ),
    ],
)
def test_where_an_envoy_serves_is_not_what_he_visits(language, text):
    assert told(language, "", text).place is None


def test_a_delegation_is_no_representative():
    scanned = scan("中国代表团访问约旦，同联合国特别代表会谈", "zh")
    assert [scanned.text[scanned.tokens[one.first].start :][:4] for one in scanned.offices] == [
        "特别代表"
    ]


def test_a_meeting_in_a_japanese_title_stands_beside_an_old_accord():
    line = told(
        "ja",
        "茂木外相、モンゴル外相と会談　昨年12月の合意を確認",
        (
            "茂木敏充外相は12日、東京の外務省でモンゴルのバトツェツェグ外相と会談し、"
            "昨年12月に署名した経済連携の合意の履行状況を確認した。"
        ),
    )
    assert line.act == "talks"


def test_what_the_lead_puts_off_is_not_ahead_because_the_title_looks_ahead():
    title = "Traité : la signature attendra le printemps"
    text = (
        "La signature du traité d'amitié entre la France et le Maroc, prévue le 10 décembre à "
        "Paris, est reportée au printemps, selon l'Élysée."
    )
    named = article("fr", title, "2026-11-27")
    assert read(named, text).stage == "postponed"
    assert told("fr", title, text).stage != "announced"
