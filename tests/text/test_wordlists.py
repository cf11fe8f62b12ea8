"""Word lists are found together: where a text may hold a term of each is found once for all."""

import pytest

from monitor.text.lexicon import Lexicon
from monitor.text.tokens import tokenize
from monitor.text.wordlists import LargeList, Wordlist


def found(words, text, language="en"):
    return [(one.first, one.last, one.value) for one in words.find(tokenize(text), language)]


def test_a_list_that_is_asked_later_is_found_in_a_text_already_looked_at():
    tokens = tokenize("They signed a peace treaty in Geneva")
    first = Wordlist({"pact": {"en": ["treaty"]}})
    assert [one.value for one in first.find(tokens, "en")] == ["pact"]
    later = Wordlist({"peace": {"en": ["peace treaty"]}})
    cities = LargeList(Lexicon([("Geneva", "city")]))
    assert [one.value for one in later.find(tokens, "en")] == ["peace"]
    assert [one.value for one in cities.find(tokens, "en")] == ["city"]
    assert [one.value for one in first.find(tokens, "en")] == ["pact"]


def test_part_of_a_text_is_looked_at_alone():
    words = Wordlist({"pact": {"en": ["peace treaty"]}})
    tokens = tokenize("a peace treaty")
    assert [(one.first, one.last) for one in words.find(tokens[1:], "en")] == [(0, 2)]
    assert words.find(tokens[:2], "en") == []


def test_one_text_is_read_in_two_languages():
    words = Wordlist({"council": {"de": ["Rat"]}, "animal": {"en": ["rat"]}})
    tokens = tokenize("Rat")
    assert [one.value for one in words.find(tokens, "de")] == ["council"]
    assert [one.value for one in words.find(tokens, "en")] == ["animal"]
    assert [one.value for one in words.find(tokens, "de")] == ["council"]


@pytest.mark.parametrize("language", ["ru", "en", "kk", ""])
def test_terms_in_other_letters_count_in_every_language(language):
    words = Wordlist({"talks": {"ru": ["переговор*"], "zh": ["会谈"], "en": ["talks"]}})
    assert found(words, "Переговоры", language) == [(0, 1, "talks")]
    assert found(words, "举行会谈", language) == [(2, 4, "talks")]
    assert found(words, "2024", language) == []


@pytest.mark.parametrize(
    "term",
    [
        "treaty",
        "Xi'an",
        "C5+1",
        "новый год",
        "съезд*",
        "été",
        "中国",
        "G20",
        "« sommet",
        "Nur-Sultan",
    ],
)
def test_a_term_is_found_in_itself(term):
    words = Lexicon([(term, "it")])
    text = term.replace("*", "ами")
    assert [one.value for one in words.find(tokenize(text))] == ["it"]
    assert [one.value for one in words.find(tokenize(text.upper()))] == ["it"]
