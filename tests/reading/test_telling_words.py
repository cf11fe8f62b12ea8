"""The telling words of an article, and which of them are written as names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.claims import read
from monitor.model import Article, PackedStems


def words(text, *, title=None, lang="en"):
    article = Article(
        id="a",
        version="",
        text_hash="",
        text_bytes=1,
        published="2024-12-13",
        title=title,
        lang=lang,
    )
    return {
        stem[:4]: (times, as_name) for stem, times, as_name in read(article, text).words.stems()
    }


STEMS = st.lists(
    st.tuples(
        st.from_regex(r"[a-z]{1,9}|[一-龥]{2}", fullmatch=True), st.integers(1, 99), st.booleans()
    )
)


@given(STEMS)
def test_what_is_packed_comes_out_as_it_was_but_that_a_script_without_capitals_has_no_names(stems):
    assert list(PackedStems.of(stems).stems()) == [
        (stem, times, as_name and stem.isascii()) for stem, times, as_name in stems
    ]


@given(st.text())
def test_whatever_stands_in_a_log_comes_out_without_an_error(text):
    assert all(times >= 0 for _, times, _ in PackedStems(text).stems())


def test_a_capital_inside_a_sentence_makes_a_name_of_a_thing_that_no_list_holds():
    found = words(
        "Yesterday the frigate Sukanya met two boats. The frigate took them to Mangalore."
    )
    assert found["suka"] == (1, True)
    assert found["frig"] == (2, False)


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Ministers spoke about grain. Ministers of both countries signed a paper.", "mini"),
        ("The envoys met again on Wednesday in the evening.", "wedn"),
        ('The envoy answered: "Negotiations take time, and patience is needed."', "nego"),
        ("Talks On The Corridor Between Both Countries Were Held Again In Autumn", "corr"),
        (
            "He led the Council for a year. The council of elders met, and the council agreed.",
            "coun",
        ),
    ],
)
def test_a_capital_that_its_place_asks_for_makes_no_name(text, stem):
    assert words(text)[stem][1] is False


def test_german_nouns_are_no_names():
    text = (
        "Der Minister sprach gestern lange mit dem Botschafter über den Vertrag und den Handel mit "
        "dem Nachbarn."
    )
    assert not any(as_name for _, as_name in words(text, lang="de").values())


def test_names_are_kept_however_long_the_article_is():
    filler = " ".join(f"{chr(97 + i // 26)}{chr(97 + i % 26)}word" for i in range(200))
    found = words(
        f"They said {filler} {filler}. Later they spoke about Tabar, and about the Sukanya."
    )
    assert found["taba"][1]
