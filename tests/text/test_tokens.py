from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.text.normalize import fold_name, fold_word, plain
from monitor.text.tokens import tokenize


def test_alphabets_give_words_and_chinese_gives_letters() -> None:
    assert [token.text for token in tokenize("Тоқаев met 习近平 in l'Aquila.")] == [
        "Тоқаев",
        "met",
        "习",
        "近",
        "平",
        "in",
        "l'",
        "Aquila",
    ]


def test_katakana_is_one_word_and_numbers_stay_whole() -> None:
    assert [token.text for token in tokenize("トカエフ大統領 1,000.5")] == [
        "トカエフ",
        "大",
        "統",
        "領",
        "1,000.5",
    ]


@given(st.text(max_size=300))
def test_tokens_are_cut_out_of_the_text_in_order(text: str) -> None:
    tokens = tokenize(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))


def test_words_meet_across_scripts_once_folded() -> None:
    assert fold_word("Казахстан")[:5] == fold_word("Kazakhstan")[:2] + "zah"
    assert fold_name("Тоқаев") == fold_name("Tokayev") == fold_name("Tokaev")
    assert plain("Əliyev ÜNİVERSİTE 習近平") == "aliyev universite 习近平"


def test_a_stem_without_its_case_ending_is_among_the_stems() -> None:
    stems = {
        token.text: token.stems
        for token in tokenize("Казахстана Қазақстанның Kazakistan’ın والرئيس")
    }
    assert "казахстан" in stems["Казахстана"]
    assert "қазақстан" in stems["Қазақстанның"]
    assert "kazakistan" in stems["Kazakistan’ın"]
    assert any(stem.endswith("رييس") for stem in stems["والرئيس"])


def test_an_armenian_u_is_one_letter():
    assert fold_name("Սուրեն") == fold_name("Suren")
    assert fold_name("Ուզունյան") == fold_name("Uzunyan")
