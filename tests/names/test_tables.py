"""The tables of name parts and common words."""

import pytest

from monitor.names.tables import FAMILY, GIVEN, Table, common_words, name_parts, packed, plain


def test_what_is_packed_is_found_again():
    table = Table(packed([("anna", 4), ("anna", 1), ("berg", 8)]))
    assert len(table) == 2
    assert (table.get("anna"), table.get("berg"), table.get("citta")) == (5, 8, None)


def test_a_table_is_the_same_bytes_whatever_the_order():
    assert packed([("a", 1), ("b", 2)]) == packed([("b", 2), ("a", 1)])


@pytest.mark.parametrize("name", ["maria", "дмитрий", "محمد", "ნინო", "김", "王"])
def test_given_and_family_names_of_many_scripts_are_known(name):
    assert name_parts().get(plain(name)) is not None


def test_a_given_name_is_known_as_one():
    assert (name_parts().get("vladimir") or 0) & GIVEN


def test_common_words_know_their_language():
    assert (common_words().get("de:und") or 0) > (common_words().get("de:wenn") or 0) > 0
    assert common_words().get("en:bundeskanzler") is None


@pytest.mark.parametrize(
    ("word", "bare"),
    [("Erdoğan", "erdogan"), ("Йорданов", "йорданов"), ("مُحَمَّد", "محمد"), ("Łukasz", "lukasz")],
)
def test_plain_drops_accents_and_vowel_signs(word, bare):
    assert plain(word) == bare


def test_the_parts_of_a_name_are_bits_of_their_own():
    assert GIVEN & FAMILY == 0
