"""How an article is compared with the stories in question: order, bars, majorities, and what one
report against one means.
"""

from msgspec import structs

from monitor.matching import compare
from monitor.matching.compare import POSITION
from monitor.matching.guards import guard
from monitor.matching.index import MEMBERS_COMPARED_MAX, Index
from monitor.matching.judge import BOUND, StoryCandidate, against, compared, judge
from monitor.matching.traits import traits_of
from monitor.matching.weights import Weights, packaged
from monitor.model import Binding, Reading, Rules, Span
from tests.matching.makers import article, people, reading

TALKS = {
    "day": "2024-12-12",
    "place": "Astana",
    "countries": ("KZ", "RU"),
    "words": "talks trade culture visit",
}
MET = reading("Orlova", "Serikov", **TALKS)
LIKE_MET = reading("Orlova", "Serikov", **{**TALKS, "words": TALKS["words"] + " hours"})
DAYLESS = reading("Orlova", "Serikov", **{**TALKS, "day": None})
FLAT = Weights(link={"bias": -3.0})


def index_of(**stories):
    """Each story by its id: the readings of its articles, which are called by the story and their
    place in it.
    """
    index = Index()
    for story_id, readings in stories.items():
        for number, read in enumerate(readings):
            index.add(story_id, article(f"{story_id}-{number}"), read)
    return index


def compared_with(  # noqa: PLR0913 — what a comparison depends on
    index, read=MET, *, name="a", published="2024-12-12", bindings=(), weights=None
):
    return compared(
        traits_of(article(name, published=published), read),
        index=index,
        rules=Rules(),
        bindings=bindings,
        weights=weights or packaged(),
    )


def candidate(index, story_id, read=MET, *, name="a"):
    asked = compare.arriving(traits_of(article(name), read), index)
    return against(asked, story_id, index=index, linear=packaged().linear)


def judged(index, read=MET, *, published="2024-12-12", **more):
    return judge(article("a", published=published), read, index=index, **{"rules": Rules(), **more})


# --- which, and in which order ---


def test_the_best_comes_first_and_what_is_barred_last_however_good():
    near = reading(
        "Orlova", "Serikov", day="2024-12-12", countries=("KZ", "RU"), words="energy gas"
    )
    index = index_of(s0=[near], s1=[MET], s2=[MET])
    apart = (Binding(a="a", b="s2-0", together=False),)
    found = compared_with(index, bindings=apart)
    assert [one.story_id for one in found] == ["s1", "s0", "s2"]
    assert [one.barred is None for one in found] == [True, True, False]
    assert not any(one.bound for one in found)


def test_of_equals_the_first_by_id_comes_first():
    found = compared_with(index_of(s0=[MET], s1=[MET], s2=[MET]), weights=FLAT)
    assert [one.story_id for one in found] == ["s0", "s1", "s2"]


def test_the_story_that_shares_most_is_shown_as_barred_where_all_were_told_at_another_time():
    verdict = judged(index_of(s0=[DAYLESS]), DAYLESS, published="2026-06-01")
    assert (verdict.kind, verdict.evidence.considered) == ("new", 1)
    assert verdict.evidence.runner_up.barred == "told at another time"


def test_a_story_told_at_another_time_is_not_in_question_where_others_are():
    index = index_of(s0=[DAYLESS])
    index.add("s1", article("later", published="2026-06-01"), DAYLESS)
    verdict = judged(index, DAYLESS)
    assert (verdict.story_id, verdict.evidence.considered, verdict.evidence.runner_up) == (
        "s0",
        1,
        None,
    )


def test_what_a_person_parted_is_not_asked_about_where_it_shares_nothing():
    index = index_of(s0=[MET], s1=[reading("Weber", "Costa", place="Rome", words="grain port")])
    apart = (Binding(a="s1-0", b="a", together=False),)
    assert judged(index, bindings=apart).evidence.considered == 1


def test_an_article_is_not_compared_with_itself():
    index = index_of(s0=[MET, MET], s1=[MET])
    compared_with(index, name="s0-0")
    assert set(index.pairs.of("s0-0")) == {"s0-1", "s1-0"}


def test_a_word_about_two_others_binds_nobody_else():
    elsewhere = (Binding(a="s0-0", b="somebody", together=False),)
    assert judged(index_of(s0=[MET]), bindings=elsewhere).story_id == "s0"


# --- one story ---


def test_a_story_that_holds_only_the_article_itself_has_nothing_to_compare():
    found = candidate(index_of(s0=[MET]), "s0", name="s0-0")
    nothing = (0.0,) * len(compare.NAMES)
    assert found == StoryCandidate(
        story_id="s0", logit=-BOUND, factors=nothing, barred="nothing to compare"
    )


def test_one_report_stands_against_one_only_where_neither_has_company():
    alone = POSITION["one report against one"]
    index = index_of(s0=[MET], s1=[MET, MET], s2=[MET])
    assert candidate(index, "s0").factors[alone] == 1.0
    assert candidate(index, "s1").factors[alone] == 0.0
    assert candidate(index, "s0", name="s2-0").factors[alone] == 1.0
    assert candidate(index, "s0", name="s1-0").factors[alone] == 0.0


def test_a_story_is_barred_by_more_than_half_of_its_articles():
    other = reading("Orlova", "Weber", **TALKS)
    assert guard(traits_of(article("a"), MET), traits_of(article("b"), other))
    barred = {
        "half": candidate(index_of(s=[other, MET]), "s").barred,
        "most": candidate(index_of(s=[other, MET, other]), "s").barred,
        "few": candidate(index_of(s=[MET, other, MET]), "s").barred,
    }
    assert {name: reason is not None for name, reason in barred.items()} == {
        "half": False,
        "most": True,
        "few": False,
    }


def test_a_large_story_is_stood_for_by_a_few_of_its_articles_from_all_its_time():
    strange = reading("Weber", "Costa", place="Rome", words="grain port")
    many = [MET if place in {0, 2, 4, 7, 9, 11} else strange for place in range(12)]
    index = index_of(s0=many)
    assert len(index.members("s0", limit=MEMBERS_COMPARED_MAX)) == MEMBERS_COMPARED_MAX
    asked = compare.arriving(traits_of(article("a"), LIKE_MET), index)
    rows = [
        compare.factors(asked, traits, norm)
        for traits, norm in index.members("s0", limit=MEMBERS_COMPARED_MAX)
    ]
    assert candidate(index, "s0", LIKE_MET).factors == compare.mean(rows, alone=False)


# --- guards ---


def told(acts, *days, when=None, basis="text"):
    spans = tuple(Span(start=day, basis=basis) for day in days)
    return traits_of(
        article("x"), Reading(language="en", acts=acts, date=spans[when or 0], dates=spans)
    )


def test_a_call_and_a_meeting_on_days_that_both_write_out_are_two_events():
    call = told(("call",), "2024-12-02")
    for day, apart in (
        ("2024-12-03", False),
        ("2024-12-04", False),
        ("2024-12-05", True),
        ("2024-12-12", True),
    ):
        meeting = told(("meeting",), day)
        assert (guard(call, meeting) is not None, guard(meeting, call) is not None) == (
            apart,
            apart,
        ), day
    assert "a call and a meeting" in guard(call, told(("meeting",), "2024-12-12"))


def test_a_call_and_a_meeting_may_be_one_report_where_a_day_is_shared_or_only_counted():
    call = told(("call",), "2024-12-02")
    assert guard(call, told(("meeting",), "2024-12-12", "2024-12-02")) is None
    assert guard(call, told(("meeting",), "2024-12-12", basis="relative")) is None
    assert guard(call, told(("call",), "2024-12-12")) is None


def test_the_two_who_met_are_known_by_their_office_too():
    def met(first, second, row):
        both = (*people(first, known=f"ru-{row}"), *people(second, known=f"kz-{row}"))
        return Reading(language="en", people=both, acts=("meeting",), countries=("OR", "SE"))

    one, other, stranger = (
        met("Orlova", "Serikov", 1),
        met("Weber", "Costa", 1),
        met("Weber", "Costa", 2),
    )
    mine, same, another = (
        traits_of(article(name), read) for name, read in (("a", one), ("b", other), ("c", stranger))
    )
    assert mine.paired
    assert same.paired
    assert guard(mine, same) is None
    assert guard(mine, another) is not None


# --- the verdict ---


def test_the_evidence_names_the_weights_it_was_judged_by_and_how_many_were_in_question():
    verdict = judged(index_of(s0=[MET], s1=[MET]))
    assert (verdict.evidence.rules, verdict.evidence.considered) == (packaged().fingerprint, 2)
    assert verdict.evidence.runner_up.story_id != verdict.evidence.chosen.story_id
    assert judged(index_of(s0=[MET])).evidence.runner_up is None


def test_exactly_at_a_threshold_is_not_above_it():
    index = index_of(s0=[MET])
    assert (
        judged(index, weights=FLAT, rules=Rules(link_logit=-3.0, unsure_logit=1.0)).kind == "unsure"
    )
    assert judged(index, weights=FLAT, rules=Rules(link_logit=-2.0, unsure_logit=1.0)).kind == "new"
    assert (
        judged(index, weights=FLAT, rules=Rules(link_logit=-3.5, unsure_logit=1.0)).kind
        == "development"
    )


def test_weights_that_say_nothing_count_for_nothing():
    assert Weights(link={}).linear.bias == 0.0
    assert set(Weights(link={}).linear.weights) == {0.0}


# --- days and numbers that are one ---


def factor(name, mine, theirs, *, published=("2024-12-12", "2024-12-12")):
    index = Index()
    in_russian = structs.replace(theirs, language="ru")
    index.add("s", article("b", published=published[1]), in_russian)
    [(traits, norms)] = index.members("s")
    asked = compare.arriving(traits_of(article("a", published=published[0]), mine), index)
    return compare.factors(asked, traits, norms)[POSITION[name]]


LATE = {"published": ("2025-01-20", "2024-12-12")}


def test_the_same_number_at_one_place_is_that_one_however_late_it_is_told():
    second = reading(place="Astana", ordinals=("2 summit",), acts=("summit",))
    third = structs.replace(second, ordinals=("3 summit",))
    elsewhere = reading(place="Almaty", ordinals=("2 summit",), acts=("summit",))
    assert factor("published apart", second, second, **LATE) == 0.0
    assert factor("published apart", second, third, **LATE) > 0.0
    assert factor("published apart", second, elsewhere, **LATE) > 0.0


def test_a_year_may_be_a_slip_where_no_publishing_date_stands_against_it():
    then, slipped = reading("Orlova", day="2024-08-23"), reading("Orlova", day="2022-08-23")
    assert factor("same day", slipped, then, published=(None, "2024-08-23")) == 1.0
    assert factor("same day", slipped, then, published=("2022-08-23", "2024-08-23")) == 0.0
    another = reading("Orlova", day="2022-08-21")
    assert factor("same day", another, then, published=(None, "2024-08-23")) == 0.0
