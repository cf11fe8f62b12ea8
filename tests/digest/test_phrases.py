"""What of a phrase is told as the name of a document, an institution or a decision; and what of it
is not.
"""

from datetime import date

import pytest

from monitor.digest.wording.objects import told
from monitor.digest.wording.sentence_weight import dated


@pytest.mark.parametrize(
    ("kind", "language", "what", "shown"),
    [
        ("signed", "en", "a plan of cooperation for 2025-2027",
            "a plan of cooperation for 2025-2027"),
        ("signed", "de", "Länder Asiens haben einen Vertrag über „Freundschaft",
            "einen Vertrag über Freundschaft"),
        ("signed", "en", "Joint statement on trade, the host's press office",
            "Joint statement on trade"),
        ("signed", "en", "Treaty on Friendship in Apia late on Tuesday",
            "Treaty on Friendship in Apia"),
        ("signed", "en",
            "an agreement on rail transit in Apia on November 26. Critics, including X",
            "an agreement on rail transit in Apia"),
        ("signed", "ru", "Мирный договор и хочет роспуска группы", "Мирный договор"),
        ("signed", "pt", "No Rio acordo de livre comércio", "acordo de livre comércio"),
        ("signed", "tr", "Arasında sınır anlaşması", "sınır anlaşması"),
        ("signed", "zh", "并发表《阿皮亚宣言》", "《阿皮亚宣言》"),
        ("concluded", "en", "the establishment of a Consulate General in Apia",
            "the establishment of a Consulate General in Apia"),
        ("opened", "en", "Honorary consulate in St. Pölten, and handed the patent to Kiss",
            "Honorary consulate in St. Pölten"),
        ("agreed", "fr", "Samedi d'une représentation dans leurs capitales",
            "une représentation dans leurs capitales"),
        ("agreed", "en", "There a prisoner exchange by categories",
            "a prisoner exchange by categories"),
        ("agreed", "ar", "الوزير ونظيره على فتح الحدود", "فتح الحدود"),
    ],
)  # fmt: skip
def test_a_phrase_begins_with_its_noun_and_ends_before_what_hangs_behind(
    kind, language, what, shown
):
    assert told(what, kind, language) == shown


@pytest.mark.parametrize(
    ("kind", "language", "what"),
    [
        ("signed", "en", "Trump hopes for the border"),
        ("signed", "en", "Protocol on"),
        ("signed", "fr", "Des contrats seront"),
        ("signed", "ru", "Главами государств шестью днями ранее, депутаты проголосовали"),
        ("signed", "zh", "双方举行会谈并就共同关心的问题交换了意见和看法"),
        ("opened", "en", "Official ceremony, Xinhua reports"),
        ("concluded", "en", "last week"),
        ("agreed", "en", "Ms Sandvik said she had also briefed her guest"),
    ],
)
def test_what_names_nothing_is_not_told(kind, language, what):
    assert told(what, kind, language) == ""


@pytest.mark.parametrize(
    ("language", "words", "shown"),
    [
        ("en", "Trade in the first months of this year reached $2 billion",
            "Trade in the first months of this year [2024] reached $2 billion"),
        ("en", "Trade fell last year", "Trade fell last year [2023]"),
        ("ru", "Товарооборот в прошлом году вырос", "Товарооборот в прошлом году [2023] вырос"),
        ("en", "Trade in 2023 rose", "Trade in 2023 rose"),
    ],
)  # fmt: skip
def test_a_year_that_is_named_from_the_day_of_writing_is_resolved_when_told_in_another(
    language, words, shown
):
    assert dated(words, language, "2024-12-12", date(2026, 11, 23)) == shown
    assert dated(words, language, "2026-01-05", date(2026, 11, 23)) == words
