"""Every part of a Reading carries how sure it is, what it rests on, and where that stands."""

import pytest

from monitor.claims import read
from monitor.claims.confidence import confidence, contributions, logit, packaged, sigmoid
from monitor.model import Article, Reading

MET = (
    "ASTANA. President Vera Orlova received Foreign Minister Timur Serikov in Astana on 12 March "
    "2026. "
    "They discussed trade.\n\nEarlier, Orlova visited Vienna."
)


def reading(text: str, title: str = "Orlova received Serikov", lang: str = "en") -> Reading:
    article = Article(
        id="a",
        version="",
        text_hash="",
        text_bytes=1,
        published="2026-03-13",
        title=title,
        lang=lang,
    )
    return read(article, text)


def test_what_is_read_is_claimed_with_a_confidence_and_the_sentence_it_comes_from() -> None:
    read_so = reading(MET)
    claims = {(claim.field, claim.of): claim for claim in read_so.claims}
    place = claims["place", "Astana"]
    assert 0 < place.confidence < 1
    assert place.evidence is not None
    assert "in Astana on 12 March" in read_so.evidence[place.evidence]
    assert ("act", read_so.acts[0]) in claims
    assert {("lead", person.key) for person in read_so.people if person.role == "lead"} <= set(
        claims
    )


def test_each_sentence_of_evidence_is_kept_once_and_short() -> None:
    read_so = reading(MET + " " + "Talks went on " * 200)
    assert len(set(read_so.evidence)) == len(read_so.evidence)
    assert max(map(len, read_so.evidence)) <= 300


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        ("en", "No talks", "President Vera Orlova did not meet Minister Timur Serikov in Astana."),
        ("ru", "Встречи не было", (
            "Президент Вера Орлова не встречалась с министром Сериковым в Астане."
        )),
        ("de", "Kein Treffen", (
            "Präsidentin Vera Orlova traf Minister Timur Serikov in Astana nicht."
        )),
    ],
)  # fmt: skip
def test_what_the_lead_undoes_is_never_done_however_likely(lang, title, text) -> None:
    assert reading(text, title, lang).stage in ("denied", "cancelled")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", (
            "President Vera Orlova phoned Prime Minister Anna Weber about the talks due in Geneva."
        )),
        ("fr", (
            "La présidente Vera Orlova a téléphoné à la Première ministre Anna Weber à propos des "
            "pourparlers de Genève."
        )),
        ("ru", (
            "Президент Вера Орлова провела телефонный разговор с премьер-министром Анной Вебер о "
            "переговорах в Женеве."
        )),
    ],
)  # fmt: skip
def test_a_call_is_nowhere(lang, text) -> None:
    assert reading(text, "", lang).place is None


def test_a_feature_that_was_never_learnt_weighs_nothing() -> None:
    assert confidence("act", {"no such feature": 1.0}, packaged()) == confidence(
        "act", {}, packaged()
    )
    assert logit({"bias": 1.0, "a": 2.0}, {"a": 0.5, "b": 9.0}) == 2.0
    assert sigmoid(0.0) == 0.5
    assert 0 < sigmoid(-900) < sigmoid(900) <= 1


def test_what_speaks_against_a_claim_is_marked_and_the_strongest_stands_first() -> None:
    weights = packaged()["place"]
    against, least = min(weights, key=weights.get), max(weights, key=weights.get)
    told = contributions("place", {against: 1.0, least: 1.0}, packaged())
    assert set(told) == {f"-{against}", least}
    assert contributions("place", {against: 9.0, least: 0.1}, packaged())[0] == f"-{against}"
