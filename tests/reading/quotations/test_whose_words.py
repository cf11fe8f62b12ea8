"""Invented sentences in which the nearest name is not the speaker's: the right one is quoted, or
nobody.
"""

import tomllib
from pathlib import Path

import pytest

from monitor.model import Article
from monitor.reading import read

SAID = tomllib.loads(Path(__file__).with_name("whose_words.toml").read_text(encoding="utf-8"))[
    "said"
]


@pytest.mark.parametrize("said", SAID, ids=lambda said: said["text"][-40:])
def test_words_are_their_speakers_or_nobodys_whoever_stands_near(said):
    article = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        lang=said["language"],
        published="2026-11-24",
    )
    assert [quotation.speaker for quotation in read(article, said["text"]).quotations] == said[
        "who"
    ]
