"""Numbers with what they count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.figures.figures import figures_in

FIGURES = [
    (
        "en",
        "Trade amounted to 2.2 trillion roubles over 11 months of 2023",
        [(2.2e12, "RUB", False)],
    ),
    ("en", "account for around 70% of the trade turnover", [(70, "%", True)]),
    (
        "en",
        "reached $20 billion, with plans to increase it to $30 billion.",
        [(2e10, "USD", False), (3e10, "USD", True)],
    ),
    (
        "en",
        "175 major joint projects and more than 60,000 of Kazakh students",
        [(175, "project", False), (60000, "student", True)],
    ),
    (
        "ru",
        "вырос на 12,5% и составил 28,3 млрд долларов США; более 60 000 студентов",
        [(12.5, "%", False), (28.3e9, "USD", False), (60000, "student", True)],
    ),
    ("uk", "понад 5 млн гривень", [(5e6, "UAH", True)]),
    (
        "kk",
        "4,5 млрд доллардан асты, 20-дан астам құжат",
        [(4.5e9, "USD", False), (20, "kuzhat", True)],
    ),
    (
        "es",
        "60.000 empresas, 4.000 millones de euros",
        [(60000, "empresa", False), (4e9, "EUR", False)],
    ),
    ("de", "um 3,5 Prozent auf rund 12 Milliarden Euro", [(3.5, "%", False), (12e9, "EUR", True)]),
    ("de", "eine Billion Euro, 2 Billionen Euro", [(2e12, "EUR", False)]),
    ("fr", "environ 5,6 milliards de dollars", [(5.6e9, "USD", True)]),
    ("it", "oltre 3 miliardi di euro", [(3e9, "EUR", True)]),
    ("tr", "yaklaşık 10 milyar dolar, yüzde 15", [(1e10, "USD", True), (15, "%", False)]),
    ("az", "5 milyard manat", [(5e9, "AZN", False)]),
    ("uz", "3 mlrd dollar", [(3e9, "USD", False)]),
    ("zh", "贸易额达到1000亿美元，增长12.5%", [(1e11, "USD", False), (12.5, "%", False)]),
    ("ar", "بلغ حجم التجارة 20 مليار دولار", [(2e10, "USD", False)]),
    ("sw", "dola bilioni 5.6", [(5.6e9, "USD", False)]),
]


@pytest.mark.parametrize(("language", "text", "want"), FIGURES)
def test_a_figure_has_value_unit_and_hedge(language, text, want):
    found = [one.figure for one in figures_in(text, language)]
    assert [(figure.value, figure.unit, figure.hedged) for figure in found] == [
        (pytest.approx(value), unit, hedged) for value, unit, hedged in want
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the 24th summit, Article 5, No. 7, C5+1, G20 and the Soyuz-5 at 16:38"),
        ("en", "call +7 701 759 90 19"),
        ("en", "for 2025-2027 and in 1992"),
        ("en", "60 years of diplomatic relations after 11 months"),
        ("ru", "24-й саммит, статья 5, № 7"),
        ("ru", "поздравил с 80-летием Победы"),
        ("en", "a 30-day truce and a 12-year term"),
        ("fa", "۱۳ اردیبهشت در رم"),
        ("zh", "第七届会议3月2日"),
        ("de", "der 24. Gipfel"),
    ],
)
def test_numbers_that_count_nothing_are_no_figures(language, text):
    assert figures_in(text, language) == []


NAMES_OF_NUMBERS = [
    ("ru", "Они напомнили о резолюции 1244 и резолюцией 2231 остались довольны"),
    ("ar", "رحب الوزيران بالقرار 2647 الصادر عن المجلس"),
    ("fa", "قطعنامه ۲۲۳۱ شورای امنیت بررسی شد"),
    ("en", "Protocol 14 and Resolution 2803 were discussed"),
    ("uz", "Bosh Assambleyaning 32-yig‘ilishi doirasida uchrashdi"),
    ("ka", "მოლაპარაკებების 41-ე რაუნდი დასრულდა"),
    ("mn", "6 дугаар сарын 25-нд сонгогдсон ерөнхийлөгч"),
    ("pl", "powiedział 67-letni dyplomata"),
    ("ko", "제7차 전략대화가 열렸다"),
    ("ko", "78차 유엔총회 참석차 미국을 방문했다"),
    ("zh", "两国将于明年庆祝建交70周年"),
    ("ja", "会談は6回目で、3カ月ぶりだった"),
    ("fa", "سفارت در سال ۱۴۰۳ بازگشایی شد"),
    ("ps", "په ۱۴۰۲ کې سفارت پرانیستل شو"),
    ("ro", "ambasada s-a redeschis după 12 luni"),
    ("vi", "kỷ niệm 30 năm quan hệ ngoại giao"),
    ("cs", "velvyslanectví otevřou po 28 letech"),
    ("hu", "a nagykövetség 30 éve működik"),
]


@pytest.mark.parametrize(("language", "text"), NAMES_OF_NUMBERS)
def test_ordinals_years_ages_and_names_of_papers_are_no_figures(language, text):
    assert figures_in(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "signed a $5-billion loan", 5e9),
        ("ru", "около 15-процентного роста", 15),
        ("ko", "62개국이 참가했다", 62),
        ("fa", "۱۴۰۳ دلار پرداخت شد", 1403),
    ],
)
def test_what_counts_money_shares_or_states_stays_a_figure(language, text, value):
    assert [one.figure.value for one in figures_in(text, language)] == [value]


def test_what_a_share_is_of_stands_beside_it():
    figure = figures_in(
        "trade account for around 70% of the trade turnover between the countries", "en"
    )[0].figure
    assert figure.as_written == "around 70%"
    assert figure.counts == "of the trade turnover between the countries"


@given(
    st.text(alphabet=st.sampled_from("0123456789.,% $€ab млрд-:/"), max_size=120),
    st.sampled_from(["en", "ru", "zh", "sw", "xx"]),
)
def test_any_text_gives_bounded_figures(text, language):
    assert len(figures_in(text, language)) <= 40


ALONE = [
    ("en", "Trade came to $213 million in 2025, up 17 per cent, the ministry said."),
    ("ru", "Товарооборот составил 213 млн долларов, что на 17% больше прошлогоднего."),
    ("de", "Ab Herbst können bis zu 400 Absolventinnen aus Skopje und Bitola arbeiten."),
    ("fr", "Le conseil a promis de verser 130 millions d’euros si le parlement l’accepte."),
    ("ar", "وتعتزم قطر رفع طاقتها من 77 مليون طن إلى 142 مليون طن قبل نهاية العقد."),
    ("zh", "两国去年贸易额达到213亿美元，同比增长17%。"),
]


@pytest.mark.parametrize(("language", "text"), ALONE)
def test_a_figure_is_told_in_its_whole_sentence(language, text):
    assert {one.figure.phrase for one in figures_in(text, language)} == {text}


LEANING = [
    ("en", "It rose by 17 per cent last year."),
    ("en", "Of these, 1,200 people went home."),
    ("ru", "Из них 1200 человек вернулись домой."),
    ("ru", "По нему перевезли 26 млн тонн грузов."),
    ("tr", "Bunların toplam bedeli 85 milyon avro olmuş."),
    ("de", "Davon kamen 400 Menschen aus Bitola."),
    ("es", "De ellos, 1.200 personas volvieron a casa."),
    ("kk", "Оның 85 миллион еуросы биыл бөлінді."),
    ("zh", "其中213亿美元为出口。"),
    ("ja", "うち30億円は無償資金協力だ。"),
]


@pytest.mark.parametrize(("language", "text"), LEANING)
def test_a_sentence_that_leans_on_another_tells_no_figure(language, text):
    assert [one.figure.phrase for one in figures_in(text, language)] == [""]


@pytest.mark.parametrize(
    "text",
    [
        "The minister said: “We gave 75 buses to the town.",
        "Trade came to $213 million " + "in a year that nobody will soon forget " * 6 + "at all.",
    ],
)
def test_half_a_quotation_and_more_than_a_line_tell_no_figure(text):
    assert figures_in(text, "en")[0].figure.phrase == ""


def test_a_semicolon_ends_what_is_told_where_the_sentence_is_long():
    told = "Trade with Niger is 109 million dollars"
    short, long = (f"{told}; the envoy wants to triple trade{more}." for more in ("", " soon" * 40))
    (of_short,), (of_long,) = (figures_in(text, "en") for text in (short, long))
    assert of_short.figure.phrase == short
    assert of_long.figure.phrase == told


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The declaration would create a patrol fund of $45 million"),
        ("de", "Das Abkommen würde 400 Pflegekräfte ins Land bringen"),
        ("fr", "Le texte prévoit 3 millions d'euros d'aide"),
    ],
)
def test_what_a_paper_foresees_is_only_planned(language, text):
    assert figures_in(text, language)[0].figure.hedged
