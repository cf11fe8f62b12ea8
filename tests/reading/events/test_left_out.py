"""What is not talked about, not of this event, or on no day that is known, is not told."""

import pytest

from monitor.claims import read
from monitor.model import Article

_MET = {
    "en": "Canadian Prime Minister Mark Carney met Indian Prime Minister Narendra Modi on June 5.",
    "ru": (
        "Премьер-министр Канады Марк Карни встретился с премьер-министром Индии Нарендрой Моди "
        "5 июня."
    ),
    "de": (
        "Der kanadische Premierminister Mark Carney traf den indischen Premierminister Narendra "
        "Modi am 5. Juni."
    ),
    "fr": (
        "Le premier ministre canadien Mark Carney a rencontré le premier ministre indien "
        "Narendra Modi le 5 juin."
    ),
    "es": (
        "El primer ministro canadiense Mark Carney se reunió con el primer ministro indio "
        "Narendra Modi el 5 de junio."
    ),
    "tr": (
        "Kanada Başbakanı Mark Carney, Hindistan Başbakanı Narendra Modi ile 5 Haziran'da görüştü."
    ),
}


def told(text, language, published="2025-06-06"):
    article = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=len(text),
        published=published,
        lang=language,
    )
    return read(article, text)


@pytest.mark.parametrize(
    ("language", "text", "discussed"),
    [
        ("en", "They discussed energy, trade and migration.", ("energy", "trade", "migration")),
        ("en", "They discussed not only trade but also energy.", ("trade", "energy")),
        ("en", "The two did not discuss trade, energy or visas.", ()),
        ("en", "They discussed energy; sanctions and migration were not discussed.", ("energy",)),
        ("en", "They discussed energy, but not trade, migration or sanctions.", ("energy",)),
        ("ru", "Стороны не обсуждали торговлю.", ()),
        ("ru", "Стороны обсудили энергетику, торговля не обсуждалась.", ("energy",)),
        ("ru", "Стороны обсудили не только энергетику, но и торговлю.", ("energy", "trade")),
        ("de", "Sie sprachen nicht über Handel.", ()),
        ("de", "Sie sprachen über Energie, nicht aber über Handel.", ("energy",)),
        (
            "fr",
            "Ils ont discuté de l'énergie, mais n'ont pas évoqué le commerce.",
            ("energy",),
        ),
        ("es", "No discutieron el comercio ni la migración.", ()),
        ("tr", "Taraflar enerjiyi ele aldı, ticareti müzakere etmedi.", ("energy",)),
    ],
)
def test_what_was_not_talked_about_is_left_out(language, text, discussed):
    assert told(f"{_MET[language]} {text}", language).discussed == discussed


_TALKS = (
    "Pakistani Foreign Minister Ishaq Dar met Afghan Foreign Minister Amir Khan Muttaqi in Kabul."
)


@pytest.mark.parametrize(
    "text",
    [
        "Last month Dar signed a transit agreement in Beijing with Wang Yi.",
        "Last year the two ministers signed a trade agreement in Tokyo.",
        "Last year, during a working visit to Kabul, Dar signed a trade agreement.",
        "Earlier, the ministers signed a trade agreement.",
        "Earlier, during an official visit to Tokyo, Dar signed a trade agreement in Tokyo.",
    ],
)
def test_what_was_signed_on_no_visit_of_these_days_is_not_told(text):
    assert not told(f"{_TALKS} {text}", "en").outcomes


def test_what_the_same_visit_brought_before_is_told_as_such():
    (plan,) = told(
        f"{_TALKS} To note, Dar is on a working visit to Kabul. Earlier, a plan for cooperation "
        "on transit was signed.",
        "en",
    ).outcomes
    assert plan.background


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("A meeting between {} planned for Saturday in Paris has been postponed.", None),
        ("A meeting between {} in Paris has been postponed to tomorrow.", "2025-06-08"),
        ("A meeting between {} in Paris has been postponed until June 20.", "2025-06-20"),
    ],
)
def test_the_day_that_something_was_put_off_from_is_not_its_day(text, day):
    leaders = "Uzbek President Shavkat Mirziyoyev and French President Emmanuel Macron"
    reading = told(text.format(leaders), "en", published="2025-06-07")
    assert reading.stage == "postponed"
    assert (reading.date and reading.date.start) == day
