"""Pictures as PNG: letters of every script, the same on every machine."""

import struct
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from monitor.errors import UsageError
from monitor.pictures import png
from monitor.pictures.shaping import _face_for, _seen, outline
from monitor.pictures.week import Thread, week

SCRIPTS = [
    "Tokayev, Erdoğan, Quốc tế",
    "Токаев Қасым-Жомарт Ўзбекистон",
    "Ερντογάν",
    "محمد بن سلمان",
    "بنیامین نتانیاہو",
    "ראש הממשלה",
    "नरेन्द्र मोदी",
    "বাংলা",
    "தமிழ்",
    "తెలుగు",
    "ਪੰਜਾਬੀ",
    "ગુજરાતી",
    "ಕನ್ನಡ",
    "മലയാളം",
    "සිංහල",
    "ภาษาไทย",
    "ລາວ",
    "ភាសាខ្មែរ",
    "မြန်မာ",
    "አማርኛ",
    "Հայաստան",
    "საქართველო",
    "习近平",
    "윤석열",
    "キャメロン",
]


def a_picture(title):
    threads = [Thread(title=title, accounts=(1, 0, 3, 0, 0, 0, 2))]
    return week(
        threads, first=date(2026, 11, 23), language="en", heading="The week", desc="One thread"
    )


def size_of(data):
    return struct.unpack(">II", data[16:24])


@pytest.mark.parametrize("words", SCRIPTS)
def test_every_script_has_letters(words):
    assert not [letter for letter in words if letter != " " and _face_for(letter) is None]
    assert outline(words).width > 1000
    assert outline(words, bold=True).d != outline(words).d


def test_a_picture_is_a_png_of_two_points_a_unit():
    picture = a_picture("Talks in Astana")
    data = png.png_of(picture)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert size_of(data) == (2 * picture.width, 2 * picture.height)


def test_the_same_picture_is_the_same_bytes():
    assert png.png_of(a_picture("محمد")) == png.png_of(a_picture("محمد"))
    assert png.png_of(a_picture("محمد")) != png.png_of(a_picture("سلمان"))


def test_no_letter_is_left_to_the_machines_fonts():
    drawn = png._TEXT.sub(png._outlined, a_picture("Talks & <talks> in Астана, الرياض").file)
    root = ET.fromstring(drawn)
    assert not list(root.iter("{http://www.w3.org/2000/svg}text"))


def test_arabic_letters_are_joined_and_run_to_the_left():
    """Joined letters take less room than the same letters apart, and the first stands rightmost."""
    apart = sum(outline(letter).width for letter in "سلمان")
    assert outline("سلمان").width < apart
    first, both = outline("س"), outline("س ن")
    begins = [float(step.split(" ", 1)[0]) for step in both.d.split("M")[1:]]
    assert max(begins) > both.width - first.width


def test_brackets_in_a_line_of_right_to_left_open_the_right_way():
    assert "(G20)" in _seen("سلمان (G20)")
    assert _seen("سلمان (G20)").startswith("(")
    assert _seen("G20 (سلمان)").startswith("G20 (")


def test_a_letter_that_no_font_has_is_left_out():
    assert outline("a\U0001f1f0\U0001f1ffb").d.count("M") == outline("ab").d.count("M")


def test_where_the_extra_is_missing_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(png, "find_spec", lambda name: None if name == "resvg_py" else object())
    assert png.missing().count("\n") == 0
    assert "pip install '.[pictures]'" in png.missing()
    with pytest.raises(UsageError, match="resvg_py"):
        png.png_of(a_picture("x"))
