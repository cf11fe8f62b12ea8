"""Every part of a Reading carries how sure it is, what it rests on, and where that stands."""

import pytest
from msgspec import structs

from monitor.claims import acts, diplomacy, parties, read, stages
from monitor.claims.confidence import confidence, contributions, logit, packaged, sigmoid
from monitor.claims.judge import judged
from monitor.model import Article, Reading
from monitor.reading import read_so_far
from monitor.reading.events.event import is_imagined

MET = (
    "ASTANA. President Vera Orlova received Foreign Minister Timur Serikov in Astana "
    "on 12 March 2026. "
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
        (
            "ru",
            "Встречи не было",
            "Президент Вера Орлова не встречалась с министром Сериковым в Астане.",
        ),
        (
            "de",
            "Kein Treffen",
            "Präsidentin Vera Orlova traf Minister Timur Serikov in Astana nicht.",
        ),
    ],
)  # fmt: skip
def test_what_the_lead_undoes_is_never_done_however_likely(lang, title, text) -> None:
    assert reading(text, title, lang).stage in ("denied", "cancelled")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            (
                "President Vera Orlova phoned Prime Minister Anna Weber about the talks due"
                " in Geneva."
            ),
        ),
        (
            "fr",
            (
                "La présidente Vera Orlova a téléphoné à la Première ministre Anna Weber à "
                "propos des pourparlers de Genève."
            ),
        ),
        (
            "ru",
            (
                "Президент Вера Орлова провела телефонный разговор с премьер-министром "
                "Анной Вебер о переговорах в Женеве."
            ),
        ),
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


# --- whether it is diplomacy at all ---


def diplomatic(text: str, title: str = "", lang: str = "en") -> float:
    (claim,) = (one for one in reading(text, title, lang).claims if one.field == "diplomatic")
    return claim.confidence


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        (
            "en",
            "Italy and Kazakhstan sign a memorandum",
            (
                "Foreign Minister Antonio Tajani met Kazakhstan's foreign minister in "
                "Astana; they discussed bilateral relations."
            ),
        ),
        (
            "ru",
            "Посол Омана вручил верительные грамоты",
            "Президент Казахстана принял посла Омана в Акорде.",
        ),
        (
            "fr",
            "La France rappelle son ambassadeur à Alger",
            "Le ministère des Affaires étrangères a convoqué l'ambassadeur d'Algérie à Paris.",
        ),
        (
            "en",
            "UN Security Council extends the mission in Cyprus",
            "All fifteen members voted for the resolution on Friday.",
        ),
    ],
)  # fmt: skip
def test_states_and_bodies_that_act_towards_each_other_are_diplomacy(lang, title, text) -> None:
    assert diplomatic(text, title, lang) > 0.5


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        (
            "en",
            "France beat Brazil in Lyon",
            "The visitors led after nine minutes. The coach praised his players.",
        ),
        ("ru", "В Москву придут морозы", "Синоптики предупреждают о гололедице на дорогах."),
        (
            "de",
            "Kürbissuppe für kalte Abende",
            "Den Kürbis vierzig Minuten rösten und mit Brot servieren.",
        ),
        (
            "es",
            "Detienen a un hombre por estafa",
            "La policía lo encontró en un hotel con noventa mil euros.",
        ),
    ],
)  # fmt: skip
def test_sport_weather_recipes_and_crime_are_none_though_they_name_states(
    lang, title, text
) -> None:
    assert diplomatic(text, title, lang) < 0.5


def features(text: str, title: str = "", lang: str = "en") -> dict[str, float]:
    article = Article(id="a", version="", text_hash="", text_bytes=1, title=title, lang=lang)
    seen = read_so_far(article, text)
    (candidate,) = diplomacy.candidates(seen, reading(text, title, lang).claims)
    return candidate.features


def test_a_tie_is_an_act_of_two_parties_through_somebody_in_office() -> None:
    tie = features("The president of Italy met the president of Poland on Friday.", "A visit")
    assert tie["tie in lead"] == tie["a tie anywhere"] == 1.0
    no_office = features("Italy and Poland signed an agreement on Friday.", "A visit")
    assert no_office["act and two parties in lead"] == 1.0
    assert no_office["tie in lead"] == 0.0
    assert features("The president of Italy met voters.", "A visit")["tie in lead"] == 0.0


def test_a_town_makes_no_state_a_party_a_capital_that_stands_for_its_government_does() -> None:
    assert features("They met in Milan.")["0 parties in lead"] == 1.0
    assert features("Warsaw and Rome signed an agreement.")["2 parties in lead"] == 1.0


def test_little_more_than_a_headline_has_weights_of_its_own() -> None:
    short = features("", "Italy and Poland sign an agreement")
    assert {"in brief", "2 parties in title, in brief"} <= short.keys()
    long = features("One came. Two came. Three came. Four came.", "Italy and Poland sign")
    assert {"at length", "2 parties in title, at length"} <= long.keys()


def test_an_official_s_words_and_a_place_of_another_state_count() -> None:
    text = (
        "ROME. Poland's Foreign Minister Radosław Sikorski met Italy's Foreign Minister Antonio "
        "Tajani in Rome. “We agreed on the new treaty and will sign it in May,” Tajani said."
    )
    told = features(text, "Sikorski in Rome")
    assert told["somebody in office is quoted"] == told["in a place of another state"] == 1.0
    assert told["two in office of two states"] == 1.0
    assert told["nobody in office leads"] == 0.0


def test_a_state_and_a_body_may_be_the_two() -> None:
    text = (
        "Kazakh President Kassym-Jomart Tokayev met UN Secretary-General Antonio Guterres"
        " in Astana."
    )
    assert features(text, "Tokayev and Guterres")["in office for a state and for a body"] == 1.0


def test_where_nothing_at_all_stands_it_lacks_everything() -> None:
    none = features("")
    assert none["no word of relations"] == none["nobody in office in title or lead"] == 1.0
    assert none["share with a party"] == 0.0


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "What if Lavrov met Rubio in Geneva?"),
        ("ru", "Что если бы Лавров встретился с Рубио в Женеве"),
    ],
)
def test_what_is_only_imagined_has_no_act_and_no_stage(lang: str, title: str) -> None:
    about = Article(
        id="0" * 16, version="0" * 12, text_hash="", text_bytes=0, lang=lang, title=title
    )
    seen = read_so_far(about, "")
    if is_imagined(seen.sentences):
        assert not acts.candidates(seen)
        assert not stages.candidates(seen)
    assert "met" not in {claim.of for claim in judged(seen).claims}


def test_somebody_whom_no_sentence_names_is_a_candidate_all_the_same() -> None:
    about = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        lang="en",
        title="Tokayev meets Putin in Astana",
    )
    seen = read_so_far(about, "Presidents Tokayev and Putin met in Astana on Tuesday.")
    alone = structs.replace(seen, people=())
    found = parties.candidates(alone, "lead")
    assert [one.sentence for one in found] == [None] * len(found)
    assert all(one.features["unseen"] for one in found)
    assert len(found) == len(parties.candidates(seen, "lead")) > 0
