"""Whom a text itself calls the holder of an office: only where it says so in its own words."""

import pytest

from monitor.claims import read
from monitor.model import Article, OfficeSaid

DAY = "2026-12-03"


def said(text: str, language: str, published: str | None = DAY) -> tuple[OfficeSaid, ...]:
    article = Article(
        id="a" * 16, version="b" * 12, text_hash="c" * 64, text_bytes=len(text), lang=language,
        published=published,
    )  # fmt: skip
    return read(article, text).offices


def called(text: str, language: str = "en", published: str | None = DAY) -> set[tuple[str, str]]:
    return {(one.where, one.key) for one in said(text, language, published)}


LINDQVIST = ("SE", "lindkvist")
FIDAN = ("TR", "fidan")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Swedish Foreign Minister Anna Lindqvist came to Ankara. They discussed trade."),
        ("en", "Sweden's new foreign minister, Anna Lindqvist, came to Ankara for talks."),
        ("en", "Anna Lindqvist, the foreign minister of Sweden, came to Ankara for talks."),
        ("ru", "Министр иностранных дел Швеции Анна Линдквист прибыла в Анкару на переговоры."),
        ("kk", "Швецияның Сыртқы істер министрі Анна Линдквист Анкараға келді."),
        ("de", "Die schwedische Außenministerin Anna Lindqvist traf am Donnerstag in Ankara ein."),
        ("fr", "La ministre suédoise des Affaires étrangères, Anna Lindqvist, est à Ankara."),
        ("es", "La ministra de Asuntos Exteriores de Suecia, Anna Lindqvist, llegó a Ankara."),
        ("tr", "İsveç Dışişleri Bakanı Anna Lindqvist Ankara'ya geldi."),
    ],
)
def test_a_plain_phrase_beside_the_name_says_so(language: str, text: str) -> None:
    assert called(text, language) == {LINDQVIST}


def test_it_comes_with_its_sentence_its_office_and_the_name() -> None:
    text = "Swedish Foreign Minister Anna Lindqvist came to Ankara. They discussed trade."
    (one,) = said(text, "en")
    assert (one.office, one.name, one.given) == ("foreign-minister", "Anna Lindqvist", "ana")
    assert one.text == "Swedish Foreign Minister Anna Lindqvist came to Ankara."


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Former Swedish Foreign Minister Anna Lindqvist came to Ankara for talks."),
        ("en", "Fidan called Anna Lindqvist the future foreign minister of Sweden in Ankara."),
        ("en", "Swedish Deputy Foreign Minister Anna Lindqvist came to Ankara for talks."),
        ("en", "If Anna Lindqvist, the foreign minister of Sweden, comes, they will talk."),
        ("en", "In 2019 Swedish Foreign Minister Anna Lindqvist came to Ankara for talks."),
        ("en", "“Swedish Foreign Minister Anna Lindqvist is welcome,” Hakan Fidan said in Ankara."),
        ("en", "Anna Lindqvist met the foreign minister of Sweden in Ankara on Thursday."),
        ("en", "Anna Lindqvist, who wrote a book about the foreign minister of Sweden, came."),
        ("en", "Anna Lindqvist, of the party, foreign minister of Sweden, came to Ankara."),
        ("en", "Guests were the king of Sweden, Anna Lindqvist and others, it was said in Ankara."),
        ("en", "Turkish Swedish Foreign Minister Anna Lindqvist came to Ankara for talks."),
        ("en", "Sweden's foreign minister, Lindqvist, came to Ankara for talks."),
        ("en", "The elected president of Sweden, Anna Lindqvist, came to Ankara for talks."),
        ("tr", "İsveç Dışişleri Bakanının Anna Lindqvist'le görüşmesi Ankara'da oldu."),
        ("vi", "Bộ trưởng Ngoại giao Thụy Điển Anna Lindqvist đã đến Ankara."),
        ("sr", "Generalni sekretar predsednika Švedske Anna Lindqvist sastala se u Ankari."),
        ("el", "Η υπουργός Εξωτερικών της Σουηδίας Άννα Λίντκβιστ έφτασε στην Άγκυρα."),
        ("zh", "瑞典外交部长安娜·林德奎斯特周四在安卡拉会见了土耳其外交部长费丹。"),
        ("en", "Finnish member of parliament Anna Lindqvist came to Ankara for talks."),
        ("en", "Foreign Minister Anna Lindqvist came to Ankara for talks."),
        ("ru", "Экс-министр иностранных дел Швеции Анна Линдквист прибыла в Анкару."),
        ("ru", "И.о. министра иностранных дел Швеции Анна Линдквист прибыла в Анкару."),
        ("ru", "Министр иностранных дел Швеции Анна Линдквист, возможно, прибудет в Анкару."),
        ("de", "Die frühere schwedische Außenministerin Anna Lindqvist traf in Ankara ein."),
        ("fr", "L'ancienne ministre suédoise des Affaires étrangères, Anna Lindqvist, est là."),
        ("es", "La exministra de Asuntos Exteriores de Suecia, Anna Lindqvist, llegó a Ankara."),
        ("kk", "Швецияның бұрынғы Сыртқы істер министрі Анна Линдквист Анкараға келді."),
    ],
)
def test_what_says_less_or_more_does_not(language: str, text: str) -> None:
    assert LINDQVIST not in called(text, language)


def test_two_who_stand_side_by_side_each_have_their_own_office() -> None:
    text = (
        "Turkish Foreign Minister Hakan Fidan, Swedish Foreign Minister Anna Lindqvist and others "
        "met in Ankara."
    )
    assert called(text) == {FIDAN, LINDQVIST}


def test_an_article_that_calls_two_people_so_says_nothing() -> None:
    text = (
        "Swedish Foreign Minister Anna Lindqvist came to Ankara. Swedish Foreign Minister Karin "
        "Olsson came too."
    )
    assert called(text) == set()


def test_a_secretary_general_is_an_organisation_s() -> None:
    text = "UN Secretary-General Anna Lindqvist came to Ankara for talks on Thursday."
    assert called(text) == {("UN", "lindkvist")}


@pytest.mark.parametrize("published", [None, "2026", "2026-12"])
def test_without_a_day_nothing_is_said(published: str | None) -> None:
    text = "Swedish Foreign Minister Anna Lindqvist came to Ankara. They discussed trade."
    assert called(text, published=published) == set()


def test_a_prime_minister_is_the_chancellor_where_there_is_one() -> None:
    (one,) = said("Almanya Başbakanı Anna Lindqvist Ankara'ya geldi.", "tr")
    assert (one.where, one.office) == ("DE", "chancellor")


def test_an_office_between_two_names_is_the_second_one_s() -> None:
    text = "ABD Savunma Bakanı Lloyd Austin, İsveç Dışişleri Bakanı Lindqvist ile görüştü."
    assert called(text, "tr") == {("US", "austin")}
