"""What a person does where he is named: subject, counterpart, whose visit, whose envoy."""

import pytest

from monitor.model import Article
from monitor.reading.people.mention_places import MentionPlace
from monitor.reading.pipeline import read_so_far


def _place(text: str, language: str, surname: str) -> MentionPlace:
    article = Article(
        id="a",
        version="",
        text_hash="",
        text_bytes=len(text),
        published="2025-03-12",
        title="",
        lang=language,
    )
    for mention in read_so_far(article, text).people:
        if surname in mention.person.name and mention.standing:
            return mention.standing.places[0]
    raise AssertionError(surname)


@pytest.mark.parametrize(
    ("language", "text", "surname", "position"),
    [
        (
            "en",
            "Foreign Minister Sergei Lavrov met with Hakan Fidan in Ankara.",
            "Lavrov",
            "subject",
        ),
        ("en", "Foreign Minister Sergei Lavrov met with Hakan Fidan in Ankara.", "Fidan", "with"),
        ("ru", "Сергей Лавров встретился в Анкаре с Хаканом Фиданом.", "Фидан", "with"),
        ("de", "Johann Wadephul sprach in Ankara mit Hakan Fidan.", "Fidan", "with"),
        ("fr", "Jean-Noël Barrot a préparé la visite d'Emmanuel Macron.", "Macron", "of"),
        ("en", "Sergei Lavrov prepared the visit of Vladimir Putin.", "Putin", "of"),
    ],
)
def test_a_position_is_told_from_small_words_and_cases(
    language: str, text: str, surname: str, position: str
) -> None:
    assert _place(text, language, surname).position == position


def test_a_clause_behind_after_is_another() -> None:
    text = "Steve Witkoff landed in Muscat on Saturday after seeing Vladimir Putin."
    assert _place(text, "en", "Putin").under
    assert not _place(text, "en", "Witkoff").under
