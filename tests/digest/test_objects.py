"""Phrases of articles as names of papers: from the noun on, or nothing."""

import pytest

from monitor.digest.wording.objects import told


@pytest.mark.parametrize(
    ("what", "language", "paper"),
    [
        ("план консультаций на 2027 год", "ru", "план консультаций на 2027 год"),
        ("готовятся 16 документов", "ru", ""),  # they are not signed yet
        ("готуються до підписання угоди", "uk", ""),
        ("a memorandum on digital payments", "en", "a memorandum on digital payments"),
        ("un accord sur le corridor : « Le camion ne doit plus", "fr", "un accord sur le corridor"),
    ],
)
def test_a_paper_is_named_from_its_noun_on(what, language, paper):
    assert told(what, "signed", language) == paper
