"""Bytes as outlets send them: what they say of themselves, and what they are."""

import pytest

from monitor.feeds.parse.parse import parse
from monitor.feeds.parse.worker import ParseJob, work
from monitor.intake.encoding import codec_of, decode, labels_of_feed, labels_of_page

FRENCH = "Il a dit : « Très bien » et l’été est fini – déjà. " * 3
KOREAN = "외교부 장관이 아스타나에서 회담을 했다. " * 3
RUSSIAN = "Министр иностранных дел провел переговоры в Астане. " * 3


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("iso-8859-8-i", "iso8859-8", "שר החוץ הגיע"),
        ("x-cp1254", "cp1254", "Dışişleri bakanı geldi"),
        ("ISO-8859-9", "cp1254", "Dışişleri “bakanı” geldi"),
        ("iso885915", "iso8859-15", "Le ministre a payé 5 €"),
        ("sun_eu_greek", "iso8859-7", "Ο υπουργός Εξωτερικών"),
        ("iso-2022-jp", "iso2022_jp", "外務大臣が到着"),
        ("latin1", "cp1252", "„Wir kommen wieder“ – sagte er"),
        ("us-ascii", "cp1252", "„Wir kommen wieder“"),
        ("gb2312", "gb18030", "外交部长镕抵达"),
        ("x-sjis", "cp932", "外務大臣が①到着"),
        ("ks_c_5601-1987", "cp949", "외교부 장관이 똠방각하"),
        ("big5", "big5hkscs", "外交部長抵達"),
        ("cskoi8r", "koi8-r", "Министр прибыл"),
        ("koi8-ru", "koi8-u", "Міністр їде"),
        ("x-mac-cyrillic", "mac-cyrillic", "Министр прибыл"),
        ("win-1251", "cp1251", "Министр прибыл"),
        ("kz-1048", "kz1048", "Қазақстан Президенті қабылдады"),
        ("dos-874", "cp874", "รัฐมนตรีว่าการ"),
        ("visual", "iso8859-8", "שר החוץ הגיע"),
    ],
)
def test_labels_are_read_as_browsers_read_them(label, codec, words):
    body = f'<?xml version="1.0" encoding="{label}"?><rss><channel><title>{words}</title></channel></rss>'
    found = parse(body.encode(codec), url="http://a.example/", content_type="text/xml")
    assert found.title == words
    found = parse(
        body.replace(f' encoding="{label}"', "").encode(codec),
        url="http://a.example/",
        content_type=f"text/xml; charset={label}",
    )
    assert found.title == words


def test_what_nobody_knows_is_no_label():
    assert codec_of("rot13") is codec_of("unicode_escape") is codec_of("utf-16") is None
    assert codec_of(" Windows-1251 ") == "windows-1251"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_need_no_mark(codec):
    body = f"<rss><channel><title>{RUSSIAN}</title></channel></rss>".encode(codec)
    found = parse(body, url="http://a.example/", content_type=f"application/xml; charset={codec}")
    assert found.title == RUSSIAN.strip()


def test_a_declaration_is_found_in_the_header_and_in_the_head():
    assert labels_of_page(b"<meta charset=windows-1251>", "text/html; charset=utf-8") == [
        "utf-8",
        "windows-1251",
    ]
    old = b'<META http-equiv="Content-Type" content="text/html; charset=koi8-r">'
    assert labels_of_page(old) == ["koi8-r"]
    assert labels_of_feed(
        b"<?xml version='1.0' encoding='koi8-r'?>", 'text/xml; charset="cp1251"'
    ) == ["koi8-r", "cp1251"]


@pytest.mark.parametrize("label", ["windows-1252", "iso-8859-1", "latin1"])
@pytest.mark.parametrize("where", ["head", "header"])
def test_a_page_is_read_by_what_it_declares(label, where):
    head = f"<meta charset={label}>" if where == "head" else ""
    page = f"<!doctype html><html><head>{head}<title>x</title></head><body><article>{f'<p>{FRENCH}</p>' * 10}</article></body></html>"
    kind = f"text/html; charset={label}" if where == "header" else "text/html"
    answer = work(
        ParseJob(
            what="page", body=page.encode("cp1252"), url="http://a.example/", content_type=kind
        )
    )
    assert FRENCH.strip() in answer.text


def test_undeclared_western_is_windows_1252_and_cyrillic_is_not():
    for words in (
        FRENCH,
        "Der Außenminister sagte: „Wir kommen wieder“.",
        "El canciller dijo: «mañana».",
    ):
        text, notes = decode(f"<rss><title>{words}</title></rss>".encode("cp1252"))
        assert words in text
        assert notes == ("not UTF-8: read as cp1252",)
    assert RUSSIAN in decode(f"<rss><title>{RUSSIAN}</title></rss>".encode("cp1251"))[0]


def test_one_broken_title_does_not_change_the_others():
    entries = "".join(f"<item><title>Séance n° {n} à Genève</title></item>" for n in range(20))
    body = (
        f"<rss><channel>{entries}<item><title>".encode()
        + "Réunion à Evian".encode("cp1252")
        + b"</title></item></channel></rss>"
    )
    found = parse(body, url="http://a.example/", content_type="text/xml")
    assert found.entries[3].title == "Séance n° 3 à Genève"
    assert any("replaced" in note for note in found.notes)
    cyrillic = (
        f"<rss><channel><item><title>{RUSSIAN}</title></item><item><title>".encode()
        + b"caf\xe9 \xff\xfe</title></item></channel></rss>"
    )
    assert (
        RUSSIAN.strip()
        in parse(cyrillic, url="http://a.example/", content_type="").entries[0].title
    )


def test_a_few_accidents_do_not_belie_a_declaration():
    body = (
        b"<?xml version='1.0' encoding='euc-kr'?><rss><title>"
        + KOREAN.encode("cp949") * 3
        + b"\xff</title></rss>"
    )
    text, notes = decode(body, declared=["euc-kr"])
    assert KOREAN in text
    assert notes == ("not cp949: 1 place replaced",)


def test_japanese_in_seven_bits_is_known_by_its_escapes():
    assert decode("外務大臣が到着".encode("iso2022_jp"))[0] == "外務大臣が到着"


@pytest.mark.parametrize("label", ["windows-1250", "cp1250", "windows-1252", "windows-1257"])
def test_bytes_that_stand_for_nothing_do_not_change_what_was_declared(label):
    words = "Ministr ř" if "1250" in label else "Minister é"
    raw = words.encode(label) + b" \x81 \x90"
    assert decode(raw, declared=[label]) == (f"{words} \x81 \x90", ())


def test_other_errors_in_a_declared_encoding_still_show_that_it_is_another():
    assert decode("ä".encode() * 50 + b"\xff", declared=["cp874"])[0].startswith("ä")
    assert decode(b"\xdb\xfc" * 9, declared=["windows-874"])[1]
