import pytest

from monitor.evaluation.scores import (
    Labelled,
    across_languages,
    arrivals,
    bcubed,
    first_in_others,
    macro_f1,
    pairs,
    pairs_also,
)


def test_bcubed_and_pairs_as_worked_out_by_hand():
    stories, events = ["1", "1", "1", "2"], ["a", "a", "b", "b"]
    score = bcubed(stories, events)
    assert score.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert score.recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    score = pairs(stories, events)
    assert (score.precision, score.recall) == (pytest.approx(1 / 3), pytest.approx(1 / 2))


def test_nothing_to_score_is_nothing_wrong():
    assert bcubed([], []).f1 == 1.0
    assert macro_f1([]) == 1.0


def told(name, event, story, *, language="en", **more):
    return Labelled(
        id=name,
        event=event,
        story=story,
        story_at_arrival=story,
        language=language,
        **{"verdict": "new", **more},
    )


def test_only_pairs_in_two_languages_count_across_languages():
    articles = [
        told("1", "a", "s"),
        told("2", "a", "s"),
        told("3", "a", "s", language="ru"),
        told("4", "a", "t", language="fr"),
    ]
    assert across_languages(articles) == (2, 5)


def test_a_first_report_is_wrong_in_a_story_of_something_else_and_a_later_one_outside_its_own():
    articles = [
        told("1", "a", "s"),
        told("2", "b", "s"),
        told("3", "a", "t", verdict="unsure"),
        told("4", "b", "s"),
    ]
    found = arrivals(articles)
    assert (found.first, found.first_wrong) == (2, 1)
    assert (found.later, found.later_right) == (2, 1)
    assert (found.unsure, found.unsure_wrong, found.wrong) == (1, 1, 2)


def test_macro_f1_is_the_mean_over_what_was_said_or_true():
    judged = [("duplicate", "duplicate"), ("duplicate", "development")]
    assert macro_f1(judged) == pytest.approx((2 / 3 + 0) / 2)


def test_a_pair_is_right_too_where_one_also_tells_the_others_event():
    articles = [told("1", "a", "s"), told("2", "b", "s", also=("a",)), told("3", "c", "s")]
    score = pairs_also(articles)
    assert (score.precision, score.recall) == (pytest.approx(1 / 3), 1.0)
    apart = pairs_also([told("1", "a", "s"), told("2", "a", "t", also=("b",))])
    assert (apart.precision, apart.recall) == (1.0, 0.0)


def test_a_first_report_stands_in_anothers_story_where_that_was_opened_by_another_event():
    articles = [told("1", "a", "s"), told("2", "b", "s"), told("3", "a", "t"), told("4", "c", "t")]
    assert first_in_others(articles) == (2, 3)
