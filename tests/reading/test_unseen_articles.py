"""Articles of other parts of the world, with newcomers in office, as feeds give them; they stand in
unseen.toml and regions.toml.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Article, Reading
from monitor.reading import read
from monitor.text.normalize import fold_name

ARTICLES: list[dict[str, Any]] = [
    article
    for name in ("unseen.toml", "regions.toml")
    for article in tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))[
        "article"
    ]
]


def _asking(field: str) -> list[Any]:
    return [pytest.param(given, id=given["id"]) for given in ARTICLES if field in given]


def _read(given: dict[str, Any]) -> Reading:
    article = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        lang=given["lang"],
        published=given["published"],
        title=given["title"],
    )
    return read(article, given.get("text", ""))


@pytest.mark.parametrize("given", _asking("lang"))
def test_its_language_is_told(given):
    assert _read(given).language == given["lang"]


@pytest.mark.parametrize("given", _asking("who"))
def test_newcomers_lead_with_their_offices_and_countries(given):
    people = {
        (one.key, one.office or "", one.country or "")
        for one in _read(given).people
        if one.role == "lead"
    }
    for line in given["who"]:
        name, office, country = (part.strip() for part in line.split("|"))
        assert any(
            key == fold_name(name) and office == held and country in ("", of)
            for key, held, of in people
        ), people


@pytest.mark.parametrize("given", _asking("present"))
def test_who_was_there_too_does_not_lead(given):
    people = {one.key: one.role for one in _read(given).people}
    assert {people.get(fold_name(name)) for name in given["present"]} == {"present"}


@pytest.mark.parametrize("given", _asking("date"))
def test_the_event_has_its_own_day(given):
    date = _read(given).date
    assert date is not None
    assert date.start == given["date"]


@pytest.mark.parametrize("given", _asking("place"))
def test_the_event_has_its_place(given):
    place = _read(given).place
    assert place is not None
    assert place.name == given["place"]


@pytest.mark.parametrize("given", _asking("act"))
def test_the_main_act_is_what_they_did(given):
    assert _read(given).acts[:1] == (given["act"],)


@pytest.mark.parametrize("given", _asking("stage"))
def test_how_far_it_has_come_is_told(given):
    assert _read(given).stage == given["stage"]


@pytest.mark.parametrize("given", _asking("visit"))
def test_a_visit_has_its_kind(given):
    assert _read(given).visit == given["visit"]


@pytest.mark.parametrize("given", _asking("countries"))
def test_the_countries_are_those_who_act(given):
    assert set(given["countries"]) <= set(_read(given).countries)


@pytest.mark.parametrize("given", _asking("organisations"))
def test_the_bodies_it_is_of_are_named(given):
    assert set(given["organisations"]) <= set(_read(given).organisations)


@pytest.mark.parametrize("given", _asking("multilateral"))
def test_a_summit_is_no_meeting_of_two(given):
    assert _read(given).multilateral is given["multilateral"]


@pytest.mark.parametrize("given", _asking("quotes"))
def test_quotations_are_whole_and_their_speakers_right(given):
    assert [f"{one.speaker}: {one.text}" for one in _read(given).quotations] == given["quotes"]


@pytest.mark.parametrize("given", _asking("figures"))
def test_figures_have_their_owners(given):
    figures = {f"{one.value:.0f} {one.unit} {one.owner or ''}" for one in _read(given).figures}
    assert set(given["figures"]) <= figures


@pytest.mark.parametrize("given", _asking("outcome"))
def test_what_was_signed_is_named(given):
    assert any(given["outcome"] in outcome.what for outcome in _read(given).outcomes), _read(
        given
    ).outcomes
