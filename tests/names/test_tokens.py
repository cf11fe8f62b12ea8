"""Words and marks as the recogniser counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.names.tokens import tokens


def said(text, lang):
    return [token.text for token in tokens(text, lang)]


def test_marks_are_words_of_their_own():
    assert said("Merz, der Kanzler.", "de") == ["Merz", ",", "der", "Kanzler", "."]


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        ("Erdoğan'ın", "tr", ["Erdoğan", "'", "ın"]),
        ("Macron’s", "en", ["Macron", "’", "s"]),
        ("O'Brien", "en", ["O'Brien"]),
        ("l'Italie d'Estaing", "fr", ["l'", "Italie", "d'", "Estaing"]),
        ("Oʻzbekiston Toʻrayev", "uz", ["Oʻzbekiston", "Toʻrayev"]),
        ("Мар'яна", "uk", ["Мар'яна"]),
    ],
)
def test_a_suffix_behind_an_apostrophe_is_parted_from_a_name(text, lang, words):
    assert said(text, lang) == words


def test_chinese_and_japanese_give_a_character_each_and_katakana_a_run():
    assert said("王毅外长", "zh") == ["王", "毅", "外", "长"]
    assert said("マクロン氏", "ja") == ["マクロン", "氏"]


def test_a_korean_syllable_that_begins_a_word_says_so():
    assert said("조태열 장관", "ko") == ["조", "태", "열", " 장", "관"]


@given(st.text(max_size=60), st.sampled_from(["en", "uz", "zh", "ko", "ar", "he"]))
def test_every_word_stands_where_it_says(text, lang):
    for token in tokens(text, lang):
        assert text[token.start : token.end] == token.text.lstrip(" ")
        assert token.end > token.start
