"""Names of one script in the letters of another: only where the script says how they are spelt."""

import pytest

from monitor.digest.wording.spelling import in_latin, script_of


@pytest.mark.parametrize(
    ("name", "country", "latin"),
    [
        ("Рахметов", "KZ", "Rakhmetov"),
        ("Соловьёв", "RU", "Solovev"),
        ("Мәсімов", "KZ", "Masimov"),
        ("Подгорная", "RU", "Podgornaya"),
        ("Чжан Ханьхуэй", "CN", "Zhang Hanhui"),
        ("Паррилья", "CU", None),  # Parrilla
        ("Калниня", "LV", None),  # Kalniņa
        ("Ле Хоай Чунг", "VN", None),
        ("Барбоза", None, None),
        ("Бериевски", None, "Berievski"),
        ("Петренко", None, "Petrenko"),
        ("Παπαδόπουλος", "GR", "Papadopoulos"),
        ("Μέρκελ", "DE", None),
        ("მაჭავარიანი", "GE", "Machavariani"),
        ("ჰერჩინსკი", "PL", None),
        ("Ռուբինյան", "AM", "Rubinyan"),
        ("黎怀忠", "VN", None),
        ("李怀忠", "CN", None),  # the surname's reading is not in its letters
        ("الصفدي", "JO", None),
        ("Kalniņa", "LV", "Kalniņa"),
    ],
)
def test_a_name_is_spelt_only_where_its_script_is_at_home(name, country, latin):
    assert in_latin(name, country) == latin


def test_a_mixed_name_has_no_script():
    assert script_of("Cергей") == ""
    assert in_latin("Cергеев", "RU") is None
