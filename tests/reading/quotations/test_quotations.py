"""Whole words of a certain speaker, or nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.gazetteer.cues import cues_in
from monitor.model import Person
from monitor.reading.events.annotate import scan
from monitor.reading.people.persons import PersonMention
from monitor.reading.quotations import attribution, quotations
from monitor.text import quotation_marks, sentences
from tests.house import examples

TOKAYEV = Person(
    key="tokayev", name="Kassym-Jomart Tokayev", surname="Tokayev", office="president", country="KZ"
)
PUTIN = Person(
    key="putin", name="Vladimir Putin", surname="Putin", office="president", country="RU"
)
ASANOV = Person(
    key="asanov", name="Jaqyp Asanov", surname="Asanov", office="deputy-speaker-upper", country="KZ"
)
MEYER = Person(
    key="meyer", name="Anna Meyerova", surname="Meyerova", office="foreign-minister", country="CZ"
)
SPELT = {
    "Tokayev": TOKAYEV, "Токаев": TOKAYEV, "Токаева": TOKAYEV, "Тоқаев": TOKAYEV,
    "Tokaïev": TOKAYEV, "Tokajew": TOKAYEV, "Tokáyev": TOKAYEV, "Tokayew": TOKAYEV,
    "توكاييف": TOKAYEV,
    "Putin": PUTIN, "Путин": PUTIN, "Путіна": PUTIN, "Путін": PUTIN, "Poutine": PUTIN,
    "بوتين": PUTIN, "Asanov": ASANOV, "Meyerova": MEYER,
}  # fmt: skip


def mentions(scans):
    found = {}
    for index, one in enumerate(scans):
        for nth, token in enumerate(one.tokens):
            if person := SPELT.get(token.text.split("'")[0].removeprefix("و")):
                first = nth
                while (
                    first
                    and one.tokens[first - 1].capital
                    and one.tokens[first].start - one.tokens[first - 1].end <= 1
                ):
                    first -= 1
                found.setdefault(person.key, (person, []))[1].append((index, first, nth + 1))
    return [PersonMention(person=person, at=tuple(at), weight=1.0) for person, at in found.values()]


def heard(text, language="en"):
    """(words, surname) of each quotation taken, and how many were refused."""
    paragraphs = text.split("\n")
    quoted = [quotation_marks.pairs(paragraph) for paragraph in paragraphs]
    pairs = [pair for pair, _ in quoted]
    placed = []
    for number, paragraph in enumerate(paragraphs):
        for start, end in sentences.spans(paragraph, language, pairs[number]):
            one = scan(paragraph[start:end], language)
            placed.append((number, start, one, cues_in(one.tokens, language)))
    named = mentions([entry[2] for entry in placed])
    lines = attribution.lines_of(placed, named, pairs, language)
    taken, refused = quotations.quotations_in(
        paragraphs, pairs, lines, [one.person for one in named], language=language
    )
    return [(one.quotation.text, one.person.surname) for one in taken], refused + sum(
        lost for _, lost in quoted
    )


SAID = "Our relations are developing along an upward trajectory"

TAKEN = [
    ("en", f"“{SAID},” Tokayev said.", f"{SAID}.", "Tokayev"),
    ("en", f"“{SAID},” said Kassym-Jomart Tokayev.", f"{SAID}.", "Tokayev"),
    ("en", f'"{SAID}," President Putin told reporters on Monday.', f"{SAID}.", "Putin"),
    ("en", f"«{SAID},» Putin noted.", f"{SAID}.", "Putin"),
    ("en", f"Tokayev said: “{SAID}.”", f"{SAID}.", "Tokayev"),
    ("en", f"According to Tokayev, “{SAID}.”", f"{SAID}.", "Tokayev"),
    ("en", f"Tokayev: “{SAID}.”", f"{SAID}.", "Tokayev"),
    ("en", f"Tokayev thanked the guests. “{SAID},” he said.", f"{SAID}.", "Tokayev"),
    (
        "en",
        "“Our relations,” Tokayev said, “are developing along an upward trajectory.”",
        f"{'Our relations are developing along an upward trajectory'}.",
        "Tokayev",
    ),
    ("en", f"Meyerova met the press. “{SAID},” she said.", f"{SAID}.", "Meyerova"),
    (
        "ru",
        "«Наши отношения развиваются по восходящей линии», – сказал Токаев.",
        "Наши отношения развиваются по восходящей линии.",
        "Tokayev",
    ),
    (
        "ru",
        (
            "«Наши отношения развиваются по восходящей линии», — отметил президент Касым-Жомарт "
            "Токаев."
        ),
        "Наши отношения развиваются по восходящей линии.",
        "Tokayev",
    ),
    (
        "ru",
        "Токаев заявил: «Наши отношения развиваются по восходящей линии».",
        "Наши отношения развиваются по восходящей линии.",
        "Tokayev",
    ),
    (
        "ru",
        "Токаев принял гостей. «Наши отношения развиваются по восходящей линии», – отметил он.",
        "Наши отношения развиваются по восходящей линии.",
        "Tokayev",
    ),
    (
        "ru",
        "«Наши отношения, – подчеркнул Путин, – развиваются по восходящей линии».",
        "Наши отношения развиваются по восходящей линии.",
        "Putin",
    ),
    (
        "uk",
        "«Наші відносини розвиваються дуже добре», – заявив Путін.",
        "Наші відносини розвиваються дуже добре.",
        "Putin",
    ),
    (
        "kk",
        "«Екі ел арасындағы қатынас жақсы дамып келеді», – деді Қасым-Жомарт Тоқаев.",
        "Екі ел арасындағы қатынас жақсы дамып келеді.",
        "Tokayev",
    ),
    (
        "fr",
        "« Nos relations se développent très bien », a déclaré le président Tokaïev.",
        "Nos relations se développent très bien.",
        "Tokayev",
    ),
    (
        "de",
        "„Unsere Beziehungen entwickeln sich sehr gut“, sagte Präsident Tokajew.",
        "Unsere Beziehungen entwickeln sich sehr gut.",
        "Tokayev",
    ),
    (
        "es",
        "«Nuestras relaciones se desarrollan muy bien», afirmó Tokáyev.",
        "Nuestras relaciones se desarrollan muy bien.",
        "Tokayev",
    ),
    (
        "it",
        "«Le nostre relazioni si sviluppano molto bene», ha detto Putin.",
        "Le nostre relazioni si sviluppano molto bene.",
        "Putin",
    ),
    (
        "tr",
        'Tokayev, "İlişkilerimiz çok iyi gelişiyor." dedi.',
        "İlişkilerimiz çok iyi gelişiyor.",
        "Tokayev",
    ),
    (
        "az",
        "“Münasibətlərimiz çox yaxşı inkişaf edir”, - Tokayev bildirib.",
        "Münasibətlərimiz çox yaxşı inkişaf edir.",
        "Tokayev",
    ),
    (
        "uz",
        "“Munosabatlarimiz juda yaxshi rivojlanmoqda”, — dedi Tokayev.",
        "Munosabatlarimiz juda yaxshi rivojlanmoqda.",
        "Tokayev",
    ),
    (
        "ar",
        'وقال بوتين: "علاقاتنا تتطور بشكل جيد للغاية".',
        "علاقاتنا تتطور بشكل جيد للغاية.",
        "Putin",
    ),
]

NOT_TAKEN = [
    ("en", f"“{SAID} Tokayev said."),  # never closed
    ("en", f"“{SAID},” said the statement."),  # nobody speaks
    ("en", f"Tokayev and Putin met. “{SAID},” he said."),  # which of them?
    # the next sentence's own words
    ("en", f"“{SAID}.” Tokayev noted that trade had grown by a tenth over the year."),
    ("en", f"Meyerova met the press. “{SAID},” he said."),  # not he
    ("en", "Tokayev mentioned the “Train of Memory” project and the so-called “friends of peace”."),
    ("ru", "Токаев назвал проект «Поезд Памяти и Славы Народов» важным."),
    ("en", "Putin praised “strategic partnership and alliance” with Kazakhstan, Tokayev said."),
    ("en", f"“{SAID} … and so on…,” Tokayev said."),  # cut
]


@pytest.mark.parametrize(("language", "text", "words", "who"), TAKEN)
def test_a_whole_attributed_quotation_is_taken(language, text, words, who):
    assert heard(text, language)[0] == [(words, who)]


TWO_BEFORE = [
    ("ru", "Токаев и Путин встретились. «Наши отношения развиваются хорошо», – сказал он."),
    (
        "fr",
        (
            "Tokaïev a rencontré Poutine. « Nos relations se développent très bien », a-t-il "
            "déclaré, il."
        ),
    ),
    ("de", "Tokajew traf Putin. „Unsere Beziehungen entwickeln sich sehr gut“, sagte er."),
    ("es", "Tokáyev recibió a Putin. «Nuestras relaciones se desarrollan muy bien», dijo."),
    ("tr", 'Tokayev Putin ile görüştü. "İlişkilerimiz çok iyi gelişiyor." dedi.'),
]


@pytest.mark.parametrize(("language", "text"), TWO_BEFORE)
def test_he_is_nobody_where_two_were_named(language, text):
    assert heard(text, language)[0] == []


@pytest.mark.parametrize(("language", "text"), NOT_TAKEN)
def test_what_is_not_certainly_somebodys_whole_words_is_not_taken(language, text):
    assert heard(text, language)[0] == []


OF_A_SPOKESMAN = [
    ("en", 'A spokesman for the president said: "Our relations are developing very well."'),
    ("ru", "Пресс-секретарь президента сказал: «Наши отношения развиваются хорошо»."),
    ("de", "Der Sprecher des Präsidenten sagte: „Unsere Beziehungen entwickeln sich sehr gut.“"),
    ("fr", "Le porte-parole du président a dit : « Nos relations se développent très bien. »"),
    ("es", "El portavoz del presidente dijo: «Nuestras relaciones se desarrollan muy bien»."),
]


@pytest.mark.parametrize(("language", "text"), OF_A_SPOKESMAN)
def test_whose_spokesman_speaks_did_not_say_it(language, text):
    named = {"ru": "Президент Токаев прибыл.", "de": "Präsident Tokajew ist angekommen."}
    before = named.get(language, "President Tokayev arrived.")
    assert heard(f"{before} {text}", language)[0] == []


SENTENCES_APART = [
    ("ru", "«Наши отношения развиваются, – напомнил Путин. – Так будет и дальше»."),
    ("kk", "«Қарым-қатынасымыз дамып келеді, – деді Путин. – Бұдан әрі де солай болады»."),
    ("uz", "«Munosabatlarimiz rivojlanmoqda, – dedi Putin. – Bundan keyin ham shunday»."),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES_APART)
def test_two_sentences_around_their_attribution_stay_two(language, text):
    ((words, _),) = heard(text, language)[0]
    assert words.count(".") == 2


def test_an_unclosed_quotation_is_counted_and_does_not_swallow_the_next():
    taken, refused = heard(
        "«For us, the visit is the highlight of this year, Tokayev said.\n"
        "«Our relations are developing steadily,» Putin noted."
    )
    assert taken == [("Our relations are developing steadily.", "Putin")]
    assert refused == 1


def test_an_office_means_the_last_speaker_who_holds_it():
    text = (
        f"Tokayev noted that ties grow. “{SAID}. Recently we hosted President Vladimir Putin,” "
        "said the president."
    )
    assert heard(text)[0] == [(f"{SAID}. Recently we hosted President Vladimir Putin.", "Tokayev")]


def test_an_office_that_two_could_hold_means_nobody():
    assert (
        heard(f"The talks between Tokayev and Putin lasted long. “{SAID},” the president said.")[0]
        == []
    )


def test_each_quotation_goes_to_its_own_speaker():
    text = f"Tokayev said: “{SAID}.” Putin replied: “We value this very highly indeed.”"
    assert heard(text)[0] == [
        (f"{SAID}.", "Tokayev"),
        ("We value this very highly indeed.", "Putin"),
    ]


def test_a_quotation_that_goes_on_after_its_attribution_is_the_same_speakers():
    text = f"“{SAID},” Tokayev said. “We value this very highly indeed.”"
    assert heard(text)[0] == [
        (f"{SAID}.", "Tokayev"),
        ("We value this very highly indeed.", "Tokayev"),
    ]


@settings(max_examples=examples(150), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "“We will go on,” ",
                "Tokayev said. ",
                "Putin: ",
                "«",
                "»",
                "he said ",
                "\n",
                "the president, ",
                "— ",
                "“Our ties grow now.” ",
                '"',
            ]
        ),
        max_size=14,
    )
)
def test_any_mixture_of_marks_and_speakers_can_be_heard(parts):
    taken, refused = heard("".join(parts) or "x")
    assert refused >= 0
    assert all(words and who for words, who in taken)
