"""Three accounts in each of the languages whose lists are younger: countries, place and act."""

import pytest

from .accounts import reading_of

ACCOUNTS = [
    (
        "vi",
        "Hội đàm tại Hà Nội",
        (
            "Bộ trưởng Ngoại giao Việt Nam hội đàm ngày 12/11/2026 tại Hà Nội với Bộ "
            "trưởng Ngoại giao Nhật Bản."
        ),
        ("JP", "VN"),
        "Hanoi",
        "talks",
    ),
    (
        "vi",
        "Ký kết hiệp định",
        "Việt Nam và Lào đã ký ngày 10/11/2026 một hiệp định về thương mại.",
        ("LA", "VN"),
        None,
        "signing",
    ),
    (
        "vi",
        "Trình quốc thư",
        "Đại sứ Ấn Độ trình quốc thư lên Chủ tịch nước Việt Nam.",
        ("IN", "VN"),
        None,
        "credentials",
    ),
    (
        "ky",
        "Бишкектеги жолугушуу",
        (
            "Кыргызстандын тышкы иштер министри 12-ноябрда Бишкекте Казакстандын тышкы "
            "иштер министри менен жолугушту."
        ),
        ("KG", "KZ"),
        "Bishkek",
        "meeting",
    ),
    (
        "ky",
        "Келишимге кол коюлду",
        ("Кыргызстан менен Өзбекстан 10-ноябрда Ташкентте чек ара боюнча келишимге кол коюшту."),
        ("KG", "UZ"),
        "Tashkent",
        "signing",
    ),
    (
        "ky",
        "Ишеним грамотасы",
        "Жапониянын элчиси Кыргызстандын президентине ишеним грамотасын тапшырды.",
        ("JP", "KG"),
        None,
        "credentials",
    ),
    (
        "fa",
        "احضار سفیر",
        "سفیر فرانسه روز گذشته به وزارت امور خارجه ایران احضار شد.",
        ("FR", "IR"),
        None,
        "protest",
    ),
    (
        "fa",
        "امضای موافقتنامه",
        "ایران و عراق در بغداد موافقتنامه حمل و نقل را امضا کردند.",
        ("IQ", "IR"),
        "Baghdad",
        "signing",
    ),
    (
        "fa",
        "تسلیم استوارنامه",
        "سفیر جدید هند استوارنامه خود را به رئیس‌جمهور ایران تقدیم کرد.",
        ("IN", "IR"),
        None,
        "credentials",
    ),
    (
        "be",
        "Сустрэча ў Мінску",
        (
            "Міністр замежных спраў Беларусі сустрэўся 12 лістапада ў Мінску з міністрам "
            "замежных спраў Сербіі."
        ),
        ("BY", "RS"),
        "Minsk",
        "meeting",
    ),
    (
        "be",
        "Падпісана пагадненне",
        "Беларусь і Казахстан падпісалі 10 лістапада ў Астане пагадненне аб гандлі.",
        ("BY", "KZ"),
        "Astana",
        "signing",
    ),
    (
        "be",
        "Пратэст",
        ("Часовага паверанага Польшчы выклікалі ў МЗС Беларусі і ўручылі ноту пратэсту."),
        ("BY", "PL"),
        None,
        "protest",
    ),
    (
        "sk",
        "Stretnutie v Bratislave",
        (
            "Minister zahraničných vecí Slovenska sa 12. novembra v Bratislave stretol s "
            "rakúskym ministrom zahraničných vecí."
        ),
        ("AT", "SK"),
        "Bratislava",
        "meeting",
    ),
    (
        "sk",
        "Podpis zmluvy",
        "Slovensko a Maďarsko podpísali 10. novembra v Budapešti zmluvu o doprave.",
        ("HU", "SK"),
        "Budapest",
        "signing",
    ),
    (
        "sk",
        "Vyhostenie",
        "Slovensko vyhostilo troch ruských diplomatov.",
        ("RU", "SK"),
        None,
        "expulsion",
    ),
    (
        "hr",
        "Sastanak u Zagrebu",
        (
            "Ministar vanjskih poslova Hrvatske sastao se 12. studenoga u Zagrebu s "
            "ministrom vanjskih poslova Italije."
        ),
        ("HR", "IT"),
        "Zagreb",
        "meeting",
    ),
    (
        "hr",
        "Potpisan sporazum",
        ("Hrvatska i Mađarska potpisale su 10. studenoga u Budimpešti sporazum o energetici."),
        ("HR", "HU"),
        "Budapest",
        "signing",
    ),
    (
        "hr",
        "Vjerodajnice",
        "Veleposlanik Indije predao je vjerodajnice predsjedniku Hrvatske.",
        ("HR", "IN"),
        None,
        "credentials",
    ),
    (
        "da",
        "Møde i København",
        ("Danmarks udenrigsminister mødte den 12. november i København sin svenske kollega."),
        ("DK", "SE"),
        "Copenhagen",
        "meeting",
    ),
    (
        "da",
        "Aftale underskrevet",
        ("Danmark og Tyskland underskrev den 10. november i Berlin en aftale om energi."),
        ("DE", "DK"),
        "Berlin",
        "signing",
    ),
    (
        "da",
        "Indkaldt",
        "Udenrigsministeriet i Danmark har indkaldt Ruslands ambassadør.",
        ("DK", "RU"),
        None,
        "protest",
    ),
    (
        "nb",
        "Møte i Oslo",
        "Norges utenriksminister møtte 12. november i Oslo sin finske kollega.",
        ("FI", "NO"),
        "Oslo",
        "meeting",
    ),
    (
        "nb",
        "Avtale undertegnet",
        "Norge og Polen undertegnet 10. november i Warszawa en avtale om forsvar.",
        ("NO", "PL"),
        "Warsaw",
        "signing",
    ),
    (
        "nb",
        "Utvist",
        "Norge har utvist to russiske diplomater.",
        ("NO", "RU"),
        None,
        "expulsion",
    ),
    (
        "fi",
        "Tapaaminen Helsingissä",
        ("Suomen ulkoministeri tapasi 12. marraskuuta Helsingissä Viron ulkoministerin."),
        ("EE", "FI"),
        "Helsinki",
        "meeting",
    ),
    (
        "fi",
        "Sopimus allekirjoitettiin",
        ("Suomi ja Ruotsi allekirjoittivat 10. marraskuuta Tukholmassa sopimuksen puolustuksesta."),
        ("FI", "SE"),
        "Stockholm",
        "signing",
    ),
    (
        "fi",
        "Karkotus",
        "Suomi karkotti kaksi venäläistä diplomaattia.",
        ("FI", "RU"),
        None,
        "expulsion",
    ),
]


@pytest.mark.parametrize(("language", "title", "text", "countries", "place", "act"), ACCOUNTS)
def test_an_account_is_read(language, title, text, countries, place, act):  # noqa: PLR0913, PLR0917 - an account
    reading = reading_of(title, text, language)
    assert (reading.language, reading.notes) == (language, ())
    assert tuple(sorted(reading.countries)) == countries
    assert (reading.place and reading.place.name) == place
    assert act in reading.acts
