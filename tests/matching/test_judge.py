import random

import pytest

from monitor.matching.explain import points, turning
from monitor.matching.guards import only_the_date
from monitor.matching.index import Index
from monitor.matching.judge import judge
from monitor.matching.traits import traits_of
from monitor.matching.weights import Weights
from monitor.model import Binding, Comparison, Factor, Figure, Reading, Rules
from tests.matching.makers import article, people, reading

TALKS = {
    "day": "2024-12-12",
    "place": "Astana",
    "countries": ("KZ", "RU"),
    "words": "talks trade culture visit",
}


def judged(index, name, read, *, published="2024-12-12", **more):
    return judge(
        article(name, published=published), read, index=index, **{"rules": Rules(), **more}
    )


def known(*stories):
    index = Index()
    for number, read in enumerate(stories):
        index.add(f"s{number}", article(f"known{number}"), read)
    return index


def test_the_first_article_opens_a_story():
    verdict = judged(Index(), "a", reading("Orlova", "Serikov", **TALKS))
    assert verdict.kind == "new"
    assert "no open story" in verdict.evidence.rule


def test_the_same_two_on_the_same_day_in_the_same_place_are_one_story():
    verdict = judged(
        known(reading("Orlova", "Serikov", **TALKS)), "a", reading("Serikov", "Orlova", **TALKS)
    )
    assert (verdict.kind, verdict.story_id) == ("development", "s0")
    assert any("Orlova" in words for words in verdict.evidence.same)


def test_two_leads_against_two_others_is_another_story_however_alike_the_rest():
    verdict = judged(
        known(reading("Orlova", "Serikov", **TALKS)), "a", reading("Orlova", "Weber", **TALKS)
    )
    assert verdict.kind == "new"
    assert "not the same two" in verdict.evidence.runner_up.barred
    assert any("≠" in words for words in verdict.evidence.differ)


def test_a_summit_may_be_told_through_any_two_of_its_guests():
    one = reading("Orlova", "Serikov", multilateral=True, organisations=("SCO",), **TALKS)
    other = reading("Orlova", "Weber", multilateral=True, organisations=("SCO",), **TALKS)
    assert judged(known(one), "a", other).kind != "new"


def test_what_a_person_bound_together_is_together():
    index = known(reading("Orlova", "Serikov", **TALKS))
    bound = (Binding(a="known0", b="a", together=True),)
    verdict = judged(
        index, "a", reading("Weber", "Costa", words="else"), bindings=bound, published="2025-12-12"
    )
    assert verdict.story_id == "s0"
    assert "a person said" in verdict.evidence.rule


def test_what_a_person_parted_stays_apart():
    read = reading("Orlova", "Serikov", **TALKS)
    verdict = judged(known(read), "a", read, bindings=(Binding(a="a", b="known0", together=False),))
    assert verdict.kind == "new"
    assert verdict.story_id is None


def test_a_little_too_little_is_unsure_and_names_the_story_it_may_be():
    read = reading("Orlova", "Serikov", **TALKS)
    sure = judged(known(read), "a", read).evidence.chosen.score
    verdict = judged(known(read), "a", read, rules=Rules(link_logit=sure + 0.5, unsure_logit=1.0))
    assert (verdict.kind, verdict.maybe, verdict.story_id) == ("unsure", "s0", None)


def test_the_evidence_adds_up_to_the_score():
    read = reading("Orlova", "Serikov", **TALKS)
    chosen = judged(known(read), "a", read).evidence.chosen
    assert {factor.name for factor in chosen.factors} > {"bias", "words"}
    assert abs(sum(map(points, chosen.factors)) - chosen.score) < 0.01


def test_a_persons_word_is_part_of_the_sum():
    read = reading("Orlova", "Serikov", **TALKS)
    bound = (Binding(a="a", b="known0", together=True),)
    chosen = judged(known(read), "a", read, bindings=bound).evidence.chosen
    assert chosen.factors[0].name == "a person's word"
    assert abs(sum(map(points, chosen.factors)) - chosen.score) < 0.01


def compared(score, *, barred=None, **given):
    factors = [Factor(name="bias", value=1.0, weight=-1.0)]
    factors += [Factor(name=name, value=1.0, weight=weight) for name, weight in given.items()]
    return Comparison(story_id="s0", score=score, factors=tuple(factors), barred=barred)


@pytest.mark.parametrize(
    ("comparison", "said"),
    [
        (compared(2.0, words=2.5, place=0.5), "without “words” (+2.5) it would not have joined"),
        (
            compared(3.0, words=2.0, place=2.0),
            "without “words” (+2.0) and “place” (+2.0) it would not have joined",
        ),
        (compared(-1.5, words=1.0, day=-2.0), "without “day” (-2.0) it would have joined"),
        (compared(-3.0, words=-1.0, day=-1.0), "no 2 of its reasons would have changed it"),
        (compared(-1.0), "no 2 of its reasons would have changed it"),
        (compared(1.0, barred="x"), "but for what bars it, it would have joined"),
        (compared(-1.0, barred="x"), "it would not have joined either if nothing barred it"),
    ],
)
def test_what_would_have_changed_the_verdict_is_said(comparison, said):
    assert turning(comparison, needed=0.0) == said


def test_a_factor_without_weight_changes_nothing():
    read = reading("Orlova", "Serikov", **TALKS)
    verdict = judged(known(read), "a", read, weights=Weights(link={"bias": -3.0}))
    assert verdict.evidence.chosen.score == -3.0


def test_readings_without_anything_are_judged_too():
    empty = Reading(language="und")
    assert judged(known(empty), "a", empty, published=None).kind == "new"


def test_one_article_alike_does_not_draw_another_into_a_story_of_other_things():
    index = known(reading("Orlova", "Serikov", **TALKS))
    for number in range(3):
        index.add(
            "s0",
            article(f"other{number}"),
            reading("Weber", countries=("KZ", "RU"), words=f"grain w{number}"),
        )
    alone = known(reading("Orlova", "Serikov", **TALKS))
    read = reading("Serikov", "Orlova", **TALKS)
    mixed, pure = (judged(where, "a", read).evidence.chosen.score for where in (index, alone))
    assert mixed < pure


def test_people_only_mentioned_are_no_two_who_met():
    read = Reading(
        language="en", people=(*people("Orlova"), *people("Serikov", "Costa", role="mentioned"))
    )
    other = reading("Orlova", "Weber", **TALKS)
    verdict = judged(known(other), "a", read)
    assert verdict.evidence.chosen.barred is None


def test_one_host_and_two_guests_on_one_day_are_two_stories():
    words = {"day": "2024-12-12", "place": "Astana", "words": "talks trade culture visit minister"}
    met = known(reading("Orlova", countries=("KZ", "NO"), **words))
    verdict = judged(met, "a", reading("Weber", countries=("KZ", "GH"), **words))
    assert verdict.kind == "new"
    assert "nobody in common" in verdict.evidence.runner_up.barred
    for again in (
        reading("Orlova", countries=("KZ", "GH"), **words),
        reading("Weber", countries=("KZ", "NO"), **words),
    ):
        assert judged(met, "a", again).kind != "new"


def test_two_rounds_on_days_that_both_write_out_are_two_stories():
    words = {
        "place": "Muscat",
        "countries": ("IR", "US"),
        "words": "nuclear talks round enrichment",
    }
    first = reading("Orlova", "Serikov", day="2024-12-10", ordinals=("1 round",), **words)
    second = reading("Orlova", "Serikov", day="2024-12-12", ordinals=("2 round",), **words)
    verdict = judged(known(first), "a", second)
    assert verdict.kind == "new"
    assert "another round" in verdict.evidence.runner_up.barred
    same_day = reading("Orlova", "Serikov", day="2024-12-10", ordinals=("2 round",), **words)
    assert judged(known(first), "a", same_day).kind != "new"


# --- the day alone ---


def test_the_day_alone_never_makes_two_articles_one():
    index = known(reading("Orlova", "Serikov", **TALKS))
    verdict = judged(index, "a", reading("Haddad", "Okoye", day="2024-12-12", words="soup onion"))
    assert verdict.kind == "new"


def test_what_shares_nothing_but_its_day_is_barred_whatever_it_scores():
    index = known(reading(day="2024-12-12", words="talks trade"))
    other = reading(day="2024-12-12", words="talks trade")
    verdict = judged(index, "a", other, rules=Rules(link_logit=-10.0))
    assert verdict.kind == "new"
    assert "nothing in common but the day" in verdict.evidence.rule


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (reading("Orlova"), reading("Orlova")),
        (
            reading(organisations=("SCO",), acts=("summit",)),
            reading(organisations=("SCO",), acts=("summit",)),
        ),
        (reading(countries=("KZ",), acts=("vote",)), reading(countries=("KZ",), acts=("vote",))),
        (reading(organisations=("SCO",)), reading(organisations=("SCO",), acts=("summit",))),
        (
            reading(countries=("KZ", "RU"), acts=("vote",)),
            reading(countries=("RU", "KZ"), acts=("visit",)),
        ),
        (reading(place="Astana", words="talks"), reading(place="Astana", words="talks")),
        (reading(place="Astana", acts=("talks",)), reading(place="Astana", acts=("meeting",))),
        (reading(words="Zenobia"), reading(words="Zenobia")),
    ],
    ids=[
        "a person",
        "a body with its act",
        "a state with its act",
        "a body, one act told",
        "two states",
        "a place with a word", "a place with its act", "a name that no list holds",
    ],
)  # fmt: skip
def test_one_of_these_in_common_is_more_than_the_day(one, other):
    assert not only_the_date(traits_of(article(), one), traits_of(article("b"), other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (reading(), reading()),
        (reading(words="soup"), reading(words="soup")),
        (
            reading(organisations=("SCO",), acts=("vote",)),
            reading(organisations=("SCO",), acts=("summit",)),
        ),
        (reading(countries=("KZ",), acts=("vote",)), reading(countries=("KZ",), acts=("award",))),
        (reading(place="Astana", words="soup"), reading(place="Astana", words="talks")),
        (reading(acts=("visit",)), reading(acts=("visit",))),
    ],
    ids=[
        "nothing was read", "a plain word", "a body in other acts", "a state in other acts",
        "a place alone", "an act alone",
    ],
)  # fmt: skip
def test_less_than_that_is_nothing_but_the_day(one, other):
    assert only_the_date(traits_of(article(), one), traits_of(article("b"), other))


# --- one copy ---

COPIES = [
    ("en", "Envoys talks Tiraspol Lentvaris resume quietly", "hotel envoys lake quiet talks"),
    ("ka", "მოლაპარაკება ბათუმში ჩუმად განახლდა", "მოლაპარ ბათუმ ჩუმად განახლდ სასტუმრ"),
]


def copy_of(language, words, **more):
    return Reading(language=language, packed_words=words, **more)


@pytest.mark.parametrize(("language", "title", "words"), COPIES)
def test_one_copy_of_which_nothing_was_read_is_one_story_and_says_so(language, title, words):
    index = Index()
    index.add("s0", article("known", title=title), copy_of(language, words))
    again = article("a", title=title, published="2024-12-13")
    verdict = judge(again, copy_of(language, words), index=index, rules=Rules())
    assert verdict.story_id == "s0"
    assert "the same words" in {factor.name for factor in verdict.evidence.chosen.factors}


@pytest.mark.parametrize(
    "other",
    [
        {"published": "2024-12-20"},
        {"words": "hotel envoys lake quiet walks"},
        {"figures": (Figure(value=7.0, as_written="7"),)},
    ],
)
def test_the_same_words_a_week_later_or_with_another_word_or_figure_are_no_copy(other):
    language, title, words = COPIES[0]
    index = Index()
    index.add("s0", article("known", title=title), copy_of(language, words))
    later = article("a", title=title, published=other.pop("published", "2024-12-12"))
    read = copy_of(language, other.pop("words", words), **other)
    assert judge(later, read, index=index, rules=Rules()).story_id is None


WORDS = ("grain", "rail", "water", "visas", "gas", "border", "ferry", "uranium")


def any_reading(dice):
    """People, states, a place, acts, a day and words by chance, each from a few."""
    return reading(
        *dice.sample(["Arno", "Belva", "Ciro", "Dorn"], dice.randint(0, 3)),
        day=dice.choice([None, "2024-12-11", "2024-12-12", "2024-12-15"]),
        place=dice.choice([None, "Bern", "Rome"]),
        countries=dice.sample(["AR", "BE", "CI", "DO"], dice.randint(0, 3)),
        organisations=tuple(dice.sample(["EU", "UN"], dice.randint(0, 2))),
        acts=tuple(dice.sample(["meeting", "summit", "call", "signing"], dice.randint(0, 2))),
        words=" ".join(
            dice.sample(["grain", "rail", "water", "visas", "gas", "border", "ferry", "uranium"], 4)
        ),
        language=dice.choice(["en", "fr"]),
        figures=dice.sample([3.0, 40.0, 500.0], dice.randint(0, 2)),
        multilateral=dice.random() < 0.3,
    )


def test_why_adds_up_whatever_is_compared():
    """Of two hundred comparisons of stories by chance, bias and factors are the score."""
    dice, index, compared = random.Random(11), Index(), []
    for number in range(400):
        piece, read = article(f"n{number}"), any_reading(dice)
        verdict = judge(piece, read, index=index, rules=Rules())
        index.add(verdict.story_id or f"story {number}", piece, read)
        shown = (verdict.evidence.chosen, verdict.evidence.runner_up)
        compared += [one for one in shown if one is not None]
    assert len(compared) >= 200
    assert all(abs(sum(map(points, one.factors)) - one.score) < 0.02 for one in compared)


def test_a_story_of_which_most_share_but_a_day_with_an_article_is_barred():
    package = {"day": "2024-12-12", "organisations": ("EU",)}
    near = reading(acts=("talks",), place="Bern", words="breakfast visa", **package)
    index = known(near)
    for number in range(2):
        index.add("s0", article(f"p{number}"), reading(acts=("sanctions",), **package))
    verdict = judged(index, "a", near)
    assert verdict.story_id is None
    assert "but the day" in verdict.evidence.runner_up.barred
    assert judged(known(near), "a", near).evidence.chosen is not None
