"""A day that the lead writes with its year beside the event's act is the event's, however old the
article makes it.
"""

import pytest

from monitor.claims import read
from monitor.model import Article

PUBLISHED = "2026-11-25T11:00:00Z"


def date_of(text, language, title=None):
    article = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=len(text),
        title=title,
        lang=language,
        published=PUBLISHED,
    )
    return read(article, text).date


OLD = [
    (
        "en",
        (
            "President Erdogan met with President Rahmon in Dushanbe on 12 October 2025. They "
            "discussed energy."
        ),
        "2025-10-12",
    ),
    (
        "en",
        (
            "President Macron and Prime Minister Modi held talks in Paris on July 14, 2023, at a "
            "parade."
        ),
        "2023-07-14",
    ),
    (
        "en",
        (
            "Chancellor Scholz met President Mirziyoyev in Samarkand in September 2024. They "
            "signed a pact."
        ),
        "2024-09",
    ),
    (
        "en",
        "The Kremlin said that President Putin met President Xi in Astana on 3 July 2024.",
        "2024-07-03",
    ),
    (
        "en",
        "President Macron arrived in Astana, where he met President Tokayev on 1 November 2023.",
        "2023-11-01",
    ),
    (
        "ru",
        "Президент Лукашенко встретился с президентом Вучичем в Белграде 3 декабря 2019 года.",
        "2019-12-03",
    ),
    (
        "ru",
        "В сентябре 2024 года канцлер Шольц встретился с президентом Мирзиёевым в Самарканде.",
        "2024-09",
    ),
    (
        "fr",
        "Le président Macron a rencontré le président Tokaïev à Astana le 1er novembre 2023.",
        "2023-11-01",
    ),
    (
        "de",
        "Bundeskanzler Scholz traf Präsident Tokajew am 16. September 2024 in Astana.",
        "2024-09-16",
    ),
    (
        "es",
        "El presidente Lula se reunió con el presidente Petro en Bogotá el 17 de abril de 2024.",
        "2024-04-17",
    ),
    (
        "tr",
        (
            "Cumhurbaşkanı Erdoğan, 12 Ekim 2024 tarihinde Duşanbe'de Cumhurbaşkanı Rahmon ile "
            "görüştü."
        ),
        "2024-10-12",
    ),
    (
        "kk",
        "Президент Тоқаев 2024 жылғы 3 шілдеде Астанада Қытай төрағасы Си Цзиньпинмен кездесті.",
        "2024-07-03",
    ),
]


@pytest.mark.parametrize(("language", "text", "day"), OLD)
def test_a_day_written_with_its_year_beside_the_act_wins_over_the_published_one(
    language, text, day
):
    date = date_of(text, language)
    assert (date.start, date.basis) == (day, "text")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Macron and Modi discussed in New Delhi the treaty signed in Paris on July 14, 2023.",
        ),
        ("en", "Presidents Putin and Xi held talks on the war that began on 24 February 2022."),
        (
            "en",
            (
                "President Tokayev met President Erdogan, whom he had visited in Ankara on 29 July "
                "2025."
            ),
        ),
        (
            "ru",
            (
                "Путин и Лукашенко на встрече обсудили реализацию договора, подписанного 8 декабря "
                "1999 года."
            ),
        ),
        ("fr", "Macron et Modi ont discuté à Delhi de l'accord signé à Paris le 14 juillet 2023."),
        (
            "de",
            (
                "Scholz und Macron haben bei ihrem Treffen über den Vertrag vom 22. Januar 2019 "
                "gesprochen."
            ),
        ),
        (
            "es",
            (
                "Lula y Petro se reunieron para hablar del acuerdo firmado en Bogotá el 17 de "
                "abril de 2024."
            ),
        ),
        ("tr", "Erdoğan ile Aliyev görüştü ve 15 Haziran 2021'de imzalanan anlaşmayı ele aldı."),
        ("kk", "Тоқаев пен Путин 2013 жылғы 11 қарашада қол қойылған шартты талқылап, кездесті."),
    ],
)
def test_where_the_lead_writes_only_the_day_of_what_it_recalls_no_day_is_told(language, text):
    assert date_of(text, language) is None


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        (
            "en",
            "Macron and Modi discussed on Tuesday the treaty signed in Paris on July 14, 2023.",
            "2026-11-24",
        ),
        (
            "ru",
            (
                "24 ноября Путин и Лукашенко на встрече обсудили договор, подписанный 8 декабря "
                "1999 года."
            ),
            "2026-11-24",
        ),
    ],
)
def test_a_recalled_day_takes_nothing_from_the_events_own(language, text, day):
    assert date_of(text, language).start == day


def test_the_second_sentence_may_write_the_day_of_the_same_act():
    text = (
        "President Macron met Prime Minister Modi. The two leaders met in Paris on July 14, 2023, "
        "the palace said."
    )
    assert date_of(text, "en").start == "2023-07-14"


def test_an_old_day_behind_the_lead_leaves_the_published_one():
    text = (
        "President Macron met Prime Minister Modi in Paris.\n\nThey spoke of trade.\n\n"
        "They adopted a roadmap on July 14, 2023."
    )
    assert date_of(text, "en").basis == "published"


def test_a_recalled_day_in_the_second_sentence_leaves_the_published_one():
    text = (
        "President Macron met Prime Minister Modi in Paris. The two last met in Delhi on January "
        "26, 2024."
    )
    assert date_of(text, "en").basis == "published"


@pytest.mark.parametrize(
    ("lead", "day"),
    [
        (
            "French President Emmanuel Macron met Prime Minister Narendra Modi on July 14, 2023.",
            "2023-07-14",
        ),
        (
            (
                "President Emmanuel Macron and Prime Minister Narendra Modi met on Tuesday, the "
                "palace said."
            ),
            "2026-11-24",
        ),
        (
            (
                "President Emmanuel Macron met Narendra Modi to discuss the pact signed on July "
                "14, 2023."
            ),
            "2026-11-24",
        ),
    ],
)
def test_a_dateline_says_only_when_it_was_told(lead, day):
    assert date_of(f"PARIS, November 24 – {lead}", "en").start == day


def test_a_year_alone_is_no_day():
    assert (
        date_of("President Macron met Prime Minister Modi, elected in 2014, in Paris.", "en").basis
        == "published"
    )
