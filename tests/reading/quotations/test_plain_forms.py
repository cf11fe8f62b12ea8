"""The plain forms of quotations in every language: read whole, with their speaker, or
not at all.
"""

import tomllib
from pathlib import Path

import pytest

from monitor.claims import read
from monitor.model import Article

FORMS = tomllib.loads(Path(__file__).with_name("plain_forms.toml").read_text(encoding="utf-8"))[
    "form"
]


def said(language, text):
    article = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        lang=language,
        published="2026-11-25",
    )
    quotations = read(article, text).quotations
    return [[one.speaker, one.text] for one in quotations]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form['language']} {form['text'][-24:]}")
def test_a_plain_form_is_read_whole_with_its_speaker(form):
    assert said(form["language"], form["text"]) == form.get("said", [])
