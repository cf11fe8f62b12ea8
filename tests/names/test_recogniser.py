"""Where persons are named: sentences written for these tests, in many languages."""

import gzip

import pytest

from monitor.names import recogniser
from monitor.names.recogniser import (
    NameSpan,
    balanced,
    careful,
    model_for,
    recognise,
    recognise_text,
)
from monitor.names.tokens import tokens

SENTENCES = [
    (
        "en",
        "The foreign minister, Margaret Holloway, met Thomas Brandt in Geneva on Monday.",
        ["Margaret Holloway", "Thomas Brandt"],
    ),
    (
        "de",
        "Der Minister Johannes Vogler sprach am Montag in Wien mit Angela Richter.",
        ["Johannes Vogler", "Angela Richter"],
    ),
    (
        "fr",
        "Le ministre Philippe Garnier a reçu mardi à Paris son homologue Elena Popescu.",
        ["Philippe Garnier", "Elena Popescu"],
    ),
    (
        "es",
        "El ministro Carlos Mendoza se reunió en Lima con la embajadora Lucía Romero.",
        ["Carlos Mendoza", "Lucía Romero"],
    ),
    (
        "it",
        "Il ministro Paolo Ferrara ha incontrato a Roma il presidente Marco Conti.",
        ["Paolo Ferrara", "Marco Conti"],
    ),
    (
        "pt",
        "O ministro António Carvalho encontrou-se em Lisboa com Maria Fernandes.",
        ["António Carvalho", "Maria Fernandes"],
    ),
    (
        "pl",
        "Minister Tomasz Wiśniewski rozmawiał w Warszawie z Janem Kowalskim.",
        ["Tomasz Wiśniewski", "Janem Kowalskim"],
    ),
    (
        "cs",
        "Ministr Tomáš Novotný jednal v Praze s Martinem Dvořákem.",
        ["Tomáš Novotný", "Martinem Dvořákem"],
    ),
    (
        "ru",
        "Министр Андрей Соколов встретился в Москве с Иваном Кузнецовым.",
        ["Андрей Соколов", "Иваном Кузнецовым"],
    ),
    (
        "uk",
        "Міністр Олександр Бондаренко зустрівся в Києві з Петром Іваненком.",
        ["Олександр Бондаренко", "Петром Іваненком"],
    ),
    (
        "bg",
        "Министърът Иван Петров разговаря в София с Георги Димитров.",
        ["Иван Петров", "Георги Димитров"],
    ),
    (
        "kk",
        "Министр Асқар Сейітов Астанада Ержан Қасымовпен кездесті.",
        ["Асқар Сейітов", "Ержан Қасымовпен"],
    ),
    ("tr", "Bakan Mehmet Yılmaz, Ankara'da Ali Demir ile görüştü.", ["Mehmet Yılmaz", "Ali Demir"]),
    (
        "az",
        "Nazir Elçin Məmmədov Bakıda Rəşad Quliyev ilə görüşüb.",
        ["Elçin Məmmədov", "Rəşad Quliyev"],
    ),
    (
        "uz",
        "Vazir Akmal Karimov Toshkentda Otabek Rahimov bilan uchrashdi.",
        ["Akmal Karimov", "Otabek Rahimov"],
    ),
    (
        "fi",
        "Ministeri Matti Virtanen tapasi Helsingissä Anna Korhosen.",
        ["Matti Virtanen", "Anna Korhosen"],
    ),
    (
        "hu",
        "Kovács István miniszter Budapesten találkozott Nagy Péterrel.",
        ["Kovács István", "Nagy Péterrel"],
    ),
    (
        "hy",
        "Նախարար Արմեն Սարգսյանը Երևանում հանդիպել է Դավիթ Հակոբյանի հետ։",
        ["Արմեն Սարգսյանը", "Դավիթ Հակոբյանի"],
    ),
]
NOBODY = [
    ("en", "The talks on trade and energy will continue in Brussels next week."),
    ("de", "Wenn die Verhandlungen scheitern, wird der Gipfel in Berlin verschoben."),
    ("ru", "Переговоры о поставках газа продолжатся в Москве на следующей неделе."),
    ("fr", "Les négociations sur le commerce reprendront à Bruxelles la semaine prochaine."),
    ("tr", "Ticaret görüşmeleri gelecek hafta Brüksel'de devam edecek."),
    ("kk", "Келіссөздер келесі аптада Астанада жалғасады."),
]


def found(lang, text):
    spans = recognise_text(text, lang)
    return {text[one.start : one.end] for one in spans if one.marginal >= balanced(lang)}


@pytest.mark.parametrize(
    ("lang", "text", "people"), SENTENCES, ids=[lang for lang, *_ in SENTENCES]
)
def test_a_person_of_each_sentence_is_found_where_she_stands(lang, text, people):
    assert found(lang, text) & set(people)


def test_nearly_all_full_names_are_found_and_hardly_anything_else():
    right = sum(len(found(lang, text) & set(people)) for lang, text, people in SENTENCES)
    wrong = sum(len(found(lang, text) - set(people)) for lang, text, people in SENTENCES)
    assert right >= 0.9 * sum(len(people) for *_, people in SENTENCES)
    assert wrong <= 2


@pytest.mark.parametrize(("lang", "text"), NOBODY, ids=[lang for lang, _ in NOBODY])
def test_where_nobody_is_named_nobody_is_found(lang, text):
    assert not [one for one in recognise_text(text, lang) if one.marginal >= balanced(lang)]


def test_words_and_characters_tell_the_same():
    text = SENTENCES[0][1]
    cut = tokens(text, "en")
    by_word = recognise([token.text for token in cut], "en")
    assert [(cut[a].start, cut[b - 1].end, m) for a, b, m in by_word] == recognise_text(text, "en")


def test_every_model_loads():
    models = {*recogniser.models(), "latin", "any"}
    for model in sorted(models):
        assert {"B", "I", "O"} <= set(recogniser.labels(model)), model


def test_a_language_without_a_model_has_its_script_s():
    assert model_for("id", ["Menteri", "luar", "negeri"]) == "latin"
    assert model_for("sr", ["Председник", "Србије"]) == "east"
    assert model_for("el", ["Ο", "πρόεδρος"]) == "any"
    assert model_for("de", ["Der", "Minister"]) == "germanic"


@pytest.mark.parametrize("lang", ["en", "zh", "ko", "el", "xx"])
def test_an_empty_sentence_and_mere_marks_name_nobody(lang):
    assert recognise([], lang) == []
    assert recognise_text(" … — 12 ", lang) == []


def test_a_text_of_any_length_is_read_in_pieces():
    text = "Der Minister Johannes Vogler sprach in Wien. " * 200
    spans = recognise_text(text, "de")
    assert len(spans) > 150
    assert all(0 <= one.start < one.end <= len(text) and 0 <= one.marginal <= 1 for one in spans)


def test_a_careful_threshold_is_no_lower_than_a_balanced_one():
    for lang in ("en", "ru", "de", "fr", "tr", "other"):
        assert careful(lang) >= balanced(lang)


def test_a_span_is_a_plain_tuple():
    assert NameSpan(0, 2, 0.9) == (0, 2, 0.9)


def test_an_unpacked_model_counts_only_while_it_is_the_packed_one(tmp_path):
    packed, ready = tmp_path / "one.crfsuite.gz", tmp_path / "one.crfsuite"
    packed.write_bytes(gzip.compress(b"learnt"))
    assert recogniser.unpacked("one", tmp_path) == b"learnt"
    ready.write_bytes(b"learnt")
    assert recogniser.unpacked("one", tmp_path) == b"learnt"
    ready.write_bytes(b"before")
    assert recogniser.unpacked("one", tmp_path) == b"learnt"
    packed.unlink()
    assert recogniser.unpacked("one", tmp_path) == b"before"
